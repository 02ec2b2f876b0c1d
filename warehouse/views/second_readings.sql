-- description = "Second readings by an additional judge beside their verdicts, those that disagree first"
-- question = "Where does the second reader see it differently?"
-- order = "coalesce(agrees, true), asked_at DESC, opinion_id"
-- narrow = "opinion_id IN (SELECT id FROM opinions ORDER BY coalesce(agrees, true), asked_at DESC, id LIMIT {limit})"
-- also = ["opinions"]
--
-- [example]
-- sql = "SELECT model, count(*) AS readings, count(*) FILTER (agrees) AS agree, count(*) FILTER (NOT agrees) AS differ FROM second_readings GROUP BY model ORDER BY model"
-- shows = "how often each model agrees with the verdict"
--
-- [columns]
-- claim = "Verbatim span of the text of the article"
-- verdict = "Label of the verdict"
-- opinion = "Label of the second reading; NULL unless it was accepted"
-- agrees = "Whether both are the same"
-- outcome = "Whether the reading was accepted"
-- reason = "Why it was not"
-- explanation = "Why, in the words of the model"
-- quotes = "What it quotes of the evidence, verbatim"
-- model = "Model and place that were asked"
-- asked_at = "When it was asked"
-- verdict_id = "The verdict (verdicts.id)"
-- opinion_id = "The second reading (opinions.id)"
SELECT
    c.text AS claim,
    v.label AS verdict,
    o.label AS opinion,
    o.agrees,
    o.outcome,
    o.reason,
    o.explanation,
    q.quotes,
    o.model,
    o.asked_at,
    v.id AS verdict_id,
    o.id AS opinion_id
FROM opinions AS o
JOIN claims AS c ON c.id = o.claim_id
JOIN verdicts AS v ON v.id = o.verdict_id
LEFT JOIN (
    SELECT opinion_id, list(text ORDER BY position) AS quotes FROM opinion_quotes GROUP BY opinion_id
) AS q ON q.opinion_id = o.id
