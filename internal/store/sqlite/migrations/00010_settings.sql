-- +goose Up
-- What people set of a workspace, version by version: the newest of a part
-- holds, the older ones say what held before and who changed it.
CREATE TABLE settings (
    workspace    TEXT NOT NULL REFERENCES workspaces (id),
    id           TEXT NOT NULL,       -- part and version
    part         TEXT NOT NULL,       -- general, workflow or rules
    version      INTEGER NOT NULL,    -- 2, 3, 4 …: version 1 is what holds before anybody set anything
    at           INTEGER NOT NULL,    -- Unix microseconds
    actor        TEXT NOT NULL,       -- id of the user
    key_version  INTEGER NOT NULL,
    part_sealed  BLOB NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, part, version)
);
CREATE INDEX settings_by_key ON settings (workspace, key_version);
-- Filters of pages that people keep, for themselves or for all.
CREATE TABLE saved_views (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    id          TEXT NOT NULL,
    version     INTEGER NOT NULL,
    owner       TEXT NOT NULL,        -- id of the user
    shared      INTEGER NOT NULL,
    page        TEXT NOT NULL,
    place       INTEGER NOT NULL,     -- where it stands among the views of its page
    key_version INTEGER NOT NULL,
    view_sealed BLOB NOT NULL,        -- name, filter and sort
    PRIMARY KEY (workspace, id)
);
CREATE INDEX saved_views_by_owner ON saved_views (workspace, owner);
-- Rules that had a hit in a case when it was last written: how often a rule is
-- right is counted by them. They stay when a case is erased, and name nobody.
CREATE TABLE case_rules (
    workspace TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    rule      TEXT NOT NULL,
    PRIMARY KEY (workspace, case_id, rule),
    FOREIGN KEY (workspace, case_id) REFERENCES cases (workspace, id)
);

-- +goose Down
DROP TABLE case_rules;
DROP TABLE saved_views;
DROP TABLE settings;
