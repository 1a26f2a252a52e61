package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// Watcher imports files from a folder once nobody writes to them any more. It
// looks at the folder now and then, which works on network drives too.
type Watcher struct {
	Dir    string
	Every  time.Duration // between two looks
	Settle time.Duration // how long a file must have stayed the same
	Clock  func() time.Time
	Log    *slog.Logger
	// Import reads files. One that fails as a whole is tried again when it
	// changes.
	Import func(ctx context.Context, paths []string) error

	files map[string]*watched
	again atomic.Bool // read everything once more
}

// Again has every file read once more: what was read of it by then is known, so
// only what was set aside, and forgotten since, is new.
func (w *Watcher) Again() { w.again.Store(true) }

// holds reports whether a file stands in the folder.
func (w *Watcher) holds(path string) bool {
	dir, err := filepath.Abs(w.Dir)
	if err != nil {
		return false
	}
	return strings.HasPrefix(path, dir+string(filepath.Separator)) || strings.HasPrefix(path, filepath.Clean(w.Dir)+string(filepath.Separator))
}

// watched is what was last seen of a file.
type watched struct {
	size  int64
	mod   time.Time
	since time.Time // when it was first seen like that
	done  bool
}

// Run looks until the context ends.
func (w *Watcher) Run(ctx context.Context) {
	tick := time.NewTicker(w.Every)
	defer tick.Stop()
	for {
		if err := w.Look(ctx); err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "a watched folder could not be imported", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look imports what has settled since the last look.
func (w *Watcher) Look(ctx context.Context) error {
	if w.again.Swap(false) {
		for _, f := range w.files {
			f.done = false
		}
	}
	paths, err := w.settled()
	if err != nil || len(paths) == 0 {
		return err
	}
	if err := w.Import(ctx, paths); err != nil {
		return fmt.Errorf("import from %s: %w", w.Dir, err)
	}
	for _, p := range paths {
		w.files[archiveOf(p)].done = true
	}
	return nil
}

// settled lists the files that have stayed the same for long enough and were
// not imported as they now are.
func (w *Watcher) settled() ([]string, error) {
	found, _, err := collect([]string{w.Dir}, nil)
	if err != nil {
		return nil, err
	}
	now := w.Clock()
	seen := map[string]*watched{}
	var out []string
	for _, path := range found {
		outer := archiveOf(path)
		if seen[outer] == nil {
			info, err := os.Stat(outer)
			if err != nil {
				continue // it went away while we looked
			}
			seen[outer] = w.look(outer, info, now)
		}
		if f := seen[outer]; !f.done && now.Sub(f.since) >= w.Settle {
			out = append(out, path)
		}
	}
	w.files = seen
	return out, nil
}

func (w *Watcher) look(path string, info os.FileInfo, now time.Time) *watched {
	if f := w.files[path]; f != nil && f.size == info.Size() && f.mod.Equal(info.ModTime()) {
		return f
	}
	return &watched{size: info.Size(), mod: info.ModTime(), since: now}
}
