"""Masks the names of people in the tables, as long as they were, so that offsets stay right."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb

from checkers.forgotten import MASK, Forgotten
from warehouse.forget_addresses import token_of
from warehouse.forget_effects import Effects, update_values
from warehouse.forgettable import ADDRESS_COLUMNS, TEXT_TABLES, TextColumn, text_columns


def forget_names(
    connection: duckdb.DuckDBPyConnection,
    forgotten: Forgotten,
    effects: Effects,
    likely: str | None,
) -> None:
    """Masks the names wherever they stand; `likely` is as for `forgetting.forget`."""
    for column in text_columns(connection):
        rows = list(_masked(connection, column, forgotten, effects, likely))
        if column.table == "sources" and rows:
            effects.snapshots |= _snapshots(connection, [rowid for rowid, _ in rows])
        update_values(connection, column.table, column.name, rows)
        effects.rows[column.table] += len(rows)
    # A span may cut a name that is masked whole in its text.
    for table, parent, key in TEXT_TABLES:
        connection.execute(
            f"UPDATE {table} SET text = substr(p.text, {table}.start_char + 1,"  # noqa: S608 (names of our own tables)
            f" {table}.end_char - {table}.start_char) FROM {parent} AS p"
            f" WHERE p.id = {table}.{key} AND contains(p.text, '{MASK}')"
            f" AND {table}.text <> substr(p.text, {table}.start_char + 1,"
            f" {table}.end_char - {table}.start_char)"
        )


def _masked(
    connection: duckdb.DuckDBPyConnection,
    column: TextColumn,
    forgotten: Forgotten,
    effects: Effects,
    likely: str | None,
) -> Iterator[tuple[int, object]]:
    condition = f"{column.name} IS NOT NULL"
    if likely is not None:
        unseen = "'[\\x{00AD}\\x{200B}-\\x{200D}]'"
        condition = (
            f"contains(lower(strip_accents(regexp_replace({column.name}::VARCHAR, {unseen}, '',"
            " 'g'))), $likely)"
        )
    sql = f"SELECT rowid, {column.name} FROM {column.table} WHERE {condition}"  # noqa: S608 (names of our own tables)
    rows = connection.execute(sql, {"likely": likely} if likely is not None else None).fetchall()
    for rowid, value in rows:
        changed = _mapped(
            column.name, value, lambda name, text: _mask(name, text, forgotten, effects)
        )
        if changed != value:
            yield int(rowid), changed


def _mask(name: str, text: str, forgotten: Forgotten, effects: Effects) -> str:
    found = forgotten.spellings(text)
    if not found:
        return text
    effects.spellings.update(text[it.start : it.end] for it in found)
    if name in ADDRESS_COLUMNS:
        effects.addresses.add(text)
        return token_of(text)
    return forgotten.masked(text)


def _mapped(name: str, value: object, change: Callable[[str, str], str]) -> object:
    """The value of a field of that name with each text in it changed, however deep it is nested."""
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, list):
        return [_mapped(name, one, change) for one in value]
    if isinstance(value, dict):
        return {inner: _mapped(inner, one, change) for inner, one in value.items()}
    return value


def _snapshots(connection: duckdb.DuckDBPyConnection, rowids: list[int]) -> set[str]:
    found = connection.execute(
        "SELECT snapshot FROM sources WHERE snapshot IS NOT NULL AND list_contains(?, rowid)",
        [rowids],
    )
    return {str(snapshot) for (snapshot,) in found.fetchall()}
