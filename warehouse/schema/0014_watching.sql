-- What was seen in the feeds that are watched, and what became of it.

CREATE TABLE feed_looks (
    id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    looked_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    transient BOOLEAN NOT NULL,
    items INTEGER NOT NULL,
    sha256 VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR
);
COMMENT ON TABLE feed_looks IS 'Each look at a feed, sitemap, folder or list of addresses';
COMMENT ON COLUMN feed_looks.id IS 'Hash of the feed and the time of the look';
COMMENT ON COLUMN feed_looks.url IS 'Address or path of the feed, as it was given';
COMMENT ON COLUMN feed_looks.looked_at IS 'When it was looked at';
COMMENT ON COLUMN feed_looks.outcome IS 'read or failed';
COMMENT ON COLUMN feed_looks.detail IS 'What was wrong with it; empty where nothing was';
COMMENT ON COLUMN feed_looks.transient IS 'Whether a failure may pass';
COMMENT ON COLUMN feed_looks.items IS 'How many items it held';
COMMENT ON COLUMN feed_looks.sha256 IS 'Hash of the feed as it was retrieved; NULL for a folder or list';
COMMENT ON COLUMN feed_looks.etag IS 'Validator that the server gave, sent with the next request';
COMMENT ON COLUMN feed_looks.last_modified IS 'The other validator that the server gave';

CREATE TABLE watched_items (
    id VARCHAR NOT NULL,
    feed_url VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    guid VARCHAR,
    title VARCHAR,
    published_at TIMESTAMPTZ,
    seen_at TIMESTAMPTZ NOT NULL,
    digest VARCHAR,
    outcome VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    transient BOOLEAN NOT NULL,
    text_sha256 VARCHAR,
    signature UBIGINT[],
    article_id VARCHAR,
    run_id VARCHAR,
    duplicate_of VARCHAR
);
COMMENT ON TABLE watched_items IS 'What became of each item of a feed; when something else becomes of it there is a new row';
COMMENT ON COLUMN watched_items.id IS 'Hash of the address, the time and what became of it';
COMMENT ON COLUMN watched_items.feed_url IS 'The feed that it was seen in (feed_looks.url)';
COMMENT ON COLUMN watched_items.url IS 'Where the article is, as the feed says, without marks of campaigns';
COMMENT ON COLUMN watched_items.canonical_url IS 'Where the article itself says that it is; url where it does not';
COMMENT ON COLUMN watched_items.guid IS 'What the feed calls it; NULL where that is not to be believed';
COMMENT ON COLUMN watched_items.title IS 'Title as the feed gives it';
COMMENT ON COLUMN watched_items.published_at IS 'Date as the feed gives it; NULL for one that cannot be';
COMMENT ON COLUMN watched_items.seen_at IS 'When it became so';
COMMENT ON COLUMN watched_items.digest IS 'Hash of what the feed says of it; NULL where that has no time';
COMMENT ON COLUMN watched_items.outcome IS 'checked, updated, unchanged, duplicate, failed, too_old or waiting';
COMMENT ON COLUMN watched_items.detail IS 'Why it was not checked; empty where it was';
COMMENT ON COLUMN watched_items.transient IS 'Whether it failed for a reason that may pass, and is taken again';
COMMENT ON COLUMN watched_items.text_sha256 IS 'Hash of the text of the article';
COMMENT ON COLUMN watched_items.signature IS 'MinHash of the text, which near-duplicates are found by';
COMMENT ON COLUMN watched_items.article_id IS 'The article as it was read (articles.id, if it was checked)';
COMMENT ON COLUMN watched_items.run_id IS 'The run that checked it (runs.id)';
COMMENT ON COLUMN watched_items.duplicate_of IS 'The article that it is a copy of (articles.id)';
