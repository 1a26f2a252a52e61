package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/wire"
)

// own seals a value of the workspace, bound to its use and id.
func (u *Unit) ownJSON(v any, use, id string) ([]byte, error) {
	plain, err := wire.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", use, err)
	}
	return u.Own(plain, use, []byte(id))
}

func (v *View) openJSON(sealed []byte, use, id string, into any) error {
	plain, err := v.OpenOwn(sealed, use, []byte(id))
	if err != nil {
		return fmt.Errorf("open %s %s: %w", use, id, err)
	}
	return wire.UnmarshalStrict(plain, into)
}

// CreateDispute keeps a dispute, which its sender finds again by the code.
func (r *Review) CreateDispute(ctx context.Context, ws domain.WorkspaceID, d *review.Dispute, code string, e review.Event) error {
	return r.db.WriteIn(ctx, ws, func(u *Unit) error {
		sealed, err := u.ownJSON(d, "dispute", d.ID)
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, `INSERT INTO disputes (workspace, id, version, code_hash, case_id, open, received_at, key_version, dispute_sealed)
			VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)`, ws, d.ID, d.Version, u.Lookup("code", code), some(d.Case), d.ReceivedAt.UnixMicro(), u.Newest(), sealed); err != nil {
			return fmt.Errorf("keep dispute: %w", err)
		}
		if err := u.notifyDispute(ctx, d); err != nil {
			return fmt.Errorf("tell of a dispute: %w", err)
		}
		return u.Audit(ctx, auditEntry(ws, e, audit.Object{Type: "dispute", ID: d.ID}))
	})
}

func readDispute(ctx context.Context, v *View, q Query, condition string, args ...any) (*review.Dispute, error) {
	var id string
	var sealed []byte
	err := q.Row(ctx, "SELECT id, dispute_sealed FROM disputes WHERE workspace = ? AND "+condition, append([]any{v.Workspace()}, args...)...).Scan(&id, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("dispute: %w", review.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read dispute: %w", err)
	}
	d := &review.Dispute{}
	return d, v.openJSON(sealed, "dispute", id, d)
}

// Dispute reads one dispute.
func (r *Review) Dispute(ctx context.Context, ws domain.WorkspaceID, id string) (d *review.Dispute, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		d, err = readDispute(ctx, v, v, "id = ?", id)
		return err
	})
	return d, err
}

// DisputeByCode reads the dispute whose sender holds a code.
func (r *Review) DisputeByCode(ctx context.Context, ws domain.WorkspaceID, code string) (d *review.Dispute, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		for _, h := range v.Lookups("code", code) {
			if d, err = readDispute(ctx, v, v, "code_hash = ?", h); !errors.Is(err, review.ErrNotFound) {
				return err
			}
		}
		return fmt.Errorf("dispute: %w", review.ErrNotFound)
	})
	return d, err
}

// Disputes lists disputes, oldest first.
func (r *Review) Disputes(ctx context.Context, ws domain.WorkspaceID, open bool) (list []*review.Dispute, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		list = nil
		return each(ctx, v, func(rows *sql.Rows) error {
			var id string
			var sealed []byte
			if err := rows.Scan(&id, &sealed); err != nil {
				return err
			}
			d := &review.Dispute{}
			list = append(list, d)
			return v.openJSON(sealed, "dispute", id, d)
		}, "SELECT id, dispute_sealed FROM disputes WHERE workspace = ? AND open >= ? ORDER BY received_at, id", ws, open)
	})
	if err != nil {
		return nil, fmt.Errorf("list disputes: %w", err)
	}
	return list, nil
}

