package okta

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// user is one item of GET /api/v1/users. Its profile can hold anything the
// org chose to put there; only what is listed here is read.
type user struct {
	ID          wire.Text `json:"id"`
	Status      wire.Text `json:"status"`
	Created     wire.Text `json:"created"`
	LastUpdated wire.Text `json:"lastUpdated"`
	Profile     struct {
		FirstName      wire.Text `json:"firstName"`
		LastName       wire.Text `json:"lastName"`
		DisplayName    wire.Text `json:"displayName"`
		Login          wire.Text `json:"login"`
		Email          wire.Text `json:"email"`
		SecondEmail    wire.Text `json:"secondEmail"`
		MobilePhone    wire.Text `json:"mobilePhone"`
		EmployeeNumber wire.Text `json:"employeeNumber"`
	} `json:"profile"`
}

func mapUser(it source.Item, out *source.Out) error {
	var u user
	unknown, err := wire.UnmarshalCount(it.JSON, &u)
	if err != nil {
		return fmt.Errorf("decode user: %w", err)
	}
	if u.ID == "" {
		return errors.New("user has no id")
	}
	created, updated, err := times(u.Created, u.LastUpdated)
	if err != nil {
		return fmt.Errorf("read user's dates: %w", err)
	}
	out.Unknown += unknown
	id, p := string(u.ID), u.Profile
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAccount, ID: id}, it, updated)
	source.AddRef(r, domain.RefAccount, domain.QualifiedID(name, it.Tenant, id))
	source.AddRef(r, domain.RefEmployee, string(p.EmployeeNumber))
	addMail(r, p.Login)
	if !strings.EqualFold(string(p.Email), string(p.Login)) {
		addMail(r, p.Email)
	}
	full := string(p.DisplayName)
	if full == "" {
		full = strings.TrimSpace(string(p.FirstName) + " " + string(p.LastName))
	}
	source.AddText(r, domain.FieldName, full, domain.RoleProfile, domain.Recorded)
	source.AddText(r, domain.FieldEmail, string(p.SecondEmail), domain.RoleProfile, domain.Declared)
	source.AddText(r, domain.FieldPhone, string(p.MobilePhone), domain.RoleProfile, domain.Declared)
	source.AddText(r, domain.FieldStatus, strings.ToLower(string(u.Status)), "", domain.Recorded)
	source.AddTime(r, domain.FieldCreatedAt, created)
	return nil
}

// addMail adds a login or address as work mail, if it is a mail address.
func addMail(r *domain.Record, mail wire.Text) {
	if strings.Contains(string(mail), "@") {
		source.AddRef(r, domain.RefWorkMail, strings.ToLower(strings.TrimSpace(string(mail))))
	}
}

// times reads when an object was made and when it last changed; what an
// object says holds from its last change on. Without the second the first is
// used for both.
func times(created, updated wire.Text) (made, changed time.Time, err error) {
	if created != "" {
		if made, err = when.Parse(string(created)); err != nil {
			return made, changed, err
		}
	}
	if updated == "" {
		return made, made, nil
	}
	changed, err = when.Parse(string(updated))
	return made, changed, err
}

// factor is one item of GET /api/v1/users/{id}/factors. Some exporters add the
// user's id as a member of its own.
type factor struct {
	ID          wire.Text `json:"id"`
	FactorType  wire.Text `json:"factorType"`
	Status      wire.Text `json:"status"`
	Created     wire.Text `json:"created"`
	LastUpdated wire.Text `json:"lastUpdated"`
	UserID      wire.Text `json:"userId"`
	Profile     struct {
		PhoneNumber  wire.Text `json:"phoneNumber"`
		CredentialID wire.Text `json:"credentialId"`
	} `json:"profile"`
	Links    userLinks `json:"_links"`
	Embedded struct {
		User struct {
			ID wire.Text `json:"id"`
		} `json:"user"`
	} `json:"_embedded"`
}

type userLinks struct {
	Self link `json:"self"`
	User link `json:"user"`
}

type link struct {
	Href wire.Text `json:"href"`
}

// owner returns the id of the user who enrolled the factor.
func (f *factor) owner() string {
	for _, id := range []wire.Text{f.UserID, f.Embedded.User.ID} {
		if id != "" {
			return string(id)
		}
	}
	for _, href := range []wire.Text{f.Links.User.Href, f.Links.Self.Href} {
		if _, after, found := strings.Cut(string(href), "/users/"); found {
			id, _, _ := strings.Cut(after, "/")
			return id
		}
	}
	return ""
}

