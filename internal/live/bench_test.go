package live_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
)

// BenchmarkSave writes groups of sign-ins of accounts that have a history: the
// cost of one record that is acknowledged.
func BenchmarkSave(b *testing.B) {
	const accounts, history = 2000, 60
	db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "x.db"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	ws, err := db.Workspace(b.Context(), "main", make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	s := engine.NewState(0)
	defer s.Close()
	s.TrackJournal()
	prep := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US")
	event := func(n, account, day int) engine.Prepared {
		text := func(f domain.Field, s string) domain.Value {
			return domain.Value{Field: f, Text: s, Role: domain.RoleSignIn, Assurance: domain.Recorded}
		}
		return prep.Prepare(domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: fmt.Sprintf("%032d", n)}, OccurredAt: at.AddDate(0, 0, day), ObservedAt: at,
			Refs:   []domain.Ref{{Type: domain.RefAccount, Value: fmt.Sprintf("okta:main:u%d", account)}, {Type: domain.RefWorkMail, Value: fmt.Sprintf("w%d@corp.example.com", account)}},
			Values: []domain.Value{text(domain.FieldPublicIP, fmt.Sprintf("81.2.%d.%d", account%250, day%3)), text(domain.FieldDeviceToken, fmt.Sprintf("token-%d", account))}})
	}
	n := 0
	add := func(account, day int) {
		p := event(n, account, day)
		n++
		if _, err := s.Add(&p); err != nil {
			b.Fatal(err)
		}
	}
	for a := range accounts {
		for d := range history {
			add(a, d)
		}
	}
	save := func() {
		if err := ws.Save(b.Context(), ingest.FileProgress{}, s.TakeDelta(), nil); err != nil {
			b.Fatal(err)
		}
	}
	save()
	for b.Loop() {
		for range 512 {
			add(n*7919%accounts, history)
		}
		save()
	}
	b.ReportMetric(float64(b.N)*512/b.Elapsed().Seconds(), "records/s")
}
