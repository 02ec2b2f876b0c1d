from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.claims.amounts import find_quantities
from checkers.evidence.intervals import agreement
from checkers.labels import Comparator
from checkers.nouns import Quantity


def quantity(value: str, comparator: Comparator = Comparator.EQUAL, upper: str = "") -> Quantity:
    return Quantity(
        text=value,
        start=0,
        end=len(value),
        value=Decimal(value),
        comparator=comparator,
        upper=Decimal(upper) if upper else None,
    )


@pytest.mark.parametrize(
    ("claim", "source", "agrees"),
    [
        (quantity("638e9"), quantity("637959e6"), True),
        (quantity("638e9"), quantity("574785e6"), False),
        (quantity("570e9", Comparator.MORE), quantity("638e9"), True),
        (quantity("570e9", Comparator.MORE), quantity("514e9"), False),
        (quantity("0.6", Comparator.MORE), quantity("0.58"), False),
        (quantity("4e9", Comparator.AT_MOST), quantity("4e9"), True),
        (quantity("4e9", Comparator.AT_MOST), quantity("8e9"), False),
        (quantity("1e6"), quantity("170000"), False),
        (quantity("1000", Comparator.ABOUT), quantity("1080"), True),
        (quantity("1000", Comparator.ABOUT), quantity("1200"), False),
        (quantity("10", Comparator.RANGE, "20"), quantity("15"), True),
        (quantity("10", Comparator.RANGE, "20"), quantity("25"), False),
        (quantity("600"), quantity("500", Comparator.MORE), None),
        (quantity("300"), quantity("500", Comparator.MORE), False),
        (quantity("300", Comparator.MORE), quantity("500", Comparator.AT_LEAST), True),
        (quantity("137"), quantity("136"), False),
        (quantity("6.5"), quantity("8"), False),
    ],
)
def test_arithmetic_decides_between_two_figures(
    claim: Quantity, source: Quantity, *, agrees: bool | None
) -> None:
    assert agreement(claim, source) is agrees


@given(st.decimals(min_value="0.001", max_value="1e15", places=3))
def test_a_figure_agrees_with_itself(value: Decimal) -> None:
    assert agreement(quantity(str(value)), quantity(str(value))) is True


@given(st.decimals(min_value="1", max_value="1e12", places=2))
def test_twice_a_figure_is_another_figure(value: Decimal) -> None:
    assert agreement(quantity(str(value)), quantity(str(value * 2))) is False


@pytest.mark.parametrize(
    ("claimed", "found", "agrees"),
    [
        ("Votaron dos tercios de los socios.", "Votó el 66 % de los socios.", True),
        ("Votaron dos tercios de los socios.", "Votó el 58 % de los socios.", False),
        ("Uno de cada cinco niños es pobre.", "El 20,4 % de los niños es pobre.", True),
        ("Votó el 40 % de los socios.", "Votó más de la mitad de los socios.", False),
    ],
)
def test_a_fraction_in_words_is_a_rounded_percentage(
    claimed: str, found: str, *, agrees: bool
) -> None:
    ((one,), (other,)) = (find_quantities(text, "es") for text in (claimed, found))

    assert agreement(one, other) is agrees
