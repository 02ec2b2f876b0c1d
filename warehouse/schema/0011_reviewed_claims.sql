-- DuckDB updates no table that the same transaction altered.
UPDATE reviews SET claim_id = v.claim_id, verdict_label = v.label
FROM verdicts AS v
WHERE v.id = reviews.verdict_id;
