package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
)

// Notify keeps endpoints, events and deliveries: it is a [notify.Store].
type Notify struct{ db *DB }

// NewNotify returns the endpoints of db. Workspaces must be open.
func NewNotify(db *DB) *Notify { return &Notify{db} }

const endpointUse = "endpoint"

const endpointColumns = "id, version, kind, types, tier, enabled, why, disabled_at, failing_since, failures, created_at, updated_at, reach_sealed"

// keyedRow is a row and what opens it.
type keyedRow interface {
	Query
	openJSON(sealed []byte, use, id string, into any) error
	Workspace() domain.WorkspaceID
}

func readEndpoints(ctx context.Context, q keyedRow, condition string, args ...any) (list []*notify.Endpoint, err error) {
	err = each(ctx, q, func(rows *sql.Rows) error {
		e := &notify.Endpoint{}
		var types string
		var disabled, failing sql.NullInt64
		var created, updated int64
		var sealed []byte
		if err := rows.Scan(&e.ID, &e.Version, &e.Kind, &types, &e.Tier, &e.Enabled, &e.Why, &disabled, &failing, &e.Failures, &created, &updated, &sealed); err != nil {
			return err
		}
		for _, t := range strings.Fields(types) {
			e.Types = append(e.Types, notify.Type(t))
		}
		e.Disabled, e.FailingSince = timeOf(disabled), timeOf(failing)
		e.CreatedAt, e.UpdatedAt = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
		list = append(list, e)
		return q.openJSON(sealed, endpointUse, e.ID, &e.Reach)
	}, "SELECT "+endpointColumns+" FROM notify_endpoints WHERE workspace = ? AND "+condition+" ORDER BY id", append([]any{q.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read endpoints: %w", err)
	}
	return list, nil
}

func readEndpoint(ctx context.Context, q keyedRow, id string) (*notify.Endpoint, error) {
	list, err := readEndpoints(ctx, q, "id = ?", id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("endpoint %s: %w", id, notify.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Endpoints lists endpoints by id.
func (n *Notify) Endpoints(ctx context.Context, ws domain.WorkspaceID) (list []*notify.Endpoint, err error) {
	err = n.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = readEndpoints(ctx, v, "1 = 1")
		return err
	})
	return list, err
}

// Endpoint reads one endpoint.
func (n *Notify) Endpoint(ctx context.Context, ws domain.WorkspaceID, id string) (e *notify.Endpoint, err error) {
	err = n.db.ReadIn(ctx, ws, func(v *View) error {
		e, err = readEndpoint(ctx, v, id)
		return err
	})
	return e, err
}

// CreateEndpoint keeps a new endpoint.
func (n *Notify) CreateEndpoint(ctx context.Context, ws domain.WorkspaceID, e *notify.Endpoint, c notify.Change) error {
	return n.db.WriteIn(ctx, ws, func(u *Unit) error {
		return errors.Join(u.saveEndpoint(ctx, e), u.auditEndpoint(ctx, c, nil))
	})
}

func (u *Unit) saveEndpoint(ctx context.Context, e *notify.Endpoint) error {
	sealed, err := u.ownJSON(e.Reach, endpointUse, e.ID)
	if err != nil {
		return err
	}
	types := make([]string, len(e.Types))
	for i, t := range e.Types {
		types[i] = string(t)
	}
	_, err = u.Exec(ctx, "INSERT INTO notify_endpoints (workspace, "+endpointColumns+", key_version) VALUES ("+In(15)+`)
		ON CONFLICT (workspace, id) DO UPDATE SET version = excluded.version, types = excluded.types, tier = excluded.tier, enabled = excluded.enabled,
			why = excluded.why, disabled_at = excluded.disabled_at, failing_since = excluded.failing_since, failures = excluded.failures,
			updated_at = excluded.updated_at, reach_sealed = excluded.reach_sealed, key_version = excluded.key_version`,
		u.Workspace(), e.ID, e.Version, e.Kind, strings.Join(types, " "), e.Tier, e.Enabled, e.Why, micros(e.Disabled), micros(e.FailingSince),
		e.Failures, e.CreatedAt.UnixMicro(), e.UpdatedAt.UnixMicro(), sealed, u.Newest())
	if err != nil {
		return fmt.Errorf("keep endpoint %s: %w", e.ID, err)
	}
	return nil
}

func (u *Unit) auditEndpoint(ctx context.Context, c notify.Change, details map[string]string) error {
	return u.Audit(ctx, audit.Entry{Workspace: u.Workspace(), Actor: audit.Actor{ID: c.Actor.ID, Kind: audit.ActorKind(c.Actor.Kind), Role: c.Actor.Role},
		Action: c.Action, Object: audit.Object{Type: "endpoint", ID: c.Endpoint}, Details: details})
}

// UpdateEndpoint changes an endpoint in one transaction.
func (n *Notify) UpdateEndpoint(ctx context.Context, ws domain.WorkspaceID, id string, version int, c notify.Change, do func(*notify.Endpoint) error) (e *notify.Endpoint, err error) {
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		if e, err = u.endpointAt(ctx, id, version); err != nil {
			return err
		}
		if err := do(e); err != nil {
			return err
		}
		e.Version++
		return errors.Join(u.saveEndpoint(ctx, e), u.auditEndpoint(ctx, c, nil))
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (u *Unit) endpointAt(ctx context.Context, id string, version int) (*notify.Endpoint, error) {
	e, err := readEndpoint(ctx, u, id)
	if err == nil && version != 0 && version != e.Version {
		err = notify.ErrStale
	}
	return e, err
}

// DeleteEndpoint removes an endpoint and its deliveries.
func (n *Notify) DeleteEndpoint(ctx context.Context, ws domain.WorkspaceID, id string, version int, c notify.Change) error {
	return n.db.WriteIn(ctx, ws, func(u *Unit) error {
		if _, err := u.endpointAt(ctx, id, version); err != nil {
			return err
		}
		for _, stmt := range []string{
			"DELETE FROM notify_attempts WHERE workspace = ? AND delivery IN (SELECT id FROM notify_deliveries WHERE workspace = notify_attempts.workspace AND endpoint = ?)",
			"DELETE FROM notify_deliveries WHERE workspace = ? AND endpoint = ?",
			"DELETE FROM notify_endpoints WHERE workspace = ? AND id = ?",
		} {
			if _, err := u.Exec(ctx, stmt, ws, id); err != nil {
				return fmt.Errorf("remove endpoint %s: %w", id, err)
			}
		}
		return u.auditEndpoint(ctx, c, nil)
	})
}

func rotateEndpoints(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "notify_endpoints", "reach_sealed", endpointUse, limit)
}

// Arrivals reads when records came.
func (n *Notify) Arrivals(ctx context.Context, ws domain.WorkspaceID) (list []notify.Arrival, err error) {
	err = n.db.Read(ctx, func(q Query) error {
		list = nil
		return each(ctx, q, func(rows *sql.Rows) error {
			var a notify.Arrival
			var last int64
			var gaps string
			if err := rows.Scan(&a.Source, &last, &gaps, &a.Silent); err != nil {
				return err
			}
			a.Last = time.UnixMicro(last).UTC()
			for _, g := range strings.Fields(gaps) {
				seconds, err := strconv.ParseInt(g, 10, 64)
				if err != nil {
					return fmt.Errorf("read a gap of %s: %w", a.Source, err)
				}
				a.Gaps = append(a.Gaps, time.Duration(seconds)*time.Second)
			}
			list = append(list, a)
			return nil
		}, "SELECT source, last_at, gaps, silent FROM notify_arrivals WHERE workspace = ? ORDER BY source", ws)
	})
	if err != nil {
		return nil, fmt.Errorf("read arrivals: %w", err)
	}
	return list, nil
}

// SaveArrivals keeps when records came.
func (n *Notify) SaveArrivals(ctx context.Context, ws domain.WorkspaceID, list []notify.Arrival) error {
	return n.db.Write(ctx, func(tx *Tx) error {
		for _, a := range list {
			gaps := make([]string, len(a.Gaps))
			for i, g := range a.Gaps {
				gaps[i] = strconv.FormatInt(int64(g/time.Second), 10)
			}
			if _, err := tx.Exec(ctx, `INSERT INTO notify_arrivals (workspace, source, last_at, gaps, silent) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (workspace, source) DO UPDATE SET last_at = excluded.last_at, gaps = excluded.gaps, silent = excluded.silent`,
				ws, a.Source, a.Last.UnixMicro(), strings.Join(gaps, " "), a.Silent); err != nil {
				return fmt.Errorf("keep arrivals of %s: %w", a.Source, err)
			}
		}
		return nil
	})
}
