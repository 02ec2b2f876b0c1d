-- description = "What runs could not do: searches without an answer, pages that could not be had"
-- question = "What went wrong, in which run and with which claim?"
-- order = "started_at DESC, run_id, position"
--
-- [example]
-- sql = "SELECT stage, provider, reason, count(*) AS times FROM failures GROUP BY ALL ORDER BY times DESC LIMIT 20"
-- shows = "what fails most often"
--
-- [columns]
-- started_at = "When the run began"
-- run_id = "The run (runs.id)"
-- position = "Place among the failures of the run, from 1"
-- stage = "The step that failed"
-- provider = "Search provider that was asked"
-- url = "Address that was asked for"
-- reason = "What went wrong"
-- claim = "Claim that was worked on"
SELECT
    r.started_at,
    f.run_id,
    f.position,
    f.stage,
    f.provider,
    f.url,
    f.reason,
    c.claim
FROM run_failures AS f
JOIN runs AS r ON r.id = f.run_id
LEFT JOIN findings AS c ON c.run_id = f.run_id AND c.claim_id = f.claim_id
