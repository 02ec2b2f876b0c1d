CREATE TABLE book (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id TEXT NOT NULL,
    made_at TEXT NOT NULL
);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- What no two people have alike: the name in NFKC and without case.
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'chief')),
    -- As argon2 writes it; NULL for who signs in elsewhere.
    password TEXT,
    -- Issuer and subject of who signs in elsewhere.
    subject TEXT UNIQUE,
    language TEXT,
    keys TEXT NOT NULL,
    created_at TEXT NOT NULL,
    disabled_at TEXT
);

-- Of tokens only the SHA-256 is kept.
CREATE TABLE invitations (
    token TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    used_by TEXT REFERENCES people (id)
);

CREATE TABLE password_links (
    token TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    ends_at TEXT NOT NULL
);

CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person_id);

CREATE TABLE actions (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    claim_id TEXT,
    evidence TEXT,
    content TEXT NOT NULL,
    -- NULL once the content was redacted.
    salt TEXT,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX actions_of_claim ON actions (claim_id, number);
CREATE INDEX actions_of_person ON actions ("by", number);
CREATE INDEX actions_of_kind ON actions (kind, number);

-- The last action; before the first, what that one follows.
CREATE TABLE head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL
);

CREATE TRIGGER actions_follow BEFORE INSERT ON actions
WHEN NEW.number IS NOT (SELECT number + 1 FROM head)
    OR NEW.previous IS NOT (SELECT hash FROM head)
BEGIN
    SELECT RAISE(ABORT, 'an action follows the last one');
END;
CREATE TRIGGER actions_stay BEFORE DELETE ON actions
BEGIN
    SELECT RAISE(ABORT, 'actions are only ever added');
END;
-- But for a redaction, which takes the salt away for good.
CREATE TRIGGER actions_stay_as_they_are BEFORE UPDATE ON actions
WHEN NEW.salt IS NOT NULL
    OR NEW.number IS NOT OLD.number OR NEW.kind IS NOT OLD.kind OR NEW.at IS NOT OLD.at
    OR NEW."by" IS NOT OLD."by" OR NEW.claim_id IS NOT OLD.claim_id
    OR NEW.evidence IS NOT OLD.evidence OR NEW.digest IS NOT OLD.digest
    OR NEW.previous IS NOT OLD.previous OR NEW.hash IS NOT OLD.hash
BEGIN
    SELECT RAISE(ABORT, 'actions are only ever added');
END;

-- The actions that the warehouse is to be told of; what of is in the actions.
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY REFERENCES actions (number),
    claim_id TEXT NOT NULL,
    at TEXT NOT NULL,
    done_at TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    failure TEXT
);
CREATE INDEX outbox_of_claim ON outbox (claim_id, number);
CREATE INDEX outbox_waiting ON outbox (number) WHERE done_at IS NULL;

CREATE TABLE saved_filters (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    shared INTEGER NOT NULL,
    saved_at TEXT NOT NULL,
    UNIQUE (person_id, name)
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    -- In the order in which they were added.
    place INTEGER NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    claim_id TEXT NOT NULL,
    url TEXT NOT NULL,
    "by" TEXT NOT NULL,
    state TEXT NOT NULL,
    added_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    outcome TEXT,
    detail TEXT
);
CREATE UNIQUE INDEX jobs_once ON jobs (claim_id, kind, url) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_of_claim ON jobs (claim_id, place);
