package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Review keeps cases and what belongs to them: it is a [review.Store].
type Review struct{ db *DB }

// NewReview returns the cases of db. Workspaces must be open.
func NewReview(db *DB) *Review { return &Review{db} }

// sealedCase is a case as it is kept.
type sealedCase struct {
	version          int
	hold             bool
	erased           sql.NullInt64
	wrapped, content []byte
}

func readCase(ctx context.Context, v *View, q Query, id string) (*sealedCase, error) {
	s := &sealedCase{}
	err := q.Row(ctx, "SELECT version, hold, erased_at, key_sealed, case_sealed FROM cases WHERE workspace = ? AND id = ?", v.Workspace(), id).
		Scan(&s.version, &s.hold, &s.erased, &s.wrapped, &s.content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("case %s: %w", id, review.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read case %s: %w", id, err)
	}
	return s, nil
}

// open returns the case's key and the case.
func (s *sealedCase) open(v *View, id string) (key []byte, c *review.Case, err error) {
	if s.erased.Valid {
		return nil, nil, fmt.Errorf("case %s: %w", id, review.ErrErased)
	}
	if key, err = v.Unwrap(caseOwner(id), s.wrapped); err != nil {
		return nil, nil, fmt.Errorf("open the key of case %s: %w", id, err)
	}
	plain, err := seal.Open(key, s.content, v.Context("case", []byte(id)))
	if err != nil {
		return nil, nil, fmt.Errorf("open case %s: %w", id, err)
	}
	c = &review.Case{}
	if err := wire.UnmarshalStrict(plain, c); err != nil {
		return nil, nil, fmt.Errorf("read case %s: %w", id, err)
	}
	return key, c, nil
}

// Case reads one case.
func (r *Review) Case(ctx context.Context, ws domain.WorkspaceID, id string) (c *review.Case, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		s, err := readCase(ctx, v, v, id)
		if err != nil {
			return err
		}
		_, c, err = s.open(v, id)
		return err
	})
	return c, err
}

// CreateCase keeps a new case under a key of its own.
func (r *Review) CreateCase(ctx context.Context, ws domain.WorkspaceID, c *review.Case) error {
	events := c.TakeEvents()
	return r.db.WriteIn(ctx, ws, func(u *Unit) error {
		made := *c
		made.Version = 1
		key, wrapped, err := u.NewDataKey(caseOwner(c.ID))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, `INSERT INTO cases (workspace, id, version, kind, state, closed, outcome, stage, job, jurisdiction, tier, tier_rank,
				sight, assignee, opened_at, updated_at, hold, key_version, key_sealed)
			VALUES (?, ?, 0, ?, 'open', 0, '', '', '', '', '', 0, '', '', 0, 0, 0, ?, ?)`,
			ws, c.ID, c.Kind, u.Newest(), wrapped); err != nil {
			return fmt.Errorf("keep case: %w", err)
		}
		if err := u.saveCase(ctx, &made, key, events); err != nil {
			return err
		}
		c.Version = made.Version
		return nil
	})
}

// caseOwner names a case as the owner of its key.
func caseOwner(id string) []byte { return []byte("case " + id) }

