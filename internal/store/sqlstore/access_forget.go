package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Forget removes what nobody can use any more: sessions and invitations that were
// not used since a time, and failures to sign in of before it.
func (a *Access) Forget(ctx context.Context, ws domain.WorkspaceID, before time.Time) error {
	return a.db.Write(ctx, func(tx *Tx) error {
		for what, query := range map[string]string{
			"sessions": "DELETE FROM sessions WHERE workspace = ? AND seen_at < ?",
			"failures": "DELETE FROM login_failures WHERE workspace = ? AND until < ?",
		} {
			if _, err := tx.Exec(ctx, query, ws, before.UnixMicro()); err != nil {
				return fmt.Errorf("forget %s: %w", what, err)
			}
		}
		return nil
	})
}
