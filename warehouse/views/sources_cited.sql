-- description = "The publishers whose pages decide verdicts, and how often they agree with what stands"
-- question = "Which publishers do we cite most, and do they agree with the final decisions?"
-- order = "claims DESC, publisher"
--
-- [example]
-- sql = "SELECT publisher, claims, round(agreement, 2) AS agreement, agree_with_editors, differ_from_editors FROM sources_cited WHERE agree + differ >= 3 ORDER BY agreement, claims DESC"
-- shows = "the publishers that stand most often against the final decision"
--
-- [columns]
-- publisher = "Registrable domain of the pages"
-- claims = "Claims whose newest verdict counts evidence of the publisher"
-- pieces = "Pieces of evidence that counted"
-- supports = "Claims that a piece of it supports"
-- refutes = "Claims that a piece of it refutes"
-- agree = "Claims on which most of its pieces say what stands: supports and supported, refutes and refuted"
-- differ = "Claims on which most of its pieces say the opposite of what stands"
-- agreement = "agree among both, from 0 to 1. The engine's verdicts rest on this very evidence: look at editors"
-- agree_with_editors = "Of agree, decided by an editor"
-- differ_from_editors = "Of differ, decided by an editor"
WITH cited AS (
    SELECT
        unnest(cited, recursive := true),
        final_label = 'supported' AS stands,
        final_label = 'refuted' AS falls,
        decision IS NOT NULL AS by_editor
    FROM verdicts_current
    WHERE len(cited) > 0
),
compared AS (
    SELECT
        *,
        (stands AND supports > refutes) OR (falls AND refutes > supports) AS agrees,
        (stands AND refutes > supports) OR (falls AND supports > refutes) AS differs
    FROM cited
)
SELECT
    publisher,
    count(*) AS claims,
    sum(pieces)::BIGINT AS pieces,
    count(*) FILTER (supports > 0) AS supports,
    count(*) FILTER (refutes > 0) AS refutes,
    count(*) FILTER (agrees) AS agree,
    count(*) FILTER (differs) AS differ,
    agree / nullif(agree + differ, 0) AS agreement,
    count(*) FILTER (agrees AND by_editor) AS agree_with_editors,
    count(*) FILTER (differs AND by_editor) AS differ_from_editors
FROM compared
GROUP BY publisher
