"""Chooses claims of the warehouse by what is said about them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from checkers.nouns import Review
from warehouse.rebuild import review_of
from warehouse.recorded import RecordedRuns

NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Selection:
    """Which claims are wanted; a part that is empty excludes none.

    `articles` are identifiers or addresses, `runs` and `claims` identifiers; the beginning of an
    identifier does where it is only one's. `since` is compared with the newest check or decision.
    """

    articles: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    since: datetime | None = None
    labels: tuple[VerdictLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrentClaim:
    """What is said about a claim now: the final label, and the decision that it rests on if any.

    `run_id` is the newest run that met the claim. `verdict_id` is the verdict that is spoken of:
    the one that was reviewed, else that of the newest run; None where there is neither.
    """

    id: str
    article_id: str
    run_id: str
    checked_at: datetime
    label: VerdictLabel | None
    verdict_id: str | None
    review: Review | None

    @property
    def approved(self) -> bool:
        """Whether an editor stands behind the label."""
        return self.review is not None and self.review.decision is not Decision.NOT_CHECKABLE

    @property
    def withdrawn(self) -> bool:
        """Whether an editor took the claim out: nothing is to be said of it."""
        return self.review is not None and self.review.decision is Decision.NOT_CHECKABLE


def select_claims(runs: RecordedRuns, selection: Selection) -> tuple[CurrentClaim, ...]:
    """The claims that a selection means, by article and in the order of its text.

    Raises:
        BadInput: There is no such article, run or claim, or its identifier is not unambiguous.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    return runs.read(lambda connection: _select(connection, selection))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What can be named: how it is called, in which table it is, by what besides its identifier."""

    name: str
    table: str
    hint: str
    address: str = field(default="NULL")


_ARTICLE = _Kind("article", "articles", 'sql "SELECT id, url, title FROM articles"', "url")
_RUN = _Kind("run", "runs", "sql runs")
_CLAIM = _Kind("claim", "claims", "sql verdicts_current")


def _select(
    connection: duckdb.DuckDBPyConnection, selection: Selection
) -> tuple[CurrentClaim, ...]:
    wanted = {
        "articles": _resolve(connection, _ARTICLE, selection.articles),
        "runs": _resolve(connection, _RUN, selection.runs),
        "claims": _resolve(connection, _CLAIM, selection.claims),
        "labels": [label.value for label in selection.labels],
        "since": selection.since,
    }
    sql = """
        SELECT now.claim_id, now.article_id, now.run_id, now.checked_at, now.verdict_id,
            now.final_label
        FROM verdicts_current AS now JOIN claims AS c ON c.id = now.claim_id
        WHERE (len($articles) = 0 OR list_contains($articles, now.article_id))
            AND (len($claims) = 0 OR list_contains($claims, now.claim_id))
            AND (len($runs) = 0 OR now.claim_id IN (
                SELECT claim_id FROM run_claims WHERE list_contains($runs, run_id)
            ))
            AND (len($labels) = 0 OR list_contains($labels, now.final_label::VARCHAR))
            AND ($since::TIMESTAMPTZ IS NULL OR now.checked_at >= $since::TIMESTAMPTZ
                OR now.reviewed_at >= $since::TIMESTAMPTZ)
        ORDER BY now.article_published_at, now.article_id, c.start_char, c.end_char, c.id
    """
    rows = _fetch(connection, sql, wanted)
    reviews = _newest_reviews(connection, [row["claim_id"] for row in rows])
    return tuple(_current(row, reviews.get(row["claim_id"])) for row in rows)


def _current(row: dict[str, Any], review: Review | None) -> CurrentClaim:
    label = row["final_label"]
    return CurrentClaim(
        id=row["claim_id"],
        article_id=row["article_id"],
        run_id=row["run_id"],
        checked_at=row["checked_at"],
        label=None if label is None else VerdictLabel(label),
        verdict_id=row["verdict_id"] if review is None else review.verdict_id,
        review=review,
    )


def _resolve(connection: duckdb.DuckDBPyConnection, kind: _Kind, names: Sequence[str]) -> list[str]:
    """The identifiers that are meant; an address may be that of several versions."""
    found: list[str] = []
    for name in names:
        # The table and the column are literals of this module; the name is bound.
        sql = f"""
            SELECT id, {kind.address} IS NOT DISTINCT FROM $name AS by_address FROM {kind.table}
            WHERE {kind.address} = $name OR (starts_with(id, $name) AND $name <> '')
            ORDER BY id
        """  # noqa: S608
        rows = _fetch(connection, sql, {"name": name})
        if not rows:
            raise BadInput(f"there is no {kind.name} {name!r}: veredicto {kind.hint} lists them.")
        if len(rows) > 1 and not all(row["by_address"] for row in rows):
            listed = ", ".join(row["id"] for row in rows[:NAMED_AT_MOST])
            raise BadInput(
                f"{len(rows)} {kind.name}s begin with {name!r}: {listed}"
                f"{', …' if len(rows) > NAMED_AT_MOST else ''}; give more of the one that is meant."
            )
        found += [row["id"] for row in rows]
    return found


def _newest_reviews(
    connection: duckdb.DuckDBPyConnection, claims: Sequence[str]
) -> dict[str, Review]:
    """The decision that stands on each claim that has one; ordered as verdicts_current orders.

    One that was taken back does not stand.
    """
    sql = """
        SELECT reviewed.claim_id, rv.* FROM reviews AS rv
        JOIN verdicts AS reviewed ON reviewed.id = rv.verdict_id
        WHERE list_contains($claims, reviewed.claim_id)
        ORDER BY rv.reviewed_at, rv.id
    """
    rows = _fetch(connection, sql, {"claims": list(claims)})
    newest = {row["claim_id"]: review_of(row) for row in rows}
    return {
        claim: review for claim, review in newest.items() if review.decision is not Decision.RETRACT
    }


def _fetch(
    connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]
) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
