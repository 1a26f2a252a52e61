package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/settings"
)

// Settings keeps what people set, and their views: it is a [settings.Store].
type Settings struct{ db *DB }

// NewSettings returns the settings of db. Workspaces must be open.
func NewSettings(db *DB) *Settings { return &Settings{db} }

const (
	settingsUse = "settings"
	viewUse     = "view"
)

// settingsID names one version of a part.
func settingsID(p settings.Part, n int) string { return fmt.Sprintf("%s.%d", p, n) }

func (u *Unit) auditSettings(ctx context.Context, object string, c settings.Change) error {
	by := audit.Actor{Kind: audit.System}
	if c.By != nil {
		by = audit.Actor{ID: c.By.ID, Kind: audit.ActorKind(c.By.Kind)}
	}
	return u.Audit(ctx, audit.Entry{Workspace: u.Workspace(), Actor: by, Action: c.Action, Object: audit.Object{Type: object, ID: c.Object}, Details: c.Details})
}

func readSettings(ctx context.Context, v *View, condition string, args ...any) (list []settings.Version, err error) {
	err = each(ctx, v, func(rows *sql.Rows) error {
		var x settings.Version
		var at int64
		var sealed []byte
		if err := rows.Scan(&x.Part, &x.N, &at, &x.By, &sealed); err != nil {
			return err
		}
		x.At = time.UnixMicro(at).UTC()
		plain, err := v.OpenOwn(sealed, settingsUse, []byte(settingsID(x.Part, x.N)))
		if err != nil {
			return fmt.Errorf("open version %d of the %s settings: %w", x.N, x.Part, err)
		}
		x.Data = plain
		list = append(list, x)
		return nil
	}, "SELECT part, version, at, actor, part_sealed FROM settings s WHERE workspace = ? AND "+condition, append([]any{v.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	return list, nil
}

// Settings returns the newest version of every part that was ever set.
func (s *Settings) Settings(ctx context.Context, ws domain.WorkspaceID) (list []settings.Version, err error) {
	err = s.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = readSettings(ctx, v, "version = (SELECT max(version) FROM settings o WHERE o.workspace = s.workspace AND o.part = s.part) ORDER BY part")
		return err
	})
	return list, err
}

// History returns the versions of a part, newest first.
func (s *Settings) History(ctx context.Context, ws domain.WorkspaceID, p settings.Part, limit int) (list []settings.Version, err error) {
	err = s.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = readSettings(ctx, v, "part = ? ORDER BY version DESC LIMIT ?", p, limit)
		return err
	})
	return list, err
}

// SaveSettings keeps the next version of a part.
func (s *Settings) SaveSettings(ctx context.Context, ws domain.WorkspaceID, x settings.Version, c settings.Change) error {
	err := s.db.WriteIn(ctx, ws, func(u *Unit) error {
		var last int
		if err := u.Row(ctx, "SELECT coalesce(max(version), ?) FROM settings WHERE workspace = ? AND part = ?", settings.First, ws, x.Part).Scan(&last); err != nil {
			return fmt.Errorf("read settings: %w", err)
		}
		if x.N != last+1 {
			return settings.ErrStale
		}
		id := settingsID(x.Part, x.N)
		sealed, err := u.Own(x.Data, settingsUse, []byte(id))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO settings (workspace, id, part, version, at, actor, key_version, part_sealed) VALUES ("+In(8)+")",
			ws, id, x.Part, x.N, x.At.UnixMicro(), x.By, u.Newest(), sealed); err != nil {
			return fmt.Errorf("keep the %s settings: %w", x.Part, err)
		}
		return u.auditSettings(ctx, "settings", c)
	})
	if s.db.Violation(err) == Unique {
		return settings.ErrStale
	}
	return err
}

func rotateSettings(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "settings", "part_sealed", settingsUse, limit)
}

