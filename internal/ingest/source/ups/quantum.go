package ups

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/wire"
)

// subscription is one subscription's files of a Quantum View answer: manifests
// of what was shipped, deliveries, and exceptions such as a new address.
type subscription struct {
	Files []struct {
		Manifest  []manifest    `json:"Manifest"`
		Delivery  []quantumScan `json:"Delivery"`
		Exception []quantumScan `json:"Exception"`
	} `json:"SubscriptionFile"`
}

type manifest struct {
	ShipTo struct {
		CompanyName   wire.Text `json:"CompanyName"`
		AttentionName wire.Text `json:"AttentionName"`
		PhoneNumber   wire.Text `json:"PhoneNumber"`
		Address       struct {
			Line1   wire.Text `json:"AddressLine1"`
			Line2   wire.Text `json:"AddressLine2"`
			Line3   wire.Text `json:"AddressLine3"`
			City    wire.Text `json:"City"`
			State   wire.Text `json:"StateProvinceCode"`
			Postal  wire.Text `json:"PostalCode"`
			Country wire.Text `json:"CountryCode"`
		} `json:"Address"`
	} `json:"ShipTo"`
	PickupDate wire.Text `json:"PickupDate"`
	Package    []struct {
		TrackingNumber wire.Text `json:"TrackingNumber"`
	} `json:"Package"`
}

type quantumScan struct {
	TrackingNumber    wire.Text   `json:"TrackingNumber"`
	Date              wire.Text   `json:"Date"`
	Time              wire.Text   `json:"Time"`
	StatusDescription wire.Text   `json:"StatusDescription"`
	ReasonDescription wire.Text   `json:"ReasonDescription"`
	UpdatedAddress    streetParts `json:"UpdatedAddress"`
	DeliveryLocation  struct {
		Address       streetParts `json:"AddressArtifactFormat"`
		SignedForName wire.Text   `json:"SignedForByName"`
	} `json:"DeliveryLocation"`
	ActivityLocation struct {
		Address streetParts `json:"AddressArtifactFormat"`
	} `json:"ActivityLocation"`
}

// streetParts is an address as Quantum View takes it apart.
type streetParts struct {
	Number  wire.Text `json:"StreetNumberLow"`
	Prefix  wire.Text `json:"StreetPrefix"`
	Name    wire.Text `json:"StreetName"`
	Type    wire.Text `json:"StreetType"`
	Suffix  wire.Text `json:"StreetSuffix"`
	City    wire.Text `json:"PoliticalDivision2"`
	State   wire.Text `json:"PoliticalDivision1"`
	Country wire.Text `json:"CountryCode"`
	Postal  wire.Text `json:"PostcodePrimaryLow"`
}

func (s streetParts) address() address {
	var parts []string
	for _, p := range []wire.Text{s.Number, s.Prefix, s.Name, s.Type, s.Suffix} {
		if p != "" {
			parts = append(parts, string(p))
		}
	}
	line := ""
	if s.Name != "" {
		line = strings.Join(parts, " ")
	}
	return address{Line1: wire.Text(line), City: s.City, State: s.State, Postal: s.Postal, Country: s.Country}
}

func mapQuantum(it source.Item, out *source.Out) error {
	var s subscription
	unknown, err := wire.UnmarshalCount(it.JSON, &s)
	if err != nil {
		return fmt.Errorf("decode Quantum View: %w", err)
	}
	out.Unknown += unknown
	before := len(out.Records)
	for _, f := range s.Files {
		for i := range f.Manifest {
			if err := f.Manifest[i].add(it, out); err != nil {
				return err
			}
		}
		for i := range f.Delivery {
			if err := f.Delivery[i].add(it, out, parcel.Delivered); err != nil {
				return err
			}
		}
		for i := range f.Exception {
			e := &f.Exception[i]
			kind := parcel.Event(string(e.ReasonDescription))
			if kind == "" {
				kind = parcel.Event(string(e.StatusDescription))
			}
			if kind == "" || kind == parcel.Delivered {
				continue
			}
			if err := e.add(it, out, kind); err != nil {
				return err
			}
		}
	}
	if len(out.Records) == before {
		return domain.ErrUnused
	}
	return nil
}

// add maps what was shipped, one record a parcel.
func (m *manifest) add(it source.Item, out *source.Out) error {
	at, err := stamp(m.PickupDate, "")
	if err != nil {
		return fmt.Errorf("read pickup date: %w", err)
	}
	to := &m.ShipTo
	who := said(to.AttentionName)
	if who == "" {
		who = said(to.CompanyName)
	}
	for _, p := range m.Package {
		number := parcel.Tracking(string(p.TrackingNumber))
		if number == "" {
			continue
		}
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindShipment, ID: number}, it, at)
		source.AddRef(r, domain.RefTracking, number)
		source.AddRef(r, domain.RefRecipient, who)
		source.AddText(r, domain.FieldRecipientName, who, domain.RoleShipTo, domain.Recorded)
		source.AddText(r, domain.FieldPhone, said(to.PhoneNumber), domain.RoleShipTo, domain.Recorded)
		a := address{Line1: to.Address.Line1, Line2: to.Address.Line2, Line3: to.Address.Line3, City: to.Address.City,
			State: to.Address.State, Postal: to.Address.Postal, Country: to.Address.Country}
		a.add(r, domain.RoleShipTo)
	}
	return nil
}

// add maps one delivery or exception.
func (q *quantumScan) add(it source.Item, out *source.Out, kind string) error {
	if q.TrackingNumber == "" {
		if q.Date == "" {
			return nil // an empty entry
		}
		return errors.New("event of Quantum View has no tracking number")
	}
	at, err := stamp(q.Date, q.Time)
	if err != nil {
		return fmt.Errorf("read date of Quantum View event: %w", err)
	}
	id := strings.Join([]string{string(q.TrackingNumber), kind, string(q.Date), string(q.Time)}, "/")
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDelivery, ID: id}, it, at)
	source.AddRef(r, domain.RefTracking, parcel.Tracking(string(q.TrackingNumber)))
	source.AddText(r, domain.FieldSignedBy, parcel.Signer(string(q.DeliveryLocation.SignedForName)), domain.RoleDelivery, domain.Recorded)
	where := q.DeliveryLocation.Address.address()
	if kind != parcel.Delivered {
		where = q.UpdatedAddress.address()
	}
	v, ok := where.value(domain.FieldDeliveryEvent, domain.RoleDelivery)
	if !ok {
		v, _ = q.ActivityLocation.Address.address().value(domain.FieldDeliveryEvent, domain.RoleDelivery)
	}
	v.Text, v.Time = kind, at
	r.Values = append(r.Values, v)
	if kind == parcel.Delivered {
		where.add(r, domain.RoleDelivery)
	}
	return nil
}
