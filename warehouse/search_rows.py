"""Takes the searches of a report apart into the rows of their tables."""

from __future__ import annotations

from checkers.nouns import Report
from warehouse.batch import Batch, batch_of


def query_rows(report: Report) -> Batch:
    """The rows of the search strings."""
    return batch_of(
        "queries",
        "id claim_id text language",
        (
            (it.id, it.claim_id, it.text, it.language)
            for search in report.searches
            for it in search.queries
        ),
    )


def search_result_rows(report: Report) -> Batch:
    """The rows of what came back, as it was first met."""
    return batch_of(
        "search_results",
        "query_id provider url title snippet rank published_at",
        (
            (it.query_id, it.provider, it.url, it.title, it.snippet, it.rank, it.published_at)
            for search in report.searches
            for it in search.results
        ),
    )


def run_search_rows(report: Report) -> Batch:
    """The rows of what a run searched for and found."""
    return batch_of(
        "run_searches",
        "run_id claim_id position answered queries results",
        (
            (
                report.run.id,
                it.claim_id,
                position,
                it.answered,
                [query.id for query in it.queries],
                [
                    {
                        "query_id": result.query_id,
                        "provider": result.provider,
                        "url": result.url,
                        "rank": result.rank,
                    }
                    for result in it.results
                ],
            )
            for position, it in enumerate(report.searches, start=1)
        ),
    )


def provider_answer_rows(report: Report) -> Batch:
    """The rows of how each provider took each query."""
    return batch_of(
        "provider_answers",
        "run_id claim_id position query_id provider outcome results seconds asked_at detail",
        (
            (
                report.run.id,
                search.claim_id,
                position,
                it.query_id,
                it.provider,
                it.outcome,
                it.results,
                it.seconds,
                it.asked_at,
                it.detail,
            )
            for search in report.searches
            for position, it in enumerate(search.answers, start=1)
        ),
    )
