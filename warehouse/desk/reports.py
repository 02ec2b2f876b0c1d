"""Runs as the desk shows them, whole or as far as one claim goes.

Each table is read by itself and put together here: see `places`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from checkers.articles import Article
from checkers.errors import BadInput
from checkers.labels import SearchOutcome, Stage
from checkers.nouns import (
    Assessment,
    Claim,
    ClaimSearch,
    Evidence,
    Failure,
    Report,
    Run,
    SearchResult,
    Source,
)
from warehouse.desk.places import Places, Row
from warehouse.export.addresses import is_web_address
from warehouse.rebuild import (
    answer_of,
    article_of,
    assessment_of,
    claim_of,
    evidence_of,
    failed_source,
    page_of,
    passage_of,
    query_of,
    result_of,
    retrieved_source,
    run_of,
    verdict_of,
    weighed_of,
)

ANSWERED = (SearchOutcome.ANSWERED, SearchOutcome.EMPTY)


@dataclass(frozen=True, slots=True)
class Asking:
    """A connection with the places of what it reads."""

    connection: duckdb.DuckDBPyConnection
    places: Places

    def rows(
        self, table: str, times: Collection[int], column: str, values: Collection[str]
    ) -> list[Row]:
        """The rows of a table that were recorded at the times and have one of the values."""
        return self.places.rows(self.connection, table, times, column, values) if values else []

    def by_id(self, table: str, ids: Collection[str]) -> dict[str, Row]:
        """The rows of articles, sources or passages with these identifiers, by them."""
        found = self.places.by_id(self.connection, table, ids) if ids else []
        return {row["id"]: row for row in found}

    def texts(self, ids: Collection[str]) -> dict[str, str]:
        """The texts of sources by their identifiers."""
        return self.places.texts(self.connection, ids) if ids else {}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a run says of its article, without what its verdicts rest on.

    `time` is when it was recorded, `times` when all runs of the article were.
    """

    run: Run
    article: Article
    claims: tuple[Claim, ...]
    assessments: tuple[Assessment, ...]
    time: int
    times: tuple[int, ...]


def read_frame(asking: Asking, run_id: str) -> Frame:
    """The frame of a run.

    Raises:
        BadInput: There is no such run, or it was recorded before runs kept what they saw.
    """
    time, times = asking.places.runs_of(asking.connection, run_id)
    (run,) = asking.rows("runs", [time], "id", [run_id])
    article = asking.by_id("articles", [run["article_id"]])[run["article_id"]]
    failures = asking.rows("run_failures", [time], "run_id", [run_id])
    checks = asking.rows("run_claims", [time], "run_id", [run_id])
    if any(row["statement"] is None for row in checks):
        raise BadInput(
            f"run {run_id} was recorded before runs kept what they saw: check the article anew."
        )
    checks.sort(key=_position)
    claims = {row["id"]: row for row in asking.rows("claims", times, "article_id", [article["id"]])}
    judged = [row["verdict_id"] for row in checks if row["verdict_id"] is not None]
    verdicts = {
        row["id"]: verdict_of(row, ()) for row in asking.rows("verdicts", times, "id", judged)
    }
    return Frame(
        run=run_of(run, sorted(failures, key=_position)),
        article=article_of(article),
        claims=tuple(claim_of(claims[row["claim_id"]] | row) for row in checks),
        assessments=tuple(assessment_of(row, verdicts.get(row["verdict_id"])) for row in checks),
        time=time,
        times=tuple(times),
    )


def read_report(asking: Asking, frame: Frame, claim_id: str | None) -> Report:
    """The run with what its verdicts rest on, or with what that of one claim does.

    Of a claim alone, pages are those that are cited or could not be had, and searches come without
    their results. Of pages that are not cited there is no text.
    """
    wanted = [
        it.verdict.id
        for it in frame.assessments
        if it.verdict is not None and claim_id in {None, it.claim_id}
    ]
    weighed: dict[str, list[Row]] = {identifier: [] for identifier in wanted}
    for row in asking.rows("verdict_evidence", frame.times, "verdict_id", wanted):
        weighed[row["verdict_id"]].append(row)
    evidence = _evidence(asking, frame, weighed)
    passages = asking.by_id("passages", {piece.passage_id for piece in evidence})
    return Report(
        run=frame.run,
        article=frame.article,
        claims=frame.claims,
        searches=_searches(asking, frame, claim_id),
        sources=_sources(asking, frame, evidence, everything=claim_id is None),
        passages=tuple(
            passage_of(passages[it]) for it in dict.fromkeys(piece.passage_id for piece in evidence)
        ),
        evidence=evidence,
        assessments=tuple(_weighed(it, weighed) for it in frame.assessments),
    )


def read_page(asking: Asking, source_id: str) -> Source | None:
    """A page with its whole text, as it was first retrieved."""
    rows = asking.by_id("sources", [source_id])
    return (
        page_of(rows[source_id] | {"text": asking.texts([source_id])[source_id]}) if rows else None
    )


