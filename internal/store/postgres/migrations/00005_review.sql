-- +goose Up
-- Cases and what belongs to them. What people wrote and saw is sealed under a
-- key of the case's own, so that destroying the key erases it; what the queue
-- and the constraints need stands in clear text and names nobody outside.
--
-- A decision can only become final in here after another person than its
-- author agreed, the notice was sent and received, and the waiting ended.
CREATE TABLE decisions (
    workspace   TEXT NOT NULL REFERENCES workspaces (id),
    id          TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    author      TEXT NOT NULL CHECK (author <> ''),
    proposed_at BIGINT NOT NULL,        -- Unix microseconds, as all times
    approver    TEXT CHECK (approver <> ''),
    approved_at BIGINT,
    notice_by   TEXT,
    notice_at   BIGINT,
    received_at BIGINT,
    wait_until  BIGINT,
    final_by    TEXT,
    final_at    BIGINT,
    appeal_by   TEXT,                    -- who decided the last appeal
    appeal_at   BIGINT,
    ended_at    BIGINT,                 -- withdrawn, sent back or overturned
    code_hash   BYTEA,                    -- of the reference in the notice
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, id, final_at),
    CONSTRAINT decisions_need_two_persons CHECK (approver IS NULL OR approver <> author),
    CONSTRAINT decisions_approval_has_a_time CHECK ((approver IS NULL) = (approved_at IS NULL)),
    CONSTRAINT decisions_notice_follows_approval CHECK (notice_at IS NULL OR (approved_at IS NOT NULL AND notice_at >= approved_at)),
    CONSTRAINT decisions_receipt_follows_notice CHECK (received_at IS NULL OR (notice_at IS NOT NULL AND received_at >= notice_at)),
    CONSTRAINT decisions_wait_five_days CHECK (wait_until IS NULL OR (received_at IS NOT NULL AND wait_until >= received_at + 432000000000)),
    CONSTRAINT decisions_final_comes_last CHECK (final_at IS NULL OR
        (approver IS NOT NULL AND final_by IS NOT NULL AND wait_until IS NOT NULL AND final_at >= wait_until)),
    CONSTRAINT decisions_appeal_by_another CHECK (appeal_by IS NULL OR
        (final_at IS NOT NULL AND appeal_by <> author AND appeal_by <> approver AND appeal_by <> final_by))
);
CREATE INDEX decisions_by_case ON decisions (workspace, case_id);
CREATE UNIQUE INDEX decisions_by_code ON decisions (workspace, code_hash);
-- +goose StatementBegin
CREATE FUNCTION decisions_author_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the author of a decision is never changed' USING ERRCODE = 'check_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER decisions_author_stays BEFORE UPDATE ON decisions
    FOR EACH ROW WHEN (NEW.author <> OLD.author) EXECUTE FUNCTION decisions_author_stays();
