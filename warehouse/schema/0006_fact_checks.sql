-- Fact-checks that others published (schema.org ClaimReview), what they are found by, and which of
-- them each run showed. Rows are only ever added: a review whose rating was corrected is a new row.
--
-- A rating stands in the words of its publisher. Scales differ (1 is the best of one and the worst
-- of the next), so that rating_value means nothing without rating_best and rating_worst, and reading
-- is only ever shown beside rating_words.

CREATE TABLE fact_checks (
    id VARCHAR PRIMARY KEY,
    claim_reviewed VARCHAR NOT NULL,
    claimant VARCHAR,
    claimed_at TIMESTAMPTZ,
    rating_words VARCHAR,
    rating_value DOUBLE,
    rating_best DOUBLE,
    rating_worst DOUBLE,
    reading verdict_label,
    url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    publisher_name VARCHAR,
    reviewed_at TIMESTAMPTZ,
    language VARCHAR,
    imported_from VARCHAR NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL,
    CHECK (reading IS NULL OR rating_words IS NOT NULL)
);
COMMENT ON TABLE fact_checks IS 'Fact-checks published by others, one row for each version of a review';
COMMENT ON COLUMN fact_checks.id IS 'Hash of address, claim, rating and date of the review';
COMMENT ON COLUMN fact_checks.claim_reviewed IS 'The claim as the review words it';
COMMENT ON COLUMN fact_checks.claimant IS 'Who made the claim according to the review';
COMMENT ON COLUMN fact_checks.claimed_at IS 'When the claim was made according to the review';
COMMENT ON COLUMN fact_checks.rating_words IS 'The rating in the words of the publisher';
COMMENT ON COLUMN fact_checks.rating_value IS 'The rating as a number on the scale of the publisher';
COMMENT ON COLUMN fact_checks.rating_best IS 'Best value of that scale';
COMMENT ON COLUMN fact_checks.rating_worst IS 'Worst value of that scale';
COMMENT ON COLUMN fact_checks.reading IS 'What a list of known words takes rating_words for';
COMMENT ON COLUMN fact_checks.url IS 'Address of the review';
COMMENT ON COLUMN fact_checks.publisher IS 'Registrable domain of that address';
COMMENT ON COLUMN fact_checks.publisher_name IS 'Who reviewed it, as the review says';
COMMENT ON COLUMN fact_checks.reviewed_at IS 'When the review says it was published';
COMMENT ON COLUMN fact_checks.language IS 'ISO 639-1 code of the language of claim_reviewed';
COMMENT ON COLUMN fact_checks.imported_from IS 'Address or name of the file that it was first met in';
COMMENT ON COLUMN fact_checks.imported_at IS 'When it was first imported';

CREATE TABLE fact_check_traces (
    fact_check_id VARCHAR NOT NULL,
    embedder VARCHAR NOT NULL,
    vector FLOAT[] NOT NULL,
    PRIMARY KEY (fact_check_id, embedder)
);
COMMENT ON TABLE fact_check_traces IS 'What fact-checks are found by, so that no run embeds them again';
COMMENT ON COLUMN fact_check_traces.fact_check_id IS 'The fact-check (fact_checks.id)';
COMMENT ON COLUMN fact_check_traces.embedder IS 'Name and version of the model that made the vector';
COMMENT ON COLUMN fact_check_traces.vector IS 'Unit vector of claim_reviewed';

CREATE TABLE run_fact_checks (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    fact_check_id VARCHAR NOT NULL,
    rank INTEGER NOT NULL CHECK (rank >= 1),
    -- Single precision overshoots 1 by a rounding error.
    similarity DOUBLE NOT NULL CHECK (similarity BETWEEN -1.000001 AND 1.000001),
    score DOUBLE NOT NULL,
    bearing DOUBLE NOT NULL CHECK (bearing BETWEEN -0.000001 AND 1.000001),
    PRIMARY KEY (run_id, claim_id, fact_check_id)
);
COMMENT ON TABLE run_fact_checks IS 'The earlier fact-checks that each run showed; none decides a verdict';
COMMENT ON COLUMN run_fact_checks.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_fact_checks.claim_id IS 'The claim that it was shown for (claims.id)';
COMMENT ON COLUMN run_fact_checks.fact_check_id IS 'The fact-check (fact_checks.id)';
COMMENT ON COLUMN run_fact_checks.rank IS 'Place among those shown for the claim, from 1';
COMMENT ON COLUMN run_fact_checks.similarity IS 'Cosine of the embeddings from -1 to 1, higher is nearer';
COMMENT ON COLUMN run_fact_checks.score IS 'Fusion of the ranks by words and by embeddings, higher is nearer';
COMMENT ON COLUMN run_fact_checks.bearing IS 'Probability that what was reviewed supports or refutes the claim';
