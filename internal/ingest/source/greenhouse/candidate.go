package greenhouse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

func (r *reader) mapCandidate(it source.Item, out *source.Out) error {
	c := r.candidate()
	if err := r.w.End(); err != nil {
		return fmt.Errorf("decode candidate: %w", err)
	}
	return c.add(it, out)
}

func (r *reader) mapApplication(it source.Item, out *source.Out) error {
	a := r.application()
	if err := r.w.End(); err != nil {
		return fmt.Errorf("decode application: %w", err)
	}
	return a.add(it, out)
}

func optionalTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return when.Parse(s)
}

func qualified(it source.Item, id string) string {
	if id == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, id)
}

// add gives the candidate, and a record for each embedded application and past
// job.
func (c *candidate) add(it source.Item, out *source.Out) error {
	if c.id == "" {
		return errors.New("candidate has no id")
	}
	created, err := optionalTime(c.createdAt)
	if err != nil {
		return fmt.Errorf("read created_at of candidate: %w", err)
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: c.id}, it, created)
	c.addRefs(it, r)
	c.addValues(r)
	for i := range c.applications {
		a := &c.applications[i]
		if a.candidateID == "" {
			a.candidateID = c.id
		}
		if err := a.add(it, out); err != nil {
			return fmt.Errorf("application %d: %w", i+1, err)
		}
	}
	return c.addEmployments(it, out)
}

func (c *candidate) addRefs(it source.Item, r *domain.Record) {
	source.AddRef(r, domain.RefCandidate, qualified(it, c.id))
	ids := c.applicationIDs
	for i := range c.applications {
		if a := &c.applications[i]; a.id != "" && (a.candidateID == "" || a.candidateID == c.id) {
			ids = append(ids, a.id)
		}
	}
	for i, id := range ids {
		if !slices.Contains(ids[:i], id) {
			source.AddRef(r, domain.RefApplicant, qualified(it, id))
		}
	}
	source.AddRef(r, domain.RefEmployee, c.employeeNumber())
	files := c.files
	for _, a := range c.applications {
		files = append(files, a.files...)
	}
	addFiles(r, files)
}

// employeeNumber returns the number in the custom fields; two numbers that
// differ name nobody. A webhook's external_id is no employee number: Greenhouse
// calls it an arbitrary id of an outside system, and applicants who were never
// hired carry one.
func (c *candidate) employeeNumber() string {
	if len(c.employee) == 0 {
		return ""
	}
	for _, n := range c.employee[1:] {
		if n != c.employee[0] {
			return ""
		}
	}
	return c.employee[0]
}

func addFiles(r *domain.Record, files []string) {
	for i, f := range files {
		if !slices.Contains(files[:i], f) {
			source.AddRef(r, domain.RefFile, f)
		}
	}
}

func (c *candidate) addValues(r *domain.Record) {
	source.AddText(r, domain.FieldName, strings.TrimSpace(c.first+" "+c.last), "", domain.Declared)
	for _, m := range c.mails {
		source.AddText(r, domain.FieldEmail, m.value, m.role(), domain.Declared)
	}
	for _, p := range c.phones {
		if p.kind != "skype" {
			source.AddText(r, domain.FieldPhone, p.value, p.role(), domain.Declared)
		}
	}
	var profiles []string
	for _, s := range c.sites {
		if looksLikeURL(s.value) {
			profiles = append(profiles, s.value)
		}
	}
	addProfiles(r, profiles)
	for _, a := range c.addresses {
		source.AddWrittenHome(r, a.value)
	}
}

func (c contact) role() domain.Role {
	if c.kind == "work" {
		return domain.RoleWork
	}
	return domain.RoleHome
}

func addProfiles(r *domain.Record, urls []string) {
	for i, u := range urls {
		if !slices.Contains(urls[:i], u) {
			source.AddText(r, domain.FieldProfileURL, u, domain.RoleProfile, domain.Declared)
		}
	}
}

// addPlace adds a place written as "City, Region, Country".
func addPlace(r *domain.Record, written string, role domain.Role) {
	if p := source.PlaceOf(written); p != nil {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: role, Assurance: domain.Declared, Place: p})
	}
}

// add gives the application.
func (a *application) add(it source.Item, out *source.Out) error {
	id := a.id
	if id == "" {
		id = a.rowID
	}
	if id == "" {
		return errors.New("application has no id")
	}
	written := a.appliedAt
	if written == "" {
		written = a.createdAt // v3 calls it so
	}
	applied, err := optionalTime(written)
	if err != nil {
		return fmt.Errorf("read applied_at of application: %w", err)
	}
	hired, err := optionalTime(a.hiredAt)
	if err != nil {
		return fmt.Errorf("read date of hire: %w", err)
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: id}, it, applied)
	source.AddRef(r, domain.RefApplicant, qualified(it, a.id))
	source.AddRef(r, domain.RefCandidate, qualified(it, a.candidateID))
	addFiles(r, a.files)
	source.AddTime(r, domain.FieldAppliedAt, applied)
	source.AddText(r, domain.FieldStatus, a.status, "", domain.Recorded)
	for _, job := range a.jobs {
		source.AddText(r, domain.FieldJobTitle, job, "", domain.Recorded)
	}
	source.AddTime(r, domain.FieldHiredAt, hired)
	source.AddText(r, domain.FieldReferral, a.referral(), "", domain.Recorded)
	addPlace(r, a.place, domain.RoleApply)
	addProfiles(r, a.profiles)
	return nil
}
