"""One verdict from the voices for and against a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import prod

from checkers.nouns import (
    Article,
    Claim,
    Evidence,
    Stance,
    Verdict,
    VerdictLabel,
    WeighedEvidence,
    identify,
)
from checkers.verdicts.justify import justify
from checkers.verdicts.weigh import Grounds, Policy, weigh

AGGREGATOR = "noisy-or of voices 1"
DIGITS = 4


def decide(
    claim: Claim,
    article: Article,
    evidence: Sequence[Evidence],
    grounds: Grounds,
    *,
    policy: Policy,
    decided_at: datetime,
) -> Verdict:
    """The verdict on `claim` from its own pieces of evidence, with what each of them weighed.

    Voices are independent (noisy-or, Pearl 1988): a side is made good unless every voice on it is
    wrong. The four labels are the four combinations of both sides; `confidence` is the probability
    of the one chosen.
    """
    weighed = weigh(claim, evidence, grounds, policy)
    supported, refuted = (
        _made_good(evidence, weighed, side) for side in (Stance.SUPPORTS, Stance.REFUTES)
    )
    probabilities = {
        VerdictLabel.SUPPORTED: supported * (1 - refuted),
        VerdictLabel.REFUTED: refuted * (1 - supported),
        VerdictLabel.CONFLICTING_EVIDENCE: supported * refuted,
        VerdictLabel.NOT_ENOUGH_EVIDENCE: (1 - supported) * (1 - refuted),
    }
    label = max(probabilities, key=lambda one: probabilities[one])
    models = (*(evidence[0].models if evidence else ()), ("aggregator", AGGREGATOR))
    rounded = tuple((one, round(value, DIGITS)) for one, value in probabilities.items())
    return Verdict(
        id=identify("verdict", claim.id, label, rounded, weighed, models),
        claim_id=claim.id,
        label=label,
        confidence=round(probabilities[label], DIGITS),
        probabilities=rounded,
        justification=justify(label, article.language, evidence, weighed, grounds),
        evidence=weighed,
        models=models,
        decided_at=decided_at,
    )


def _made_good(
    evidence: Iterable[Evidence], weighed: Iterable[WeighedEvidence], side: Stance
) -> float:
    return 1 - prod(
        1 - weight.weight
        for piece, weight in zip(evidence, weighed, strict=True)
        if piece.stance is side
    )
