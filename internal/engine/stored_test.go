package engine

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// TestStored packs and unpacks records with every part that a value may have,
// and the accounts of drawn events.
func TestStored(t *testing.T) {
	texts := rapid.SampledFrom([]string{"", "a", "São Paulo", "x\x00y"})
	rapid.Check(t, func(t *rapid.T) {
		s := NewState(0)
		defer s.Close()
		for i := range rapid.IntRange(1, 20).Draw(t, "events") {
			p := drawEvent(t, i)
			p.Record.Values = append(p.Record.Values, domain.Value{Field: domain.FieldAddress, Time: p.Record.OccurredAt, Address: &domain.Address{Lines: []string{texts.Draw(t, "line")}, City: texts.Draw(t, "city")}},
				domain.Value{Field: domain.FieldBankAccount, Bank: &domain.BankAccount{IBAN: texts.Draw(t, "iban"), Account: texts.Draw(t, "account")}})
			p.Refused = append(p.Refused, Refused{domain.FieldPhone, "too-short"})
			back, err := UnpackPrepared(p.Pack())
			if diff := cmp.Diff(p, back); diff != "" || err != nil {
				t.Fatalf("record (%v):\n%s", err, diff)
			}
			if _, err := s.Add(&p); err != nil {
				t.Fatal(err)
			}
		}
		for _, a := range s.accounts {
			want := s.stored(a)
			got, err := UnpackAccount(want.Pack())
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Fatalf("account (%v):\n%s", err, diff)
			}
		}
	})
}

// FuzzUnpack hands anything to what reads a store: it may be refused, and may
// not end the program. What is read is written as it was.
func FuzzUnpack(f *testing.F) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	p := Prepared{Record: domain.Record{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: "1"}, OccurredAt: at, ObservedAt: at,
		Refs: []domain.Ref{{Type: domain.RefWorker, Value: "adp:main:1"}}, Values: []domain.Value{{Field: domain.FieldName, Text: "Ana Ferro"}}}}
	ref := domain.RecordRef{Key: "okta/main/sign-in/1", At: at, Origin: domain.Origin{File: "a.json", FileHash: "00", Line: 1}}
	a := Account{Key: "okta:main:u1", Latest: at, Cells: []domain.Activity{{ActivityKey: domain.ActivityKey{Kind: domain.KindSignIn, Device: "d"}, Count: 1, First: ref, Last: ref, Days: []domain.ActiveDay{{Day: 20000, Count: 1}}}},
		Observations: []domain.Observation{{Identifier: domain.Identifier{Type: domain.DeviceToken, Key: "d", Masked: "d"}, Role: domain.RoleSignIn, Records: []domain.RecordRef{ref}}}}
	f.Add(p.Pack())
	f.Add(a.Pack())
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := UnpackPrepared(b); err == nil {
			if again, err := UnpackPrepared(p.Pack()); err != nil || encoded(t, again) != encoded(t, p) {
				t.Errorf("a record that was read is not read again: %v", err)
			}
		}
		if a, err := UnpackAccount(b); err == nil {
			if again, err := UnpackAccount(a.Pack()); err != nil || len(again.Cells) != len(a.Cells) || len(again.Observations) != len(a.Observations) {
				t.Errorf("an account that was read is not read again: %v", err)
			}
		}
	})
}

func encoded(t *testing.T, p Prepared) string {
	b, err := wire.Marshal(p)
	if err != nil {
		t.Skip(err) // a time or a text that JSON has no form for
	}
	return string(b)
}
