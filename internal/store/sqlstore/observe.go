package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Figures are counts over all workspaces, for whoever watches the server. They
// name nobody.
type Figures struct {
	Cases      map[string]int // not closed, by state
	Deliveries map[string]int // by state
	Jobs       map[JobState]int
	Imports    int // by upload, not read to their end
	SetAside   int
}

// JobState is a kind of background work and how a run of it stands.
type JobState struct{ Kind, State string }

// Figures counts.
func (db *DB) Figures(ctx context.Context) (out Figures, err error) {
	err = db.Read(ctx, func(q Query) error {
		out = Figures{Cases: map[string]int{}, Deliveries: map[string]int{}, Jobs: map[JobState]int{}}
		by := func(into map[string]int) func(*sql.Rows) error {
			return func(rows *sql.Rows) error {
				var key string
				var n int
				err := rows.Scan(&key, &n)
				into[key] = n
				return err
			}
		}
		return errors.Join(
			each(ctx, q, by(out.Cases), "SELECT state, COUNT(*) FROM cases WHERE closed = 0 GROUP BY state"),
			each(ctx, q, by(out.Deliveries), "SELECT state, COUNT(*) FROM notify_deliveries GROUP BY state"),
			each(ctx, q, func(rows *sql.Rows) error {
				var k JobState
				var n int
				err := rows.Scan(&k.Kind, &k.State, &n)
				out.Jobs[k] = n
				return err
			}, "SELECT kind, CAST(state AS TEXT), COUNT(*) FROM river_job GROUP BY kind, state"),
			q.Row(ctx, "SELECT COUNT(*) FROM intake WHERE state IN ('waiting', 'running')").Scan(&out.Imports),
			q.Row(ctx, "SELECT COUNT(*) FROM quarantine").Scan(&out.SetAside),
		)
	})
	if err != nil {
		return Figures{}, fmt.Errorf("count what is kept: %w", err)
	}
	return out, nil
}
