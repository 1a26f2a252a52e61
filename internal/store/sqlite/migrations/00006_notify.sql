-- +goose Up
-- Who is told of what, and what came of it. Events hold ids and codes and no
-- personal values.
CREATE TABLE notify_endpoints (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            TEXT NOT NULL,
    version       INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    types         TEXT NOT NULL,       -- separated by spaces; empty for all
    tier          TEXT NOT NULL,       -- least tier; empty for all
    enabled       INTEGER NOT NULL,
    why           TEXT NOT NULL,       -- why it is off
    disabled_at   INTEGER,             -- Unix microseconds, as all times here
    failing_since INTEGER,
    failures      INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    key_version   INTEGER NOT NULL,
    reach_sealed  BLOB NOT NULL,       -- name, address and signing secrets
    PRIMARY KEY (workspace, id)
);
CREATE TABLE notify_events (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    id        TEXT NOT NULL,
    type      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX notify_events_by_time ON notify_events (workspace, at);
CREATE TABLE notify_deliveries (
    workspace  TEXT NOT NULL,
    id         TEXT NOT NULL,
    endpoint   TEXT NOT NULL,
    event      TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,
    done_at    INTEGER,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, endpoint) REFERENCES notify_endpoints (workspace, id),
    FOREIGN KEY (workspace, event) REFERENCES notify_events (workspace, id)
);
CREATE INDEX notify_deliveries_due ON notify_deliveries (workspace, next_at) WHERE state = 'pending';
CREATE INDEX notify_deliveries_by_endpoint ON notify_deliveries (workspace, endpoint, created_at, id);
CREATE INDEX notify_deliveries_by_event ON notify_deliveries (workspace, event);
CREATE INDEX notify_deliveries_by_time ON notify_deliveries (workspace, created_at, id);
CREATE TABLE notify_attempts (
    workspace TEXT NOT NULL,
    delivery  TEXT NOT NULL,
    n         INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    took      INTEGER NOT NULL,        -- microseconds
    status    INTEGER NOT NULL,
    fault     TEXT NOT NULL,
    PRIMARY KEY (workspace, delivery, n),
    FOREIGN KEY (workspace, delivery) REFERENCES notify_deliveries (workspace, id)
) WITHOUT ROWID;
-- When records of a source came, to tell when none come any more.
CREATE TABLE notify_arrivals (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    source    TEXT NOT NULL,
    last_at   INTEGER NOT NULL,
    gaps      TEXT NOT NULL,           -- seconds, newest last, separated by spaces
    silent    INTEGER NOT NULL,
    PRIMARY KEY (workspace, source)
);
-- Answers to writes that carried an Idempotency-Key, so that the same request
-- gets the same answer and is done once.
CREATE TABLE api_replies (
    workspace    TEXT NOT NULL REFERENCES workspaces (id),
    id           TEXT NOT NULL,        -- who asked, and the key
    fingerprint  TEXT NOT NULL,        -- digest of method, path and body
    made_at      INTEGER NOT NULL,
    done         INTEGER NOT NULL,     -- 0 while the request is at work
    key_version  INTEGER NOT NULL,
    reply_sealed BLOB NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX api_replies_by_time ON api_replies (workspace, made_at);

-- +goose Down
DROP TABLE api_replies;
DROP TABLE notify_arrivals;
DROP TABLE notify_attempts;
DROP TABLE notify_deliveries;
DROP TABLE notify_events;
DROP TABLE notify_endpoints;
