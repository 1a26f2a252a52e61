package lake

import (
	"math"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// OCSFVersion is the version of the Open Cybersecurity Schema Framework
// (schema.ocsf.io) whose classes records are mapped to.
const OCSFVersion = "1.3.0"

// Classes of the schema, by uid; the thousands are the category.
const (
	baseEvent       = 0
	accountChange   = 3001
	authentication  = 3002
	deviceInventory = 5001
	userInventory   = 5003
)

// Activities: what most classes call them, and those of Account Change.
const (
	other       = 99
	logon       = 1
	collect     = 2
	factorAdded = 10
)

// class is what a record is in the schema.
type class struct{ class, activity, status int32 }

// classOf maps a record's kind. What the schema has no class for, or one that
// requires what no record says, is a Base Event.
func classOf(r *domain.Record) class {
	c := class{class: baseEvent, activity: other}
	switch r.Key.Kind {
	case domain.KindSignIn:
		c = class{authentication, logon, statusOf(r)}
	case domain.KindFactor:
		c = class{class: accountChange, activity: factorAdded}
	case domain.KindAccount, domain.KindWorker:
		c = class{class: userInventory, activity: collect}
	case domain.KindDevice, domain.KindCheckin, domain.KindPeripheral:
		c = class{class: deviceInventory, activity: collect}
	}
	return c
}

// statusOf is 1 for success, 2 for failure, 99 for another outcome and 0 where
// the source does not say.
func statusOf(r *domain.Record) int32 {
	switch text(r, domain.FieldOutcome) {
	case "success":
		return 1
	case "failure":
		return 2
	case "":
		return 0
	}
	return other
}

func text(r *domain.Record, fields ...domain.Field) string {
	for _, f := range fields {
		for i := range r.Values {
			if v := &r.Values[i]; v.Field == f && v.Text != "" {
				return v.Text
			}
		}
	}
	return ""
}

func ref(r *domain.Record, t domain.RefType) string {
	for _, x := range r.Refs {
		if x.Type == t {
			return x.Value
		}
	}
	return ""
}

// Event is a record as an OCSF event: the attributes that its class requires and
// those that records fill. Whatever a record says stands in unmapped too, in
// Daylight's own words, so that nothing is lost.
type Event struct {
	ActivityID  int32     `json:"activity_id"`
	CategoryUID int32     `json:"category_uid"`
	ClassUID    int32     `json:"class_uid"`
	TypeUID     int64     `json:"type_uid"`
	Time        int64     `json:"time"`        // milliseconds since 1970
	SeverityID  int       `json:"severity_id"` // 1: Informational
	StatusID    int32     `json:"status_id"`
	Metadata    Metadata  `json:"metadata"`
	User        *User     `json:"user,omitempty"`
	Device      *Device   `json:"device,omitempty"`
	SrcEndpoint *Endpoint `json:"src_endpoint,omitempty"`
	Service     *Named    `json:"service,omitempty"`
	Unmapped    Unmapped  `json:"unmapped"`
}

// Metadata says where an event comes from.
type Metadata struct {
	UID       string  `json:"uid"`
	Version   string  `json:"version"`
	TenantUID string  `json:"tenant_uid,omitempty"`
	Product   Product `json:"product"`
	Logged    int64   `json:"logged_time"` // milliseconds: when the export was made
}

// Product is the system whose export a record was read from.
type Product struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
}

// User is an account.
type User struct {
	UID       string `json:"uid,omitempty"`
	EmailAddr string `json:"email_addr,omitempty"`
	FullName  string `json:"full_name,omitempty"`
}

// Device is a company device, or the one of a sign-in.
type Device struct {
	UID      string    `json:"uid,omitempty"`
	Hostname string    `json:"hostname,omitempty"`
	MAC      string    `json:"mac,omitempty"`
	Hardware *Hardware `json:"hw_info,omitempty"`
	TypeID   int       `json:"type_id"` // 0: Unknown
}

// Hardware names one device.
type Hardware struct {
	SerialNumber string `json:"serial_number"`
}

// Endpoint is where a sign-in came from.
type Endpoint struct {
	IP       string    `json:"ip,omitempty"`
	Location *Location `json:"location,omitempty"`
}

// Location is a place as the source names it.
type Location struct {
	City    string  `json:"city,omitempty"`
	Region  string  `json:"region,omitempty"`
	Country string  `json:"country,omitempty"`
	Lat     float64 `json:"lat,omitzero"`
	Long    float64 `json:"long,omitzero"`
}

// Named is anything with a name only.
type Named struct {
	Name string `json:"name"`
}

// Unmapped is the whole record.
type Unmapped struct {
	Kind   domain.Kind `json:"kind"`
	File   string      `json:"file,omitempty"`
	Line   int         `json:"line,omitempty"`
	Refs   []string    `json:"refs,omitempty"`
	Values []Value     `json:"values,omitempty"`
}

