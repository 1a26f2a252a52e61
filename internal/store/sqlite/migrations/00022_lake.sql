-- +goose Up
-- Keys of the raw records in the lake, by owner. The lake's files are not written
-- anew when keys rotate, so the key in a line stays and only the line is sealed
-- anew; destroying it makes unreadable what the files hold of its owner.
CREATE TABLE lake_keys (
    workspace    TEXT NOT NULL REFERENCES workspaces (id),
    key_id       BLOB NOT NULL,    -- random; stands beside each row in the files
    owner_hash   BLOB NOT NULL,    -- keyed hash of the owner, as in data_keys; key_id once destroyed
    lake_sealed  BLOB,             -- key and owner; NULL once destroyed
    created_at   INTEGER NOT NULL, -- Unix seconds
    destroyed_at INTEGER,
    key_version  INTEGER NOT NULL,
    PRIMARY KEY (workspace, key_id)
);
CREATE UNIQUE INDEX lake_keys_by_owner ON lake_keys (workspace, owner_hash);

-- +goose Down
DROP TABLE lake_keys;
