from __future__ import annotations

import pytest

from checkers.claims.attribution import find_attribution, is_anonymous


@pytest.mark.parametrize(
    ("sentence", "language", "who", "content"),
    [
        ("Según el INE, el paro bajó al 11 %.", "es", "el INE", "el paro bajó al 11 %"),
        ("El paro, según el INE, bajó al 11 %.", "es", "el INE", "El paro bajó al 11 %"),
        ("El paro bajó ayer, según informa el INE.", "es", "el INE", "El paro bajó ayer"),
        ("Según la alcaldesa, Eva Rey, el paro bajó.", "es", "Eva Rey", "el paro bajó"),
        ("Según Eva Rey, alcaldesa de Soto, el paro bajó.", "es", "Eva Rey", "el paro bajó"),
        ("El paro bajó ayer, según la alcaldesa, Eva Rey.", "es", "Eva Rey", "El paro bajó ayer"),
        (
            "Según el INE, Eva Rey, alcaldesa, dimitió.",
            "es",
            "el INE",
            "Eva Rey, alcaldesa, dimitió",
        ),
        ("La ministra dijo ayer que hay 20 casos.", "es", "La ministra", "hay 20 casos"),
        ("Además, la OMS ha dicho que hay 20 casos.", "es", "la OMS", "hay 20 casos"),
        ("«No hay más casos», aseguró la ministra.", "es", "la ministra", "No hay más casos"),
        ("Gil: «El paro ha bajado mucho».", "es", "Gil", "El paro ha bajado mucho"),
        ("Añadió que hay 20 casos.", "es", None, "hay 20 casos"),
        ("Prices fell 3%, according to Eurostat.", "en", "Eurostat", "Prices fell 3%"),
        ("According to the mayor, Ann Lee, prices fell 3%.", "en", "Ann Lee", "prices fell 3%"),
        ("The mayor said prices fell 3%.", "en", "The mayor", "prices fell 3%"),
        ("Prices fell 3%, the mayor said.", "en", "the mayor", "Prices fell 3%"),
        ("“Prices fell 3%,” said the mayor.", "en", "the mayor", "Prices fell 3%"),
    ],
)
def test_who_says_what_is_told(sentence: str, language: str, who: str | None, content: str) -> None:
    found = find_attribution(sentence, language)
    assert found is not None
    assert (found.who, found.content) == (who, content)
    assert found.content.split()[-1] in sentence[found.start : found.end]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Cada alumno paga según su renta.", "es"),
        ("Según la edad, el precio varía mucho.", "es"),
        ("El ministro no dijo que el paro baje.", "es"),
        ("La empresa anunció un beneficio de 3 millones.", "es"),
        ("The company announced a new plan.", "en"),
        ("She works as secretary of state.", "en"),
    ],
)
def test_what_the_article_says_itself_is_not_attributed(sentence: str, language: str) -> None:
    assert find_attribution(sentence, language) is None


def test_sources_without_a_name_are_anonymous() -> None:
    assert is_anonymous("fuentes del sector", "es")
    assert is_anonymous("people familiar with the matter", "en")
    assert not is_anonymous("el INE", "es")
