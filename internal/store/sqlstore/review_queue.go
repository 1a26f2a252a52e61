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

const (
	defaultPage = 50
	maxPage     = 200
)

// where gathers the conditions of a query with their values.
type where struct {
	parts []string
	args  []any
}

func (w *where) and(condition string, args ...any) {
	w.parts, w.args = append(w.parts, condition), append(w.args, args...)
}

func (w *where) String() string { return strings.Join(w.parts, " AND ") }

// Queue lists cases: highest tier first, then longest open.
func (r *Review) Queue(ctx context.Context, ws domain.WorkspaceID, f review.Filter) (page review.Page, err error) {
	limit := f.Limit
	if limit <= 0 {
		limit = defaultPage
	}
	limit = min(limit, maxPage)
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		page = review.Page{}
		w := queueWhere(v, f, r.db.Config.Clock())
		return each(ctx, v, func(rows *sql.Rows) error {
			item, err := scanItem(rows)
			page.Items = append(page.Items, item)
			return err
		}, `SELECT id, version, kind, state, outcome, tier, person, ring, stage, job, jurisdiction, assignee, opened_at, updated_at,
			snoozed_until, wait_until, left_at, erased_at FROM cases WHERE `+w.String()+" ORDER BY tier_rank DESC, opened_at, id LIMIT ?", append(w.args, limit+1)...)
	})
	if err != nil {
		return review.Page{}, fmt.Errorf("list cases: %w", err)
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		page.Next = &review.Cursor{Rank: last.Tier.Rank(), OpenedAt: last.OpenedAt, ID: last.ID}
	}
	return page, nil
}

// QueueStages counts the cases that a filter selects by stage, whatever its
// stage, cursor and limit are.
func (r *Review) QueueStages(ctx context.Context, ws domain.WorkspaceID, f review.Filter) (map[review.Stage]int, error) {
	f.Stage, f.After = "", nil
	out := map[review.Stage]int{}
	err := r.db.ReadIn(ctx, ws, func(v *View) error {
		w := queueWhere(v, f, r.db.Config.Clock())
		return each(ctx, v, func(rows *sql.Rows) error {
			var stage review.Stage
			var n int
			err := rows.Scan(&stage, &n)
			out[stage] = n
			return err
		}, "SELECT stage, COUNT(*) FROM cases WHERE "+w.String()+" GROUP BY stage", w.args...)
	})
	if err != nil {
		return nil, fmt.Errorf("count cases by stage: %w", err)
	}
	return out, nil
}

func queueWhere(v *View, f review.Filter, now time.Time) *where {
	w := &where{}
	w.and("workspace = ?", v.Workspace())
	if len(f.States) == 0 {
		w.and("closed = 0 AND erased_at IS NULL")
	} else {
		var states []any
		for _, s := range f.States {
			states = append(states, s)
		}
		w.and("state IN ("+In(len(states))+")", states...)
	}
	if !f.Snoozed {
		w.and("(snoozed_until IS NULL OR snoozed_until <= ?)", now.UnixMicro())
	}
	if f.Left {
		w.and("left_at IS NOT NULL")
	}
	assignee := f.Assignee
	if assignee == "-" {
		w.and("assignee = ''")
		assignee = ""
	}
	for _, c := range []struct{ column, value string }{{"kind", string(f.Kind)}, {"tier", string(f.Tier)}, {"stage", string(f.Stage)}, {"assignee", assignee}, {"id", f.ID}, {"person", f.Person}, {"ring", f.Ring}} {
		if c.value != "" {
			w.and(c.column+" = ?", c.value)
		}
	}
	if f.Tag != "" {
		w.and("id IN (SELECT case_id FROM case_tags WHERE workspace = ? AND tag = ?)", v.Workspace(), f.Tag)
	}
	if f.Clients != nil {
		hashes := []any{v.Workspace()}
		for _, c := range f.Clients {
			for _, h := range v.Lookups("client", strings.ToLower(c)) {
				hashes = append(hashes, h)
			}
		}
		if len(f.Clients) == 0 {
			w.and("1 = 0")
		} else {
			w.and("id IN (SELECT case_id FROM case_clients WHERE workspace = ? AND client_hash IN ("+In(len(hashes)-1)+"))", hashes...)
		}
	}
	if a := f.After; a != nil {
		w.and("(tier_rank < ? OR (tier_rank = ? AND (opened_at > ? OR (opened_at = ? AND id > ?))))",
			a.Rank, a.Rank, a.OpenedAt.UnixMicro(), a.OpenedAt.UnixMicro(), a.ID)
	}
	return w
}

