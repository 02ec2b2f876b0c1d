-- What is said about each claim now, and on what evidence, in one SELECT.
--
-- An editor's decision on a claim stands when a later run comes to another verdict: a machine never
-- takes back what a person decided. review_outdated says that there is something new to look at.
CREATE VIEW verdicts_current AS
WITH newest_run_claims AS (
    SELECT rc.*, r.finished_at
    FROM run_claims AS rc
    JOIN runs AS r ON r.id = rc.run_id
    QUALIFY row_number() OVER (
        PARTITION BY rc.claim_id ORDER BY r.finished_at DESC, r.started_at DESC, r.id DESC
    ) = 1
),
newest_reviews AS (
    SELECT reviewed.claim_id, reviewed.label AS reviewed_label, rv.*
    FROM reviews AS rv
    JOIN verdicts AS reviewed ON reviewed.id = rv.verdict_id
    QUALIFY row_number() OVER (
        PARTITION BY reviewed.claim_id ORDER BY rv.reviewed_at DESC, rv.id DESC
    ) = 1
)
SELECT
    c.id AS claim_id,
    c.text AS claim,
    coalesce(c.decontextualised, c.text) AS wording,
    c.kind,
    c.check_worthiness,
    c.attributed_to,
    a.id AS article_id,
    a.title AS article_title,
    a.url AS article_url,
    a.published_at AS article_published_at,
    rc.status,
    rc.reason,
    v.id AS verdict_id,
    v.label,
    v.confidence,
    v.justification,
    coalesce(
        (
            SELECT list(
                {
                    'passage': p.text, 'start': p.start_char, 'end': p.end_char,
                    'url': s.final_url, 'publisher': s.publisher, 'retrieved_at': s.retrieved_at,
                    'stance': e.stance, 'weight': ve.weight, 'excluded': ve.excluded,
                    'similarity': e.similarity
                }
                ORDER BY ve.position
            )
            FROM verdict_evidence AS ve
            JOIN evidence AS e ON e.id = ve.evidence_id
            JOIN passages AS p ON p.id = e.passage_id
            JOIN sources AS s ON s.id = e.source_id
            WHERE ve.verdict_id = rc.verdict_id
        ),
        []
    ) AS evidence,
    rc.run_id,
    rc.finished_at AS checked_at,
    rv.decision,
    rv.reason AS review_reason,
    rv.reviewer,
    rv.reviewed_at,
    rv.verdict_id IS NOT NULL AND rv.verdict_id IS DISTINCT FROM rc.verdict_id AS review_outdated,
    CASE rv.decision
        WHEN 'overrule' THEN rv.label
        WHEN 'confirm' THEN rv.reviewed_label
        WHEN 'not_checkable' THEN NULL
        ELSE v.label
    END AS final_label
FROM newest_run_claims AS rc
JOIN claims AS c ON c.id = rc.claim_id
JOIN articles AS a ON a.id = c.article_id
LEFT JOIN verdicts AS v ON v.id = rc.verdict_id
LEFT JOIN newest_reviews AS rv ON rv.claim_id = rc.claim_id;
COMMENT ON VIEW verdicts_current IS 'What is said about each claim now, and on what evidence';
COMMENT ON COLUMN verdicts_current.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN verdicts_current.claim IS 'Verbatim text of the claim';
COMMENT ON COLUMN verdicts_current.wording IS 'Text that was searched for and judged';
COMMENT ON COLUMN verdicts_current.kind IS 'What sort of statement it is';
COMMENT ON COLUMN verdicts_current.check_worthiness IS 'Worth of a check from 0 to 1, higher is worthier';
COMMENT ON COLUMN verdicts_current.attributed_to IS 'Who says it according to the article';
COMMENT ON COLUMN verdicts_current.article_id IS 'The article that makes the claim (articles.id)';
COMMENT ON COLUMN verdicts_current.article_title IS 'Headline of the article';
COMMENT ON COLUMN verdicts_current.article_url IS 'Where the article was read';
COMMENT ON COLUMN verdicts_current.article_published_at IS 'When the article says it was published';
COMMENT ON COLUMN verdicts_current.status IS 'How far the newest check came';
COMMENT ON COLUMN verdicts_current.reason IS 'Why the newest check gave no verdict';
COMMENT ON COLUMN verdicts_current.verdict_id IS 'The verdict of the newest check (verdicts.id)';
COMMENT ON COLUMN verdicts_current.label IS 'Label of that verdict; NULL without one';
COMMENT ON COLUMN verdicts_current.confidence IS 'Probability from 0 to 1 that the label is right';
COMMENT ON COLUMN verdicts_current.justification IS 'Why, in words, in the language of the article';
COMMENT ON COLUMN verdicts_current.evidence IS 'What the verdict rests on, in its order; empty without verdict';
COMMENT ON COLUMN verdicts_current.run_id IS 'The newest run that met the claim (runs.id)';
COMMENT ON COLUMN verdicts_current.checked_at IS 'When that run ended';
COMMENT ON COLUMN verdicts_current.decision IS 'What an editor decided last on the claim';
COMMENT ON COLUMN verdicts_current.review_reason IS 'Why, in the words of the editor';
COMMENT ON COLUMN verdicts_current.reviewer IS 'Who decided';
COMMENT ON COLUMN verdicts_current.reviewed_at IS 'When the editor decided';
COMMENT ON COLUMN verdicts_current.review_outdated IS 'Whether the newest verdict is not the reviewed one';
COMMENT ON COLUMN verdicts_current.final_label IS 'Label of the editor where there is a decision, else of the verdict';
