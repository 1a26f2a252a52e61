package parcel

import (
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func TestDeliveryAddTo(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC) }
	toledo := Spot{Lines: []string{" 12 Example Street ", ""}, City: "TOLEDO", Region: "OH", Postal: "43604", Country: "US"}
	for name, c := range map[string]struct {
		d      Delivery
		at     time.Time
		signed string
		events []string
	}{
		"nothing but a number": {d: Delivery{Numbers: []string{"776094330001"}}},
		"the last delivery counts": {
			d: Delivery{SignedBy: "I BRANDT", LastSeen: day(9), Events: []Happening{
				{Event: Delivered, At: day(3)}, {Event: Delivered, At: day(5), Where: toledo}, {Event: Redirected, At: day(1)}}},
			at: day(5), signed: "I BRANDT", events: []string{Delivered, Delivered, Redirected}},
		"a signature on the way back is the sender's": {
			d:  Delivery{SignedBy: "A CLERK", LastSeen: day(5), Events: []Happening{{Event: Delivered, At: day(5)}, {Event: Returned, At: day(3)}}},
			at: day(5), events: []string{Returned}},
		"a laptop that is sent back later was delivered first": {
			d:  Delivery{SignedBy: "I BRANDT", Events: []Happening{{Event: Returned, At: day(9)}, {Event: Delivered, At: day(3)}}},
			at: day(3), signed: "I BRANDT", events: []string{Returned, Delivered}},
		"one hold is told once": {
			d:  Delivery{Events: []Happening{{Event: Held, At: day(5)}, {Event: Delivered, At: day(5)}, {Event: Held, At: day(4)}, {Event: Held, At: day(4)}}},
			at: day(5), events: []string{Delivered, Held}},
		"a place to stand is no signature": {d: Delivery{SignedBy: "FRONT DESK", Events: []Happening{{Event: Delivered}}}, events: []string{Delivered}},
	} {
		t.Run(name, func(t *testing.T) {
			var out source.Out
			if got, want := c.d.AddTo(&out, source.Item{Tenant: "main"}, "carrier"), len(c.events) > 0; got != want || len(out.Records) != 0 != want {
				t.Fatalf("said something: %v with %d records, want %v", got, len(out.Records), want)
			} else if !want {
				return
			}
			r := out.Records[0]
			signed, events := "", []string(nil)
			for _, v := range r.Values {
				switch v.Field {
				case domain.FieldSignedBy:
					signed = v.Text
				case domain.FieldDeliveryEvent:
					events = append(events, v.Text)
				}
			}
			if !r.OccurredAt.Equal(c.at) || signed != c.signed || len(events) != len(c.events) {
				t.Fatalf("at %s, signed %q, events %q", r.OccurredAt, signed, events)
			}
			for i := range events {
				if events[i] != c.events[i] {
					t.Errorf("event %d is %q, want %q", i, events[i], c.events[i])
				}
			}
		})
	}
}

func TestSpotWithStreetIsAddressAndPlace(t *testing.T) {
	var r domain.Record
	Spot{Lines: []string{" 12 Example Street ", ""}, City: "TOLEDO", Region: "OH", Postal: "43604", Country: "US"}.add(&r, domain.RoleShipTo)
	if len(r.Values) != 2 || len(r.Values[0].Address.Lines) != 1 || r.Values[1].Place.City != "TOLEDO" {
		t.Errorf("values %+v", r.Values)
	}
	r = domain.Record{}
	if (Spot{Region: "OH"}).add(&r, domain.RoleShipTo); len(r.Values) != 0 {
		t.Errorf("a state alone is %+v", r.Values)
	}
}
