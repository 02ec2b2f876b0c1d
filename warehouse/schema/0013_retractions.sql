-- Editors take decisions back (retract) and word claims anew (wording).
--
-- A label is added to an ENUM by making it anew, while no table uses it: the decisions wait as words.

ALTER TABLE reviews RENAME TO earlier_reviews;
CREATE TABLE worded_reviews (
    id VARCHAR,
    verdict_id VARCHAR,
    decision VARCHAR,
    label verdict_label,
    reason VARCHAR,
    reviewer VARCHAR,
    reviewed_at TIMESTAMPTZ,
    claim_id VARCHAR,
    verdict_label verdict_label
);
INSERT INTO worded_reviews SELECT * FROM earlier_reviews;
DROP TABLE earlier_reviews;
DROP TYPE decision;
CREATE TYPE decision AS ENUM ('confirm', 'overrule', 'not_checkable', 'retract');
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
    wording VARCHAR,
    CHECK ((decision != 'overrule') OR ("label" IS NOT NULL))
);
INSERT INTO reviews SELECT *, NULL FROM worded_reviews;
DROP TABLE worded_reviews;
COMMENT ON TABLE reviews IS 'The decisions of editors on verdicts; a changed mind is a new row';
COMMENT ON COLUMN reviews.id IS 'Identifier of the decision';
COMMENT ON COLUMN reviews.verdict_id IS 'The verdict that was reviewed (verdicts.id)';
COMMENT ON COLUMN reviews.decision IS 'What the editor did with the verdict; retract takes back what was decided on the claim before';
COMMENT ON COLUMN reviews.label IS 'Label that the editor gives instead';
COMMENT ON COLUMN reviews.reason IS 'Why, in the words of the editor';
COMMENT ON COLUMN reviews.reviewer IS 'Who decided';
COMMENT ON COLUMN reviews.reviewed_at IS 'When the editor decided';
COMMENT ON COLUMN reviews.claim_id IS 'The claim of that verdict (claims.id)';
COMMENT ON COLUMN reviews.verdict_label IS 'Label of that verdict';
COMMENT ON COLUMN reviews.wording IS 'The claim as the editor words it; NULL where it was left as it is';
