-- description = "Claims that others fact-checked, beside what stands here"
-- question = "Do we say the same as those who fact-checked the claim before us?"
-- order = "agrees NULLS LAST, checked_at DESC, claim_id, rank"
--
-- [example]
-- sql = "SELECT publisher, count(*) FILTER (agrees) AS agree, count(*) FILTER (NOT agrees) AS differ FROM fact_check_matches GROUP BY publisher ORDER BY differ DESC, agree DESC"
-- shows = "with which fact-checkers our labels agree; only ratings whose words are known count"
--
-- [columns]
-- claim_id = "The claim (claims.id)"
-- claim = "The claim in words that stand on their own"
-- final_label = "What stands here: the editor's label if there is one, else that of the newest check"
-- decision = "What an editor decided last on the claim"
-- reading = "What a list of known words takes the rating for; NULL for words it does not know"
-- agrees = "Whether reading and final_label are the same; NULL if either is missing"
-- rating_words = "The rating in the words of its publisher"
-- publisher = "Registrable domain of the fact-check"
-- claim_reviewed = "The claim as the fact-check words it"
-- url = "Address of the fact-check"
-- reviewed_at = "When the fact-check says it was published"
-- rank = "Place among those shown for the claim, from 1"
-- bearing = "Probability that both are about the same"
-- checked_at = "When the newest run on the claim ended"
SELECT
    v.claim_id,
    v.wording AS claim,
    v.final_label,
    v.decision,
    fc.reading,
    fc.reading = v.final_label AS agrees,
    fc.rating_words,
    fc.publisher,
    fc.claim_reviewed,
    fc.url,
    fc.reviewed_at,
    s.rank,
    s.bearing,
    v.checked_at
FROM run_fact_checks AS s
JOIN verdicts_current AS v ON v.run_id = s.run_id AND v.claim_id = s.claim_id
JOIN fact_checks AS fc ON fc.id = s.fact_check_id
