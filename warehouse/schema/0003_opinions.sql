-- Second readings by an additional judge: beside the verdicts, never in them.
CREATE TYPE opinion_outcome AS ENUM ('accepted', 'rejected', 'failed');

CREATE TABLE opinions (
    id VARCHAR PRIMARY KEY,
    claim_id VARCHAR NOT NULL,
    verdict_id VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    outcome opinion_outcome NOT NULL,
    reason VARCHAR,
    label verdict_label,
    explanation VARCHAR,
    agrees BOOLEAN,
    asked_at TIMESTAMPTZ NOT NULL,
    CHECK ((outcome = 'accepted') = (label IS NOT NULL)),
    CHECK ((outcome = 'accepted') = (agrees IS NOT NULL)),
    CHECK ((outcome = 'accepted') = (reason IS NULL))
);
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

CREATE TABLE opinion_quotes (
    opinion_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    evidence_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL,
    stance stance NOT NULL,
    PRIMARY KEY (opinion_id, position),
    CHECK (length(text) = end_char - start_char)
);
COMMENT ON TABLE opinion_quotes IS 'The words of passages that opinions rest on';
COMMENT ON COLUMN opinion_quotes.opinion_id IS 'The opinion (opinions.id)';
COMMENT ON COLUMN opinion_quotes.position IS 'Place among the quotes of the opinion, from 1';
COMMENT ON COLUMN opinion_quotes.evidence_id IS 'The evidence whose passage is quoted (evidence.id)';
COMMENT ON COLUMN opinion_quotes.text IS 'The words verbatim';
COMMENT ON COLUMN opinion_quotes.start_char IS 'Code point of the text of the source where they begin';
COMMENT ON COLUMN opinion_quotes.end_char IS 'Code point of the text of the source after their end';
COMMENT ON COLUMN opinion_quotes.stance IS 'What the judge says that they say of the claim';
