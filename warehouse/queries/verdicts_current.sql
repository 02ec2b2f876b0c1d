-- What is said about each claim now, and on what evidence
SELECT *
FROM verdicts_current
ORDER BY checked_at DESC, article_id, claim_id
