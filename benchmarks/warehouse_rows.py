"""Plausible rows for every table that a run writes to, in the order that runs record them.

Twenty claims an article; every tenth run checks an earlier article again. Three in five pieces of
evidence cite a passage that is new, the others one that an earlier article cited. A page has twelve
cited passages. Everything follows from the numbers of the rows, so that fills are alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

AN_ARTICLE = 20
CHUNK = 200_000
VECTOR = 384

# Words of a language that is none: what a text says costs nothing, how long it is does.
POOL = 5_000
MACROS = f"""
SET VARIABLE sentences = (SELECT list(text) FROM sentences);
SET VARIABLE paragraphs = (SELECT list(text) FROM paragraphs);
CREATE MACRO id(kind, n) AS substr(md5(kind || n), 1, 24);
CREATE MACRO pick(n, many) AS (hash(n) % many::UBIGINT)::BIGINT;
CREATE MACRO sentence(n) AS getvariable('sentences')[1 + pick(n, {POOL})] || ' ' || n;
CREATE MACRO sentences(n) AS
    getvariable('sentences')[1 + pick(n + 1, {POOL})] || ' '
    || getvariable('sentences')[1 + pick(n + 2, {POOL})];
CREATE MACRO page(n) AS
    getvariable('paragraphs')[1 + pick(n + 3, {POOL})] || chr(10)
    || getvariable('paragraphs')[1 + pick(n + 4, {POOL})] || chr(10)
    || getvariable('paragraphs')[1 + pick(n + 5, {POOL})] || n;