CREATE TABLE cases (
    workspace       TEXT NOT NULL REFERENCES workspaces (id),
    id              TEXT NOT NULL,
    version         BIGINT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('person', 'ring')),
    state           TEXT NOT NULL CHECK (state IN ('open', 'looking', 'cleared', 'needs-interview-check', 'escalated',
        'proposed-adverse', 'second-person', 'notice-sent', 'waiting-period', 'final', 'appeal')),
    closed          BIGINT NOT NULL,
    outcome         TEXT NOT NULL,
    person          TEXT,                -- NULL for a ring's case and once forgotten
    ring            TEXT,
    stage           TEXT NOT NULL,
    job             TEXT NOT NULL,
    jurisdiction    TEXT NOT NULL,
    tier            TEXT NOT NULL,
    tier_rank       BIGINT NOT NULL,
    sight           TEXT NOT NULL,       -- hash of what the newest snapshot shows
    assignee        TEXT NOT NULL,
    opened_at       BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    closed_at       BIGINT,
    snoozed_until   BIGINT,
    contained_until BIGINT,             -- when the next measure runs out
    wait_until      BIGINT,
    left_at         BIGINT,             -- rejected or withdrawn while nobody had decided
    keep_until      BIGINT,
    forget_at       BIGINT,
    hold            BIGINT NOT NULL,
    decision        TEXT,
    final_at        BIGINT,
    erased_at       BIGINT,
    forgotten_at    BIGINT,
    key_version     BIGINT NOT NULL,
    key_sealed      BYTEA,                -- NULL once erased
    case_sealed     BYTEA,
    PRIMARY KEY (workspace, id),
    CONSTRAINT cases_closed_by_state CHECK (closed = CASE WHEN state IN ('cleared', 'final') THEN 1 ELSE 0 END),
    CONSTRAINT cases_final_needs_decision CHECK (state NOT IN ('final', 'appeal') OR (kind = 'person' AND decision IS NOT NULL AND final_at IS NOT NULL)),
    CONSTRAINT cases_held_are_kept CHECK (erased_at IS NULL OR hold = 0),
    CONSTRAINT cases_erased_have_no_key CHECK (erased_at IS NULL OR (key_sealed IS NULL AND case_sealed IS NULL)),
    CONSTRAINT cases_final_decision FOREIGN KEY (workspace, decision, final_at) REFERENCES decisions (workspace, id, final_at)
);
CREATE UNIQUE INDEX cases_one_open_a_person ON cases (workspace, person) WHERE kind = 'person' AND closed = 0 AND state <> 'appeal' AND erased_at IS NULL;
CREATE UNIQUE INDEX cases_one_open_a_ring ON cases (workspace, ring) WHERE kind = 'ring' AND closed = 0 AND erased_at IS NULL;
CREATE INDEX cases_queue ON cases (workspace, closed, tier_rank DESC, opened_at, id);
CREATE INDEX cases_by_person ON cases (workspace, person);
CREATE INDEX cases_by_ring ON cases (workspace, ring);
CREATE INDEX cases_by_assignee ON cases (workspace, assignee, closed);
CREATE INDEX cases_by_opening ON cases (workspace, opened_at);
CREATE INDEX cases_by_closing ON cases (workspace, closed_at);
CREATE INDEX cases_snoozed ON cases (workspace, snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX cases_contained ON cases (workspace, contained_until) WHERE contained_until IS NOT NULL;
CREATE INDEX cases_kept ON cases (workspace, keep_until) WHERE keep_until IS NOT NULL AND erased_at IS NULL;
CREATE INDEX cases_remembered ON cases (workspace, forget_at) WHERE forget_at IS NOT NULL AND forgotten_at IS NULL;
CREATE INDEX cases_by_key_version ON cases (workspace, key_version);
CREATE TABLE containments (
    workspace   TEXT NOT NULL,
    id          TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    measure     TEXT NOT NULL,
    asked_by    TEXT NOT NULL CHECK (asked_by <> ''),
    asked_at    BIGINT NOT NULL,
    approved_by TEXT CHECK (approved_by <> ''),
    approved_at BIGINT,
    expires_at  BIGINT,
    ended_at    BIGINT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, case_id) REFERENCES cases (workspace, id),
    CONSTRAINT containments_need_two_persons CHECK (approved_by IS NULL OR approved_by <> asked_by),
    CONSTRAINT containments_approval_has_a_time CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (approved_at IS NULL) = (expires_at IS NULL)),
    CONSTRAINT containments_end_in_72_hours CHECK (expires_at IS NULL OR (expires_at > approved_at AND expires_at <= approved_at + 259200000000))
);
CREATE INDEX containments_by_case ON containments (workspace, case_id);
CREATE TABLE case_events (
    workspace    TEXT NOT NULL,
    case_id      TEXT NOT NULL,
    version      BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    at           BIGINT NOT NULL,       -- when it was written down
    action       TEXT NOT NULL,
    event_sealed BYTEA,                   -- under the case's key; NULL once erased
    PRIMARY KEY (workspace, case_id, version, n),
    FOREIGN KEY (workspace, case_id) REFERENCES cases (workspace, id)
);
CREATE INDEX case_events_by_time ON case_events (workspace, at, action);
CREATE TABLE case_tags (
    workspace TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    tag       TEXT NOT NULL,
    PRIMARY KEY (workspace, tag, case_id)
);
CREATE INDEX case_tags_by_case ON case_tags (workspace, case_id);
CREATE TABLE case_clients (
    workspace   TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    client_hash BYTEA NOT NULL,
    PRIMARY KEY (workspace, client_hash, case_id)
);
CREATE INDEX case_clients_by_case ON case_clients (workspace, case_id);
-- Keyed hashes: they outlive an erased case for the time that retention sets.
CREATE TABLE case_keys (
    workspace TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    key_hash  BYTEA NOT NULL,             -- employer's key of the person
    PRIMARY KEY (workspace, key_hash, case_id)
);
CREATE INDEX case_keys_by_case ON case_keys (workspace, case_id);
CREATE TABLE case_identifiers (
    workspace  TEXT NOT NULL,
    case_id    TEXT NOT NULL,
    type       TEXT NOT NULL,
    value_hash BYTEA NOT NULL,
    PRIMARY KEY (workspace, value_hash, type, case_id)
);
CREATE INDEX case_identifiers_by_case ON case_identifiers (workspace, case_id);
CREATE TABLE case_evidence (
    workspace TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    item_hash BYTEA NOT NULL,             -- evidence that a clearing explained
    PRIMARY KEY (workspace, case_id, item_hash)
);
CREATE TABLE case_people (
    workspace TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    person    TEXT NOT NULL,             -- somebody else who stands in the findings
    PRIMARY KEY (workspace, person, case_id)
);
CREATE INDEX case_people_by_case ON case_people (workspace, case_id);
CREATE TABLE victims (
    workspace TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    person    TEXT NOT NULL,
    PRIMARY KEY (workspace, case_id, kind, person)
);
CREATE TABLE misused_identifiers (
    workspace  TEXT NOT NULL,
    case_id    TEXT NOT NULL,
    type       TEXT NOT NULL,
    value_hash BYTEA NOT NULL,
    PRIMARY KEY (workspace, case_id, type, value_hash)
);
CREATE TABLE disputes (
    workspace      TEXT NOT NULL REFERENCES workspaces (id),
    id             TEXT NOT NULL,
    version        BIGINT NOT NULL,
    code_hash      BYTEA NOT NULL,
    case_id        TEXT,
    open           BIGINT NOT NULL,
    received_at    BIGINT NOT NULL,
    key_version    BIGINT NOT NULL,
    dispute_sealed BYTEA NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX disputes_by_code ON disputes (workspace, code_hash);
CREATE INDEX disputes_open ON disputes (workspace, open, received_at);
CREATE INDEX disputes_by_case ON disputes (workspace, case_id);
CREATE TABLE suppressions (
    workspace          TEXT NOT NULL REFERENCES workspaces (id),
    id                 TEXT NOT NULL,
    person             TEXT NOT NULL,
    expires_at         BIGINT NOT NULL,
    ended_at           BIGINT,
    key_version        BIGINT NOT NULL,
    suppression_sealed BYTEA NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX suppressions_by_person ON suppressions (workspace, person);
CREATE INDEX suppressions_by_expiry ON suppressions (workspace, expires_at);
CREATE TABLE ladders (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    job       TEXT NOT NULL,
    fixed_at  BIGINT NOT NULL,
    ladder    TEXT NOT NULL,             -- JSON; never changed, a later one is added
    PRIMARY KEY (workspace, job, fixed_at)
);
CREATE TABLE ring_members (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    ring      TEXT NOT NULL,
    person    TEXT NOT NULL,
    PRIMARY KEY (workspace, ring, person)
);
CREATE TABLE ring_changes (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    ring      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    PRIMARY KEY (workspace, ring, at, kind)
);
CREATE TABLE ring_change_sources (
    workspace TEXT NOT NULL,
    ring      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    source    TEXT NOT NULL,             -- a ring that it came of
    PRIMARY KEY (workspace, source, ring, at)
);
CREATE TABLE ring_change_members (
    workspace TEXT NOT NULL,
    ring      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    person    TEXT NOT NULL,
    PRIMARY KEY (workspace, ring, at, person)
);
CREATE INDEX ring_change_members_by_person ON ring_change_members (workspace, person);

-- +goose Down
DROP TABLE ring_change_members;
DROP TABLE ring_change_sources;
DROP TABLE ring_changes;
DROP TABLE ring_members;
DROP TABLE ladders;
DROP TABLE suppressions;
DROP TABLE disputes;
DROP TABLE misused_identifiers;
DROP TABLE victims;
DROP TABLE case_people;
DROP TABLE case_evidence;
DROP TABLE case_identifiers;
DROP TABLE case_keys;
DROP TABLE case_clients;
DROP TABLE case_tags;
DROP TABLE case_events;
DROP TABLE containments;
DROP TABLE cases;
DROP TABLE decisions;
DROP FUNCTION decisions_author_stays();
