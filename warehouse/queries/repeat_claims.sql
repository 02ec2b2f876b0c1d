-- Each claim that came up again, beside the first of its cluster, in the order they were seen
SELECT
    t.cluster_id,
    v.claim_id,
    v.wording AS claim,
    t.language,
    coalesce(
        a.publisher, nullif(regexp_extract(a.url, '^[a-z]+://(?:www\.)?([^/:]+)', 1), '')
    ) AS outlet,
    v.article_title,
    v.article_url,
    coalesce(a.published_at, v.checked_at) AS seen_at,
    v.checked_at,
    v.label,
    v.decision,
    v.final_label,
    t.similarity,
    t.agreement,
    t.embedder
FROM claim_traces AS t
JOIN verdicts_current AS v ON v.claim_id = t.claim_id
JOIN articles AS a ON a.id = v.article_id
WHERE t.cluster_id IN (SELECT cluster_id FROM claim_traces WHERE similarity IS NOT NULL)
ORDER BY t.cluster_id, seen_at, v.claim_id
