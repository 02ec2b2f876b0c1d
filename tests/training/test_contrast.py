from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import contrast
from training.contrast import NEUTRAL, REFUTES, SUPPORTS, comparisons, stance_of_bounds

BOUNDS = st.tuples(st.sampled_from("=><"), st.integers(1, 40))


def is_met(bound: tuple[str, int], value: int) -> bool:
    sign, limit = bound
    return {"=": value == limit, ">": value > limit, "<": value < limit}[sign]


@given(BOUNDS, BOUNDS)
def test_a_bound_supports_refutes_or_leaves_open_as_counting_shows(
    passage: tuple[str, int], claim: tuple[str, int]
) -> None:
    met = {is_met(claim, value) for value in range(-1, 100) if is_met(passage, value)}

    expected = {frozenset({True}): SUPPORTS, frozenset({False}): REFUTES}

    assert stance_of_bounds(passage, claim) == expected.get(frozenset(met), NEUTRAL)


def test_each_statement_gives_a_pair_of_every_stance() -> None:
    statement = "El ayuntamiento plantó 400 árboles en la ribera del río."

    pairs = list(comparisons([statement], "es", random.Random(1)))

    assert [pair.label for pair in pairs] == [SUPPORTS, NEUTRAL, REFUTES]
    assert all(pair.passage.endswith("árboles en la ribera del río.") for pair in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "El 18 de febrero se estrelló el avión.",
        "Nació en 1881 en Soria.",
        "Ganó por 3-1 en casa.",
        "No dijo cifra alguna.",
    ],
)
def test_dates_years_and_scores_are_not_compared(text: str) -> None:
    assert list(comparisons([text], "es", random.Random(1))) == []


def test_the_denial_of_another_statement_says_nothing() -> None:
    (pair,) = contrast.others_denied(
        [("El río creció.", "El puente cayó.")], "es", random.Random(1)
    )

    assert pair.label == NEUTRAL
    assert "puente cayó" in pair.passage
