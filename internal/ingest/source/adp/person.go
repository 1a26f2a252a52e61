package adp

import (
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// person holds what is read of a person. Government ids, birth date and name,
// gender, marital and military status, race, disability and photos have no
// place here.
type person struct {
	LegalName     personName    `json:"legalName"`
	PreferredName personName    `json:"preferredName"`
	LegalAddress  *address      `json:"legalAddress"`
	Personal      *address      `json:"personalAddress"`
	Others        []address     `json:"otherPersonalAddresses"`
	Communication communication `json:"communication"`
}

type personName struct {
	Given     wire.Text `json:"givenName"`
	Middle    wire.Text `json:"middleName"`
	Family    wire.Text `json:"familyName1"`
	Family2   wire.Text `json:"familyName2"`
	Formatted wire.Text `json:"formattedName"`
	Nick      wire.Text `json:"nickName"`
}

// full joins the parts in the order they are spoken, because the formatted
// name puts the family first.
func (n personName) full() string {
	if n.Given == "" || n.Family == "" {
		if n.Formatted != "" {
			return strings.TrimSpace(string(n.Formatted))
		}
	}
	return spaced(n.Given, n.Middle, n.Family, n.Family2)
}

func (n personName) nick() string {
	if n.Nick == "" {
		return ""
	}
	return spaced(n.Nick, n.Family, n.Family2)
}

func spaced(parts ...wire.Text) string {
	var out []string
	for _, p := range parts {
		if s := strings.TrimSpace(string(p)); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// names lists the person's names, each once.
func (p *person) names() []string {
	var out []string
	for _, s := range []string{p.LegalName.full(), p.PreferredName.full(), p.LegalName.nick(), p.PreferredName.nick()} {
		if s != "" && !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, s) }) {
			out = append(out, s)
		}
	}
	return out
}

type address struct {
	One     wire.Text `json:"lineOne"`
	Two     wire.Text `json:"lineTwo"`
	Three   wire.Text `json:"lineThree"`
	Four    wire.Text `json:"lineFour"`
	Five    wire.Text `json:"lineFive"`
	City    wire.Text `json:"cityName"`
	Region  code      `json:"countrySubdivisionLevel1"`
	Postal  wire.Text `json:"postalCode"`
	Country wire.Text `json:"countryCode"`
}

// value gives the address as a declared home, or nothing for one without a
// street.
func (a *address) value() (domain.Value, bool) {
	if a == nil {
		return domain.Value{}, false
	}
	out := domain.Address{City: trim(a.City), Region: trim(a.Region.Value), PostalCode: trim(a.Postal), Country: trim(a.Country)}
	for _, l := range []wire.Text{a.One, a.Two, a.Three, a.Four, a.Five} {
		if s := trim(l); s != "" {
			out.Lines = append(out.Lines, s)
		}
	}
	if len(out.Lines) == 0 {
		return domain.Value{}, false
	}
	return domain.Value{Field: domain.FieldAddress, Role: domain.RoleHome, Assurance: domain.Declared, Address: &out}, true
}

func trim(t wire.Text) string { return strings.TrimSpace(string(t)) }

// homes lists the person's addresses.
func (p *person) homes() []domain.Value {
	var out []domain.Value
	add := func(a *address) {
		if v, ok := a.value(); ok {
			out = append(out, v)
		}
	}
	add(p.LegalAddress)
	add(p.Personal)
	for i := range p.Others {
		add(&p.Others[i])
	}
	return out
}

// communication lists a worker's contacts; an event names one by a member in
// the singular. Faxes and pagers are not read: offices share them.
type communication struct {
	Emails    []contact `json:"emails"`
	Mobiles   []contact `json:"mobiles"`
	Landlines []contact `json:"landlines"`
	Email     *contact  `json:"email"`
	Mobile    *contact  `json:"mobile"`
	Landline  *contact  `json:"landline"`
}

type contact struct {
	URI       wire.Text `json:"emailUri"`
	Country   wire.Text `json:"countryDialing"`
	Area      wire.Text `json:"areaDialing"`
	Dial      wire.Text `json:"dialNumber"`
	Formatted wire.Text `json:"formattedNumber"`
}

// number writes a phone with its country where one is named: the formatted
// number leaves the country out for North America.
func (c contact) number() string {
	formatted := trim(c.Formatted)
	switch {
	case strings.HasPrefix(formatted, "+"):
		return formatted
	case c.Country != "" && c.Area != "" && c.Dial != "":
		return "+" + strings.TrimPrefix(trim(c.Country), "+") + " " + trim(c.Area) + " " + trim(c.Dial)
	case formatted != "":
		return formatted
	}
	return spaced(c.Area, c.Dial)
}

func (c *communication) mails() []string {
	var out []string
	for _, m := range with(c.Emails, c.Email) {
		if s := trim(m.URI); strings.Contains(s, "@") && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (c *communication) phones() []string {
	var out []string
	for _, list := range [][]contact{with(c.Mobiles, c.Mobile), with(c.Landlines, c.Landline)} {
		for _, p := range list {
			if s := p.number(); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func with(list []contact, one *contact) []contact {
	if one == nil {
		return list
	}
	return append(slices.Clone(list), *one)
}

// addTo adds names, homes and private contacts to a record.
func (p *person) addTo(r *domain.Record) {
	for _, n := range p.names() {
		source.AddText(r, domain.FieldName, n, "", domain.Recorded)
	}
	r.Values = append(r.Values, p.homes()...)
	for _, m := range p.Communication.mails() {
		source.AddText(r, domain.FieldEmail, m, domain.RoleHome, domain.Declared)
	}
	for _, n := range p.Communication.phones() {
		source.AddText(r, domain.FieldPhone, n, domain.RoleHome, domain.Declared)
	}
}
