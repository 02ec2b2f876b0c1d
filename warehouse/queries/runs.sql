-- Every run with its duration, its claims by status and its failures, newest first
SELECT
    r.id AS run_id,
    a.title AS article_title,
    a.url AS article_url,
    r.started_at,
    epoch(r.finished_at - r.started_at) AS duration_seconds,
    coalesce(c.claims, 0) AS claims,
    coalesce(c.judged, 0) AS judged,
    coalesce(c.retrieval_failed, 0) AS retrieval_failed,
    coalesce(c.not_checked, 0) AS not_checked,
    coalesce(c.ambiguous, 0) AS ambiguous,
    coalesce(f.failures, 0) AS failures,
    r.version
FROM runs AS r
JOIN articles AS a ON a.id = r.article_id
LEFT JOIN (
    SELECT
        run_id,
        count(*) AS claims,
        count(*) FILTER (status = 'judged') AS judged,
        count(*) FILTER (status = 'retrieval_failed') AS retrieval_failed,
        count(*) FILTER (status = 'not_checked') AS not_checked,
        count(*) FILTER (status = 'ambiguous') AS ambiguous
    FROM run_claims
    GROUP BY run_id
) AS c ON c.run_id = r.id
LEFT JOIN (
    SELECT run_id, count(*) AS failures FROM run_failures GROUP BY run_id
) AS f ON f.run_id = r.id
ORDER BY r.started_at DESC, r.id
