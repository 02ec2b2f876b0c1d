-- What each run said of each claim, side by side in one table, so that questions about a million
-- claims join nothing large: identifiers are hashes, and joining a million of them takes seconds.
--
-- findings repeats run_claims, claims, verdicts and the evidence that counted. What is recorded are
-- those; findings is written beside them in the same transaction and can be made from them anew.
-- The views are no part of the migrations any more: shipped_views.py writes them.

DROP VIEW verdicts_current;
DROP VIEW verdict_history;

CREATE TABLE findings (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL,
    claim VARCHAR NOT NULL,
    decontextualised VARCHAR,
    kind statement_kind NOT NULL,
    check_worthiness DOUBLE NOT NULL,
    attributed_to VARCHAR,
    status claim_status NOT NULL,
    reason VARCHAR,
    verdict_id VARCHAR,
    label verdict_label,
    confidence DOUBLE,
    justification VARCHAR,
    carried_from VARCHAR,
    cited STRUCT(publisher VARCHAR, pieces INTEGER, supports INTEGER, refutes INTEGER)[] NOT NULL,
    newest BOOLEAN NOT NULL,
    label_before verdict_label,
    PRIMARY KEY (run_id, claim_id)
);
COMMENT ON TABLE findings IS 'What each run said of each claim, side by side; what the views read';
COMMENT ON COLUMN findings.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN findings.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN findings.article_id IS 'The article that makes the claim (articles.id)';
COMMENT ON COLUMN findings.checked_at IS 'When the run ended';
COMMENT ON COLUMN findings.claim IS 'Verbatim span of the text of the article';
COMMENT ON COLUMN findings.decontextualised IS 'Wording that stands on its own, as this run made it; NULL if the claim does';
COMMENT ON COLUMN findings.kind IS 'What sort of statement this run took it for';
COMMENT ON COLUMN findings.check_worthiness IS 'Worth of a check from 0 to 1, higher is worthier';
COMMENT ON COLUMN findings.attributed_to IS 'Who says it according to the article';
COMMENT ON COLUMN findings.status IS 'How far the check came; only judged goes with a verdict';
COMMENT ON COLUMN findings.reason IS 'Why there is no verdict';
COMMENT ON COLUMN findings.verdict_id IS 'The verdict that the run came to or left as it was (verdicts.id)';
COMMENT ON COLUMN findings.label IS 'Label of that verdict';
COMMENT ON COLUMN findings.confidence IS 'Probability from 0 to 1 that the label is right';
COMMENT ON COLUMN findings.justification IS 'Why, in words, in the language of the article';
COMMENT ON COLUMN findings.carried_from IS 'Run whose verdict this one left as it was';
COMMENT ON COLUMN findings.cited IS 'Publishers of the evidence that counted: in how many pieces, and how many of these support and refute the claim';
COMMENT ON COLUMN findings.newest IS 'Whether no later run looked at the claim';
COMMENT ON COLUMN findings.label_before IS 'Label that the run before this one came to on the claim';

INSERT INTO findings
WITH cited AS (
    SELECT verdict_id, list(cited ORDER BY cited.publisher) AS cited
    FROM (
        SELECT
            ve.verdict_id,
            {
                'publisher': s.publisher,
                'pieces': count(*),
                'supports': count(*) FILTER (e.stance = 'supports'),
                'refutes': count(*) FILTER (e.stance = 'refutes')
            } AS cited
        FROM verdict_evidence AS ve
        JOIN evidence AS e ON e.id = ve.evidence_id
        JOIN sources AS s ON s.id = e.source_id
        WHERE ve.excluded IS NULL
        GROUP BY ve.verdict_id, s.publisher
    )
    GROUP BY verdict_id
)
SELECT
    rc.run_id,
    rc.claim_id,
    r.article_id,
    r.finished_at,
    c.text,
    if(rc.statement IS NULL, c.decontextualised, rc.statement.decontextualised),
    if(rc.statement IS NULL, c.kind, rc.statement.kind),
    if(rc.statement IS NULL, c.check_worthiness, rc.statement.check_worthiness),
    if(rc.statement IS NULL, c.attributed_to, rc.statement.attributed_to),
    rc.status,
    rc.reason,
    rc.verdict_id,
    v.label,
    v.confidence,
    v.justification,
    rc.carried_from,
    coalesce(cited.cited, []),
    row_number() OVER (
        PARTITION BY rc.claim_id ORDER BY r.finished_at DESC, r.started_at DESC, r.id DESC
    ) = 1,
    lag(v.label) OVER (
        PARTITION BY rc.claim_id ORDER BY r.finished_at, r.started_at, r.id
    )
FROM run_claims AS rc
JOIN runs AS r ON r.id = rc.run_id
JOIN claims AS c ON c.id = rc.claim_id
LEFT JOIN verdicts AS v ON v.id = rc.verdict_id
LEFT JOIN cited ON cited.verdict_id = rc.verdict_id
ORDER BY r.finished_at, rc.run_id, rc.position;

CREATE TABLE shipped_views (
    name VARCHAR PRIMARY KEY,
    sha256 VARCHAR NOT NULL,
    written_by VARCHAR NOT NULL,
    written_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE shipped_views IS 'The views that veredicto wrote into this file';
COMMENT ON COLUMN shipped_views.name IS 'Name of the view';
COMMENT ON COLUMN shipped_views.sha256 IS 'Hash of the file that the view was shipped in';
COMMENT ON COLUMN shipped_views.written_by IS 'Version of the veredicto that wrote it';
COMMENT ON COLUMN shipped_views.written_at IS 'When it was written';

ALTER TABLE reviews ADD COLUMN claim_id VARCHAR;
ALTER TABLE reviews ADD COLUMN verdict_label verdict_label;
COMMENT ON COLUMN reviews.claim_id IS 'The claim of that verdict (claims.id)';
COMMENT ON COLUMN reviews.verdict_label IS 'Label of that verdict';
