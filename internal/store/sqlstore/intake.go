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
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/intake"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Intake keeps imports: it is an [intake.Store].
type Intake struct{ db *DB }

// NewIntake returns the imports of db. Workspaces must be open.
func NewIntake(db *DB) *Intake { return &Intake{db} }

const importUse = "import"

func readImports(ctx context.Context, v *View, condition string, args ...any) (list []*intake.Import, err error) {
	err = each(ctx, v, func(rows *sql.Rows) error {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		plain, err := v.OpenOwn(sealed, importUse, []byte(id))
		if err != nil {
			return fmt.Errorf("open import %s: %w", id, err)
		}
		i := &intake.Import{}
		list = append(list, i)
		return wire.UnmarshalStrict(plain, i)
	}, "SELECT id, import_sealed FROM intake WHERE workspace = ? "+condition, append([]any{v.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	return list, nil
}

// Import returns an import by id.
func (n *Intake) Import(ctx context.Context, ws domain.WorkspaceID, id string) (*intake.Import, error) {
	list, err := n.imports(ctx, ws, "AND id = ?", id)
	if err == nil && len(list) == 0 {
		return nil, intake.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func (n *Intake) imports(ctx context.Context, ws domain.WorkspaceID, condition string, args ...any) (list []*intake.Import, err error) {
	err = n.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = readImports(ctx, v, condition, args...)
		return err
	})
	return list, err
}

// Imports lists imports, newest first.
func (n *Intake) Imports(ctx context.Context, ws domain.WorkspaceID, before intake.Before, limit int) ([]*intake.Import, error) {
	if before.At.IsZero() {
		return n.imports(ctx, ws, "ORDER BY at DESC, id DESC LIMIT ?", limit)
	}
	at := before.At.UnixMicro()
	return n.imports(ctx, ws, "AND (at < ? OR at = ? AND id < ?) ORDER BY at DESC, id DESC LIMIT ?", at, at, before.ID, limit)
}

// Unfinished lists, oldest first, the imports that stand in one of some states.
func (n *Intake) Unfinished(ctx context.Context, ws domain.WorkspaceID, states ...intake.State) ([]*intake.Import, error) {
	var args []any
	for _, s := range states {
		args = append(args, s)
	}
	return n.imports(ctx, ws, "AND state IN ("+In(len(states))+") ORDER BY at, id", args...)
}

// SaveImport keeps an import, and gives [intake.ErrStale] where somebody was
// faster.
func (n *Intake) SaveImport(ctx context.Context, ws domain.WorkspaceID, i *intake.Import, e *audit.Entry) error {
	err := n.db.WriteIn(ctx, ws, func(u *Unit) error {
		plain, err := wire.Marshal(i)
		if err != nil {
			return err
		}
		sealed, err := u.Own(plain, importUse, []byte(i.ID))
		if err != nil {
			return err
		}
		if i.Version == 1 {
			_, err = u.Exec(ctx, "INSERT INTO intake (workspace, id, version, state, at, key_version, import_sealed) VALUES ("+In(7)+")",
				ws, i.ID, 1, i.Standing(), i.At.UnixMicro(), u.Newest(), sealed)
		} else {
			err = u.replaceImport(ctx, i, sealed)
		}
		if err != nil || e == nil {
			return err
		}
		return u.Audit(ctx, *e)
	})
	if err != nil && !errors.Is(err, intake.ErrStale) {
		return fmt.Errorf("keep an import: %w", err)
	}
	return err
}

func (u *Unit) replaceImport(ctx context.Context, i *intake.Import, sealed []byte) error {
	n, err := u.Exec(ctx, "UPDATE intake SET version = ?, state = ?, key_version = ?, import_sealed = ? WHERE workspace = ? AND id = ? AND version = ?",
		i.Version, i.Standing(), u.Newest(), sealed, u.Workspace(), i.ID, i.Version-1)
	if err != nil {
		return err
	}
	if n == 0 {
		return intake.ErrStale
	}
	return nil
}

// Requeue forgets how far files were read and what was set aside of them.
func (n *Intake) Requeue(ctx context.Context, ws domain.WorkspaceID, of func(path string) bool, e audit.Entry) (files []string, err error) {
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		if files, err = u.requeue(ctx, of); err != nil {
			return err
		}
		e.Details = map[string]string{"files": strconv.Itoa(len(files))}
		return u.Audit(ctx, e)
	})
	return files, err
}

// SetAside lists what was set aside before an id, newest first, and says how
// many there are in all. No id is 0.
func (n *Intake) SetAside(ctx context.Context, ws domain.WorkspaceID, before int64, limit int, fn func(id int64, at time.Time, x ingest.SetAside)) (total int, err error) {
	var list []Quarantined
	err = n.db.ReadIn(ctx, ws, func(v *View) error {
		if err := v.Row(ctx, "SELECT COUNT(*) FROM quarantine WHERE workspace = ?", ws).Scan(&total); err != nil {
			return fmt.Errorf("count quarantine: %w", err)
		}
		list, err = v.quarantined(ctx, "AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?", before, before, limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, q := range list {
		fn(q.ID, q.At, q.SetAside)
	}
	return total, nil
}

// DropAside forgets what was set aside: those of ids, or all without any.
func (n *Intake) DropAside(ctx context.Context, ws domain.WorkspaceID, ids []int64, e audit.Entry) (dropped int64, err error) {
	condition, args := "", []any{ws}
	if len(ids) > 0 {
		condition = " AND id IN (" + In(len(ids)) + ")"
		for _, id := range ids {
			args = append(args, id)
		}
	}
	err = n.db.WriteIn(ctx, ws, func(u *Unit) error {
		if dropped, err = u.Exec(ctx, "DELETE FROM quarantine WHERE workspace = ?"+condition, args...); err != nil {
			return fmt.Errorf("empty quarantine: %w", err)
		}
		e.Details = map[string]string{"dropped": strconv.FormatInt(dropped, 10)}
		return u.Audit(ctx, e)
	})
	return dropped, err
}

func rotateIntake(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "intake", "import_sealed", importUse, limit)
}
