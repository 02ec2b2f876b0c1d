-- description = "The fact-checks of others that runs showed for claims, with their ratings in the original words"
-- question = "What had others already checked when we looked at a claim?"
-- order = "checked_at DESC, run_id, claim_id, rank"
--
-- [example]
-- sql = "SELECT publisher, count(*) AS times FROM earlier_fact_checks GROUP BY publisher ORDER BY times DESC"
-- shows = "whose fact-checks come up most"
--
-- [columns]
-- checked_at = "When the run ended"
-- claim = "The claim in words that stand on their own"
-- rating_words = "The rating in the words of its publisher"
-- publisher = "Registrable domain of the fact-check"
-- claim_reviewed = "The claim as the fact-check words it"
-- url = "Address of the fact-check"
-- reviewed_at = "When the fact-check says it was published"
-- rank = "Place among those shown for the claim, from 1"
-- similarity = "Cosine of both claims from -1 to 1, higher is nearer"
-- run_id = "The run (runs.id)"
-- claim_id = "The claim (claims.id)"
SELECT
    f.checked_at,
    coalesce(f.decontextualised, f.claim) AS claim,
    fc.rating_words,
    fc.publisher,
    fc.claim_reviewed,
    fc.url,
    fc.reviewed_at,
    s.rank,
    s.similarity,
    s.run_id,
    s.claim_id
FROM run_fact_checks AS s
JOIN findings AS f ON f.run_id = s.run_id AND f.claim_id = s.claim_id
JOIN fact_checks AS fc ON fc.id = s.fact_check_id
