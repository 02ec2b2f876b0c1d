-- A claim that an updated article makes in the same words keeps the verdict of its earlier version.

ALTER TABLE run_claims ADD COLUMN carried_verdict VARCHAR;
COMMENT ON COLUMN run_claims.carried_verdict IS 'Verdict of that run on the same words of an earlier version of the article, which this one repeats; NULL if it is on this very claim';
