-- Every verdict on every claim in the order it was given; flips and re-checks are marked
SELECT *
FROM verdict_history
ORDER BY claim_id, checked_at
