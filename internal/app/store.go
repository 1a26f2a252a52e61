package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// openDatabase opens the file or the PostgreSQL database that --db names.
func openDatabase(ctx context.Context, db string, clock func() time.Time) (*sqlstore.DB, error) {
	switch {
	case postgres.Is(db):
		return postgres.Open(ctx, db, clock)
	case strings.Contains(db, "://"):
		return nil, fmt.Errorf("--db %s: give a file, or an address that begins with postgres://", db)
	}
	return sqlite.Open(ctx, db, clock)
}

// Exists reports, as an error, that a database file is missing. Whether a
// server holds the database shows when it is opened.
func Exists(db string) error {
	if postgres.Is(db) {
		return nil
	}
	if _, err := os.Stat(db); err != nil {
		return fmt.Errorf("no database %s: %w", db, err)
	}
	return nil
}

// masterKey reads the key that opens workspaces: from the command that the
// config names, the environment, or a file. The file is made with a new database
// only: beside one that exists, a missing file is a lost key.
func masterKey(ctx context.Context, cfg *Config, db string) ([]byte, error) {
	if len(cfg.KeyCommand) > 0 {
		return seal.Unwrap(ctx, cfg.KeyCommand)
	}
	if text, ok := os.LookupEnv(keyVariable); ok {
		return seal.Decode(keyVariable, text)
	}
	file := cfg.path(cfg.KeyFile)
	if file == "" && postgres.Is(db) {
		return nil, fmt.Errorf("a PostgreSQL database needs a key: set key_file or key_command in the config, or %s in the environment", keyVariable)
	}
	if file == "" {
		file = db + ".key"
	}
	if !postgres.Is(db) && Exists(db) == nil {
		return seal.Load(file)
	}
	key, _, err := seal.LoadOrCreate(file)
	return key, err
}

// keyVariable holds the master key as base64.
const keyVariable = "DAYLIGHT_KEY"

// openWorkspace opens the database and the config's workspace in it.
func openWorkspace(ctx context.Context, cfg *Config, path string, clock func() time.Time) (*sqlstore.DB, *sqlstore.Workspace, error) {
	master, err := masterKey(ctx, cfg, path)
	if err != nil {
		return nil, nil, err
	}
	db, err := openDatabase(ctx, path, clock)
	if err != nil {
		return nil, nil, err
	}
	ws, err := db.Workspace(ctx, domain.WorkspaceID(cfg.Workspace), master)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, ws, nil
}

// openStore puts a database behind an importer and loads what it holds.
func (o *Outcome) openStore(ctx context.Context, cfg *Config, opt Options, im *ingest.Importer) (identifier.Hasher, error) {
	db, ws, err := openWorkspace(ctx, cfg, opt.DB, opt.Clock)
	if err != nil {
		return identifier.Hasher{}, err
	}
	keys := ws.Keys()
	o.close = append(o.close, db.Close)
	o.workspace, o.Key = ws, keys.Value
	if err := ws.Load(ctx, o.State); err != nil {
		return identifier.Hasher{}, fmt.Errorf("load %s: %w", db.Name, err)
	}
	o.State.Track()
	im.Checkpoint = ws
	if dir := cfg.lakeFolder(opt.DB); dir != "" {
		o.Lake, o.lake = dir, lake.Open(dir, ws, opt.Clock)
		o.State.TrackRaw()
		im.Checkpoint = laked{ws, o.lake}
	}
	return identifier.NewHasher(keys.Secret), nil
}

// Quarantine lists what a database holds as set aside.
func Quarantine(ctx context.Context, cfg *Config, path string, clock func() time.Time) ([]sqlstore.Quarantined, error) {
	db, ws, err := openWorkspace(ctx, cfg, path, clock)
	if err != nil {
		return nil, err
	}
	list, err := ws.Quarantine(ctx)
	return list, errors.Join(err, db.Close())
}

// Requeue makes the next scan read the files again of which something was set
// aside, and returns them.
func Requeue(ctx context.Context, cfg *Config, path string, clock func() time.Time) ([]string, error) {
	db, ws, err := openWorkspace(ctx, cfg, path, clock)
	if err != nil {
		return nil, err
	}
	files, err := ws.Requeue(ctx)
	return files, errors.Join(err, db.Close())
}
