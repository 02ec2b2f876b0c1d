-- description = "How each search provider took what it was asked, month by month"
-- question = "Which providers answer, how fast, which come back empty, and which fail for what reason?"
-- order = "month DESC, asked DESC, provider"
--
-- [example]
-- sql = "SELECT provider, sum(asked) AS asked, sum(empty) AS empty, sum(rate_limited + failed) AS failed FROM providers_health GROUP BY provider ORDER BY failed DESC"
-- shows = "which provider fails and which finds nothing"
--
-- [columns]
-- provider = "Name of the search provider"
-- month = "First day of the month in UTC"
-- asked = "Queries that were sent to it; runs recorded by earlier versions do not say"
-- answered = "Of these, answered, with nothing included"
-- empty = "Of these, answered with nothing"
-- rate_limited = "Of these, refused because there were too many"
-- failed = "Of these, without a usable answer for another reason"
-- not_sent = "Queries besides that were not sent, for it was resting or its budget was spent"
-- results = "Pages that it gave"
-- failure_share = "rate_limited and failed among those asked, from 0 to 1"
-- median_seconds = "Half of the answers took no longer than so many seconds, waits between tries included; estimated by a t-digest"
-- last_answered_at = "When it last answered"
-- reasons = "Why there was no answer, with how often, the commonest first"
WITH answers AS (
    SELECT
        *,
        date_trunc('month', make_timestamp(epoch_us(asked_at)))::DATE AS month
    FROM provider_answers
),
reasons AS (
    SELECT provider, month, list({'reason': detail, 'times': times} ORDER BY times DESC, detail) AS reasons
    FROM (
        SELECT provider, month, detail, count(*) AS times
        FROM answers
        WHERE outcome NOT IN ('answered', 'empty')
        GROUP BY ALL
    )
    GROUP BY ALL
),
counted AS (
    SELECT
        provider,
        month,
        count(*) FILTER (outcome NOT IN ('resting', 'over_budget')) AS asked,
        count(*) FILTER (outcome IN ('answered', 'empty')) AS answered,
        count(*) FILTER (outcome = 'empty') AS empty,
        count(*) FILTER (outcome = 'rate_limited') AS rate_limited,
        count(*) FILTER (outcome = 'failed') AS failed,
        count(*) FILTER (outcome IN ('resting', 'over_budget')) AS not_sent,
        sum(results)::BIGINT AS results,
        (rate_limited + failed) / nullif(asked, 0) AS failure_share,
        approx_quantile(seconds, 0.5) FILTER (outcome IN ('answered', 'empty')) AS median_seconds,
        max(asked_at) FILTER (outcome IN ('answered', 'empty')) AS last_answered_at
    FROM answers
    GROUP BY ALL
)
SELECT c.*, coalesce(r.reasons, []) AS reasons
FROM counted AS c
LEFT JOIN reasons AS r ON r.provider = c.provider AND r.month = c.month