def _evidence(asking: Asking, frame: Frame, weighed: dict[str, list[Row]]) -> tuple[Evidence, ...]:
    for rows in weighed.values():
        rows.sort(key=_position)
    order = [row["evidence_id"] for rows in weighed.values() for row in rows]
    found = asking.rows("evidence", frame.times, "id", order)
    pieces = {row["id"]: evidence_of(row) for row in found}
    return tuple(pieces[identifier] for identifier in order)


def _weighed(assessment: Assessment, weighed: dict[str, list[Row]]) -> Assessment:
    verdict = assessment.verdict
    if verdict is None or verdict.id not in weighed:
        return assessment
    pieces = tuple(weighed_of(row) for row in weighed[verdict.id])
    return replace(assessment, verdict=replace(verdict, evidence=pieces))


def _sources(
    asking: Asking, frame: Frame, evidence: Sequence[Evidence], *, everything: bool
) -> tuple[Source, ...]:
    retrievals = asking.rows("retrievals", [frame.time], "run_id", [frame.run.id])
    retrievals.sort(key=_position)
    cited = {piece.source_id for piece in evidence}
    kept = [
        row
        for row in retrievals
        if everything or row["source_id"] is None or row["source_id"] in cited
    ]
    pages = asking.by_id("sources", {row["source_id"] for row in kept} - {None} | cited)
    texts = asking.texts(cited)
    for identifier, page in pages.items():
        page["text"] = texts.get(identifier, "")
    met = {row["source_id"] for row in kept}
    return (
        *(
            retrieved_source(pages[row["source_id"]], row)
            if row["source_id"] is not None
            else failed_source(row)
            for row in kept
        ),
        # A verdict that was carried over may cite what this run did not ask for.
        *(page_of(page) for identifier, page in pages.items() if identifier not in met),
    )


def _searches(asking: Asking, frame: Frame, claim_id: str | None) -> tuple[ClaimSearch, ...]:
    if claim_id is not None:
        return _search_alone(asking, frame, claim_id)
    answers = asking.rows("provider_answers", [frame.time], "run_id", [frame.run.id])
    answers.sort(key=_position)
    searches = asking.rows("run_searches", [frame.time], "run_id", [frame.run.id])
    searches.sort(key=_position)
    asked = [query for row in searches for query in row["queries"]]
    queries = {row["id"]: query_of(row) for row in asking.rows("queries", frame.times, "id", asked)}
    results = asking.rows("search_results", frame.times, "query_id", asked)
    first = {(row["query_id"], row["provider"], row["url"]): row for row in results}
    return tuple(
        ClaimSearch(
            claim_id=row["claim_id"],
            queries=tuple(queries[identifier] for identifier in row["queries"]),
            results=tuple(
                result_of(found, first[found["query_id"], found["provider"], found["url"]])
                for found in row["results"]
            ),
            failures=_failures(frame, row["claim_id"]),
            answered=row["answered"],
            answers=tuple(answer_of(it) for it in answers if it["claim_id"] == row["claim_id"]),
        )
        for row in searches
    )


def _search_alone(asking: Asking, frame: Frame, claim_id: str) -> tuple[ClaimSearch, ...]:
    answers = asking.rows("provider_answers", [frame.time], "claim_id", [claim_id])
    answers.sort(key=_position)
    given = tuple(answer_of(row) for row in answers if row["run_id"] == frame.run.id)
    rows = asking.rows("queries", frame.times, "claim_id", [claim_id])
    order = [answer.query_id for answer in given]
    asked = [query_of(row) for row in rows if row["id"] in order or not order]
    asked.sort(key=lambda query: order.index(query.id) if order else 0)
    failures = _failures(frame, claim_id)
    if not (asked or failures):
        return ()
    answered = sum(answer.outcome in ANSWERED for answer in given)
    # A page that a person named or left out is the text of a query; few claims have any.
    by_hand = {row["id"] for row in rows if is_web_address(row["text"])}
    results = _named_by_hand(asking, frame, claim_id, by_hand) if by_hand else ()
    return (ClaimSearch(claim_id, tuple(asked), results, failures, answered, given),)


def _named_by_hand(
    asking: Asking, frame: Frame, claim_id: str, queries: Collection[str]
) -> tuple[SearchResult, ...]:
    """The results of these queries in the run; what people name has no title and no excerpt."""
    return tuple(
        SearchResult(it["query_id"], it["provider"], it["url"], None, None, it["rank"])
        for row in asking.rows("run_searches", [frame.time], "run_id", [frame.run.id])
        if row["claim_id"] == claim_id
        for it in row["results"]
        if it["query_id"] in queries
    )


def _failures(frame: Frame, claim_id: str) -> tuple[Failure, ...]:
    return tuple(
        it for it in frame.run.failures if it.claim_id == claim_id and it.stage is Stage.SEARCH
    )


def _position(row: Mapping[str, Any]) -> int:
    """Place among its like; rows of early schemas have none."""
    return row["position"] or 0
