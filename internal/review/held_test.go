package review

import (
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// TestHeldNamesNobodyElse: a copy of the records says all that they say of the
// person, and not who else stands in them.
func TestHeldNamesNobodyElse(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	value := func(f domain.Field, text string) domain.Value { return domain.Value{Field: f, Text: text} }
	p := &domain.Person{ID: "p_a", Names: []domain.Name{{Text: "Ana Ferro"}},
		Records: []*domain.Record{{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: "1"}, OccurredAt: at, ObservedAt: at, Values: []domain.Value{
			value(domain.FieldName, "Ana Ferro"), value(domain.FieldPayeeName, "ANA FERRO"), value(domain.FieldRefereeName, "Zelda Quist"), value(domain.FieldSignedBy, "Quist"),
			{Field: domain.FieldAddress, Address: &domain.Address{Lines: []string{"12 Pecan St"}, City: "Austin"}}, {Field: domain.FieldHiredAt, Time: at}, {Field: domain.FieldAmount, Text: "USD", Number: 12.5}}}},
		Observations: []domain.Observation{{Identifier: domain.Identifier{Type: domain.Phone, Key: "+15125550111", Masked: "+1512•••"}},
			{Identifier: domain.Identifier{Type: domain.Bank, Key: "k3y3dh4sh", Masked: "•••• 1111"}}, {Identifier: domain.Identifier{Type: domain.RefereeMail, Key: "zelda@example.net"}}},
		Activity: []*domain.Activity{{ActivityKey: domain.ActivityKey{Place: "US|TX|Austin", Network: "203.0.113.0/24"}, Count: 4, First: domain.RecordRef{At: at}}}}
	data, err := wire.Marshal(HeldOf(p))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, other := range []string{"Zelda", "Quist", "zelda@", "k3y3dh4sh"} {
		if strings.Contains(text, other) {
			t.Errorf("the copy says %q: %s", other, text)
		}
	}
	for _, own := range []string{"Ana Ferro", "ANA FERRO", "12 Pecan St, Austin", "2026-03-01T00:00:00Z", "USD, 12.5", "+15125550111", "•••• 1111", "US, TX, Austin", "203.0.113.0/24", another} {
		if !strings.Contains(text, own) {
			t.Errorf("the copy lacks %q: %s", own, text)
		}
	}
}
