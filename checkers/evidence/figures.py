"""Figures and dates of a claim beside those of a passage.

Whether both speak of the same thing is put to the stance model by substitution: if the passage
supports the claim once the passage's figure stands in it, the passage speaks of the claim's subject
and arithmetic decides; if not, the figure belongs to something else and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from checkers.claims.amounts import find_quantities
from checkers.evidence.intervals import agreement
from checkers.models.stance import StanceModel
from checkers.nouns import Claim, Comparator, Comparison, Passage, Quantity

SAME_THING = 0.5
"""Probability of support after substitution from which both figures are of the same thing."""
YEAR = re.compile(r"(?<![\d.,])(1[5-9]\d\d|20\d\d)(?!\d|\s?%)")
YEAR_UNIT = "calendar year"
FIGURES_A_PASSAGE = 3


@dataclass(frozen=True, slots=True)
class _Candidate:
    pair: int
    claim: Quantity
    source: Quantity
    substituted: str


def compare_figures(
    pairs: Sequence[tuple[Claim, Passage]], language: str, stance: StanceModel
) -> tuple[Comparison | None, ...]:
    """For each (claim, passage) the comparison of their figures, None where there is nothing.

    A figure of an older period than the newest that any passage has for the claim is left open,
    if the claim itself names no period.

    Raises:
        ModelError: the stance model returned something that is no number.
    """
    candidates = [c for i, pair in enumerate(pairs) for c in _candidates(i, *pair, language)]
    judged = stance.judge([(pairs[c.pair][1].text, c.substituted) for c in candidates])
    best: dict[int, Comparison] = {}
    for candidate, probabilities in zip(candidates, judged, strict=True):
        if probabilities.supports < SAME_THING:
            continue
        comparison = _compare(candidate.claim, candidate.source, probabilities.supports)
        known = best.get(candidate.pair)
        if known is None or _clarity(comparison) > _clarity(known):
            best[candidate.pair] = comparison
    return _newest_decides(pairs, best)


def years_of(text: str) -> frozenset[str]:
    """The calendar years that a text names."""
    return frozenset(YEAR.findall(text))


def _candidates(index: int, claim: Claim, passage: Passage, language: str) -> Iterator[_Candidate]:
    wording = claim.wording
    said = find_quantities(wording, language)
    found = find_quantities(passage.text, language)
    if not said:
        said, found = _years(wording), _years(passage.text)
    for quantity in said:
        alike = [q for q in found if q.unit == quantity.unit][:FIGURES_A_PASSAGE]
        for other in alike:
            text = wording[: quantity.start] + other.text + wording[quantity.end :]
            yield _Candidate(index, quantity, other, text)


def _years(text: str) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            text=match.group(),
            start=match.start(),
            end=match.end(),
            value=Decimal(match.group()),
            comparator=Comparator.EQUAL,
            unit=YEAR_UNIT,
        )
        for match in YEAR.finditer(text)
    )


def _compare(claim: Quantity, source: Quantity, same_thing: float) -> Comparison:
    if claim.unit == YEAR_UNIT:
        return Comparison(claim, source, claim.value == source.value, "calendar year", same_thing)
    if claim.time and source.time and claim.time[:4] != source.time[:4]:
        reason = f"other period: {claim.time[:4]} / {source.time[:4]}"
        return Comparison(claim, source, None, reason, same_thing)
    agrees = agreement(claim, source)
    reason = {True: "agrees", False: "differs", None: "leaves it open"}[agrees]
    return Comparison(claim, source, agrees, reason, same_thing)


def _clarity(comparison: Comparison) -> tuple[int, float]:
    """Agreement before difference before nothing: a passage may list several years' figures."""
    rank = {True: 2, False: 1, None: 0}[comparison.agrees]
    return rank, comparison.same_thing


def _newest_decides(
    pairs: Sequence[tuple[Claim, Passage]], comparisons: dict[int, Comparison]
) -> tuple[Comparison | None, ...]:
    newest: dict[str, str] = {}
    for index, comparison in comparisons.items():
        claim_id = pairs[index][0].id
        if comparison.claim.time is None and comparison.source.time is not None:
            newest[claim_id] = max(newest.get(claim_id, ""), comparison.source.time[:4])
    result: list[Comparison | None] = [comparisons.get(i) for i in range(len(pairs))]
    for index, comparison in comparisons.items():
        year = newest.get(pairs[index][0].id)
        time = comparison.source.time
        if year and comparison.claim.time is None and time and time[:4] < year:
            reason = f"older period: {time[:4]} / {year}"
            result[index] = replace(comparison, agrees=None, reason=reason)
    return tuple(result)
