package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Notify keeps events in this transaction, and a delivery to each endpoint that
// wants them. They are sent once it has committed. Where there are no endpoints,
// nothing is kept; what one misses while it is off can be sent later.
func (u *Unit) Notify(ctx context.Context, events ...notify.Event) error {
	for i := range events {
		if err := events[i].Check(); err != nil {
			return err
		}
	}
	if len(events) == 0 {
		return nil
	}
	endpoints, err := readEndpoints(ctx, u, "1 = 1")
	if err != nil || len(endpoints) == 0 {
		return err
	}
	for _, e := range events {
		if err := u.keepEvent(ctx, &e); err != nil {
			return err
		}
		for _, to := range endpoints {
			if !to.Enabled || !to.Wants(&e) {
				continue
			}
			if _, err := u.deliver(ctx, to.ID, e.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (u *Unit) keepEvent(ctx context.Context, e *notify.Event) error {
	if e.Workspace != u.Workspace() {
		return fmt.Errorf("keep event: %w: it is of another workspace", notify.ErrEvent)
	}
	if err := e.Check(); err != nil {
		return fmt.Errorf("keep event: %w", err)
	}
	data, err := wire.Marshal(e.Data)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	if _, err := u.Exec(ctx, "INSERT INTO notify_events (workspace, id, type, at, data) VALUES (?, ?, ?, ?, ?)",
		u.Workspace(), e.ID, e.Type, e.At.UnixMicro(), string(data)); err != nil {
		return fmt.Errorf("keep event: %w", err)
	}
	return nil
}

func (u *Unit) deliver(ctx context.Context, endpoint, event string) (string, error) {
	id := notify.NewID("dl_")
	if _, err := u.Exec(ctx, `INSERT INTO notify_deliveries (workspace, id, endpoint, event, state, attempts, created_at, next_at)
		VALUES (?, ?, ?, ?, 'pending', 0, ?, ?)`, u.Workspace(), id, endpoint, event, u.now(), u.now()); err != nil {
		return "", fmt.Errorf("keep delivery: %w", err)
	}
	return id, nil
}

// Emit keeps events, and a delivery to each endpoint that wants them.
func (n *Notify) Emit(ctx context.Context, ws domain.WorkspaceID, events ...notify.Event) error {
	return n.db.WriteIn(ctx, ws, func(u *Unit) error { return u.Notify(ctx, events...) })
}

// EmitTo keeps an event for one endpoint.
func (n *Notify) EmitTo(ctx context.Context, ws domain.WorkspaceID, endpoint string, e notify.Event) (id string, err error) {
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		if _, err := readEndpoint(ctx, u, endpoint); err != nil {
			return err
		}
		if err := u.keepEvent(ctx, &e); err != nil {
			return err
		}
		id, err = u.deliver(ctx, endpoint, e.ID)
		return err
	})
	return id, err
}

// Claim takes deliveries that are due.
func (n *Notify) Claim(ctx context.Context, ws domain.WorkspaceID, limit, most int, lease time.Duration) (due []notify.Due, err error) {
	now := n.db.Config.Clock().UnixMicro()
	const isDue = `FROM notify_deliveries d JOIN notify_endpoints e ON e.workspace = d.workspace AND e.id = d.endpoint
		WHERE d.workspace = ? AND d.state = 'pending' AND d.next_at <= ? AND e.enabled = 1`
	var some bool
	err = n.db.Read(ctx, func(q Query) error {
		return q.Row(ctx, "SELECT EXISTS (SELECT 1 "+isDue+")", ws, now).Scan(&some)
	})
	if err != nil || !some { // most of the time there is nothing to write
		return nil, err
	}
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		ids, err := texts(ctx, u, `UPDATE notify_deliveries SET next_at = ? WHERE workspace = ? AND id IN (
			SELECT id FROM (SELECT d.id, d.next_at, row_number() OVER (PARTITION BY d.endpoint ORDER BY d.next_at, d.id) AS place `+isDue+`) AS ranked
			WHERE place <= ? ORDER BY next_at, id LIMIT ?) RETURNING id`, now+lease.Microseconds(), ws, ws, now, most, limit)
		if err != nil {
			return fmt.Errorf("claim deliveries: %w", err)
		}
		due, err = u.dues(ctx, ids)
		return err
	})
	return due, err
}

// dues reads claimed deliveries with their endpoints.
func (u *Unit) dues(ctx context.Context, ids []string) ([]notify.Due, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	list, err := deliveries(ctx, u, u.Workspace(), "d.id IN ("+In(len(ids))+") ORDER BY d.created_at, e.at, d.id", args...)
	if err != nil {
		return nil, err
	}
	endpoints, err := readEndpoints(ctx, u, "1 = 1")
	if err != nil {
		return nil, err
	}
	byID := map[string]*notify.Endpoint{}
	for _, e := range endpoints {
		byID[e.ID] = e
	}
	out := make([]notify.Due, len(list))
	for i, d := range list {
		out[i] = notify.Due{Delivery: d, Endpoint: byID[d.Endpoint]}
	}
	return out, nil
}

