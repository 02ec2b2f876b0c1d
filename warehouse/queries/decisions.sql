-- What editors decided, beside the verdict that they saw and the policy that it was given under
SELECT
    rv.verdict_id,
    v.claim_id,
    c.text AS claim,
    a.language,
    v.label,
    v.probabilities,
    rv.decision,
    CASE rv.decision WHEN 'confirm' THEN v.label ELSE rv.label END AS decided,
    rv.reason,
    rv.reviewer,
    rv.reviewed_at,
    (
        SELECT r.settings['policy']
        FROM run_claims AS rc
        JOIN runs AS r ON r.id = rc.run_id
        WHERE rc.verdict_id = v.id
        ORDER BY r.finished_at
        LIMIT 1
    ) AS policy
FROM reviews AS rv
JOIN verdicts AS v ON v.id = rv.verdict_id
JOIN claims AS c ON c.id = v.claim_id
JOIN articles AS a ON a.id = c.article_id
QUALIFY row_number() OVER (
    PARTITION BY rv.verdict_id ORDER BY rv.reviewed_at DESC, rv.id DESC
) = 1
ORDER BY rv.reviewed_at, rv.verdict_id
