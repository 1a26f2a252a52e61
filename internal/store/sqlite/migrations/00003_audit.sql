-- +goose Up
-- The audit log: an RFC 6962 tree a workspace. Entries hold ids and codes and
-- no personal values; they are never changed and never removed.
CREATE TABLE audit_logs (
    workspace TEXT PRIMARY KEY REFERENCES workspaces (id),
    size      INTEGER NOT NULL,      -- entries
    hashes    BLOB NOT NULL          -- roots of the perfect subtrees that cover them, 32 bytes each
) WITHOUT ROWID;
CREATE TABLE audit_entries (
    workspace   TEXT NOT NULL,
    seq         INTEGER NOT NULL,    -- place in the tree, from 0 without gaps
    at          INTEGER NOT NULL,    -- Unix microseconds, UTC
    actor       TEXT NOT NULL,
    action      TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    entry       TEXT NOT NULL,       -- what the tree covers, byte by byte
    hashes      BLOB  NOT NULL,      -- roots of the perfect subtrees that end here, its own hash first
    PRIMARY KEY (workspace, seq)
) WITHOUT ROWID;
CREATE INDEX audit_entries_by_object ON audit_entries (workspace, object_type, object_id, seq);
CREATE INDEX audit_entries_by_actor ON audit_entries (workspace, actor, seq);
CREATE TABLE audit_keys (
    workspace  TEXT NOT NULL,
    seq        INTEGER NOT NULL,     -- order in which the keys signed
    public     TEXT NOT NULL,
    private_sealed BLOB,             -- NULL once the next key took over
    created_at INTEGER NOT NULL,
    key_version INTEGER NOT NULL,        -- of the workspace's keys that seal it
    PRIMARY KEY (workspace, seq)
);
CREATE TABLE audit_checkpoints (
    workspace TEXT NOT NULL,
    size      INTEGER NOT NULL,
    root      BLOB NOT NULL,
    note      TEXT NOT NULL,         -- as signed
    rotation  INTEGER NOT NULL,      -- 1 when it hands over from one key to the next
    at        INTEGER NOT NULL,
    PRIMARY KEY (workspace, size)
);
CREATE TABLE audit_pushes (
    workspace TEXT NOT NULL,
    target    TEXT NOT NULL,
    size      INTEGER NOT NULL,      -- of the last checkpoint that reached it
    PRIMARY KEY (workspace, target)
);
-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_remain BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never removed'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_pushes;
DROP TABLE audit_checkpoints;
DROP TABLE audit_keys;
DROP TABLE audit_entries;
DROP TABLE audit_logs;
