package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

var (
	now    = time.Date(2026, 11, 23, 9, 30, 0, 123456000, time.UTC)
	master = bytes.Repeat([]byte{7}, 32)
)

func clock() time.Time { return now }

// fixture is one workspace's log in a real database.
type fixture struct {
	*audit.Log
	t     testing.TB
	db    *sqlstore.DB
	store *sqlstore.AuditStore
	ws    domain.WorkspaceID
	path  string
}

func openDB(t testing.TB, path string) *sqlstore.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, clock)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func newLog(t testing.TB, ws domain.WorkspaceID) *fixture {
	t.Helper()
	return logIn(t, filepath.Join(t.TempDir(), "daylight.db"), ws)
}

// logIn opens the database at path and a workspace's log in it.
func logIn(t testing.TB, path string, ws domain.WorkspaceID) *fixture {
	t.Helper()
	db := openDB(t, path)
	return (&fixture{t: t, db: db, store: sqlstore.NewAuditStore(db), path: path}).in(ws)
}

// in returns another workspace's log in the same database.
func (f *fixture) in(ws domain.WorkspaceID) *fixture {
	f.t.Helper()
	_, err := f.db.Workspace(context.Background(), ws, master)
	must(f.t, err)
	return &fixture{Log: audit.New(f.store, ws, clock), t: f.t, db: f.db, store: f.store, ws: ws, path: f.path}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// read is an entry such as a reader of a case leaves.
func read(ws domain.WorkspaceID, n int) audit.Entry {
	return audit.Entry{Workspace: ws, At: now.Add(time.Duration(n) * time.Second), Actor: audit.Actor{ID: fmt.Sprintf("u_%d", n%7), Kind: audit.Person, Role: "security,hr"},
		Action: "case.read", Object: audit.Object{Type: "case", ID: fmt.Sprintf("c_%d", n)}, Why: "case-review",
		Details: map[string]string{"fields": "sign-ins", "count": fmt.Sprint(n)}}
}

// grow appends n entries in transactions of batch entries.
func (f *fixture) grow(n, batch int) {
	f.t.Helper()
	for n > 0 {
		var list []audit.Entry
		for range min(n, batch) {
			list = append(list, read(f.ws, n-len(list)))
		}
		n -= len(list)
		must(f.t, f.db.Write(context.Background(), func(tx *sqlstore.Tx) error { return tx.Audit(context.Background(), list...) }))
	}
}

func (f *fixture) export() string {
	f.t.Helper()
	var b bytes.Buffer
	_, err := f.Export(context.Background(), &b)
	must(f.t, err)
	return b.String()
}

func (f *fixture) key() string {
	f.t.Helper()
	keys, err := f.PublicKeys(context.Background())
	must(f.t, err)
	return keys[len(keys)-1]
}

func (f *fixture) checkpoint() audit.Checkpoint {
	f.t.Helper()
	c, err := f.Checkpoint(context.Background())
	must(f.t, err)
	return c
}

func verify(text string, o audit.Options) (audit.Report, error) {
	return audit.Verify(strings.NewReader(text), o)
}

// lines cuts an export into lines with their ends.
func lines(text string) []string {
	l := strings.SplitAfter(text, "\n")
	return l[:len(l)-1]
}
