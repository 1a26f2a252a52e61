package ashby

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// candidate is one result of candidate.list or candidate.info. What has no
// member here is dropped, fraudStatus too: somebody's verdict is no evidence,
// and to read it would only repeat it.
type candidate struct {
	ID             wire.Text   `json:"id"`
	CreatedAt      wire.Text   `json:"createdAt"`
	Name           wire.Text   `json:"name"`
	PrimaryEmail   *contact    `json:"primaryEmailAddress"`
	Emails         []contact   `json:"emailAddresses"`
	PrimaryPhone   *contact    `json:"primaryPhoneNumber"`
	Phones         []contact   `json:"phoneNumbers"`
	SocialLinks    []link      `json:"socialLinks"`
	ApplicationIDs wire.Texts  `json:"applicationIds"`
	Resume         *fileHandle `json:"resumeFileHandle"`
	Location       *location   `json:"location"`
	Position       wire.Text   `json:"position"`
	Company        wire.Text   `json:"company"`
	TimeZone       wire.Text   `json:"timezone"`
}

type contact struct {
	Value wire.Text `json:"value"`
	Type  wire.Text `json:"type"`
}

type link struct {
	URL wire.Text `json:"url"`
}

type fileHandle struct {
	Name wire.Text `json:"name"`
}

type location struct {
	Components []struct {
		Type wire.Text `json:"type"`
		Name wire.Text `json:"name"`
	} `json:"locationComponents"`
}

func (l *location) place() *domain.Place {
	if l == nil {
		return nil
	}
	var p domain.Place
	for _, c := range l.Components {
		switch strings.ToLower(string(c.Type)) {
		case "city":
			p.City = string(c.Name)
		case "region":
			p.Region = string(c.Name)
		case "country":
			p.Country = string(c.Name)
		}
	}
	if p == (domain.Place{}) {
		return nil
	}
	return &p
}

func mapCandidate(it source.Item, out *source.Out) error {
	var c candidate
	unknown, err := wire.UnmarshalCount(it.JSON, &c)
	if err != nil {
		return fmt.Errorf("decode candidate: %w", err)
	}
	out.Unknown += unknown
	if c.ID == "" {
		return errors.New("candidate has no id")
	}
	created, err := optionalTime(c.CreatedAt)
	if err != nil {
		return fmt.Errorf("read createdAt of candidate: %w", err)
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: string(c.ID)}, it, created)
	source.AddRef(r, domain.RefCandidate, qualified(it, c.ID))
	for i, id := range c.ApplicationIDs {
		if !slices.Contains(c.ApplicationIDs[:i], id) {
			source.AddRef(r, domain.RefApplicant, qualified(it, id))
		}
	}
	source.AddRef(r, domain.RefEmployee, employeeNumber(it.JSON))
	addResume(r, c.Resume)
	c.addValues(r)
	out.AddPastJob(it, source.PastJob{ // the present or last one; Ashby says neither since when nor until when
		Key:       domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPastJob, ID: string(c.ID) + "/company"},
		Candidate: qualified(it, c.ID), Employer: string(c.Company), Title: string(c.Position),
	})
	return nil
}

func (c *candidate) addValues(r *domain.Record) {
	source.AddText(r, domain.FieldName, string(c.Name), "", domain.Declared)
	addContacts(r, domain.FieldEmail, c.PrimaryEmail, c.Emails)
	addContacts(r, domain.FieldPhone, c.PrimaryPhone, c.Phones)
	var urls []string
	for _, l := range c.SocialLinks {
		u := strings.TrimSpace(string(l.URL))
		if !slices.Contains(urls, u) {
			urls = append(urls, u)
			source.AddText(r, domain.FieldProfileURL, u, domain.RoleProfile, domain.Declared)
		}
	}
	source.AddText(r, domain.FieldTimeZone, string(c.TimeZone), domain.RoleApply, domain.Declared)
	if p := c.Location.place(); p != nil {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleHome, Assurance: domain.Declared, Place: p})
	}
}

// addContacts adds each value once: the list repeats the primary one.
func addContacts(r *domain.Record, f domain.Field, primary *contact, list []contact) {
	if primary != nil {
		list = append([]contact{*primary}, list...)
	}
	for i, c := range list {
		if slices.ContainsFunc(list[:i], func(e contact) bool { return e.Value == c.Value }) {
			continue
		}
		role := domain.RoleHome
		if strings.EqualFold(string(c.Type), "work") {
			role = domain.RoleWork
		}
		source.AddText(r, f, string(c.Value), role, domain.Declared)
	}
}

func addResume(r *domain.Record, f *fileHandle) {
	if f == nil || strings.TrimSpace(string(f.Name)) == "" {
		return
	}
	file := strings.TrimSpace(strings.ToLower(strings.ReplaceAll(string(f.Name), `\`, "/")))
	source.AddRef(r, domain.RefFile, path.Base(file))
}

func qualified(it source.Item, id wire.Text) string {
	if s := strings.TrimSpace(string(id)); s != "" {
		return domain.QualifiedID(name, it.Tenant, s)
	}
	return ""
}

func optionalTime(s wire.Text) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return when.Parse(string(s))
}
