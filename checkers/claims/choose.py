"""Which claims of an article are checked where not all are to be: those most worth it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from checkers.claims.tables import Table
from checkers.nouns import Claim

MOST, LEAST = "max_claims", "min_worth"
"""The settings of a run that say how many claims it checked, and from which score."""


@dataclass(frozen=True, slots=True)
class Selection:
    """How many claims of an article to check at most, and from which check-worthiness in [0, 1].

    None is no limit.
    """

    most: int | None = None
    least: float | None = None

    @property
    def limits(self) -> bool:
        """Whether it may leave any out."""
        return self.most is not None or self.least is not None

    @classmethod
    def noted(cls, settings: Mapping[str, str]) -> Selection:
        """What a run noted in its settings."""
        most, least = settings.get(MOST), settings.get(LEAST)
        return cls(int(most) if most else None, float(least) if least else None)


EVERY_CLAIM = Selection()
"""Leaves none out."""


def choose_claims(
    claims: Sequence[Claim], language: str, selection: Selection
) -> tuple[Claim, ...]:
    """The claims in their order, those that are not chosen excluded with the score as the reason.

    Of claims that are as worth checking, the earlier ones are chosen. What was excluded stays so.
    """
    ranked = sorted(
        (claim for claim in claims if claim.to_check),
        key=lambda claim: (-claim.check_worthiness, claim.start, claim.end),
    )
    left_out: dict[str, str] = {}
    for place, claim in enumerate(ranked):
        if selection.least is not None and claim.check_worthiness < selection.least:
            left_out[claim.id] = _reason("least", claim, language, selection)
        elif selection.most is not None and place >= selection.most:
            left_out[claim.id] = _reason("most", claim, language, selection)
    return tuple(
        replace(claim, excluded=left_out[claim.id]) if claim.id in left_out else claim
        for claim in claims
    )


def _reason(key: str, claim: Claim, language: str, selection: Selection) -> str:
    return _wording(key, language).format(
        most=selection.most,
        least=_written(selection.least or 0, language),
        score=_written(claim.check_worthiness, language),
    )


def _written(score: float, language: str) -> str:
    written = f"{score:.2f}"
    return written.replace(".", ",") if language == "es" else written


@cache
def _wording(key: str, language: str) -> str:
    return Table.load("stakes", language).table("reasons").string(key)
