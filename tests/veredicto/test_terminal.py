from __future__ import annotations

import io
from dataclasses import replace
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


REPORT = Report(
    run=Run("run", "article", NOON, NOON, "0", (), (), (), ()),
    article=an_article(),
    claims=(CLAIM,),
    searches=(),
    sources=(PAGE,),
    passages=(a_passage(PAGE),),
    evidence=(PIECE,),
    assessments=(Assessment(CLAIM.id, ClaimStatus.JUDGED, None, VERDICT),),
)


def printed(report: Report) -> list[str]:
    out = io.StringIO()
    print_report(report, Path("w.duckdb"), Console(file=out, width=200))
    return [line.strip("│ ") for line in out.getvalue().splitlines()]


def shown_with(outcome: OpinionOutcome, **more: Any) -> str:
    opinion = Opinion(
        "opinion", CLAIM.id, VERDICT.id, "[red]tiny:1b", outcome, asked_at=NOON, **more
    )
    lines = printed(replace(REPORT, opinions=(opinion,)))
    (line,) = (line for line in lines if "second reading" in line)
    return line


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


def test_a_passage_is_shown_with_the_title_the_date_and_the_others_who_say_it() -> None:
    page = replace(PAGE, title="Cuentas\n del puente", published_at=NOON)
    copy = a_source(f"«{PAGE.text}»", "eco.example")
    copied = a_piece(CLAIM, copy, supports=0.9)
    verdict = a_verdict(CLAIM, (PIECE, 0.8), (copied, 0.0))
    report = replace(
        REPORT,
        sources=(page, copy),
        passages=(a_passage(page), a_passage(copy)),
        evidence=(PIECE, copied),
        assessments=(Assessment(CLAIM.id, ClaimStatus.JUDGED, None, verdict),),
    )

    lines = printed(report)

    quoted = lines.index(f"[1] supports «{PAGE.text}»")
    assert lines[quoted + 1] == "Cuentas del puente"
    assert lines[quoted + 2].startswith("faro.example, published 2026-03-01, retrieved 2026-03-01")
    assert lines[quoted + 3] == "in the same words: eco.example"
    assert lines[quoted + 4] == page.url


def test_a_passage_of_a_page_without_title_or_copies_is_shown_without() -> None:
    lines = printed(REPORT)

    quoted = lines.index(f"[1] supports «{PAGE.text}»")
    assert lines[quoted + 1].startswith("faro.example, retrieved")
    assert lines[quoted + 2] == PAGE.url
