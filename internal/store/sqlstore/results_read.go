package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// ErrNoResult says that nothing is kept of a person or a ring.
var ErrNoResult = errors.New("nothing was found about this one")

// Place is where a page of the queue ended: the next one begins after it. Its
// zero value stands before the first.
type Place struct {
	Rank   int
	Since  time.Time
	Person string
}

const standingColumns = "SELECT person, tier, bits, stage, ring, since, changed_at, result_sealed FROM results WHERE workspace = ? "

// Queue returns up to limit persons of a tier or higher, the highest first and
// of one tier the longest waiting first.
func (w *Workspace) Queue(ctx context.Context, lowest domain.Tier, after Place, limit int) (list []Standing, err error) {
	query := standingColumns + "AND tier_rank >= ? "
	args := []any{w.id, lowest.Rank()}
	if after.Person != "" {
		query += "AND (tier_rank < ? OR tier_rank = ? AND (since, person) > (?, ?)) "
		args = append(args, after.Rank, after.Rank, after.Since.UnixMicro(), after.Person)
	}
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		list = nil
		return each(ctx, v, func(rows *sql.Rows) error {
			s, err := v.scanStanding(rows)
			list = append(list, s)
			return err
		}, query+"ORDER BY tier_rank DESC, since, person LIMIT ?", append(args, limit)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	return list, nil
}

// Place is where a standing stands in the queue.
func (s *Standing) Place() Place { return Place{s.Tier.Rank(), s.Since, s.Person} }

// Standing returns what is kept of a person, or [ErrNoResult].
func (w *Workspace) Standing(ctx context.Context, person string) (s Standing, err error) {
	found := false
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		return each(ctx, v, func(rows *sql.Rows) error {
			found = true
			s, err = v.scanStanding(rows)
			return err
		}, standingColumns+"AND person = ?", w.id, person)
	})
	if err != nil {
		return Standing{}, fmt.Errorf("read results: %w", err)
	}
	if !found {
		return Standing{}, ErrNoResult
	}
	return s, nil
}

func (v *View) scanStanding(rows *sql.Rows) (Standing, error) {
	var s Standing
	var since, changed int64
	var sealed []byte
	if err := rows.Scan(&s.Person, &s.Tier, &s.Bits, &s.Stage, &s.Ring, &since, &changed, &sealed); err != nil {
		return s, err
	}
	s.Since, s.ChangedAt = time.UnixMicro(since).UTC(), time.UnixMicro(changed).UTC()
	return s, v.openFindings(s.Person, sealed, &s.Findings)
}

// Tiers counts the persons of each tier about whom something was found.
func (w *Workspace) Tiers(ctx context.Context) (counts map[domain.Tier]int, err error) {
	err = w.db.Read(ctx, func(q Query) error {
		counts = map[domain.Tier]int{}
		return each(ctx, q, func(rows *sql.Rows) error {
			var t domain.Tier
			var n int
			err := rows.Scan(&t, &n)
			counts[t] = n
			return err
		}, "SELECT tier, count(*) FROM results WHERE workspace = ? GROUP BY tier", w.id)
	})
	if err != nil {
		return nil, fmt.Errorf("count tiers: %w", err)
	}
	return counts, nil
}

// Rings returns the rings of the last evaluation, the highest tier first.
func (w *Workspace) Rings(ctx context.Context) (list []domain.Ring, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		list = nil
		return each(ctx, v, func(rows *sql.Rows) error {
			var id string
			var sealed []byte
			if err := rows.Scan(&id, &sealed); err != nil {
				return err
			}
			plain, err := v.OpenOwn(sealed, "ring", []byte(id))
			if err != nil {
				return err
			}
			var r domain.Ring
			list = append(list, r)
			return wire.UnmarshalStrict(plain, &list[len(list)-1])
		}, "SELECT ring, ring_sealed FROM result_rings WHERE workspace = ? ORDER BY tier_rank DESC, since, ring", w.id)
	})
	if err != nil {
		return nil, fmt.Errorf("read rings: %w", err)
	}
	return list, nil
}

// History returns up to limit changes after a number, oldest first: of one
// person or ring, or of all where person is empty.
func (w *Workspace) History(ctx context.Context, person string, after int64, limit int) (list []Change, err error) {
	query := "SELECT seq, at, person, rule, change, tier_before, tier_after FROM result_history WHERE workspace = ? AND seq > ? "
	args := []any{w.id, after}
	if person != "" {
		query += "AND person = ? "
		args = append(args, person)
	}
	err = w.db.Read(ctx, func(q Query) error {
		list = nil
		return each(ctx, q, func(rows *sql.Rows) error {
			var c Change
			var at int64
			err := rows.Scan(&c.Seq, &at, &c.Person, &c.Rule, &c.Kind, &c.Before, &c.After)
			c.At = time.UnixMicro(at).UTC()
			list = append(list, c)
			return err
		}, query+"ORDER BY seq LIMIT ?", append(args, limit)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of results: %w", err)
	}
	return list, nil
}

// rotateOwn moves up to limit rows of a table to the newest keys: rows with one
// value that the workspace seals under the row's name, and a hash of it.
func rotateOwn(ctx context.Context, u *Unit, limit int, table, name, sealed, hashed, use string) (int, error) {
	type row struct {
		name  string
		value []byte
	}
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.name, &r.value)
		list = append(list, r)
		return err
	}, "SELECT "+name+", "+sealed+" FROM "+table+" WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	for _, r := range list {
		plain, oerr := u.OpenOwn(r.value, use, []byte(r.name))
		if oerr != nil {
			return 0, fmt.Errorf("move %s to new keys: %w", table, oerr)
		}
		again, serr := u.Own(plain, use, []byte(r.name))
		if serr != nil {
			return 0, serr
		}
		if _, err := u.Exec(ctx, "UPDATE "+table+" SET "+sealed+" = ?, "+hashed+" = ?, key_version = ? WHERE workspace = ? AND "+name+" = ?",
			again, u.Lookup(use, string(plain)), u.Newest(), u.Workspace(), r.name); err != nil {
			return 0, fmt.Errorf("move %s to new keys: %w", table, err)
		}
	}
	return len(list), err
}

func rotateResults(ctx context.Context, u *Unit, limit int) (int, error) {
	return rotateOwn(ctx, u, limit, "results", "person", "result_sealed", "result_hash", "result")
}

func rotateRings(ctx context.Context, u *Unit, limit int) (int, error) {
	return rotateOwn(ctx, u, limit, "result_rings", "ring", "ring_sealed", "ring_hash", "ring")
}
