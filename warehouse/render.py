"""Writes the answer to a query as CSV, JSON, Markdown or Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from checkers.errors import BadInput
from warehouse.place import Place
from warehouse.query import Table, answered

# A spreadsheet takes a cell that begins so for a formula, which can send data away.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")

# What Markdown takes for markup; an underscore inside a word marks nothing up.
MARKUP = re.compile(r"[\\`*\[\]<>|~&]|(?<![^\W_])_|_(?![^\W_])")

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def to_csv(table: Table) -> str:
    """The table as CSV with a header, RFC 4180; lists and structs stand in cells as JSON."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(csv_row(table.columns))
    writer.writerows(csv_row(row) for row in table.rows)
    return text.getvalue()


def csv_row(values: Iterable[object]) -> list[str]:
    """The cells of a row: formulas defused, lists and structs as JSON."""
    return [_cell(value) for value in values]


def to_json(table: Table) -> str:
    """The table as a JSON array of one object a row; times are ISO 8601 in UTC.

    Raises:
        BadInput: Two columns have one name.
    """
    refuse_twins(table.columns)
    return json.dumps(
        [
            {name: _jsonable(value) for name, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def to_markdown(table: Table) -> str:
    """The table in GitHub-flavoured Markdown; nothing in a cell is taken for markup."""
    header = [_unmarked(name) for name in table.columns]
    rows = [[_unmarked(as_text(value)) for value in row] for row in table.rows]
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_text(text: str, out: Path) -> None:
    """Leaves a text at `out`, whole or not at all.

    Raises:
        BadInput: `out` cannot be written.
    """
    with _whole(out) as unfinished:
        unfinished.write_bytes(text.encode("utf-8", "replace"))


def write_parquet(
    path_of_warehouse: Place,
    sql: str,
    out: Path,
    *,
    limit: int | None = None,
    patience_seconds: float = 30.0,
) -> None:
    """Leaves the answer to `sql` at `out`, at most `limit` rows of it; raises as `run_sql`.

    Raises:
        BadInput: `out` cannot be written, or two columns have one name.
    """

    def collect(cursor: duckdb.DuckDBPyConnection) -> None:
        refuse_twins(tuple(str(column[0]) for column in cursor.description or ()))
        # DuckDB's own COPY would need the access to files that is off here.
        with _whole(out) as unfinished:
            _write_batches(pa.RecordBatchReader.from_stream(cursor.arrow()), unfinished, limit)

    answered(path_of_warehouse, sql, collect, patience_seconds=patience_seconds)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A path to write to that takes the place of `out` once everything is written."""
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        yield unfinished
        unfinished.replace(out)
    except OSError as error:
        raise BadInput(
            f"{out} cannot be written ({error.strerror or error}): name another file."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def refuse_twins(columns: tuple[str, ...]) -> None:
    """Refuses columns that a row could not be asked for by name.

    Raises:
        BadInput: Two columns have one name.
    """
    twins = [name for name, times in Counter(columns).items() if times > 1]
    if twins:
        raise BadInput(f"two columns are named {twins[0]!r}: tell them apart with AS.")


def _write_batches(reader: pa.RecordBatchReader, path: Path, limit: int | None) -> None:
    left = sys.maxsize if limit is None else limit
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.slice(length=left))
            left -= batch.num_rows
            if left <= 0:
                return


def _cell(value: object) -> str:
    return _defused(value) if isinstance(value, str) else as_text(value)


def _unmarked(text: str) -> str:
    return "<br>".join(MARKUP.sub(r"\\\g<0>", line) for line in text.splitlines())


def as_text(value: object) -> str:
    """A value as the text of a cell: nothing for NULL, lists and structs as JSON."""
    plain = _jsonable(value)
    if plain is None:
        return ""
    if isinstance(plain, str):
        return plain
    return json.dumps(plain, ensure_ascii=False)


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def _jsonable(value: object) -> Json:
    """What JSON has for a value of DuckDB; not-a-number and infinity are null."""
    match value:
        case dict():
            return {str(key): _jsonable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_jsonable(inner) for inner in value]
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return _spelt(value)


def _spelt(value: object) -> str:
    match value:
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            return str(value)
