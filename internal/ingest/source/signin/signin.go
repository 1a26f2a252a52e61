// Package signin builds the record of one sign-in, the same for every vendor.
package signin

import (
	"encoding/hex"
	"errors"
	"math"
	"net/netip"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Event is what a vendor's log says of one sign-in. Empty parts are left out.
type Event struct {
	Source  string    // the vendor's folder name
	ID      string    // the vendor's id of the event
	At      time.Time // when it happened
	Account string    // the vendor's id of the account
	Other   string    // its qualified id, where another source gave it
	Mail    string    // the account's work mail; other texts are left out

	Event    string // what happened, in the vendor's word
	Outcome  string // success, failure or other
	IP       string
	Place    domain.Place
	ASN      float64
	Operator string // of the network
	Proxy    bool   // the vendor calls the network a proxy or VPN
	Device   string // the vendor's id of the device
	App      string
	Agent    string // families of browser and system
	Managed  string // see [domain.FieldManaged]
	Session  string
}

// Fields are the fields that [Event.Add] can fill.
func Fields() []domain.Field {
	return []domain.Field{domain.FieldEvent, domain.FieldOutcome, domain.FieldPublicIP, domain.FieldPlace, domain.FieldASN,
		domain.FieldProxy, domain.FieldDeviceID, domain.FieldApp, domain.FieldUserAgent, domain.FieldManaged, domain.FieldSession}
}

// Add maps the event to one record. It returns [domain.ErrUnused] for a sign-in
// of nobody, or one that says neither where nor on what it happened.
func (e Event) Add(it source.Item, out *source.Out) error {
	e.settle()
	if e.Account == "" && e.Other == "" && e.Mail == "" || e.IP == "" && e.Place == (domain.Place{}) && e.Device == "" {
		return domain.ErrUnused
	}
	if e.ID == "" {
		return errors.New("sign-in has no id")
	}
	if e.At.IsZero() {
		return errors.New("sign-in has no time")
	}
	r := out.Add(domain.Key{Source: e.Source, Tenant: it.Tenant, Kind: domain.KindSignIn, ID: e.ID}, it, e.At)
	r.Refs, r.Values = make([]domain.Ref, 0, 2), make([]domain.Value, 0, 11)
	account := e.Other
	if account == "" && e.Account != "" {
		account = domain.QualifiedID(e.Source, it.Tenant, e.Account)
	}
	source.AddRef(r, domain.RefAccount, account)
	source.AddRef(r, domain.RefWorkMail, e.Mail)
	e.values(r)
	return nil
}

// settle drops what is no mail address, no public address and no place.
func (e *Event) settle() {
	e.ID, e.Account, e.Device = strings.TrimSpace(e.ID), strings.TrimSpace(e.Account), strings.TrimSpace(e.Device)
	if e.Mail = strings.ToLower(strings.TrimSpace(e.Mail)); strings.IndexByte(e.Mail, '@') < 1 {
		e.Mail = ""
	}
	e.IP = Public(e.IP)
	p := &e.Place
	p.City, p.Region, p.Country = known(p.City), known(p.Region), known(p.Country)
	if p.HasPoint = p.HasPoint && validPoint(p.Lat, p.Lon); !p.HasPoint {
		p.Lat, p.Lon = 0, 0
	}
	if e.ASN < 1 || e.ASN > math.MaxUint32 || e.ASN != math.Trunc(e.ASN) {
		e.ASN = 0
	}
}

// values appends what the event says, in the order of [Fields].
func (e *Event) values(r *domain.Record) {
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleSignIn, domain.Recorded)
	}
	text(domain.FieldEvent, e.Event)
	text(domain.FieldOutcome, e.Outcome)
	text(domain.FieldPublicIP, e.IP)
	if p := e.Place; p != (domain.Place{}) {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleSignIn, Assurance: domain.Recorded, Place: &p})
	}
	if operator := strings.TrimSpace(e.Operator); operator != "" || e.ASN > 0 {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldASN, Text: operator, Number: e.ASN, Role: domain.RoleSignIn, Assurance: domain.Recorded})
	}
	if e.Proxy {
		text(domain.FieldProxy, "true")
	}
	text(domain.FieldDeviceID, e.Device)
	text(domain.FieldApp, e.App)
	text(domain.FieldUserAgent, e.Agent)
	text(domain.FieldManaged, e.Managed)
	text(domain.FieldSession, e.Session)
}

// Public returns an address of the public internet in its usual form, or ""
// for any other text. Some logs write a port behind it.
func Public(ip string) string {
	ip = strings.TrimSpace(ip)
	a, err := netip.ParseAddr(ip)
	if err != nil {
		with, err := netip.ParseAddrPort(ip)
		if err != nil {
			return ""
		}
		a = with.Addr()
	}
	if a = a.Unmap().WithZone(""); !a.IsGlobalUnicast() || a.IsPrivate() {
		return ""
	}
	return a.String()
}

// known drops the words that logs write where they do not know.
func known(s string) string {
	switch s = strings.TrimSpace(s); strings.ToLower(s) {
	case "unknown", "null", "none", "-", "n/a":
		return ""
	}
	return s
}

// validPoint refuses coordinates off the globe and 0,0, which means unknown.
func validPoint(lat, lon float64) bool {
	return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 && (lat != 0 || lon != 0)
}

// HashID names an event that carries no id by all that it says.
func HashID(said ...string) string {
	h := xxh3.HashString128(strings.Join(said, "\x00")).Bytes()
	return "hash-" + hex.EncodeToString(h[:])
}
