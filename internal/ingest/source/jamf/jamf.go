// Package jamf maps what Jamf Pro knows of managed computers: its inventory and
// its webhooks.
package jamf

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// name is the source's name in keys and qualified references.
const name = "jamf"

// Shapes of this source.
const (
	shapeInventory = "computers"
	shapeWebhook   = "webhook"
)

// Source returns the mapping of Jamf Pro's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Jamf Pro", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	maps := map[string]func(source.Item, *source.Out, *tree.Node) error{shapeInventory: mapComputer, shapeWebhook: mapWebhook}
	to, known := maps[it.Shape]
	if !known {
		return fmt.Errorf("jamf has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return to(it, out, n)
}

// computer is what either export says of one.
type computer struct {
	udid, serial, mail, host string
	macs                     []string
	ip                       string // as Jamf's server saw it
	seen, enrolled           time.Time
}

// add gives the device and, where the server saw an address, one check-in.
func (c computer) add(it source.Item, out *source.Out) (inventory.Host, error) {
	id := strings.ToLower(c.udid)
	if id == "" {
		return inventory.Host{}, errors.New("computer has no udid")
	}
	on := inventory.Host{Source: name, Tenant: it.Tenant, ID: id, Serial: asset.Serial(c.serial), Device: domain.QualifiedID(name, it.Tenant, id)}
	if m := strings.ToLower(c.mail); strings.IndexByte(m, '@') > 0 {
		on.Mail = m
	}
	record := func(kind domain.Kind, key string) *domain.Record {
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: kind, ID: key}, it, c.seen)
		source.AddRef(r, domain.RefWorkMail, on.Mail)
		source.AddRef(r, domain.RefSerial, on.Serial)
		source.AddRef(r, domain.RefDeviceUser, on.Device)
		return r
	}
	r := record(domain.KindDevice, id)
	source.AddText(r, domain.FieldDeviceSerial, c.serial, domain.RoleDevice, domain.Recorded)
	for i, mac := range c.macs {
		if i == 0 || mac != c.macs[0] {
			source.AddText(r, domain.FieldDeviceMAC, mac, domain.RoleDevice, domain.Recorded)
		}
	}
	source.AddText(r, domain.FieldHostname, c.host, domain.RoleDevice, domain.Recorded)
	source.AddTime(r, domain.FieldCreatedAt, c.enrolled)
	if c.ip != "" && !c.seen.IsZero() {
		r = record(domain.KindCheckin, id+"/"+c.seen.UTC().Format(time.RFC3339))
		source.AddText(r, domain.FieldPublicIP, c.ip, domain.RoleDevice, domain.Recorded)
	}
	return on, nil
}

// mapComputer maps one computer of the inventory, with those of its programs that
// some check asks for. Names, phones, rooms and pictures of people are not read.
func mapComputer(it source.Item, out *source.Out, n *tree.Node) error {
	general, hardware := n.At("general"), n.At("hardware")
	seen, err := when.Named("lastContactTime", general.Text("lastContactTime"))
	if err != nil {
		return err
	}
	enrolled, err := when.Named("lastEnrolledDate", general.Text("lastEnrolledDate"))
	if err != nil {
		return err
	}
	c := computer{udid: n.Text("udid"), serial: hardware.Text("serialNumber"), mail: n.Text("userAndLocation", "email"), host: general.Text("name"),
		macs: []string{hardware.Text("macAddress"), hardware.Text("altMacAddress")}, ip: general.Text("lastIpAddress"), seen: seen, enrolled: enrolled}
	on, err := c.add(it, out)
	if err != nil {
		return err
	}
	for _, app := range n.List("applications") {
		if !on.Program(it, out, inventory.Program{Name: app.Text("name")}) {
			on.Program(it, out, inventory.Program{Name: app.Text("bundleId")})
		}
	}
	return nil
}

// mapWebhook maps a check-in, or the end of an inventory.
func mapWebhook(it source.Item, out *source.Out, n *tree.Node) error {
	switch n.Text("webhook", "webhook_event") {
	case "ComputerCheckIn", "ComputerInventoryCompleted", "ComputerAdded":
	default:
		return domain.ErrUnused
	}
	e := n.At("event")
	if e.Has("computer") { // a check-in tells the trigger beside the computer
		e = e.At("computer")
	}
	c := computer{udid: e.First("udid"), serial: e.First("serial_number", "serialNumber"), mail: e.First("email_address", "emailAddress"), host: e.First("device_name", "deviceName"),
		macs: []string{e.First("mac_address", "macAddress"), e.First("alternate_mac_address", "alternateMacAddress")}, ip: e.First("ip_address", "ipAddress")}
	if stamp := n.Text("webhook", "event_timestamp"); stamp != "" {
		at, err := when.ParseEpoch(stamp)
		if err != nil {
			return fmt.Errorf("read event_timestamp: %w", err)
		}
		c.seen = at
	}
	_, err := c.add(it, out)
	return err
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	computers := func(has func(...string) bool) bool { return has("general", "hardware", "udid") }
	switch {
	case computers(h.HasFirst) && h.HasTop("results", "totalCount"):
		return source.Match{Shape: shapeInventory, Confidence: 95, Items: "results"}
	case computers(h.HasTop), computers(h.HasFirst) && len(h.Top) == 0:
		return source.Match{Shape: shapeInventory, Confidence: 93}
	case (h.HasTop("event", "webhook") || h.HasFirst("event", "webhook") && len(h.Top) == 0) && strings.Contains(string(h.Sample), `"webhook_event"`):
		return source.Match{Shape: shapeWebhook, Confidence: 95}
	}
	return source.Match{}
}
