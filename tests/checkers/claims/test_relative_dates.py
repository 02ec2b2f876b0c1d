from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checkers.claims.relative_dates import date_words

SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


def resolved(text: str, language: str, at: datetime | None = SATURDAY) -> str:
    for one in reversed(list(date_words(text, language, at and at.date()))):
        text = f"{text[: one.start]}{one.put}{text[one.end :]}"
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Firmó ayer el acuerdo.", "Firmó el 27 de noviembre de 2026 el acuerdo."),
        ("Cerró el pasado martes.", "Cerró el martes 24 de noviembre de 2026."),
        ("Cerró el martes.", "Cerró el martes 24 de noviembre de 2026."),
        ("Cerrará el martes.", "Cerrará el martes 1 de diciembre de 2026."),
        ("El próximo lunes hay pleno.", "El lunes 30 de noviembre de 2026 hay pleno."),
        ("Creció un 3 % este año.", "Creció un 3 % en 2026."),
        ("El paro de este año bajó.", "El paro de 2026 bajó."),
        ("Ganó 3 millones el año pasado.", "Ganó 3 millones en 2025."),
        ("Creció el mes pasado.", "Creció en octubre de 2026."),
        ("La semana pasada hubo 3 casos.", "La semana del 16 de noviembre de 2026 hubo 3 casos."),
        ("Abrió hace dos años.", "Abrió en 2024."),
        ("Se firmó el 3 de diciembre.", "Se firmó el 3 de diciembre de 2025."),
        ("Se firmará el próximo 3 de diciembre.", "Se firmará el 3 de diciembre de 2026."),
        ("Abrió en julio.", "Abrió en julio de 2026."),
        ("Este trimestre bajó.", "El cuarto trimestre de 2026 bajó."),
        ("Cerró el 3 de julio de 2019.", "Cerró el 3 de julio de 2019."),
        ("En marzo de 2019 cerró.", "En marzo de 2019 cerró."),
        ("El pasado otoño creció.", "El otoño de 2025 creció."),
        ("El paro de la pasada primavera bajó.", "El paro de la primavera de 2026 bajó."),
        ("El verano pasado creció.", "El verano de 2026 creció."),
        ("Trabaja por la mañana.", "Trabaja por la mañana."),
    ],
)
def test_spanish_dates_count_from_that_of_the_article(text: str, expected: str) -> None:
    assert resolved(text, "es") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It closed yesterday.", "It closed on 27 November 2026."),
        ("It closed on Tuesday.", "It closed on Tuesday 24 November 2026."),
        ("Profit fell last quarter.", "Profit fell the third quarter of 2026."),
        ("Sales rose last year.", "Sales rose in 2025."),
        ("Sales of this year rose.", "Sales of 2026 rose."),
        ("It opened in July.", "It opened in July 2026."),
        ("It opened three years ago.", "It opened in 2023."),
        ("It opened in July 2019.", "It opened in July 2019."),
        ("They may close.", "They may close."),
        ("Last winter it closed.", "The winter of 2025-2026 it closed."),
    ],
)
def test_english_dates_count_from_that_of_the_article(text: str, expected: str) -> None:
    assert resolved(text, "en") == expected


def test_without_the_date_of_the_article_nothing_is_put_in() -> None:
    (word,) = date_words("Cerró ayer.", "es", None)
    assert (word.text, word.put) == ("ayer", None)


@pytest.mark.parametrize("year", [1, 9999])
def test_dates_that_no_calendar_has_stay_as_they_are_written(year: int) -> None:
    last = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, tzinfo=UTC)

    for text in ("Firmó ayer el acuerdo.", "Firmará mañana, hace 9999999999 años."):
        assert resolved(text, "es", last)
