-- description = "The claims that name somebody or something, one row a name and claim, as they stand now"
-- question = "Which claims name a person, an organisation, a place or a work, and how do they stand?"
-- order = "checked_at DESC, article_id, claim_id, position"
-- narrow = "claim_id IN (SELECT claim_id FROM findings SEMI JOIN claim_entities USING (claim_id) WHERE newest ORDER BY checked_at DESC, article_id, claim_id LIMIT {limit})"
--
-- [example]
-- sql = "SELECT name, type, count(*) AS claims, count(*) FILTER (final_label = 'refuted') AS refuted FROM named_claims GROUP BY ALL ORDER BY claims DESC, name"
-- shows = "who and what is named in most claims, and in how many that are refuted"
--
-- [columns]
-- name = "The name; of a person the whole one where the article has it"
-- type = "person, organisation, place or work, told by rules: as often right as veredicto eval entities says"
-- position = "Place among the names of the claim"
-- in_words = "Whether the claim itself has the name, not only its wording"
-- claim_id = "The claim (claims.id)"
-- wording = "The claim in words that stand on their own"
-- attributed_to = "Who says it according to the article"
-- status = "How far the newest check came"
-- final_label = "What stands: the editor's label if there is one, else that of the newest check"
-- article_id = "The article (articles.id)"
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- checked_at = "When the newest check ended"
SELECT
    e.name,
    e.type,
    e.position,
    e.text IS NOT NULL AS in_words,
    c.claim_id,
    c.wording,
    c.attributed_to,
    c.status,
    c.final_label,
    c.article_id,
    c.article_title,
    c.article_url,
    c.checked_at
FROM claim_entities AS e
JOIN verdicts_current AS c ON c.claim_id = e.claim_id
