-- description = "Claims that came up again, one row a cluster: where, since when, and whether verdicts disagree"
-- question = "Which claims come back, in which outlets and languages, and do our verdicts agree?"
-- order = "articles DESC, last_seen DESC, cluster_id"
--
-- [example]
-- sql = "SELECT claim, claims, outlet_names, labels FROM repeats WHERE verdicts_disagree ORDER BY last_seen DESC"
-- shows = "claims that say the same and have different verdicts: something to look at"
--
-- [columns]
-- cluster_id = "The first of the claims that say the same (claims.id)"
-- claim = "Its wording"
-- claims = "How many claims say the same"
-- articles = "In how many articles"
-- outlets = "In how many outlets"
-- outlet_names = "Which outlets"
-- languages = "In which languages"
-- first_seen = "When the first was published, or checked if no date is known"
-- last_seen = "When the last was"
-- last_checked = "When one of them was last checked"
-- labels = "Labels that the newest checks came to"
-- decided = "Labels that editors stand behind"
-- verdicts_disagree = "Whether more than one label stands"
SELECT
    cluster_id,
    arg_min(claim, (claim_id <> cluster_id, seen_at, claim_id)) AS claim,
    count(*) AS claims,
    count(DISTINCT coalesce(article_url, article_id)) AS articles,
    count(DISTINCT outlet) AS outlets,
    list(DISTINCT outlet ORDER BY outlet) FILTER (outlet IS NOT NULL) AS outlet_names,
    list(DISTINCT language ORDER BY language) AS languages,
    min(seen_at) AS first_seen,
    max(seen_at) AS last_seen,
    max(checked_at) AS last_checked,
    list(DISTINCT label ORDER BY label) FILTER (label IS NOT NULL) AS labels,
    list(DISTINCT final_label ORDER BY final_label) FILTER (decision IS NOT NULL) AS decided,
    count(DISTINCT final_label) > 1 AS verdicts_disagree
FROM repeat_claims
GROUP BY cluster_id
