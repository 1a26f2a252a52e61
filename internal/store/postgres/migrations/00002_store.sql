-- +goose Up
-- Versions of a workspace's keys, so that they can be changed while the
-- workspace is in use. The epoch rises whenever keys change or an owner is
-- erased: who holds keys in memory reads it at the start of each transaction.
ALTER TABLE workspaces ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;
CREATE TABLE key_versions (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    version     BIGINT NOT NULL,
    keys_sealed BYTEA NOT NULL,       -- under the master key
    made_at     BIGINT NOT NULL,    -- Unix microseconds
    retired_at  BIGINT,             -- Unix microseconds; NULL: rows of this version may exist
    PRIMARY KEY (workspace, version)
);
-- Everything of an owner moves to a new version in one transaction.
ALTER TABLE data_keys ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE clients ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE imports ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE imports ADD COLUMN path_sealed BYTEA; -- NULL in rows of the first schema
ALTER TABLE quarantine ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE evaluations ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX records_by_client ON records (workspace, client_hash) WHERE client_hash IS NOT NULL;
CREATE INDEX accounts_by_owner ON accounts (workspace, owner_hash);

-- +goose Down
DROP INDEX accounts_by_owner;
DROP INDEX records_by_client;
DROP TABLE key_versions;
ALTER TABLE evaluations DROP COLUMN key_version;
ALTER TABLE quarantine DROP COLUMN key_version;
ALTER TABLE imports DROP COLUMN path_sealed;
ALTER TABLE imports DROP COLUMN key_version;
ALTER TABLE clients DROP COLUMN key_version;
ALTER TABLE data_keys DROP COLUMN key_version;
ALTER TABLE workspaces DROP COLUMN epoch;
