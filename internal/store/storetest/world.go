package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// Company is a handful of people of one workspace: n sets them apart.
func Company(n int) []domain.Record {
	var out []domain.Record
	at := Now.AddDate(0, -2, n)
	for i := range 4 {
		id := fmt.Sprintf("%d%d", n, i)
		text := func(f domain.Field, s string, r domain.Role) domain.Value {
			return domain.Value{Field: f, Text: s, Role: r, Assurance: domain.Recorded}
		}
		worker := domain.Record{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: id}, OccurredAt: at, ObservedAt: Now,
			Origin: domain.Origin{File: fmt.Sprintf("Zelda-Quist-%d.json", n), FileHash: "00", Line: i + 1},
			Refs:   []domain.Ref{{Type: domain.RefWorker, Value: "adp:main:" + id}, {Type: domain.RefWorkMail, Value: "zelda.quist" + id + "@corp.example.com"}},
			Values: []domain.Value{text(domain.FieldName, "Zelda Quist "+id, ""), text(domain.FieldPhone, "+1 212 555 0142", domain.RoleHome),
				text(domain.FieldEmail, "zelda.private"+id+"@example.net", domain.RoleHome),
				{Field: domain.FieldAddress, Role: domain.RoleHome, Assurance: domain.Declared, Address: &domain.Address{Lines: []string{"12 Quistgate Lane"}, City: "Austin", Region: "TX", PostalCode: "78701", Country: "US"}},
				{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &domain.BankAccount{Routing: "991234567", Account: "99990000" + id}}}}
		event := domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: "event" + id}, OccurredAt: at.Add(time.Hour), ObservedAt: Now,
			Origin: domain.Origin{File: "okta.ndjson", Line: i + 1}, Refs: []domain.Ref{{Type: domain.RefAccount, Value: "okta:main:u" + id}, worker.Refs[1]},
			Values: []domain.Value{text(domain.FieldPublicIP, "203.0.113.7", domain.RoleSignIn), text(domain.FieldDeviceToken, "quist-token-1", domain.RoleSignIn)}}
		out = append(out, worker, event)
	}
	return out
}

// Fill adds records to a state.
func Fill(s *engine.State, records []domain.Record) error {
	prep := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US")
	for _, r := range records {
		r.Values, r.Refs = slices.Clone(r.Values), slices.Clone(r.Refs)
		p := prep.Prepare(r)
		if _, err := s.Add(&p); err != nil {
			return fmt.Errorf("add record %s: %w", r.Key, err)
		}
	}
	return nil
}

// Delta is what a workspace that gets records for the first time has to save.
func Delta(records []domain.Record) (engine.Delta, error) {
	s := engine.NewState(0)
	s.Track()
	if err := Fill(s, records); err != nil {
		return engine.Delta{}, errors.Join(err, s.Close())
	}
	return s.TakeDelta(), s.Close()
}
