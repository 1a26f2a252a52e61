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
	"github.com/daylight-hq/daylight/internal/store/sqlite"
)

// BenchmarkPart adds 2,000 records a second for ten seconds, nine of ten repeat
// sign-ins and one a new device, and reports how long it takes from handing one
// in to being told what follows. DAYLIGHT_PERSONS sets how many people there
// are, 20,000 otherwise.
func BenchmarkPart(b *testing.B) {
	persons := 20_000
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_PERSONS")); err == nil {
		persons = n
	}
	db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "x.db"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	ws, err := db.Workspace(b.Context(), "main", make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	var mu sync.Mutex
	told, serial, whole := sync.NewCond(&mu), uint64(0), 0
	w, stop := start(b, live.Options{Store: ws, Rest: time.Hour, OnPart: func(_ context.Context, p *live.Part) error {
		mu.Lock()
		defer mu.Unlock()
		if p.Whole {
			whole++
		} else {
			serial = p.Serial
		}
		told.Broadcast()
		return nil
	}})
	defer stop()
	wait := func(until uint64) {
		mu.Lock()
		defer mu.Unlock()
		for serial < until {
			told.Wait()
		}
	}
	sent := uint64(0)
	send := func(records []engine.Prepared) {
		if _, err := w.Add(b.Context(), records); err != nil {
			b.Fatal(err)
		}
		sent++
	}
	prep, took := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US"), []time.Duration(nil)
	var known []engine.Prepared
	for i := range persons {
		known = append(known, again(prep, -1-10*i, i))
	}
	for part := range slices.Chunk(known, 512) {
		send(part)
	}
	wait(sent)
	before := whole
	var waiting sync.WaitGroup
	for b.Loop() {
		tick, n := time.NewTicker(10*time.Millisecond), 0
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
				wait(until)
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
	b.ReportMetric(float64(whole-before), "whole")
}

// again is one more sign-in of a worker, every tenth with a device not seen before.
func again(prep *engine.Preparer, n, worker int) engine.Prepared {
	token := fmt.Sprint("token-", worker)
	if n%10 == 0 {
		token = fmt.Sprint("new-", n)
	}
	return prep.Prepare(domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: fmt.Sprint("again", n)}, OccurredAt: at.Add(2 * time.Hour), ObservedAt: at,
		Refs:   []domain.Ref{{Type: domain.RefWorkMail, Value: fmt.Sprintf("w%d@corp.example.com", worker)}},
		Values: []domain.Value{{Field: domain.FieldDeviceToken, Text: token, Role: domain.RoleSignIn, Assurance: domain.Recorded}}})
}
