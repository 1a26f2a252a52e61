package ocsf

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// addDevice maps one device of an inventory, with its owner where it names one.
func (e *event) addDevice(it source.Item, out *source.Out) error {
	d := e.doc.At("device")
	id, serial := d.First("uid", "uid_alt"), d.Text("hw_info", "serial_number")
	key := id
	if key == "" {
		key = asset.Serial(serial)
	}
	if key == "" {
		return errors.New("device has neither uid nor serial number")
	}
	made, err := epoch("device.created_time", d.Text("created_time"))
	if err != nil {
		return err
	}
	key = e.vendor.called + "/" + key
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDevice, ID: key}, it, e.at)
	if owner := d.At("owner"); human(owner) {
		source.AddRef(r, domain.RefAccount, e.vendor.account(it.Tenant, owner))
		source.AddRef(r, domain.RefWorkMail, mail(owner))
	}
	managed := owned(d)
	if managed != "false" { // a private device is none of the employer's
		source.AddRef(r, domain.RefSerial, asset.Serial(serial))
	}
	source.AddRef(r, domain.RefDeviceUser, domain.QualifiedID(name, it.Tenant, key))
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, serial)
	text(domain.FieldDeviceID, id)
	for _, mac := range e.addresses() {
		text(domain.FieldDeviceMAC, mac)
	}
	text(domain.FieldPublicIP, signin.Public(d.Text("ip")))
	text(domain.FieldHostname, d.Text("hostname"))
	text(domain.FieldManaged, managed)
	source.AddTime(r, domain.FieldCreatedAt, made)
	return nil
}

// addresses lists a device's own hardware addresses, each once.
func (e *event) addresses() (macs []string) {
	d, seen := e.doc.At("device"), map[string]bool{}
	list := []string{d.Text("mac")}
	for _, i := range d.List("network_interfaces") {
		list = append(list, i.Text("mac"))
	}
	for _, mac := range list {
		if folded := strings.ToLower(mac); strings.Trim(mac, "0:-. ") != "" && !seen[folded] {
			seen[folded] = true
			macs = append(macs, mac)
		}
	}
	return macs
}

// addUser maps one user of an inventory.
func (e *event) addUser(it source.Item, out *source.Out) error {
	user := e.doc.At("user")
	account := e.vendor.account(it.Tenant, user)
	if !human(user) {
		return domain.ErrUnused
	}
	if account == "" {
		return errors.New("user has no uid, or is of no vendor")
	}
	person := user.At("ldap_person")
	hired, err := epoch("ldap_person.hire_time", person.Text("hire_time"))
	if err != nil {
		return err
	}
	left, err := epoch("ldap_person.leave_time", person.Text("leave_time"))
	if err != nil {
		return err
	}
	made, err := epoch("ldap_person.created_time", person.Text("created_time"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAccount, ID: account}, it, e.at)
	e.who(r, user, account)
	source.AddRef(r, domain.RefEmployee, person.Text("employee_uid"))
	source.AddText(r, domain.FieldJobTitle, person.Text("job_title"), "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, hired)
	source.AddTime(r, domain.FieldLeftAt, left)
	source.AddTime(r, domain.FieldCreatedAt, made)
	return nil
}

// epoch reads one of the schema's times, which may be missing.
func epoch(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := when.ParseEpoch(s)
	if err != nil {
		return at, fmt.Errorf("read %s: %w", field, err)
	}
	return at, nil
}
