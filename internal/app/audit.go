package app

import (
	"context"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// AuditLog is the audit log of the config's workspace in an open database.
type AuditLog struct {
	*audit.Log
	db *sqlstore.DB
}

// OpenAuditLog opens the database that --db names, and the log in it.
func OpenAuditLog(ctx context.Context, cfg *Config, db string, clock func() time.Time) (*AuditLog, error) {
	d, ws, err := openWorkspace(ctx, cfg, db, clock)
	if err != nil {
		return nil, err
	}
	return &AuditLog{Log: audit.New(sqlstore.NewAuditStore(d), ws.ID(), clock), db: d}, nil
}

// PushTo signs the log as it stands and puts the checkpoint into a folder.
func (a *AuditLog) PushTo(ctx context.Context, folder string) (audit.Checkpoint, error) {
	c, err := a.Checkpoint(ctx)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	return c, audit.NewFolder(folder).Push(ctx, c)
}

// Close closes the database.
func (a *AuditLog) Close() error { return a.db.Close() }
