// Package sqlite opens a SQLite file as a store.
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
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var embedded embed.FS

const (
	readers = 4
	// busy_timeout comes first, so that the switch to WAL waits its turn too.
	// secure_delete overwrites what is erased. The cache, in KiB, holds the inner
	// pages of the indexes of a million people: keys are hashes, so that each row
	// goes to another place.
	pragmas      = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cache_size(-131072)"
	readerPragma = "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=cache_size(-16384)&_query_only=1"
	migrateTries = 5
)

// Open opens or makes the database at path, readable by its owner only, and
// brings its schema up to date.
func Open(ctx context.Context, path string, clock func() time.Time) (*sqlstore.DB, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	writer, err := connect(path, pragmas+"&_txlock=immediate", 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writer); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), writer.Close())
	}
	reader, err := connect(path, readerPragma, readers)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return sqlstore.New(sqlstore.Config{Dialect: dialect(), Reader: reader, Writer: writer, Clock: clock, Name: path}), nil
}

// Pending lists the steps that the schema of the database at path lacks, and
// changes nothing.
func Pending(ctx context.Context, path string) ([]sqlstore.Migration, error) {
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, err
	}
	db, err := connect(path, "?_pragma=busy_timeout(10000)&mode=ro", 1)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return pending(ctx, db, files)
}

// pending asks goose, which would make its own table first, on a copy of what
// the database says of itself.
func pending(ctx context.Context, db *sql.DB, files fs.FS) ([]sqlstore.Migration, error) {
	memory, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	defer memory.Close()
	memory.SetMaxOpenConns(1)
	p, err := goose.NewProvider(goose.DialectSQLite3, memory, files)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.GetDBVersion(ctx); err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	rows, err := db.QueryContext(ctx, "SELECT version_id FROM goose_db_version WHERE is_applied = 1 AND version_id > 0 ORDER BY id")
	if err != nil {
		if strings.Contains(err.Error(), "no such table") {
			return sqlstore.Pending(ctx, p, files)
		}
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var version int64
		if err := rows.Scan(&version); err != nil {
			return nil, fmt.Errorf("read the schema's version: %w", err)
		}
		if _, err := memory.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)", version); err != nil {
			return nil, fmt.Errorf("read the schema's version: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	return sqlstore.Pending(ctx, p, files)
}

func connect(path, query string, conns int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(path)+query)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return f.Close()
}

// migrate tries again when another process is bringing the schema up to date at
// the same time: SQLite gives no lock that spans its transactions.
func migrate(ctx context.Context, db *sql.DB) (err error) {
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	for n := range migrateTries {
		if err = sqlstore.Up(ctx, p, files); err == nil || errors.Is(err, sqlstore.ErrNewer) || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(n+1) * 50 * time.Millisecond)
	}
	return err
}

func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{
		Name:      "sqlite",
		Retry:     retry,
		Violation: violation,
		Check:     check,
		Forget:    forget,
		Recover:   recoverWriter,
		InOrder:   "NOT INDEXED", // workspaces share a file seldom
		Columns: `SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
			WHERE m.type = 'table' ORDER BY m.name, p.cid`,
		References: `SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
		Read:       sql.TxOptions{ReadOnly: true},
	}
}

// retry lets a transaction run again that another process kept from starting.
func retry(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_BUSY || e.Code()&0xff == lib.SQLITE_LOCKED)
}

func violation(err error) sqlstore.Violation {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return sqlstore.None
	}
	switch e.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return sqlstore.Unique
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return sqlstore.ForeignKey
	case lib.SQLITE_CONSTRAINT_CHECK, lib.SQLITE_CONSTRAINT_TRIGGER:
		return sqlstore.CheckFailed
	case lib.SQLITE_CONSTRAINT_NOTNULL:
		return sqlstore.NotNull
	}
	return sqlstore.None
}

// check runs SQLite's own checks of the file and of foreign keys.
func check(ctx context.Context, db *sql.DB) error {
	var answer string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&answer); err != nil {
		return fmt.Errorf("check database: %w", err)
	}
	if answer != "ok" {
		return fmt.Errorf("the database is damaged: %s", answer)
	}
	rows, err := db.QueryContext(ctx, "SELECT DISTINCT \"table\", parent FROM pragma_foreign_key_check")
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		var table, parent string
		if err := rows.Scan(&table, &parent); err != nil {
			return fmt.Errorf("check foreign keys: %w", err)
		}
		return fmt.Errorf("rows of %s point at rows of %s that do not exist", table, parent)
	}
	return rows.Err()
}

// forget moves what was overwritten from the log into the file, so that the old
// bytes are in neither.
func forget(ctx context.Context, db *sql.DB) error {
	var busy, pages, moved int
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	return nil
}

// recoverWriter ends a transaction that a failed commit, such as on a full
// disk, has left open on the one writing connection.
func recoverWriter(ctx context.Context, db *sql.DB) {
	// It fails where SQLite has ended the transaction by itself.
	_, _ = db.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
}
