package lake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/store/storetest"
	"github.com/daylight-hq/daylight/internal/wire"
)

// TestOCSF holds the events of each kind of record to a golden file.
func TestOCSF(t *testing.T) {
	at := storetest.Now
	text := func(f domain.Field, s string) domain.Value {
		return domain.Value{Field: f, Text: s, Assurance: domain.Recorded}
	}
	record := func(kind domain.Kind, refs []domain.Ref, values ...domain.Value) domain.Record {
		return domain.Record{Key: domain.Key{Source: "vendor", Tenant: "main", Kind: kind, ID: "1"}, OccurredAt: at, ObservedAt: at.Add(time.Hour),
			Origin: domain.Origin{File: "export.json", Line: 3}, Refs: refs, Values: values}
	}
	account := []domain.Ref{{Type: domain.RefAccount, Value: "vendor:main:u1"}, {Type: domain.RefWorkMail, Value: "ada@corp.example.com"}}
	timeless := record(domain.KindCandidate, nil, text(domain.FieldName, "Ada Quist"))
	timeless.OccurredAt = time.Time{}
	records := []domain.Record{
		record(domain.KindSignIn, account, text(domain.FieldPublicIP, "203.0.113.7"), text(domain.FieldOutcome, "failure"), text(domain.FieldApp, "mail"),
			text(domain.FieldDeviceToken, "token"), domain.Value{Field: domain.FieldPlace, Place: &domain.Place{City: "Austin", Region: "TX", Country: "US", Lat: 30.27, Lon: -97.74, HasPoint: true}}),
		record(domain.KindFactor, account, text(domain.FieldFactorID, "f1")),
		record(domain.KindWorker, []domain.Ref{{Type: domain.RefWorker, Value: "vendor:main:w1"}}, text(domain.FieldName, "Ada Quist"),
			domain.Value{Field: domain.FieldAddress, Role: domain.RoleHome, Address: &domain.Address{Lines: []string{"12 Quistgate Lane"}, City: "Austin", Region: "TX", PostalCode: "78701", Country: "US"}},
			domain.Value{Field: domain.FieldBankAccount, Role: domain.RolePayee, Bank: &domain.BankAccount{Routing: "991234567", Account: "hashed", Country: "US"}}),
		record(domain.KindDevice, []domain.Ref{{Type: domain.RefSerial, Value: "C02XL0ABJG5H"}}, text(domain.FieldHostname, "mac-1"), text(domain.FieldDeviceMAC, "02:00:5e:10:00:01")),
		record(domain.KindSoftware, nil), record(domain.KindRepositoryCopy, account, domain.Value{Field: domain.FieldAmount, Number: 12.5, Text: "USD"}), timeless,
	}
	var b strings.Builder
	for i := range records {
		line, err := wire.Marshal(lake.OCSF(&engine.Prepared{Record: records[i]}))
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	path := filepath.Join("testdata", "ocsf.ndjson")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), b.String()); diff != "" {
		t.Error(diff)
	}
}
