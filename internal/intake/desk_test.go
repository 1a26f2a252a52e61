package intake_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/intake"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

const here = domain.WorkspaceID("main")

var dana = intake.Actor{ID: "u_dana", Kind: audit.Person, Role: "admin"}

// room is a desk over a real store, whose reading is what a test says.
type room struct {
	*intake.Desk
	t    *testing.T
	dir  string
	now  time.Time
	mu   sync.Mutex
	read func(ctx context.Context, paths []string) ([]ingest.FileResult, error)
}

func newRoom(t *testing.T, db *sqlstore.DB) *room {
	t.Helper()
	r := &room{t: t, dir: t.TempDir(), now: time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)}
	var err error
	r.Desk, err = intake.New(intake.Options{Store: sqlstore.NewIntake(db), Dir: r.dir, Sealer: intake.Sealer{seal.Seal, seal.Open}, Log: slog.New(slog.DiscardHandler),
		Clock:      func() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now },
		Workspaces: func() []domain.WorkspaceID { return []domain.WorkspaceID{here} },
		List: func(dir string) (out []string, err error) {
			err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					out = append(out, path)
				}
				return err
			})
			return out, err
		},
		Run: func(ctx context.Context, _ domain.WorkspaceID, paths []string, _ func(ingest.Progress)) ([]ingest.FileResult, error) {
			return r.read(ctx, paths)
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	r.read = func(_ context.Context, paths []string) (out []ingest.FileResult, err error) {
		for _, p := range paths {
			data, err := os.ReadFile(p)
			if err != nil {
				return nil, err
			}
			c := ingest.Counts{Accepted: 1}
			if strings.Contains(string(data), "broken") {
				c = ingest.Counts{SetAside: 1}
			}
			out = append(out, ingest.FileResult{Path: p, Source: "okta", Done: true, Counts: c})
		}
		return out, nil
	}
	return r
}

func newDB(t *testing.T) *sqlstore.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "d.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Workspace(t.Context(), here, make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	return db
}

