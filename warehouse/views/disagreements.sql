-- description = "Claims on which the engine now says something else than the editor who decided"
-- question = "Where do the engine and the editors disagree, and how sure was the engine?"
-- order = "confidence DESC, claim_id"
--
-- [example]
-- sql = "SELECT label, final_label, count(*) AS claims, round(avg(confidence), 2) AS mean_confidence FROM disagreements GROUP BY ALL ORDER BY claims DESC"
-- shows = "which labels the engine gets wrong, in the eyes of editors"
--
-- [columns]
-- claim_id = "The claim (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- label = "Label that the newest check came to"
-- confidence = "Probability from 0 to 1 that the engine gives that label"
-- final_label = "Label that the editor stands behind; NULL if the editor calls it not checkable"
-- decision = "What the editor did"
-- review_reason = "Why, in the words of the editor"
-- reviewer = "Who decided"
-- reviewed_at = "When the editor decided"
-- review_outdated = "Whether the engine came to another verdict after the decision"
-- justification = "Why the engine says so, in words"
-- verdict_id = "The verdict of the newest check (verdicts.id)"
SELECT
    claim_id,
    claim,
    article_title,
    article_url,
    label,
    confidence,
    final_label,
    decision,
    review_reason,
    reviewer,
    reviewed_at,
    review_outdated,
    justification,
    verdict_id
FROM verdicts_current
WHERE decision IS NOT NULL AND label IS NOT NULL AND final_label IS DISTINCT FROM label
