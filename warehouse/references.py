"""Refuses a report whose parts point to what is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.errors import WarehouseError
from checkers.nouns import Report


def refuse_dangling(report: Report) -> None:
    """Returns nothing for a report that is whole.

    Raises:
        WarehouseError: A part points to an identifier that no part of the report has.
    """
    for who, kind, target, known in _references(report):
        if target not in known:
            raise WarehouseError(
                f"run {report.run.id} is not recorded: {who} points to {kind} {target!r},"
                " which is not in the report. This is a bug of veredicto: please report it."
            )


def _references(report: Report) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Who points to which kind of part, to which identifier, and those that there are."""
    articles = frozenset([report.article.id])
    claims = frozenset(claim.id for claim in report.claims)
    queries = frozenset(query.id for search in report.searches for query in search.queries)
    sources = frozenset(source.id for source in report.sources if source.retrieved)
    passages = frozenset(passage.id for passage in report.passages)
    evidence = frozenset(item.id for item in report.evidence)

    yield "the run", "article", report.run.article_id, articles
    for claim in report.claims:
        yield f"claim {claim.id}", "article", claim.article_id, articles
    for search in report.searches:
        for query in search.queries:
            yield f"query {query.id}", "claim", query.claim_id, claims
        for result in search.results:
            yield f"search result {result.url}", "query", result.query_id, queries
    for passage in report.passages:
        yield f"passage {passage.id}", "source", passage.source_id, sources
    for item in report.evidence:
        yield f"evidence {item.id}", "claim", item.claim_id, claims
        yield f"evidence {item.id}", "passage", item.passage_id, passages
        yield f"evidence {item.id}", "source", item.source_id, sources
    yield from _of_fact_checks(report, claims)
    for assessment in report.assessments:
        yield "an assessment", "claim", assessment.claim_id, claims
        if assessment.verdict is not None:
            yield f"verdict {assessment.verdict.id}", "claim", assessment.verdict.claim_id, claims
            for weighed in assessment.verdict.evidence:
                yield f"verdict {assessment.verdict.id}", "evidence", weighed.evidence_id, evidence
    yield from _of_opinions(report, claims, evidence)


def _of_opinions(
    report: Report, claims: frozenset[str], evidence: frozenset[str]
) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    verdicts = frozenset(it.verdict.id for it in report.assessments if it.verdict is not None)
    for opinion in report.opinions:
        yield f"opinion {opinion.id}", "claim", opinion.claim_id, claims
        yield f"opinion {opinion.id}", "verdict", opinion.verdict_id, verdicts
        for quote in opinion.quotes:
            yield f"opinion {opinion.id}", "evidence", quote.evidence_id, evidence


def _of_fact_checks(
    report: Report, claims: frozenset[str]
) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    for earlier in report.earlier_fact_checks:
        yield f"fact-check {earlier.fact_check.id}", "claim", earlier.claim_id, claims