// UpdateDispute changes a dispute in one transaction.
func (r *Review) UpdateDispute(ctx context.Context, ws domain.WorkspaceID, id string, version int, do func(*review.Dispute) (review.Event, error)) (out *review.Dispute, err error) {
	err = r.db.WriteIn(ctx, ws, func(u *Unit) error {
		d, err := readDispute(ctx, u.View, u.Tx, "id = ?", id)
		if err != nil {
			return err
		}
		if version != 0 && version != d.Version {
			return &review.Conflict{Case: id, Have: version, Current: d.Version}
		}
		e, err := do(d)
		if err != nil {
			return err
		}
		d.Version++
		sealed, err := u.ownJSON(d, "dispute", id)
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "UPDATE disputes SET version = ?, case_id = ?, open = ?, key_version = ?, dispute_sealed = ? WHERE workspace = ? AND id = ?",
			d.Version, some(d.Case), d.AnsweredAt.IsZero(), u.Newest(), sealed, ws, id); err != nil {
			return fmt.Errorf("keep dispute %s: %w", id, err)
		}
		out = d
		return u.Audit(ctx, auditEntry(ws, e, audit.Object{Type: "dispute", ID: id}))
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// AddSuppression keeps a suppression.
func (r *Review) AddSuppression(ctx context.Context, ws domain.WorkspaceID, s review.Suppression, e review.Event) error {
	return r.db.WriteIn(ctx, ws, func(u *Unit) error {
		sealed, err := u.ownJSON(s, "suppression", s.ID)
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO suppressions (workspace, id, person, expires_at, key_version, suppression_sealed) VALUES (?, ?, ?, ?, ?, ?)",
			ws, s.ID, s.Person, s.Expires.UnixMicro(), u.Newest(), sealed); err != nil {
			return fmt.Errorf("keep suppression: %w", err)
		}
		return u.Audit(ctx, auditEntry(ws, e, audit.Object{Type: "suppression", ID: s.ID}))
	})
}

// EndSuppression ends one before its date.
func (r *Review) EndSuppression(ctx context.Context, ws domain.WorkspaceID, id string, e review.Event) error {
	return r.db.WriteIn(ctx, ws, func(u *Unit) error {
		n, err := u.Exec(ctx, "UPDATE suppressions SET ended_at = ? WHERE workspace = ? AND id = ? AND ended_at IS NULL", e.At.UnixMicro(), ws, id)
		switch {
		case err != nil:
			return fmt.Errorf("end suppression %s: %w", id, err)
		case n == 0:
			return fmt.Errorf("suppression %s: %w", id, review.ErrNotFound)
		}
		return u.Audit(ctx, auditEntry(ws, e, audit.Object{Type: "suppression", ID: id}))
	})
}

// Suppressions lists those that hold at a time.
func (r *Review) Suppressions(ctx context.Context, ws domain.WorkspaceID, at time.Time) (list []review.Suppression, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		list = nil
		return each(ctx, v, func(rows *sql.Rows) error {
			var id string
			var sealed []byte
			if err := rows.Scan(&id, &sealed); err != nil {
				return err
			}
			list = append(list, review.Suppression{})
			return v.openJSON(sealed, "suppression", id, &list[len(list)-1])
		}, "SELECT id, suppression_sealed FROM suppressions WHERE workspace = ? AND expires_at > ? AND ended_at IS NULL ORDER BY id", ws, at.UnixMicro())
	})
	if err != nil {
		return nil, fmt.Errorf("list suppressions: %w", err)
	}
	return list, nil
}

// AddLadder keeps a job's ladder beside the earlier ones.
func (r *Review) AddLadder(ctx context.Context, ws domain.WorkspaceID, l review.Ladder, e review.Event) error {
	text, err := wire.Marshal(l)
	if err != nil {
		return fmt.Errorf("encode ladder: %w", err)
	}
	return r.db.WriteIn(ctx, ws, func(u *Unit) error {
		if _, err := u.Exec(ctx, "INSERT INTO ladders (workspace, job, fixed_at, ladder) VALUES (?, ?, ?, ?)", ws, l.Job, l.FixedAt.UnixMicro(), string(text)); err != nil {
			return fmt.Errorf("keep ladder: %w", err)
		}
		return u.Audit(ctx, auditEntry(ws, e, audit.Object{Type: "ladder"}))
	})
}

// LadderOf returns the ladder of a job that was fixed last at or before a time.
func (r *Review) LadderOf(ctx context.Context, ws domain.WorkspaceID, job string, at time.Time) (l review.Ladder, ok bool, err error) {
	err = r.db.Read(ctx, func(q Query) error {
		var text string
		err := q.Row(ctx, "SELECT ladder FROM ladders WHERE workspace = ? AND job = ? AND fixed_at <= ? ORDER BY fixed_at DESC LIMIT 1", ws, job, at.UnixMicro()).Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		ok, l = true, review.Ladder{}
		return wire.UnmarshalStrict([]byte(text), &l)
	})
	if err != nil {
		return review.Ladder{}, false, fmt.Errorf("read ladder: %w", err)
	}
	return l, ok, nil
}

