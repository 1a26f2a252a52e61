package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
)

// openWorkspace opens the database and the config's workspace in it.
func openWorkspace(ctx context.Context, cfg *Config, path string, clock func() time.Time) (*sqlite.DB, *sqlite.Workspace, *seal.Keys, error) {
	if strings.Contains(path, "://") {
		return nil, nil, nil, fmt.Errorf("--db %s: this version keeps its data in a file; PostgreSQL comes with daylight serve", path)
	}
	keyFile := cfg.path(cfg.KeyFile)
	if keyFile == "" {
		keyFile = path + ".key"
	}
	master, _, err := seal.LoadOrCreate(keyFile)
	if err != nil {
		return nil, nil, nil, err
	}
	keys, err := seal.ForWorkspace(master, domain.WorkspaceID(cfg.Workspace))
	if err != nil {
		return nil, nil, nil, err
	}
	db, err := sqlite.Open(ctx, path, clock)
	if err != nil {
		return nil, nil, nil, err
	}
	ws, err := db.Workspace(ctx, domain.WorkspaceID(cfg.Workspace), keys)
	if err != nil {
		return nil, nil, nil, errors.Join(err, db.Close())
	}
	return db, ws, keys, nil
}

// openStore puts a database behind an importer and loads what it holds.
func (o *Outcome) openStore(ctx context.Context, cfg *Config, opt Options, im *ingest.Importer) (identifier.Hasher, error) {
	db, ws, keys, err := openWorkspace(ctx, cfg, opt.DB, opt.Clock)
	if err != nil {
		return identifier.Hasher{}, err
	}
	o.close = append(o.close, db.Close)
	o.workspace, o.Key = ws, keys.Value
	if err := ws.Load(ctx, o.State); err != nil {
		return identifier.Hasher{}, fmt.Errorf("load %s: %w", opt.DB, err)
	}
	o.State.Track()
	im.Checkpoint = ws
	return identifier.NewHasher(keys.Secret), nil
}

// Quarantine lists what a database holds as set aside.
func Quarantine(ctx context.Context, cfg *Config, path string, clock func() time.Time) ([]sqlite.Quarantined, error) {
	db, ws, _, err := openWorkspace(ctx, cfg, path, clock)
	if err != nil {
		return nil, err
	}
	list, err := ws.Quarantine(ctx)
	return list, errors.Join(err, db.Close())
}

// Requeue makes the next scan read the files again of which something was set
// aside, and returns them.
func Requeue(ctx context.Context, cfg *Config, path string, clock func() time.Time) ([]string, error) {
	db, ws, _, err := openWorkspace(ctx, cfg, path, clock)
	if err != nil {
		return nil, err
	}
	files, err := ws.Requeue(ctx)
	return files, errors.Join(err, db.Close())
}