// Value is one thing that a record says.
type Value struct {
	Field     domain.Field `json:"field"`
	Role      domain.Role  `json:"role,omitempty"`
	Assurance string       `json:"assurance"`
	Text      string       `json:"text,omitempty"`
	Number    *float64     `json:"number,omitempty"`
	Time      time.Time    `json:"time,omitzero"`
	Place     *Location    `json:"place,omitempty"`
	Address   *Postal      `json:"address,omitempty"`
	Bank      *Bank        `json:"bank,omitempty"`
}

// Postal is a street address.
type Postal struct {
	Lines      []string `json:"lines,omitempty"`
	City       string   `json:"city,omitempty"`
	Region     string   `json:"region,omitempty"`
	PostalCode string   `json:"postal_code,omitempty"`
	Country    string   `json:"country,omitempty"`
}

// Bank is an account where the source does not say it in one text.
type Bank struct {
	IBAN    string `json:"iban,omitempty"`
	Routing string `json:"routing,omitempty"`
	Account string `json:"account,omitempty"`
	Country string `json:"country,omitempty"`
}

// OCSF maps a record.
func OCSF(p *engine.Prepared) *Event {
	r := &p.Record
	c := classOf(r)
	at := r.OccurredAt
	if at.IsZero() {
		at = r.ObservedAt
	}
	e := &Event{ActivityID: c.activity, CategoryUID: c.class / 1000, ClassUID: c.class, TypeUID: int64(c.class)*100 + int64(c.activity),
		Time: at.UnixMilli(), SeverityID: 1, StatusID: c.status,
		Metadata: Metadata{UID: r.Key.String(), Version: OCSFVersion, TenantUID: r.Key.Tenant, Logged: r.ObservedAt.UnixMilli(),
			Product: Product{Name: r.Key.Source, VendorName: r.Key.Source}},
		Unmapped: unmapped(r)}
	switch c.class {
	case authentication:
		e.User, e.Device, e.SrcEndpoint = user(r), device(r), endpoint(r)
		e.Service = &Named{text(r, domain.FieldApp)}
	case accountChange, userInventory:
		e.User = user(r)
	case deviceInventory:
		e.Device = device(r)
	}
	if e.Service != nil && e.Service.Name == "" {
		e.Service = nil
	}
	return e
}

// user always stands where its class requires it, even of an account that has no
// more than a name.
func user(r *domain.Record) *User {
	u := &User{UID: ref(r, domain.RefAccount), EmailAddr: ref(r, domain.RefWorkMail), FullName: text(r, domain.FieldName)}
	if u.UID == "" {
		u.UID = ref(r, domain.RefWorker)
	}
	return u
}

func device(r *domain.Record) *Device {
	d := &Device{UID: text(r, domain.FieldDeviceID, domain.FieldDeviceToken), Hostname: text(r, domain.FieldHostname), MAC: text(r, domain.FieldDeviceMAC)}
	if d.UID == "" {
		d.UID = ref(r, domain.RefDeviceUser)
	}
	serial := text(r, domain.FieldDeviceSerial)
	if serial == "" {
		serial = ref(r, domain.RefSerial)
	}
	if serial != "" {
		d.Hardware = &Hardware{serial}
	}
	if r.Key.Kind == domain.KindSignIn && *d == (Device{}) {
		return nil
	}
	return d
}

func endpoint(r *domain.Record) *Endpoint {
	e := &Endpoint{IP: text(r, domain.FieldPublicIP)}
	for i := range r.Values {
		if pl := r.Values[i].Place; pl != nil {
			e.Location = locationOf(pl)
			break
		}
	}
	if *e == (Endpoint{}) {
		return nil
	}
	return e
}

func unmapped(r *domain.Record) Unmapped {
	u := Unmapped{Kind: r.Key.Kind, File: r.Origin.File, Line: r.Origin.Line}
	for _, x := range r.Refs {
		u.Refs = append(u.Refs, x.String())
	}
	for i := range r.Values {
		u.Values = append(u.Values, valueOf(&r.Values[i]))
	}
	return u
}

func valueOf(v *domain.Value) Value {
	out := Value{Field: v.Field, Role: v.Role, Assurance: v.Assurance.String(), Text: v.Text, Time: v.Time}
	if v.Number != 0 && !math.IsNaN(v.Number) && !math.IsInf(v.Number, 0) {
		out.Number = &v.Number
	}
	if v.Place != nil {
		out.Place = locationOf(v.Place)
	}
	if a := v.Address; a != nil {
		out.Address = &Postal{a.Lines, a.City, a.Region, a.PostalCode, a.Country}
	}
	if b := v.Bank; b != nil {
		out.Bank = &Bank{b.IBAN, b.Routing, b.Account, b.Country}
	}
	return out
}

func locationOf(p *domain.Place) *Location {
	l := &Location{City: p.City, Region: p.Region, Country: p.Country}
	if p.HasPoint {
		l.Lat, l.Long = p.Lat, p.Lon
	}
	return l
}
