-- +goose Up
-- Who looked whom up outside a case, and why: the audit log holds the id of a
-- line, the words stand here, where they can be erased.
CREATE TABLE searches (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            TEXT NOT NULL,
    at            INTEGER NOT NULL, -- Unix microseconds
    actor         TEXT NOT NULL,    -- id of the user or token
    by_what       TEXT NOT NULL,    -- name, mail, phone, case or value
    purpose       TEXT NOT NULL,
    found         INTEGER NOT NULL,
    key_version   INTEGER NOT NULL,
    reason_sealed BLOB NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX searches_by_time ON searches (workspace, at, id);

-- +goose Down
DROP TABLE searches;
