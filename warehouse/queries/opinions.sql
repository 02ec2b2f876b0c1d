-- Second readings by an additional judge beside their verdicts, those that disagree first
SELECT
    c.text AS claim,
    v.label AS verdict,
    o.label AS opinion,
    o.agrees,
    o.outcome,
    o.reason,
    o.explanation,
    (
        SELECT list(q.text ORDER BY q.position) FROM opinion_quotes AS q WHERE q.opinion_id = o.id
    ) AS quotes,
    o.model,
    o.asked_at,
    v.id AS verdict_id
FROM opinions AS o
JOIN claims AS c ON c.id = o.claim_id
JOIN verdicts AS v ON v.id = o.verdict_id
ORDER BY coalesce(o.agrees, true), o.asked_at DESC, o.id
