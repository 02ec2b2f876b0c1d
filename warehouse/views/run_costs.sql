-- description = "Every run with its time by stage, what it asked for, its claims and its failures"
-- question = "How long did each run take, at which stage, and for how much work?"
-- order = "started_at DESC, run_id"
-- also = ["runs"]
--
-- [example]
-- sql = "SELECT round(median(duration_seconds), 1) AS seconds, round(median(search_seconds + fetch_seconds), 1) AS on_the_network, round(median(duration_seconds / claims), 2) AS a_claim FROM run_costs WHERE claims > 0"
-- shows = "the median run, what of it was waiting for the web, and the time a claim"
--
-- [columns]
-- run_id = "The run (runs.id)"
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- started_at = "When the run began"
-- duration_seconds = "Seconds from beginning to end"
-- read_seconds = "Seconds reading the article"
-- claims_seconds = "Seconds finding its claims"
-- search_seconds = "Seconds waiting for search providers"
-- fetch_seconds = "Seconds retrieving pages"
-- evidence_seconds = "Seconds ranking and judging passages"
-- verdicts_seconds = "Seconds deciding verdicts and asking for second readings"
-- claims = "Claims that it met"
-- judged = "Of these, with a verdict"
-- retrieval_failed = "Of these, without one because nothing could be retrieved"
-- not_checked = "Of these, nothing to check"
-- ambiguous = "Of these, not understood on their own"
-- queries = "Searches that providers answered"
-- pages = "Pages that were asked for"
-- pages_failed = "Of these, could not be had"
-- failures = "Things that the run could not do"
-- version = "Version of veredicto"
-- recheck_of = "Run that this one is a re-check of"
SELECT
    r.id AS run_id,
    a.title AS article_title,
    a.url AS article_url,
    r.started_at,
    epoch(r.finished_at - r.started_at) AS duration_seconds,
    r.seconds['read'] AS read_seconds,
    r.seconds['claims'] AS claims_seconds,
    r.seconds['search'] AS search_seconds,
    r.seconds['fetch'] AS fetch_seconds,
    r.seconds['evidence'] AS evidence_seconds,
    r.seconds['verdicts'] AS verdicts_seconds,
    coalesce(c.claims, 0) AS claims,
    coalesce(c.judged, 0) AS judged,
    coalesce(c.retrieval_failed, 0) AS retrieval_failed,
    coalesce(c.not_checked, 0) AS not_checked,
    coalesce(c.ambiguous, 0) AS ambiguous,
    coalesce(s.queries, 0) AS queries,
    coalesce(p.pages, 0) AS pages,
    coalesce(p.pages_failed, 0) AS pages_failed,
    coalesce(f.failures, 0) AS failures,
    r.version,
    r.settings['recheck'] AS recheck_of
FROM runs AS r
JOIN articles AS a ON a.id = r.article_id
LEFT JOIN (
    SELECT
        run_id,
        count(*) AS claims,
        count(*) FILTER (status = 'judged') AS judged,
        count(*) FILTER (status = 'retrieval_failed') AS retrieval_failed,
        count(*) FILTER (status = 'not_checked') AS not_checked,
        count(*) FILTER (status = 'ambiguous') AS ambiguous
    FROM findings
    GROUP BY run_id
) AS c ON c.run_id = r.id
LEFT JOIN (
    SELECT rs.run_id, sum(rs.answered)::BIGINT AS queries
    FROM run_searches AS rs
    -- What an earlier version of the article was searched for was not asked again.
    ANTI JOIN (
        SELECT run_id, claim_id FROM run_claims WHERE carried_verdict IS NOT NULL
    ) AS rc ON rc.run_id = rs.run_id AND rc.claim_id = rs.claim_id
    GROUP BY rs.run_id
) AS s ON s.run_id = r.id
LEFT JOIN (
    SELECT run_id, count(*) AS pages, count(*) FILTER (outcome <> 'retrieved') AS pages_failed
    FROM retrievals
    GROUP BY run_id
) AS p ON p.run_id = r.id
LEFT JOIN (
    SELECT run_id, count(*) AS failures FROM run_failures GROUP BY run_id
) AS f ON f.run_id = r.id
