-- description = "What turned out otherwise: verdicts that editors overruled or withdrew, decisions that editors changed, verdicts that flipped after an editor confirmed them"
-- question = "Which of our verdicts had to be corrected, when and by whom?"
-- order = "corrected_at DESC, claim_id"
--
-- [example]
-- sql = "SELECT correction, said, says_now, count(*) AS times FROM corrections GROUP BY ALL ORDER BY times DESC"
-- shows = "which corrections are the commonest"
--
-- [columns]
-- correction = "overruled or withdrawn (an editor against the engine), changed (an editor against an earlier decision) or flipped (a later check against a confirmed verdict: to be looked at)"
-- claim_id = "The claim (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- said = "Label before; NULL if it was called not checkable"
-- says_now = "Label after; NULL if it was called not checkable"
-- corrected_at = "When the editor decided, or the check ended"
-- by = "The editor, or engine"
-- reason = "Why, in the words of the editor, or the justification of the later check"
-- said_at = "When the label before was given by an editor; NULL if it was the engine's"
-- said_by = "The editor who gave the label before; NULL if it was the engine's"
WITH decisions AS (
    SELECT
        *,
        if(decision = 'confirm', verdict_label, label) AS decided,
        lag(decision) OVER in_time AS decision_before,
        lag(if(decision = 'confirm', verdict_label, label)) OVER in_time AS decided_before,
        lag(reviewed_at) OVER in_time AS reviewed_before,
        lag(reviewer) OVER in_time AS reviewer_before,
        lead(id) OVER in_time IS NULL AS stands
    FROM reviews
    WINDOW in_time AS (PARTITION BY claim_id ORDER BY reviewed_at, id)
),
corrected AS (
    SELECT
        CASE
            WHEN decision_before IS NOT NULL THEN 'changed'
            WHEN decision = 'not_checkable' THEN 'withdrawn'
            ELSE 'overruled'
        END AS correction,
        claim_id,
        if(decision_before IS NULL, verdict_label, decided_before) AS said,
        if(decision <> 'not_checkable', decided, NULL) AS says_now,
        reviewed_at AS corrected_at,
        reviewer AS by,
        reason,
        reviewed_before AS said_at,
        reviewer_before AS said_by
    FROM decisions
    WHERE if(decision_before IS NULL, verdict_label, decided_before)
        IS DISTINCT FROM if(decision <> 'not_checkable', decided, NULL)
)
SELECT
    c.correction,
    c.claim_id,
    f.claim,
    a.title AS article_title,
    a.url AS article_url,
    c.said,
    c.says_now,
    c.corrected_at,
    c.by,
    c.reason,
    c.said_at,
    c.said_by
FROM corrected AS c
JOIN findings AS f ON f.claim_id = c.claim_id AND f.newest
JOIN articles AS a ON a.id = f.article_id
UNION ALL
SELECT
    'flipped',
    f.claim_id,
    f.claim,
    a.title,
    a.url,
    d.decided,
    f.label,
    f.checked_at,
    'engine',
    f.justification,
    d.reviewed_at,
    d.reviewer
FROM decisions AS d
JOIN findings AS f ON f.claim_id = d.claim_id AND f.newest
JOIN articles AS a ON a.id = f.article_id
WHERE d.stands AND d.decision <> 'not_checkable' AND f.checked_at > d.reviewed_at
    AND f.verdict_id <> d.verdict_id AND f.label <> d.decided
