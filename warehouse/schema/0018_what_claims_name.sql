-- Whom and what claims name, and the rest of their figures: places in an order, and stretches of
-- time, beside the amounts; of an amount, the scale that it is written in. Which statement of the
-- article a headline, a caption or a pull quote repeats.

CREATE TYPE entity_type AS ENUM ('person', 'organisation', 'place', 'work');
CREATE TABLE claim_entities (
    claim_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    type entity_type NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK ((text IS NULL) = (start_char IS NULL)),
    CHECK ((text IS NULL) = (end_char IS NULL))
);
COMMENT ON TABLE claim_entities IS 'The people, organisations, places and works that claims name; none of claims recorded before they were kept';
COMMENT ON COLUMN claim_entities.claim_id IS 'The claim that names it (claims.id)';
COMMENT ON COLUMN claim_entities.name IS 'The name; of a person the whole one where the article has it';
COMMENT ON COLUMN claim_entities.type IS 'What it names, told by rules over the whole article';
COMMENT ON COLUMN claim_entities.position IS 'Place among the names of the claim, from 1';
COMMENT ON COLUMN claim_entities.text IS 'The name as it first stands in the claim; NULL where only the wording has it';
COMMENT ON COLUMN claim_entities.start_char IS 'Code point of the text of the claim where it begins';
COMMENT ON COLUMN claim_entities.end_char IS 'Code point of the text of the claim after its end';
COMMENT ON COLUMN claim_entities.recorded_at IS 'When the row came into this file';

CREATE TABLE claim_periods (
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    begins VARCHAR NOT NULL,
    ends VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (start_char >= 0),
    CHECK (end_char >= start_char)
);
COMMENT ON TABLE claim_periods IS 'The dates and stretches of time that claims state';
COMMENT ON COLUMN claim_periods.claim_id IS 'The claim that states it (claims.id)';
COMMENT ON COLUMN claim_periods.position IS 'Place among the periods of the claim, from 1';
COMMENT ON COLUMN claim_periods.text IS 'The period verbatim';
COMMENT ON COLUMN claim_periods.start_char IS 'Code point of the text of the claim where it begins';
COMMENT ON COLUMN claim_periods.end_char IS 'Code point of the text of the claim after its end';
COMMENT ON COLUMN claim_periods.begins IS 'Its first day, month or year in ISO 8601, as precise as it is written';
COMMENT ON COLUMN claim_periods.ends IS 'Its last one, within it; the same as begins for one day, month or year';
COMMENT ON COLUMN claim_periods.recorded_at IS 'When the row came into this file';

CREATE TABLE claim_ordinals (
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    value INTEGER NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (start_char >= 0),
    CHECK (end_char >= start_char)
);
COMMENT ON TABLE claim_ordinals IS 'The places in an order that claims state';
COMMENT ON COLUMN claim_ordinals.claim_id IS 'The claim that states it (claims.id)';
COMMENT ON COLUMN claim_ordinals.position IS 'Place among the ordinals of the claim, from 1';
COMMENT ON COLUMN claim_ordinals.text IS 'The ordinal verbatim';
COMMENT ON COLUMN claim_ordinals.start_char IS 'Code point of the text of the claim where it begins';
COMMENT ON COLUMN claim_ordinals.end_char IS 'Code point of the text of the claim after its end';
COMMENT ON COLUMN claim_ordinals.value IS 'The place, from 1';
COMMENT ON COLUMN claim_ordinals.recorded_at IS 'When the row came into this file';

ALTER TABLE claim_quantities ADD COLUMN scale INTEGER;
COMMENT ON COLUMN claim_quantities.scale IS 'Power of ten of the word or letter after the number, 6 for millones, 0 without one; NULL before it was kept';

ALTER TABLE claims ADD COLUMN repeats VARCHAR;
ALTER TABLE run_claims ADD COLUMN repeats VARCHAR;
COMMENT ON COLUMN claims.repeats IS 'The statement of the article that this one repeats, where it is checked (claims.id)';
COMMENT ON COLUMN run_claims.repeats IS 'The same as this run read it';
