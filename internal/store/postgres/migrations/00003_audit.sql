-- +goose Up
-- The audit log: an RFC 6962 tree a workspace. Entries hold ids and codes and
-- no personal values; they are never changed and never removed.
CREATE TABLE audit_logs (
    workspace TEXT PRIMARY KEY REFERENCES workspaces (id),
    size      BIGINT NOT NULL,       -- entries
    hashes    BYTEA NOT NULL         -- roots of the perfect subtrees that cover them, 32 bytes each
);
CREATE TABLE audit_entries (
    workspace   TEXT NOT NULL,
    seq         BIGINT NOT NULL,     -- place in the tree, from 0 without gaps
    at          BIGINT NOT NULL,     -- Unix microseconds, UTC
    actor       TEXT NOT NULL,
    action      TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    entry       TEXT NOT NULL,       -- what the tree covers, byte by byte
    hashes      BYTEA NOT NULL,      -- roots of the perfect subtrees that end here, its own hash first
    PRIMARY KEY (workspace, seq)
);
CREATE INDEX audit_entries_by_object ON audit_entries (workspace, object_type, object_id, seq);
CREATE INDEX audit_entries_by_actor ON audit_entries (workspace, actor, seq);
CREATE TABLE audit_keys (
    workspace  TEXT NOT NULL,
    seq        BIGINT NOT NULL,      -- order in which the keys signed
    public     TEXT NOT NULL,
    private_sealed BYTEA,            -- NULL once the next key took over
    created_at BIGINT NOT NULL,
    key_version BIGINT NOT NULL,        -- of the workspace's keys that seal it
    PRIMARY KEY (workspace, seq)
);
CREATE TABLE audit_checkpoints (
    workspace TEXT NOT NULL,
    size      BIGINT NOT NULL,
    root      BYTEA NOT NULL,
    note      TEXT NOT NULL,         -- as signed
    rotation  BIGINT NOT NULL,       -- 1 when it hands over from one key to the next
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, size)
);
CREATE TABLE audit_pushes (
    workspace TEXT NOT NULL,
    target    TEXT NOT NULL,
    size      BIGINT NOT NULL,       -- of the last checkpoint that reached it
    PRIMARY KEY (workspace, target)
);
-- +goose StatementBegin
CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed or removed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();

-- +goose Down
DROP TABLE audit_pushes;
DROP TABLE audit_checkpoints;
DROP TABLE audit_keys;
DROP TABLE audit_entries;
DROP FUNCTION audit_entries_stay();
DROP TABLE audit_logs;
