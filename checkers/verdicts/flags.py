"""Which claims of a run are worth telling somebody about, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from checkers.before import CheckedBefore
from checkers.labels import VerdictLabel
from checkers.nouns import Assessment, Claim, EarlierFactCheck, Report

WORTH_CHECKING = 0.8
"""The check-worthiness from which a claim without enough evidence is told."""


class Reason(StrEnum):
    """Why a claim is told; the names are values of VEREDICTO_NOTIFY_ON and of events."""

    REFUTED = "refuted"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    REPEAT = "repeat"
    WORTH_CHECKING = "worth_checking"


@dataclass(frozen=True, slots=True)
class Flag:
    """A claim to tell, why, and the earlier checks that found the same to be false."""

    claim: Claim
    assessment: Assessment
    reasons: tuple[Reason, ...]
    checked_before: tuple[CheckedBefore, ...] = ()
    fact_checks: tuple[EarlierFactCheck, ...] = ()

    @property
    def id(self) -> str:
        """What is told once: the verdict, or the claim where there is none.

        A verdict that an updated article keeps is the one on its earlier version.
        """
        verdict = self.assessment.verdict
        if verdict is None:
            return self.claim.id
        return self.assessment.carried_verdict or verdict.id


def flagged(report: Report, on: Collection[Reason] = frozenset(Reason)) -> tuple[Flag, ...]:
    """The claims of a run that there is one of the reasons to tell, in the article's order."""
    flags = []
    for claim, assessment in zip(report.claims, report.assessments, strict=True):
        before = tuple(
            one for one in report.checked_before if one.claim_id == claim.id and _debunked(one)
        )
        others = tuple(
            one
            for one in report.earlier_fact_checks
            if one.claim_id == claim.id and one.fact_check.rating.reading is VerdictLabel.REFUTED
        )
        found = _label_reasons(claim, assessment)
        if before or others:
            found = (*found, Reason.REPEAT)
        reasons = tuple(reason for reason in found if reason in on)
        if reasons:
            flags.append(Flag(claim, assessment, reasons, before, others))
    return tuple(flags)


def _label_reasons(claim: Claim, assessment: Assessment) -> tuple[Reason, ...]:
    label = assessment.verdict.label if assessment.verdict else None
    if label is VerdictLabel.REFUTED:
        return (Reason.REFUTED,)
    if label is VerdictLabel.CONFLICTING_EVIDENCE:
        return (Reason.CONFLICTING_EVIDENCE,)
    if label is VerdictLabel.NOT_ENOUGH_EVIDENCE and claim.check_worthiness >= WORTH_CHECKING:
        return (Reason.WORTH_CHECKING,)
    return ()


def _debunked(before: CheckedBefore) -> bool:
    """Whether what stands of an earlier check, an editor's word first, is that it is false."""
    stands = before.label if before.decision is None else before.decided
    return stands is VerdictLabel.REFUTED
