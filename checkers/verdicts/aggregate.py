"""One verdict from the voices for and against a claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import prod

from checkers.articles import Article
from checkers.identifiers import identify
from checkers.labels import Stance, VerdictLabel
from checkers.nouns import Claim, Evidence, Verdict, WeighedEvidence
from checkers.verdicts.justify import Finding, justify
from checkers.verdicts.outdated import find_outdated
from checkers.verdicts.policy import Policy
from checkers.verdicts.weigh import Grounds, weigh

DIGITS = 4


def decide(
    claim: Claim,
    article: Article,
    evidence: Sequence[Evidence],
    grounds: Grounds,
    *,
    policy: Policy,
    decided_at: datetime,
    left_out: Sequence[str] = (),
) -> Verdict:
    """The verdict on `claim` from its own pieces of evidence, with what each of them weighed.

    Voices are independent (noisy-or, Pearl 1988): a side is made good unless every voice on it is
    wrong. The four labels are the four combinations of both sides; their probabilities are
    calibrated by a temperature of the article's language (Guo et al. 2017), and `confidence` is the
    probability of the one chosen. One that falls short of the confidence which the policy asks for
    becomes "not enough evidence" (selective classification, El-Yaniv & Wiener 2010). It says which
    pages an editor has `left_out`, by their addresses.
    """
    weighed = weigh(claim, evidence, grounds, policy)
    supported, refuted = (
        _made_good(evidence, weighed, side) for side in (Stance.SUPPORTS, Stance.REFUTES)
    )
    probabilities = _calibrated(
        {
            VerdictLabel.SUPPORTED: supported * (1 - refuted),
            VerdictLabel.REFUTED: refuted * (1 - supported),
            VerdictLabel.CONFLICTING_EVIDENCE: supported * refuted,
            VerdictLabel.NOT_ENOUGH_EVIDENCE: (1 - supported) * (1 - refuted),
        },
        policy.doubt,
        policy.calibration_in(article.language).temperature,
    )
    leaning = max(probabilities, key=lambda one: probabilities[one])
    withheld = probabilities[leaning] < policy.confidence_asked(article.language)
    label = VerdictLabel.NOT_ENOUGH_EVIDENCE if withheld else leaning
    outdated = find_outdated(label, evidence, weighed, grounds)
    models = (*(evidence[0].models if evidence else ()), ("aggregator", policy.title))
    rounded = tuple((one, round(value, DIGITS)) for one, value in probabilities.items())
    finding = Finding(label, leaning, outdated, tuple(left_out))
    justification = justify(finding, article, evidence, weighed, grounds)
    return Verdict(
        id=identify("verdict", claim.id, label, rounded, weighed, models, justification),
        claim_id=claim.id,
        label=label,
        confidence=round(probabilities[label], DIGITS),
        probabilities=rounded,
        justification=justification,
        evidence=weighed,
        models=models,
        decided_at=decided_at,
        outdated=outdated,
    )


def _calibrated(
    probabilities: Mapping[VerdictLabel, float], doubt: float, temperature: float
) -> dict[VerdictLabel, float]:
    """Each probability, mixed with an even chance, to the power of 1 / `temperature`, made to add
    up to 1 again.
    """
    even = doubt / len(probabilities)
    powers = {
        label: (even + (1 - doubt) * value) ** (1 / temperature)
        for label, value in probabilities.items()
    }
    total = sum(powers.values())
    return {label: value / total for label, value in powers.items()}


def _made_good(
    evidence: Iterable[Evidence], weighed: Iterable[WeighedEvidence], side: Stance
) -> float:
    return 1 - prod(
        1 - weight.weight
        for piece, weight in zip(evidence, weighed, strict=True)
        if piece.stance is side
    )
