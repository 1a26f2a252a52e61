-- +goose Up
-- People who work with Daylight, and what lets them in. Of secrets only digests
-- stand here, or sealed values.
CREATE TABLE users (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            TEXT NOT NULL,
    version       BIGINT NOT NULL,
    login_hash    BYTEA NOT NULL,
    external_hash BYTEA,                -- issuer and subject at an identity provider
    user_sealed   BYTEA NOT NULL,
    key_version   BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, login_hash),
    UNIQUE (workspace, external_hash)
);
CREATE TABLE proposals (
    workspace   TEXT NOT NULL,
    id          TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    what        TEXT NOT NULL,
    role        TEXT NOT NULL,
    by_id       TEXT NOT NULL,
    at          BIGINT NOT NULL,         -- Unix microseconds
    reason_sealed BYTEA NOT NULL,
    key_version BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, user_id) REFERENCES users (workspace, id)
);
CREATE TABLE sessions (
    workspace TEXT NOT NULL,
    id        TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    digest    BYTEA NOT NULL,           -- SHA-256 of the secret
    made_at   BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL,
    factor    BIGINT NOT NULL,           -- 1: a second factor was proved
    invite    BIGINT NOT NULL,           -- 1: good for setting a first password only
    browser   TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, digest),
    FOREIGN KEY (workspace, user_id) REFERENCES users (workspace, id)
);
CREATE INDEX sessions_by_user ON sessions (workspace, user_id);
CREATE TABLE api_tokens (
    workspace  TEXT NOT NULL,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    digest     BYTEA NOT NULL,
    scopes     TEXT NOT NULL,
    by_id      TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    seen_at    BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, digest)
);
CREATE TABLE setup_tokens (
    workspace TEXT PRIMARY KEY REFERENCES workspaces (id),
    digest    BYTEA NOT NULL,
    until     BIGINT NOT NULL
);
CREATE TABLE login_failures (
    workspace TEXT NOT NULL,
    subject   TEXT NOT NULL,         -- login or address, as a digest
    failures  BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    PRIMARY KEY (workspace, subject)
);

-- +goose Down
DROP TABLE login_failures;
DROP TABLE setup_tokens;
DROP TABLE api_tokens;
DROP TABLE sessions;
DROP TABLE proposals;
DROP TABLE users;
