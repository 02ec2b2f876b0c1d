"""Where the tables hold words that people wrote, in which a name may stand."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# Identifiers, hashes and names of programs: no words of people.
_NO_WORDS = frozenset(
    {
        "id", "sha256", "snapshot", "language", "model", "embedder", "extractor", "content_type",
        "version", "provider", "part_of", "carried_from", "carried_verdict", "unit", "time",
        "reviewer", "voice", "publisher", "digest", "text_sha256", "duplicate_of", "outcome",
        "etag", "last_modified", "begins", "ends", "repeats",
    }
)  # fmt: skip
_OF_THE_FILE = frozenset({"schema_versions", "shipped_views", "removals"})
ADDRESS_COLUMNS = frozenset({"url", "final_url", "feed_url", "canonical_url", "guid"})
"""Columns of addresses, which cannot be masked in part."""

TEXT_TABLES = (("claims", "articles", "article_id"), ("passages", "sources", "source_id"))
"""Tables whose text is a span of another table's, with that table and how they name its row."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column that holds words, or structures with words in them."""

    table: str
    name: str


def text_columns(connection: duckdb.DuckDBPyConnection) -> tuple[TextColumn, ...]:
    """Every column with words of people, also those of tables that are added later."""
    rows = connection.execute("""
        SELECT table_name, column_name FROM duckdb_columns()
        WHERE NOT internal AND database_name = current_database()
            AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary)
            AND (data_type = 'VARCHAR' OR starts_with(data_type, 'STRUCT'))
        ORDER BY ALL
    """).fetchall()
    return tuple(
        TextColumn(table, name)
        for table, name in rows
        if table not in _OF_THE_FILE and name not in _NO_WORDS and not name.endswith("_id")
    )
