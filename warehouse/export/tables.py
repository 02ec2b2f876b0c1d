"""The tables of the warehouse, or the answers of named queries, as a folder of files.

The folder is a Data Package (https://datapackage.org): `datapackage.json` names the files with the
type of each column and what the schema says of it. It also tells what an export of ours wrote.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb

from warehouse.export.content import ROWS_AT_ONCE, Content, tables_of, write_parquet
from warehouse.export.files import json_text, replacing
from warehouse.query import NamedQuery
from warehouse.recorded import RecordedRuns
from warehouse.render import csv_row

MANIFEST = "datapackage.json"
NAME = "veredicto-warehouse"
FIELD_TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DECIMAL": "number",
    "DOUBLE": "number",
    "FLOAT": "number",
    "HUGEINT": "integer",
    "INTEGER": "integer",
    "MAP": "object",
    "STRUCT": "object",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "UBIGINT": "integer",
    "USMALLINT": "integer",
}

Node = dict[str, Any]


class Form(StrEnum):
    """How a table is written; the ending of its file."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that an export left."""

    path: Path
    rows: int


def export_tables(
    runs: RecordedRuns,
    folder: Path,
    form: Form,
    queries: Sequence[NamedQuery] = (),
    *,
    force: bool = False,
) -> tuple[Written, ...]:
    """A file for every table, or for every query that is given, all of one state of the warehouse.

    In CSV (RFC 4180, UTF-8), lists and structs stand in cells as JSON, and what a spreadsheet would
    run is defused. Parquet keeps types, and has the schema's comments as metadata `comment`.

    Args:
        runs: The warehouse.
        folder: Where the files go; it is made where there is none.
        form: Of the files.
        queries: What to export; every table if empty.
        force: Whether to replace files that no earlier export wrote.

    Raises:
        BadInput: There is no warehouse, or the folder or a file in it cannot be written.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    ours = {one["path"] for one in _earlier(folder)}
    write = _write_csv if form is Form.CSV else write_parquet

    def export(connection: duckdb.DuckDBPyConnection) -> tuple[Written, ...]:
        written, resources = [], []
        with _one_moment(connection), ExitStack() as finished:
            for content in [_of_query(one) for one in queries] or tables_of(connection):
                out = folder / f"{content.name}.{form}"
                unfinished = finished.enter_context(
                    replacing(out, ours=out.name in ours, force=force)
                )
                written.append(Written(out, write(connection, content, unfinished)))
                resources.append(_resource(connection, content, out))
            _describe(folder, resources, finished, force=force)
        return tuple(written)

    return runs.read(export)


@contextmanager
def _one_moment(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is read within is of one state of the warehouse."""
    connection.begin()
    try:
        yield
    finally:
        connection.rollback()


def _of_query(query: NamedQuery) -> Content:
    return Content(
        query.name, query.sql.rstrip().rstrip(";"), query.description, dict(query.columns)
    )


def _write_csv(connection: duckdb.DuckDBPyConnection, content: Content, out: Path) -> int:
    cursor = connection.execute(content.sql)
    written = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(csv_row(column[0] for column in cursor.description or ()))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            writer.writerows(csv_row(row) for row in rows)
            written += len(rows)
    return written


def _resource(connection: duckdb.DuckDBPyConnection, content: Content, out: Path) -> Node:
    described = connection.execute(f"DESCRIBE {content.sql}").fetchall()
    fields: list[Node] = []
    for name, kind, *_ in described:
        field = {"name": name, "type": _field_type(kind), "duckdbType": kind}
        if comment := content.columns.get(name):
            field["description"] = comment
        fields.append(field)
    return {
        "name": content.name.replace("_", "-"),
        "path": out.name,
        "format": out.suffix[1:],
        **({"description": content.comment} if content.comment else {}),
        "schema": {"fields": fields},
    }


def _field_type(kind: str) -> str:
    """The Table Schema's name for a type of DuckDB."""
    if kind.endswith("[]"):
        return "array"
    word = kind.split("(", maxsplit=1)[0]
    return FIELD_TYPES.get(word, "string")


def _describe(folder: Path, resources: list[Node], finished: ExitStack, *, force: bool) -> None:
    """Leaves the manifest, in which files of an earlier export into the folder stay named."""
    earlier = _earlier(folder)
    now = {one["path"] for one in resources}
    kept = [one for one in earlier if one["path"] not in now]
    unfinished = finished.enter_context(
        replacing(folder / MANIFEST, ours=bool(earlier), force=force)
    )
    package = {"name": NAME, "resources": [*kept, *resources]}
    unfinished.write_text(json_text(package), encoding="utf-8")


def _earlier(folder: Path) -> list[Node]:
    """What the manifest of an earlier export of ours names; nothing where there is none."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return [
            dict(one, path=str(one["path"])) for one in found["resources"] if found["name"] == NAME
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
