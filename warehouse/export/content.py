"""What goes into a file of a table: its SQL, and what the schema says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.render import refuse_twins

ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into one file: SQL, and what is said of it and of its columns."""

    name: str
    sql: str
    comment: str | None
    columns: dict[str, str]


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[Content]:
    """Every table whole, in the order of their names."""
    tables = connection.execute(
        "SELECT table_name, comment FROM duckdb_tables()"
        " WHERE database_name = current_database() AND schema_name = current_schema()"
        " ORDER BY table_name"
    ).fetchall()
    columns = connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = current_schema()"
        " AND comment IS NOT NULL"
    ).fetchall()
    comments: dict[str, dict[str, str]] = {}
    for table, column, comment in columns:
        comments.setdefault(table, {})[column] = comment
    return [
        Content(name, f'FROM "{name}"', comment, comments.get(name, {})) for name, comment in tables
    ]


def write_parquet(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    out: Path,
    noted: Mapping[str, str] | None = None,
) -> int:
    """Leaves the rows in a Parquet file and gives their number.

    The comments of the schema are metadata `comment`; `noted` is more metadata of the file.
    """
    reader = pa.RecordBatchReader.from_stream(connection.execute(content.sql).arrow(ROWS_AT_ONCE))
    refuse_twins(tuple(reader.schema.names))
    metadata = {**({"comment": content.comment} if content.comment else {}), **(noted or {})}
    schema = pa.schema(
        [
            field.with_metadata({"comment": comment})
            if (comment := content.columns.get(field.name))
            else field
            for field in reader.schema
        ],
        metadata=metadata or None,
    )
    written = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.cast(schema))
            written += batch.num_rows
    return written
