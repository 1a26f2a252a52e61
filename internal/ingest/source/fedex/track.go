package fedex

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// parcels is one track result. Streets are there only when the shipper's own
// account asked.
type parcels struct {
	TrackingNumberInfo struct {
		TrackingNumber wire.Text `json:"trackingNumber"`
		UniqueID       wire.Text `json:"trackingNumberUniqueId"`
	} `json:"trackingNumberInfo"`
	Error            *fault `json:"error"`
	RecipientInfo    party  `json:"recipientInformation"`
	LastDestination  place  `json:"lastUpdatedDestinationAddress"`
	SpecialHandlings []struct {
		Type wire.Text `json:"type"`
	} `json:"specialHandlings"`
	HoldAtLocation struct {
		Located struct {
			Address place `json:"address"`
		} `json:"locationContactAndAddress"`
	} `json:"holdAtLocation"`
	DeliveryDetails struct {
		ReceivedByName wire.Text `json:"receivedByName"`
		SignedByName   wire.Text `json:"signedByName"`
		Address        place     `json:"actualDeliveryAddress"`
		LocationType   wire.Text `json:"locationType"`
	} `json:"deliveryDetails"`
	CustomDeliveryOptions []struct {
		Type   wire.Text `json:"type"`
		Status wire.Text `json:"status"`
	} `json:"customDeliveryOptions"`
	DateAndTimes []struct {
		Type     wire.Text `json:"type"`
		DateTime wire.Text `json:"dateTime"`
	} `json:"dateAndTimes"`
	ScanEvents []scan `json:"scanEvents"`
}

type party struct {
	Contact struct {
		PersonName wire.Text `json:"personName"`
	} `json:"contact"`
	Address place `json:"address"`
}

type place struct {
	StreetLines wire.Texts `json:"streetLines"`
	City        wire.Text  `json:"city"`
	State       wire.Text  `json:"stateOrProvinceCode"`
	PostalCode  wire.Text  `json:"postalCode"`
	Country     wire.Text  `json:"countryCode"`
}

type scan struct {
	Date             wire.Text `json:"date"`
	EventType        wire.Text `json:"eventType"`
	EventDescription wire.Text `json:"eventDescription"`
	ExceptionText    wire.Text `json:"exceptionDescription"`
	Location         place     `json:"scanLocation"`
}

// event says what a scan means for where the parcel went. DL, HL, HP and RS
// say it by code; exceptions and changed delivery options (DE, SE, RR, RM, CH)
// say it only in words.
func (s *scan) event() string {
	switch s.EventType {
	case "DL":
		return parcel.Delivered
	case "HL", "HP":
		return parcel.Held
	case "RS":
		return parcel.Returned
	case "DE", "SE", "RR", "RM", "CH", "DY":
		if e := parcel.Event(string(s.ExceptionText)); e != "" && e != parcel.Delivered {
			return e
		}
		if e := parcel.Event(string(s.EventDescription)); e != parcel.Delivered {
			return e
		}
	}
	return ""
}

// value gives an address with its street, else the place, else false.
func (p place) value(f domain.Field, role domain.Role) (domain.Value, bool) {
	v := domain.Value{Field: f, Role: role, Assurance: domain.Recorded}
	lines := make([]string, 0, len(p.StreetLines))
	for _, l := range p.StreetLines {
		if s := strings.TrimSpace(string(l)); s != "" {
			lines = append(lines, s)
		}
	}
	switch {
	case len(lines) > 0:
		v.Address = &domain.Address{Lines: lines, City: string(p.City), Region: string(p.State),
			PostalCode: string(p.PostalCode), Country: string(p.Country)}
	case p.City != "" || p.Country != "":
		v.Place = &domain.Place{City: string(p.City), Region: string(p.State), Country: string(p.Country)}
	default:
		return v, false
	}
	return v, true
}

// elsewhere reports whether two places name different cities.
func (p place) elsewhere(q place) bool {
	same := func(a, b wire.Text) bool {
		return a == "" || b == "" || strings.EqualFold(strings.TrimSpace(string(a)), strings.TrimSpace(string(b)))
	}
	return p.City != "" && q.City != "" && !(same(p.City, q.City) && same(p.State, q.State) && same(p.Country, q.Country))
}

