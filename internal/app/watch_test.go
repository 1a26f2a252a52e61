package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestWatch writes a file in two goes beside one that is whole: neither is
// imported before it has settled, each is imported once, and again when it
// changes or when the import failed.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	var got []string
	var fail error
	w := &Watcher{Dir: dir, Every: time.Second, Settle: 5 * time.Second, Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Import: func(_ context.Context, paths []string) error {
			for _, p := range paths {
				got = append(got, filepath.Base(p))
			}
			return fail
		}}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look := func(after time.Duration, want ...string) {
		t.Helper()
		now, got = now.Add(after), nil
		if err := w.Look(t.Context()); !errors.Is(err, fail) {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("imported %v, want %v", got, want)
		}
	}
	write("a.csv", "x")
	write("b.csv", "x")
	write(".hidden", "x")
	look(0)
	look(4 * time.Second)
	write("b.csv", "xy")
	look(time.Second, "a.csv")
	look(4 * time.Second)
	look(time.Second, "b.csv")
	look(time.Hour)
	write("a.csv", "xyz")
	look(0)
	fail = errors.New("no space left on device")
	look(5*time.Second, "a.csv")
	fail = nil
	look(time.Second, "a.csv")
	look(time.Hour)
}
