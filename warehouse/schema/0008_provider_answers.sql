-- How each search provider took each query: what the health of providers is read from.

CREATE TYPE search_outcome AS ENUM (
    'answered', 'empty', 'rate_limited', 'failed', 'resting', 'over_budget'
);
CREATE TABLE provider_answers (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    query_id VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    outcome search_outcome NOT NULL,
    results INTEGER NOT NULL CHECK (results >= 0),
    seconds DOUBLE NOT NULL CHECK (seconds >= 0),
    asked_at TIMESTAMPTZ NOT NULL,
    detail VARCHAR NOT NULL,
    PRIMARY KEY (run_id, claim_id, position)
);
COMMENT ON TABLE provider_answers IS 'How each search provider took each query of each run; runs recorded before have none';
COMMENT ON COLUMN provider_answers.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN provider_answers.claim_id IS 'The claim that was searched for (claims.id)';
COMMENT ON COLUMN provider_answers.position IS 'Place among the questions asked for the claim, from 1';
COMMENT ON COLUMN provider_answers.query_id IS 'The search string (queries.id)';
COMMENT ON COLUMN provider_answers.provider IS 'Name of the search provider';
COMMENT ON COLUMN provider_answers.outcome IS 'answered and empty are answers; nothing was sent where it is resting or over_budget';
COMMENT ON COLUMN provider_answers.results IS 'Pages that it gave';
COMMENT ON COLUMN provider_answers.seconds IS 'Wall-clock seconds until the answer, waits between tries included';
COMMENT ON COLUMN provider_answers.asked_at IS 'When it was asked';
COMMENT ON COLUMN provider_answers.detail IS 'Why there is no answer; empty where there is one';
