from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.nouns import Claim

DATE = datetime(2026, 11, 28, 10, tzinfo=UTC)
CORBA = "Hidroval puso en marcha la central reversible de Corba. "
MATCH = "El Atlético Mirasol venció por 2-1 al Deportivo Ribota en un partido de liga. "
REMARKS = "Remarks by Mayor Ada Lund at the opening of Corve harbour"


def claims(text: str, language: str, title: str = "", publisher: str = "") -> tuple[Claim, ...]:
    whole = f"{title}\n{text}" if title else text
    return find_claims(
        Article.of(
            whole,
            language=language,
            title=title or None,
            publisher=publisher or None,
            published_at=DATE,
        )
    )


def wording(found: tuple[Claim, ...], beginning: str) -> str:
    claim = next(c for c in found if c.text.startswith(beginning) and c.to_check)
    return claim.wording.rstrip(".")


@pytest.mark.parametrize(
    ("text", "beginning", "expected"),
    [
        (
            CORBA + "La instalación costó 285 millones.",
            "La instalación",
            "La central reversible de Corba costó 285 millones",
        ),
        (
            CORBA + "Las obras empezaron en 2021.",
            "Las obras",
            "Las obras de la central reversible de Corba empezaron en 2021",
        ),
        (
            "La compra de Telmar costó 300 millones.\nEsta compra crea 400 empleos.",
            "Esta compra",
            "Esta compra de Telmar crea 400 empleos",
        ),
        (
            "La agencia Meridian subió la nota en 2024. En 2025, la misma agencia la bajó.",
            "En 2025",
            "En 2025, Meridian la bajó",
        ),
        (
            "Astano cerró en 2019. Navalia abrió una planta y su plantilla creció un 9 %.",
            "su plantilla",
            "La plantilla de Navalia creció un 9 %",
        ),
        (
            MATCH + "El acta recoge 3 incidentes.",
            "El acta",
            "El acta del partido entre Atlético Mirasol y Deportivo Ribota recoge 3 incidentes",
        ),
        (
            "La muestra de Portugal tiene 42 parcelas. Solo cinco arden en ese país.",
            "Solo cinco",
            "Solo cinco arden en Portugal",
        ),
        (
            "El señor Rey habló en 2019. Él mismo firmó 3 convenios.",
            "Él mismo",
            "Rey firmó 3 convenios",
        ),
        (
            "La bióloga Ana Gil vive en Foz.\nEl botánico Juan Rey habló. Ella ganó 3 premios.",
            "Ella ganó",
            "Ana Gil ganó 3 premios",
        ),
    ],
)
def test_spanish_descriptions_are_put_into_names(text: str, beginning: str, expected: str) -> None:
    assert wording(claims(text, "es"), beginning) == expected


@pytest.mark.parametrize(
    ("text", "beginning", "expected"),
    [
        (
            "Corve voted to drop its tram line in May. The line was approved in 2022.",
            "The line",
            "The tram line was approved in 2022",
        ),
        (
            "The contractor, Brackley Hume, may get 35 million. Its shares fell 6% in 2025.",
            "Its shares",
            "Brackley Hume's shares fell 6% in 2025",
        ),
        (
            '"We cannot pay," said Ada Lund, the chair. She resigned in 2019.',
            "She resigned",
            "Ada Lund resigned in 2019",
        ),
        (
            "Harroway opened its plant in Leeds in 2024 and hired 260 people there.",
            "Harroway opened its plant in Leeds in 2024 and hired",
            "Harroway hired 260 people in Leeds",
        ),
    ],
)
def test_english_descriptions_are_put_into_names(text: str, beginning: str, expected: str) -> None:
    found = claims(text, "en")
    assert expected in {c.wording.rstrip(".") for c in found}, beginning


def test_we_is_the_organisation_that_somebody_speaks_for() -> None:
    text = "«Hemos contratado a 320 personas», dijo Ana Gil, presidenta de Navalia."
    claim = next(c for c in claims(text, "es") if c.text.startswith("Hemos"))
    assert claim.wording == "Ana Gil (Navalia): «Hemos contratado a 320 personas»"
    assert [one.meaning for one in claim.references] == ["Navalia"]


def test_we_of_a_press_release_is_its_publisher() -> None:
    found = claims(
        "Harroway Foods plc reported a profit of 3 million.\n"
        '"We hired 260 people in 2025," said Ada Lund, chief executive.\n'
        "Operating margin widened to 13.8%.",
        "en",
        title="Harroway Foods raises guidance after record half",
        publisher="Harroway Foods plc",
    )
    assert wording(found, "We hired") == "Ada Lund (Harroway Foods): “We hired 260 people in 2025”"
    assert wording(found, "Operating") == "Harroway Foods operating margin widened to 13.8%"


def test_a_speech_stands_in_the_name_of_who_gives_it() -> None:
    found = claims(
        "Good morning.\nWe have lost 900 jobs here.\nSenator Cal Brae said that we lost 800.\n"
        "The new wall cost 12 million crowns.",
        "en",
        title=REMARKS,
        publisher="Council of Corve",
    )
    assert wording(found, "We have") == "Ada Lund (Council of Corve): “We have lost 900 jobs here”"
    assert wording(found, "we lost") == "Ada Lund (Council of Corve): “We lost 800”"
    assert wording(found, "The new wall") == "The new Corve wall cost 12 million crowns"


@pytest.mark.parametrize(
    ("text", "language", "missing"),
    [
        ("Un portavoz dijo que la planta costó 3 millones.", "es", "Un portavoz"),
        ("La constructora aseguró que la obra costó 3 millones.", "es", "La constructora"),
        ("A spokesman said the plant cost 3 million.", "en", "A spokesman"),
    ],
)
def test_that_somebody_said_it_is_ambiguous_where_nobody_can_tell_who(
    text: str, language: str, missing: str
) -> None:
    saying = claims(text, language)[0]
    assert saying.ambiguous
    assert missing in (saying.excluded or "")


def test_a_description_stays_as_it_is_where_two_things_may_be_meant() -> None:
    text = (
        "Hidroval tiene la central de Corba y la central de Sil. La instalación costó 3 millones."
    )
    assert wording(claims(text, "es"), "La instalación") == "La instalación costó 3 millones"
