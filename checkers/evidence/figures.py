"""Figures and dates of a claim beside those of a passage.

Whether both speak of the same thing is put to the stance model by substitution: if the passage
supports the claim once the passage's figure (and year) stands in it, the passage speaks of the
claim's subject and arithmetic decides; if not, the figure belongs to something else and decides
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from checkers.claims.amounts import find_quantities
from checkers.evidence.intervals import agreement
from checkers.labels import Comparator
from checkers.models.stance import StanceModel
from checkers.nouns import Claim, Comparison, Passage, Quantity

SAME_THING = 0.5
"""Probability of support after substitution from which both figures are of the same thing."""
YEAR = re.compile(r"(?<![\d.,])(1[5-9]\d\d|20\d\d)(?!\d|\s?%)")
YEAR_UNIT = "calendar year"
FIGURES_A_PASSAGE = 3
WORLDS_APART = 10
"""Ratio of two figures from which they are taken to be of different things."""
LONGEST_SYMBOL = 3
"""Letters of a unit's symbol; longer units are the names of counted things."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A claim beside a passage, each with the language it is read in."""

    claim: Claim
    claim_language: str
    passage: Passage
    passage_language: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    pair: int
    claim: Quantity
    source: Quantity
    substituted: str


def compare_figures(pairs: Sequence[Pairing], stance: StanceModel) -> tuple[Comparison | None, ...]:
    """For each pair the comparison of their figures, None where there is nothing.

    A figure of an older period than the newest that any passage has for the claim is left open,
    if the claim itself names no period.

    Raises:
        ModelError: the stance model returned something that is no number.
    """
    candidates = [c for i, pair in enumerate(pairs) for c in _candidates(i, pair)]
    judged = stance.judge(
        [(pairs[c.pair].passage.text, c.substituted) for c in candidates],
        [pairs[c.pair].claim_language for c in candidates],
    )
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


def comparable_figures(pair: Pairing) -> tuple[tuple[Quantity, tuple[Quantity, ...]], ...]:
    """Each figure of the claim with those of the passage that are in its unit, agreeing ones first.

    Counted things have other names in another language, so there any of them may be meant. A bare
    number ("137 of the 350 seats") is taken for the claim's figure if it agrees with it.
    """
    said = find_quantities(pair.claim.wording, pair.claim_language)
    found = find_quantities(pair.passage.text, pair.passage_language)
    across = pair.claim_language != pair.passage_language
    return tuple(
        (one, tuple(sorted(alike, key=lambda other: agreement(one, other) is not True)))
        for one in said
        if (alike := [other for other in found if _alike(one, other, across=across)])
    )


def _alike(one: Quantity, other: Quantity, *, across: bool) -> bool:
    if one.unit == other.unit:
        return True
    if other.unit is None:
        return agreement(one, other) is True
    return across and _counts(one) and _counts(other)


def _counts(quantity: Quantity) -> bool:
    unit = quantity.unit
    return unit is not None and len(unit) > LONGEST_SYMBOL and unit.islower()


def _candidates(index: int, pair: Pairing) -> Iterator[_Candidate]:
    wording = pair.claim.wording
    figures = comparable_figures(pair)
    if not pair.claim.quantities:
        years = _years(pair.passage.text)
        figures = tuple((year, years) for year in _years(wording))
    for quantity, alike in figures:
        for other in alike[:FIGURES_A_PASSAGE]:
            yield _Candidate(index, quantity, other, _substitute(wording, quantity, other))


def _substitute(wording: str, said: Quantity, found: Quantity) -> str:
    """The claim with the passage's figure in it, and with its year where the years differ."""
    text = wording[: said.start] + found.text + wording[said.end :]
    if said.time and found.time and said.unit != YEAR_UNIT:
        text = text.replace(said.time[:4], found.time[:4])
    return text


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
    if agrees is False and _are_worlds_apart(claim.value, source.value):
        return Comparison(claim, source, None, "another order of magnitude", same_thing)
    reason = {True: "agrees", False: "differs", None: "leaves it open"}[agrees]
    return Comparison(claim, source, agrees, reason, same_thing)


def _are_worlds_apart(one: Decimal, other: Decimal) -> bool:
    """Whether they can hardly be of one thing, unless one slipped from million to billion."""
    low, high = sorted((abs(one), abs(other)))
    if low == 0 or high < low * WORLDS_APART:
        return False
    return low.normalize().as_tuple().digits != high.normalize().as_tuple().digits


def _clarity(comparison: Comparison) -> tuple[int, float]:
    """Agreement before difference before nothing: a passage may list several years' figures."""
    rank = {True: 2, False: 1, None: 0}[comparison.agrees]
    return rank, comparison.same_thing


def _newest_decides(
    pairs: Sequence[Pairing], comparisons: dict[int, Comparison]
) -> tuple[Comparison | None, ...]:
    newest: dict[str, str] = {}
    for index, comparison in comparisons.items():
        claim_id = pairs[index].claim.id
        if comparison.claim.time is None and comparison.source.time is not None:
            newest[claim_id] = max(newest.get(claim_id, ""), comparison.source.time[:4])
    result: list[Comparison | None] = [comparisons.get(i) for i in range(len(pairs))]
    for index, comparison in comparisons.items():
        year = newest.get(pairs[index].claim.id)
        time = comparison.source.time
        if year and comparison.claim.time is None and time and time[:4] < year:
            reason = f"older period: {time[:4]} / {year}"
            result[index] = replace(comparison, agrees=None, reason=reason)
    return tuple(result)
