-- +goose Up
-- What people set right of records, in the order in which they did: a record
-- is read as its corrections say, and kept as it came. They go with the
-- person whose record it is.
CREATE TABLE corrections (
    workspace         TEXT NOT NULL REFERENCES workspaces (id),
    id                TEXT NOT NULL,  -- a number in twelve digits, so that the order is that of the text
    key_hash          BLOB NOT NULL,  -- of the record's key
    at                INTEGER NOT NULL, -- Unix microseconds
    key_version       INTEGER NOT NULL,
    correction_sealed BLOB NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX corrections_by_record ON corrections (workspace, key_hash);
-- How many records of a file were refused because their owner was erased.
ALTER TABLE imports ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE imports DROP COLUMN erased;
DROP TABLE corrections;
