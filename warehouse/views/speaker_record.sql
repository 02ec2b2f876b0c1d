-- description = "What stands about the claims of each person or body that articles quote, month by month"
-- question = "How do the claims of a speaker hold up over time?"
-- order = "month DESC, claims DESC, speaker"
--
-- [example]
-- sql = "SELECT speaker, sum(supported) AS supported, sum(refuted) AS refuted, sum(outlets) AS told_by FROM speaker_record GROUP BY speaker ORDER BY sum(supported + refuted) DESC LIMIT 20"
-- shows = "the speakers with most decided claims"
--
-- [columns]
-- speaker = "Who says it, in the words of the article: one person may stand under several names"
-- month = "First day of the month of publication in UTC; of the check if no date is known"
-- outlets = "Outlets that quote the speaker"
-- claims = "Claims to check that are attributed to the speaker"
-- supported = "Of these, supported"
-- refuted = "Of these, refuted"
-- conflicting = "Of these, with conflicting evidence"
-- undecided = "Of these, without enough evidence, without a verdict, or not checkable"
-- by_editors = "Of these, decided by an editor"
-- refuted_share = "Refuted claims among those supported, refuted or conflicting; NULL without any"
SELECT
    v.attributed_to AS speaker,
    coalesce(a.month, date_trunc('month', make_timestamp(epoch_us(v.checked_at)))::DATE) AS month,
    count(DISTINCT a.outlet) AS outlets,
    count(*) AS claims,
    count(*) FILTER (v.final_label = 'supported') AS supported,
    count(*) FILTER (v.final_label = 'refuted') AS refuted,
    count(*) FILTER (v.final_label = 'conflicting_evidence') AS conflicting,
    count(*) FILTER (coalesce(v.final_label = 'not_enough_evidence', true)) AS undecided,
    count(v.decision) AS by_editors,
    refuted / nullif(supported + refuted + conflicting, 0) AS refuted_share
FROM verdicts_current AS v
JOIN article_facets AS a ON a.article_id = v.article_id
WHERE v.attributed_to IS NOT NULL AND v.status <> 'not_checked'
GROUP BY ALL
