-- description = "What has no verdict now, and why"
-- question = "Which claims have no verdict, and why not?"
-- order = "checked_at DESC, article_url, claim_id"
--
-- [example]
-- sql = "SELECT status, reason, count(*) AS claims FROM not_checked GROUP BY ALL ORDER BY claims DESC"
-- shows = "the commonest reasons why there is no verdict"
--
-- [columns]
-- article_title = "Headline of the article"
-- article_url = "Where the article was read"
-- claim_id = "The claim (claims.id)"
-- claim = "Verbatim span of the text of the article"
-- kind = "What sort of statement it is"
-- status = "How far the newest check came"
-- reason = "Why there is no verdict"
-- checked_at = "When that check ended"
SELECT
    a.title AS article_title,
    a.url AS article_url,
    f.claim_id,
    f.claim,
    f.kind,
    f.status,
    f.reason,
    f.checked_at
FROM findings AS f
JOIN articles AS a ON a.id = f.article_id
WHERE f.newest AND f.status <> 'judged'
