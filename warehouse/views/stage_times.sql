-- description = "How long runs took at each stage, day by day"
-- question = "Which stage takes the time, and since when does it take longer?"
-- order = "day DESC, stage"
--
-- [example]
-- sql = "SELECT stage, round(median(median_seconds), 1) AS seconds, round(max(p95_seconds), 1) AS slowest_day FROM stage_times GROUP BY stage ORDER BY seconds DESC"
-- shows = "the stages that take longest, and how long they took on their worst day"
--
-- [columns]
-- day = "Day in UTC on which the runs began"
-- stage = "The step"
-- runs = "Runs that came through it"
-- median_seconds = "Half of them took no longer than so many seconds"
-- p95_seconds = "95 in 100 of them took no longer"
-- max_seconds = "The longest"
-- total_seconds = "All of them together"
SELECT
    day,
    entry.key AS stage,
    count(*) AS runs,
    quantile_cont(entry.value, 0.5) AS median_seconds,
    quantile_cont(entry.value, 0.95) AS p95_seconds,
    max(entry.value) AS max_seconds,
    sum(entry.value) AS total_seconds
FROM (
    SELECT
        make_timestamp(epoch_us(started_at))::DATE AS day,
        unnest(map_entries(seconds)) AS entry
    FROM runs
)
GROUP BY day, entry.key