// Rings returns the rings as they were last seen, sorted.
func (r *Review) Rings(ctx context.Context, ws domain.WorkspaceID, of []string) (list []review.RingState, err error) {
	const query = "SELECT ring, person FROM ring_members WHERE workspace = ? "
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		list = nil
		if of == nil {
			list, err = ringStates(ctx, v, nil, query+"ORDER BY ring, person", ws)
			return err
		}
		found := map[string]bool{}
		for part := range slices.Chunk(of, maxValues/2) {
			err := each(ctx, v, func(rows *sql.Rows) error {
				var ring string
				err := rows.Scan(&ring)
				found[ring] = true
				return err
			}, "SELECT ring FROM ring_members WHERE workspace = ? AND person IN ("+In(len(part))+")", named(v, part)...)
			if err != nil {
				return err
			}
		}
		for part := range slices.Chunk(sortedNames(found), maxValues/2) {
			if list, err = ringStates(ctx, v, list, query+"AND ring IN ("+In(len(part))+") ORDER BY ring, person", named(v, part)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list rings: %w", err)
	}
	return list, nil
}

// ringStates adds rings to a list, of which the query gives ring and person.
func ringStates(ctx context.Context, q Query, list []review.RingState, query string, args ...any) ([]review.RingState, error) {
	err := each(ctx, q, func(rows *sql.Rows) error {
		var ring, person string
		if err := rows.Scan(&ring, &person); err != nil {
			return err
		}
		if len(list) == 0 || list[len(list)-1].ID != ring {
			list = append(list, review.RingState{ID: ring})
		}
		last := &list[len(list)-1]
		last.Members = append(last.Members, person)
		return nil
	}, query, args...)
	return list, err
}

// SaveRings puts rings in place of others and adds what changed to the history.
func (r *Review) SaveRings(ctx context.Context, ws domain.WorkspaceID, before, now []review.RingState, changes []review.RingChange) error {
	ids := map[string]bool{}
	for _, s := range slices.Concat(before, now) {
		ids[s.ID] = true
	}
	err := r.db.WriteIn(ctx, ws, func(u *Unit) error {
		tx := u.Tx
		for part := range slices.Chunk(sortedNames(ids), maxValues/2) {
			if _, err := tx.Exec(ctx, "DELETE FROM ring_members WHERE workspace = ? AND ring IN ("+In(len(part))+")", named(u.View, part)...); err != nil {
				return err
			}
		}
		members := tx.insert("INSERT INTO ring_members (workspace, ring, person) VALUES", "", 3)
		for _, s := range now {
			for _, m := range s.Members {
				if err := members.add(ctx, ws, s.ID, m); err != nil {
					return err
				}
			}
		}
		if err := members.flush(ctx); err != nil {
			return err
		}
		for _, c := range changes {
			if err := saveChange(ctx, tx, ws, c); err != nil {
				return err
			}
		}
		return u.notifyRings(ctx, changes)
	})
	if err != nil {
		return fmt.Errorf("keep rings: %w", err)
	}
	return nil
}

func saveChange(ctx context.Context, tx *Tx, ws domain.WorkspaceID, c review.RingChange) error {
	at := c.At.UnixMicro()
	if _, err := tx.Exec(ctx, "INSERT INTO ring_changes (workspace, ring, at, kind) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", ws, c.Ring, at, c.Kind); err != nil {
		return err
	}
	for _, s := range c.From {
		if _, err := tx.Exec(ctx, "INSERT INTO ring_change_sources (workspace, ring, at, source) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", ws, c.Ring, at, s); err != nil {
			return err
		}
	}
	for _, m := range c.Members {
		if _, err := tx.Exec(ctx, "INSERT INTO ring_change_members (workspace, ring, at, person) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", ws, c.Ring, at, m); err != nil {
			return err
		}
	}
	return nil
}

// RingHistory lists what happened to a ring, and to those that came of it.
func (r *Review) RingHistory(ctx context.Context, ws domain.WorkspaceID, ring string) (list []review.RingChange, err error) {
	err = r.db.Read(ctx, func(q Query) error {
		list = nil
		err := each(ctx, q, func(rows *sql.Rows) error {
			var c review.RingChange
			var at int64
			err := rows.Scan(&c.Ring, &at, &c.Kind)
			c.At = time.UnixMicro(at).UTC()
			list = append(list, c)
			return err
		}, `SELECT ring, at, kind FROM ring_changes c WHERE workspace = ? AND (ring = ? OR EXISTS
			(SELECT 1 FROM ring_change_sources s WHERE s.workspace = c.workspace AND s.ring = c.ring AND s.at = c.at AND s.source = ?)) ORDER BY at, ring, kind`, ws, ring, ring)
		if err != nil {
			return err
		}
		for i := range list {
			c := &list[i]
			if c.From, err = texts(ctx, q, "SELECT source FROM ring_change_sources WHERE workspace = ? AND ring = ? AND at = ?", ws, c.Ring, c.At.UnixMicro()); err != nil {
				return err
			}
			if c.Members, err = texts(ctx, q, "SELECT person FROM ring_change_members WHERE workspace = ? AND ring = ? AND at = ?", ws, c.Ring, c.At.UnixMicro()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of ring %s: %w", ring, err)
	}
	return list, nil
}

// texts reads one column, sorted.
func texts(ctx context.Context, q Query, query string, args ...any) ([]string, error) {
	var out []string
	err := each(ctx, q, func(rows *sql.Rows) error {
		out = append(out, "")
		return rows.Scan(&out[len(out)-1])
	}, query, args...)
	slices.SortFunc(out, strings.Compare)
	return out, err
}

// ErasePerson takes a person out of the rings' history and its suppressions.
func (r *Review) ErasePerson(ctx context.Context, ws domain.WorkspaceID, person string) error {
	err := r.db.Write(ctx, func(tx *Tx) error {
		for _, t := range []string{"ring_members", "ring_change_members", "suppressions", "victims"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+t+" WHERE workspace = ? AND person = ?", ws, person); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("erase a person from rings and suppressions: %w", err)
	}
	return r.db.Forget(ctx)
}
