package engine_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// BenchmarkDetectors judges a large workspace whole: every detector on everybody.
// Of a hundred workers one has 500 cells of activity, ten have 100, the rest 20;
// each has 40 observations: an office network shared by fifty, a device shared by
// two, the rest their own. DAYLIGHT_PERSONS sets how many there are, 100,000
// otherwise. Loading is told apart, and so is joining and linking without any
// detector.
func BenchmarkDetectors(b *testing.B) {
	persons := 100_000
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_PERSONS")); err == nil {
		persons = n
	}
	s := engine.NewState(0)
	defer s.Close()
	w := &workers{t: b, s: s, prep: engine.NewPreparer(identifier.NewHasher([]byte("k")), "US"), n: persons}
	start := time.Now()
	cells := 0
	for i := range persons {
		w.add(w.worker(i))
		w.add(laptop(i, fmt.Sprintf("%d Pecan St, Austin, TX, 78701", i)))
		a := busyAccount(i)
		cells += len(a.Cells)
		s.RestoreAccount(a)
	}
	loading := time.Since(start)
	cfg := config(knowledge())
	cfg.Strict, cfg.Lean = false, true
	bare := cfg
	bare.Detectors = nil
	start = time.Now()
	if _, err := s.Evaluate(b.Context(), bare); err != nil {
		b.Fatal(err)
	}
	linking := time.Since(start)
	for b.Loop() {
		if _, err := s.Evaluate(b.Context(), cfg); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/whole")
	b.ReportMetric(linking.Seconds(), "s/linking")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)-linking.Seconds(), "s/detectors")
	b.ReportMetric(loading.Seconds(), "s/loading")
	b.ReportMetric(float64(cells)/float64(persons), "cells/person")
}

// busyAccount is an account as a store gives it back.
func busyAccount(i int) engine.Account {
	n := 20
	switch {
	case i%100 == 0:
		n = 500
	case i%10 == 0:
		n = 100
	}
	key := fmt.Sprintf("okta:main:b%d", i)
	out := engine.Account{Key: key, Latest: epoch.AddDate(0, 0, 200),
		Refs: []domain.Ref{{Type: domain.RefAccount, Value: key}, {Type: domain.RefWorkMail, Value: fmt.Sprintf("b%d@corp.example.com", i)}}}
	ref := func(k int, at time.Time) domain.RecordRef {
		return domain.RecordRef{Key: fmt.Sprintf("okta:main:sign-in:%d-%d", i, k), At: at, Origin: domain.Origin{File: "log.ndjson", Line: k}}
	}
	for k := range n {
		at := epoch.Add(time.Duration(k*9) * time.Hour)
		ip := fmt.Sprintf("81.%d.%d.%d", i/50/250%250, i/50%250, k%200)
		c := domain.Activity{ActivityKey: domain.ActivityKey{Kind: domain.KindSignIn, Device: fmt.Sprintf("token-%d-%d", i, k%20), Network: ip[:len(ip)-1] + "0/24", Place: "US|TX|Austin"},
			Count: 3, IP: ip, First: ref(k, at), Last: ref(k, at.AddDate(0, 0, 3))}
		for d := range int32(4) {
			c.Days = append(c.Days, domain.ActiveDay{Day: domain.DayOf(at) + d, First: 30000, Last: 60000, Count: 2, Hours: 1 << (8 + k%10), ID: strconv.Itoa(k)})
		}
		out.Cells = append(out.Cells, c)
	}
	for k := range 40 {
		o := domain.Observation{Role: domain.RoleSignIn, Assurance: domain.Recorded, Count: 3, Span: domain.Span{First: epoch, Last: epoch.AddDate(0, 0, 100)}, Records: []domain.RecordRef{ref(k, epoch)}}
		switch {
		case k < 20:
			o.Identifier = domain.Identifier{Type: domain.DeviceToken, Key: fmt.Sprintf("token-%d-%d", i, k), Masked: "toke•••"}
		case k < 38:
			o.Identifier = domain.Identifier{Type: domain.PublicIP, Key: fmt.Sprintf("%d.%d.%d.%d", 60+k, i/62500, i/250%250, i%250), Masked: "81.•••"}
		case k == 38:
			o.Identifier = domain.Identifier{Type: domain.PublicIP, Key: fmt.Sprintf("81.%d.%d.7", i/50/250%250, i/50%250), Masked: "81.•••"}
		default:
			o.Identifier = domain.Identifier{Type: domain.DeviceID, Key: fmt.Sprintf("device-%d", i/2), Masked: "devi•••"}
		}
		out.Observations = append(out.Observations, o)
	}
	return out
}
