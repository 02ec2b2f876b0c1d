-- description = "Every verdict on every claim in the order it was given; flips and re-checks are marked"
-- question = "What did we say about a claim before, and when did that change?"
-- order = "claim_id, checked_at"
-- narrow = "claim_id IN (SELECT claim_id FROM findings ORDER BY claim_id LIMIT {limit})"
-- also = ["history"]
--
-- [example]
-- sql = "SELECT claim, label_before, label, checked_at FROM verdict_history WHERE flipped ORDER BY checked_at DESC"
-- shows = "the claims whose verdict changed when they were checked again"
--
-- [columns]
-- claim_id = "The claim (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- article_title = "Headline of the article"
-- run_id = "The run that looked at the claim (runs.id)"
-- checked_at = "When the run ended"
-- status = "How far the check came"
-- reason = "Why there is no verdict"
-- verdict_id = "The verdict that the run came to or left as it was"
-- label = "Label of that verdict"
-- confidence = "Probability from 0 to 1 that the label is right"
-- justification = "Why, in words, in the language of the article"
-- carried_from = "Run whose verdict this one left as it was"
-- recheck_of = "Run that this one is a re-check of"
-- label_before = "Label that the run before came to"
-- flipped = "Whether the label is another than that of the run before"
-- stands_now = "Whether it is the newest"
SELECT
    f.claim_id,
    f.claim,
    a.title AS article_title,
    f.run_id,
    f.checked_at,
    f.status,
    f.reason,
    f.verdict_id,
    f.label,
    f.confidence,
    f.justification,
    f.carried_from,
    r.settings['recheck'] AS recheck_of,
    f.label_before,
    coalesce(f.label <> f.label_before, false) AS flipped,
    f.newest AS stands_now
FROM findings AS f
JOIN runs AS r ON r.id = f.run_id
JOIN articles AS a ON a.id = f.article_id
