-- +goose Up
-- What the last evaluation said: derived from the records, and made anew by
-- daylight db rebuild. Only persons about whom something was found have a row.
CREATE TABLE results (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    person        TEXT NOT NULL,     -- id that the engine gives
    tier          TEXT NOT NULL,
    tier_rank     BIGINT NOT NULL,  -- the higher, the sooner
    bits          BIGINT NOT NULL,
    stage         TEXT NOT NULL,
    ring          TEXT NOT NULL,     -- empty for none
    since         BIGINT NOT NULL,  -- Unix microseconds: when the person got this tier
    changed_at    BIGINT NOT NULL,  -- Unix microseconds: when the findings last changed
    key_version   BIGINT NOT NULL,
    result_hash   BYTEA NOT NULL,     -- keyed, of the content: tells whether it changed
    result_sealed BYTEA NOT NULL,
    PRIMARY KEY (workspace, person)
);
CREATE INDEX results_queue ON results (workspace, tier_rank, since, person);
CREATE INDEX results_by_version ON results (workspace, key_version);
CREATE TABLE result_rings (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    ring        TEXT NOT NULL,
    tier        TEXT NOT NULL,
    tier_rank   BIGINT NOT NULL,
    members     BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    key_version BIGINT NOT NULL,
    ring_hash   BYTEA NOT NULL,
    ring_sealed BYTEA NOT NULL,
    PRIMARY KEY (workspace, ring)
);
-- What evaluations changed, for good: ids and codes only.
CREATE TABLE result_history (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    seq         BIGINT NOT NULL,    -- 1, 2, 3 … without gaps
    at          BIGINT NOT NULL,    -- Unix microseconds
    person      TEXT NOT NULL,       -- or a ring's id
    rule        TEXT NOT NULL,       -- empty where the tier changed
    change      TEXT NOT NULL CHECK (change IN ('opened', 'changed', 'gone')),
    tier_before TEXT NOT NULL,
    tier_after  TEXT NOT NULL,
    PRIMARY KEY (workspace, seq)
);
CREATE INDEX result_history_by_person ON result_history (workspace, person, seq);

-- +goose Down
DROP TABLE result_history;
DROP TABLE result_rings;
DROP TABLE results;
