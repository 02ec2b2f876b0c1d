"""Takes an address out of the tables.

An article goes whole, with its claims, verdicts and decisions. A page that served others as
evidence stays as a row without its words: each character is masked, so that offsets and the weights
of verdicts stay what they were. The address gives way to a token, the same in every table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import duckdb
import pyarrow as pa

from checkers.forgotten import MASK, Forgotten
from warehouse.forget_effects import Effects, count_rows, update_values

TOKEN = "removed:"  # noqa: S105 (begins what stands for an address)

ADDRESSES = {
    "articles": ("url",),
    "sources": ("url", "final_url"),
    "retrievals": ("url",),
    "search_results": ("url",),
    # A page that an editor named is the text of a query.
    "queries": ("text",),
    "run_failures": ("url",),
    "fact_checks": ("url", "imported_from"),
    "feed_looks": ("url",),
    "watched_items": ("feed_url", "url", "canonical_url", "guid"),
}

# What goes with an article: which identifiers, and by which column other tables name them.
_WITH_AN_ARTICLE = (
    ("article_id", "SELECT id FROM articles WHERE url IN (SELECT url FROM gone)"),
    ("claim_id", "SELECT id FROM claims WHERE article_id IN (FROM gone_article_id)"),
    ("run_id", "SELECT id FROM runs WHERE article_id IN (FROM gone_article_id)"),
    ("query_id", "SELECT id FROM queries WHERE claim_id IN (FROM gone_claim_id)"),
    ("verdict_id", "SELECT id FROM verdicts WHERE claim_id IN (FROM gone_claim_id)"),
    ("evidence_id", "SELECT id FROM evidence WHERE claim_id IN (FROM gone_claim_id)"),
    ("opinion_id", "SELECT id FROM opinions WHERE claim_id IN (FROM gone_claim_id)"),
)
_TABLE_OF = {
    "article_id": "articles",
    "claim_id": "claims",
    "run_id": "runs",
    "query_id": "queries",
    "verdict_id": "verdicts",
    "evidence_id": "evidence",
    "opinion_id": "opinions",
    "fact_check_id": "fact_checks",
}


_EMPTYING = {
    "sources": """
        UPDATE sources SET title = NULL, text = repeat($mask, length(text))
        WHERE id IN (SELECT id FROM gone_pages)
    """,
    "passages": """
        UPDATE passages SET text = repeat($mask, length(text))
        WHERE source_id IN (SELECT id FROM gone_pages)
    """,
    "evidence": """
        UPDATE evidence SET claimed = NULL, found = NULL, claimed_at = NULL, found_at = NULL,
            numbers_agree = NULL, comparison = NULL, same_thing = NULL
        WHERE id IN (SELECT id FROM gone_pieces) AND found IS NOT NULL
    """,
    "opinion_quotes": """
        UPDATE opinion_quotes SET text = repeat($mask, length(text))
        WHERE evidence_id IN (SELECT id FROM gone_pieces)
    """,
    "opinions": """
        UPDATE opinions SET explanation = NULL,
            reason = CASE WHEN reason IS NOT NULL THEN repeat($mask, length(reason)) END
        WHERE verdict_id IN (
            SELECT verdict_id FROM verdict_evidence
            WHERE evidence_id IN (SELECT id FROM gone_pieces)
        )
    """,
    "search_results": """
        UPDATE search_results SET title = NULL, snippet = NULL
        WHERE url IN (SELECT url FROM gone)
    """,
    "watched_items": """
        UPDATE watched_items SET title = NULL, detail = '', text_sha256 = NULL, signature = NULL
        WHERE url IN (SELECT url FROM gone) OR canonical_url IN (SELECT url FROM gone)
    """,
}


def token_of(url: str) -> str:
    """What stands for an address that was forgotten."""
    return f"{TOKEN}{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:24]}"


def forget_addresses(
    connection: duckdb.DuckDBPyConnection, forgotten: Forgotten, effects: Effects
) -> None:
    """Removes the articles at the addresses, and empties the pages that others rest on."""
    found = {url for url in _addresses(connection) if forgotten.has_address(url)}
    effects.addresses |= found
    listed = sorted(found)
    gone = pa.table({"url": listed, "token": [token_of(url) for url in listed]}).cast(
        pa.schema([("url", pa.string()), ("token", pa.string())])
    )
    connection.register("incoming", gone)
    connection.execute("CREATE OR REPLACE TEMP TABLE gone AS FROM incoming")
    connection.unregister("incoming")
    _remove_articles(connection, effects)
    _empty_pages(connection, effects)
    _rename_addresses(connection, effects)


def _addresses(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    parts = [
        f"SELECT {column} AS url FROM {table}"  # noqa: S608 (names of our own tables)
        for table, columns in ADDRESSES.items()
        for column in columns
    ]
    parts.append("SELECT unnest(results).url AS url FROM run_searches")
    sql = f"SELECT DISTINCT url FROM ({' UNION ALL '.join(parts)}) WHERE url IS NOT NULL"  # noqa: S608 (the same)
    for (url,) in connection.execute(sql).fetchall():
        yield str(url)


def _remove_articles(connection: duckdb.DuckDBPyConnection, effects: Effects) -> None:
    for column, sql in _WITH_AN_ARTICLE:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE gone_{column} AS {sql}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone_fact_check_id AS"
        " SELECT id FROM fact_checks WHERE url IN (SELECT url FROM gone)"
    )
    _pass_clusters_on(connection)
    for table, column in _referring(connection):
        count_rows(
            connection,
            effects,
            table,
            f"DELETE FROM {table} WHERE {column} IN (FROM gone_{column})",  # noqa: S608 (names of our own tables)
        )
    for column, table in _TABLE_OF.items():
        count_rows(
            connection,
            effects,
            table,
            f"DELETE FROM {table} WHERE id IN (FROM gone_{column})",  # noqa: S608 (the same)
        )


def _referring(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Every column that names what may go, also those of tables that are added later."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        " AND database_name = current_database() AND NOT starts_with(table_name, 'gone')"
        " AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary)"
        " AND list_contains(?, column_name) ORDER BY ALL",
        [list(_TABLE_OF)],
    ).fetchall()
    return [(str(table), str(column)) for table, column in rows]


def _pass_clusters_on(connection: duckdb.DuckDBPyConnection) -> None:
    """Names a cluster whose first claim goes by the next claim of it."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE heirs AS
        SELECT t.cluster_id, t.embedder, arg_min(t.claim_id, t.rowid) AS heir
        FROM claim_traces AS t
        WHERE t.cluster_id IN (FROM gone_claim_id) AND t.claim_id NOT IN (FROM gone_claim_id)
        GROUP BY ALL
    """)
    connection.execute("""
        UPDATE claim_traces AS t
        SET cluster_id = h.heir,
            similarity = CASE WHEN t.claim_id = h.heir THEN NULL ELSE t.similarity END,
            agreement = CASE WHEN t.claim_id = h.heir THEN NULL ELSE t.agreement END
        FROM heirs AS h
        WHERE t.cluster_id = h.cluster_id AND t.embedder = h.embedder
            AND t.claim_id NOT IN (FROM gone_claim_id)
    """)


def _empty_pages(connection: duckdb.DuckDBPyConnection, effects: Effects) -> None:
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gone_pages AS
        SELECT id, snapshot, text FROM sources
        WHERE url IN (SELECT url FROM gone) OR final_url IN (SELECT url FROM gone)
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gone_pieces AS
        SELECT e.id, e.source_id, e.found.text AS figure FROM evidence AS e
        WHERE e.source_id IN (SELECT id FROM gone_pages)
    """)
    snapshots = connection.execute("SELECT snapshot FROM gone_pages WHERE snapshot IS NOT NULL")
    effects.snapshots |= {str(snapshot) for (snapshot,) in snapshots.fetchall()}
    _mask_justifications(connection, effects)
    for table, sql in _EMPTYING.items():
        count_rows(connection, effects, table, sql.replace("$mask", f"'{MASK}'"))


