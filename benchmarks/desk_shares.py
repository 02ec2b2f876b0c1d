"""How often made-up checks end in which way."""

from __future__ import annotations

from checkers.labels import ClaimStatus, SearchOutcome, Stance, VerdictLabel

LABELS = {
    VerdictLabel.SUPPORTED: 36,
    VerdictLabel.REFUTED: 22,
    VerdictLabel.CONFLICTING_EVIDENCE: 10,
    VerdictLabel.NOT_ENOUGH_EVIDENCE: 32,
}
SIDES = {
    VerdictLabel.SUPPORTED: (Stance.SUPPORTS, Stance.SUPPORTS, Stance.NEUTRAL),
    VerdictLabel.REFUTED: (Stance.REFUTES, Stance.NEUTRAL, Stance.REFUTES),
    VerdictLabel.CONFLICTING_EVIDENCE: (Stance.SUPPORTS, Stance.REFUTES),
    VerdictLabel.NOT_ENOUGH_EVIDENCE: (Stance.NEUTRAL,),
}
STATUSES = {
    ClaimStatus.JUDGED: 90,
    ClaimStatus.RETRIEVAL_FAILED: 6,
    ClaimStatus.AMBIGUOUS: 4,
}
ANSWERS = {
    SearchOutcome.ANSWERED: 85,
    SearchOutcome.EMPTY: 8,
    SearchOutcome.RATE_LIMITED: 4,
    SearchOutcome.FAILED: 3,
}
WHY = {SearchOutcome.RATE_LIMITED: "answered 429", SearchOutcome.FAILED: "no answer within 10 s"}
ATTRIBUTED, FACT_CHECKED, READ_TWICE = 0.3, 0.03, 0.04
"""Shares of the claims."""
