-- Tables without the indexes of their primary keys, and what look-ups go by instead.
--
-- An index of DuckDB has to be read, changed and written back whole with the file: at a million
-- verdicts one article took seconds. Keys are looked up by the writer (warehouse/keys.py) in the few
-- stretches of a table that can hold them: recorded_at leads to the rows of the runs of an article,
-- id_head to single rows.

ALTER TABLE articles RENAME TO indexed_articles;
CREATE TABLE articles (
    id VARCHAR NOT NULL,
    url VARCHAR,
    title VARCHAR,
    language VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    publisher VARCHAR,
    byline VARCHAR,
    published_at TIMESTAMPTZ,
    modified_at TIMESTAMPTZ
);
INSERT INTO articles SELECT * FROM indexed_articles;
DROP TABLE indexed_articles;
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

ALTER TABLE claims RENAME TO indexed_claims;
CREATE TABLE claims (
    id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    kind statement_kind NOT NULL,
    check_worthiness DOUBLE NOT NULL,
    decontextualised VARCHAR,
    attributed_to VARCHAR,
    part_of VARCHAR,
    excluded VARCHAR,
    ambiguous BOOLEAN NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    id_head UINTEGER NOT NULL,
    CHECK (start_char >= 0),
    CHECK (check_worthiness BETWEEN 0 AND 1),
    CHECK (length("text") = (end_char - start_char))
);
INSERT INTO claims SELECT *, now(), (md5_number_lower(id) >> 32)::UINTEGER FROM indexed_claims;
DROP TABLE indexed_claims;
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
COMMENT ON COLUMN claims.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';
COMMENT ON COLUMN claims.id_head IS 'Upper half of md5_number_lower(id): four bytes to look an identifier up by';

ALTER TABLE claim_quantities RENAME TO indexed_claim_quantities;
CREATE TABLE claim_quantities (
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    value DECIMAL(38, 6),
    upper DECIMAL(38, 6),
    comparator comparator NOT NULL,
    unit VARCHAR,
    time VARCHAR,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (start_char >= 0),
    CHECK (end_char >= start_char)
);
INSERT INTO claim_quantities SELECT *, now() FROM indexed_claim_quantities;
DROP TABLE indexed_claim_quantities;
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
COMMENT ON COLUMN claim_quantities.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE queries RENAME TO indexed_queries;
CREATE TABLE queries (
    id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);
INSERT INTO queries SELECT *, now() FROM indexed_queries;
DROP TABLE indexed_queries;
COMMENT ON TABLE queries IS 'The search strings made for claims';
COMMENT ON COLUMN queries.id IS 'Hash of claim and search string';
COMMENT ON COLUMN queries.claim_id IS 'The claim that evidence was searched for (claims.id)';
COMMENT ON COLUMN queries.text IS 'The search string';
COMMENT ON COLUMN queries.language IS 'ISO 639-1 code of the language of the search string';
COMMENT ON COLUMN queries.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE search_results RENAME TO indexed_search_results;
CREATE TABLE search_results (
    query_id VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    snippet VARCHAR,
    rank INTEGER NOT NULL,
    published_at TIMESTAMPTZ,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (rank >= 1)
);
INSERT INTO search_results SELECT *, now() FROM indexed_search_results;
DROP TABLE indexed_search_results;
COMMENT ON TABLE search_results IS 'The pages that providers returned, as they were first returned';
COMMENT ON COLUMN search_results.query_id IS 'The query that was asked (queries.id)';
COMMENT ON COLUMN search_results.provider IS 'Name of the search provider';
COMMENT ON COLUMN search_results.url IS 'Address of the page';
COMMENT ON COLUMN search_results.title IS 'Title as the provider gives it';
COMMENT ON COLUMN search_results.snippet IS 'Excerpt as the provider gives it';
COMMENT ON COLUMN search_results.rank IS 'Place in the answer of the provider, from 1';
COMMENT ON COLUMN search_results.published_at IS 'Date of the page as the provider gives it';
COMMENT ON COLUMN search_results.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE sources RENAME TO indexed_sources;
CREATE TABLE sources (
    id VARCHAR NOT NULL,
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
    extractor VARCHAR,
    id_head UINTEGER NOT NULL
);
INSERT INTO sources SELECT *, (md5_number_lower(id) >> 32)::UINTEGER FROM indexed_sources;
DROP TABLE indexed_sources;
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
COMMENT ON COLUMN sources.id_head IS 'Upper half of md5_number_lower(id): four bytes to look an identifier up by';

