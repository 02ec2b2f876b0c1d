-- description = "What is said about each claim now"
-- question = "What do we say about each claim now, and did an editor decide it?"
-- order = "checked_at DESC, article_id, claim_id"
-- narrow = "claim_id IN (SELECT claim_id FROM findings WHERE newest ORDER BY checked_at DESC, article_id, claim_id LIMIT {limit})"
--
-- [example]
-- sql = "SELECT final_label, count(*) AS claims FROM verdicts_current GROUP BY ALL ORDER BY claims DESC"
-- shows = "how many claims stand at each label; NULL are those without a verdict"
--
-- [columns]
-- claim_id = "The claim (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- wording = "The claim in words that stand on their own: the editor's where there are any"
-- kind = "What sort of statement it is"
-- check_worthiness = "Worth of a check from 0 to 1, higher is worthier"
-- attributed_to = "Who says it according to the article"
-- article_id = "The article (articles.id)"
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- article_published_at = "When the article says it was published"
-- status = "How far the newest check came"
-- reason = "Why there is no verdict"
-- verdict_id = "The verdict of the newest check (verdicts.id)"
-- label = "Label that the newest check came to"
-- confidence = "Probability from 0 to 1 that the label is right"
-- justification = "Why, in words, in the language of the article"
-- cited = "Publishers of the evidence that counted: in how many pieces, and how many of these support and refute the claim; verdicts_with_evidence has the pieces"
-- run_id = "The newest run that looked at the claim (runs.id)"
-- checked_at = "When that run ended"
-- decision = "What an editor decided last on the claim; NULL if nobody did, or it was taken back"
-- review_reason = "Why, in the words of the editor"
-- reviewer = "Who decided"
-- reviewed_at = "When the editor decided"
-- review_outdated = "Whether a later check came to another verdict than the one that was reviewed"
-- final_label = "What stands: the editor's label if there is one, else that of the newest check"
--
-- # An editor's decision on a claim stands when a later run comes to another verdict: a machine never
-- # takes back what a person decided. review_outdated says that there is something new to look at.
WITH decided AS (
    SELECT *
    FROM reviews
    QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY reviewed_at DESC, id DESC) = 1
        AND decision <> 'retract'
)
SELECT
    f.claim_id,
    f.claim,
    coalesce(rv.wording, f.decontextualised, f.claim) AS wording,
    f.kind,
    f.check_worthiness,
    f.attributed_to,
    f.article_id,
    a.title AS article_title,
    a.url AS article_url,
    a.published_at AS article_published_at,
    f.status,
    f.reason,
    f.verdict_id,
    f.label,
    f.confidence,
    f.justification,
    f.cited,
    f.run_id,
    f.checked_at,
    rv.decision,
    rv.reason AS review_reason,
    rv.reviewer,
    rv.reviewed_at,
    rv.verdict_id IS NOT NULL AND rv.verdict_id IS DISTINCT FROM f.verdict_id AS review_outdated,
    CASE
        WHEN rv.decision IS NULL THEN f.label
        WHEN rv.decision = 'confirm' THEN rv.verdict_label
        WHEN rv.decision = 'overrule' THEN rv.label
    END AS final_label
FROM findings AS f
JOIN articles AS a ON a.id = f.article_id
LEFT JOIN decided AS rv ON rv.claim_id = f.claim_id
WHERE f.newest
