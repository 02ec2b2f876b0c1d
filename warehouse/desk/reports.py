"""Runs as the desk shows them."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from checkers.nouns import Assessment, Report, Source
from warehouse.earlier_checks import named_rows
from warehouse.keys import rows_by_id
from warehouse.rebuild import page_of
from warehouse.recorded import report_of


def read_report(connection: duckdb.DuckDBPyConnection, run_id: str, claim_id: str | None) -> Report:
    """What a run found; with a claim, what it rests on for that claim alone."""
    report = report_of(connection, run_id)
    return _without_texts(report if claim_id is None else _of_claim(report, claim_id))


def read_page(connection: duckdb.DuckDBPyConnection, source_id: str) -> Source | None:
    """A page with its whole text, as it was first retrieved."""
    rows = named_rows(rows_by_id(connection, "sources", "*", [source_id]))
    return page_of(rows[0]) if rows else None


def _of_claim(report: Report, claim_id: str) -> Report:
    evidence = tuple(piece for piece in report.evidence if piece.claim_id == claim_id)
    passages = {piece.passage_id for piece in evidence}
    searches = tuple(search for search in report.searches if search.claim_id == claim_id)
    asked = {result.url for search in searches for result in search.results}
    cited = {piece.source_id for piece in evidence}
    return replace(
        report,
        searches=searches,
        sources=tuple(it for it in report.sources if it.id in cited or it.url in asked),
        passages=tuple(passage for passage in report.passages if passage.id in passages),
        evidence=evidence,
        assessments=tuple(
            it if it.claim_id == claim_id else _bare(it) for it in report.assessments
        ),
    )


def _bare(assessment: Assessment) -> Assessment:
    verdict = assessment.verdict
    return replace(assessment, verdict=replace(verdict, evidence=()) if verdict else None)


def _without_texts(report: Report) -> Report:
    cited = {piece.source_id for piece in report.evidence}
    return replace(
        report,
        sources=tuple(it if it.id in cited else replace(it, text="") for it in report.sources),
    )