ALTER TABLE passages RENAME TO indexed_passages;
CREATE TABLE passages (
    id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    id_head UINTEGER NOT NULL,
    CHECK (start_char >= 0),
    CHECK (length("text") = (end_char - start_char))
);
INSERT INTO passages SELECT *, (md5_number_lower(id) >> 32)::UINTEGER FROM indexed_passages;
DROP TABLE indexed_passages;
COMMENT ON TABLE passages IS 'The verbatim spans of sources that evidence rests on';
COMMENT ON COLUMN passages.id IS 'Hash of source and offsets';
COMMENT ON COLUMN passages.source_id IS 'The page that the span is of (sources.id)';
COMMENT ON COLUMN passages.text IS 'The span verbatim';
COMMENT ON COLUMN passages.start_char IS 'Code point of the text of the source where the span begins';
COMMENT ON COLUMN passages.end_char IS 'Code point of the text of the source after the end of the span';
COMMENT ON COLUMN passages.id_head IS 'Upper half of md5_number_lower(id): four bytes to look an identifier up by';

ALTER TABLE evidence RENAME TO indexed_evidence;
CREATE TABLE evidence (
    id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    passage_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    stance stance NOT NULL,
    p_supports DOUBLE NOT NULL,
    p_neutral DOUBLE NOT NULL,
    p_refutes DOUBLE NOT NULL,
    claimed quantity,
    found quantity,
    numbers_agree BOOLEAN,
    comparison VARCHAR,
    same_thing DOUBLE,
    models MAP(VARCHAR, VARCHAR) NOT NULL,
    claimed_at STRUCT(start_char INTEGER, end_char INTEGER),
    found_at STRUCT(start_char INTEGER, end_char INTEGER),
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (similarity BETWEEN -1.000001 AND 1.000001),
    CHECK (p_supports BETWEEN 0 AND 1.000001),
    CHECK (p_neutral BETWEEN 0 AND 1.000001),
    CHECK (p_refutes BETWEEN 0 AND 1.000001),
    CHECK (same_thing BETWEEN 0 AND 1.000001)
);
INSERT INTO evidence SELECT *, now() FROM indexed_evidence;
DROP TABLE indexed_evidence;
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
COMMENT ON COLUMN evidence.claimed_at IS 'Code points of the wording of the claim that claimed stands at';
COMMENT ON COLUMN evidence.found_at IS 'Code points of the text of the passage that found stands at';
COMMENT ON COLUMN evidence.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE verdicts RENAME TO indexed_verdicts;
CREATE TABLE verdicts (
    id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    label verdict_label NOT NULL,
    confidence DOUBLE NOT NULL,
    probabilities MAP(verdict_label, DOUBLE) NOT NULL,
    justification VARCHAR NOT NULL,
    models MAP(VARCHAR, VARCHAR) NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    outdated STRUCT(true_evidence_id VARCHAR, true_at VARCHAR, false_evidence_id VARCHAR, false_at VARCHAR),
    recorded_at TIMESTAMPTZ NOT NULL,
    id_head UINTEGER NOT NULL,
    CHECK (confidence BETWEEN 0 AND 1)
);
INSERT INTO verdicts SELECT *, now(), (md5_number_lower(id) >> 32)::UINTEGER FROM indexed_verdicts;
DROP TABLE indexed_verdicts;
COMMENT ON TABLE verdicts IS 'Every verdict ever given; a changed one is a new row';
COMMENT ON COLUMN verdicts.id IS 'Hash of the claim and everything that led to the verdict';
COMMENT ON COLUMN verdicts.claim_id IS 'The claim that was judged (claims.id)';
COMMENT ON COLUMN verdicts.label IS 'What the evidence as a whole says of the claim';
COMMENT ON COLUMN verdicts.confidence IS 'Probability from 0 to 1 that the label is right';
COMMENT ON COLUMN verdicts.probabilities IS 'Probability of each label';
COMMENT ON COLUMN verdicts.justification IS 'Why, in words, in the language of the article';
COMMENT ON COLUMN verdicts.models IS 'What made the verdict: role and name with version';
COMMENT ON COLUMN verdicts.decided_at IS 'When the verdict was first given';
COMMENT ON COLUMN verdicts.outdated IS 'Evidence (evidence.id) that bore the claim out at one time and denies it at a later one, with both times; NULL unless it was true once';
COMMENT ON COLUMN verdicts.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';
COMMENT ON COLUMN verdicts.id_head IS 'Upper half of md5_number_lower(id): four bytes to look an identifier up by';