// handIn begins an import of some files and starts it.
func (r *room) handIn(files map[string]string) *intake.Import {
	r.t.Helper()
	i, err := r.Begin(r.t.Context(), here, dana)
	for name, data := range files {
		if err == nil {
			_, err = r.Add(r.t.Context(), here, i.ID, name, time.Time{}, strings.NewReader(data))
		}
	}
	if err == nil {
		i, err = r.Start(r.t.Context(), here, i.ID, dana)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return i
}

func (r *room) get(id string) *intake.Import {
	r.t.Helper()
	i, _, err := r.Get(r.t.Context(), here, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return i
}

func (r *room) work() {
	r.t.Helper()
	if err := r.WorkOff(r.t.Context(), here); err != nil {
		r.t.Fatal(err)
	}
}

// left lists what lies in the folder.
func (r *room) left() (out []string) {
	_ = filepath.WalkDir(r.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return nil
	})
	return out
}

func TestReadKeepAndSweep(t *testing.T) {
	r := newRoom(t, newDB(t))
	i := r.handIn(map[string]string{"a.csv": "fine", "b/c.csv": "broken"})
	r.work()
	i = r.get(i.ID)
	if i.State != intake.Done || i.Total() != (ingest.Counts{Accepted: 1, SetAside: 1}) || len(r.left()) != 1 {
		t.Fatalf("%s, %+v, left %v", i.State, i.Total(), r.left())
	}
	if n, err := r.Retry(t.Context(), here, i.ID, nil, dana); err != nil || r.get(i.ID).State != intake.Waiting {
		t.Fatalf("retry: %d %v, %s", n, err, r.get(i.ID).State)
	}
	r.work()
	if total := r.get(i.ID).Total(); total != (ingest.Counts{Accepted: 1, SetAside: 1}) {
		t.Errorf("read again it counts %+v", total)
	}
	for _, wait := range []time.Duration{intake.KeepAside - time.Hour, 2 * time.Hour} {
		r.now = r.now.Add(wait)
		if err := r.Sweep(t.Context(), here); err != nil {
			t.Fatal(err)
		}
		if gone := wait == 2*time.Hour; gone != (len(r.left()) == 0) {
			t.Errorf("after %v left are %v", wait, r.left())
		}
	}
	if _, err := r.Retry(t.Context(), here, i.ID, nil, dana); !errors.Is(err, intake.ErrGone) {
		t.Errorf("what is gone is read again: %v", err)
	}
}

func TestNeverStartedIsSwept(t *testing.T) {
	r := newRoom(t, newDB(t))
	i, err := r.Begin(t.Context(), here, dana)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Add(t.Context(), here, i.ID, "a.csv", time.Time{}, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(intake.KeepOpen + time.Minute)
	if err := r.Sweep(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	if i = r.get(i.ID); i.State != intake.Cancelled || len(r.left()) > 0 {
		t.Errorf("%s, left %v", i.State, r.left())
	}
}

// A failure of the machine, such as a full disk, loses no file.
func TestFailedIsKept(t *testing.T) {
	r := newRoom(t, newDB(t))
	fine := r.read
	r.read = func(context.Context, []string) ([]ingest.FileResult, error) { return nil, errors.New("disk full") }
	i := r.handIn(map[string]string{"a.csv": "fine"})
	r.work()
	if i = r.get(i.ID); i.State != intake.Failed || !i.Files[0].Kept || strings.Contains(i.Problem, "disk") {
		t.Fatalf("%+v", i)
	}
	r.read = fine
	if _, err := r.Retry(t.Context(), here, "", nil, dana); err != nil {
		t.Fatal(err)
	}
	r.work()
	if i = r.get(i.ID); i.State != intake.Done || i.Total().Accepted != 1 || len(r.left()) > 0 {
		t.Errorf("%s, %+v, left %v", i.State, i.Total(), r.left())
	}
}

func TestCancelWhileReading(t *testing.T) {
	r := newRoom(t, newDB(t))
	begun := make(chan bool)
	r.read = func(ctx context.Context, _ []string) ([]ingest.FileResult, error) {
		close(begun)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	i := r.handIn(map[string]string{"a.csv": "fine"})
	done := make(chan error, 1)
	go func() { done <- r.WorkOff(context.WithoutCancel(t.Context()), here) }()
	<-begun
	if _, err := r.Cancel(t.Context(), here, i.ID, dana); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if i = r.get(i.ID); i.State != intake.Cancelled || len(r.left()) > 0 {
		t.Errorf("%s, left %v", i.State, r.left())
	}
}

// A stop of the server leaves what is being read to the next start, and no plain
// copy behind.
func TestStopWhileReading(t *testing.T) {
	r := newRoom(t, newDB(t))
	fine, ctx := r.read, context.Background()
	ctx, stop := context.WithCancel(ctx)
	r.read = func(inner context.Context, _ []string) ([]ingest.FileResult, error) {
		stop()
		<-inner.Done()
		return nil, inner.Err()
	}
	i := r.handIn(map[string]string{"a.csv": "fine"})
	if err := r.WorkOff(ctx, here); !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	if left := r.left(); r.get(i.ID).State != intake.Running || len(left) != 1 || !strings.HasSuffix(left[0], ".sealed") {
		t.Fatalf("%s, left %v", r.get(i.ID).State, left)
	}
	r.read = fine
	r.work()
	if r.get(i.ID).State != intake.Done {
		t.Errorf("after the next start it is %s", r.get(i.ID).State)
	}
}

// Two servers share a database and no folder: each reads what it took.
func TestAnotherServersImport(t *testing.T) {
	db := newDB(t)
	one, two := newRoom(t, db), newRoom(t, db)
	i := one.handIn(map[string]string{"a.csv": "fine"})
	two.work()
	if state := two.get(i.ID).State; state != intake.Waiting {
		t.Fatalf("a server without the files makes it %s", state)
	}
	one.work()
	if state := two.get(i.ID).State; state != intake.Done {
		t.Errorf("the server that has them makes it %s", state)
	}
}

func TestSameNameTwice(t *testing.T) {
	r := newRoom(t, newDB(t))
	i, err := r.Begin(t.Context(), here, dana)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{"first", "broken"} {
		if _, err := r.Add(t.Context(), here, i.ID, "a.csv", time.Time{}, strings.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	if i = r.get(i.ID); len(i.Files) != 1 || i.Files[0].Size != 6 || len(r.left()) != 1 {
		t.Errorf("%+v, left %v", i.Files, r.left())
	}
	if _, err := r.Add(t.Context(), here, i.ID, "b.csv", time.Time{}, io.MultiReader(strings.NewReader("half"), failing{})); err == nil || len(r.left()) != 1 {
		t.Errorf("a file that does not come whole: %v, left %v", err, r.left())
	}
	if slices.ContainsFunc(r.get(i.ID).Files, func(f intake.File) bool { return f.Name == "b.csv" }) {
		t.Error("half a file is listed")
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the line broke") }
