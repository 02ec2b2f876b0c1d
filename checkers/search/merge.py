"""One ranking out of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urldefrag

from courlan import normalize_url

from checkers.nouns import SearchResult

K = 60
"""Cormack, Clarke and Büttcher 2009: how little the first ranks are worth more than the next."""


def merge_rankings(
    rankings: Sequence[Sequence[SearchResult]], *, limit: int
) -> tuple[SearchResult, ...]:
    """At most `limit` results with distinct URLs, best first by reciprocal rank fusion.

    A result that several rankings hold is given as the one that ranks it best.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    best: dict[str, SearchResult] = {}
    for ranking in rankings:
        for address, result in _distinct(ranking).items():
            scores[address] += 1 / (K + result.rank)
            if address not in best or result.rank < best[address].rank:
                best[address] = result
    order = sorted(scores, key=lambda address: -scores[address])
    return tuple(best[address] for address in order[:limit])


def _distinct(ranking: Sequence[SearchResult]) -> dict[str, SearchResult]:
    """The ranking's best result for each address, so that a repetition earns nothing."""
    return {
        _address(result.url): result
        for result in sorted(ranking, key=lambda result: result.rank, reverse=True)
    }


def _address(url: str) -> str:
    """What two spellings of one address have in common."""
    plain = urldefrag(url).url
    try:
        return normalize_url(plain)
    except ValueError:
        return plain
