-- The fact-checks of others that runs showed for claims, with their ratings in the original words
SELECT
    r.finished_at AS checked_at,
    coalesce(c.decontextualised, c.text) AS claim,
    f.rating_words,
    f.publisher,
    f.claim_reviewed,
    f.url,
    f.reviewed_at,
    s.rank,
    s.similarity
FROM run_fact_checks AS s
JOIN runs AS r ON r.id = s.run_id
JOIN claims AS c ON c.id = s.claim_id
JOIN fact_checks AS f ON f.id = s.fact_check_id
ORDER BY r.finished_at DESC, s.run_id, c.start_char, s.rank
