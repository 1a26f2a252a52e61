// Package storetest gives tests real stores: a SQLite file, and a PostgreSQL
// server that the test process starts for itself.
package storetest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// Now is what the clock of a [Store] shows when none is given.
var Now = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)

// Master returns the master key of the workspaces in a [Store].
func Master() []byte { return bytes.Repeat([]byte{7}, 32) }

// Store is one fresh, empty database of a test.
type Store struct {
	Name    string // "sqlite" or "postgres"
	Address string // what --db would say
	Clock   func() time.Time
}

// Each runs a test on both stores, as subtests. PostgreSQL is skipped where its
// programs are not installed, and fails there under DAYLIGHT_REQUIRE=all.
func Each(t *testing.T, run func(t *testing.T, s *Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { run(t, Postgres(t)) })
}

// SQLite returns a store in a file that does not exist yet.
func SQLite(t testing.TB) *Store {
	t.Helper()
	return &Store{Name: "sqlite", Address: filepath.Join(t.TempDir(), "daylight.db"), Clock: stopped}
}

// Postgres returns a store in a new database of the test's own server.
func Postgres(t testing.TB) *Store {
	t.Helper()
	return &Store{Name: "postgres", Address: SharedServer(t).Database(t), Clock: stopped}
}

func stopped() time.Time { return Now }

// Open opens the store; it is closed with the test. It may be called again, for
// another process on the same data.
func (s *Store) Open(t testing.TB) *sqlstore.DB {
	t.Helper()
	db, err := s.Try(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Try opens the store and returns what went wrong.
func (s *Store) Try(t testing.TB) (*sqlstore.DB, error) {
	t.Helper()
	return s.Connect(t.Context())
}

// Connect opens the store; the caller closes it.
func (s *Store) Connect(ctx context.Context) (*sqlstore.DB, error) {
	if s.Name == "postgres" {
		return postgres.Open(ctx, s.Address, s.Clock)
	}
	return sqlite.Open(ctx, s.Address, s.Clock)
}

// Workspace opens a workspace of an open store under [Master].
func Workspace(t testing.TB, db *sqlstore.DB, id domain.WorkspaceID) *sqlstore.Workspace {
	t.Helper()
	w, err := db.Workspace(t.Context(), id, Master())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Required reports whether a test that would be skipped must fail instead.
func Required() bool { return os.Getenv("DAYLIGHT_REQUIRE") == "all" }

// skip skips a test, or fails it where everything is required.
func skip(t testing.TB, format string, args ...any) {
	t.Helper()
	if Required() {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
