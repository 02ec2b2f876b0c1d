"""Reads recorded runs back as the nouns that they were recorded from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import duckdb

from checkers.answers import ProviderAnswer
from checkers.errors import BadInput, WarehouseError
from checkers.labels import Stage
from checkers.nouns import Assessment, Claim, ClaimSearch, Report, Source
from warehouse.migrate import refuse_too_new, shipped_migrations, version_of
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place, is_there
from warehouse.rebuild import (
    Row,
    answer_of,
    article_of,
    assessment_of,
    claim_of,
    evidence_of,
    failed_source,
    failure_of,
    passage_of,
    query_of,
    result_of,
    retrieved_source,
    run_of,
    verdict_of,
)
from warehouse.shipped_views import see_views

Result = TypeVar("Result")
NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What an identifier stands for: a run, or a verdict with the first run that came to it."""

    run_id: str
    verdict_id: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim whose newest check gave a verdict, and the run that it was."""

    claim_id: str
    run_id: str
    checked_at: datetime


class RecordedRuns:
    """The runs in the DuckDB file at `path`, which is opened for reading only.

    All methods raise `BadInput` where there is no such file, and `WarehouseError` by kind.
    """

    def __init__(self, path: Place, *, patience_seconds: float = 30.0) -> None:
        self.path = path
        self._patience_seconds = patience_seconds

    def find(self, identifier: str) -> Found:
        """The run or verdict whose identifier begins so.

        Raises:
            BadInput: There is none, or more than one.
        """
        return self.read(lambda connection: self._find(connection, identifier))

    def report(self, run_id: str) -> Report:
        """Everything that the run recorded; evidence is what its verdicts rest on.

        Raises:
            BadInput: It was recorded before runs kept what they saw.
        """
        return self.read(lambda connection: _report(connection, run_id))

    def standing(self) -> tuple[Standing, ...]:
        """The claims with a verdict now, those of one run together, oldest run first."""
        sql = """
            SELECT claim_id, run_id, checked_at FROM verdicts_current WHERE status = 'judged'
            ORDER BY checked_at, run_id, claim_id
        """
        return self.read(lambda db: tuple(Standing(**row) for row in _rows(db, sql)))

    def read(self, collect: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """What `collect` makes of the warehouse, which is held open only meanwhile."""
        if not is_there(self.path):
            raise BadInput(f"there is no warehouse at {self.path}: check an article first.")

        def attempt() -> Result:
            with opened_for_reading(self.path) as connection:
                version = version_of(connection, self.path)
                refuse_too_new(version, self.path)
                if version < shipped_migrations()[-1].version:
                    raise WarehouseError(
                        f"the warehouse {self.path} was written by an earlier veredicto: check an"
                        " article with it, which brings it to the newest schema."
                    )
                see_views(connection)
                return collect(connection)

        return patiently(attempt, self._patience_seconds)

    def _find(self, connection: duckdb.DuckDBPyConnection, identifier: str) -> Found:
        sql = """
            SELECT id AS run_id, NULL AS verdict_id FROM runs WHERE starts_with(id, $1)
            UNION ALL
            SELECT arg_min(rc.run_id, (r.finished_at, r.id)), rc.verdict_id
            FROM run_claims AS rc JOIN runs AS r ON r.id = rc.run_id
            WHERE starts_with(rc.verdict_id, $1) AND rc.carried_from IS NULL
            GROUP BY rc.verdict_id
            ORDER BY ALL
        """
        found = [Found(**row) for row in _rows(connection, sql, identifier)] if identifier else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise BadInput(
                f"there is no run or verdict {identifier!r} in {self.path}:"
                " veredicto sql runs and veredicto sql verdicts_current list them."
            )
        names = [one.verdict_id or one.run_id for one in found]
        more = ", …" if len(names) > NAMED_AT_MOST else ""
        raise BadInput(
            f"{len(names)} runs and verdicts begin with {identifier!r}:"
            f" {', '.join(names[:NAMED_AT_MOST])}{more}; give more of the one that is meant."
        )


def _report(connection: duckdb.DuckDBPyConnection, run_id: str) -> Report:
    (run_row,) = _rows(connection, "SELECT * FROM runs WHERE id = $1", run_id)
    failures = _rows(
        connection, "SELECT * FROM run_failures WHERE run_id = $1 ORDER BY position", run_id
    )
    (article_row,) = _rows(
        connection, "SELECT * FROM articles WHERE id = $1", run_row["article_id"]
    )
    claims = _claims(connection, run_id)
    assessments = _assessments(connection, run_id)
    weighed = [
        piece.evidence_id
        for assessment in assessments
        if assessment.verdict is not None
        for piece in assessment.verdict.evidence
    ]
    pieces = {
        row["id"]: evidence_of(row)
        for row in _rows(connection, "SELECT * FROM evidence WHERE list_contains($1, id)", weighed)
    }
    evidence = tuple(pieces[identifier] for identifier in weighed)
    wanted = list(dict.fromkeys(piece.passage_id for piece in evidence))
    passages = {
        row["id"]: passage_of(row)
        for row in _rows(connection, "SELECT * FROM passages WHERE list_contains($1, id)", wanted)
    }
    return Report(
        run=run_of(run_row, failures),
        article=article_of(article_row),
        claims=claims,
        searches=_searches(connection, run_id, failures),
        sources=_sources(connection, run_id),
        passages=tuple(passages[identifier] for identifier in wanted),
        evidence=evidence,
        assessments=assessments,
    )


def _claims(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[Claim, ...]:
    sql = """
        SELECT c.*, rc.statement FROM run_claims AS rc JOIN claims AS c ON c.id = rc.claim_id
        WHERE rc.run_id = $1 ORDER BY rc.position
    """
    rows = _rows(connection, sql, run_id)
    if any(row["statement"] is None for row in rows):
        raise BadInput(
            f"run {run_id} was recorded before runs kept what they saw, and cannot be derived"
            " again: check the article anew."
        )
    return tuple(claim_of(row) for row in rows)


def _assessments(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[Assessment, ...]:
    verdicts_sql = """
        SELECT * FROM verdicts
        WHERE id IN (SELECT verdict_id FROM run_claims WHERE run_id = $1)
    """
    weighed_sql = """
        SELECT * FROM verdict_evidence
        WHERE verdict_id IN (SELECT verdict_id FROM run_claims WHERE run_id = $1)
        ORDER BY position
    """
    weighed: dict[str, list[Row]] = {}
    for row in _rows(connection, weighed_sql, run_id):
        weighed.setdefault(row["verdict_id"], []).append(row)
    verdicts = {
        row["id"]: verdict_of(row, weighed.get(row["id"], ()))
        for row in _rows(connection, verdicts_sql, run_id)
    }
    sql = "SELECT * FROM run_claims WHERE run_id = $1 ORDER BY position"
    return tuple(
        assessment_of(row, verdicts.get(row["verdict_id"]))
        for row in _rows(connection, sql, run_id)
    )


def _searches(
    connection: duckdb.DuckDBPyConnection, run_id: str, failures: Sequence[Row]
) -> tuple[ClaimSearch, ...]:
    asked = "(SELECT unnest(queries) FROM run_searches WHERE run_id = $1)"
    queries = {
        row["id"]: query_of(row)
        for row in _rows(connection, f"SELECT * FROM queries WHERE id IN {asked}", run_id)  # noqa: S608 (our own text)
    }
    first = {
        (row["query_id"], row["provider"], row["url"]): row
        for row in _rows(
            connection,
            f"SELECT * FROM search_results WHERE query_id IN {asked}",  # noqa: S608 (our own text)
            run_id,
        )
    }
    answers: dict[str, list[ProviderAnswer]] = {}
    answers_sql = "SELECT * FROM provider_answers WHERE run_id = $1 ORDER BY position"
    for row in _rows(connection, answers_sql, run_id):
        answers.setdefault(row["claim_id"], []).append(answer_of(row))
    sql = "SELECT * FROM run_searches WHERE run_id = $1 ORDER BY position"
    return tuple(
        ClaimSearch(
            claim_id=row["claim_id"],
            queries=tuple(queries[identifier] for identifier in row["queries"]),
            results=tuple(
                result_of(found, first[found["query_id"], found["provider"], found["url"]])
                for found in row["results"]
            ),
            failures=tuple(
                failure_of(failure)
                for failure in failures
                if failure["claim_id"] == row["claim_id"] and failure["stage"] == Stage.SEARCH
            ),
            answered=row["answered"],
            answers=tuple(answers.get(row["claim_id"], ())),
        )
        for row in _rows(connection, sql, run_id)
    )


def _sources(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[Source, ...]:
    pages_sql = """
        SELECT * FROM sources
        WHERE id IN (SELECT source_id FROM retrievals WHERE run_id = $1)
    """
    pages = {row["id"]: row for row in _rows(connection, pages_sql, run_id)}
    sql = "SELECT * FROM retrievals WHERE run_id = $1 ORDER BY position"
    return tuple(
        failed_source(row)
        if row["source_id"] is None
        else retrieved_source(pages[row["source_id"]], row)
        for row in _rows(connection, sql, run_id)
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *values: object) -> list[Row]:
    cursor = connection.execute(sql, list(values))
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
