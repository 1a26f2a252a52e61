package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// Impact counts what was done in a span of time, its end excluded; nil clients
// are all.
func (r *Review) Impact(ctx context.Context, ws domain.WorkspaceID, from, to time.Time, clients []string) (out review.Impact, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		out = review.Impact{From: from, To: to, Opened: map[domain.Tier]int{}, Closed: map[review.Outcome]int{}, Actions: map[review.Action]int{},
			Stages: map[review.Stage]int{}, Waiting: map[review.State]int{}, Rules: map[string]review.Ended{}}
		f := &figures{View: v, clients: clients}
		return errors.Join(
			f.count(ctx, func(k string, n int) { out.Opened[domain.Tier(k)] = n }, "tier", "cases", f.span("opened_at", from, to)),
			f.count(ctx, func(k string, n int) { out.Closed[review.Outcome(k)] = n }, "outcome", "cases", f.span("closed_at", from, to)),
			f.count(ctx, func(k string, n int) { out.Stages[review.Stage(k)] = n }, "stage", "cases", f.span("closed_at", from, to)),
			f.count(ctx, func(k string, n int) { out.Waiting[review.State(k)] = n }, "state", "cases", f.open()),
			f.count(ctx, func(k string, n int) { out.Actions[review.Action(k)] = n }, "action", "case_events", f.actions(from, to)),
			f.times(ctx, &out),
			f.weeks(ctx, &out),
			f.rules(ctx, &out),
			f.confirmed(ctx, &out),
		)
	})
	if err != nil {
		return review.Impact{}, fmt.Errorf("count what was done: %w", err)
	}
	return out, nil
}

// figures counts in one snapshot.
type figures struct {
	*View
	clients []string
}

// scope begins the conditions of a query on cases, or on what has a case's id in
// a column.
func (f *figures) scope(id string) *where {
	w := &where{}
	w.and("workspace = ?", f.Workspace())
	if f.clients == nil {
		return w
	}
	hashes := []any{f.Workspace()}
	for _, c := range f.clients {
		for _, h := range f.Lookups("client", strings.ToLower(c)) {
			hashes = append(hashes, h)
		}
	}
	if len(hashes) == 1 {
		w.and("1 = 0")
		return w
	}
	w.and(id+" IN (SELECT case_id FROM case_clients WHERE workspace = ? AND client_hash IN ("+In(len(hashes)-1)+"))", hashes...)
	return w
}

func (f *figures) span(column string, from, to time.Time) *where {
	w := f.scope("id")
	w.and(column+" >= ? AND "+column+" < ?", from.UnixMicro(), to.UnixMicro())
	return w
}

func (f *figures) open() *where {
	w := f.scope("id")
	w.and("closed = 0 AND erased_at IS NULL")
	return w
}

func (f *figures) actions(from, to time.Time) *where {
	w := f.scope("case_id")
	w.and("at >= ? AND at < ?", from.UnixMicro(), to.UnixMicro())
	return w
}

// count counts rows by a column.
func (f *figures) count(ctx context.Context, put func(key string, n int), column, table string, w *where) error {
	return each(ctx, f, func(rows *sql.Rows) error {
		var key string
		var n int
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		put(key, n)
		return nil
	}, "SELECT "+column+", COUNT(*) FROM "+table+" WHERE "+w.String()+" GROUP BY "+column, w.args...)
}

// times reads how long cases were open.
func (f *figures) times(ctx context.Context, out *review.Impact) error {
	w := f.span("closed_at", out.From, out.To)
	var n int
	if err := f.Row(ctx, "SELECT COUNT(*) FROM cases WHERE "+w.String(), w.args...).Scan(&n); err != nil || n == 0 {
		return err
	}
	for _, x := range []struct {
		into *time.Duration
		rank int
	}{{&out.MedianOpen, n / 2}, {&out.MostOpen, n * 9 / 10}} {
		var micros int64
		err := f.Row(ctx, "SELECT closed_at - opened_at FROM cases WHERE "+w.String()+" ORDER BY closed_at - opened_at LIMIT 1 OFFSET ?", append(slices.Clone(w.args), x.rank)...).Scan(&micros)
		if err != nil {
			return err
		}
		*x.into = time.Duration(micros) * time.Microsecond
	}
	return nil
}

const week = 7 * 24 * time.Hour

// weeks counts cases by the week in which they were opened and closed.
func (f *figures) weeks(ctx context.Context, out *review.Impact) error {
	monday := out.From.UTC().Truncate(24 * time.Hour)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, -1)
	}
	byWeek := map[int64]*review.Week{}
	count := func(column string, put func(w *review.Week, n int)) error {
		w := f.span(column, out.From, out.To)
		number := fmt.Sprintf("(%s - %d) / %d", column, monday.UnixMicro(), week.Microseconds())
		return each(ctx, f, func(rows *sql.Rows) error {
			var at int64
			var n int
			if err := rows.Scan(&at, &n); err != nil {
				return err
			}
			if byWeek[at] == nil {
				byWeek[at] = &review.Week{From: monday.Add(time.Duration(at) * week)}
			}
			put(byWeek[at], n)
			return nil
		}, "SELECT "+number+", COUNT(*) FROM cases WHERE "+w.String()+" GROUP BY "+number, w.args...)
	}
	err := errors.Join(
		count("opened_at", func(w *review.Week, n int) { w.Opened = n }),
		count("closed_at", func(w *review.Week, n int) { w.Closed = n }),
	)
	for _, w := range byWeek {
		out.Weeks = append(out.Weeks, *w)
	}
	slices.SortFunc(out.Weeks, func(a, b review.Week) int { return a.From.Compare(b.From) })
	return err
}

// rules counts how cases of people ended by the rules that had a hit.
func (f *figures) rules(ctx context.Context, out *review.Impact) error {
	w := f.span("closed_at", out.From, out.To)
	w.and("kind = 'person'")
	return each(ctx, f, func(rows *sql.Rows) error {
		var rule string
		var outcome review.Outcome
		var n int
		if err := rows.Scan(&rule, &outcome, &n); err != nil {
			return err
		}
		e := out.Rules[rule]
		e.Add(outcome, n)
		out.Rules[rule] = e
		return nil
	}, "SELECT r.rule, c.outcome, COUNT(*) FROM (SELECT workspace, id, outcome FROM cases WHERE "+w.String()+`) c
		JOIN case_rules r ON r.workspace = c.workspace AND r.case_id = c.id GROUP BY r.rule, c.outcome`, w.args...)
}

// confirmed lists the people whose cases were confirmed.
func (f *figures) confirmed(ctx context.Context, out *review.Impact) error {
	w := f.span("closed_at", out.From, out.To)
	w.and("kind = 'person' AND outcome = ? AND person IS NOT NULL", review.Confirmed)
	return each(ctx, f, func(rows *sql.Rows) error {
		var person string
		out.Confirmed = append(out.Confirmed, "")
		err := rows.Scan(&person)
		out.Confirmed[len(out.Confirmed)-1] = person
		return err
	}, "SELECT DISTINCT person FROM cases WHERE "+w.String()+" ORDER BY person", w.args...)
}
