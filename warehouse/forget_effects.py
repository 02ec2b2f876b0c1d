"""Changes to the tables while something is forgotten, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa


@dataclass
class Effects:
    """What was found and changed: rows by table, snapshots and addresses that went, spellings."""

    rows: Counter[str] = field(default_factory=Counter)
    snapshots: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    spellings: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return any(self.rows.values())


def update_values(
    connection: duckdb.DuckDBPyConnection, table: str, name: str, rows: Sequence[tuple[int, object]]
) -> None:
    """Gives a column the values, each in its row by `rowid`."""
    if not rows:
        return
    kind = connection.table(table).limit(0).to_arrow_table().schema.field(name).type
    rowids, values = zip(*rows, strict=True)
    incoming = pa.table(
        {"place": pa.array(rowids, pa.int64()), "value": pa.array(values, type=kind)}
    )
    connection.register("incoming", incoming)
    connection.execute(
        f"UPDATE {table} SET {name} = incoming.value FROM incoming"  # noqa: S608 (names of our own tables)
        f" WHERE {table}.rowid = incoming.place"
    )
    connection.unregister("incoming")


def count_rows(
    connection: duckdb.DuckDBPyConnection, effects: Effects, table: str, sql: str
) -> None:
    """Runs a statement that changes rows, and counts them."""
    row = connection.execute(sql).fetchone()
    effects.rows[table] += int(row[0]) if row else 0
