from __future__ import annotations

import pytest

from checkers.claims.parts import take_apart


def propositions(text: str, language: str) -> list[str]:
    apart = take_apart(text, language)
    return [part.wording.rstrip(".") for part in (*apart.main, *apart.within)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "La empresa contrató a 320 personas, despidió a 20 y cerró una planta.",
            [
                "La empresa contrató a 320 personas",
                "La empresa despidió a 20",
                "La empresa cerró una planta",
            ],
        ),
        (
            "Las ventas subieron un 12 %, mientras que el beneficio cayó un 3 %.",
            ["Las ventas subieron un 12 %", "el beneficio cayó un 3 %"],
        ),
        (
            "El paro bajó un 3 % y subió la inflación.",
            ["El paro bajó un 3 %", "subió la inflación"],
        ),
        (
            "La vacuna, que se probó en 3.000 casos, redujo los contagios, pero no evitó muertes.",
            [
                "La vacuna redujo los contagios",
                "La vacuna no evitó muertes",
                "La vacuna se probó en 3.000 casos",
            ],
        ),
        (
            "Inditex, cuyo beneficio creció un 9 %, abrió 30 tiendas.",
            ["Inditex abrió 30 tiendas", "el beneficio de Inditex creció un 9 %"],
        ),
        (
            "Ana Gil, ministra de Sanidad, visitó Lugo.",
            ["Ana Gil visitó Lugo", "Ana Gil es ministra de Sanidad"],
        ),
        (
            "La ministra de Sanidad, Ana Gil, visitó Lugo.",
            ["La ministra de Sanidad, Ana Gil, visitó Lugo", "Ana Gil es la ministra de Sanidad"],
        ),
        (
            "Telmar, fundada en 1987 por dos hermanos, tiene once plantas.",
            ["Telmar tiene once plantas", "Telmar fue fundada en 1987 por dos hermanos"],
        ),
        (
            "Compró AWS, la división de nube que genera el 60 % del beneficio.",
            [
                "Compró AWS",
                "AWS es la división de nube",
                "AWS genera el 60 % del beneficio",
            ],
        ),
    ],
)
def test_spanish_sentences_are_taken_apart(sentence: str, expected: list[str]) -> None:
    assert propositions(sentence, "es") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Apple sold 3 million phones and bought a startup for $20 million.",
            ["Apple sold 3 million phones", "Apple bought a startup for $20 million"],
        ),
        (
            "Harroway, which made a profit in 2021, closed two plants.",
            ["Harroway closed two plants", "Harroway made a profit in 2021"],
        ),
        (
            "John Smith, the head of Harroway, met the minister.",
            ["John Smith met the minister", "John Smith is the head of Harroway"],
        ),
        (
            "When prices fell, the company cut 200 jobs and closed two plants.",
            [
                "When prices fell, the company cut 200 jobs",
                "When prices fell, the company closed two plants",
            ],
        ),
    ],
)
def test_english_sentences_are_taken_apart(sentence: str, expected: list[str]) -> None:
    assert propositions(sentence, "en") == expected


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("El ministro dijo que el paro bajó y que los salarios subieron.", "es"),
        ("El hombre que robó el banco vive en Madrid.", "es"),
        ("Compró pan, leche y huevos en Lugo, Vigo y Orense.", "es"),
        ("El Gobierno aprobó la ley porque Bruselas lo exigía.", "es"),
        ("He said that the man who robbed the bank had been caught.", "en"),
    ],
)
def test_what_cannot_be_checked_apart_stays_whole(sentence: str, language: str) -> None:
    assert propositions(sentence, language) == [sentence.rstrip(".")]


def test_a_part_names_every_piece_of_the_text_that_it_is_made_of() -> None:
    text = "Ana Gil nació en Lugo en 1970 y fue alcaldesa entre 2011 y 2019."
    second = take_apart(text, "es").main[1]
    assert [text[start:end] for start, end in second.pieces] == [
        "Ana Gil",
        "fue alcaldesa entre 2011 y 2019",
    ]
    assert text[second.start : second.end] == "fue alcaldesa entre 2011 y 2019"
