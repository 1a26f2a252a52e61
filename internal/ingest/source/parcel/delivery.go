package parcel

import (
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Spot is where a parcel was sent or seen.
type Spot struct {
	Lines                         []string // street, where the carrier tells it
	City, Region, Postal, Country string
}

// value gives an address with its street, else the place, else false.
func (s Spot) value(f domain.Field, role domain.Role) (domain.Value, bool) {
	v := domain.Value{Field: f, Role: role, Assurance: domain.Recorded}
	var lines []string
	for _, l := range s.Lines {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	city, region, country := strings.TrimSpace(s.City), strings.TrimSpace(s.Region), strings.TrimSpace(s.Country)
	switch {
	case len(lines) > 0:
		v.Address = &domain.Address{Lines: lines, City: city, Region: region, PostalCode: strings.TrimSpace(s.Postal), Country: country}
	case city != "" || country != "":
		v.Place = &domain.Place{City: city, Region: region, Country: country}
	default:
		return v, false
	}
	return v, true
}

// add adds a street as an address, and its city as a place beside it.
func (s Spot) add(r *domain.Record, role domain.Role) {
	v, ok := s.value(domain.FieldPlace, role)
	if ok && v.Address != nil {
		v.Field = domain.FieldAddress
		r.Values = append(r.Values, v)
		s.Lines = nil
		v, ok = s.value(domain.FieldPlace, role)
	}
	if ok {
		r.Values = append(r.Values, v)
	}
}

// Happening is one event of a parcel, see [Delivered] and its like. At is zero
// where the carrier gives no time.
type Happening struct {
	Event string
	At    time.Time
	Where Spot
}

// Delivery is what a carrier's tracking says of one parcel.
type Delivery struct {
	ID        string // within the source and its tenant
	Numbers   []string
	Recipient string
	SentTo    Spot
	SignedBy  string
	Events    []Happening
	LastSeen  time.Time // of any scan
}

// DeliveryFields are the fields that [Delivery.AddTo] can fill.
func DeliveryFields() []domain.Field {
	return []domain.Field{domain.FieldRecipientName, domain.FieldAddress, domain.FieldPlace, domain.FieldSignedBy, domain.FieldDeliveryEvent}
}

// AddTo appends the delivery as a record of the source called name, and
// reports whether there was anything to say. A parcel that went back to its
// sender was signed for by the sender: that signature, and that delivery, say
// nothing of who it was sent to.
func (d Delivery) AddTo(out *source.Out, it source.Item, name string) bool {
	if d.cameBack() {
		d.SignedBy = ""
		d.Events = without(d.Events, Delivered)
	}
	delivered := d.delivered()
	at := delivered.At
	if at.IsZero() {
		at = d.LastSeen
	}
	r := domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDelivery, ID: d.ID},
		OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin}
	for _, n := range d.Numbers {
		source.AddRef(&r, domain.RefTracking, Tracking(n))
	}
	source.AddText(&r, domain.FieldRecipientName, d.Recipient, domain.RoleShipTo, domain.Recorded)
	d.SentTo.add(&r, domain.RoleShipTo)
	source.AddText(&r, domain.FieldSignedBy, Signer(d.SignedBy), domain.RoleDelivery, domain.Recorded)
	delivered.Where.add(&r, domain.RoleDelivery)
	held := d.firstHold()
	for i, e := range d.Events {
		if e.Event == Held && i != held {
			continue
		}
		if e.Event == Returned {
			e.Where = Spot{} // on the way to the sender
		}
		v, _ := e.Where.value(domain.FieldDeliveryEvent, domain.RoleDelivery)
		v.Text, v.Time = e.Event, e.At
		r.Values = append(r.Values, v)
	}
	if len(r.Values) == 0 {
		return false
	}
	out.Records = append(out.Records, r)
	return true
}

// firstHold returns which event first tells of a hold: a parcel that is fetched
// at a counter had arrived there.
func (d Delivery) firstHold() int {
	first := -1
	for i, e := range d.Events {
		if e.Event == Held && (first < 0 || e.At.Before(d.Events[first].At)) {
			first = i
		}
	}
	return first
}

// Has reports whether the carrier told of an event.
func (d Delivery) Has(event string) bool {
	for _, e := range d.Events {
		if e.Event == event {
			return true
		}
	}
	return false
}

// delivered returns the last delivery, or the zero value.
func (d Delivery) delivered() (last Happening) {
	for _, e := range d.Events {
		if e.Event == Delivered && (last.Event == "" || e.At.After(last.At)) {
			last = e
		}
	}
	return last
}

func (d Delivery) cameBack() bool {
	delivered := d.delivered()
	for _, e := range d.Events {
		if e.Event == Returned && !e.At.After(delivered.At) {
			return true
		}
	}
	return false
}

func without(events []Happening, event string) (kept []Happening) {
	for _, e := range events {
		if e.Event != event {
			kept = append(kept, e)
		}
	}
	return kept
}
