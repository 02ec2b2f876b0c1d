-- description = "How far checks come, by topic and language"
-- question = "On which topics and in which language do we abstain, and why?"
-- order = "claims DESC, topic, language"
--
-- [example]
-- sql = "SELECT language, sum(claims) AS claims, round(sum(abstained) / sum(claims), 2) AS abstention FROM coverage GROUP BY language"
-- shows = "the share of claims without a decided verdict in each language"
--
-- [columns]
-- topic = "First folder of the address of the article, which many outlets name after the section; NULL where there is none. Sections themselves are not recorded"
-- language = "ISO 639-1 code of the language of the article"
-- articles = "Articles with a claim to check"
-- claims = "Claims to check"
-- decided = "Of these, supported, refuted or with conflicting evidence by the newest check"
-- not_enough_evidence = "Of these, judged without enough evidence"
-- retrieval_failed = "Of these, not judged because nothing could be retrieved"
-- ambiguous = "Of these, not judged because they cannot be understood on their own"
-- abstained = "Of these, the three together: no decided verdict"
-- abstention_share = "abstained among claims, from 0 to 1"
-- mean_confidence = "Mean probability of the decided verdicts, from 0 to 1"
-- not_checked = "Statements besides, that are nothing to check"
SELECT
    a.topic,
    a.language,
    count(DISTINCT f.article_id) FILTER (f.status <> 'not_checked') AS articles,
    count(*) FILTER (f.status <> 'not_checked') AS claims,
    count(*) FILTER (f.label <> 'not_enough_evidence') AS decided,
    count(*) FILTER (f.label = 'not_enough_evidence') AS not_enough_evidence,
    count(*) FILTER (f.status = 'retrieval_failed') AS retrieval_failed,
    count(*) FILTER (f.status = 'ambiguous') AS ambiguous,
    claims - decided AS abstained,
    (claims - decided) / nullif(claims, 0) AS abstention_share,
    avg(f.confidence) FILTER (f.label <> 'not_enough_evidence') AS mean_confidence,
    count(*) FILTER (f.status = 'not_checked') AS not_checked
FROM findings AS f
JOIN article_facets AS a ON a.article_id = f.article_id
WHERE f.newest
GROUP BY ALL
