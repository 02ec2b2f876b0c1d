"""Whether a fact-check is about the claim, or only about the same sort of thing."""

from __future__ import annotations

from collections.abc import Sequence

from checkers.models.stance import StanceModel
from checkers.nouns import FactCheck

# Chosen by the figures of `python -m benchmarks.fact_check_matching`, see decision 0010.
LEAST_BEARING = 0.7


def bearings(
    pairs: Sequence[tuple[str, FactCheck]], language: str | None, stance: StanceModel
) -> tuple[float, ...]:
    """The probability that each fact-check's claim says something of the claim beside it.

    In [0, 1]: that it supports or refutes it, read from either to the other, whichever is likelier.
    A review of the contrary bears on a claim as much as a review of the same, and a claim may leave
    out or add a detail.

    Args:
        pairs: of a claim's wording and a fact-check.
        language: of the claims.
        stance: judges them.

    Raises:
        ModelError: the model returned something that is no number.
    """
    reviewed = [(fact_check.claim_reviewed, claim) for claim, fact_check in pairs]
    said = [(claim, review) for review, claim in reviewed]
    judged = stance.judge([*reviewed, *said], [language] * (2 * len(pairs)))
    both = zip(judged[: len(pairs)], judged[len(pairs) :], strict=True)
    return tuple(1 - min(one.neutral, other.neutral) for one, other in both)
