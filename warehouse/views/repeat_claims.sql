-- description = "Each claim that came up again, beside the first of its cluster, in the order they were seen"
-- question = "Who repeated a claim, when, and what do we say about each?"
-- order = "cluster_id, seen_at, claim_id"
-- narrow = "cluster_id IN (SELECT DISTINCT cluster_id FROM claim_traces WHERE similarity IS NOT NULL ORDER BY cluster_id LIMIT {limit})"
--
-- [example]
-- sql = "SELECT outlet, count(*) AS repeated FROM repeat_claims WHERE final_label = 'refuted' AND claim_id <> cluster_id GROUP BY outlet ORDER BY repeated DESC"
-- shows = "which outlets repeat refuted claims"
--
-- [columns]
-- cluster_id = "The first of the claims that say the same (claims.id)"
-- claim_id = "The claim (claims.id)"
-- claim = "The claim in words that stand on their own"
-- language = "ISO 639-1 code of the language of the claim"
-- outlet = "Who published it"
-- article_id = "The article that makes it (articles.id)"
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- seen_at = "When the article was published, or checked if no date is known"
-- checked_at = "When the claim was last checked"
-- label = "Label that the newest check came to"
-- decision = "What an editor decided last on the claim"
-- final_label = "What stands: the editor's label if there is one, else that of the newest check"
-- similarity = "Cosine to the first claim, without the centre of each language; NULL for the first"
-- agreement = "Probability that each follows from the other; NULL for the first and for the same words"
-- embedder = "Name and version of the model that found it"
WITH repeated AS (
    SELECT claim_id, cluster_id, language, similarity, agreement, embedder
    FROM claim_traces
    WHERE cluster_id IN (SELECT cluster_id FROM claim_traces WHERE similarity IS NOT NULL)
)
SELECT
    t.cluster_id,
    t.claim_id,
    v.wording AS claim,
    t.language,
    a.outlet,
    v.article_id,
    v.article_title,
    v.article_url,
    coalesce(v.article_published_at, v.checked_at) AS seen_at,
    v.checked_at,
    v.label,
    v.decision,
    v.final_label,
    t.similarity,
    t.agreement,
    t.embedder
FROM repeated AS t
JOIN verdicts_current AS v ON v.claim_id = t.claim_id
JOIN article_facets AS a ON a.article_id = v.article_id
