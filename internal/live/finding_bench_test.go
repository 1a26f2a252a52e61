package live_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// BenchmarkEventToFinding adds 2,000 records a second for ten seconds, nine of
// ten repeat sign-ins, one with a new device, and of these one of ten with the
// device of somebody else. It reports how long it takes from handing records in
// to findings, cases and rings being stored, with the rests of a server. DAYLIGHT_PERSONS sets how many
// people there are, 20,000 otherwise.
func BenchmarkEventToFinding(b *testing.B) {
	persons := 20_000
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_PERSONS")); err == nil {
		persons = n
	}
	f := newFollowing(b)
	w, stop := start(b, live.Options{Store: f.ws, OnAnswer: f.follow, Rest: 100 * time.Millisecond})
	defer stop()
	prep, took := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US"), []time.Duration(nil)
	sent := uint64(0)
	send := func(records []engine.Prepared) {
		if _, err := w.Add(b.Context(), records); err != nil {
			b.Fatal(err)
		}
		sent++
	}
	var known []engine.Prepared
	for i := range persons {
		known = append(known, again(prep, -1-100*i, i))
	}
	known = append(known, again(prep, 0, 1), again(prep, 100, 2)) // a first of each kind
	for part := range slices.Chunk(known, 512) {
		send(part)
	}
	if _, err := w.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
	whole, n := f.whole, 100
	var waiting sync.WaitGroup
	var mu sync.Mutex
	for b.Loop() {
		tick := time.NewTicker(10 * time.Millisecond)
		for range 1000 {
			<-tick.C
			begun := time.Now()
			var group []engine.Prepared
			for range 20 {
				n++
				group = append(group, again(prep, n, n*7919%persons))
			}
			send(group)
			until := sent
			waiting.Go(func() {
				f.wait(until)
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(begun))
			})
		}
		waiting.Wait()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms-p99")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ms-max")
	b.ReportMetric(float64(f.whole-whole), "whole")
	b.ReportMetric(float64(f.opened), "cases")
	if len(w.Answer().Hits) == 0 {
		b.Error("nothing was found")
	}
}

// following keeps what a server keeps.
type following struct {
	ws     *sqlstore.Workspace
	desk   *review.Desk
	mu     sync.Mutex
	told   *sync.Cond
	serial uint64
	whole  int
	opened int
}

func newFollowing(b *testing.B) *following {
	db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "x.db"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	f := &following{}
	f.told = sync.NewCond(&f.mu)
	if f.ws, err = db.Workspace(b.Context(), "main", make([]byte, 32)); err != nil {
		b.Fatal(err)
	}
	policy, err := review.LoadPolicy()
	if err != nil {
		b.Fatal(err)
	}
	if f.desk, err = review.New(sqlstore.NewReview(db), policy, time.Now, review.Hooks{}); err != nil {
		b.Fatal(err)
	}
	return f
}

func (f *following) follow(ctx context.Context, a *live.Answer) (err error) {
	var done review.Synced
	if a.Whole {
		res := a.View.Result()
		if _, err = f.ws.SaveResults(ctx, a.At, res); err == nil {
			done, err = f.desk.Sync(ctx, "main", res, "")
		}
	} else if err = f.ws.SavePart(ctx, a.At, a.View, &a.Changes); err == nil {
		done, err = f.desk.SyncPart(ctx, "main", a.View, &a.Changes, "")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if a.Whole {
		f.whole++
	}
	f.serial, f.opened = a.Serial, f.opened+done.Opened
	f.told.Broadcast()
	return err
}

func (f *following) wait(until uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.serial < until {
		f.told.Wait()
	}
}

// again is one more sign-in of a worker, every tenth with a device not seen
// before and every hundredth with that of another worker.
func again(prep *engine.Preparer, n, worker int) engine.Prepared {
	token := fmt.Sprint("token-", worker)
	switch {
	case n >= 0 && n%100 == 0:
		token = fmt.Sprint("token-", worker+1)
	case n%10 == 0:
		token = fmt.Sprint("new-", n)
	}
	return prep.Prepare(domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: fmt.Sprint("again", n, "-", worker)}, OccurredAt: at.Add(2 * time.Hour), ObservedAt: at,
		Refs:   []domain.Ref{{Type: domain.RefWorkMail, Value: fmt.Sprintf("w%d@corp.example.com", worker)}},
		Values: []domain.Value{{Field: domain.FieldDeviceToken, Text: token, Role: domain.RoleSignIn, Assurance: domain.Recorded}}})
}