func deliveries(ctx context.Context, q Query, ws domain.WorkspaceID, condition string, args ...any) (list []notify.Delivery, err error) {
	err = each(ctx, q, func(rows *sql.Rows) error {
		d := notify.Delivery{Event: notify.Event{Workspace: ws}}
		var created, next, at int64
		var done sql.NullInt64
		var data string
		if err := rows.Scan(&d.ID, &d.Endpoint, &d.State, &d.Attempts, &created, &next, &done, &d.Event.ID, &d.Event.Type, &at, &data); err != nil {
			return err
		}
		d.CreatedAt, d.NextAt, d.DoneAt, d.Event.At = time.UnixMicro(created).UTC(), time.UnixMicro(next).UTC(), timeOf(done), time.UnixMicro(at).UTC()
		if d.State != notify.Pending {
			d.NextAt = time.Time{}
		}
		if err := wire.UnmarshalStrict([]byte(data), &d.Event.Data); err != nil {
			return err
		}
		list = append(list, d)
		return nil
	}, `SELECT d.id, d.endpoint, d.state, d.attempts, d.created_at, d.next_at, d.done_at, e.id, e.type, e.at, e.data
		FROM notify_deliveries d JOIN notify_events e ON e.workspace = d.workspace AND e.id = d.event WHERE d.workspace = ? AND `+condition, append([]any{ws}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return list, nil
}

// Finish keeps what came of claimed deliveries of one endpoint.
func (n *Notify) Finish(ctx context.Context, ws domain.WorkspaceID, l notify.Limits, outcomes ...notify.Outcome) (off bool, err error) {
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		off = false
		for _, o := range outcomes {
			if err := u.finish(ctx, o); err != nil {
				return fmt.Errorf("keep what came of delivery %s: %w", o.Delivery, err)
			}
		}
		if len(outcomes) == 0 || outcomes[0].Attempt == nil {
			return nil
		}
		off, err = u.health(ctx, l, outcomes[0])
		return err
	})
	return off, err
}

func (u *Unit) finish(ctx context.Context, o notify.Outcome) error {
	var done, next any
	if next = o.NextAt.UnixMicro(); o.State != notify.Pending {
		done, next = u.now(), u.now()
	}
	tried := 0
	if o.Attempt != nil {
		tried = 1
	}
	var number int
	err := u.Row(ctx, `UPDATE notify_deliveries SET state = ?, next_at = ?, done_at = ?, attempts = attempts + ?
		WHERE workspace = ? AND id = ? AND state = 'pending' RETURNING attempts`, o.State, next, done, tried, u.Workspace(), o.Delivery).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) || err == nil && o.Attempt == nil { // removed meanwhile, or only put off
		return nil
	}
	if err != nil {
		return err
	}
	a := o.Attempt
	_, err = u.Exec(ctx, "INSERT INTO notify_attempts (workspace, delivery, n, at, took, status, fault) VALUES ("+In(7)+")",
		u.Workspace(), o.Delivery, number, a.At.UnixMicro(), a.Took.Microseconds(), a.Status, a.Fault)
	return err
}

