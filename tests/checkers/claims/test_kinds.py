from __future__ import annotations

import pytest

from checkers.claims.kinds import read_kind
from checkers.claims.verbs import conditional, future


@pytest.mark.parametrize(
    "sentence",
    [
        "La mayoría quería otra batería de esa categoría.",
        "María tenía una compañía en Andalucía.",
        "Había economía sumergida en Hungría.",
    ],
)
def test_imperfects_and_nouns_in_ia_are_no_conditional(sentence: str) -> None:
    assert conditional(sentence) is None
    assert read_kind(sentence, "es").kind == "factual"


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("El banco estaría negociando la venta.", "estaría negociando"),
        ("Los socios habrían pactado el cese.", "habrían pactado"),
        ("La obra supondría un ahorro.", "supondría"),
        ("Juntos mantendríamos el empleo.", "mantendríamos"),
        ("Al parecer, el juez archivó la causa.", "Al parecer"),
    ],
)
def test_a_rumour_is_hedged_and_its_cue_is_told(sentence: str, cue: str) -> None:
    reading = read_kind(sentence, "es")
    assert (reading.kind, reading.cue) == ("hedged", cue)


@pytest.mark.parametrize(
    ("sentence", "language", "kind"),
    [
        ("La tasa bajará en otoño.", "es", "prediction"),
        ("El Ayuntamiento va a abrir tres piscinas.", "es", "prediction"),
        ("Irán está detrás del ataque.", "es", "factual"),
        ("La ley, que permitiría multar, fue aprobada por 137 votos.", "es", "factual"),
        ("El trámite es vergonzoso.", "es", "opinion"),
        ("Según el juez, el banco habría pagado la multa.", "es", "hedged"),
        ("Creo que la ley es mala.", "es", "opinion"),
        ("The law passed in May 2021 by 137 votes.", "en", "factual"),
        ("The deal could not be signed on Friday.", "en", "factual"),
        ("The bank reportedly paid the fine.", "en", "hedged"),
        ("Rates are set to fall in June.", "en", "prediction"),
        ("The verdict was shameful.", "en", "opinion"),
        ("Is it true?", "en", "question"),
    ],
)
def test_the_main_clause_decides_the_kind(sentence: str, language: str, kind: str) -> None:
    assert read_kind(sentence, language).kind == kind


def test_a_text_that_never_stops_has_no_headings() -> None:
    assert read_kind("La Tierra es plana", "es").kind == "other"
    assert read_kind("La Tierra es plana", "es", stops_expected=False).kind == "factual"


def test_words_in_ra_are_no_future() -> None:
    assert future("La obra está detrás y era cara") is None
