-- Claims that came up again, one row a cluster: where, since when, and whether verdicts disagree
WITH members AS (
    SELECT
        t.cluster_id, v.claim_id, v.wording, t.language, v.label, v.final_label, v.decision,
        coalesce(a.url, a.id) AS article,
        coalesce(
            a.publisher, nullif(regexp_extract(a.url, '^[a-z]+://(?:www\.)?([^/:]+)', 1), '')
        ) AS outlet,
        coalesce(a.published_at, v.checked_at) AS seen_at,
        v.checked_at
    FROM claim_traces AS t
    JOIN verdicts_current AS v ON v.claim_id = t.claim_id
    JOIN articles AS a ON a.id = v.article_id
    WHERE t.cluster_id IN (SELECT cluster_id FROM claim_traces WHERE similarity IS NOT NULL)
)
SELECT
    cluster_id,
    arg_min(wording, (claim_id <> cluster_id, seen_at, claim_id)) AS claim,
    count(*) AS claims,
    count(DISTINCT article) AS articles,
    count(DISTINCT outlet) AS outlets,
    list(DISTINCT outlet ORDER BY outlet) FILTER (outlet IS NOT NULL) AS outlet_names,
    list(DISTINCT language ORDER BY language) AS languages,
    min(seen_at) AS first_seen,
    max(seen_at) AS last_seen,
    max(checked_at) AS last_checked,
    list(DISTINCT label ORDER BY label) FILTER (label IS NOT NULL) AS labels,
    list(DISTINCT final_label ORDER BY final_label) FILTER (decision IS NOT NULL) AS decided,
    count(DISTINCT final_label) > 1 AS verdicts_disagree
FROM members
GROUP BY cluster_id
ORDER BY articles DESC, last_seen DESC, cluster_id