ALTER TABLE verdict_evidence RENAME TO indexed_verdict_evidence;
CREATE TABLE verdict_evidence (
    verdict_id VARCHAR NOT NULL,
    evidence_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    voice VARCHAR NOT NULL,
    weight DOUBLE NOT NULL,
    excluded VARCHAR,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (weight >= 0)
);
INSERT INTO verdict_evidence SELECT *, now() FROM indexed_verdict_evidence;
DROP TABLE indexed_verdict_evidence;
COMMENT ON TABLE verdict_evidence IS 'The evidence that each verdict weighed';
COMMENT ON COLUMN verdict_evidence.verdict_id IS 'The verdict (verdicts.id)';
COMMENT ON COLUMN verdict_evidence.evidence_id IS 'The evidence (evidence.id)';
COMMENT ON COLUMN verdict_evidence.position IS 'Place in the verdict, from 1';
COMMENT ON COLUMN verdict_evidence.voice IS 'Domain or syndicated text that counts once';
COMMENT ON COLUMN verdict_evidence.weight IS 'Weight in the verdict; 0 if it did not count';
COMMENT ON COLUMN verdict_evidence.excluded IS 'Why it did not count; NULL if it did';
COMMENT ON COLUMN verdict_evidence.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE reviews RENAME TO indexed_reviews;
CREATE TABLE reviews (
    id VARCHAR NOT NULL,
    verdict_id VARCHAR NOT NULL,
    decision decision NOT NULL,
    label verdict_label,
    reason VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reviewed_at TIMESTAMPTZ NOT NULL,
    claim_id VARCHAR,
    verdict_label verdict_label,
    CHECK ((decision != 'overrule') OR ("label" IS NOT NULL))
);
INSERT INTO reviews SELECT * FROM indexed_reviews;
DROP TABLE indexed_reviews;
COMMENT ON TABLE reviews IS 'The decisions of editors on verdicts; a changed mind is a new row';
COMMENT ON COLUMN reviews.id IS 'Identifier of the decision';
COMMENT ON COLUMN reviews.verdict_id IS 'The verdict that was reviewed (verdicts.id)';
COMMENT ON COLUMN reviews.decision IS 'What the editor did with the verdict';
COMMENT ON COLUMN reviews.label IS 'Label that the editor gives instead';
COMMENT ON COLUMN reviews.reason IS 'Why, in the words of the editor';
COMMENT ON COLUMN reviews.reviewer IS 'Who decided';
COMMENT ON COLUMN reviews.reviewed_at IS 'When the editor decided';
COMMENT ON COLUMN reviews.claim_id IS 'The claim of that verdict (claims.id)';
COMMENT ON COLUMN reviews.verdict_label IS 'Label of that verdict';

ALTER TABLE runs RENAME TO indexed_runs;
CREATE TABLE runs (
    id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    version VARCHAR NOT NULL,
    models MAP(VARCHAR, VARCHAR) NOT NULL,
    settings MAP(VARCHAR, VARCHAR) NOT NULL,
    seconds MAP(stage, DOUBLE) NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);
