from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from builders import NOON, a_claim, a_passage, a_piece, a_source, a_verdict, an_article
from checkers.labels import ClaimStatus, OpinionOutcome, Stance, VerdictLabel
from checkers.nouns import Assessment, Opinion, OpinionQuote, Report, Run
from veredicto.terminal import print_report

CLAIM = a_claim("El puente costó 12 millones.")
PAGE = a_source("El acta dice que el puente costó 12 millones.")
PIECE = a_piece(CLAIM, PAGE, supports=0.9)
VERDICT = a_verdict(CLAIM, (PIECE, 0.8))
QUOTE = OpinionQuote(PIECE.id, "costó 12 millones", 28, 45, Stance.SUPPORTS)


def shown_with(outcome: OpinionOutcome, **more: Any) -> str:
    opinion = Opinion(
        "opinion", CLAIM.id, VERDICT.id, "[red]tiny:1b", outcome, asked_at=NOON, **more
    )
    report = Report(
        run=Run("run", "article", NOON, NOON, "0", (), (), (), ()),
        article=an_article(),
        claims=(CLAIM,),
        searches=(),
        sources=(PAGE,),
        passages=(a_passage(PAGE),),
        evidence=(PIECE,),
        assessments=(Assessment(CLAIM.id, ClaimStatus.JUDGED, None, VERDICT),),
        opinions=(opinion,),
    )
    out = io.StringIO()
    print_report(report, Path("w.duckdb"), Console(file=out, width=200))
    (line,) = (line for line in out.getvalue().splitlines() if "second reading" in line)
    return line.strip("│ ")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (VerdictLabel.SUPPORTED, "✓ supported, agrees [1] «costó 12 millones»"),
        (VerdictLabel.REFUTED, "✗ refuted, DISAGREES [1] «costó 12 millones»"),
    ],
)
def test_a_second_reading_is_one_line_with_its_model_and_first_quote(
    label: VerdictLabel, words: str
) -> None:
    agrees = label is VERDICT.label

    line = shown_with(OpinionOutcome.ACCEPTED, label=label, quotes=(QUOTE, QUOTE), agrees=agrees)

    assert line == f"second reading by [red]tiny:1b: {words}"


def test_a_second_reading_may_stand_without_a_quote() -> None:
    label = VerdictLabel.NOT_ENOUGH_EVIDENCE

    line = shown_with(OpinionOutcome.ACCEPTED, label=label, agrees=False)

    assert line.endswith("? not enough evidence, DISAGREES")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(OpinionOutcome.REJECTED, "not accepted"), (OpinionOutcome.FAILED, "no answer")],
)
def test_a_reading_that_says_nothing_is_shown_with_the_reason(
    outcome: OpinionOutcome, words: str
) -> None:
    assert shown_with(outcome, reason="por esto").endswith(f"{words}, por esto")
