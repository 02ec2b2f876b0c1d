-- description = "What turned out otherwise: verdicts that editors overruled or withdrew, decisions that editors changed or took back, verdicts that flipped after an editor confirmed them"
-- question = "Which of our verdicts had to be corrected, when and by whom?"
-- order = "corrected_at DESC, claim_id"
--
-- [example]
-- sql = "SELECT correction, said, says_now, count(*) AS times FROM corrections GROUP BY ALL ORDER BY times DESC"
-- shows = "which corrections are the commonest"
--
-- [columns]
-- correction = "overruled or withdrawn (an editor against the engine), changed (an editor against an earlier decision), retracted (an editor took a decision back, and the engine's verdict stands) or flipped (a later check against a confirmed verdict: to be looked at)"
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
        -- What stands after it: a claim whose decision is taken back is as if nobody had decided.
        CASE
            WHEN decision IN ('confirm', 'retract') THEN verdict_label
            WHEN decision = 'overrule' THEN label
        END AS decided,
        lag(if(decision = 'retract', NULL, decision)) OVER in_time AS decision_before,
        lag(reviewed_at) OVER in_time AS reviewed_before,
        lag(reviewer) OVER in_time AS reviewer_before,
        lead(id) OVER in_time IS NULL AS stands
    FROM reviews
    WINDOW in_time AS (PARTITION BY claim_id ORDER BY reviewed_at, id)
),
compared AS (
    SELECT
        *,
        if(
            decision_before IS NULL,
            verdict_label,
            lag(decided) OVER (PARTITION BY claim_id ORDER BY reviewed_at, id)
        ) AS said
    FROM decisions
),
corrected AS (
    SELECT
        CASE
            WHEN decision = 'retract' THEN 'retracted'
            WHEN decision_before IS NOT NULL THEN 'changed'
            WHEN decision = 'not_checkable' THEN 'withdrawn'
            ELSE 'overruled'
        END AS correction,
        claim_id,
        said,
        decided AS says_now,
        reviewed_at AS corrected_at,
        reviewer AS by,
        reason,
        if(decision_before IS NULL, NULL, reviewed_before) AS said_at,
        if(decision_before IS NULL, NULL, reviewer_before) AS said_by
    FROM compared
    WHERE if(decision = 'retract', decision_before IS NOT NULL, said IS DISTINCT FROM decided)
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
WHERE d.stands AND d.decision NOT IN ('not_checkable', 'retract') AND f.checked_at > d.reviewed_at
    AND f.verdict_id <> d.verdict_id AND f.label <> d.decided