func scanItem(rows *sql.Rows) (review.Item, error) {
	var i review.Item
	var person, ring sql.NullString
	var opened, updated int64
	var snoozed, waits, left, erased sql.NullInt64
	err := rows.Scan(&i.ID, &i.Version, &i.Kind, &i.State, &i.Outcome, &i.Tier, &person, &ring, &i.Stage, &i.Job, &i.Jurisdiction, &i.Assignee,
		&opened, &updated, &snoozed, &waits, &left, &erased)
	i.Person, i.Ring, i.Erased = person.String, ring.String, erased.Valid
	i.OpenedAt, i.UpdatedAt = time.UnixMicro(opened).UTC(), time.UnixMicro(updated).UTC()
	i.SnoozedUntil, i.WaitUntil, i.LeftAt = timeOf(snoozed), timeOf(waits), timeOf(left)
	return i, err
}

// timeOf reads a time that may be absent.
func timeOf(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}

// Active lists the cases that are not closed, by person and by ring.
func (r *Review) Active(ctx context.Context, ws domain.WorkspaceID, of *review.ActiveOf) (persons, rings map[string]review.Active, err error) {
	const (
		query = "SELECT id, kind, person, ring, sight, left_at FROM cases WHERE workspace = ? AND erased_at IS NULL AND "
		// SQLite would take a list of twenty for a reason to walk all open cases; the
		// sign keeps it from the index by which it would.
		byName = query + "+closed = 0"
	)
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		persons, rings = map[string]review.Active{}, map[string]review.Active{}
		scan := func(rows *sql.Rows) error { return scanActive(rows, persons, rings) }
		if of == nil {
			return each(ctx, v, scan, query+"closed = 0", ws)
		}
		for part := range slices.Chunk(of.Persons, maxValues/2) {
			if err := each(ctx, v, scan, byName+" AND kind = 'person' AND person IN ("+In(len(part))+")", named(v, part)...); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(of.Rings, maxValues/2) {
			if err := each(ctx, v, scan, byName+" AND kind = 'ring' AND ring IN ("+In(len(part))+")", named(v, part)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list open cases: %w", err)
	}
	return persons, rings, nil
}

func scanActive(rows *sql.Rows, persons, rings map[string]review.Active) error {
	var a review.Active
	var kind review.Kind
	var person, ring sql.NullString
	var left sql.NullInt64
	if err := rows.Scan(&a.ID, &kind, &person, &ring, &a.Sight, &left); err != nil {
		return err
	}
	a.Left = left.Valid
	if kind == review.OfRing {
		rings[ring.String] = a
	} else {
		persons[person.String] = a
	}
	return nil
}

const earlierColumns = "c.id, c.kind, c.state, c.outcome, c.opened_at, c.closed_at, c.erased_at"

func scanEarlier(rows *sql.Rows, more ...any) (review.Earlier, error) {
	var e review.Earlier
	var opened int64
	var closed, erased sql.NullInt64
	err := rows.Scan(append([]any{&e.ID, &e.Kind, &e.State, &e.Outcome, &opened, &closed, &erased}, more...)...)
	e.OpenedAt, e.ClosedAt, e.ErasedAt = time.UnixMicro(opened).UTC(), timeOf(closed), timeOf(erased)
	return e, err
}

// CasesOf lists the cases of a person or a ring, newest first.
func (r *Review) CasesOf(ctx context.Context, ws domain.WorkspaceID, who review.Subject) (list []review.Earlier, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		found := map[string]review.Earlier{}
		add := func(rows *sql.Rows) error {
			e, err := scanEarlier(rows)
			found[e.ID] = e
			return err
		}
		for _, by := range []struct{ column, value string }{{"person", who.Person}, {"ring", who.Ring}} {
			if by.value == "" {
				continue
			}
			if err := each(ctx, v, add, "SELECT "+earlierColumns+" FROM cases c WHERE c.workspace = ? AND c."+by.column+" = ?", ws, by.value); err != nil {
				return err
			}
		}
		for _, k := range who.Keys {
			for _, h := range v.Lookups("case key", k) {
				if err := each(ctx, v, add, "SELECT "+earlierColumns+` FROM cases c JOIN case_keys k ON k.workspace = c.workspace AND k.case_id = c.id
					WHERE k.workspace = ? AND k.key_hash = ?`, ws, h); err != nil {
					return err
				}
			}
		}
		list = newest(found)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the cases of a person: %w", err)
	}
	return list, nil
}

func newest(found map[string]review.Earlier) []review.Earlier {
	list := make([]review.Earlier, 0, len(found))
	for _, e := range found {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b review.Earlier) int {
		if n := b.OpenedAt.Compare(a.OpenedAt); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list
}

// SeenBefore lists cases that share an identifier.
func (r *Review) SeenBefore(ctx context.Context, ws domain.WorkspaceID, ids []domain.Identifier, except string) (list []review.Earlier, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		found := map[string]review.Earlier{}
		for _, id := range ids {
			for _, h := range v.Lookups(string(id.Type), id.Key) {
				err := each(ctx, v, func(rows *sql.Rows) error {
					e, err := scanEarlier(rows)
					e.Shared = append(found[e.ID].Shared, id.Type)
					found[e.ID] = e
					return err
				}, "SELECT "+earlierColumns+` FROM cases c JOIN case_identifiers i ON i.workspace = c.workspace AND i.case_id = c.id
					WHERE i.workspace = ? AND i.value_hash = ? AND i.type = ? AND i.case_id <> ?`, ws, h, id.Type, except)
				if err != nil {
					return err
				}
			}
		}
		for id, e := range found {
			slices.Sort(e.Shared)
			e.Shared = slices.Compact(e.Shared)
			found[id] = e
		}
		list = newest(found)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for earlier cases: %w", err)
	}
	return list, nil
}

// ClearedItems tells which evidence items were explained in cleared cases.
func (r *Review) ClearedItems(ctx context.Context, ws domain.WorkspaceID, cases, items []string) (known map[string]bool, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		hashes := map[string]bool{}
		for _, id := range cases {
			err := each(ctx, v, func(rows *sql.Rows) error {
				var h []byte
				err := rows.Scan(&h)
				hashes[string(h)] = true
				return err
			}, "SELECT item_hash FROM case_evidence WHERE workspace = ? AND case_id = ?", ws, id)
			if err != nil {
				return err
			}
		}
		known = map[string]bool{}
		for _, i := range items {
			known[i] = slices.ContainsFunc(v.Lookups("evidence", i), func(h []byte) bool { return hashes[string(h)] })
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read explained evidence: %w", err)
	}
	return known, nil
}

// Mentioning lists the cases of others in which a person stands.
func (r *Review) Mentioning(ctx context.Context, ws domain.WorkspaceID, person string) ([]string, error) {
	return r.ids(ctx, ws, "SELECT case_id FROM case_people WHERE workspace = ? AND person = ? ORDER BY case_id", ws, person)
}

// CaseByCode finds the case whose notice carries a reference.
func (r *Review) CaseByCode(ctx context.Context, ws domain.WorkspaceID, code string) (id string, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		for _, h := range v.Lookups("code", code) {
			err := v.Row(ctx, "SELECT case_id FROM decisions WHERE workspace = ? AND code_hash = ?", ws, h).Scan(&id)
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return fmt.Errorf("notice: %w", review.ErrNotFound)
	})
	return id, err
}

// Due lists cases for which something runs out at or before a time.
func (r *Review) Due(ctx context.Context, ws domain.WorkspaceID, what review.Due, at time.Time, limit int) ([]string, error) {
	conditions := map[review.Due]string{
		review.DueSnooze:      "snoozed_until <= ?",
		review.DueContainment: "contained_until <= ?",
		review.DueErase:       "keep_until <= ? AND hold = 0 AND erased_at IS NULL",
		review.DueForget:      "forget_at <= ? AND hold = 0 AND forgotten_at IS NULL",
	}
	return r.ids(ctx, ws, "SELECT id FROM cases WHERE workspace = ? AND "+conditions[what]+" ORDER BY id LIMIT ?", ws, at.UnixMicro(), limit)
}

func (r *Review) ids(ctx context.Context, ws domain.WorkspaceID, query string, args ...any) (list []string, err error) {
	err = r.db.ReadIn(ctx, ws, func(v *View) error {
		list = nil
		return each(ctx, v, func(rows *sql.Rows) error {
			list = append(list, "")
			return rows.Scan(&list[len(list)-1])
		}, query, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}
