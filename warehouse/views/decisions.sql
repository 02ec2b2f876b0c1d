-- description = "What editors decided and did not take back, beside the verdict that they saw and the policy that it was given under"
-- question = "What did editors decide on the verdicts that they looked at?"
-- order = "reviewed_at, verdict_id"
--
-- [example]
-- sql = "SELECT reviewer, decision, count(*) AS decisions FROM decisions GROUP BY ALL ORDER BY ALL"
-- shows = "who confirms and who overrules how often"
--
-- [columns]
-- verdict_id = "The verdict that was reviewed (verdicts.id)"
-- claim_id = "The claim that it is about (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- language = "ISO 639-1 code of the language of the article"
-- label = "Label of the verdict"
-- probabilities = "Probability of each label in the verdict"
-- decision = "What the editor did with the verdict"
-- decided = "Label that the editor stands behind; NULL if the claim cannot be checked"
-- reason = "Why, in the words of the editor"
-- reviewer = "Who decided"
-- reviewed_at = "When the editor decided"
-- policy = "Numbers that the verdict was decided by"
WITH newest AS (
    SELECT *
    FROM reviews
    QUALIFY row_number() OVER (PARTITION BY verdict_id ORDER BY reviewed_at DESC, id DESC) = 1
        AND decision <> 'retract'
        AND NOT coalesce(
            bool_or(decision = 'retract') OVER (
                PARTITION BY claim_id ORDER BY reviewed_at, id
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ),
            false
        )
),
-- The run that first came to each verdict.
given AS (
    SELECT
        f.verdict_id,
        any_value(f.claim) AS claim,
        any_value(a.language) AS language,
        arg_min(r.settings['policy'], (r.finished_at, r.id)) AS policy
    FROM findings AS f
    JOIN runs AS r ON r.id = f.run_id
    JOIN articles AS a ON a.id = f.article_id
    WHERE f.verdict_id IN (SELECT verdict_id FROM reviews)
    GROUP BY f.verdict_id
)
SELECT
    rv.verdict_id,
    rv.claim_id,
    given.claim,
    given.language,
    rv.verdict_label AS label,
    v.probabilities,
    rv.decision,
    if(rv.decision = 'confirm', rv.verdict_label, rv.label) AS decided,
    rv.reason,
    rv.reviewer,
    rv.reviewed_at,
    given.policy
FROM newest AS rv
JOIN given ON given.verdict_id = rv.verdict_id
JOIN verdicts AS v ON v.id = rv.verdict_id
