package main

import (
	"slices"
	"testing"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/all"
)

// TestCompany holds the load to what it says it brings: so many cases, and
// values and lines that are read.
func TestCompany(t *testing.T) {
	const cases = 10
	s := engine.NewState(0)
	defer s.Close()
	p := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US")
	for i := range 100 {
		records := []domain.Record{worker(i), signIn(i)}
		if i < cases {
			records = append(records, pay(i))
		}
		for _, r := range records {
			x := p.Prepare(r)
			if _, err := s.Add(&x); err != nil {
				t.Fatal(err)
			}
		}
	}
	know := engine.NewKnowledge(nil, nil, nil, nil)
	res, err := s.Evaluate(t.Context(), engine.Config{Detectors: app.Detectors(), Intel: know, KnownHub: know.KnownHub, Building: know.Building})
	if err != nil {
		t.Fatal(err)
	}
	flagged := 0
	for _, j := range res.Judgement {
		if j.Tier == domain.TierReview || j.Tier == domain.TierUrgent {
			flagged++
		}
	}
	if flagged != cases || len(res.Links.Rings) != cases/2 || len(res.Refused) != 0 {
		t.Errorf("%d of %d people are flagged in %d rings, refused %v", flagged, len(res.Persons), len(res.Links.Rings), res.Refused)
	}
}

// TestLines maps what each kind of load sends.
func TestLines(t *testing.T) {
	for _, k := range []kind{repeats, fresh, people} {
		name, shape := k.shape()
		at := slices.IndexFunc(all.Sources(), func(s source.Source) bool { return s.Name == name })
		w := newWriter(k, 50, 1)
		seen := map[string]bool{}
		for range 20 {
			var out source.Out
			if err := all.Sources()[at].Map(source.Item{Shape: shape, Tenant: tenant, ObservedAt: w.at, JSON: w.next()}, &out); err != nil || len(out.Records) == 0 {
				t.Fatalf("%s: %d records, %v", k, len(out.Records), err)
			}
			seen[out.Records[0].Key.String()] = true
		}
		if len(seen) != 20 {
			t.Errorf("%s: %d different records of 20", k, len(seen))
		}
	}
}

// TestBetween reads quantiles off two looks at a histogram.
func TestBetween(t *testing.T) {
	name := func(le string) string { return `x_bucket{le="` + le + `"}` }
	before := map[string]float64{name("0.01"): 5, name("0.02"): 5, name("+Inf"): 5}
	after := map[string]float64{name("0.01"): 100, name("0.02"): 105, name("+Inf"): 105}
	if got := between(before, after, "x"); got != (Times{N: 100, P50: 10, P99: 20, Max: 20}) {
		t.Errorf("%+v", got)
	}
	if got := between(after, after, "y"); got != (Times{}) {
		t.Errorf("of a figure that is not shown: %+v", got)
	}
}
