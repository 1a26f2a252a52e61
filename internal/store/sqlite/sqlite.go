// Package sqlite keeps a workspace in one SQLite file: redacted records, folded
// activity, how far each import has come and what was set aside.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

//go:embed migrations/*.sql
var migrations embed.FS

// checkText is sealed in every workspace: opening it proves the key.
const checkText = "daylight workspace"

// DB is one open database file.
type DB struct {
	sql   *sql.DB
	clock func() time.Time
	path  string
}

// Open opens or makes the database at path, readable by its owner only, and
// brings its schema up to date.
func Open(ctx context.Context, path string, clock func() time.Time) (*DB, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	// busy_timeout comes first, so that the switch to WAL waits its turn too.
	dsn := "file:" + url.PathEscape(path) + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	db.SetMaxOpenConns(4)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), db.Close())
	}
	return &DB{sql: db, clock: clock, path: path}, nil
}

func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return f.Close()
}

func migrate(ctx context.Context, db *sql.DB) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// Close closes the database.
func (d *DB) Close() error { return d.sql.Close() }

// Check runs SQLite's own integrity check.
func (d *DB) Check(ctx context.Context) error {
	var answer string
	if err := d.sql.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&answer); err != nil {
		return fmt.Errorf("check database: %w", err)
	}
	if answer != "ok" {
		return fmt.Errorf("database %s is damaged: %s", d.path, answer)
	}
	return nil
}

// Workspace opens a workspace under its keys, and makes it when it is new.
func (d *DB) Workspace(ctx context.Context, ws domain.WorkspaceID, keys *seal.Keys) (*Workspace, error) {
	var sealed []byte
	err := d.sql.QueryRowContext(ctx, "SELECT check_sealed FROM workspaces WHERE id = ?", ws).Scan(&sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if sealed, err = keys.Own([]byte(checkText), "workspace", []byte(ws)); err != nil {
			return nil, err
		}
		if _, err := d.sql.ExecContext(ctx, "INSERT INTO workspaces (id, check_sealed, created_at) VALUES (?, ?, ?)", ws, sealed, d.clock().Unix()); err != nil {
			return nil, fmt.Errorf("make workspace %s: %w", ws, err)
		}
	case err != nil:
		return nil, fmt.Errorf("open workspace %s: %w", ws, err)
	default:
		if _, err := keys.OpenOwn(sealed, "workspace", []byte(ws)); err != nil {
			return nil, fmt.Errorf("workspace %s was made with another key file than the one at hand", ws)
		}
	}
	return &Workspace{db: d, id: ws, keys: keys, owners: map[string][]byte{}}, nil
}
