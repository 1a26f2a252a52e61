package workday

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

func qualified(it source.Item, id string) string {
	if id == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, id)
}

// date reads a day; Workday writes the zone of its office behind some.
func (r *row) date(c column, what string) (time.Time, error) {
	s := r.first(c)
	if len(s) == len("2026-01-12-08:00") && (s[10] == '-' || s[10] == '+') && s[13] == ':' {
		s = s[:10]
	}
	return when.Named(what, s)
}

// add gives what the entry tells of a worker or a candidate: who that is,
// the jobs stated and the accounts paid into.
func (r *row) add(it source.Item, out *source.Out) error {
	switch {
	case r.first(employee) != "" || r.first(worker) != "" || r.first(workMail) != "":
		if err := r.addWorker(it, out); err != nil {
			return err
		}
	case r.first(candidate) != "":
		if err := r.addCandidate(it, out); err != nil {
			return err
		}
	default:
		return errors.New("report entry names no worker and no candidate")
	}
	for i, p := range append([]*row{r}, r.parts...) {
		if err := r.addJob(it, out, p, i); err != nil {
			return err
		}
		if err := r.addAccount(it, out, p); err != nil {
			return err
		}
	}
	if len(out.Records) == 0 {
		return domain.ErrUnused
	}
	return nil
}

// id names the worker in keys.
func (r *row) id() string {
	for _, c := range []column{worker, employee, candidate} {
		if s := r.first(c); s != "" {
			return s
		}
	}
	return strings.ToLower(r.first(workMail))
}

func (r *row) addRefs(it source.Item, rec *domain.Record) {
	source.AddRef(rec, domain.RefWorker, qualified(it, r.first(worker)))
	source.AddRef(rec, domain.RefEmployee, r.first(employee))
	source.AddRef(rec, domain.RefCandidate, qualified(it, r.first(candidate)))
	source.AddRef(rec, domain.RefWorkMail, strings.ToLower(r.first(workMail)))
}

func (r *row) addWorker(it source.Item, out *source.Out) error {
	from, err := r.date(hired, "hire date")
	if err != nil {
		return err
	}
	if from.IsZero() {
		if from, err = r.date(original, "original hire date"); err != nil {
			return err
		}
	}
	to, err := r.date(left, "termination date")
	if err != nil {
		return err
	}
	if to.Before(from) {
		to = time.Time{} // hired again since
	}
	rec := domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: r.id()},
		OccurredAt: from, ObservedAt: it.ObservedAt, Origin: it.Origin}
	r.addPerson(&rec, domain.Recorded)
	source.AddText(&rec, domain.FieldStatus, r.status(), "", domain.Recorded)
	source.AddText(&rec, domain.FieldJobTitle, r.first(title), "", domain.Recorded)
	source.AddTime(&rec, domain.FieldHiredAt, from)
	source.AddTime(&rec, domain.FieldLeftAt, to)
	if len(rec.Values) > 0 && !r.onlyPaid() {
		r.addRefs(it, &rec)
		out.Records = append(out.Records, rec)
	}
	return nil
}

// onlyPaid reports whether an entry says nothing of a worker but the name and
// where the pay goes: such a report must not take the place of the one that
// tells of people.
func (r *row) onlyPaid() bool {
	accounts := r.first(account) + r.first(iban)
	for _, p := range r.parts {
		accounts += p.first(account) + p.first(iban)
	}
	if accounts == "" {
		return false
	}
	for _, c := range []column{homeMail, homePhone, homeWhole, homeLine1, homeCity, hired, original, left, status, title} {
		if r.first(c) != "" {
			return false
		}
	}
	return true
}

// status gives the report's word in lower case; a flag says active or not.
func (r *row) status() string {
	switch s := strings.ToLower(r.first(status)); s {
	case "1", "true", "yes":
		return "active"
	case "0", "false", "no", "inactive":
		return "terminated"
	default:
		return s
	}
}