func mapFactor(it source.Item, out *source.Out) error {
	var f factor
	unknown, err := wire.UnmarshalCount(it.JSON, &f)
	if err != nil {
		return fmt.Errorf("decode factor: %w", err)
	}
	owner := f.owner()
	if f.ID == "" || owner == "" {
		return errors.New("factor names no id or no user")
	}
	created, updated, err := times(f.Created, f.LastUpdated)
	if err != nil {
		return fmt.Errorf("read factor's dates: %w", err)
	}
	field, text := f.identifier()
	out.Unknown += unknown
	if text == "" {
		return domain.ErrUnused
	}
	if !created.IsZero() {
		updated = created // a phone or key does not change once enrolled
	}
	assurance := domain.Recorded
	if f.Status == "ACTIVE" {
		assurance = domain.Verified
	}
	key := domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindFactor, ID: owner + "/" + string(f.ID)}
	r := out.Add(key, it, updated)
	source.AddRef(r, domain.RefAccount, domain.QualifiedID(name, it.Tenant, owner))
	source.AddText(r, field, text, domain.RoleFactor, assurance)
	source.AddText(r, domain.FieldEvent, string(f.FactorType), "", domain.Recorded)
	source.AddText(r, domain.FieldStatus, strings.ToLower(string(f.Status)), "", domain.Recorded)
	source.AddTime(r, domain.FieldCreatedAt, created)
	return nil
}

// identifier returns what of a factor belongs to one thing only. An Okta
// Verify factor carries the login as its credential and is no identifier;
// neither is a token whose credential is a mail address.
func (f *factor) identifier() (domain.Field, string) {
	switch f.FactorType {
	case "sms", "call":
		return domain.FieldFactorPhone, string(f.Profile.PhoneNumber)
	case "webauthn", "u2f", "token:hardware", "token:hotp", "token":
		if !strings.Contains(string(f.Profile.CredentialID), "@") {
			return domain.FieldFactorID, string(f.Profile.CredentialID)
		}
	}
	return "", ""
}

// device is one item of GET /api/v1/devices, with ?expand=user.
type device struct {
	ID          wire.Text `json:"id"`
	Status      wire.Text `json:"status"`
	Created     wire.Text `json:"created"`
	LastUpdated wire.Text `json:"lastUpdated"`
	Profile     struct {
		DisplayName  wire.Text `json:"displayName"`
		SerialNumber wire.Text `json:"serialNumber"`
		UDID         wire.Text `json:"udid"`
		IMEI         wire.Text `json:"imei"`
	} `json:"profile"`
	Embedded struct {
		Users []struct {
			User struct {
				ID      wire.Text `json:"id"`
				Profile struct {
					Login wire.Text `json:"login"`
				} `json:"profile"`
			} `json:"user"`
		} `json:"users"`
	} `json:"_embedded"`
}

// mapDevice gives one record for each user of a device: a record that named
// two would join them into one person.
func mapDevice(it source.Item, out *source.Out) error {
	var d device
	unknown, err := wire.UnmarshalCount(it.JSON, &d)
	if err != nil {
		return fmt.Errorf("decode device: %w", err)
	}
	if d.ID == "" {
		return errors.New("device has no id")
	}
	created, updated, err := times(d.Created, d.LastUpdated)
	if err != nil {
		return fmt.Errorf("read device's dates: %w", err)
	}
	out.Unknown += unknown
	if len(d.Embedded.Users) == 0 {
		d.add(it, out, string(d.ID), created, updated)
		return nil
	}
	for _, u := range d.Embedded.Users {
		r := d.add(it, out, string(d.ID)+"/"+string(u.User.ID), created, updated)
		if u.User.ID != "" {
			source.AddRef(r, domain.RefAccount, domain.QualifiedID(name, it.Tenant, string(u.User.ID)))
		}
		addMail(r, u.User.Profile.Login)
	}
	return nil
}

func (d *device) add(it source.Item, out *source.Out, id string, created, updated time.Time) *domain.Record {
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDevice, ID: id}, it, updated)
	source.AddRef(r, domain.RefSerial, asset.Serial(string(d.Profile.SerialNumber)))
	source.AddRef(r, domain.RefDeviceUser, domain.QualifiedID(name, it.Tenant, string(d.ID)))
	text := func(f domain.Field, s wire.Text) {
		source.AddText(r, f, string(s), domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, d.Profile.SerialNumber)
	text(domain.FieldDeviceSerial, d.Profile.IMEI)
	text(domain.FieldDeviceID, d.ID)
	text(domain.FieldDeviceID, d.Profile.UDID)
	text(domain.FieldHostname, d.Profile.DisplayName)
	source.AddText(r, domain.FieldStatus, strings.ToLower(string(d.Status)), "", domain.Recorded)
	source.AddTime(r, domain.FieldCreatedAt, created)
	return r
}
