from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.verdicts.quotations import is_in_any, misquotations, misquoted

WORDING = "El puente costó 12 millones de euros."
CITED = {
    1: "El acta dice que el puente «costó 12 millones» y que se abrió en 2024.",
    2: "«No habrá peaje.",
    3: "The bridge cost “12 million” euros.",
}


@pytest.mark.parametrize(
    "justification",
    [
        "Confirmada por una voz independiente (acta.example [1]).",
        "La confirma «el puente «costó 12 millones» y que se abrió en 2024.» [1].",
        "La confirma ««No habrá peaje.» [2].",
        "Borne out by “The bridge cost “12 million” euros.” [3].",
        "Cifras: la afirmación dice «12 millones»; acta.example [1], «12 millones» (2024).",
        "Cifras: la afirmación dice «12 millones»; a [1], «12 millones»; b [3], «12 million».",
        "Lo dicen «2024» [1] y «peaje» [2].",
        "Lo dice «2024» (acta.example [1]).",
        "Lo dicen los dos: «12 » [1][3].",
        "Lo dicen los dos: «12 » [1, 3].",
        "Sin comillas.",
    ],
)
def test_a_justification_that_quotes_verbatim_passes(justification: str) -> None:
    assert misquoted(justification, CITED, WORDING) == ()


@pytest.mark.parametrize(
    ("justification", "wrong"),
    [
        ("La confirma «el puente costó 12 millones» [1].", "el puente costó 12 millones"),
        ("La confirma «se abrió en  2024» [1].", "se abrió en  2024"),
        ("La confirma «peaje» [1].", "peaje"),
        ("La confirma «se abrió en 2024» [9].", "se abrió en 2024"),
        ("La afirmación dice «13 millones»; acta [1], «2024».", "13 millones"),
        ("La afirmación dice «12 millones»; acta [1], «2023».", "2023"),
        ("Lo dicen los dos: «12 millones» [1, 3].", "12 millones"),
        ("Lo dice “The bridge cost nothing” [3].", "The bridge cost nothing"),
        ("Una comilla que no se cierra: «2024", "2024"),
    ],
)
def test_words_that_are_not_where_they_are_said_to_be_are_named(
    justification: str, wrong: str
) -> None:
    assert misquoted(justification, CITED, WORDING) == (wrong,)


def test_every_wrong_quotation_is_named_and_the_right_ones_are_not() -> None:
    text = "«uno» [1], «2024» [1], «dos» [2] y “tres” [3]."

    assert misquoted(text, CITED, WORDING) == ("uno", "dos", "tres")


def test_straight_marks_are_quotations_where_they_are_asked_for() -> None:
    known = is_in_any(["It cost 12 million."])

    assert misquotations('It says "12 million".', known, {'"': '"'}) == ()
    assert misquotations('It says "13 million" here.', known, {'"': '"'}) == ("13 million",)


TEXT = st.text("ab «»“”[1]", max_size=30)


@given(passage=TEXT, start=st.integers(0, 30), length=st.integers(1, 30))
def test_any_part_of_a_passage_may_be_quoted_whatever_marks_it_holds(
    passage: str, start: int, length: int
) -> None:
    part = passage[start : start + length]

    # A part that ends in a number of its own cannot be told from one that is cited.
    assert misquoted(f"Lo dice «{part}» [7].", {7: passage}, "") == () or "[1" in part


@given(passage=TEXT, quote=TEXT)
def test_a_quotation_passes_only_if_its_passage_holds_it(passage: str, quote: str) -> None:
    plain = "".join(c for c in quote if c not in "«»“”[]")

    passed = misquoted(f"Lo dice «{plain}» [7].", {7: passage}, "") == ()

    assert passed == (plain in passage)
