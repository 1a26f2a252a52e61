package ups

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/wire"
)

// shipment is one inquiry of the Tracking API, or a whole answer around it.
type shipment struct {
	InquiryNumber wire.Text `json:"inquiryNumber"`
	Packages      []pack    `json:"package"`
	Warnings      []notice  `json:"warnings"`
	Response      struct {
		Errors []notice `json:"errors"`
	} `json:"response"`
	TrackResponse struct {
		Shipment []shipment `json:"shipment"`
	} `json:"trackResponse"`
}

type notice struct {
	Code wire.Text `json:"code"`
}

// pack is one parcel of a shipment.
type pack struct {
	TrackingNumber wire.Text `json:"trackingNumber"`
	DeliveryDate   []struct {
		Type wire.Text `json:"type"`
		Date wire.Text `json:"date"`
	} `json:"deliveryDate"`
	DeliveryTime struct {
		Type    wire.Text `json:"type"`
		EndTime wire.Text `json:"endTime"`
	} `json:"deliveryTime"`
	DeliveryInformation struct {
		ReceivedBy wire.Text `json:"receivedBy"`
	} `json:"deliveryInformation"`
	AccessPoint struct {
		PickupByDate wire.Text `json:"pickupByDate"`
	} `json:"accessPointInformation"`
	Addresses []struct {
		Type          wire.Text `json:"type"`
		Name          wire.Text `json:"name"`
		AttentionName wire.Text `json:"attentionName"`
		Address       address   `json:"address"`
	} `json:"packageAddress"`
	Activity []activity `json:"activity"`
}

type activity struct {
	Date     wire.Text `json:"date"`
	Time     wire.Text `json:"time"`
	GMTDate  wire.Text `json:"gmtDate"`
	GMTTime  wire.Text `json:"gmtTime"`
	Location struct {
		Address address `json:"address"`
	} `json:"location"`
	Status struct {
		Type        wire.Text `json:"type"`
		Description wire.Text `json:"description"`
	} `json:"status"`
}

// address is an address of UPS. Its scans give city, state and country only.
type address struct {
	Line1   wire.Text `json:"addressLine1"`
	Line2   wire.Text `json:"addressLine2"`
	Line3   wire.Text `json:"addressLine3"`
	City    wire.Text `json:"city"`
	State   wire.Text `json:"stateProvince"`
	Postal  wire.Text `json:"postalCode"`
	Country wire.Text `json:"countryCode"`
}

// said drops the fillers of an answer that was built from UPS's schema.
func said(s wire.Text) string {
	if t := strings.TrimSpace(string(s)); t != "string" {
		return t
	}
	return ""
}

// value gives an address with its street, else the place, else false.
func (a address) value(f domain.Field, role domain.Role) (domain.Value, bool) {
	v := domain.Value{Field: f, Role: role, Assurance: domain.Recorded}
	var lines []string
	for _, l := range []wire.Text{a.Line1, a.Line2, a.Line3} {
		if s := said(l); s != "" {
			lines = append(lines, s)
		}
	}
	switch {
	case len(lines) > 0:
		v.Address = &domain.Address{Lines: lines, City: said(a.City), Region: said(a.State), PostalCode: said(a.Postal), Country: said(a.Country)}
	case said(a.City) != "" || said(a.Country) != "":
		v.Place = &domain.Place{City: said(a.City), Region: said(a.State), Country: said(a.Country)}
	default:
		return v, false
	}
	return v, true
}

func mapTrack(it source.Item, out *source.Out) error {
	var s shipment
	unknown, err := wire.UnmarshalCount(it.JSON, &s)
	if err != nil {
		return fmt.Errorf("decode tracking: %w", err)
	}
	out.Unknown += unknown
	if len(s.Response.Errors) > 0 {
		return fmt.Errorf("UPS answered with error %q", s.Response.Errors[0].Code)
	}
	all := append([]shipment{s}, s.TrackResponse.Shipment...)
	parcels, before := 0, len(out.Records)
	for i := range all {
		parcels += len(all[i].Packages)
		for j := range all[i].Packages {
			if err := all[i].Packages[j].add(it, out, string(all[i].InquiryNumber)); err != nil {
				return err
			}
		}
	}
	switch {
	case len(out.Records) > before:
		return nil
	case parcels > 0:
		return domain.ErrUnused
	}
	for i := range all {
		if len(all[i].Warnings) > 0 {
			return fmt.Errorf("UPS answered with warning %q and no parcel", all[i].Warnings[0].Code)
		}
	}
	return errors.New("answer holds no parcel")
}

