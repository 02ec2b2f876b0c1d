-- In whose name a claim stands, how sure its kind is, what it is made of and what was put into its
-- wording: as the claim was read first, and as each run read it.

ALTER TABLE claims ADD COLUMN reading STRUCT(
    confidence DOUBLE,
    said_by STRUCT(
        who VARCHAR, cue VARCHAR, direct BOOLEAN, anonymous BOOLEAN, saying_id VARCHAR
    ),
    refers STRUCT(
        text VARCHAR, start_char INTEGER, end_char INTEGER, meaning VARCHAR,
        found_start INTEGER, found_end INTEGER
    )[],
    spans STRUCT(start_char INTEGER, end_char INTEGER)[]
);
ALTER TABLE run_claims ADD COLUMN reading STRUCT(
    confidence DOUBLE,
    said_by STRUCT(
        who VARCHAR, cue VARCHAR, direct BOOLEAN, anonymous BOOLEAN, saying_id VARCHAR
    ),
    refers STRUCT(
        text VARCHAR, start_char INTEGER, end_char INTEGER, meaning VARCHAR,
        found_start INTEGER, found_end INTEGER
    )[],
    spans STRUCT(start_char INTEGER, end_char INTEGER)[]
);
COMMENT ON COLUMN claims.reading IS 'Confidence of the kind, who says it (saying_id: the claim that they said it), what was put into the wording for which words, and the spans it is made of; NULL before it was kept';
COMMENT ON COLUMN run_claims.reading IS 'The same of the claim as this run read it; NULL where the run was recorded before it was kept';
