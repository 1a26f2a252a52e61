-- +goose Up
-- Events as they came, until the accounts that they belong to are written:
-- what is acknowledged stands here first. A row holds many people's events
-- under the workspace's own key, so it is folded within minutes, and before
-- anybody is erased.
CREATE TABLE journal (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    seq           INTEGER NOT NULL,
    events_sealed BLOB NOT NULL,
    key_version   INTEGER NOT NULL,
    PRIMARY KEY (workspace, seq)
);

-- +goose Down
DROP TABLE journal;