def _mask_justifications(connection: duckdb.DuckDBPyConnection, effects: Effects) -> None:
    """Masks the words of pages that go where justifications quote them."""
    cited = connection.execute("""
        SELECT v.rowid, v.justification, list(DISTINCT g.text), list(DISTINCT p.figure)
        FROM verdicts AS v
        JOIN verdict_evidence AS ve ON ve.verdict_id = v.id
        JOIN gone_pieces AS p ON p.id = ve.evidence_id
        JOIN gone_pages AS g ON g.id = p.source_id
        GROUP BY ALL
    """).fetchall()
    rows = [
        (rowid, masked)
        for rowid, justification, texts, figures in cited
        if (masked := without_quotes(justification, texts, figures)) != justification
    ]
    update_values(connection, "verdicts", "justification", rows)
    effects.rows["verdicts"] += len(rows)


def without_quotes(justification: str, texts: list[str], figures: list[str | None]) -> str:
    """The justification with what it quotes of the texts, and the figures, masked."""
    for quoted in sorted(_quoted(justification), key=len, reverse=True):
        if any(quoted in text for text in texts):
            justification = justification.replace(quoted, MASK * len(quoted))
    for figure in figures:
        if figure:
            justification = justification.replace(figure, MASK * len(figure))
    return justification


def _quoted(text: str) -> Iterator[str]:
    """What stands between quotation marks, also where the quotation has some of its own."""
    for opening, closing in (("«", "»"), ("“", "”"), ('"', '"')):
        starts = [at + 1 for at, sign in enumerate(text) if sign == opening]
        ends = [at for at, sign in enumerate(text) if sign == closing]
        yield from (text[a:b] for a in starts for b in ends if a < b)


def _rename_addresses(connection: duckdb.DuckDBPyConnection, effects: Effects) -> None:
    for table in ("retrievals", "run_failures"):
        words = "detail" if table == "retrievals" else "reason"
        count_rows(
            connection,
            effects,
            table,
            f"UPDATE {table} SET {words} = replace({words}, gone.url, gone.token) FROM gone"  # noqa: S608 (names of our own tables)
            f" WHERE {table}.url = gone.url",
        )
    for table, columns in ADDRESSES.items():
        for column in columns:
            sql = (
                f"UPDATE {table} SET {column} = gone.token FROM gone"  # noqa: S608 (the same)
                f" WHERE {table}.{column} = gone.url"
            )
            connection.execute(sql)
    tokens = dict(connection.execute("SELECT url, token FROM gone").fetchall())
    searches = connection.execute(
        "SELECT rowid, results FROM run_searches"
        " WHERE list_has_any(list_transform(results, lambda one: one.url), ?)",
        [sorted(tokens)],
    ).fetchall()
    renamed = [
        (rowid, [one | {"url": tokens.get(one["url"], one["url"])} for one in results])
        for rowid, results in searches
    ]
    update_values(connection, "run_searches", "results", renamed)
