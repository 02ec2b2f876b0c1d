"""The claims that editors may decide on, as one table in memory."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from checkers.forgotten import MASK

# One row a claim, from its newest check. A cluster counts once however many models found it.
_SQL = """
    WITH waiting AS (
        SELECT * FROM verdicts_current
        WHERE status IN ('judged', 'retrieval_failed', 'ambiguous')
    ),
    clustered AS (
        SELECT DISTINCT claim_id, cluster_id FROM claim_traces
        WHERE cluster_id IN (SELECT cluster_id FROM claim_traces WHERE similarity IS NOT NULL)
    ),
    clusters AS (
        SELECT t.cluster_id, count(*) AS claims, count(DISTINCT a.outlet) AS outlets
        FROM clustered AS t
        JOIN findings AS f ON f.claim_id = t.claim_id AND f.newest
        JOIN article_facets AS a ON a.article_id = f.article_id
        GROUP BY t.cluster_id
    ),
    repeated AS (
        SELECT t.claim_id, max(c.claims) AS claims, max(c.outlets) AS outlets
        FROM clustered AS t JOIN clusters AS c ON c.cluster_id = t.cluster_id
        GROUP BY t.claim_id
    ),
    failed AS (
        SELECT
            run_id,
            claim_id,
            arg_min(coalesce(provider, stage::VARCHAR), position) AS provider
        FROM run_failures
        WHERE claim_id IS NOT NULL
        GROUP BY ALL
    ),
    known AS (SELECT DISTINCT run_id, claim_id FROM run_fact_checks),
    named AS (
        SELECT
            claim_id,
            list(name ORDER BY position) FILTER (type = 'person') AS people,
            list(name ORDER BY position) FILTER (type = 'organisation') AS organisations,
            list(name ORDER BY position) FILTER (type = 'place') AS places,
            list(name ORDER BY position) FILTER (type = 'work') AS works
        FROM claim_entities
        WHERE NOT contains(name, $mask)
        GROUP BY claim_id
    )
    SELECT
        w.claim_id,
        w.article_id,
        w.run_id,
        w.verdict_id,
        w.wording,
        w.claim,
        a.language,
        a.outlet,
        w.attributed_to AS speaker,
        a.topic,
        w.kind::VARCHAR AS kind,
        w.status::VARCHAR AS status,
        w.reason,
        w.label::VARCHAR AS label,
        w.confidence,
        v.probabilities['supported'] AS p_supported,
        v.probabilities['refuted'] AS p_refuted,
        v.probabilities['conflicting_evidence'] AS p_conflicting,
        v.probabilities['not_enough_evidence'] AS p_nee,
        w.check_worthiness,
        w.article_title,
        w.article_url,
        w.article_published_at AS published_at,
        w.checked_at,
        len(w.cited)::INTEGER AS voices,
        coalesce(r.claims, 1)::INTEGER AS repeats,
        greatest(coalesce(r.outlets, 1), 1)::INTEGER AS outlets,
        k.claim_id IS NOT NULL AS fact_checked,
        coalesce(n.people, []) AS people,
        coalesce(n.organisations, []) AS organisations,
        coalesce(n.places, []) AS places,
        coalesce(n.works, []) AS works,
        if(w.status = 'retrieval_failed', coalesce(x.provider, 'fetch'), NULL) AS failed_provider,
        w.decision::VARCHAR AS decision,
        if(w.decision IS NULL, NULL, w.final_label)::VARCHAR AS decided_label,
        w.reviewer,
        w.reviewed_at,
        w.review_reason,
        w.review_outdated
    FROM waiting AS w
    JOIN article_facets AS a ON a.article_id = w.article_id
    LEFT JOIN verdicts AS v ON v.id = w.verdict_id
    LEFT JOIN repeated AS r ON r.claim_id = w.claim_id
    LEFT JOIN failed AS x ON x.run_id = w.run_id AND x.claim_id = w.claim_id
    LEFT JOIN known AS k ON k.run_id = w.run_id AND k.claim_id = w.claim_id
    LEFT JOIN named AS n ON n.claim_id = w.claim_id
    ORDER BY w.checked_at DESC, w.claim_id
"""


@dataclass(frozen=True, slots=True)
class QueueRows:
    """A row for each claim whose newest check came to a verdict, failed or found it ambiguous.

    Of `table`, newest check first: `voices` counts the publishers cited, `repeats` and `outlets`
    the claims that say the same and the outlets that do, 1 for a claim alone; `people`,
    `organisations`, `places` and `works` list the names in the claim; `failed_provider` is
    the search provider whose failure is why there is no verdict, or the stage that failed.
    `decision` and what follows is the newest decision that was not taken back.
    """

    table: pa.Table


def read_queue(connection: duckdb.DuckDBPyConnection) -> QueueRows:
    """The queue of the warehouse that a connection reads."""
    return QueueRows(connection.execute(_SQL, {"mask": MASK}).to_arrow_table())
