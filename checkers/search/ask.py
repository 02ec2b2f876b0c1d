"""The searches of one claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from checkers.answers import ProviderAnswer
from checkers.articles import Article
from checkers.labels import Stage
from checkers.nouns import Claim, ClaimSearch, Failure, Query, SearchResult
from checkers.search.engine import Asked, Engine
from checkers.search.merge import merge_rankings
from checkers.search.queries import make_queries
from checkers.search.translation import Translate, no_translation

Alternatives = tuple[Engine, ...]
"""Engines of which one is enough: they take turns, and one that fails hands over to the next."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the searches of a claim may take.

    Args:
        run: The run that pays for them.
        claims: How many claims share its budget.
        results: Distinct pages that are kept, at most.
    """

    run: str
    claims: int
    results: int


def search_claim(
    claim: Claim,
    article: Article,
    engines: Sequence[Alternatives],
    bounds: Bounds,
    translate: Translate = no_translation,
) -> ClaimSearch:
    """What the engines found for the claim, merged to distinct URLs.

    All alternatives are asked. A provider that fails is not asked again for this claim, and is a
    failure of the search where no other stands in for it: silence is never an empty answer.
    """
    queries = make_queries(claim, article, translate)
    rankings: list[tuple[SearchResult, ...]] = []
    answers: list[ProviderAnswer] = []
    failures: list[Failure] = []
    for alternatives in engines:
        failed: list[Failure] = []
        for engine in _in_turn(alternatives, claim):
            asked = _ask_all(engine, queries, bounds)
            answers += (one.answer for one in asked)
            rankings += (one.results for one in asked if one.answered)
            failed += _failures(engine, asked, claim)
            if any(one.results for one in asked) and asked[-1].answered:
                failed = [_failure(engine, why, claim) for why in engine.shortfalls()]
                break
        failures += failed
    return ClaimSearch(
        claim_id=claim.id,
        queries=queries,
        results=merge_rankings(rankings, limit=bounds.results),
        failures=tuple(failures),
        answered=len(rankings),
        answers=tuple(answers),
    )


def _in_turn(alternatives: Alternatives, claim: Claim) -> Alternatives:
    """The engines, from another one on for each claim, and the same one whenever it is asked."""
    first = crc32(claim.id.encode()) % len(alternatives)
    return alternatives[first:] + alternatives[:first]


def _ask_all(engine: Engine, queries: Sequence[Query], bounds: Bounds) -> list[Asked]:
    """The answers to the queries that the claim's share pays for, up to the first failure."""
    asked: list[Asked] = []
    share = None if engine.budget is None else max(1, engine.budget // bounds.claims)
    for query in queries[:share]:
        asked.append(engine.ask(query, run=bounds.run, limit=bounds.results))
        if not asked[-1].answered:
            break
    return asked


def _failures(engine: Engine, asked: Sequence[Asked], claim: Claim) -> list[Failure]:
    reasons = [one.answer.detail for one in asked if not one.answered]
    return [_failure(engine, reason, claim) for reason in reasons or engine.shortfalls()]


def _failure(engine: Engine, reason: str, claim: Claim) -> Failure:
    return Failure(Stage.SEARCH, reason, provider=engine.name, claim_id=claim.id)
