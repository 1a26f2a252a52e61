-- +goose Up
-- Every table begins with the workspace. Personal and secret columns are
-- sealed (name ends in _sealed) or keyed hashes (name ends in _hash).
CREATE TABLE workspaces (
    id         TEXT PRIMARY KEY,
    check_sealed BLOB NOT NULL,      -- a known text: proves that the key file fits
    created_at INTEGER NOT NULL
);
CREATE TABLE clients (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    client_hash BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    PRIMARY KEY (workspace, client_hash)
);
CREATE TABLE data_keys (
    workspace    TEXT NOT NULL REFERENCES workspaces (id),
    owner_hash   BLOB NOT NULL,      -- keyed hash of the owner's first key
    key_sealed   BLOB,               -- NULL once destroyed: the owner is erased
    created_at   INTEGER NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (workspace, owner_hash)
);
CREATE TABLE records (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    record_hash   BLOB NOT NULL,     -- keyed hash of key and content: one row a version
    key_hash      BLOB NOT NULL,     -- keyed hash of the key: all versions of one record
    owner_hash    BLOB NOT NULL,
    client_hash   BLOB,
    source        TEXT NOT NULL,
    tenant        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    occurred_at   INTEGER,           -- Unix microseconds, UTC
    observed_at   INTEGER NOT NULL,
    gone_at       INTEGER,           -- Unix seconds; a full export no longer carried it
    file_hash     TEXT NOT NULL,
    file_line     INTEGER NOT NULL,
    file_offset   INTEGER NOT NULL,
    record_sealed BLOB NOT NULL,     -- the redacted record, under the owner's data key
    PRIMARY KEY (workspace, record_hash)
);
CREATE INDEX records_by_key ON records (workspace, key_hash);
CREATE INDEX records_by_owner ON records (workspace, owner_hash);
CREATE TABLE identifiers (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    type        TEXT NOT NULL,
    value_hash  BLOB NOT NULL,
    owner_hash  BLOB NOT NULL,
    PRIMARY KEY (workspace, type, value_hash, owner_hash)
) WITHOUT ROWID;
CREATE TABLE accounts (
    workspace      TEXT NOT NULL REFERENCES workspaces (id),
    account_hash   BLOB NOT NULL,
    owner_hash     BLOB NOT NULL,
    account_sealed BLOB NOT NULL,    -- folded activity and observations
    PRIMARY KEY (workspace, account_hash)
);
CREATE TABLE event_keys (
    workspace TEXT NOT NULL,
    event_key BLOB NOT NULL,
    PRIMARY KEY (workspace, event_key)
) WITHOUT ROWID;
CREATE TABLE imports (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    path_hash   BLOB NOT NULL,       -- file names carry people's names: Ana_Ferro_CV.pdf
    file_hash   TEXT NOT NULL,
    source      TEXT NOT NULL,
    shape       TEXT NOT NULL,
    encoding    TEXT NOT NULL,
    size        INTEGER NOT NULL,
    read_to     INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    accepted    INTEGER NOT NULL,
    duplicate   INTEGER NOT NULL,
    unused      INTEGER NOT NULL,
    set_aside   INTEGER NOT NULL,
    versions    INTEGER NOT NULL,
    unknown     INTEGER NOT NULL,
    observed_at INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (workspace, path_hash, file_hash)
);
CREATE TABLE quarantine (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    path_hash     BLOB NOT NULL,
    path_sealed   BLOB NOT NULL,
    file_hash     TEXT NOT NULL,
    line          INTEGER NOT NULL,
    file_offset   INTEGER NOT NULL,
    source        TEXT NOT NULL,
    reason        TEXT NOT NULL,
    detail_sealed BLOB NOT NULL,
    at            INTEGER NOT NULL
);
CREATE INDEX quarantine_by_file ON quarantine (workspace, path_hash, file_hash);
CREATE TABLE evaluations (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    as_of         INTEGER NOT NULL,
    config_hash   TEXT NOT NULL,
    made_at       INTEGER NOT NULL,
    report_sealed BLOB NOT NULL
);

-- +goose Down
DROP TABLE evaluations;
DROP TABLE quarantine;
DROP TABLE imports;
DROP TABLE event_keys;
DROP TABLE accounts;
DROP TABLE identifiers;
DROP TABLE records;
DROP TABLE data_keys;
DROP TABLE clients;
DROP TABLE workspaces;
