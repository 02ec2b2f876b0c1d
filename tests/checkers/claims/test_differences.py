from __future__ import annotations

from datetime import timedelta

import pytest

from builders import NOON
from checkers.claims.differences import SAME_NOW, Said, differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("El paro subió un 3 % en 2024.", "El paro subió un 3 por ciento en 2024."),
        ("Almorva gastó 4.000 millones de euros.", "Almorva gastó 4 mil millones de euros."),
        ("Lo dijo Volodímir Zelenski en Kiev.", "Lo dijo Volodymir Zelenski en Kiev."),
        ("El puente cerró el 3 de marzo.", "El 3 de marzo cerró el puente."),
    ],
)
def test_one_claim_may_be_written_in_several_ways(one: str, other: str) -> None:
    assert not differ(Said(one, "es"), Said(other, "es"))
    assert not differ(Said(other, "es"), Said(one, "es"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("La inflación subió un 3 %.", "La inflación subió un 5 %."),
        ("La inflación subió un 3 % en 2023.", "La inflación subió un 3 % en 2024."),
        ("Más del 60 % votó.", "Menos del 60 % votó."),
        ("El puente cerró el 3 de marzo.", "El puente cerró el 3 de abril."),
        ("La vacuna contiene grafeno.", "La vacuna no contiene grafeno."),
        ("El mango cura el cáncer.", "Es falso que el mango cure el cáncer."),
        ("Lo aprobó el alcalde de Almorva.", "Lo aprobó el alcalde de Valdesoto."),
        ("Es el vuelo A320 de la mañana.", "Es el vuelo A321 de la mañana."),
    ],
)
def test_another_figure_date_negation_or_name_makes_another_claim(one: str, other: str) -> None:
    assert differ(Said(one, "es"), Said(other, "es"))
    assert differ(Said(other, "es"), Said(one, "es"))


def test_figures_and_negations_are_compared_across_languages_and_names_are_not() -> None:
    spanish = Said("Alemania no gastó 4.000 millones de euros en 2024.", "es")

    assert not differ(spanish, Said("Germany did not spend 4 billion euros in 2024.", "en"))
    assert differ(spanish, Said("Germany spent 4 billion euros in 2024.", "en"))
    assert differ(spanish, Said("Germany did not spend 5 billion euros in 2024.", "en"))


def test_a_detail_that_one_leaves_out_is_no_other_name() -> None:
    assert not differ(
        Said("Lo aprobó el alcalde de Almorva.", "es"), Said("Lo aprobó el alcalde.", "es")
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [("El Gobierno ha subido hoy las pensiones.", "es"), ("Prices rose last month.", "en")],
)
def test_words_of_time_mean_another_time_in_an_article_of_another_time(
    text: str, language: str
) -> None:
    first = Said(text, language, NOON)

    assert not differ(first, Said(text, language, NOON + SAME_NOW))
    assert differ(first, Said(text, language, NOON + SAME_NOW + timedelta(days=1)))
    assert not differ(first, Said(text, language, None))


def test_a_claim_that_names_no_time_of_its_own_can_come_back_years_later() -> None:
    text = "El agua con limón cura el cáncer."

    assert not differ(Said(text, "es", NOON), Said(text, "es", NOON + timedelta(days=900)))
