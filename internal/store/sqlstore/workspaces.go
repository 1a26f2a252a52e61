package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
)

// ErrWorkspaceExists says that a workspace of that name is there.
var ErrWorkspaceExists = errors.New("there is a workspace of that name")

// NewWorkspace makes a workspace that is not there, and notes that. It is sealed
// under the master key that opens the others.
func (db *DB) NewWorkspace(ctx context.Context, ws domain.WorkspaceID, master []byte) (*Workspace, error) {
	list, err := db.Workspaces(ctx)
	if err != nil {
		return nil, err
	}
	if slices.Contains(list, ws) {
		return nil, fmt.Errorf("workspace %s: %w", ws, ErrWorkspaceExists)
	}
	if len(list) > 0 { // opening one proves the key
		if _, err := db.Workspace(ctx, list[0], master); err != nil {
			return nil, err
		}
	}
	w, err := db.Workspace(ctx, ws, master)
	if err != nil {
		return nil, err
	}
	return w, db.WriteIn(ctx, ws, func(u *Unit) error {
		return u.Audit(ctx, audit.Entry{Workspace: ws, Actor: audit.Actor{Kind: audit.System}, Action: "workspace.created", Object: audit.Object{Type: "workspace", ID: string(ws)}})
	})
}