// add maps one parcel to a delivery.
func (p *pack) add(it source.Item, out *source.Out, inquiry string) error {
	number := said(p.TrackingNumber)
	if number == "" {
		number = inquiry
	}
	if number == "" {
		return errors.New("parcel has no tracking number")
	}
	events, at, err := p.events()
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDelivery, ID: number}, it, at)
	source.AddRef(r, domain.RefTracking, parcel.Tracking(number))
	p.addDestination(r)
	source.AddText(r, domain.FieldSignedBy, parcel.Signer(string(p.DeliveryInformation.ReceivedBy)), domain.RoleDelivery, domain.Recorded)
	for _, e := range events {
		if e.Text == parcel.Delivered && e.Place != nil {
			r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleDelivery, Assurance: domain.Recorded, Place: e.Place})
			break
		}
	}
	if r.Values = append(r.Values, events...); len(r.Values) == 0 {
		out.Records = out.Records[:len(out.Records)-1]
	}
	return nil
}

// addDestination adds to whom and where the parcel was sent.
func (p *pack) addDestination(r *domain.Record) {
	for _, a := range p.Addresses {
		if a.Type != "DESTINATION" {
			continue
		}
		recipient := said(a.AttentionName)
		if recipient == "" {
			recipient = said(a.Name)
		}
		source.AddText(r, domain.FieldRecipientName, recipient, domain.RoleShipTo, domain.Recorded)
		a.Address.add(r, domain.RoleShipTo)
	}
}

// add adds a street as an address, and its city as a place beside it.
func (a address) add(r *domain.Record, role domain.Role) {
	v, ok := a.value(domain.FieldPlace, role)
	if !ok {
		return
	}
	if v.Address != nil {
		v.Field = domain.FieldAddress
		r.Values = append(r.Values, v)
		a.Line1, a.Line2, a.Line3 = "", "", ""
		if v, ok = a.value(domain.FieldPlace, role); !ok {
			return
		}
	}
	r.Values = append(r.Values, v)
}

// event says what a scan means for where the parcel went. UPS marks a parcel
// that waits at an access point as delivered.
func (a *activity) event() string {
	e := parcel.Event(string(a.Status.Description))
	switch a.Status.Type {
	case "D":
		if e == parcel.Held {
			return e
		}
		return parcel.Delivered
	case "RS":
		return parcel.Returned
	}
	if e == parcel.Delivered {
		return ""
	}
	return e
}

// events lists what happened, in the order that UPS gives, and when the parcel
// was delivered, else last seen.
func (p *pack) events() (events []domain.Value, at time.Time, err error) {
	var last, delivered time.Time
	held := false
	for i := range p.Activity {
		a := &p.Activity[i]
		seen, err := a.at()
		if err != nil {
			return nil, at, fmt.Errorf("read date of scan %d: %w", i+1, err)
		}
		if seen.After(last) {
			last = seen
		}
		kind := a.event()
		if kind == "" {
			continue
		}
		if kind == parcel.Delivered && seen.After(delivered) {
			delivered = seen
		}
		held = held || kind == parcel.Held
		v, _ := a.Location.Address.value(domain.FieldDeliveryEvent, domain.RoleDelivery)
		v.Text, v.Time = kind, seen
		events = append(events, v)
	}
	if pickup := said(p.AccessPoint.PickupByDate); pickup != "" && !held {
		events = append(events, domain.Value{Field: domain.FieldDeliveryEvent, Text: parcel.Held, Role: domain.RoleDelivery, Assurance: domain.Recorded})
	}
	if delivered.IsZero() {
		if delivered, err = p.deliveredAt(); err != nil {
			return nil, at, fmt.Errorf("read delivery date: %w", err)
		}
	}
	if delivered.IsZero() {
		delivered = last
	}
	return events, delivered, nil
}

// deliveredAt reads the delivery date of type DEL; others are plans.
func (p *pack) deliveredAt() (time.Time, error) {
	for _, d := range p.DeliveryDate {
		if d.Type == "DEL" {
			end := wire.Text("")
			if p.DeliveryTime.Type == "DEL" {
				end = p.DeliveryTime.EndTime
			}
			return stamp(d.Date, end)
		}
	}
	return time.Time{}, nil
}

// at prefers the Greenwich clock; the local one carries no zone and is read as
// if it were Greenwich.
func (a *activity) at() (time.Time, error) {
	if t, err := stamp(a.GMTDate, a.GMTTime); err != nil || !t.IsZero() {
		return t, err
	}
	return stamp(a.Date, a.Time)
}

// stamp joins a date YYYYMMDD and a time HHMMSS, which UPS also writes without
// its leading zero. Text that is no date at all is none.
func stamp(date, clock wire.Text) (time.Time, error) {
	d := strings.ReplaceAll(string(date), "-", "")
	if len(d) != 8 || strings.Trim(d, "0123456789") != "" {
		return time.Time{}, nil
	}
	c := strings.ReplaceAll(string(clock), ":", "")
	if strings.Trim(c, "0123456789") != "" || len(c) > 6 {
		c = ""
	}
	c = strings.Repeat("0", 6-len(c)) + c
	t, err := time.Parse("20060102150405", d+c)
	if err != nil {
		return time.Time{}, err
	}
	if t.Year() < 1990 || t.Year() > 2100 {
		return time.Time{}, fmt.Errorf("year %d is out of range", t.Year())
	}
	return t, nil
}
