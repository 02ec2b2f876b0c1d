-- The record of every run: the ten nouns, what joins them, and what is said of each claim now.
--
-- Rows are only ever added. Identifiers are hashes of content, so that a second run of an article
-- finds its claims, pages and passages already here.
--
-- No FOREIGN KEY: DuckDB refuses ALTER TABLE on a table that one points to (a new label could never
-- be added to its ENUM) and refuses to delete a row together with the rows that point to it in one
-- transaction (an article could not be forgotten whole). references.py refuses a report whose
-- references lead nowhere, and a report is written whole or not at all.

CREATE TYPE stance AS ENUM ('supports', 'neutral', 'refutes');
CREATE TYPE verdict_label AS ENUM (
    'supported', 'refuted', 'conflicting_evidence', 'not_enough_evidence'
);
CREATE TYPE statement_kind AS ENUM (
    'factual', 'attributed', 'hedged', 'prediction', 'opinion', 'question', 'other'
);
CREATE TYPE claim_status AS ENUM ('judged', 'retrieval_failed', 'not_checked', 'ambiguous');
CREATE TYPE comparator AS ENUM ('=', '≈', '<', '≤', '>', '≥', 'range');
CREATE TYPE outcome AS ENUM (
    'retrieved', 'refused_address', 'robots', 'http_error', 'timeout', 'unreachable', 'too_large',
    'too_many_redirects', 'unsupported_content', 'no_text'
);
CREATE TYPE stage AS ENUM (
    'read', 'claims', 'search', 'fetch', 'evidence', 'verdicts', 'record'
);
CREATE TYPE decision AS ENUM ('confirm', 'overrule', 'not_checkable');
CREATE TYPE quantity AS STRUCT(
    text VARCHAR, value DECIMAL(38, 6), upper DECIMAL(38, 6), comparator comparator, unit VARCHAR,
    time VARCHAR
);

CREATE TABLE articles (
    id VARCHAR PRIMARY KEY,
    url VARCHAR,
    title VARCHAR,
    language VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    publisher VARCHAR,
    byline VARCHAR,
    published_at TIMESTAMPTZ,
    modified_at TIMESTAMPTZ
);
COMMENT ON TABLE articles IS 'The texts under check, one row for each version of a text';
COMMENT ON COLUMN articles.id IS 'Hash of address, title and text';
COMMENT ON COLUMN articles.url IS 'Where the article was read; NULL for a file or standard input';
COMMENT ON COLUMN articles.title IS 'Headline';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code of the language, such as es';
COMMENT ON COLUMN articles.text IS 'Main text that the offsets of claims point into';
COMMENT ON COLUMN articles.publisher IS 'Outlet that published the article';
COMMENT ON COLUMN articles.byline IS 'Authors as the article names them';
COMMENT ON COLUMN articles.published_at IS 'When the article says it was published';
COMMENT ON COLUMN articles.modified_at IS 'When the article says it was last changed';

CREATE TABLE claims (
    id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL,
    kind statement_kind NOT NULL,
    check_worthiness DOUBLE NOT NULL CHECK (check_worthiness BETWEEN 0 AND 1),
    decontextualised VARCHAR,
    attributed_to VARCHAR,
    part_of VARCHAR,
    excluded VARCHAR,
    ambiguous BOOLEAN NOT NULL,
    CHECK (length(text) = end_char - start_char)
);
COMMENT ON TABLE claims IS 'The statements of articles, those that are not checked included';
COMMENT ON COLUMN claims.id IS 'Hash of the article and the place of the statement in it';
COMMENT ON COLUMN claims.article_id IS 'The article that makes the statement (articles.id)';
COMMENT ON COLUMN claims.text IS 'Verbatim span of the text of the article';
COMMENT ON COLUMN claims.start_char IS 'Code point of the text of the article where the span begins';
COMMENT ON COLUMN claims.end_char IS 'Code point of the text of the article after the end of the span';
COMMENT ON COLUMN claims.kind IS 'What sort of statement it is';
COMMENT ON COLUMN claims.check_worthiness IS 'Worth of a check from 0 to 1, higher is worthier';
COMMENT ON COLUMN claims.decontextualised IS 'Wording that stands on its own, searched for and judged';
COMMENT ON COLUMN claims.attributed_to IS 'Who says it according to the article';
COMMENT ON COLUMN claims.part_of IS 'The statement that this part was taken from (claims.id)';
COMMENT ON COLUMN claims.excluded IS 'Why it is not checked; NULL for a claim to check';
COMMENT ON COLUMN claims.ambiguous IS 'Whether it cannot be understood on its own';

