from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import a_claim, a_passage, a_source
from checkers.evidence.figures import Pairing, compare_figures, years_of

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges
    from checkers.nouns import Comparison

REVENUE = "La empresa Norvia ingresó 638.000 millones de dólares en 2024."


def compare(
    claim: str, passages: list[str], judges: Judges, language: str = "es"
) -> list[Comparison | None]:
    said = a_claim(claim)
    pairs = [Pairing(said, "es", a_passage(a_source(text)), language) for text in passages]
    return list(compare_figures(pairs, judges.stance))


@pytest.mark.parametrize(
    ("figure", "agrees"),
    [
        ("638.000 millones de dólares", True),
        ("570.000 millones de dólares", False),
        ("más de 570.000 millones de dólares", True),
        ("menos de 570.000 millones de dólares", False),
    ],
)
def test_a_figure_of_the_same_thing_is_compared(
    judges: Judges, figure: str, *, agrees: bool
) -> None:
    (comparison,) = compare(f"La empresa Norvia ingresó {figure} en 2024.", [REVENUE], judges)

    assert comparison is not None
    assert comparison.agrees is agrees


def test_the_figure_of_another_year_decides_nothing(judges: Judges) -> None:
    (comparison,) = compare(
        "La empresa Norvia ingresó 570.000 millones de dólares en 2022.", [REVENUE], judges
    )

    assert comparison is None or comparison.agrees is None


def test_a_figure_of_another_order_of_magnitude_decides_nothing(judges: Judges) -> None:
    (comparison,) = compare(
        "La empresa Norvia ingresó 12.000 millones de dólares en 2024.", [REVENUE], judges
    )

    assert comparison is None or comparison.agrees is None


def test_a_million_that_should_be_a_billion_is_a_difference(judges: Judges) -> None:
    (comparison,) = compare(
        "La empresa Norvia ingresó 638 millones de dólares en 2024.", [REVENUE], judges
    )

    assert comparison is not None
    assert comparison.agrees is False


def test_a_figure_in_another_unit_is_not_compared(judges: Judges) -> None:
    (comparison,) = compare("La empresa Norvia creció un 12 % en 2024.", [REVENUE], judges)

    assert comparison is None


def test_the_newest_period_decides_for_a_claim_without_one(judges: Judges) -> None:
    older = "La empresa Norvia ingresó 514.000 millones de dólares en 2022."

    old, new = compare(
        "La empresa Norvia ingresó 638.000 millones de dólares.", [older, REVENUE], judges
    )

    assert new is not None
    assert new.agrees is True
    assert old is None or old.agrees is None


def test_counted_things_are_compared_across_languages(judges: Judges) -> None:
    passage = "The People's Party won 137 seats in the general election of 23 July 2023."

    right, wrong = (
        compare(f"El Partido Popular logró {n} escaños en 2023.", [passage], judges, "en")[0]
        for n in (137, 150)
    )

    assert [one and one.agrees for one in (right, wrong)] == [True, False]


def test_years_are_told_from_other_numbers() -> None:
    assert years_of("En 2024 vendió 1999 coches, 2.015 motos y 1.850,5 bicis al 2020 %") == {
        "2024",
        "1999",
    }
