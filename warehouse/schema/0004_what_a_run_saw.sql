-- What a run needs to be derived again from the record alone.
--
-- Claims, search results and pages are kept once, as they were first met; what one run saw of them
-- stands with the run. Columns are NULL for runs that were recorded before.

ALTER TABLE run_claims ADD COLUMN position INTEGER;
ALTER TABLE run_claims ADD COLUMN statement STRUCT(
    kind statement_kind, check_worthiness DOUBLE, decontextualised VARCHAR, attributed_to VARCHAR,
    part_of VARCHAR, excluded VARCHAR, ambiguous BOOLEAN,
    quantities STRUCT(
        text VARCHAR, start_char INTEGER, end_char INTEGER, value DECIMAL(38, 6),
        upper DECIMAL(38, 6), comparator comparator, unit VARCHAR, time VARCHAR
    )[]
);
ALTER TABLE run_claims ADD COLUMN carried_from VARCHAR;
COMMENT ON COLUMN run_claims.position IS 'Place among the claims of the run, from 1';
COMMENT ON COLUMN run_claims.statement IS 'The claim as this run read it; claims has its first reading';
COMMENT ON COLUMN run_claims.carried_from IS 'Run whose verdict stands, since this one found nothing new; NULL if this one judged';

ALTER TABLE retrievals ADD COLUMN position INTEGER;
COMMENT ON COLUMN retrievals.position IS 'Place among the pages of the run, from 1';
COMMENT ON COLUMN retrievals.detail IS 'What went wrong, in words, also where the page still counts as it was; empty if nothing did';

ALTER TABLE evidence ADD COLUMN claimed_at STRUCT(start_char INTEGER, end_char INTEGER);
ALTER TABLE evidence ADD COLUMN found_at STRUCT(start_char INTEGER, end_char INTEGER);
COMMENT ON COLUMN evidence.claimed_at IS 'Code points of the wording of the claim that claimed stands at';
COMMENT ON COLUMN evidence.found_at IS 'Code points of the text of the passage that found stands at';

CREATE TABLE run_searches (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    answered INTEGER NOT NULL CHECK (answered >= 0),
    queries VARCHAR[] NOT NULL,
    results STRUCT(query_id VARCHAR, provider VARCHAR, url VARCHAR, rank INTEGER)[] NOT NULL,
    PRIMARY KEY (run_id, claim_id)
);
COMMENT ON TABLE run_searches IS 'What the searches of each run gave for each claim';
COMMENT ON COLUMN run_searches.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_searches.claim_id IS 'The claim that was searched for (claims.id)';
COMMENT ON COLUMN run_searches.position IS 'Place among the searches of the run, from 1';
COMMENT ON COLUMN run_searches.answered IS 'Searches that got an answer, an empty one included';
COMMENT ON COLUMN run_searches.queries IS 'Search strings in the order they were asked (queries.id)';
COMMENT ON COLUMN run_searches.results IS 'Pages found, best first; search_results has their titles';

-- Every verdict that was ever given on a claim, in order, with what stands now marked.
CREATE VIEW verdict_history AS
SELECT
    c.id AS claim_id,
    c.text AS claim,
    a.title AS article_title,
    r.id AS run_id,
    r.finished_at AS checked_at,
    rc.status,
    rc.reason,
    v.id AS verdict_id,
    v.label,
    v.confidence,
    v.justification,
    rc.carried_from,
    r.settings['recheck'] AS recheck_of,
    lag(v.label) OVER in_time AS label_before,
    coalesce(v.label <> lag(v.label) OVER in_time, false) AS flipped,
    row_number() OVER (
        PARTITION BY rc.claim_id ORDER BY r.finished_at DESC, r.started_at DESC, r.id DESC
    ) = 1 AS stands_now
FROM run_claims AS rc
JOIN runs AS r ON r.id = rc.run_id
JOIN claims AS c ON c.id = rc.claim_id
JOIN articles AS a ON a.id = c.article_id
LEFT JOIN verdicts AS v ON v.id = rc.verdict_id
WINDOW in_time AS (
    PARTITION BY rc.claim_id ORDER BY r.finished_at, r.started_at, r.id
);
COMMENT ON VIEW verdict_history IS 'What every run said of each claim, one row a run and claim';
COMMENT ON COLUMN verdict_history.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN verdict_history.claim IS 'Verbatim text of the claim';
COMMENT ON COLUMN verdict_history.article_title IS 'Headline of the article';
COMMENT ON COLUMN verdict_history.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN verdict_history.checked_at IS 'When the run ended';
COMMENT ON COLUMN verdict_history.status IS 'How far the check came';
COMMENT ON COLUMN verdict_history.reason IS 'Why there is no verdict';
COMMENT ON COLUMN verdict_history.verdict_id IS 'The verdict that the run came to or left as it was';
COMMENT ON COLUMN verdict_history.label IS 'Label of that verdict';
COMMENT ON COLUMN verdict_history.confidence IS 'Probability from 0 to 1 that the label is right';
COMMENT ON COLUMN verdict_history.justification IS 'Why, in words, in the language of the article';
COMMENT ON COLUMN verdict_history.carried_from IS 'Run whose verdict this one left as it was';
COMMENT ON COLUMN verdict_history.recheck_of IS 'Run that this one is a re-check of';
COMMENT ON COLUMN verdict_history.label_before IS 'Label that the run before came to';
COMMENT ON COLUMN verdict_history.flipped IS 'Whether the label is another than that of the run before';
COMMENT ON COLUMN verdict_history.stands_now IS 'Whether it is the newest';
