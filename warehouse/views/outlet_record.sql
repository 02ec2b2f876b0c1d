-- description = "What stands about the claims of each outlet, month by month"
-- question = "How do the claims of an outlet hold up over time?"
-- order = "month DESC, claims DESC, outlet"
--
-- [example]
-- sql = "SELECT outlet, sum(claims) AS claims, round(sum(refuted) / nullif(sum(supported + refuted + conflicting), 0), 2) AS refuted_share FROM outlet_record GROUP BY outlet HAVING sum(supported + refuted + conflicting) >= 3 ORDER BY refuted_share DESC"
-- shows = "the share of refuted claims of each outlet with at least three decided"
--
-- [columns]
-- outlet = "Publisher as the page names it, else the host of its address; NULL for texts without one"
-- month = "First day of the month of publication in UTC; of the check if no date is known"
-- articles = "Articles with a claim to check"
-- claims = "Claims to check"
-- attributed = "Of these, said by somebody else according to the article"
-- supported = "Of these, supported"
-- refuted = "Of these, refuted"
-- conflicting = "Of these, with conflicting evidence"
-- undecided = "Of these, without enough evidence, without a verdict, or not checkable"
-- by_editors = "Of these, decided by an editor"
-- refuted_share = "Refuted claims among those supported, refuted or conflicting; NULL without any"
SELECT
    a.outlet,
    coalesce(a.month, date_trunc('month', make_timestamp(epoch_us(v.checked_at)))::DATE) AS month,
    count(DISTINCT v.article_id) AS articles,
    count(*) AS claims,
    count(v.attributed_to) AS attributed,
    count(*) FILTER (v.final_label = 'supported') AS supported,
    count(*) FILTER (v.final_label = 'refuted') AS refuted,
    count(*) FILTER (v.final_label = 'conflicting_evidence') AS conflicting,
    count(*) FILTER (coalesce(v.final_label = 'not_enough_evidence', true)) AS undecided,
    count(v.decision) AS by_editors,
    refuted / nullif(supported + refuted + conflicting, 0) AS refuted_share
FROM verdicts_current AS v
JOIN article_facets AS a ON a.article_id = v.article_id
WHERE v.status <> 'not_checked'
GROUP BY ALL
