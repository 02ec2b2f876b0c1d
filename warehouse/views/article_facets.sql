-- description = "Each article with its outlet, topic, language and month"
-- question = "Which outlets, topics and months do the articles belong to?"
-- order = "month DESC, outlet, url, article_id"
--
-- [example]
-- sql = "SELECT topic, count(*) AS articles FROM article_facets GROUP BY topic ORDER BY articles DESC"
-- shows = "how many articles there are on each topic"
--
-- [columns]
-- article_id = "The article (articles.id); a changed text is another one"
-- url = "Address of the article"
-- title = "Headline"
-- outlet = "Publisher as the page names it, else the host of its address"
-- topic = "First folder of the address, which many outlets name after the section; NULL where there is none or it holds a figure. Sections themselves are not recorded"
-- language = "ISO 639-1 code of the language"
-- published_at = "When the article says it was published"
-- month = "First day of the month of publication, in UTC; NULL if the article names no date"
SELECT
    id AS article_id,
    url,
    title,
    coalesce(publisher, nullif(regexp_extract(url, '^[a-z]+://(?:www\.)?([^/:]+)', 1), '')) AS outlet,
    -- A date, a number or the only part of the address is no section.
    lower(nullif(regexp_extract(url, '^[a-z]+://[^/]+/([^/?#.0-9]+)/', 1), '')) AS topic,
    language,
    published_at,
    date_trunc('month', make_timestamp(epoch_us(published_at)))::DATE AS month
FROM articles