func (r *row) addCandidate(it source.Item, out *source.Out) error {
	at, err := r.date(applied, "application date")
	if err != nil {
		return err
	}
	who := qualified(it, r.first(candidate))
	c := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: r.first(candidate)}, it, time.Time{})
	source.AddRef(c, domain.RefCandidate, who)
	r.addPerson(c, domain.Declared)
	id := r.first(application)
	if id == "" && at.IsZero() {
		return nil
	}
	if id == "" {
		id = r.first(candidate) + "@" + at.Format(time.DateOnly)
	}
	a := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: id}, it, at)
	source.AddRef(a, domain.RefApplicant, qualified(it, r.first(application)))
	source.AddRef(a, domain.RefCandidate, who)
	source.AddTime(a, domain.FieldAppliedAt, at)
	source.AddText(a, domain.FieldStatus, strings.ToLower(r.first(status)), "", domain.Recorded)
	source.AddText(a, domain.FieldJobTitle, r.first(title), "", domain.Recorded)
	return nil
}

func (r *row) addNames(rec *domain.Record, named domain.Assurance) {
	full := spaced(r.first(firstName), r.first(middleName), r.first(lastName))
	if r.first(firstName) == "" || r.first(lastName) == "" {
		full = r.first(fullName)
	}
	if full == "" { // an instance is shown as "Ann Lee (On Leave)"
		full, _, _ = strings.Cut(r.first(descriptor), "(")
	}
	full = spaced(full)
	source.AddText(rec, domain.FieldName, full, "", named)
	if p := spaced(r.first(preferred)); !strings.EqualFold(p, full) {
		source.AddText(rec, domain.FieldName, p, "", named)
	}
}

func (r *row) addPerson(rec *domain.Record, named domain.Assurance) {
	r.addNames(rec, named)
	for _, m := range r.cells[homeMail] {
		for one := range strings.SplitSeq(m, ";") { // Workday joins several by semicolons
			source.AddText(rec, domain.FieldEmail, one, domain.RoleHome, domain.Declared)
		}
	}
	for _, p := range r.cells[homePhone] {
		for one := range strings.SplitSeq(p, ";") {
			source.AddText(rec, domain.FieldPhone, one, domain.RoleHome, domain.Declared)
		}
	}
	if line := r.first(homeLine1); line != "" || r.first(homeWhole) == "" {
		source.AddHome(rec, domain.Address{Lines: []string{line, r.first(homeLine2)}, City: r.first(homeCity), Region: r.first(homeRegion),
			PostalCode: r.first(homePostal), Country: r.first(homeCountry)})
	} else {
		source.AddWrittenHome(rec, r.first(homeWhole))
	}
}

// addJob gives the past job of a row, of which only candidates' are read: a
// worker's history in Workday is as often the employer's own.
func (r *row) addJob(it source.Item, out *source.Out, p *row, i int) error {
	if p.first(pastEmployer) == "" || r.first(candidate) == "" {
		return nil
	}
	from, err := p.date(pastFrom, "start date of past job")
	if err != nil {
		return err
	}
	to, err := p.date(pastTo, "end date of past job")
	if err != nil {
		return err
	}
	out.AddPastJob(it, source.PastJob{
		Key:       domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPastJob, ID: r.first(candidate) + "/" + strconv.Itoa(i)},
		Candidate: qualified(it, r.first(candidate)), Employer: p.first(pastEmployer), Title: p.first(pastTitle), From: from, To: to,
	})
	return nil
}

// addAccount gives the account that a row names. Its key holds no more of the
// number than a payslip prints.
func (r *row) addAccount(it source.Item, out *source.Out, p *row) error {
	bank := domain.BankAccount{IBAN: p.first(iban), Routing: p.first(routing), Account: p.first(account)}
	number := bank.IBAN + bank.Account
	if number == "" || r.first(employee) == "" && r.first(worker) == "" && r.first(workMail) == "" {
		return nil
	}
	since, err := p.date(effective, "effective date")
	if err != nil {
		return err
	}
	key := r.id() + "/" + number[max(len(number)-4, 0):]
	if !since.IsZero() {
		key += "@" + since.Format(time.DateOnly)
	}
	rec := domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPayAccount, ID: key},
		OccurredAt: since, ObservedAt: it.ObservedAt, Origin: it.Origin}
	source.AddBank(&rec, bank)
	if len(rec.Values) == 0 {
		return nil
	}
	r.addRefs(it, &rec)
	r.addNames(&rec, domain.Recorded) // a number used again joins no two people
	source.AddTime(&rec, domain.FieldEffectiveAt, since)
	out.Records = append(out.Records, rec)
	return nil
}

func spaced(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
