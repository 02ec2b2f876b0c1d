-- Articles and passages are looked up by the time of their recording, too. Passages of a page come
-- with the run that brings it and with later ones, so it is kept which runs brought any.

ALTER TABLE articles RENAME TO untimed_articles;
CREATE TABLE articles (
    id VARCHAR NOT NULL,
    url VARCHAR,
    title VARCHAR,
    language VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    publisher VARCHAR,
    byline VARCHAR,
    published_at TIMESTAMPTZ,
    modified_at TIMESTAMPTZ,
    section VARCHAR,
    blocks STRUCT(kind VARCHAR, start_char INTEGER, end_char INTEGER)[],
    recorded_at TIMESTAMPTZ NOT NULL
);
INSERT INTO articles
    SELECT it.*, coalesce(
        (SELECT min(r.recorded_at) FROM runs AS r WHERE r.article_id = it.id), now()
    ) AS recorded_at
    FROM untimed_articles AS it
    ORDER BY recorded_at;
DROP TABLE untimed_articles;
COMMENT ON TABLE articles IS 'The texts under check, one row for each version of a text';
COMMENT ON COLUMN articles.id IS 'Hash of address, title and text';
COMMENT ON COLUMN articles.url IS 'Where the article was read; NULL for a file or standard input';
COMMENT ON COLUMN articles.title IS 'Headline';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code of the language, such as es';
COMMENT ON COLUMN articles.text IS 'Main text that the offsets of claims point into';
COMMENT ON COLUMN articles.publisher IS 'Outlet that published the article';
COMMENT ON COLUMN articles.byline IS 'Authors as the article names them';
COMMENT ON COLUMN articles.published_at IS 'When the article says it was published';
COMMENT ON COLUMN articles.modified_at IS 'When the article says it was last changed';
COMMENT ON COLUMN articles.section IS 'Section that the article says it appeared in';
COMMENT ON COLUMN articles.blocks IS 'The lines of the text: kind (title, standfirst, heading, paragraph, quote, pull_quote, caption, list_item, table, speech) and place in code points; NULL before they were kept';
COMMENT ON COLUMN articles.recorded_at IS 'When the row came into this file; for rows of schema versions before 19 when the first run of the article did';

ALTER TABLE passages RENAME TO untimed_passages;
CREATE TABLE passages (
    id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    id_head UINTEGER NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CHECK (start_char >= 0),
    CHECK (length("text") = (end_char - start_char))
);
INSERT INTO passages
    SELECT it.*, coalesce(
        (SELECT min(e.recorded_at) FROM evidence AS e WHERE e.passage_id = it.id), now()
    ) AS recorded_at
    FROM untimed_passages AS it
    ORDER BY recorded_at;
DROP TABLE untimed_passages;
COMMENT ON TABLE passages IS 'The verbatim spans of sources that evidence rests on';
COMMENT ON COLUMN passages.id IS 'Hash of source and offsets';
COMMENT ON COLUMN passages.source_id IS 'The page that the span is of (sources.id)';
COMMENT ON COLUMN passages.text IS 'The span verbatim';
COMMENT ON COLUMN passages.start_char IS 'Code point of the text of the source where the span begins';
COMMENT ON COLUMN passages.end_char IS 'Code point of the text of the source after the end of the span';
COMMENT ON COLUMN passages.id_head IS 'Upper half of md5_number_lower(id): four bytes to look an identifier up by';
COMMENT ON COLUMN passages.recorded_at IS 'When the row came into this file; for rows of schema versions before 19 when the first run that cites it did';

CREATE TABLE passage_recordings (
    source_head UINTEGER NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);
INSERT INTO passage_recordings
    SELECT DISTINCT (md5_number_lower(source_id) >> 32)::UINTEGER AS source_head, recorded_at
    FROM passages
    ORDER BY recorded_at, source_head;
COMMENT ON TABLE passage_recordings IS 'When passages of a page came into this file, which is where they are looked for';
COMMENT ON COLUMN passage_recordings.source_head IS 'The page (sources.id_head)';
COMMENT ON COLUMN passage_recordings.recorded_at IS 'The recorded_at of passages of it';
