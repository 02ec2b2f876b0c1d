"""Writes the reference of the schema from the comments of the newest version.

python -m warehouse.schema_reference > docs/reference/schema.md
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.keys import KEYS
from warehouse.opening import opened_for_reading, patiently
from warehouse.writer import Warehouse

INTRODUCTION = """# The schema of the warehouse

What `veredicto sql` asks, and what any other program finds in a copy of the file. Written by
`python -m warehouse.schema_reference` from the comments in the file itself, which `DESCRIBE`,
`duckdb_tables()` and `duckdb_columns()` give as well; a test compares them.

- Rows are only ever added; a verdict that changes and an editor who thinks again are new rows.
- Identifiers are hashes of content, and runs have one of their own.
- No two rows have the same key: the writer looks keys up, for no index of DuckDB is quick enough
  ([decision 0020](../decisions/0020-keys-without-indexes.md)).
- No reference is a FOREIGN KEY; a report whose references lead nowhere is refused. `(table.column)`
  in the text of a column says where it leads.
- Times are TIMESTAMPTZ in UTC, labels ENUM, amounts DECIMAL(38, 6).
"""

# The ten nouns, those that others point to first.
NOUNS = (
    "articles",
    "claims",
    "queries",
    "search_results",
    "sources",
    "passages",
    "evidence",
    "verdicts",
    "reviews",
    "runs",
)
# How verdicts and runs reach the evidence and the claims.
BETWEEN = ("verdict_evidence", "run_claims")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or view as the file describes it."""

    name: str
    type: str
    optional: bool
    comment: str

    @property
    def references(self) -> str | None:
        """The table that it points to, by its comment."""
        found = re.search(r"\((\w+)\.\w+\)", self.comment)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view; `key` and `checks` are empty for a view."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


def schema_reference() -> str:
    """The reference in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.duckdb"
        Warehouse(path).prepare()

        def read() -> str:
            with opened_for_reading(path) as connection:
                return "\n".join(_lines(connection))

        return patiently(read, 30.0)


def _lines(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    labels = _labels(connection)
    tables = [_table(connection, *row) for row in _named(connection, "table")]
    views = [_view(connection, *row) for row in _named(connection, "view")]
    yield INTRODUCTION
    yield from _diagram(tables)
    yield "\n## Tables\n"
    order = {name: place for place, name in enumerate(NOUNS)}
    for table in sorted(tables, key=lambda it: (order.get(it.name, len(order)), it.name)):
        yield from _section(table, labels)
    yield "## Views\n"
    for view in views:
        yield from _section(view, labels)
    yield "## Labels\n"
    for spelled, name in labels.items():
        names = ", ".join(f"`{label}`" for label in re.findall(r"'([^']*)'", spelled))
        yield f"- `{name}`: {names}"


def _named(connection: duckdb.DuckDBPyConnection, kind: str) -> list[tuple[str, str]]:
    sql = f"SELECT {kind}_name, comment FROM duckdb_{kind}s() WHERE NOT internal ORDER BY 1"  # noqa: S608 - own text
    return connection.execute(sql).fetchall()


def _labels(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The name of each ENUM by how DuckDB spells it out."""
    sql = "SELECT type_name FROM duckdb_types() WHERE logical_type = 'ENUM' AND NOT internal"
    names = sorted(str(name) for (name,) in connection.execute(sql).fetchall())
    spelled = ", ".join(f"typeof(NULL::{name})" for name in names)
    row = connection.execute(f"SELECT {spelled}").fetchone() or ()
    return dict(zip(map(str, row), names, strict=True))


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[Column, ...]:
    sql = """
        SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()
        WHERE table_name = ? ORDER BY column_index
    """
    return tuple(Column(*row) for row in connection.execute(sql, [relation]).fetchall())


def _table(connection: duckdb.DuckDBPyConnection, name: str, comment: str) -> Relation:
    sql = """
        SELECT constraint_text FROM duckdb_constraints()
        WHERE table_name = ? AND constraint_type = 'CHECK'
    """
    checks = tuple(str(text) for (text,) in connection.execute(sql, [name]).fetchall())
    key = KEYS.get(name) or {"schema_versions": ("version",), "shipped_views": ("name",)}[name]
    return Relation(name, comment, _columns(connection, name), key, checks)


def _view(connection: duckdb.DuckDBPyConnection, name: str, comment: str) -> Relation:
    return Relation(name, comment, _columns(connection, name))


def _diagram(tables: list[Relation]) -> Iterator[str]:
    shown = {*NOUNS, *BETWEEN}
    yield "```mermaid\nerDiagram"
    for table in tables:
        for column in table.columns if table.name in shown else ():
            if column.references in shown and column.references != table.name:
                yield f"    {column.references} ||--o{{ {table.name} : {column.name}"
    yield "```"


def _section(relation: Relation, labels: dict[str, str]) -> Iterator[str]:
    yield f"### {relation.name}\n"
    yield f"{relation.comment}.\n"
    if relation.key:
        yield f"Key: {', '.join(f'`{name}`' for name in relation.key)}.\n"
    yield "| column | type | |\n|---|---|---|"
    for column in relation.columns:
        kind = column.type
        for spelled, name in labels.items():
            kind = kind.replace(spelled, name)
        kind = kind.replace('"', "").replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
        kind += "" if column.optional else " NOT NULL"
        yield f"| `{column.name}` | {kind} | {column.comment} |"
    yield ""
    for check in relation.checks:
        yield f"- `{check}`"
    if relation.checks:
        yield ""


if __name__ == "__main__":
    sys.stdout.write(schema_reference() + "\n")