// UpdateCase changes a case in one transaction.
func (r *Review) UpdateCase(ctx context.Context, ws domain.WorkspaceID, id string, version int, do func(*review.Case) error) (out *review.Case, err error) {
	err = r.db.WriteIn(ctx, ws, func(u *Unit) error {
		s, err := readCase(ctx, u.View, u.Tx, id)
		if err != nil {
			return err
		}
		key, c, err := s.open(u.View, id)
		if err != nil {
			return err
		}
		if version != 0 && version != c.Version {
			return u.conflict(ctx, key, id, version, c.Version)
		}
		if err := do(c); err != nil {
			return err
		}
		out = c
		events := c.TakeEvents()
		if len(events) == 0 {
			return nil
		}
		c.Version++
		return u.saveCase(ctx, c, key, events)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (u *Unit) conflict(ctx context.Context, key []byte, id string, have, current int) error {
	events, err := readEvents(ctx, u.View, u.Tx, key, id, have)
	if err != nil {
		return err
	}
	for i := range events {
		events[i].Why = ""
	}
	return &review.Conflict{Case: id, Have: have, Current: current, Changed: events}
}

// Events lists what was done to a case, oldest first.
func (r *Review) Events(ctx context.Context, ws domain.WorkspaceID, id string) (events []review.Event, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		s, err := readCase(ctx, v, v, id)
		if err != nil {
			return err
		}
		if s.erased.Valid {
			return fmt.Errorf("case %s: %w", id, review.ErrErased)
		}
		key, err := v.Unwrap(caseOwner(id), s.wrapped)
		if err != nil {
			return fmt.Errorf("open the key of case %s: %w", id, err)
		}
		events, err = readEvents(ctx, v, v, key, id, 0)
		return err
	})
	return events, err
}

func readEvents(ctx context.Context, v *View, q Query, key []byte, id string, after int) ([]review.Event, error) {
	var events []review.Event
	err := each(ctx, q, func(rows *sql.Rows) error {
		var sealed []byte
		var version, n int
		if err := rows.Scan(&version, &n, &sealed); err != nil {
			return err
		}
		plain, err := seal.Open(key, sealed, v.Context("case event", eventID(id, version, n)))
		if err != nil {
			return err
		}
		var e review.Event
		events = append(events, e)
		return wire.UnmarshalStrict(plain, &events[len(events)-1])
	}, "SELECT version, n, event_sealed FROM case_events WHERE workspace = ? AND case_id = ? AND version > ? ORDER BY version, n", v.Workspace(), id, after)
	if err != nil {
		return nil, fmt.Errorf("read the events of case %s: %w", id, err)
	}
	return events, nil
}

func eventID(id string, version, n int) []byte { return fmt.Appendf(nil, "%s/%d.%d", id, version, n) }

// saveCase writes a case and everything that is told from it, with its events
// and their audit entries.
func (u *Unit) saveCase(ctx context.Context, c *review.Case, key []byte, events []review.Event) error {
	for _, step := range []func(context.Context, *review.Case) error{u.saveDecisions, u.saveContainments, u.saveHashes, u.saveVictims} {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	plain, err := wire.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode case %s: %w", c.ID, err)
	}
	sealed, err := seal.Seal(key, plain, u.Context("case", []byte(c.ID)))
	if err != nil {
		return err
	}
	if err := u.updateCase(ctx, c, sealed); err != nil {
		if u.db.Violation(err) == Unique {
			return review.ErrExists
		}
		return fmt.Errorf("keep case %s: %w", c.ID, err)
	}
	if err := u.notifyCase(ctx, c, events); err != nil {
		return fmt.Errorf("tell of case %s: %w", c.ID, err)
	}
	return u.saveEvents(ctx, c.ID, key, events)
}

func (u *Unit) updateCase(ctx context.Context, c *review.Case, sealed []byte) error {
	var decision, person, ring any
	var waits, final time.Time
	if d := c.Decision; d != nil {
		waits, final = d.WaitUntil, d.FinalAt
		if !final.IsZero() {
			decision = d.ID
		}
	}
	if c.Person != "" {
		person = c.Person
	}
	if c.Ring != "" {
		ring = c.Ring
	}
	var snoozed, contained time.Time
	if c.Snooze != nil {
		snoozed = c.Snooze.Until
	}
	for _, k := range c.Contained {
		if k.EndedAt.IsZero() && !k.ExpiresAt.IsZero() && (contained.IsZero() || k.ExpiresAt.Before(contained)) {
			contained = k.ExpiresAt
		}
	}
	s := c.Latest()
	_, err := u.Exec(ctx, `UPDATE cases SET version = ?, state = ?, closed = ?, outcome = ?, person = ?, ring = ?, stage = ?, job = ?, jurisdiction = ?,
			tier = ?, tier_rank = ?, sight = ?, assignee = ?, opened_at = ?, updated_at = ?, closed_at = ?, snoozed_until = ?, contained_until = ?,
			wait_until = ?, left_at = ?, keep_until = ?, forget_at = ?, hold = ?, decision = ?, final_at = ?, case_sealed = ?
		WHERE workspace = ? AND id = ?`,
		c.Version, c.State, c.State.Closed(), c.Outcome, person, ring, c.Stage, c.Job, c.Jurisdiction,
		s.Tier, s.Tier.Rank(), s.Sight(), c.Assignee, micros(c.OpenedAt), micros(c.UpdatedAt), micros(c.ClosedAt), micros(snoozed), micros(contained),
		micros(waits), micros(c.LeftAt), micros(c.KeepUntil), micros(c.ForgetAt), c.Hold != nil, decision, micros(final), sealed,
		u.Workspace(), c.ID)
	return err
}

func (u *Unit) saveEvents(ctx context.Context, id string, key []byte, events []review.Event) error {
	entries := make([]audit.Entry, 0, len(events))
	for n, e := range events {
		plain, err := wire.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		sealed, err := seal.Seal(key, plain, u.Context("case event", eventID(id, e.Version, n)))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO case_events (workspace, case_id, version, n, at, action, event_sealed) VALUES (?, ?, ?, ?, ?, ?, ?)",
			u.Workspace(), id, e.Version, n, e.At.UnixMicro(), e.Action, sealed); err != nil {
			return fmt.Errorf("keep event of case %s: %w", id, err)
		}
		entry := auditEntry(u.Workspace(), e, audit.Object{Type: "case", ID: id})
		if e.Why != "" {
			entry.Why = "event:" + strconv.Itoa(e.Version) + "." + strconv.Itoa(n)
		}
		entries = append(entries, entry)
	}
	return u.Audit(ctx, entries...)
}

