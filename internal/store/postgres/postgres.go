// Package postgres opens a PostgreSQL database as a store.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var embedded embed.FS

const (
	connections = 8
	connectTime = 10 * time.Second
)

// Is reports whether --db names a PostgreSQL database.
func Is(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://")
}

// Open opens the database at an address such as
// postgres://user@host/database?sslmode=verify-full, and brings its schema up
// to date. A password may also come from PGPASSWORD or ~/.pgpass.
func Open(ctx context.Context, address string, clock func() time.Time) (*sqlstore.DB, error) {
	db, err := connect(address)
	if err != nil {
		return nil, err
	}
	p, files, err := migrations(db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := sqlstore.Up(ctx, p, files); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", Redact(address), err), db.Close())
	}
	return sqlstore.New(sqlstore.Config{Dialect: dialect(), Reader: db, Writer: db, Clock: clock, Name: Redact(address)}), nil
}

// Pending lists the steps that the schema lacks. It changes nothing but that
// goose makes its table of versions in an empty database.
func Pending(ctx context.Context, address string) ([]sqlstore.Migration, error) {
	db, err := connect(address)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	p, files, err := migrations(db)
	if err != nil {
		return nil, err
	}
	return sqlstore.Pending(ctx, p, files)
}

// Redact leaves the password out of an address.
func Redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://(an address that cannot be read)"
	}
	q := u.Query()
	if q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	}
	return u.Redacted()
}

func connect(address string) (*sql.DB, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		// pgx leaves the password out of its own message.
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	c.ConnectTimeout = connectTime
	c.RuntimeParams["timezone"] = "UTC"
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "daylight"
	}
	// An acknowledged write is on the disk, whatever the server's default is.
	c.RuntimeParams["synchronous_commit"] = "on"
	// A plan that was made for an empty table reads all of it when it has grown:
	// plans are made for each execution, which costs less than one such scan.
	c.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// migrations holds an advisory lock while the schema changes, so that several
// processes may start at once.
func migrations(db *sql.DB) (*goose.Provider, fs.FS, error) {
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, nil, err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return nil, nil, fmt.Errorf("make the migration lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, files, nil
}

func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{
		Name:      "postgres",
		Numbered:  true,
		Prepares:  true,
		Retry:     retry,
		Violation: violation,
		Check:     check,
		Forget:    forget,
		Columns: `SELECT c.table_name, c.column_name FROM information_schema.columns c
			JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
			WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
			ORDER BY c.table_name, c.ordinal_position`,
		References: `SELECT c.relname, p.relname FROM pg_constraint k
			JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
			WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`,
		Renumber: renumber,
		Read:     sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		Write:    sql.TxOptions{Isolation: sql.LevelSerializable},
	}
}

// Codes of PostgreSQL, appendix A.
const (
	serializationFailure = "40001"
	deadlock             = "40P01"
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	checkViolation       = "23514"
	notNullViolation     = "23502"
	raised               = "P0001"
	connectionClass      = "08"
	operatorClass        = "57"
)

// retry lets a transaction run again when it lost against another one, and when
// the connection was lost before its commit was sent: then it is not kept.
func retry(err error) bool {
	var e *pgconn.PgError
	isServer := errors.As(err, &e)
	if isServer && (e.Code == serializationFailure || e.Code == deadlock) {
		return true
	}
	var unknown *sqlstore.CommitError
	if errors.As(err, &unknown) {
		return false
	}
	if isServer {
		return strings.HasPrefix(e.Code, connectionClass) || strings.HasPrefix(e.Code, operatorClass) && e.Code != "57014"
	}
	var refused *pgconn.ConnectError
	return pgconn.SafeToRetry(err) || errors.As(err, &refused) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

func violation(err error) sqlstore.Violation {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return sqlstore.None
	}
	switch e.Code {
	case uniqueViolation:
		return sqlstore.Unique
	case foreignKeyViolation:
		return sqlstore.ForeignKey
	case checkViolation, raised:
		return sqlstore.CheckFailed
	case notNullViolation:
		return sqlstore.NotNull
	}
	return sqlstore.None
}

// check asks whether the server has found damaged pages; foreign keys are
// always enforced.
func check(ctx context.Context, db *sql.DB) error {
	var failures int64
	err := db.QueryRowContext(ctx, "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()").Scan(&failures)
	if err != nil {
		return fmt.Errorf("check database: %w", err)
	}
	if failures > 0 {
		return fmt.Errorf("the server has found %d damaged pages", failures)
	}
	return nil
}

// renumber makes identity columns go on after the largest number in use.
func renumber(ctx context.Context, tx *sqlstore.Tx) error {
	rows, err := tx.Query(ctx, "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'")
	if err != nil {
		return fmt.Errorf("list identity columns: %w", err)
	}
	var list [][2]string
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			return errors.Join(fmt.Errorf("list identity columns: %w", err), rows.Close())
		}
		list = append(list, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("list identity columns: %w", err)
	}
	for _, c := range list {
		query := fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('"%[1]s"', '%[2]s'), coalesce((SELECT max("%[2]s") FROM "%[1]s"), 0) + 1, false)`, c[0], c[1])
		var n int64
		if err := tx.Row(ctx, query).Scan(&n); err != nil {
			return fmt.Errorf("renumber %s: %w", c[0], err)
		}
	}
	return nil
}

// forget frees the old versions of rows, so that the server reuses their space.
func forget(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "VACUUM data_keys, identifiers, evaluations, results"); err != nil {
		return fmt.Errorf("free what was deleted: %w", err)
	}
	return nil
}
