-- What runs could not do: searches without an answer, pages that could not be had
SELECT
    r.started_at,
    f.run_id,
    f.stage,
    f.provider,
    f.url,
    f.reason,
    c.text AS claim
FROM run_failures AS f
JOIN runs AS r ON r.id = f.run_id
LEFT JOIN claims AS c ON c.id = f.claim_id
ORDER BY r.started_at DESC, f.run_id, f.position
