"""Gives a lake the schema of a file, as far as DuckLake has words for it.

A lake has no ENUM, no CHECK, no PRIMARY KEY and no comments on the columns of views. So the
migrations are applied to a database in memory, and what they made of it is made in the lake: labels
are VARCHAR there. What a file would refuse is refused by `checked`, in that database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import duckdb

from warehouse.transactions import whole

_ENUM = re.compile(r"ENUM\((?:'(?:[^']|'')*'(?:, )?)+\)")
# These change rows, or give a table with rows another name: the lake has to do the same.
_OF_ROWS = (
    duckdb.StatementType.INSERT,
    duckdb.StatementType.UPDATE,
    duckdb.StatementType.DELETE,
)
# A statement begins with the comments above it.
_RENAMES = re.compile(r"^\s*ALTER\s+TABLE\s+\S+\s+RENAME\b", re.IGNORECASE | re.MULTILINE)


class Step(Protocol):
    """One migration."""

    @property
    def version(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """What it does."""

    @property
    def sql(self) -> str:
        """Its statements."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as a lake can have it."""

    kind: str
    required: bool
    comment: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table with its columns, or a view with its SQL, and its comment."""

    comment: str | None
    columns: dict[str, Column] = field(default_factory=dict)
    sql: str | None = None


Relations = dict[str, Relation]


def lay_out(
    lake: duckdb.DuckDBPyConnection, version: int, steps: Sequence[Step], versions_table: str
) -> None:
    """Brings the lake from that version of the schema to the newest, as a file: step by step.

    A step is taken whole or not at all, and a new lake gets all of them at once.

    Args:
        lake: A connection that may write it.
        version: Of its schema; 0 where there is none.
        steps: All migrations, in order.
        versions_table: The statements that make `schema_versions`.
    """
    with duckdb.connect(":memory:") as model:
        model.execute(versions_table)
        for step in steps[:version]:
            model.execute(step.sql)
        if version:
            for step in steps[version:]:
                _take(lake, model, relations_of(model), (step,))
        else:
            _take(lake, model, {}, steps)


def _take(
    lake: duckdb.DuckDBPyConnection,
    model: duckdb.DuckDBPyConnection,
    known: Relations,
    steps: Sequence[Step],
) -> None:
    has_rows = bool(known)
    with whole(lake):
        for step in steps:
            for statement in model.extract_statements(step.sql):
                if has_rows and _concerns_rows(statement):
                    known = _follow(lake, known, model)
                    lake.execute(statement.query)
                    model.execute(statement)
                    known = relations_of(model)
                else:
                    model.execute(statement)
        _follow(lake, known, model)
        for step in steps:
            lake.execute(
                "INSERT INTO schema_versions VALUES (?, ?, now())", [step.version, step.name]
            )


def relations_of(model: duckdb.DuckDBPyConnection) -> Relations:
    """The tables and views of the database in memory, as a lake can have them."""
    tables: Relations = {
        name: Relation(comment)
        for name, comment in model.execute(
            "SELECT table_name, comment FROM duckdb_tables() ORDER BY table_oid"
        ).fetchall()
    }
    for table, name, kind, nullable, comment in model.execute(
        "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()"
        " WHERE NOT internal ORDER BY table_oid, column_index"
    ).fetchall():
        if table in tables:
            tables[table].columns[name] = Column(_plain(kind), not nullable, comment)
    views = {
        name: Relation(comment, sql=sql)
        for name, comment, sql in model.execute(
            "SELECT view_name, comment, sql FROM duckdb_views() WHERE NOT internal"
            " ORDER BY view_oid"
        ).fetchall()
    }
    return tables | views


def _concerns_rows(statement: duckdb.Statement) -> bool:
    return statement.type in _OF_ROWS or _RENAMES.search(statement.query) is not None


def _follow(
    lake: duckdb.DuckDBPyConnection, known: Relations, model: duckdb.DuckDBPyConnection
) -> Relations:
    """Makes in the lake what has become of the model since it was as `known`; how it is now."""
    wanted = relations_of(model)
    for statement in _changes(known, wanted):
        lake.execute(statement)
    return wanted


def _changes(known: Relations, wanted: Relations) -> Iterator[str]:
    for name, relation in known.items():
        if name not in wanted or (relation.sql and relation != wanted[name]):
            yield f'DROP {"TABLE" if relation.sql is None else "VIEW"} "{name}"'
    for name, relation in wanted.items():
        before = known.get(name)
        if relation == before:
            continue
        if relation.sql is not None:
            yield relation.sql
            yield from _comment("VIEW", f'"{name}"', relation.comment)
        elif before is None:
            columns = ", ".join(_defined(*column) for column in relation.columns.items())
            yield f'CREATE TABLE "{name}" ({columns})'
            yield from _comment("TABLE", f'"{name}"', relation.comment)
            for column, it in relation.columns.items():
                yield from _comment("COLUMN", f'"{name}"."{column}"', it.comment)
        else:
            yield from _altered(name, before, relation)


def _altered(name: str, before: Relation, after: Relation) -> Iterator[str]:
    if before.comment != after.comment:
        yield from _comment("TABLE", f'"{name}"', after.comment)
    for column in before.columns.keys() - after.columns.keys():
        yield f'ALTER TABLE "{name}" DROP COLUMN "{column}"'
    for column, it in after.columns.items():
        old = before.columns.get(column)
        if old is None:
            yield f'ALTER TABLE "{name}" ADD COLUMN "{column}" {it.kind}'
        elif old.kind != it.kind:
            yield f'ALTER TABLE "{name}" ALTER COLUMN "{column}" TYPE {it.kind}'
        if it.required != (old is not None and old.required):
            action = "SET" if it.required else "DROP"
            yield f'ALTER TABLE "{name}" ALTER COLUMN "{column}" {action} NOT NULL'
        if old is None or old.comment != it.comment:
            yield from _comment("COLUMN", f'"{name}"."{column}"', it.comment)


def _defined(name: str, column: Column) -> str:
    return f'"{name}" {column.kind}{" NOT NULL" if column.required else ""}'


def _comment(kind: str, name: str, comment: str | None) -> Iterator[str]:
    if comment is not None:
        quoted = comment.replace("'", "''")
        yield f"COMMENT ON {kind} {name} IS '{quoted}'"


def _plain(kind: str) -> str:
    return _ENUM.sub("VARCHAR", kind)
