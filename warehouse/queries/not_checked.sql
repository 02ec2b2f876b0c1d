-- What has no verdict now, and why
SELECT
    article_title,
    article_url,
    claim,
    kind,
    status,
    reason,
    checked_at
FROM verdicts_current
WHERE status <> 'judged'
ORDER BY checked_at DESC, article_id, claim_id