CREATE TABLE claim_quantities (
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char >= start_char),
    value DECIMAL(38, 6),
    upper DECIMAL(38, 6),
    comparator comparator NOT NULL,
    unit VARCHAR,
    time VARCHAR,
    PRIMARY KEY (claim_id, position)
);
COMMENT ON TABLE claim_quantities IS 'The amounts that claims state';
COMMENT ON COLUMN claim_quantities.claim_id IS 'The claim that states the amount (claims.id)';
COMMENT ON COLUMN claim_quantities.position IS 'Place among the amounts of the claim, from 1';
COMMENT ON COLUMN claim_quantities.text IS 'The amount verbatim';
COMMENT ON COLUMN claim_quantities.start_char IS 'Code point of the text of the claim where it begins';
COMMENT ON COLUMN claim_quantities.end_char IS 'Code point of the text of the claim after its end';
COMMENT ON COLUMN claim_quantities.value IS 'In base units, scale resolved; NULL if it is no number';
COMMENT ON COLUMN claim_quantities.upper IS 'Upper end of a range in base units';
COMMENT ON COLUMN claim_quantities.comparator IS 'How the text bounds the amount';
COMMENT ON COLUMN claim_quantities.unit IS 'ISO 4217 code, %, pp, unit symbol or counted noun';
COMMENT ON COLUMN claim_quantities.time IS 'Year or date that the sentence ties the amount to';

CREATE TABLE queries (
    id VARCHAR PRIMARY KEY,
    claim_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    language VARCHAR NOT NULL
);
COMMENT ON TABLE queries IS 'The search strings made for claims';
COMMENT ON COLUMN queries.id IS 'Hash of claim and search string';
COMMENT ON COLUMN queries.claim_id IS 'The claim that evidence was searched for (claims.id)';
COMMENT ON COLUMN queries.text IS 'The search string';
COMMENT ON COLUMN queries.language IS 'ISO 639-1 code of the language of the search string';

CREATE TABLE search_results (
    query_id VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    snippet VARCHAR,
    rank INTEGER NOT NULL CHECK (rank >= 1),
    published_at TIMESTAMPTZ,
    PRIMARY KEY (query_id, provider, url)
);
COMMENT ON TABLE search_results IS 'The pages that providers returned, as they were first returned';
COMMENT ON COLUMN search_results.query_id IS 'The query that was asked (queries.id)';
COMMENT ON COLUMN search_results.provider IS 'Name of the search provider';
COMMENT ON COLUMN search_results.url IS 'Address of the page';
COMMENT ON COLUMN search_results.title IS 'Title as the provider gives it';
COMMENT ON COLUMN search_results.snippet IS 'Excerpt as the provider gives it';
COMMENT ON COLUMN search_results.rank IS 'Place in the answer of the provider, from 1';
COMMENT ON COLUMN search_results.published_at IS 'Date of the page as the provider gives it';

CREATE TABLE sources (
    id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    retrieved_at TIMESTAMPTZ NOT NULL,
    status_code INTEGER,
    content_type VARCHAR,
    sha256 VARCHAR,
    snapshot VARCHAR,
    title VARCHAR,
    language VARCHAR,
    published_at TIMESTAMPTZ,
    text VARCHAR NOT NULL,
    extractor VARCHAR
);
COMMENT ON TABLE sources IS 'The pages that were retrieved; retrievals has those that were not, too';
COMMENT ON COLUMN sources.id IS 'Hash of the address and content of the page';
COMMENT ON COLUMN sources.url IS 'Address that was asked for';
COMMENT ON COLUMN sources.final_url IS 'Address after redirects';
COMMENT ON COLUMN sources.publisher IS 'Registrable domain of the page';
COMMENT ON COLUMN sources.retrieved_at IS 'When the page was first retrieved with this content';
COMMENT ON COLUMN sources.status_code IS 'HTTP status of the answer';
COMMENT ON COLUMN sources.content_type IS 'Content type of the answer';
COMMENT ON COLUMN sources.sha256 IS 'Hash of the body of the answer';
COMMENT ON COLUMN sources.snapshot IS 'Name of the stored WARC record';
COMMENT ON COLUMN sources.title IS 'Title of the page';
COMMENT ON COLUMN sources.language IS 'ISO 639-1 code of the language of the page';
COMMENT ON COLUMN sources.published_at IS 'When the page says it was published';
COMMENT ON COLUMN sources.text IS 'Extracted text that the offsets of passages point into';
COMMENT ON COLUMN sources.extractor IS 'What extracted the text, with its version';

CREATE TABLE passages (
    id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL,
    CHECK (length(text) = end_char - start_char)
);
COMMENT ON TABLE passages IS 'The verbatim spans of sources that evidence rests on';
COMMENT ON COLUMN passages.id IS 'Hash of source and offsets';
COMMENT ON COLUMN passages.source_id IS 'The page that the span is of (sources.id)';
COMMENT ON COLUMN passages.text IS 'The span verbatim';
COMMENT ON COLUMN passages.start_char IS 'Code point of the text of the source where the span begins';
COMMENT ON COLUMN passages.end_char IS 'Code point of the text of the source after the end of the span';

