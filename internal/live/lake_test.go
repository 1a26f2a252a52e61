package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// keysOf lists the records of a lake, each once.
func keysOf(t *testing.T, l *lake.Lake) []string {
	t.Helper()
	var keys []string
	read, err := l.Each(t.Context(), lake.Query{}, func(p *engine.Prepared) error {
		keys = append(keys, p.Record.Key.String())
		return nil
	})
	if err != nil || len(read.Damaged) > 0 {
		t.Fatal(err, read)
	}
	slices.Sort(keys)
	return keys
}

// full is a lake whose disk is full while so is set.
type full struct {
	*lake.Lake
	mu sync.Mutex
	so bool
}

var errFull = errors.New("no space left on device")

func (f *full) Write(ctx context.Context, journal []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.so {
		return errFull
	}
	return f.Lake.Write(ctx, journal)
}

// TestLake: everything that was acknowledged is in the lake once it was folded, or
// a workspace closed; a process that is killed before leaves it to the next; a full
// disk loses nothing; and an erasure reaches it.
func TestLake(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		all := records(20)
		var want []string
		for i := range all {
			want = append(want, all[i].Record.Key.String())
		}
		slices.Sort(want)
		ws := storetest.Workspace(t, store.Open(t), "main")
		disk := &full{Lake: lake.Open(t.TempDir(), ws, time.Now)}
		opt := live.Options{Store: ws, Lake: disk, Engine: config, Clock: time.Now, FoldEvery: time.Hour}

		killed, err := live.Open(t.Context(), opt) // and never closed
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); killed.Run(ctx) }()
		if _, err := killed.Add(t.Context(), all[:20]); err != nil {
			t.Fatal(err)
		}
		if got := keysOf(t, disk.Lake); len(got) != 0 {
			t.Errorf("before anything was folded the lake holds %d records", len(got))
		}
		disk.so = true
		if err := killed.Fold(t.Context()); !errors.Is(err, errFull) {
			t.Errorf("folding into a full disk: %v", err)
		}
		cancel()
		<-done

		disk.so = false
		w, stop := start(t, opt)
		if _, err := w.Add(t.Context(), all[10:]); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Add(t.Context(), all); err != nil { // all known
			t.Fatal(err)
		}
		if err := w.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, keysOf(t, disk.Lake)); diff != "" {
			t.Errorf("the lake holds other records:\n%s", diff)
		}
		if end, err := ws.JournalEnd(t.Context()); err != nil || end != 0 {
			t.Errorf("the journal still holds entry %d (%v)", end, err)
		}
		late := prepareLate()
		if _, err := w.Add(t.Context(), late); err != nil {
			t.Fatal(err)
		}
		err = w.Rewrite(t.Context(), func(ctx context.Context) error {
			_, err := ws.Erase(ctx, sqlstore.PersonOwners(all[0].Record.Refs, nil, nil))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		stop()
		got := keysOf(t, disk.Lake)
		gone := []string{all[0].Record.Key.String(), all[1].Record.Key.String()} // the worker's and the sign-in's
		left := slices.DeleteFunc(append(slices.Clone(want), late[0].Record.Key.String()), func(k string) bool { return slices.Contains(gone, k) })
		slices.Sort(left)
		if diff := cmp.Diff(left, got); diff != "" {
			t.Errorf("after an erasure:\n%s", diff)
		}
	})
}

// prepareLate is one more record, of low volume: no account changes by it.
func prepareLate() []engine.Prepared {
	all := records(21)
	for i := range all {
		if all[i].Record.Key.String() == fmt.Sprintf("adp:main:worker:%d", 20) {
			return all[i : i+1]
		}
	}
	return nil
}