// health counts failures in a row and switches the endpoint off.
func (u *Unit) health(ctx context.Context, l notify.Limits, o notify.Outcome) (off bool, err error) {
	e, err := readEndpoint(ctx, u, o.Endpoint)
	if errors.Is(err, notify.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	now := o.Attempt.At
	switch {
	case o.Attempt.Fault == "" && e.Failures == 0:
		return false, nil
	case o.Attempt.Fault == "":
		e.Failures, e.FailingSince = 0, time.Time{}
	default:
		if e.Failures++; e.FailingSince.IsZero() {
			e.FailingSince = now
		}
		worn := e.Failures >= l.Failures && now.Sub(e.FailingSince) >= l.Since
		off = e.Enabled && (o.Gone || worn)
	}
	if off {
		e.Enabled, e.Disabled, e.Why = false, now, notify.ByFaults
		if o.Gone {
			e.Why = notify.ByGone
		}
		e.Version++
		c := notify.Change{Actor: notify.Actor{Kind: string(audit.System)}, Action: notify.SwitchedOff, Endpoint: e.ID}
		if err := u.auditEndpoint(ctx, c, map[string]string{"why": string(e.Why)}); err != nil {
			return false, err
		}
	}
	return off, u.saveEndpoint(ctx, e)
}

// Deliveries lists deliveries, newest first.
func (n *Notify) Deliveries(ctx context.Context, ws domain.WorkspaceID, f notify.Filter) (list []notify.Delivery, err error) {
	w := &where{parts: []string{"1 = 1"}}
	if f.Endpoint != "" {
		w.and("d.endpoint = ?", f.Endpoint)
	}
	if f.State != "" {
		w.and("d.state = ?", f.State)
	}
	if f.Before != "" {
		w.and("(d.created_at, d.id) < (SELECT created_at, id FROM notify_deliveries WHERE workspace = ? AND id = ?)", ws, f.Before)
	}
	limit := 50
	if f.Limit > 0 {
		limit = min(f.Limit, 200)
	}
	err = n.db.Read(ctx, func(q Query) error {
		list, err = deliveries(ctx, q, ws, w.String()+" ORDER BY d.created_at DESC, d.id DESC LIMIT ?", append(w.args, limit)...)
		return err
	})
	return list, err
}

// Attempts lists what was tried, oldest first.
func (n *Notify) Attempts(ctx context.Context, ws domain.WorkspaceID, delivery string) (list []notify.Attempt, err error) {
	err = n.db.Read(ctx, func(q Query) error {
		list = nil
		if known, err := deliveries(ctx, q, ws, "d.id = ?", delivery); err != nil || len(known) == 0 {
			return cmp.Or(err, notify.ErrNotFound)
		}
		return each(ctx, q, func(rows *sql.Rows) error {
			var a notify.Attempt
			var at, took int64
			if err := rows.Scan(&at, &took, &a.Status, &a.Fault); err != nil {
				return err
			}
			a.At, a.Took = time.UnixMicro(at).UTC(), time.Duration(took)*time.Microsecond
			list = append(list, a)
			return nil
		}, "SELECT at, took, status, fault FROM notify_attempts WHERE workspace = ? AND delivery = ? ORDER BY n", ws, delivery)
	})
	if err != nil {
		return nil, fmt.Errorf("read the attempts of delivery %s: %w", delivery, err)
	}
	return list, nil
}

// Redeliver sends a delivery's event once more.
func (n *Notify) Redeliver(ctx context.Context, ws domain.WorkspaceID, delivery string, c notify.Change) (id string, err error) {
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		list, err := deliveries(ctx, u, ws, "d.id = ?", delivery)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fmt.Errorf("delivery %s: %w", delivery, notify.ErrNotFound)
		}
		if id, err = u.deliver(ctx, list[0].Endpoint, list[0].Event.ID); err != nil {
			return err
		}
		c.Endpoint = list[0].Endpoint
		return u.auditEndpoint(ctx, c, map[string]string{"delivery": delivery})
	})
	return id, err
}

// Replay sends every event since a time that an endpoint wants and never got.
func (n *Notify) Replay(ctx context.Context, ws domain.WorkspaceID, endpoint string, since time.Time, c notify.Change) (sent int, err error) {
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		to, err := readEndpoint(ctx, u, endpoint)
		if err != nil {
			return err
		}
		missed, err := missed(ctx, u, endpoint, since)
		if err != nil {
			return fmt.Errorf("list missed events: %w", err)
		}
		sent = 0
		for _, e := range missed {
			if !to.Wants(&e) {
				continue
			}
			if _, err := u.deliver(ctx, endpoint, e.ID); err != nil {
				return err
			}
			sent++
		}
		return u.auditEndpoint(ctx, c, map[string]string{"events": fmt.Sprint(sent)})
	})
	return sent, err
}

func missed(ctx context.Context, u *Unit, endpoint string, since time.Time) (list []notify.Event, err error) {
	err = each(ctx, u, func(rows *sql.Rows) error {
		e := notify.Event{Workspace: u.Workspace()}
		var data string
		if err := rows.Scan(&e.ID, &e.Type, &data); err != nil {
			return err
		}
		if err := wire.UnmarshalStrict([]byte(data), &e.Data); err != nil {
			return err
		}
		list = append(list, e)
		return nil
	}, `SELECT id, type, data FROM notify_events e WHERE workspace = ? AND at >= ? AND NOT EXISTS (
		SELECT 1 FROM notify_deliveries d WHERE d.workspace = e.workspace AND d.event = e.id AND d.endpoint = ?) ORDER BY at, id`,
		u.Workspace(), since.UnixMicro(), endpoint)
	return list, err
}

// Prune removes events and deliveries from before a time, but for those that
// are still to be sent.
func (n *Notify) Prune(ctx context.Context, ws domain.WorkspaceID, before time.Time) (removed int, err error) {
	err = n.db.Write(ctx, func(tx *Tx) error {
		removed = 0
		for _, stmt := range []string{
			`DELETE FROM notify_attempts WHERE workspace = ? AND delivery IN (SELECT id FROM notify_deliveries d
				WHERE d.workspace = notify_attempts.workspace AND d.state <> 'pending' AND d.created_at < ?)`,
			"DELETE FROM notify_deliveries WHERE workspace = ? AND state <> 'pending' AND created_at < ?",
			`DELETE FROM notify_events WHERE workspace = ? AND at < ? AND NOT EXISTS (
				SELECT 1 FROM notify_deliveries d WHERE d.workspace = notify_events.workspace AND d.event = notify_events.id)`,
		} {
			rows, err := tx.Exec(ctx, stmt, ws, before.UnixMicro())
			if err != nil {
				return fmt.Errorf("remove old deliveries: %w", err)
			}
			removed += int(rows)
		}
		return nil
	})
	return removed, err
}
