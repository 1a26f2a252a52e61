package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/detect/all"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/store/storetest"
	"github.com/daylight-hq/daylight/internal/wire"
)

var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// records are n workers, every third of whom is paid into one account, with a
// sign-in each.
func records(n int) []engine.Prepared {
	prep := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US")
	text := func(f domain.Field, s string, r domain.Role) domain.Value {
		return domain.Value{Field: f, Text: s, Role: r, Assurance: domain.Recorded}
	}
	var out []engine.Prepared
	for i := range n {
		id := fmt.Sprint(i)
		mail := domain.Ref{Type: domain.RefWorkMail, Value: "w" + id + "@corp.example.com"}
		account := fmt.Sprintf("9999%06d", i)
		if i%3 == 0 {
			account = "9999000000"
		}
		out = append(out, prep.Prepare(domain.Record{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: id}, OccurredAt: at, ObservedAt: at,
			Refs: []domain.Ref{{Type: domain.RefWorker, Value: "adp:main:" + id}, mail},
			Values: []domain.Value{text(domain.FieldName, fmt.Sprintf("Zelda%s Quist%s", id, id), ""),
				{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &domain.BankAccount{Routing: "991234567", Account: account}}}}),
			prep.Prepare(domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: "e" + id}, OccurredAt: at.Add(time.Hour), ObservedAt: at,
				Refs: []domain.Ref{mail}, Values: []domain.Value{text(domain.FieldPublicIP, "203.0.113.7", domain.RoleSignIn)}}))
	}
	return out
}

func config() engine.Config {
	know, yes := engine.NewKnowledge(nil, nil, nil, nil), true
	return engine.Config{Detectors: all.Detectors(), Intel: know, KnownHub: know.KnownHub, Building: know.Building, Synthetic: &yes}
}

func dump(t testing.TB, res *engine.Result) string {
	t.Helper()
	data, err := wire.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// batch judges all at once, as a scan does, at the time of an answer.
func batch(t testing.TB, all []engine.Prepared, at *live.Answer) string {
	t.Helper()
	s := engine.NewState(0)
	defer s.Close()
	for i := range all {
		if _, err := s.Add(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	cfg := config()
	cfg.AsOf = at.AsOf
	res, err := s.Evaluate(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	res.SameAs, res.Conflicts, res.Refused = nil, nil, nil // an answer does not tell
	return dump(t, res)
}

// start runs a workspace until the returned function stops it.
func start(t testing.TB, opt live.Options) (*live.Workspace, func()) {
	t.Helper()
	opt.Engine, opt.Clock = config, time.Now
	w, err := live.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	return w, sync.OnceFunc(func() {
		cancel()
		<-done
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestSameAsScan adds records from many sides at once: once settled, the answer
// is that of a scan of them all, before and after a restart.
func TestSameAsScan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		all := records(60)
		db := store.Open(t)
		ws := storetest.Workspace(t, db, "main")
		w, stop := start(t, live.Options{Store: ws})
		defer stop()
		var wg sync.WaitGroup
		var accepted, duplicate atomic.Int64
		for part := range slices.Chunk(append(slices.Clone(all), records(20)...), 7) {
			wg.Go(func() {
				status, err := w.Add(t.Context(), part)
				if err != nil {
					t.Error(err)
				}
				for _, s := range status {
					if s == engine.Duplicate {
						duplicate.Add(1)
					} else {
						accepted.Add(1)
					}
				}
			})
		}
		wg.Wait()
		if accepted.Load() != 120 || duplicate.Load() != 40 {
			t.Errorf("%d accepted and %d duplicates, want 120 and 40", accepted.Load(), duplicate.Load())
		}
		a, err := w.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := batch(t, records(60), a)
		if got := dump(t, a.View.Result()); got != want {
			t.Errorf("the answer is not that of a scan:\n%s\nwant\n%s", got, want)
		}
		stop()
		again, stop := start(t, live.Options{Store: ws})
		defer stop()
		if got := dump(t, again.Answer().View.Result()); got != want {
			t.Error("after a restart the answer is another")
		}
	})
}

// failing is a store that fails when told to.
type failing struct {
	live.Store
	fail atomic.Bool
}

var errDisk = errors.New("no space left on device")

func (f *failing) Save(ctx context.Context, p ingest.FileProgress, d engine.Delta, aside []ingest.SetAside) error {
	if f.fail.Load() {
		return errDisk
	}
	return f.Store.Save(ctx, p, d, aside)
}

// TestFailedWrite loses the disk for one write: its records are not
// acknowledged and not in the answer, and what follows goes on.
func TestFailedWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		all := records(6)
		f := &failing{Store: storetest.Workspace(t, store.Open(t), "main")}
		w, stop := start(t, live.Options{Store: f})
		defer stop()
		if _, err := w.Add(t.Context(), all[:4]); err != nil {
			t.Fatal(err)
		}
		f.fail.Store(true)
		if _, err := w.Add(t.Context(), all[4:8]); !errors.Is(err, errDisk) {
			t.Fatalf("a write to a full disk gave %v", err)
		}
		f.fail.Store(false)
		if _, err := w.Add(t.Context(), all[8:]); err != nil {
			t.Fatal(err)
		}
		a, err := w.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := dump(t, a.View.Result()), batch(t, append(slices.Clone(records(6)[:4]), records(6)[8:]...), a); got != want {
			t.Errorf("the answer holds what was not kept:\n%s\nwant\n%s", got, want)
		}
	})
}

// TestSettleEnds gives up with its context.
func TestSettleEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		hold := make(chan struct{})
		first := true
		w, stop := start(t, live.Options{Store: storetest.Workspace(t, store.Open(t), "main"), OnAnswer: func(context.Context, *live.Answer) error {
			if !first {
				<-hold
			}
			first = false
			return nil
		}})
		defer stop()
		if _, err := w.Add(t.Context(), records(2)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := w.Settle(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("settle gave %v", err)
		}
		close(hold)
		if _, err := w.Settle(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
