package audit_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
)

// TestRecorderSharesTransactions: while a transaction runs, all who come share
// the next one, whatever workspace they are of.
func TestRecorderSharesTransactions(t *testing.T) {
	f := newLog(t, "main")
	f.in("other")
	var written atomic.Int64
	begun, release := make(chan struct{}, 100), make(chan struct{})
	r := audit.NewRecorder(func(ctx context.Context, entries []audit.Entry) error {
		written.Add(1)
		begun <- struct{}{}
		<-release
		return f.store.Append(ctx, entries)
	})
	var wg sync.WaitGroup
	record := func(n int) {
		wg.Go(func() {
			e := read("main", n)
			if n%2 == 1 {
				e.Workspace = "other"
			}
			if err := r.Record(t.Context(), e); err != nil {
				t.Error(err)
			}
		})
	}
	record(0)
	<-begun
	for n := range 50 {
		record(n)
	}
	time.Sleep(100 * time.Millisecond) // nearly all have joined by now
	close(release)
	wg.Wait()
	a, err := f.store.Tree(t.Context(), "main")
	must(t, err)
	b, err := f.store.Tree(t.Context(), "other")
	must(t, err)
	if a.Size != 26 || b.Size != 25 {
		t.Errorf("%d and %d entries", a.Size, b.Size)
	}
	if n := written.Load(); n > 25 {
		t.Errorf("%d transactions for 51 entries", n)
	}
}

func TestRecorderFailures(t *testing.T) {
	f := newLog(t, "main")
	boom := errors.New("boom")
	fail := true
	r := audit.NewRecorder(func(ctx context.Context, entries []audit.Entry) error {
		if fail {
			return boom
		}
		return f.store.Append(ctx, entries)
	})
	if err := r.Record(t.Context(), read("main", 1)); !errors.Is(err, boom) {
		t.Errorf("a lost entry gives %v", err)
	}
	fail = false
	if err := r.Record(t.Context(), audit.Entry{Workspace: "main"}); !errors.Is(err, audit.ErrEntry) {
		t.Errorf("a bad entry gives %v", err)
	}
	if err := r.Record(t.Context(), read("main", 2)); err != nil {
		t.Error(err)
	}
	if tree, err := f.store.Tree(t.Context(), "main"); err != nil || tree.Size != 1 {
		t.Errorf("%d entries (%v)", tree.Size, err)
	}
}

// TestRecorderGivesUp: a reader who is gone waits for nobody, and keeps nobody
// waiting.
func TestRecorderGivesUp(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	r := audit.NewRecorder(func(context.Context, []audit.Entry) error {
		begun <- struct{}{}
		<-release
		return nil
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Record(t.Context(), read("main", 1)); err != nil {
			t.Error(err)
		}
	})
	<-begun
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := r.Record(gone, read("main", 2)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wg.Go(func() {
		if err := r.Record(t.Context(), read("main", 3)); err != nil {
			t.Error(err)
		}
	})
	release <- struct{}{}
	<-begun
	close(release)
	wg.Wait()
}
