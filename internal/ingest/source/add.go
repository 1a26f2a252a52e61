package source

import (
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// AddStatedTime appends a date that somebody stated of themselves, unless it
// is zero. [AddTime] is for dates that a system recorded.
func AddStatedTime(r *domain.Record, f domain.Field, t time.Time) {
	if !t.IsZero() {
		r.Values = append(r.Values, domain.Value{Field: f, Time: t.UTC(), Assurance: domain.Declared})
	}
}

// AddAddress appends a declared postal address with its parts trimmed, unless
// it has no street: a city alone is a place, see [AddPlace].
func AddAddress(r *domain.Record, role domain.Role, a domain.Address) {
	var lines []string
	for _, l := range a.Lines {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return
	}
	a = domain.Address{Lines: lines, City: strings.TrimSpace(a.City), Region: strings.TrimSpace(a.Region),
		PostalCode: strings.TrimSpace(a.PostalCode), Country: strings.TrimSpace(a.Country)}
	r.Values = append(r.Values, domain.Value{Field: domain.FieldAddress, Role: role, Assurance: domain.Declared, Address: &a})
}

// AddPlace appends a declared place with its parts trimmed, unless it names
// neither city nor region.
func AddPlace(r *domain.Record, role domain.Role, p domain.Place) {
	p.City, p.Region, p.Country = strings.TrimSpace(p.City), strings.TrimSpace(p.Region), strings.TrimSpace(p.Country)
	if p.City == "" && p.Region == "" {
		return
	}
	r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: role, Assurance: domain.Declared, Place: &p})
}

// AddHome appends a home as an address, or as a place where no street is given.
func AddHome(r *domain.Record, a domain.Address) {
	n := len(r.Values)
	if AddAddress(r, domain.RoleHome, a); len(r.Values) == n {
		AddPlace(r, domain.RoleHome, domain.Place{City: a.City, Region: a.Region, Country: a.Country})
	}
}

// AddWrittenHome appends a home written in one text: with a digit it has a
// street or postal code and stays as lines, without one it is a place.
func AddWrittenHome(r *domain.Record, written string) {
	if strings.ContainsAny(written, "0123456789") {
		AddAddress(r, domain.RoleHome, domain.Address{Lines: strings.FieldsFunc(written, func(c rune) bool { return c == '\n' || c == '\r' })})
	} else if p := PlaceOf(written); p != nil {
		AddPlace(r, domain.RoleHome, *p)
	}
}

// AddBank appends the account that pay goes to, unless it has no number.
func AddBank(r *domain.Record, b domain.BankAccount) {
	b = domain.BankAccount{IBAN: strings.TrimSpace(b.IBAN), Routing: strings.TrimSpace(b.Routing),
		Account: strings.TrimSpace(b.Account), Country: strings.TrimSpace(b.Country)}
	if b.IBAN != "" || b.Account != "" {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &b})
	}
}

// AddAmount appends a sum paid in a currency (ISO 4217), unless it is zero.
func AddAmount(r *domain.Record, n float64, currency string) {
	if n != 0 {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldAmount, Number: n, Text: strings.TrimSpace(currency), Assurance: domain.Recorded})
	}
}

// PastJob is one job that a candidate states to have had.
type PastJob struct {
	Key        domain.Key // of the past job itself
	Candidate  string     // qualified id
	Applicant  string     // qualified id of the application, where it is one's
	Employer   string
	Title      string
	Engagement string    // full-time, part-time, contract, or ""
	Domain     string    // of the employer's site
	From, To   time.Time // zero where nothing is said; To of a job that goes on
}

// PastJobFields are the fields that [Out.AddPastJob] can fill.
func PastJobFields() []domain.Field {
	return []domain.Field{domain.FieldEmployer, domain.FieldJobTitle, domain.FieldEngagement, domain.FieldDomain,
		domain.FieldStartedAt, domain.FieldEndedAt}
}

// AddPastJob appends a past job, all of it declared. One without an employer
// says nothing that can be compared and is left out.
func (o *Out) AddPastJob(it Item, j PastJob) {
	if strings.TrimSpace(j.Employer) == "" {
		return
	}
	r := o.Add(j.Key, it, time.Time{})
	AddRef(r, domain.RefCandidate, j.Candidate)
	AddRef(r, domain.RefApplicant, j.Applicant)
	AddText(r, domain.FieldEmployer, j.Employer, "", domain.Declared)
	AddText(r, domain.FieldJobTitle, j.Title, "", domain.Declared)
	AddText(r, domain.FieldEngagement, j.Engagement, "", domain.Declared)
	AddText(r, domain.FieldDomain, j.Domain, "", domain.Declared)
	AddStatedTime(r, domain.FieldStartedAt, j.From)
	AddStatedTime(r, domain.FieldEndedAt, j.To)
}

// PlaceOf reads a place written as "City, Region, Country", or returns nil for one that names none, such
// as "Remote". A lone second part is a region if it is two letters, as American
// states are written, and a country otherwise.
func PlaceOf(written string) *domain.Place {
	var parts []string
	for p := range strings.FieldsFuncSeq(written, func(c rune) bool { return c == ',' || c == '\n' || c == '\r' }) {
		if p = strings.TrimSpace(p); p != "" && !strings.Contains(strings.ToLower(p), "remote") {
			parts = append(parts, p)
		}
	}
	switch n := len(parts); n {
	case 0:
		return nil
	case 1:
		return &domain.Place{City: parts[0]}
	case 2:
		if len(parts[1]) == 2 && parts[1] != "UK" {
			return &domain.Place{City: parts[0], Region: parts[1]}
		}
		return &domain.Place{City: parts[0], Country: parts[1]}
	default:
		return &domain.Place{City: parts[0], Region: parts[n-2], Country: parts[n-1]}
	}
}