INSERT INTO runs SELECT *, now() FROM indexed_runs;
DROP TABLE indexed_runs;
COMMENT ON TABLE runs IS 'The executions of the pipeline, one on one article each';
COMMENT ON COLUMN runs.id IS 'Identifier of the execution';
COMMENT ON COLUMN runs.article_id IS 'The article that was checked (articles.id)';
COMMENT ON COLUMN runs.started_at IS 'When the run began';
COMMENT ON COLUMN runs.finished_at IS 'When the run ended';
COMMENT ON COLUMN runs.version IS 'Version of veredicto';
COMMENT ON COLUMN runs.models IS 'What was loaded: role and name with version';
COMMENT ON COLUMN runs.settings IS 'Settings of the run by name';
COMMENT ON COLUMN runs.seconds IS 'Wall-clock seconds by stage';
COMMENT ON COLUMN runs.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE run_claims RENAME TO indexed_run_claims;
CREATE TABLE run_claims (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    status claim_status NOT NULL,
    reason VARCHAR,
    verdict_id VARCHAR,
    position INTEGER,
    statement STRUCT(kind statement_kind, check_worthiness DOUBLE, decontextualised VARCHAR, attributed_to VARCHAR, part_of VARCHAR, excluded VARCHAR, ambiguous BOOLEAN, quantities STRUCT(text VARCHAR, start_char INTEGER, end_char INTEGER, value DECIMAL(38, 6), upper DECIMAL(38, 6), comparator comparator, unit VARCHAR, time VARCHAR)[]),
    carried_from VARCHAR,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK ((status = 'judged') = (verdict_id IS NOT NULL))
);
INSERT INTO run_claims SELECT *, now() FROM indexed_run_claims;
DROP TABLE indexed_run_claims;
COMMENT ON TABLE run_claims IS 'What each run found about each claim';
COMMENT ON COLUMN run_claims.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_claims.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN run_claims.status IS 'How far the check came; only judged goes with a verdict';
COMMENT ON COLUMN run_claims.reason IS 'Why there is no verdict';
COMMENT ON COLUMN run_claims.verdict_id IS 'The verdict that the run came to (verdicts.id)';
COMMENT ON COLUMN run_claims.position IS 'Place among the claims of the run, from 1';
COMMENT ON COLUMN run_claims.statement IS 'The claim as this run read it; claims has its first reading';
COMMENT ON COLUMN run_claims.carried_from IS 'Run whose verdict stands, since this one found nothing new; NULL if this one judged';
COMMENT ON COLUMN run_claims.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE run_failures RENAME TO indexed_run_failures;
CREATE TABLE run_failures (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    stage stage NOT NULL,
    reason VARCHAR NOT NULL,
    url VARCHAR,
    provider VARCHAR,
    claim_id VARCHAR,
    recorded_at TIMESTAMPTZ NOT NULL
);
INSERT INTO run_failures SELECT *, now() FROM indexed_run_failures;
DROP TABLE indexed_run_failures;
COMMENT ON TABLE run_failures IS 'What runs could not do; never taken for an absence of evidence';
COMMENT ON COLUMN run_failures.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_failures.position IS 'Place among the failures of the run, from 1';
COMMENT ON COLUMN run_failures.stage IS 'The step that failed';
COMMENT ON COLUMN run_failures.reason IS 'What went wrong';
COMMENT ON COLUMN run_failures.url IS 'Address that was asked for';
COMMENT ON COLUMN run_failures.provider IS 'Search provider that was asked';
COMMENT ON COLUMN run_failures.claim_id IS 'Claim that was worked on (claims.id)';
COMMENT ON COLUMN run_failures.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE retrievals RENAME TO indexed_retrievals;
CREATE TABLE retrievals (
    run_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    source_id VARCHAR,
    retrieved_at TIMESTAMPTZ NOT NULL,
    outcome outcome NOT NULL,
    detail VARCHAR NOT NULL,
    status_code INTEGER,
    position INTEGER,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK ((outcome = 'retrieved') = (source_id IS NOT NULL))
);
INSERT INTO retrievals SELECT *, now() FROM indexed_retrievals;
DROP TABLE indexed_retrievals;
COMMENT ON TABLE retrievals IS 'Every page that each run asked for, the failed ones included';
COMMENT ON COLUMN retrievals.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN retrievals.url IS 'Address that was asked for';
COMMENT ON COLUMN retrievals.source_id IS 'What was retrieved (sources.id); NULL if nothing was';
COMMENT ON COLUMN retrievals.retrieved_at IS 'When the page was asked for';
COMMENT ON COLUMN retrievals.outcome IS 'How the retrieval ended';
COMMENT ON COLUMN retrievals.detail IS 'What went wrong, in words, also where the page still counts as it was; empty if nothing did';
COMMENT ON COLUMN retrievals.status_code IS 'HTTP status of the answer';
COMMENT ON COLUMN retrievals.position IS 'Place among the pages of the run, from 1';
COMMENT ON COLUMN retrievals.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE opinions RENAME TO indexed_opinions;
CREATE TABLE opinions (
    id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    verdict_id VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    outcome opinion_outcome NOT NULL,
    reason VARCHAR,
    label verdict_label,
    explanation VARCHAR,
    agrees BOOLEAN,
    asked_at TIMESTAMPTZ NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK ((outcome = 'accepted') = ("label" IS NOT NULL)),
    CHECK ((outcome = 'accepted') = (agrees IS NOT NULL)),
    CHECK ((outcome = 'accepted') = (reason IS NULL))
);
INSERT INTO opinions SELECT *, now() FROM indexed_opinions;
DROP TABLE indexed_opinions;
COMMENT ON TABLE opinions IS 'What an additional judge made of claims, beside their verdicts';
COMMENT ON COLUMN opinions.id IS 'Hash of the verdict, the judge and what came of asking it';
COMMENT ON COLUMN opinions.claim_id IS 'The claim that was read (claims.id)';
COMMENT ON COLUMN opinions.verdict_id IS 'The verdict that it stands beside (verdicts.id)';
COMMENT ON COLUMN opinions.model IS 'The model that was asked, and at which host';
COMMENT ON COLUMN opinions.outcome IS 'Whether the answer held, did not, or never came';
COMMENT ON COLUMN opinions.reason IS 'Why there is no opinion; NULL where there is one';
COMMENT ON COLUMN opinions.label IS 'What the judge says of the claim; NULL unless accepted';
COMMENT ON COLUMN opinions.explanation IS 'Why, in the words of the judge; NULL where it misquotes';
COMMENT ON COLUMN opinions.agrees IS 'Whether its label is that of the verdict';
COMMENT ON COLUMN opinions.asked_at IS 'When this was first answered';
COMMENT ON COLUMN opinions.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE opinion_quotes RENAME TO indexed_opinion_quotes;
CREATE TABLE opinion_quotes (
    opinion_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    evidence_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    stance stance NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (start_char >= 0),
    CHECK (length("text") = (end_char - start_char))
);
INSERT INTO opinion_quotes SELECT *, now() FROM indexed_opinion_quotes;
DROP TABLE indexed_opinion_quotes;
COMMENT ON TABLE opinion_quotes IS 'The words of passages that opinions rest on';
COMMENT ON COLUMN opinion_quotes.opinion_id IS 'The opinion (opinions.id)';
COMMENT ON COLUMN opinion_quotes.position IS 'Place among the quotes of the opinion, from 1';
COMMENT ON COLUMN opinion_quotes.evidence_id IS 'The evidence whose passage is quoted (evidence.id)';
COMMENT ON COLUMN opinion_quotes.text IS 'The words verbatim';
COMMENT ON COLUMN opinion_quotes.start_char IS 'Code point of the text of the source where they begin';
COMMENT ON COLUMN opinion_quotes.end_char IS 'Code point of the text of the source after their end';
COMMENT ON COLUMN opinion_quotes.stance IS 'What the judge says that they say of the claim';
COMMENT ON COLUMN opinion_quotes.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE run_searches RENAME TO indexed_run_searches;
CREATE TABLE run_searches (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    queries VARCHAR[] NOT NULL,
    results STRUCT(query_id VARCHAR, provider VARCHAR, url VARCHAR, rank INTEGER)[] NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (answered >= 0)
);
INSERT INTO run_searches SELECT *, now() FROM indexed_run_searches;
DROP TABLE indexed_run_searches;
COMMENT ON TABLE run_searches IS 'What the searches of each run gave for each claim';
COMMENT ON COLUMN run_searches.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_searches.claim_id IS 'The claim that was searched for (claims.id)';
COMMENT ON COLUMN run_searches.position IS 'Place among the searches of the run, from 1';
COMMENT ON COLUMN run_searches.answered IS 'Searches that got an answer, an empty one included';
COMMENT ON COLUMN run_searches.queries IS 'Search strings in the order they were asked (queries.id)';
COMMENT ON COLUMN run_searches.results IS 'Pages found, best first; search_results has their titles';
COMMENT ON COLUMN run_searches.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE fact_checks RENAME TO indexed_fact_checks;
CREATE TABLE fact_checks (
    id VARCHAR NOT NULL,
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
    CHECK ((reading IS NULL) OR (rating_words IS NOT NULL))
);
INSERT INTO fact_checks SELECT * FROM indexed_fact_checks;
DROP TABLE indexed_fact_checks;
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

