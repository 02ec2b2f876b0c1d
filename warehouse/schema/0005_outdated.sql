-- Claims that were true once: since when and on what evidence they no longer are.
ALTER TABLE verdicts ADD COLUMN outdated STRUCT(
    true_evidence_id VARCHAR, true_at VARCHAR, false_evidence_id VARCHAR, false_at VARCHAR
);
COMMENT ON COLUMN verdicts.outdated IS 'Evidence (evidence.id) that bore the claim out at one time and denies it at a later one, with both times; NULL unless it was true once';
