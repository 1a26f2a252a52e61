package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/wire"
)

// saveCorrections keeps what was set right, after what was set right before.
func (u *Unit) saveCorrections(ctx context.Context, list []engine.Correction) error {
	for i := range list {
		c := &list[i]
		var last sql.NullString
		if err := u.Row(ctx, "SELECT max(id) FROM corrections WHERE workspace = ?", u.Workspace()).Scan(&last); err != nil {
			return fmt.Errorf("keep a correction: %w", err)
		}
		n := 0
		if last.Valid {
			var err error
			if n, err = strconv.Atoi(last.String); err != nil {
				return fmt.Errorf("keep a correction: %w", err)
			}
		}
		id := fmt.Sprintf("%012d", n+1)
		plain, err := wire.Marshal(c)
		if err != nil {
			return fmt.Errorf("encode a correction: %w", err)
		}
		sealed, err := u.Own(plain, "correction", []byte(id))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO corrections (workspace, id, key_hash, at, key_version, correction_sealed) VALUES (?, ?, ?, ?, ?, ?)",
			u.Workspace(), id, u.Lookup("key", c.Key.String()), u.now(), u.Newest(), sealed); err != nil {
			return fmt.Errorf("keep a correction: %w", err)
		}
	}
	return nil
}

// corrections calls fn for each correction, in the order in which they came.
func (v *View) corrections(ctx context.Context, fn func(id string, c engine.Correction) error, condition string, args ...any) error {
	return each(ctx, v, func(rows *sql.Rows) error {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		plain, err := v.OpenOwn(sealed, "correction", []byte(id))
		if err != nil {
			return fmt.Errorf("open correction %s: %w", id, err)
		}
		var c engine.Correction
		if err := wire.UnmarshalStrict(plain, &c); err != nil {
			return fmt.Errorf("read correction %s: %w", id, err)
		}
		return fn(id, c)
	}, "SELECT id, correction_sealed FROM corrections WHERE workspace = ? "+condition, append([]any{v.Workspace()}, args...)...)
}

func (v *View) loadCorrections(ctx context.Context, s *engine.State) error {
	return v.corrections(ctx, func(_ string, c engine.Correction) error {
		s.RestoreCorrection(c)
		return nil
	}, "ORDER BY id")
}

// dropCorrections removes what was set right of a record.
func (u *Unit) dropCorrections(ctx context.Context, key string) error {
	for _, h := range u.Lookups("key", key) {
		if _, err := u.Exec(ctx, "DELETE FROM corrections WHERE workspace = ? AND key_hash = ?", u.Workspace(), h); err != nil {
			return fmt.Errorf("erase corrections: %w", err)
		}
	}
	return nil
}

func rotateCorrections(ctx context.Context, u *Unit, limit int) (int, error) {
	moved := map[string]domain.Key{}
	err := u.corrections(ctx, func(id string, c engine.Correction) error {
		moved[id] = c.Key
		return nil
	}, "AND key_version < ? LIMIT ?", u.Newest(), limit)
	if err != nil {
		return 0, fmt.Errorf("move corrections to new keys: %w", err)
	}
	for id, key := range moved {
		if _, err := u.Exec(ctx, "UPDATE corrections SET key_hash = ? WHERE workspace = ? AND id = ?", u.Lookup("key", key.String()), u.Workspace(), id); err != nil {
			return 0, fmt.Errorf("move corrections to new keys: %w", err)
		}
	}
	_, err = u.rewrap(ctx, "corrections", "correction_sealed", "correction", limit)
	return len(moved), err
}

// barred returns the refusal of records that carry a person key of somebody who
// was erased, or stand under one; nil when nobody was.
func (v *View) barred(ctx context.Context) (func(refs []domain.Ref, own string) bool, error) {
	gone := map[string]bool{}
	err := each(ctx, v, func(rows *sql.Rows) error {
		var hash []byte
		err := rows.Scan(&hash)
		gone[string(hash)] = true
		return err
	}, allOf{"data_keys", "owner_hash", "AND key_sealed IS NULL"}.query(v.store), v.Workspace())
	if err != nil {
		return nil, fmt.Errorf("load who was erased: %w", err)
	}
	if len(gone) == 0 {
		return nil, nil
	}
	keys := v.Keys
	is := func(name string) bool {
		for _, h := range keys.Lookups("owner", name) {
			if gone[string(h)] {
				return true
			}
		}
		return false
	}
	return func(refs []domain.Ref, own string) bool {
		for _, r := range refs {
			if r.Type.Person() && is(r.String()) {
				return true
			}
		}
		return own != "" && is(own)
	}, nil
}

// bury makes tombstones for owners of whom nothing is kept: their records are
// refused like those of owners whose key was destroyed.
func (u *Unit) bury(ctx context.Context, names []string) error {
	for _, name := range names {
		if _, err := u.Exec(ctx, "INSERT INTO data_keys (workspace, owner_hash, key_sealed, created_at, destroyed_at, key_version) VALUES (?, ?, NULL, ?, ?, ?) ON CONFLICT DO NOTHING",
			u.Workspace(), u.Lookup("owner", name), u.now()/1e6, u.now()/1e6, u.Newest()); err != nil {
			return fmt.Errorf("note who was erased: %w", err)
		}
	}
	return nil
}