ALTER TABLE fact_check_traces RENAME TO indexed_fact_check_traces;
CREATE TABLE fact_check_traces (
    fact_check_id VARCHAR NOT NULL,
    embedder VARCHAR NOT NULL,
    vector FLOAT[] NOT NULL
);
INSERT INTO fact_check_traces SELECT * FROM indexed_fact_check_traces;
DROP TABLE indexed_fact_check_traces;
COMMENT ON TABLE fact_check_traces IS 'What fact-checks are found by, so that no run embeds them again';
COMMENT ON COLUMN fact_check_traces.fact_check_id IS 'The fact-check (fact_checks.id)';
COMMENT ON COLUMN fact_check_traces.embedder IS 'Name and version of the model that made the vector';
COMMENT ON COLUMN fact_check_traces.vector IS 'Unit vector of claim_reviewed';

ALTER TABLE run_fact_checks RENAME TO indexed_run_fact_checks;
CREATE TABLE run_fact_checks (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    fact_check_id VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    similarity DOUBLE NOT NULL,
    score DOUBLE NOT NULL,
    bearing DOUBLE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (rank >= 1),
    CHECK (similarity BETWEEN -1.000001 AND 1.000001),
    CHECK (bearing BETWEEN -0.000001 AND 1.000001)
);
INSERT INTO run_fact_checks SELECT *, now() FROM indexed_run_fact_checks;
DROP TABLE indexed_run_fact_checks;
COMMENT ON TABLE run_fact_checks IS 'The earlier fact-checks that each run showed; none decides a verdict';
COMMENT ON COLUMN run_fact_checks.run_id IS 'The run (runs.id)';
COMMENT ON COLUMN run_fact_checks.claim_id IS 'The claim that it was shown for (claims.id)';
COMMENT ON COLUMN run_fact_checks.fact_check_id IS 'The fact-check (fact_checks.id)';
COMMENT ON COLUMN run_fact_checks.rank IS 'Place among those shown for the claim, from 1';
COMMENT ON COLUMN run_fact_checks.similarity IS 'Cosine of the embeddings from -1 to 1, higher is nearer';
COMMENT ON COLUMN run_fact_checks.score IS 'Fusion of the ranks by words and by embeddings, higher is nearer';
COMMENT ON COLUMN run_fact_checks.bearing IS 'Probability that what was reviewed supports or refutes the claim';
COMMENT ON COLUMN run_fact_checks.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE claim_traces RENAME TO indexed_claim_traces;
CREATE TABLE claim_traces (
    claim_id VARCHAR NOT NULL,
    embedder VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    vector TINYINT[] NOT NULL,
    band_1 USMALLINT NOT NULL,
    band_2 USMALLINT NOT NULL,
    band_3 USMALLINT NOT NULL,
    band_4 USMALLINT NOT NULL,
    band_5 USMALLINT NOT NULL,
    band_6 USMALLINT NOT NULL,
    sketch_1 UBIGINT NOT NULL,
    sketch_2 UBIGINT NOT NULL,
    sketch_3 UBIGINT NOT NULL,
    sketch_4 UBIGINT NOT NULL,
    cluster_id VARCHAR NOT NULL,
    similarity FLOAT,
    agreement FLOAT,
    CHECK ((cluster_id = claim_id) = (similarity IS NULL)),
    CHECK ((agreement IS NULL) OR (similarity IS NOT NULL))
);
INSERT INTO claim_traces SELECT * FROM indexed_claim_traces;
DROP TABLE indexed_claim_traces;
COMMENT ON TABLE claim_traces IS 'Embeddings of checked claims, and the cluster of claims that say the same';
COMMENT ON COLUMN claim_traces.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN claim_traces.embedder IS 'Name and version of the model that made the vector';
COMMENT ON COLUMN claim_traces.language IS 'ISO 639-1 code of the language of the claim';
COMMENT ON COLUMN claim_traces.vector IS 'Embedding of the wording, scaled so that its largest component is 127';
COMMENT ON COLUMN claim_traces.band_1 IS 'Sides of 14 hyperplanes that the vector lies on, as bits';
COMMENT ON COLUMN claim_traces.band_2 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_3 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_4 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_5 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_6 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.sketch_1 IS 'Sides of 64 hyperplanes more; the more bits two claims share, the nearer they are';
COMMENT ON COLUMN claim_traces.sketch_2 IS 'The same for 64 others';
COMMENT ON COLUMN claim_traces.sketch_3 IS 'The same for 64 others';
COMMENT ON COLUMN claim_traces.sketch_4 IS 'The same for 64 others';
COMMENT ON COLUMN claim_traces.cluster_id IS 'The first claim that said the same (claims.id), itself if it is the first';
COMMENT ON COLUMN claim_traces.similarity IS 'Cosine to the first claim, without the centre of each language; NULL for the first';
COMMENT ON COLUMN claim_traces.agreement IS 'Probability that each follows from the other; NULL for the first and for the same words';