CREATE TABLE evidence (
    id VARCHAR PRIMARY KEY,
    claim_id VARCHAR NOT NULL,
    passage_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    -- Single precision overshoots 1 by a rounding error.
    similarity DOUBLE NOT NULL CHECK (similarity BETWEEN -1.000001 AND 1.000001),
    stance stance NOT NULL,
    p_supports DOUBLE NOT NULL CHECK (p_supports BETWEEN 0 AND 1.000001),
    p_neutral DOUBLE NOT NULL CHECK (p_neutral BETWEEN 0 AND 1.000001),
    p_refutes DOUBLE NOT NULL CHECK (p_refutes BETWEEN 0 AND 1.000001),
    claimed quantity,
    found quantity,
    numbers_agree BOOLEAN,
    comparison VARCHAR,
    same_thing DOUBLE CHECK (same_thing BETWEEN 0 AND 1.000001),
    models MAP(VARCHAR, VARCHAR) NOT NULL
);
COMMENT ON TABLE evidence IS 'What one passage says of one claim';
COMMENT ON COLUMN evidence.id IS 'Hash of claim, passage and what judged them';
COMMENT ON COLUMN evidence.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN evidence.passage_id IS 'The passage (passages.id)';
COMMENT ON COLUMN evidence.source_id IS 'The page of the passage (sources.id)';
COMMENT ON COLUMN evidence.similarity IS 'Cosine of the embeddings from -1 to 1, higher is nearer';
COMMENT ON COLUMN evidence.stance IS 'What the passage says of the claim, numbers deciding first';
COMMENT ON COLUMN evidence.p_supports IS 'Calibrated probability that the passage supports the claim';
COMMENT ON COLUMN evidence.p_neutral IS 'Calibrated probability that the passage says nothing of it';
COMMENT ON COLUMN evidence.p_refutes IS 'Calibrated probability that the passage refutes the claim';
COMMENT ON COLUMN evidence.claimed IS 'Amount of the claim that was compared; NULL without comparison';
COMMENT ON COLUMN evidence.found IS 'Amount of the passage that it was compared with';
COMMENT ON COLUMN evidence.numbers_agree IS 'Whether the amounts agree; NULL if that decides nothing';
COMMENT ON COLUMN evidence.comparison IS 'How the amounts were compared, in words';
COMMENT ON COLUMN evidence.same_thing IS 'Probability that both amounts are of the same thing';
COMMENT ON COLUMN evidence.models IS 'What made the scores: role and name with version';

