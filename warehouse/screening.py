"""Keeps out of the record what was removed from it on request."""

from __future__ import annotations

from datetime import datetime

import duckdb

from checkers.errors import ForgottenMeanwhile
from checkers.forgotten import Forgotten
from warehouse.batch import Batch, Row
from warehouse.forget_addresses import token_of
from warehouse.removals import FOR_GOOD, RemovalKind, forgotten_in, removals_in

_CONTENT = frozenset({"articles", "sources"})
_WORDS = frozenset({"title", "snippet"})
_NAMED_IN = frozenset({"articles", "sources"})


def screened(
    connection: duckdb.DuckDBPyConnection, batches: tuple[Batch, ...]
) -> tuple[Batch, ...]:
    """The rows without the addresses that were forgotten, for which tokens stand.

    Raises:
        ForgottenMeanwhile: The article or a page that was read is one that was forgotten, or they
            name a person who was forgotten after the run had begun.
    """
    removals = removals_in(connection, *FOR_GOOD)
    if not removals:
        return batches
    forgotten = forgotten_in(removals)
    began = _began(batches)
    late = forgotten_in(
        it
        for it in removals
        if it.kind is RemovalKind.PERSON and began is not None and it.removed_at >= began
    )
    for batch in batches:
        if batch.table in _CONTENT:
            _refuse(batch, forgotten, late)
    return tuple(_screened(batch, forgotten) for batch in batches)


def _began(batches: tuple[Batch, ...]) -> datetime | None:
    for batch in batches:
        if batch.table == "runs" and batch.rows:
            began = batch.rows[0][batch.columns.index("started_at")]
            return began if isinstance(began, datetime) else None
    return None


def _refuse(batch: Batch, forgotten: Forgotten, late: Forgotten) -> None:
    what = "the article" if batch.table == "articles" else "a page that this run read"
    addresses = [at for at, name in enumerate(batch.columns) if name in {"url", "final_url"}]
    for row in batch.rows:
        if any(forgotten.has_address(_text(row[at])) for at in addresses):
            raise ForgottenMeanwhile(
                f"{what} was removed on request (veredicto forget): nothing of this run is"
                " recorded. Check again to go on without it."
            )
        if any(late.spellings(value) for value in row if isinstance(value, str)):
            raise ForgottenMeanwhile(
                f"{what} names a person who was removed on request (veredicto forget) while the"
                " run was under way: nothing of this run is recorded. Check again."
            )


def _screened(batch: Batch, forgotten: Forgotten) -> Batch:
    if "url" not in batch.columns and batch.table not in {"run_searches", "queries"}:
        return batch
    rows = (_row(batch, row, forgotten) for row in batch.rows)
    kept = (row for row in rows if row is not None)
    return Batch(batch.table, batch.columns, tuple(kept))


def _row(batch: Batch, row: Row, forgotten: Forgotten) -> Row | None:
    if batch.table == "run_searches":
        return tuple(_without(value, forgotten) for value in row)
    # A page that an editor named is the text of a query.
    address = "text" if batch.table == "queries" else "url"
    url = _text(row[batch.columns.index(address)])
    if url is None or not forgotten.has_address(url):
        return row
    if batch.table == "fact_checks":
        return None
    token = token_of(url)
    return tuple(
        None if name in _WORDS else _replaced(value, url, token)
        for name, value in zip(batch.columns, row, strict=True)
    )


def _without(value: object, forgotten: Forgotten) -> object:
    """A list of search results with tokens for the addresses that were forgotten."""
    if not isinstance(value, list):
        return value
    return [
        one | {"url": token_of(one["url"])}
        if isinstance(one, dict) and forgotten.has_address(one.get("url"))
        else one
        for one in value
    ]


def _replaced(value: object, url: str, token: str) -> object:
    return value.replace(url, token) if isinstance(value, str) else value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