// Changed counts the versions of settings of every workspace of the database:
// the number rises with every change.
func (s *Settings) Changed(ctx context.Context) (sum map[domain.WorkspaceID]int64, err error) {
	err = s.db.Read(ctx, func(q Query) error {
		sum = map[domain.WorkspaceID]int64{}
		return each(ctx, q, func(rows *sql.Rows) error {
			var ws domain.WorkspaceID
			var n int64
			if err := rows.Scan(&ws, &n); err != nil {
				return err
			}
			sum[ws] = n
			return nil
		}, "SELECT w.id, (SELECT count(*) FROM settings s WHERE s.workspace = w.id) FROM workspaces w")
	})
	if err != nil {
		return nil, fmt.Errorf("look at workspaces: %w", err)
	}
	return sum, nil
}

// keptView is what of a view is sealed.
type keptView struct {
	Name      string
	Filter    map[string][]string
	Sort      string
	UpdatedAt time.Time
}

func readViews(ctx context.Context, q keyedRow, condition string, args ...any) (list []settings.View, err error) {
	err = each(ctx, q, func(rows *sql.Rows) error {
		var x settings.View
		var sealed []byte
		if err := rows.Scan(&x.ID, &x.Version, &x.Owner, &x.Shared, &x.Page, &x.Place, &sealed); err != nil {
			return err
		}
		var kept keptView
		if err := q.openJSON(sealed, viewUse, x.ID, &kept); err != nil {
			return err
		}
		x.Name, x.Filter, x.Sort, x.UpdatedAt = kept.Name, kept.Filter, kept.Sort, kept.UpdatedAt
		list = append(list, x)
		return nil
	}, "SELECT id, version, owner, shared, page, place, view_sealed FROM saved_views WHERE workspace = ? AND "+condition+" ORDER BY id", append([]any{q.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read views: %w", err)
	}
	return list, nil
}

func readView(ctx context.Context, q keyedRow, id string) (settings.View, error) {
	list, err := readViews(ctx, q, "id = ?", id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("view %s: %w", id, settings.ErrNotFound)
	}
	if err != nil {
		return settings.View{}, err
	}
	return list[0], nil
}

// Views returns the views of an owner and those that are shared, by id.
func (s *Settings) Views(ctx context.Context, ws domain.WorkspaceID, owner string) (list []settings.View, err error) {
	err = s.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = readViews(ctx, v, "(owner = ? OR shared = 1)", owner)
		return err
	})
	return list, err
}

// View reads one view.
func (s *Settings) View(ctx context.Context, ws domain.WorkspaceID, id string) (x settings.View, err error) {
	err = s.db.ReadIn(ctx, ws, func(v *View) error {
		x, err = readView(ctx, v, id)
		return err
	})
	return x, err
}

// SaveView keeps a view in place of version was, which is 0 for a new one.
func (s *Settings) SaveView(ctx context.Context, ws domain.WorkspaceID, x settings.View, was int, c settings.Change) error {
	return s.db.WriteIn(ctx, ws, func(u *Unit) error {
		if err := u.removeView(ctx, x.ID, was); err != nil {
			return err
		}
		sealed, err := u.ownJSON(keptView{x.Name, x.Filter, x.Sort, x.UpdatedAt}, viewUse, x.ID)
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO saved_views (workspace, id, version, owner, shared, page, place, key_version, view_sealed) VALUES ("+In(9)+")",
			ws, x.ID, x.Version, x.Owner, x.Shared, x.Page, x.Place, u.Newest(), sealed); err != nil {
			return fmt.Errorf("keep view %s: %w", x.ID, err)
		}
		return u.auditSettings(ctx, "view", c)
	})
}

// removeView removes a version of a view; 0 is none.
func (u *Unit) removeView(ctx context.Context, id string, version int) error {
	if version == 0 {
		return nil
	}
	n, err := u.Exec(ctx, "DELETE FROM saved_views WHERE workspace = ? AND id = ? AND version = ?", u.Workspace(), id, version)
	if err != nil {
		return fmt.Errorf("remove view %s: %w", id, err)
	}
	if n == 0 {
		return settings.ErrStale
	}
	return nil
}

// DropView removes a view.
func (s *Settings) DropView(ctx context.Context, ws domain.WorkspaceID, id string, was int, c settings.Change) error {
	return s.db.WriteIn(ctx, ws, func(u *Unit) error {
		return errors.Join(u.removeView(ctx, id, was), u.auditSettings(ctx, "view", c))
	})
}

func rotateViews(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "saved_views", "view_sealed", viewUse, limit)
}