CREATE TABLE verdicts (
    id VARCHAR PRIMARY KEY,
    claim_id VARCHAR NOT NULL,
    label verdict_label NOT NULL,
    confidence DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    probabilities MAP(verdict_label, DOUBLE) NOT NULL,
    justification VARCHAR NOT NULL,
    models MAP(VARCHAR, VARCHAR) NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE verdicts IS 'Every verdict ever given; a changed one is a new row';
COMMENT ON COLUMN verdicts.id IS 'Hash of the claim and everything that led to the verdict';
COMMENT ON COLUMN verdicts.claim_id IS 'The claim that was judged (claims.id)';
COMMENT ON COLUMN verdicts.label IS 'What the evidence as a whole says of the claim';
COMMENT ON COLUMN verdicts.confidence IS 'Probability from 0 to 1 that the label is right';
COMMENT ON COLUMN verdicts.probabilities IS 'Probability of each label';
COMMENT ON COLUMN verdicts.justification IS 'Why, in words, in the language of the article';
COMMENT ON COLUMN verdicts.models IS 'What made the verdict: role and name with version';
COMMENT ON COLUMN verdicts.decided_at IS 'When the verdict was first given';

CREATE TABLE verdict_evidence (
    verdict_id VARCHAR NOT NULL,
    evidence_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    voice VARCHAR NOT NULL,
    weight DOUBLE NOT NULL CHECK (weight >= 0),
    excluded VARCHAR,
    PRIMARY KEY (verdict_id, evidence_id)
);
COMMENT ON TABLE verdict_evidence IS 'The evidence that each verdict weighed';
COMMENT ON COLUMN verdict_evidence.verdict_id IS 'The verdict (verdicts.id)';
COMMENT ON COLUMN verdict_evidence.evidence_id IS 'The evidence (evidence.id)';
COMMENT ON COLUMN verdict_evidence.position IS 'Place in the verdict, from 1';
COMMENT ON COLUMN verdict_evidence.voice IS 'Domain or syndicated text that counts once';
COMMENT ON COLUMN verdict_evidence.weight IS 'Weight in the verdict; 0 if it did not count';
COMMENT ON COLUMN verdict_evidence.excluded IS 'Why it did not count; NULL if it did';

CREATE TABLE reviews (
    id VARCHAR PRIMARY KEY,
    verdict_id VARCHAR NOT NULL,
    decision decision NOT NULL,
    label verdict_label,
    reason VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reviewed_at TIMESTAMPTZ NOT NULL,
    CHECK (decision <> 'overrule' OR label IS NOT NULL)
);
COMMENT ON TABLE reviews IS 'The decisions of editors on verdicts; a changed mind is a new row';
COMMENT ON COLUMN reviews.id IS 'Identifier of the decision';
COMMENT ON COLUMN reviews.verdict_id IS 'The verdict that was reviewed (verdicts.id)';
COMMENT ON COLUMN reviews.decision IS 'What the editor did with the verdict';
COMMENT ON COLUMN reviews.label IS 'Label that the editor gives instead';
COMMENT ON COLUMN reviews.reason IS 'Why, in the words of the editor';
COMMENT ON COLUMN reviews.reviewer IS 'Who decided';
COMMENT ON COLUMN reviews.reviewed_at IS 'When the editor decided';

CREATE TABLE runs (
    id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    version VARCHAR NOT NULL,
    models MAP(VARCHAR, VARCHAR) NOT NULL,
    settings MAP(VARCHAR, VARCHAR) NOT NULL,
    seconds MAP(stage, DOUBLE) NOT NULL
);
COMMENT ON TABLE runs IS 'The executions of the pipeline, one on one article each';
COMMENT ON COLUMN runs.id IS 'Identifier of the execution';
COMMENT ON COLUMN runs.article_id IS 'The article that was checked (articles.id)';
COMMENT ON COLUMN runs.started_at IS 'When the run began';
COMMENT ON COLUMN runs.finished_at IS 'When the run ended';
COMMENT ON COLUMN runs.version IS 'Version of veredicto';
COMMENT ON COLUMN runs.models IS 'What was loaded: role and name with version';
COMMENT ON COLUMN runs.settings IS 'Settings of the run by name';
COMMENT ON COLUMN runs.seconds IS 'Wall-clock seconds by stage';

CREATE TABLE run_claims (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    status claim_status NOT NULL,
    reason VARCHAR,
    verdict_id VARCHAR,
    PRIMARY KEY (run_id, claim_id),
    CHECK ((status = 'judged') = (verdict_id IS NOT NULL))
);
COMMENT ON TABLE run_claims IS 'What each run found about each claim';
COMMENT ON COLUMN run_claims.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_claims.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN run_claims.status IS 'How far the check came; only judged goes with a verdict';
COMMENT ON COLUMN run_claims.reason IS 'Why there is no verdict';
COMMENT ON COLUMN run_claims.verdict_id IS 'The verdict that the run came to (verdicts.id)';

CREATE TABLE run_failures (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    stage stage NOT NULL,
    reason VARCHAR NOT NULL,
    url VARCHAR,
    provider VARCHAR,
    claim_id VARCHAR,
    PRIMARY KEY (run_id, position)
);
COMMENT ON TABLE run_failures IS 'What runs could not do; never taken for an absence of evidence';
COMMENT ON COLUMN run_failures.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_failures.position IS 'Place among the failures of the run, from 1';
COMMENT ON COLUMN run_failures.stage IS 'The step that failed';
COMMENT ON COLUMN run_failures.reason IS 'What went wrong';
COMMENT ON COLUMN run_failures.url IS 'Address that was asked for';
COMMENT ON COLUMN run_failures.provider IS 'Search provider that was asked';
COMMENT ON COLUMN run_failures.claim_id IS 'Claim that was worked on (claims.id)';

CREATE TABLE retrievals (
    run_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    source_id VARCHAR,
    retrieved_at TIMESTAMPTZ NOT NULL,
    outcome outcome NOT NULL,
    detail VARCHAR NOT NULL,
    status_code INTEGER,
    PRIMARY KEY (run_id, url),
    CHECK ((outcome = 'retrieved') = (source_id IS NOT NULL))
);
COMMENT ON TABLE retrievals IS 'Every page that each run asked for, the failed ones included';
COMMENT ON COLUMN retrievals.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN retrievals.url IS 'Address that was asked for';
COMMENT ON COLUMN retrievals.source_id IS 'What was retrieved (sources.id); NULL if nothing was';
COMMENT ON COLUMN retrievals.retrieved_at IS 'When the page was asked for';
COMMENT ON COLUMN retrievals.outcome IS 'How the retrieval ended';
COMMENT ON COLUMN retrievals.detail IS 'What went wrong, in words; empty if nothing did';
COMMENT ON COLUMN retrievals.status_code IS 'HTTP status of the answer';
