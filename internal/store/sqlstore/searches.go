package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
)

const searchUse = "search"

// SaveSearch keeps why somebody looked people up, with its audit entry.
func (s *AuditStore) SaveSearch(ctx context.Context, ws domain.WorkspaceID, x audit.Search, e audit.Entry) error {
	err := s.db.WriteIn(ctx, ws, func(u *Unit) error {
		sealed, err := u.Own([]byte(x.Reason), searchUse, []byte(x.ID))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO searches (workspace, id, at, actor, by_what, purpose, found, key_version, reason_sealed) VALUES ("+In(9)+")",
			ws, x.ID, x.At.UnixMicro(), x.Actor, x.By, x.Purpose, x.Found, u.Newest(), sealed); err != nil {
			return err
		}
		return u.Audit(ctx, e)
	})
	if err != nil {
		return fmt.Errorf("keep the purpose of a search: %w", err)
	}
	return nil
}

// Searches lists who looked people up, newest first.
func (s *AuditStore) Searches(ctx context.Context, ws domain.WorkspaceID, before audit.SearchBefore, limit int) (list []audit.Search, err error) {
	condition, args := "", []any{ws}
	if !before.At.IsZero() {
		condition = " AND (at < ? OR at = ? AND id < ?)"
		args = append(args, before.At.UnixMicro(), before.At.UnixMicro(), before.ID)
	}
	err = s.db.ReadIn(ctx, ws, func(v *View) error {
		list = nil
		return each(ctx, v, func(rows *sql.Rows) error {
			var x audit.Search
			var at int64
			var sealed []byte
			if err := rows.Scan(&x.ID, &at, &x.Actor, &x.By, &x.Purpose, &x.Found, &sealed); err != nil {
				return err
			}
			plain, err := v.OpenOwn(sealed, searchUse, []byte(x.ID))
			x.At, x.Reason = time.UnixMicro(at).UTC(), string(plain)
			list = append(list, x)
			return err
		}, "SELECT id, at, actor, by_what, purpose, found, reason_sealed FROM searches WHERE workspace = ?"+condition+" ORDER BY at DESC, id DESC LIMIT ?", append(args, limit)...)
	})
	if err != nil {
		return nil, fmt.Errorf("list searches: %w", err)
	}
	return list, nil
}

// DropSearches erases the purposes of searches before a time; their entries in
// the log stay.
func (s *AuditStore) DropSearches(ctx context.Context, ws domain.WorkspaceID, before time.Time) error {
	err := s.db.WriteIn(ctx, ws, func(u *Unit) error {
		_, err := u.Exec(ctx, "DELETE FROM searches WHERE workspace = ? AND at < ?", ws, before.UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("erase the purposes of old searches: %w", err)
	}
	return nil
}

func rotateSearches(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "searches", "reason_sealed", searchUse, limit)
}
