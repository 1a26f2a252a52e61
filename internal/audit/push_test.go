package audit_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
)

func files(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	return list
}

func TestPublish(t *testing.T) {
	f := newLog(t, "main")
	good, bad := t.TempDir(), filepath.Join(t.TempDir(), "not there")
	p := audit.NewPublisher(f.store, slog.New(slog.DiscardHandler), audit.NewFolder(bad), audit.NewFolder(good))
	f.grow(3, 3)
	for range 2 {
		c, err := p.Publish(t.Context(), f.Log)
		if err == nil || c.Size != 4 {
			t.Fatalf("a folder that is not there took a checkpoint over %d entries", c.Size)
		}
		if got := files(t, good); len(got) != 1 {
			t.Fatalf("the good folder holds %q", got)
		}
	}
	must(t, os.Mkdir(bad, 0o700))
	f.grow(2, 2)
	_, err := p.Publish(t.Context(), f.Log)
	must(t, err)
	if a, b := files(t, good), files(t, bad); len(a) != 2 || len(b) != 1 {
		t.Errorf("%q, %q", a, b)
	}
	for _, name := range files(t, good) {
		info, err := os.Stat(name)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %o", name, info.Mode().Perm())
		}
		note, err := os.ReadFile(name)
		must(t, err)
		if r, err := verify(f.export(), audit.Options{Keys: []string{f.key()}, Since: [][]byte{note}}); err != nil || !r.Since[0].Signed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFolderKeepsBothHistories: a second checkpoint over as many entries is
// refused, and the first stays.
func TestFolderKeepsBothHistories(t *testing.T) {
	f, dir := newLog(t, "main"), t.TempDir()
	c, to := f.checkpoint(), audit.NewFolder(dir)
	must(t, to.Push(t.Context(), c))
	must(t, to.Push(t.Context(), c))
	other := c
	other.Note = []byte("another\n")
	if err := to.Push(t.Context(), other); err == nil {
		t.Error("the second history replaced the first")
	}
	note, err := os.ReadFile(files(t, dir)[0])
	must(t, err)
	if string(note) != string(c.Note) || len(files(t, dir)) != 1 {
		t.Errorf("the folder holds %q", note)
	}
}

func TestPublishAtAnInterval(t *testing.T) {
	f, dir := newLog(t, "main"), t.TempDir()
	other := f.in("other")
	p := audit.NewPublisher(f.store, slog.New(slog.DiscardHandler), audit.NewFolder(dir))
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { p.Run(ctx, time.Millisecond, f.Log, other.Log) })
	wait := func(n int) {
		t.Helper()
		for range 1000 {
			if len(files(t, dir)) >= n {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Fatalf("%d files: %q", n, files(t, dir))
	}
	wait(2)
	f.grow(1, 1)
	wait(3)
	stop()
	wg.Wait()
}
