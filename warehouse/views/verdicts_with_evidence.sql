-- description = "The evidence behind each current verdict, one row a piece"
-- question = "What does each current verdict rest on, sentence by sentence?"
-- order = "checked_at DESC, claim_id, position"
-- # The newest verdicts that have evidence, if they are enough, and then step by step what they lead to:
-- # in one step DuckDB joins whole tables. Among so many there are enough unless nearly none has any.
-- tables = """
-- verdicts AS MATERIALIZED (
--     SELECT verdict_id FROM findings WHERE newest AND verdict_id IS NOT NULL
--     ORDER BY checked_at DESC, claim_id LIMIT 2 * {limit}
-- ),
-- rested AS MATERIALIZED (
--     SELECT DISTINCT verdict_id FROM verdict_evidence WHERE verdict_id IN (FROM verdicts)
-- ),
-- findings AS MATERIALIZED (
--     FROM findings WHERE newest AND verdict_id IN (FROM rested)
--     OR (SELECT count(*) FROM rested) < {limit}
-- ),
-- times AS MATERIALIZED (
--     SELECT DISTINCT recorded_at FROM runs WHERE article_id IN (SELECT article_id FROM findings)
-- ),
-- verdict_evidence AS MATERIALIZED (
--     FROM verdict_evidence WHERE verdict_id IN (SELECT verdict_id FROM findings)
-- ),
-- evidence AS MATERIALIZED (
--     FROM evidence
--     WHERE recorded_at IN (FROM times) AND id IN (SELECT evidence_id FROM verdict_evidence)
-- ),
-- passages AS MATERIALIZED (FROM passages WHERE id IN (SELECT passage_id FROM evidence)),
-- sources AS MATERIALIZED (
--     SELECT * EXCLUDE (text) FROM sources WHERE id IN (SELECT source_id FROM passages)
-- )
-- """
--
-- [example]
-- sql = "SELECT claim, label, stance, passage, url FROM verdicts_with_evidence WHERE excluded IS NULL ORDER BY checked_at DESC, claim_id, weight DESC LIMIT 20"
-- shows = "the sentences that decided the newest verdicts, the weightiest of each first"
--
-- [columns]
-- claim_id = "The claim (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- article_id = "The article that makes it (articles.id)"
-- run_id = "The newest run that looked at the claim (runs.id)"
-- checked_at = "When that run ended"
-- verdict_id = "The verdict of that run (verdicts.id)"
-- label = "Label of the verdict"
-- confidence = "Probability from 0 to 1 that the label is right"
-- position = "Place of the piece in the verdict, from 1"
-- stance = "What the passage says of the claim, numbers deciding first"
-- weight = "Weight in the verdict; 0 if it did not count"
-- excluded = "Why it did not count; NULL if it did"
-- passage = "The passage verbatim"
-- publisher = "Registrable domain of the page"
-- voice = "Domain or syndicated text that counts once"
-- url = "Address of the page after redirects"
-- page_title = "Title of the page"
-- page_published_at = "When the page says it was published"
-- retrieved_at = "When the page was first retrieved with this content"
-- similarity = "Cosine of claim and passage from -1 to 1, higher is nearer"
-- comparison = "How amounts were compared, in words"
-- start_char = "Code point of the text of the page where the passage begins"
-- end_char = "Code point of the text of the page after its end"
-- evidence_id = "The piece of evidence (evidence.id)"
SELECT
    f.claim_id,
    f.claim,
    f.article_id,
    f.run_id,
    f.checked_at,
    f.verdict_id,
    f.label,
    f.confidence,
    ve.position,
    e.stance,
    ve.weight,
    ve.excluded,
    p.text AS passage,
    s.publisher,
    ve.voice,
    s.final_url AS url,
    s.title AS page_title,
    s.published_at AS page_published_at,
    s.retrieved_at,
    e.similarity,
    e.comparison,
    p.start_char,
    p.end_char,
    e.id AS evidence_id
FROM findings AS f
JOIN verdict_evidence AS ve ON ve.verdict_id = f.verdict_id
JOIN evidence AS e ON e.id = ve.evidence_id
JOIN passages AS p ON p.id = e.passage_id
JOIN sources AS s ON s.id = e.source_id
WHERE f.newest
