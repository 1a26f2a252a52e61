-- +goose Up
-- Who is told of what, and what came of it. Events hold ids and codes and no
-- personal values.
CREATE TABLE notify_endpoints (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            TEXT NOT NULL,
    version       BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    types         TEXT NOT NULL,       -- separated by spaces; empty for all
    tier          TEXT NOT NULL,       -- least tier; empty for all
    enabled       BIGINT NOT NULL,
    why           TEXT NOT NULL,       -- why it is off
    disabled_at   BIGINT,             -- Unix microseconds, as all times here
    failing_since BIGINT,
    failures      BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    key_version   BIGINT NOT NULL,
    reach_sealed  BYTEA NOT NULL,       -- name, address and signing secrets
    PRIMARY KEY (workspace, id)
);
CREATE TABLE notify_events (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    id        TEXT NOT NULL,
    type      TEXT NOT NULL,
    at        BIGINT NOT NULL,
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
    attempts   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    done_at    BIGINT,
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
    n         BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    took      BIGINT NOT NULL,        -- microseconds
    status    BIGINT NOT NULL,
    fault     TEXT NOT NULL,
    PRIMARY KEY (workspace, delivery, n),
    FOREIGN KEY (workspace, delivery) REFERENCES notify_deliveries (workspace, id)
);
-- When records of a source came, to tell when none come any more.
CREATE TABLE notify_arrivals (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    source    TEXT NOT NULL,
    last_at   BIGINT NOT NULL,
    gaps      TEXT NOT NULL,           -- seconds, newest last, separated by spaces
    silent    BIGINT NOT NULL,
    PRIMARY KEY (workspace, source)
);
-- Answers to writes that carried an Idempotency-Key, so that the same request
-- gets the same answer and is done once.
CREATE TABLE api_replies (
    workspace    TEXT NOT NULL REFERENCES workspaces (id),
    id           TEXT NOT NULL,        -- who asked, and the key
    fingerprint  TEXT NOT NULL,        -- digest of method, path and body
    made_at      BIGINT NOT NULL,
    done         BIGINT NOT NULL,     -- 0 while the request is at work
    key_version  BIGINT NOT NULL,
    reply_sealed BYTEA NOT NULL,
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
