"""Answers questions to the warehouse in SQL, and can do nothing but answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeVar

import duckdb

from checkers.errors import BadInput
from warehouse.duckdb_errors import one_line
from warehouse.migrate import refuse_too_new, version_of
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place, is_there

Result = TypeVar("Result")

# DuckDB's kinds of statement that only answer: SELECT is also FROM, WITH, VALUES, SHOW, DESCRIBE,
# SUMMARIZE.
ANSWERING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)

# These speak of the file; every other failure while a statement runs speaks of the statement.
OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a statement: the names of its columns and its rows in order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that is shipped with its answer: what it answers, and its SQL."""

    name: str
    description: str
    sql: str


def run_sql(path: Place, sql: str, *, patience_seconds: float = 30.0) -> Table:
    """The answer of the warehouse at `path` to one reading statement.

    Raises:
        BadInput: There is no such file, or the statement is wrong or does more than read.
        WarehouseLocked: A writer held the file longer than `patience_seconds`.
        WarehouseError: The file cannot be read.
    """

    def collect(cursor: duckdb.DuckDBPyConnection) -> Table:
        columns = tuple(str(column[0]) for column in cursor.description or ())
        return Table(columns, tuple(cursor.fetchall()))

    return answered(path, sql, collect, patience_seconds=patience_seconds)


def answered(
    path: Place,
    sql: str,
    collect: Callable[[duckdb.DuckDBPyConnection], Result],
    *,
    patience_seconds: float = 30.0,
) -> Result:
    """What `collect` makes of the answer to `sql`; raises as `run_sql`."""
    if not is_there(path):
        raise BadInput(f"there is no warehouse at {path}: check an article first.")

    def attempt() -> Result:
        with opened_for_reading(path) as connection:
            refuse_too_new(version_of(connection, path), path)
            with _mistakes_refused():
                return collect(connection.execute(_one_statement(connection, sql)))

    return patiently(attempt, patience_seconds)


def named_queries() -> tuple[NamedQuery, ...]:
    """The shipped queries in the order of their names."""
    scripts = [
        script
        for script in (files("warehouse") / "queries").iterdir()
        if script.name.endswith(".sql")
    ]
    return tuple(
        _named(script.name.removesuffix(".sql"), script.read_text(encoding="utf-8"))
        for script in sorted(scripts, key=lambda script: script.name)
    )


def _named(name: str, text: str) -> NamedQuery:
    first, _, rest = text.partition("\n")
    return NamedQuery(name, first.removeprefix("--").strip(), rest.strip())


def _one_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise BadInput(f"one SQL statement is wanted, and {len(statements)} were given.")
    if statements[0].type not in ANSWERING:
        raise BadInput(
            f"the warehouse is read, never changed, by SQL: {statements[0].type.name} is refused."
            " Use SELECT, FROM, SHOW, DESCRIBE, SUMMARIZE or EXPLAIN."
        )
    return statements[0]


@contextmanager
def _mistakes_refused() -> Iterator[None]:
    try:
        yield
    except OF_THE_FILE:
        raise
    except duckdb.Error as error:
        raise BadInput(f"the SQL cannot be answered: {one_line(error)}.") from error