// auditEntry tells an event without its free text.
func auditEntry(ws domain.WorkspaceID, e review.Event, on audit.Object) audit.Entry {
	details := map[string]string{}
	if e.Version > 0 {
		details["version"] = strconv.Itoa(e.Version)
	}
	if e.From != e.To {
		details["from"], details["to"] = string(e.From), string(e.To)
	}
	if e.Object != "" {
		details["object"] = e.Object
	}
	if on.Type != "case" && e.Case != "" {
		details["case"] = e.Case
	}
	return audit.Entry{Workspace: ws, At: e.At, Actor: audit.Actor{ID: e.Actor.ID, Kind: audit.ActorKind(e.Actor.Kind), Role: string(e.Actor.Role)},
		Action: on.Type + "." + string(e.Action), Object: on, Details: details}
}

// Note writes an audit entry for what changes no case.
func (r *Review) Note(ctx context.Context, ws domain.WorkspaceID, e review.Event, object string) error {
	return r.db.WriteIn(ctx, ws, func(u *Unit) error {
		return u.Audit(ctx, auditEntry(ws, review.Event{Case: e.Case, Version: e.Version, At: e.At, Actor: e.Actor, Action: e.Action}, audit.Object{Type: object, ID: e.Object}))
	})
}

// SealFile seals a file under its case's key.
func (r *Review) SealFile(ctx context.Context, ws domain.WorkspaceID, id, file string, plain []byte) (sealed []byte, err error) {
	err = r.withKey(ctx, ws, id, func(v *View, key []byte) error {
		sealed, err = seal.Seal(key, plain, v.Context("attachment", []byte(id+"/"+file)))
		return err
	})
	return sealed, err
}

// OpenFile opens what [Review.SealFile] sealed.
func (r *Review) OpenFile(ctx context.Context, ws domain.WorkspaceID, id, file string, sealed []byte) (plain []byte, err error) {
	err = r.withKey(ctx, ws, id, func(v *View, key []byte) error {
		plain, err = seal.Open(key, sealed, v.Context("attachment", []byte(id+"/"+file)))
		return err
	})
	return plain, err
}

func (r *Review) withKey(ctx context.Context, ws domain.WorkspaceID, id string, do func(v *View, key []byte) error) error {
	return r.db.ReadIn(ctx, ws, func(v *View) error {
		s, err := readCase(ctx, v, v, id)
		if err != nil {
			return err
		}
		if s.erased.Valid {
			return fmt.Errorf("case %s: %w", id, review.ErrErased)
		}
		key, err := v.Unwrap(caseOwner(id), s.wrapped)
		if err != nil {
			return fmt.Errorf("open the key of case %s: %w", id, err)
		}
		return do(v, key)
	})
}
