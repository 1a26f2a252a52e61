package storetest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// kills is how often a process is killed under load: all of them where
// everything is required, few in a quick run.
func kills() int {
	switch {
	case storetest.Required():
		return 200
	case testing.Short():
		return 4
	}
	return 20
}

// writer builds the program that writes. It is built without the race detector,
// which would make it too slow to be killed in interesting places.
var writer = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "daylight-writer-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "writer")
	built = dir
	cmd := exec.Command("go", "build", "-o", path, "./writer")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
})

var built string // the folder with the writer, once it is made

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(built) // does nothing when nothing was built
	os.Exit(code)
}

func writerPath(t *testing.T) string {
	t.Helper()
	path, err := writer()
	if err != nil {
		t.Fatalf("build the writer: %v", err)
	}
	return path
}

// TestKill kills a writing process again and again, at moments that it cannot
// choose, also while its keys change: what it acknowledged is there, and no
// batch is there by half.
func TestKill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		path := writerPath(t)
		db := store.Open(t)
		w := storetest.Workspace(t, db, "main")
		storetest.Workspace(t, db, "other")
		next := int64(1)
		for round := range kills() {
			acked := killed(t, path, store, next)
			got := settled(t, db, w)
			if got != acked && got != acked+1 {
				t.Fatalf("round %d: %d batches were acknowledged, %d are kept", round, acked, got)
			}
			next = got + 1
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		rotateOn(t, w)
		s := state(t)
		for n := range next {
			if n > 0 {
				fill(t, s, company(int(n)))
			}
		}
		if got := loaded(t, w); got != dump(t, s) {
			t.Error("what is kept is not what was written")
		}
		if next-1 < int64(kills()/4) {
			t.Errorf("%d kills left %d batches: too few to prove anything", kills(), next-1)
		}
		t.Logf("%d kills, %d batches kept", kills(), next-1)
	})
}

// rotateOn finishes a rotation that may be under way.
func rotateOn(t *testing.T, w *sqlstore.Workspace) {
	t.Helper()
	for {
		done, err := w.RotateSome(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
	}
}

// killed runs the writer and kills it within moments: most often while it
// writes, sometimes while it opens the store. It returns the last batch that was
// acknowledged.
func killed(t *testing.T, path string, store *storetest.Store, from int64) (acked int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, store.Name, store.Address, strconv.FormatInt(from, 10))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	kill := func(within time.Duration) {
		time.AfterFunc(rand.N(within), func() { _ = cmd.Process.Kill() })
	}
	first := true
	if rand.N(4) == 0 {
		kill(100 * time.Millisecond)
	}
	acked = from - 1
	for lines.Scan() {
		if acked, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if first {
			first = false
			kill(60 * time.Millisecond)
		}
	}
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); stderr.Len() > 0 {
		t.Fatalf("the writer ended by itself: %v\n%s", err, stderr.String())
	}
	return acked
}

func offsetOf(t *testing.T, w *sqlstore.Workspace) int64 {
	t.Helper()
	offset, _, _, err := w.Resume(t.Context(), "load", "abc")
	if err != nil {
		t.Fatal(err)
	}
	return offset
}

// settled returns how many batches are kept once all that is kept agrees on it:
// a server may finish a commit a moment after its client was killed. Half a
// batch would never agree.
func settled(t *testing.T, db *sqlstore.DB, w *sqlstore.Workspace) int64 {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		batches := offsetOf(t, w)
		what := parts(t, db, batches)
		if what == "" {
			return batches
		}
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}

// whole counts rows: each batch has four of each kind, all or none.
func whole(t *testing.T, db *sqlstore.DB, batches int64) {
	t.Helper()
	if what := parts(t, db, batches); what != "" {
		t.Fatal(what)
	}
}

// parts says what is there of other than whole batches.
func parts(t *testing.T, db *sqlstore.DB, batches int64) string {
	t.Helper()
	for _, table := range []string{"records", "accounts", "event_keys"} {
		var rows int64
		if err := db.Read(t.Context(), func(q sqlstore.Query) error {
			return q.Row(t.Context(), "SELECT count(*) FROM "+table+" WHERE workspace = 'main'").Scan(&rows)
		}); err != nil {
			t.Fatal(err)
		}
		if rows != 4*batches {
			return fmt.Sprintf("%d batches left %d rows in %s", batches, rows, table)
		}
	}
	return ""
}

// TestPowerCut kills PostgreSQL itself under load: what was acknowledged is
// there when it comes back, and the open store goes on.
func TestPowerCut(t *testing.T) {
	server := storetest.NewServer(t)
	store := &storetest.Store{Name: "postgres", Address: server.Database(t), Clock: time.Now}
	db := store.Open(t)
	w := storetest.Workspace(t, db, "main")
	next := 1
	for range max(2, kills()/10) {
		killed := make(chan error, 1)
		go func() {
			time.Sleep(rand.N(100 * time.Millisecond))
			killed <- server.Kill()
		}()
		acked := next - 1
		for ; ; next++ {
			d, err := storetest.Delta(company(next))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Save(t.Context(), progress("load", int64(next)), d, nil); err != nil {
				break
			}
			acked = next
		}
		if err := errors.Join(<-killed, server.Start()); err != nil {
			t.Fatal(err)
		}
		got := int(offsetOf(t, w))
		if got != acked && got != acked+1 {
			t.Fatalf("%d batches were acknowledged, %d are kept", acked, got)
		}
		whole(t, db, int64(got))
		next = got + 1
	}
}
