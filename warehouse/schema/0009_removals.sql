-- What was taken out of the record on purpose: snapshots that were kept long enough, and addresses
-- and people that had to be forgotten. It says that something was there, never what.
CREATE TYPE removal_kind AS ENUM ('snapshot', 'address', 'person');

CREATE TABLE removals (
    id VARCHAR PRIMARY KEY,
    kind removal_kind NOT NULL,
    subject VARCHAR NOT NULL,
    keys VARCHAR[] NOT NULL,
    reason VARCHAR NOT NULL,
    removed_by VARCHAR NOT NULL,
    removed_at TIMESTAMPTZ NOT NULL,
    counts MAP(VARCHAR, UBIGINT) NOT NULL,
    CHECK ((kind = 'snapshot') = (len(keys) = 0))
);
COMMENT ON TABLE removals IS 'What was removed from the record, and why; never what it said';
COMMENT ON COLUMN removals.id IS 'Hash of what was removed, why and when';
COMMENT ON COLUMN removals.kind IS 'Whether a stored page, an address or a person was removed';
COMMENT ON COLUMN removals.subject IS 'The snapshot (sources.snapshot), or SHA-256 of the canonical address or of the name in lower case without accents';
COMMENT ON COLUMN removals.keys IS 'SHA-256 of each spelling that is not to come back: of the address, or of the orders and initials of the name';
COMMENT ON COLUMN removals.reason IS 'Why, in the words of who removed it';
COMMENT ON COLUMN removals.removed_by IS 'Who removed it: the user of the system';
COMMENT ON COLUMN removals.removed_at IS 'When it was removed';
COMMENT ON COLUMN removals.counts IS 'How much was removed or masked: rows by table, files by kind, bytes';
