"""Answers questions to the warehouse in SQL, and can do nothing but answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import duckdb

from checkers.errors import BadInput
from warehouse.duckdb_errors import one_line
from warehouse.lake.confine import refuse_reaching_out
from warehouse.migrate import refuse_too_new, shipped_migrations, version_of
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Lake, Place, is_there
from warehouse.shipped_views import View, see_views, shipped_views

Result = TypeVar("Result")

# DuckDB's kinds of statement that only answer: SELECT is also FROM, WITH, VALUES, SHOW, DESCRIBE,
# SUMMARIZE.
ANSWERING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)

# These speak of the file; every other failure while a statement runs speaks of the statement.
OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)

EARLIER = (
    " The warehouse was written by an earlier veredicto: check an article with it, which brings it"
    " to the newest schema."
)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a statement: the names of its columns and its rows in order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that is shipped with its answer: what it answers, its SQL, and its columns."""

    name: str
    description: str
    sql: str
    columns: Mapping[str, str] = field(default_factory=dict)
    view: View | None = None

    def first(self, limit: int) -> str:
        """Its SQL for the first rows in its order.

        DuckDB joins all rows of a view before it takes the first ones. Where the view says what
        these can be among, only that is joined.
        """
        if self.view is not None and self.view.tables is not None:
            tables = self.view.tables.strip().replace("{limit}", str(limit))
            order = self.view.order
            return f"WITH {tables} SELECT * FROM ({self.view.sql}) ORDER BY {order} LIMIT {limit}"  # noqa: S608 (text of our own and a number)
        if self.view is not None and self.view.narrow is not None:
            among = self.view.narrow.replace("{limit}", str(limit))
            return f"FROM {self.view.name} WHERE {among} ORDER BY {self.view.order} LIMIT {limit}"
        return f"{self.sql} LIMIT {limit}"


def run_sql(
    path: Place, sql: str, *, limit: int | None = None, patience_seconds: float = 30.0
) -> Table:
    """The answer of the warehouse at `path` to one reading statement, at most `limit` rows of it.

    Raises:
        BadInput: There is no such file, or the statement is wrong or does more than read.
        WarehouseLocked: A writer held the file longer than `patience_seconds`.
        WarehouseError: The file cannot be read.
    """

    def collect(cursor: duckdb.DuckDBPyConnection) -> Table:
        columns = tuple(str(column[0]) for column in cursor.description or ())
        rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        return Table(columns, tuple(rows))

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

    if isinstance(path, Lake):
        refuse_reaching_out(sql)

    def attempt() -> Result:
        with opened_for_reading(path) as connection:
            version = version_of(connection, path)
            refuse_too_new(version, path)
            newest = version == shipped_migrations()[-1].version
            if newest:
                see_views(connection)
            with _mistakes_refused("" if newest else EARLIER):
                return collect(connection.execute(_one_statement(connection, sql)))

    return patiently(attempt, patience_seconds)


def named_queries() -> tuple[NamedQuery, ...]:
    """The shipped views in the order of their names, each under every name it can be asked by."""
    named = [_named(view, name) for view in shipped_views() for name in (view.name, *view.also)]
    return tuple(sorted(named, key=lambda query: query.name))


def questions() -> Table:
    """The shipped questions, one row each: name, other names, question, example, what it shows."""
    return Table(
        ("name", "also", "question", "example", "shows"),
        tuple(
            (view.name, list(view.also), view.question, view.example, view.shows)
            for view in sorted(shipped_views(), key=lambda view: view.name)
        ),
    )


def _named(view: View, name: str) -> NamedQuery:
    return NamedQuery(
        name,
        view.description,
        f"FROM {view.name} ORDER BY {view.order}",
        view.columns,
        view,
    )


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
def _mistakes_refused(hint: str) -> Iterator[None]:
    try:
        yield
    except OF_THE_FILE:
        raise
    except duckdb.Error as error:
        raise BadInput(f"the SQL cannot be answered: {one_line(error)}.{hint}") from error
