from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import contrast
from training.contrast import NEUTRAL, REFUTES, SUPPORTS, comparisons, stance_of_bounds

RISE = "El paro subió en marzo hasta las cifras de 2019."
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


def test_the_opposite_word_turns_either_half_and_only_both_together_agree() -> None:
    pairs = list(contrast.exchanges([RISE], "es", "opposite"))

    assert [pair.label for pair in pairs] == [SUPPORTS, REFUTES, REFUTES, SUPPORTS]
    assert {pair.passage for pair in pairs} == {
        RISE,
        "El paro bajó en marzo hasta las cifras de 2019.",
    }


@pytest.mark.parametrize(
    "text",
    ["El paro subió y luego bajó en toda la comarca.", "No hay nada que decir de este pueblo."],
)
def test_a_sentence_with_no_or_several_such_words_is_left_out(text: str) -> None:
    assert list(contrast.exchanges([text], "es", "opposite")) == []


def test_a_word_that_means_the_same_leaves_every_pair_a_support() -> None:
    pairs = list(contrast.exchanges(["La compañía abrirá en Lugo antes de mayo."], "es", "alike"))

    assert [pair.label for pair in pairs] == [SUPPORTS] * 4
    assert {pair.passage.split()[1] for pair in pairs} == {"compañía", "empresa"}


def test_other_words_support_another_figure_refutes_and_a_near_sentence_does_neither() -> None:
    words = {RISE: "El desempleo creció en marzo hasta 40 mil personas"}

    pairs = contrast.reworded([RISE], [(RISE, "Marzo fue seco.")], words, "es", random.Random(1))

    assert [pair.label for pair in pairs] == [SUPPORTS, REFUTES, NEUTRAL]


@pytest.mark.parametrize("kind", ["opposite", "alike"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_no_word_is_both_the_opposite_of_another_and_like_it(language: str, kind: str) -> None:
    table = tomllib.loads(Path(contrast.__file__).with_name("exchanges.toml").read_text("utf-8"))
    other = {"opposite": "alike", "alike": "opposite"}[kind]

    pairs = {frozenset(pair) for pair in table[kind][language]}

    assert not pairs & {frozenset(pair) for pair in table[other][language]}
    assert all(len(pair) == 2 for pair in pairs)
