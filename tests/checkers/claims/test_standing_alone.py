from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.nouns import Claim

DATE = datetime(2026, 11, 28, 10, tzinfo=UTC)


def found(text: str, language: str = "es", *, dated: bool = True) -> tuple[Claim, ...]:
    at = DATE if dated else None
    return find_claims(Article.of(text, language=language, published_at=at))


def wording(text: str, beginning: str, language: str = "es") -> str:
    return next(c.wording for c in found(text, language) if c.text.startswith(beginning))


@pytest.mark.parametrize(
    ("text", "beginning", "expected"),
    [
        (
            "Navalia cerró 2024 con beneficios. Contrató a 320 personas en Foz.",
            "Contrató",
            "Navalia contrató a 320 personas en Foz.",
        ),
        (
            "La ministra de Sanidad, Ana Gil, visitó Lugo.\nLa ministra firmó 3 convenios.",
            "La ministra firmó",
            "Ana Gil firmó 3 convenios.",
        ),
        (
            "La central de Sorbel costó 285 millones. La central tiene 420 megavatios.",
            "La central tiene",
            "La central de Sorbel tiene 420 megavatios.",
        ),
        (
            "Habló Ana Gil, ministra de Sanidad.\nGil nació en Lugo en 1970.",
            "Gil nació",
            "Ana Gil nació en Lugo en 1970.",
        ),
        (
            "Navalia facturó 3 millones. Su beneficio creció un 9 %.",
            "Su beneficio",
            "El beneficio de Navalia creció un 9 %.",
        ),
        (
            "Ana Gil, ministra de Sanidad, dijo: «Hemos vacunado a 3 millones de personas».",
            "Hemos",
            "Ana Gil: «Hemos vacunado a 3 millones de personas»",
        ),
    ],
)
def test_references_are_resolved_by_what_the_article_says(
    text: str, beginning: str, expected: str
) -> None:
    assert wording(text, beginning) == expected


def test_english_references_are_resolved() -> None:
    text = "Harroway opened a plant in Leeds. It hired 300 people last year."
    assert wording(text, "It hired", "en") == "Harroway hired 300 people in 2025."


def test_what_was_put_in_is_told_with_where_it_is_from() -> None:
    text = "Navalia cerró 2024 con beneficios. Contrató ayer a 320 personas en Foz."
    claim = next(c for c in found(text) if c.text.startswith("Contrató"))
    subject, date = claim.references
    assert (subject.text, subject.meaning, subject.start) == ("", "Navalia", claim.start)
    assert subject.found is not None
    assert text[subject.found.start : subject.found.end] == "Navalia"
    assert (date.text, date.meaning) == ("ayer", "el 27 de noviembre de 2026")
    assert text[date.start : date.end] == "ayer"
    assert date.found is None


@pytest.mark.parametrize(
    ("text", "beginning", "missing"),
    [
        ("Esto costó 3 millones.", "Esto", "«Esto»: falta el antecedente"),
        ("La compañía debe 3 millones.", "La compañía", "«La compañía»: falta el antecedente"),
        ("Contrató a 320 personas en Foz.", "Contrató", "«Contrató»: falta el sujeto"),
        ("La ministra firmó 3 convenios.", "La ministra", "«La ministra»: falta"),
        ("Esta cifra duplica la de 2019.", "Esta cifra", "«Esta cifra»: falta"),
    ],
)
def test_what_cannot_be_resolved_is_ambiguous_and_says_what_is_missing(
    text: str, beginning: str, missing: str
) -> None:
    claim = next(c for c in found(text) if c.text.startswith(beginning))
    assert claim.ambiguous
    assert missing in (claim.excluded or "")


def test_a_relative_date_without_the_date_of_the_article_is_ambiguous() -> None:
    (claim,) = found("Navalia cerró ayer su planta de Foz.", dated=False)
    assert claim.ambiguous
    assert claim.excluded == "No se sabe qué fecha es «ayer»: falta la del artículo"


def test_yesterday_counts_from_the_day_of_the_article_in_its_own_zone() -> None:
    local = datetime(2026, 11, 28, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    article = Article.of(
        "Navalia cerró ayer su planta de Foz.",
        language="es",
        published_at=local.astimezone(UTC),
    )
    (claim,) = find_claims(replace(article, published_on=local.date()))
    assert claim.wording == "Navalia cerró el 27 de noviembre de 2026 su planta de Foz."


def test_a_name_is_not_guessed_where_two_may_be_meant() -> None:
    text = "Navalia y Astano compiten desde 2019. La empresa debe 3 millones."
    claim = next(c for c in found(text) if c.text.startswith("La empresa"))
    assert claim.ambiguous


def test_satire_is_told_and_nothing_of_it_is_checked() -> None:
    article = Article.of(
        "España cambia el sol por la luna. El sol costaba 3 millones al año.",
        language="es",
        publisher="El Mundo Today",
    )
    claims = find_claims(article)
    assert claims
    assert all(
        c.excluded == "Sátira («El Mundo Today»): no pretende afirmar hechos" for c in claims
    )


def test_every_statement_has_a_kind_with_a_confidence() -> None:
    claims = found("Navalia cerró ayer su planta. ¿Abrirá otra? Sería un error.")
    assert all(c.confidence is not None and 0 < c.confidence <= 1 for c in claims)
