"""The searches of one claim."""

from __future__ import annotations

from collections.abc import Sequence

from checkers.errors import SearchFailed
from checkers.labels import Stage
from checkers.nouns import Article, Claim, ClaimSearch, Failure, SearchResult
from checkers.search.merge import merge_rankings
from checkers.search.provider import SearchProvider
from checkers.search.queries import make_queries


def search_claim(
    claim: Claim, article: Article, providers: Sequence[SearchProvider], *, limit: int
) -> ClaimSearch:
    """What the providers found for the claim, merged to at most `limit` distinct URLs.

    A provider that fails is recorded once and not asked again for this claim: its silence is a
    failure, never an empty answer.
    """
    queries = make_queries(claim, article)
    rankings: list[tuple[SearchResult, ...]] = []
    failures: list[Failure] = []
    for provider in providers:
        for query in queries:
            try:
                rankings.append(provider.search(query, limit=limit))
            except SearchFailed as error:
                failures.append(_failure(error, provider, claim))
                break
    return ClaimSearch(
        claim_id=claim.id,
        queries=queries,
        results=merge_rankings(rankings, limit=limit),
        failures=tuple(failures),
        answered=len(rankings),
    )


def _failure(error: SearchFailed, provider: SearchProvider, claim: Claim) -> Failure:
    return Failure(Stage.SEARCH, str(error), provider=provider.name, claim_id=claim.id)