// add maps one parcel to a delivery.
func (t *parcels) add(it source.Item, out *source.Out, number string) error {
	if n := string(t.TrackingNumberInfo.TrackingNumber); n != "" {
		number = n
	}
	if t.Error != nil && len(t.ScanEvents) == 0 {
		return fmt.Errorf("%w for %q: %q", errAnswer, number, t.Error.Code)
	}
	if number == "" {
		return errors.New("tracking result has no number")
	}
	events, at, err := t.events()
	if err != nil {
		return err
	}
	id := string(t.TrackingNumberInfo.UniqueID)
	if id == "" {
		id = number
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDelivery, ID: id}, it, at)
	source.AddRef(r, domain.RefTracking, parcel.Tracking(number))
	source.AddText(r, domain.FieldRecipientName, string(t.RecipientInfo.Contact.PersonName), domain.RoleShipTo, domain.Recorded)
	signer := parcel.Signer(string(t.DeliveryDetails.ReceivedByName))
	if signer == "" {
		signer = parcel.Signer(string(t.DeliveryDetails.SignedByName))
	}
	source.AddText(r, domain.FieldSignedBy, signer, domain.RoleDelivery, domain.Recorded)
	t.addPlaces(r, events)
	r.Values = append(r.Values, events...)
	return nil
}

// addPlaces adds where the parcel was sent and where it was left. A street of
// FedEx's own, where a parcel was held, is nobody's address.
func (t *parcels) addPlaces(r *domain.Record, events []domain.Value) {
	add := func(p place, role domain.Role) {
		v, ok := p.value(domain.FieldPlace, role)
		if !ok {
			return
		}
		if v.Address != nil {
			v.Field = domain.FieldAddress
			r.Values = append(r.Values, v)
			if p.City == "" {
				return
			}
			p.StreetLines = nil
			v, _ = p.value(domain.FieldPlace, role)
		}
		r.Values = append(r.Values, v)
	}
	add(t.RecipientInfo.Address, domain.RoleShipTo)
	left := t.DeliveryDetails.Address
	kind := string(t.DeliveryDetails.LocationType)
	if has(events, parcel.Held) || strings.Contains(kind, "FEDEX") || strings.Contains(kind, "PICKUP") {
		left.StreetLines = nil
	}
	add(left, domain.RoleDelivery)
}

func has(events []domain.Value, event string) bool {
	for _, e := range events {
		if e.Text == event {
			return true
		}
	}
	return false
}

// events lists what happened, in the order that FedEx gives, and when the
// parcel was delivered, else last seen.
func (t *parcels) events() (events []domain.Value, at time.Time, err error) {
	add := func(event string, when time.Time, p place) {
		v, _ := p.value(domain.FieldDeliveryEvent, domain.RoleDelivery)
		v.Text, v.Time = event, when
		events = append(events, v)
	}
	for i := range t.ScanEvents {
		s := &t.ScanEvents[i]
		seen, err := optionalTime(s.Date)
		if err != nil {
			return nil, at, fmt.Errorf("read date of scan %d: %w", i+1, err)
		}
		if seen.After(at) {
			at = seen
		}
		switch e := s.event(); {
		case e == parcel.Redirected && t.destinationMoved():
			add(e, seen, t.LastDestination) // the scan says where it was, not where it goes
		case e != "":
			add(e, seen, s.Location)
		}
	}
	delivered, err := t.deliveredAt()
	if err != nil {
		return nil, at, err
	}
	if !delivered.IsZero() {
		if at = delivered; !has(events, parcel.Delivered) {
			add(parcel.Delivered, delivered, t.DeliveryDetails.Address)
		}
	}
	if !has(events, parcel.Held) && t.heldWithoutScan() {
		add(parcel.Held, time.Time{}, t.HoldAtLocation.Located.Address)
	}
	if !has(events, parcel.Redirected) && t.destinationMoved() {
		add(parcel.Redirected, time.Time{}, t.LastDestination)
	}
	return events, at, nil
}

func (t *parcels) deliveredAt() (time.Time, error) {
	for _, d := range t.DateAndTimes {
		if d.Type == "ACTUAL_DELIVERY" {
			at, err := optionalTime(d.DateTime)
			if err != nil {
				return at, fmt.Errorf("read delivery date: %w", err)
			}
			return at, nil
		}
	}
	return time.Time{}, nil
}

// heldWithoutScan reports a hold that was asked for and shows in no scan yet.
func (t *parcels) heldWithoutScan() bool {
	for _, h := range t.SpecialHandlings {
		if h.Type == "HOLD_AT_LOCATION" {
			return true
		}
	}
	for _, o := range t.CustomDeliveryOptions {
		if strings.HasPrefix(string(o.Type), "REDIRECT_TO_HOLD") && o.Status == "HELD" {
			return true
		}
	}
	return false
}

// destinationMoved reports a destination that is no longer the one the parcel
// was addressed to.
func (t *parcels) destinationMoved() bool {
	return t.LastDestination.elsewhere(t.RecipientInfo.Address)
}

func optionalTime(s wire.Text) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return when.Parse(string(s))
}
