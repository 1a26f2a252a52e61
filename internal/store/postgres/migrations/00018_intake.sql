-- +goose Up
-- Files that people handed to the server, by import. Their bytes lie sealed in a
-- folder; the key is in the line.
CREATE TABLE intake (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            TEXT NOT NULL,
    version       BIGINT NOT NULL,
    state         TEXT NOT NULL,
    at            BIGINT NOT NULL, -- Unix microseconds
    key_version   BIGINT NOT NULL,
    import_sealed BYTEA NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX intake_by_time ON intake (workspace, at, id);
CREATE INDEX intake_by_state ON intake (workspace, state, at);

-- +goose Down
DROP TABLE intake;