CREATE MACRO article_of(run) AS
    CASE WHEN run % 10 = 9 THEN pick(run, run - run // 10) ELSE run - run // 10 END;
CREATE MACRO claim_of(verdict) AS
    article_of(verdict // {AN_ARTICLE}) * {AN_ARTICLE} + verdict % {AN_ARTICLE};
CREATE MACRO passage_of(n) AS
    CASE WHEN n % 5 < 3 THEN n // 5 * 3 + n % 5 ELSE pick(n, n // 5 * 3 + 1) END;
CREATE MACRO time_of(run) AS TIMESTAMPTZ '2024-01-01 00:00:00+00' + INTERVAL (run * 30) MINUTE;
CREATE MACRO first_run(article) AS article + article // 9;
CREATE MACRO outlet(n) AS 'diario' || (n % 400) || '.example';
CREATE MACRO name_number(n) AS pick(n // 2, 20000) * 2 + n % 2;
CREATE MACRO name_of(n) AS 'Nombre ' || name_number(n);
CREATE MACRO language_of(article) AS CASE WHEN article % 3 = 0 THEN 'en' ELSE 'es' END;
CREATE MACRO label_of(verdict) AS
    ['supported', 'refuted', 'conflicting_evidence', 'not_enough_evidence'][1 + pick(verdict, 4)];
CREATE MACRO models() AS MAP {{'embedder': 'e5-small@1', 'stance': 'veredicto-stance@1'}};
"""  # noqa: S608 - our own text

# One SELECT a table over the numbers n of its rows; {per} is the evidence of a verdict.
TABLES = {
    "articles": """
        SELECT id('article', n) AS id, 'https://' || outlet(n) || '/' || n AS url,
        sentence(n + 7) AS title, language_of(n) AS language, page(n) AS text,
        outlet(n) AS publisher, 'Autora ' || n % 5000 AS byline,
        time_of(n + n // 9) - INTERVAL 3 HOUR AS published_at""",
    "claims": """
        SELECT id('claim', n) AS id, id('article', n // 20) AS article_id, t AS text,
        (n % 20 * 150)::INTEGER AS start_char, (n % 20 * 150 + length(t))::INTEGER AS end_char,
        'factual' AS kind, pick(n, 1000) / 1000 AS check_worthiness,
        CASE WHEN n % 4 = 0 THEN 'Persona ' || n % 9000 END AS attributed_to, false AS ambiguous
        FROM (SELECT n, sentence(n + 3) AS t FROM rows)""",
    "claim_quantities": """
        SELECT id('claim', n * 3) AS claim_id, 1 AS position, '12' AS text, 0 AS start_char,
        2 AS end_char, n::DECIMAL(38, 6) AS value, '=' AS comparator, 'EUR' AS unit""",
    "claim_entities": """
        SELECT id('claim', n // 2) AS claim_id, name_of(n) AS name,
        ['person', 'organisation', 'place', 'work'][1 + pick(name_number(n), 4)] AS type,
        (1 + n % 2)::INTEGER AS position, name_of(n) AS text, (n % 2 * 30)::INTEGER AS start_char,
        (n % 2 * 30 + length(name_of(n)))::INTEGER AS end_char""",
    "claim_periods": """
        SELECT id('claim', n * 5) AS claim_id, 1 AS position, 'marzo' AS text, 0 AS start_char,
        5 AS end_char, '2025-03-01' AS begins, '2025-03-31' AS ends""",
    "claim_ordinals": """
        SELECT id('claim', n * 20) AS claim_id, 1 AS position, 'tercera' AS text,
        0 AS start_char, 7 AS end_char, 3 AS value""",
    "queries": """
        SELECT id('query', n) AS id, id('claim', n // 2) AS claim_id,
        sentence(n + 5) AS text, language_of(n // 40) AS language""",
    "search_results": """
        SELECT id('query', n // 2) AS query_id, ['corpus', 'searxng'][1 + n % 2] AS provider,
        'https://' || outlet(pick(n, 4000)) || '/p' || n AS url, sentence(n + 1) AS title,
        sentences(n + 2) AS snippet, 1 + n % 10 AS rank""",
    "sources": """
        SELECT id('source', n) AS id, 'https://' || outlet(pick(n, 4000)) || '/' || n AS url,
        url AS final_url, outlet(pick(n, 4000)) AS publisher,
        time_of(n * 12 // 3 * 5 // {per} // 20) AS retrieved_at, 200 AS status_code,
        'text/html' AS content_type, sha256(n::VARCHAR) AS sha256, sentence(n + 4) AS title,
        language_of(n) AS language, page(n) AS text, 'trafilatura@2' AS extractor""",
    "passages": """
        SELECT id('passage', n) AS id, id('source', n // 12) AS source_id, t AS text,
        (n % 12 * 200)::INTEGER AS start_char, (n % 12 * 200 + length(t))::INTEGER AS end_char
        FROM (SELECT n, sentences(n + 6) AS t FROM rows)""",
    "passage_recordings": """
        SELECT (md5_number_lower(id('source', n)) >> 32)::UINTEGER AS source_head""",
    "evidence": """
        SELECT id('evidence', n) AS id, id('claim', claim_of(n // {per})) AS claim_id,
        id('passage', passage_of(n)) AS passage_id,
        id('source', passage_of(n) // 12) AS source_id, pick(n, 1000) / 1000 AS similarity,
        ['supports', 'neutral', 'refutes'][1 + pick(n, 3)] AS stance, 0.7 AS p_supports,
        0.2 AS p_neutral, 0.1 AS p_refutes, models() AS models""",
    "verdicts": """
        SELECT id('verdict', n) AS id, id('claim', claim_of(n)) AS claim_id,
        label_of(n) AS label, pick(n, 1000) / 1000 AS confidence,
        MAP {{label_of(n): pick(n, 1000) / 1000}} AS probabilities,
        sentence(n + 8) AS justification, models() AS models,
        time_of(n // 20) + INTERVAL 2 MINUTE AS decided_at""",
    "verdict_evidence": """
        SELECT id('verdict', n // {per}) AS verdict_id, id('evidence', n) AS evidence_id,
        (1 + n % {per})::INTEGER AS position, outlet(pick(n, 4000)) AS voice,
        pick(n, 100) / 100 AS weight""",
    "opinions": """
        SELECT id('opinion', n) AS id, id('claim', claim_of(n * 10)) AS claim_id,
        id('verdict', n * 10) AS verdict_id, 'model@1' AS model, 'accepted' AS outcome,
        label_of(n) AS label, sentence(n + 2) AS explanation,
        label_of(n) = label_of(n * 10) AS agrees,
        time_of(n * 10 // 20) + INTERVAL 2 MINUTE AS asked_at""",
    "opinion_quotes": """
        SELECT id('opinion', n) AS opinion_id, 1 AS position,
        id('evidence', n * 10 * {per}) AS evidence_id, 'doce palabras' AS text, 0 AS start_char,
        13 AS end_char, ['supports', 'refutes'][1 + n % 2] AS stance""",
    "runs": """
        SELECT id('run', n) AS id, id('article', article_of(n)) AS article_id,
        time_of(n) AS started_at, time_of(n) + INTERVAL 2 MINUTE AS finished_at,
        '0.1.0' AS version, models() AS models, MAP {{'search': 'corpus'}} AS settings,
        MAP {{'search': 10.0, 'fetch': 60.0}} AS seconds""",
    "run_claims": """
        SELECT id('run', n // 20) AS run_id, id('claim', claim_of(n)) AS claim_id,
        'judged' AS status, id('verdict', n) AS verdict_id, (1 + n % 20)::INTEGER AS position""",
    "findings": """
        SELECT id('run', n // 20) AS run_id, id('claim', claim_of(n)) AS claim_id,
        id('article', article_of(n // 20)) AS article_id,
        time_of(n // 20) + INTERVAL 2 MINUTE AS checked_at, sentence(claim_of(n) + 3) AS claim,
        'factual' AS kind, pick(claim_of(n), 1000) / 1000 AS check_worthiness,
        CASE WHEN claim_of(n) % 4 = 0 THEN 'Persona ' || claim_of(n) % 9000 END AS attributed_to,
        'judged' AS status, id('verdict', n) AS verdict_id, label_of(n) AS label,
        pick(n, 1000) / 1000 AS confidence, sentence(n + 8) AS justification,
        [{{'publisher': outlet(pick(n + k, 4000)), 'pieces': 2, 'supports': 1, 'refutes': 0}}
            FOR k IN range({per} // 2)] AS cited, true AS newest""",
    "run_searches": """
        SELECT id('run', n // 20) AS run_id, id('claim', claim_of(n)) AS claim_id,
        (1 + n % 20)::INTEGER AS position, 2 AS answered,
        [id('query', claim_of(n) * 2), id('query', claim_of(n) * 2 + 1)] AS queries,
        [] AS results""",
    "provider_answers": """
        SELECT id('run', n // 40) AS run_id, id('claim', claim_of(n // 2)) AS claim_id,
        (1 + n % 2)::INTEGER AS position, id('query', claim_of(n // 2) * 2 + n % 2) AS query_id,
        ['corpus', 'searxng', 'wikipedia'][1 + pick(n, 3)] AS provider,
        ['answered', 'answered', 'answered', 'empty', 'rate_limited'][1 + pick(n, 5)] AS outcome,
        pick(n, 9)::INTEGER AS results, pick(n, 1000) / 500 AS seconds,
        time_of(n // 40) AS asked_at, '' AS detail""",
    "fact_checks": """
        SELECT id('check', n) AS id, sentence(n + 9) AS claim_reviewed, 'Falso' AS rating_words,
        label_of(n) AS reading, 'https://verifica' || n % 90 || '.example/' || n AS url,
        'verifica' || n % 90 || '.example' AS publisher, time_of(n) AS reviewed_at,
        language_of(n) AS language, 'dump.json' AS imported_from, time_of(n) AS imported_at""",
    "run_fact_checks": """
        SELECT id('run', n) AS run_id, id('claim', claim_of(n * 20)) AS claim_id,
        id('check', pick(n, {checks})) AS fact_check_id, 1 AS rank, 0.9 AS similarity,
        0.8 AS score, 0.7 AS bearing""",
    "watched_items": """
        SELECT id('item', n) AS id, 'https://' || outlet(n) || '/rss' AS feed_url,
        'https://' || outlet(n) || '/' || n AS url, url AS canonical_url,
        sentence(n + 7) AS title, time_of(n + n // 9) AS seen_at, 'checked' AS outcome,
        '' AS detail, false AS transient, id('article', n) AS article_id,
        id('run', first_run(n)) AS run_id""",
    "run_failures": """
        SELECT id('run', n * 2) AS run_id, 1 AS position, 'search' AS stage,
        'no answer within 10 s' AS reason, 'searxng' AS provider""",
    "retrievals": """
        SELECT id('run', n // 10) AS run_id, 'https://' || outlet(pick(n, 4000)) || '/' || n AS url,
        id('source', pick(n, greatest(1, n))) AS source_id, time_of(n // 10) AS retrieved_at,
        'retrieved' AS outcome, '' AS detail, 200 AS status_code,
        (1 + n % 10)::INTEGER AS position""",
    "reviews": """
        SELECT id('review', n) AS id, id('verdict', n * 20) AS verdict_id,
        id('claim', claim_of(n * 20)) AS claim_id, label_of(n * 20) AS verdict_label,
        ['confirm', 'overrule'][1 + n % 2] AS decision,
        CASE WHEN n % 2 = 1 THEN label_of(n + 1) END AS label, 'Las cuentas.' AS reason,
        'editora' || n % 9 AS reviewer, time_of(n) + INTERVAL 5 HOUR AS reviewed_at""",
}

# The run that recorded row n of a table.
RUN_OF = {
    "articles": "first_run(n)",
    "claims": "first_run(n // 20)",
    "claim_quantities": "first_run(n * 3 // 20)",
    "claim_entities": "first_run(n // 2 // 20)",
    "claim_periods": "first_run(n * 5 // 20)",
    "claim_ordinals": "first_run(n)",
    "opinions": "n * 10 // 20",
    "opinion_quotes": "n * 10 // 20",
    "provider_answers": "n // 40",
    "run_fact_checks": "n",
    "queries": "first_run(n // 40)",
    "search_results": "first_run(n // 80)",
    "passages": "(n // 3 * 5 + n % 3) // {per} // 20",
    "passage_recordings": "n // {per}",
    "evidence": "n // {per} // 20",
    "verdicts": "n // 20",
    "verdict_evidence": "n // {per} // 20",
    "runs": "n",
    "run_claims": "n // 20",
    "findings": "n // 20",
    "run_searches": "n // 20",
    "run_failures": "n * 2",
    "retrievals": "n // 10",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows are made: `verdicts` is a multiple of 200, `evidence` one of 5 × verdicts."""

    verdicts: int
    evidence: int

    @property
    def fact_checks(self) -> int:
        """Those of others that claims are found to repeat."""
        return self.verdicts // 10

    @property
    def rows(self) -> dict[str, int]:
        """The number of rows of each table."""
        runs = self.verdicts // AN_ARTICLE
        articles = runs - runs // 10
        claims = articles * AN_ARTICLE
        passages = self.evidence // 5 * 3
        return {
            "articles": articles,
            "claims": claims,
            "claim_quantities": claims // 3,
            "claim_entities": claims * 2,
            "claim_periods": claims // 5,
            "claim_ordinals": claims // 20,
            "queries": claims * 2,
            "search_results": claims * 4,
            "sources": passages // 12,
            "passages": passages,
            "passage_recordings": passages // 12,
            "evidence": self.evidence,
            "verdicts": self.verdicts,
            "verdict_evidence": self.evidence,
            "opinions": self.verdicts // 10,
            "opinion_quotes": self.verdicts // 10,
            "runs": runs,
            "run_claims": self.verdicts,
            "findings": self.verdicts,
            "run_searches": self.verdicts,
            "provider_answers": self.verdicts * 2,
            "fact_checks": self.fact_checks,
            "run_fact_checks": runs,
            "watched_items": articles,
            "run_failures": runs // 2,
            "retrievals": runs * 10,
            "reviews": self.verdicts // 20,
            "claim_traces": claims,
        }


def batches(size: Size, *, begin: float = 0.0, end: float = 1.0) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each table from that part of it to that part, some at a time."""
    with duckdb.connect() as maker:
        maker.execute("SET TimeZone = 'UTC'")
        for name, length in (("sentences", 16), ("paragraphs", 150)):
            maker.register(name, _texts(length))
        maker.execute(MACROS)
        for table, many in size.rows.items():
            first, last = round(many * begin), round(many * end)
            for low in range(first, last, CHUNK):
                high = min(last, low + CHUNK)
                yield (
                    table,
                    (
                        _traces(low, high)
                        if table == "claim_traces"
                        else maker.execute(_select(table, low, high, size)).to_arrow_table()
                    ),
                )


def _texts(words: int) -> pa.Table:
    draw = random.Random(words)
    known = ["".join(draw.choices("aeiourstnlmdc", k=draw.randint(2, 10))) for _ in range(3_000)]
    return pa.table({"text": [" ".join(draw.choices(known, k=words)) for _ in range(POOL)]})


def _select(table: str, low: int, high: int, size: Size) -> str:
    per = str(size.evidence // size.verdicts)
    sql = TABLES[table].strip()
    if table in RUN_OF:
        sql = sql.replace("SELECT", f"SELECT time_of({RUN_OF[table]}) AS recorded_at,", 1)
    sql = sql.replace("{per}", per).replace("{checks}", str(size.fact_checks))
    sql = sql.replace("{{", "{").replace("}}", "}")
    rows = f"WITH rows AS (SELECT range AS n FROM range({low}, {high}))"  # noqa: S608 - our own text
    return f"{rows} {sql}" if "FROM rows" in sql else f"{rows} {sql} FROM rows"


def _traces(low: int, high: int) -> pa.Table:
    """Every fifth claim says the same as the one a thousand before it."""
    many = high - low
    draw = np.random.default_rng(low)
    ids = duckdb.execute(
        "SELECT substr(md5('claim' || n), 1, 24) AS id, substr(md5('claim' || (n - 1000)), 1, 24)"
        " AS first, n % 5 = 0 AND n >= 1000 AS joins FROM range(?, ?) AS t(n)",
        [low, high],
    ).to_arrow_table()
    joins = ids["joins"].to_numpy()
    vectors = draw.integers(-127, 128, many * VECTOR, np.int8)
    return pa.table(
        {
            "claim_id": ids["id"],
            "embedder": np.full(many, "e5-small@1"),
            "language": np.where(np.arange(low, high) // 20 % 3 == 0, "en", "es"),
            "vector": pa.ListArray.from_arrays(
                np.arange(0, (many + 1) * VECTOR, VECTOR, np.int32), vectors
            ),
        }
        | {f"band_{i}": draw.integers(0, 2**14, many).astype(np.uint16) for i in range(1, 7)}
        | {f"sketch_{i}": draw.integers(0, 2**63, many).astype(np.uint64) for i in range(1, 5)}
        | {
            "cluster_id": pa.array(np.where(joins, ids["first"], ids["id"])),
            "similarity": pa.array(np.full(many, 0.9, np.float32), mask=~joins),
            "agreement": pa.array(np.full(many, 0.8, np.float32), mask=~joins),
        }
    )
