"""Whom and what each claim of an article names, and its figures that are no amounts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from checkers.articles import Article
from checkers.claims.naming import Entity, find_entities
from checkers.claims.ordinals import find_ordinals
from checkers.claims.periods import find_periods
from checkers.claims.sentence import LONGEST
from checkers.nouns import Claim
from checkers.stated import Named, Stated


def with_stated(claims: Sequence[Claim], article: Article) -> tuple[Claim, ...]:
    """The claims with `stated`: each name once, in the order of the text.

    What a name names is told by the whole article, where most is said of it.
    """
    language = article.language
    whole = find_entities(article.text, language)
    first = {one.text: one for one in reversed(whole)}
    return tuple(
        replace(
            claim,
            stated=Stated(
                tuple(_names(claim, whole, first, language)),
                find_ordinals(claim.text[:LONGEST], language),
                find_periods(claim.text[:LONGEST], language),
            ),
        )
        for claim in claims
    )


def _names(
    claim: Claim, whole: Sequence[Entity], first: dict[str, Entity], language: str
) -> Iterator[Named]:
    stretches = [(one.start, one.end) for one in claim.spans] or [(claim.start, claim.end)]
    told: set[str] = set()
    near = bisect_left(whole, claim.start, key=lambda one: one.start)
    for one in takewhile(lambda one: one.start < claim.end, whole[near : near + LONGEST]):
        if one.name in told or not any(a <= one.start and one.end <= b for a, b in stretches):
            continue
        told.add(one.name)
        start = one.start - claim.start
        yield Named(one.name, one.type, one.text, start, start + len(one.text))
    if claim.decontextualised is None:
        return
    for met in find_entities(claim.decontextualised[:LONGEST], language):
        known = first.get(met.text, met)
        if known.name not in told:
            told.add(known.name)
            yield Named(known.name, known.type)