ALTER TABLE provider_answers RENAME TO indexed_provider_answers;
CREATE TABLE provider_answers (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    query_id VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    outcome search_outcome NOT NULL,
    results INTEGER NOT NULL,
    seconds DOUBLE NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    detail VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK ("position" >= 1),
    CHECK (results >= 0),
    CHECK ("seconds" >= 0)
);
INSERT INTO provider_answers SELECT *, now() FROM indexed_provider_answers;
DROP TABLE indexed_provider_answers;
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
COMMENT ON COLUMN provider_answers.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';

ALTER TABLE removals RENAME TO indexed_removals;
CREATE TABLE removals (
    id VARCHAR NOT NULL,
    kind removal_kind NOT NULL,
    subject VARCHAR NOT NULL,
    keys VARCHAR[] NOT NULL,
    reason VARCHAR NOT NULL,
    removed_by VARCHAR NOT NULL,
    removed_at TIMESTAMPTZ NOT NULL,
    counts MAP(VARCHAR, UBIGINT) NOT NULL,
    CHECK ((kind = 'snapshot') = (len(keys) = 0))
);
INSERT INTO removals SELECT * FROM indexed_removals;
DROP TABLE indexed_removals;
COMMENT ON TABLE removals IS 'What was removed from the record, and why; never what it said';
COMMENT ON COLUMN removals.id IS 'Hash of what was removed, why and when';
COMMENT ON COLUMN removals.kind IS 'Whether a stored page, an address or a person was removed';
COMMENT ON COLUMN removals.subject IS 'The snapshot (sources.snapshot), or SHA-256 of the canonical address or of the name in lower case without accents';
COMMENT ON COLUMN removals.keys IS 'SHA-256 of each spelling that is not to come back: of the address, or of the orders and initials of the name';
COMMENT ON COLUMN removals.reason IS 'Why, in the words of who removed it';
COMMENT ON COLUMN removals.removed_by IS 'Who removed it: the user of the system';
COMMENT ON COLUMN removals.removed_at IS 'When it was removed';
COMMENT ON COLUMN removals.counts IS 'How much was removed or masked: rows by table, files by kind, bytes';

ALTER TABLE findings RENAME TO indexed_findings;
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
    recorded_at TIMESTAMPTZ NOT NULL
);
INSERT INTO findings SELECT *, now() FROM indexed_findings;
DROP TABLE indexed_findings;
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
COMMENT ON COLUMN findings.recorded_at IS 'When the row came into this file; for rows of schema versions before 12 when they were brought to it';
