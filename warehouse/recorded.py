"""Reads recorded runs back as the nouns that they were recorded from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import duckdb

from checkers.answers import ProviderAnswer
from checkers.errors import BadInput, WarehouseError
from checkers.labels import ClaimStatus, Stage, VerdictLabel
from checkers.nouns import Assessment, Claim, ClaimSearch, Evidence, Report, Source
from warehouse.cited import passage_rows
from warehouse.earlier_checks import named_rows
from warehouse.keys import rows_by_id, times_of, within
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
    """What an identifier stands for: a run, or a verdict with the first run that came to it.

    Of a verdict that an updated article keeps, it is that on the earlier version.
    """

    run_id: str
    verdict_id: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the newest check of a claim came, and the run that it was."""

    claim_id: str
    run_id: str
    checked_at: datetime
    status: ClaimStatus
    reason: str | None


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
        return self.read(lambda connection: report_of(connection, run_id))

    def standing(self) -> tuple[Standing, ...]:
        """All claims as they stand now, those of one run together, oldest run first."""
        sql = """
            SELECT claim_id, run_id, checked_at, status, reason FROM verdicts_current
            ORDER BY checked_at, run_id, claim_id
        """
        return self.read(lambda db: _standing(db.execute(sql)))

    def version_before(self, addresses: Sequence[str]) -> tuple[Standing, ...]:
        """The claims, as they stand, of the article at one of the addresses that was checked last.

        Those of one run are together, oldest run first; there are none where none was checked.
        """
        sql = """
            WITH versions AS (
                SELECT id FROM articles WHERE list_contains($1, url)
                UNION
                SELECT article_id FROM watched_items WHERE list_contains($1, canonical_url)
            ),
            spoken AS (SELECT * FROM findings WHERE article_id IN (SELECT id FROM versions))
            SELECT claim_id, run_id, checked_at, status, reason FROM spoken
            WHERE newest AND article_id = (SELECT arg_max(article_id, checked_at) FROM spoken)
            ORDER BY checked_at, run_id, claim_id
        """
        return self.read(lambda db: _standing(db.execute(sql, [list(addresses)])))

    def labels_before(self, run_id: str) -> dict[str, VerdictLabel]:
        """The verdicts that claims of a recorded run had before it, by claim."""
        sql = """
            SELECT claim_id, label_before FROM findings
            WHERE run_id = $1 AND label_before IS NOT NULL
        """
        return self.read(
            lambda db: {
                claim_id: VerdictLabel(label)
                for claim_id, label in db.execute(sql, [run_id]).fetchall()
            }
        )

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
            UNION
            SELECT carried_from, carried_verdict FROM run_claims
            WHERE starts_with(verdict_id, $1) AND carried_verdict IS NOT NULL
            ORDER BY ALL
        """
        found = (
            [Found(**row) for row in named_rows(connection.execute(sql, [identifier]))]
            if identifier
            else []
        )
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


def _standing(found: duckdb.DuckDBPyConnection) -> tuple[Standing, ...]:
    return tuple(
        Standing(**(row | {"status": ClaimStatus(row["status"])})) for row in named_rows(found)
    )


@dataclass(frozen=True, slots=True)
class _OfARun:
    """Reads what belongs to the article of a run, and looks nowhere else for it."""

    connection: duckdb.DuckDBPyConnection
    run_id: str
    times: tuple[datetime, ...]

    def rows(self, sql: str, **values: object) -> Sequence[Row]:
        """The rows that a SELECT gives; `$run` is the identifier of the run."""
        run = {"run": self.run_id} if "$run" in sql else {}
        return named_rows(self.connection.execute(within(self.times, sql), run | values))

    def pages(self, ids: Iterable[str]) -> dict[str, Row]:
        """The rows of sources with these identifiers, by them."""
        found = rows_by_id(self.connection, "sources", "*", list(dict.fromkeys(ids)))
        return {row["id"]: row for row in named_rows(found)}

    def passages(self, evidence: Sequence[Evidence]) -> tuple[Row, ...]:
        """The rows of the passages that are cited, in the order in which they are first cited."""
        pages = dict.fromkeys(piece.source_id for piece in evidence)
        cited = list(dict.fromkeys(piece.passage_id for piece in evidence))
        found = named_rows(passage_rows(self.connection, "*", cited, pages))
        rows = {row["id"]: row for row in found}
        return tuple(rows[identifier] for identifier in cited)


def report_of(connection: duckdb.DuckDBPyConnection, run_id: str) -> Report:
    """Everything that a run recorded; raises as `RecordedRuns.report`."""
    (run_row,) = named_rows(connection.execute("SELECT * FROM runs WHERE id = ?", [run_id]))
    article_id = run_row["article_id"]
    of = _OfARun(connection, run_id, times_of(connection, article_id))
    failures = of.rows("SELECT * FROM run_failures WHERE run_id = $run ORDER BY position")
    (article_row,) = of.rows("SELECT * FROM articles WHERE id = $article", article=article_id)
    claims = _claims(of)
    assessments = _assessments(of)
    weighed = [
        piece.evidence_id
        for assessment in assessments
        if assessment.verdict is not None
        for piece in assessment.verdict.evidence
    ]
    evidence_sql = "SELECT * FROM evidence WHERE id IN (SELECT unnest($weighed))"
    pieces = {row["id"]: evidence_of(row) for row in of.rows(evidence_sql, weighed=weighed)}
    evidence = tuple(pieces[identifier] for identifier in weighed)
    return Report(
        run=run_of(run_row, failures),
        article=article_of(article_row),
        claims=claims,
        searches=_searches(of, failures),
        sources=_sources(of),
        passages=tuple(map(passage_of, of.passages(evidence))),
        evidence=evidence,
        assessments=assessments,
    )


def _claims(of: _OfARun) -> tuple[Claim, ...]:
    sql = """
        SELECT c.* EXCLUDE (reading, repeats), rc.statement, rc.reading, rc.repeats
        FROM run_claims AS rc JOIN claims AS c ON c.id = rc.claim_id
        WHERE rc.run_id = $run ORDER BY rc.position
    """
    rows = of.rows(sql)
    if any(row["statement"] is None for row in rows):
        raise BadInput(
            f"run {of.run_id} was recorded before runs kept what they saw, and cannot be derived"
            " again: check the article anew."
        )
    return tuple(claim_of(row) for row in rows)


def _assessments(of: _OfARun) -> tuple[Assessment, ...]:
    verdicts_sql = """
        SELECT * FROM verdicts
        WHERE id IN (SELECT verdict_id FROM run_claims WHERE run_id = $run)
    """
    weighed_sql = """
        SELECT * FROM verdict_evidence
        WHERE verdict_id IN (SELECT verdict_id FROM run_claims WHERE run_id = $run)
        ORDER BY position
    """
    weighed: dict[str, list[Row]] = {}
    for row in of.rows(weighed_sql):
        weighed.setdefault(row["verdict_id"], []).append(row)
    verdicts = {
        row["id"]: verdict_of(row, weighed.get(row["id"], ())) for row in of.rows(verdicts_sql)
    }
    sql = "SELECT * FROM run_claims WHERE run_id = $run ORDER BY position"
    return tuple(assessment_of(row, verdicts.get(row["verdict_id"])) for row in of.rows(sql))


def _searches(of: _OfARun, failures: Sequence[Row]) -> tuple[ClaimSearch, ...]:
    asked = "(SELECT unnest(queries) FROM run_searches WHERE run_id = $run)"
    queries = {
        row["id"]: query_of(row)
        for row in of.rows(f"SELECT * FROM queries WHERE id IN {asked}")  # noqa: S608 (our own text)
    }
    first = {
        (row["query_id"], row["provider"], row["url"]): row
        for row in of.rows(
            f"SELECT * FROM search_results WHERE query_id IN {asked}"  # noqa: S608 (our own text)
        )
    }
    answers: dict[str, list[ProviderAnswer]] = {}
    answers_sql = "SELECT * FROM provider_answers WHERE run_id = $run ORDER BY position"
    for row in of.rows(answers_sql):
        answers.setdefault(row["claim_id"], []).append(answer_of(row))
    sql = "SELECT * FROM run_searches WHERE run_id = $run ORDER BY position"
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
        for row in of.rows(sql)
    )


def _sources(of: _OfARun) -> tuple[Source, ...]:
    sql = "SELECT * FROM retrievals WHERE run_id = $run ORDER BY position"
    retrievals = of.rows(sql)
    found = [row["source_id"] for row in retrievals if row["source_id"] is not None]
    pages = of.pages(found)
    return tuple(
        failed_source(row)
        if row["source_id"] is None
        else retrieved_source(pages[row["source_id"]], row)
        for row in retrievals
    )
