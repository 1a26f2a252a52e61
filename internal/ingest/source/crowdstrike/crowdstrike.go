// Package crowdstrike maps CrowdStrike Falcon's list of hosts and what its data
// replicator writes of processes and USB devices.
package crowdstrike

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
const name = "crowdstrike"

// Shapes of this source.
const (
	shapeHosts  = "hosts"
	shapeEvents = "replicator"
	shapeOther  = "other"
)

// Source returns the mapping of Falcon's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "CrowdStrike Falcon", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape == shapeOther {
		return domain.ErrUnused
	}
	maps := map[string]func(source.Item, *source.Out, *tree.Node) error{shapeHosts: mapHost, shapeEvents: mapEvent}
	to, known := maps[it.Shape]
	if !known {
		return fmt.Errorf("crowdstrike has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return to(it, out, n)
}

func host(it source.Item, id, serial string) inventory.Host {
	id = strings.ToLower(id)
	return inventory.Host{Source: name, Tenant: it.Tenant, ID: id, Serial: asset.Serial(serial), Device: domain.QualifiedID(name, it.Tenant, id)}
}

// mapHost maps one host: the device, and the address from which it last reported.
func mapHost(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("device_id")
	if id == "" {
		return errors.New("host has no device_id")
	}
	first, err := when.Named("first_seen", n.Text("first_seen"))
	if err != nil {
		return err
	}
	seen, err := when.Named("last_seen", n.Text("last_seen"))
	if err != nil {
		return err
	}
	on := host(it, id, n.Text("serial_number"))
	mail := strings.ToLower(n.Text("email"))
	add := func(kind domain.Kind, key string) *domain.Record {
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: kind, ID: key}, it, seen)
		if strings.IndexByte(mail, '@') > 0 {
			source.AddRef(r, domain.RefWorkMail, mail)
		}
		source.AddRef(r, domain.RefSerial, on.Serial)
		source.AddRef(r, domain.RefDeviceUser, on.Device)
		return r
	}
	r := add(domain.KindDevice, on.ID)
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, n.Text("serial_number"))
	text(domain.FieldDeviceMAC, n.Text("mac_address"))
	text(domain.FieldHostname, n.Text("hostname"))
	source.AddTime(r, domain.FieldCreatedAt, first)
	if ip := n.Text("external_ip"); ip != "" && !seen.IsZero() {
		r = add(domain.KindCheckin, on.ID+"/"+seen.Format(time.RFC3339))
		text(domain.FieldPublicIP, ip)
		text(domain.FieldGatewayMAC, n.Text("default_gateway_mac"))
	}
	return nil
}

// mapEvent maps one event of the data replicator: the start of a program, or a USB
// device. Its members stand at the top, or below "event" as some pipelines put them.
func mapEvent(it source.Item, out *source.Out, n *tree.Node) error {
	if n.Has("event") {
		n = n.At("event")
	}
	kind, aid := n.Text("event_simpleName"), n.Text("aid")
	on := host(it, aid, "")
	switch {
	case aid == "":
		return domain.ErrUnused
	case strings.HasPrefix(kind, "ProcessRollup2") || strings.HasPrefix(kind, "SyntheticProcessRollup2"):
		at, err := eventTime(n)
		if err != nil {
			return err
		}
		p := inventory.Program{Name: baseOf(n.Text("ImageFileName")), Command: n.Text("CommandLine"), At: at, Event: true}
		if p.Command == "" {
			p.Command = p.Name
		}
		return kept(on.Program(it, out, p))
	case kind == "DcUsbDeviceConnected" || kind == "DcUsbDeviceWhitelisted" || kind == "DcUsbDeviceBlocked":
		at, err := eventTime(n)
		if err != nil {
			return err
		}
		u, ok := inventory.Instance(n.Text("DeviceInstanceId"))
		if !ok { // other systems have no such id
			u = inventory.USB{Vendor: n.Text("DeviceVendorId"), Product: n.Text("DeviceProductId")}
		}
		u.Name = n.Text("DeviceManufacturer") + " " + n.Text("DeviceProduct")
		if serial := n.Text("DeviceSerialNumber"); serial != "" {
			u.Serial = serial
		}
		return kept(on.USB(it, out, at, u))
	}
	return domain.ErrUnused
}

func kept(is bool) error {
	if !is {
		return domain.ErrUnused
	}
	return nil
}

// eventTime reads milliseconds or seconds since 1970, or a date.
func eventTime(n *tree.Node) (time.Time, error) {
	text := n.First("timestamp", "ContextTimeStamp", "ProcessStartTime")
	switch whole, _, _ := strings.Cut(text, "."); {
	case text == "":
		return time.Time{}, errors.New("event has no time")
	case strings.Trim(whole, "0123456789") == "":
		return when.ParseEpoch(whole)
	}
	return when.Named("timestamp", text)
}

func baseOf(file string) string {
	return file[strings.LastIndexAny(file, `\/`)+1:]
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	replicator := func(has func(...string) bool) bool {
		return has("aid", "cid") && (has("event_simpleName") || has("event_simplename") || has("fdr_event_type") || has("event", "aip"))
	}
	hosts := func(has func(...string) bool) bool { return has("device_id", "cid", "agent_version", "hostname") }
	switch {
	case hosts(h.HasFirst) && h.HasTop("resources"):
		return source.Match{Shape: shapeHosts, Confidence: 95, Items: "resources"}
	case hosts(h.HasTop), hosts(h.HasFirst) && len(h.Top) == 0:
		return source.Match{Shape: shapeHosts, Confidence: 95}
	case replicator(h.HasTop), replicator(h.HasFirst) && len(h.Top) == 0:
		return source.Match{Shape: shapeEvents, Confidence: 92}
	case h.HasTop("event", "metadata") && strings.Contains(string(h.Sample), `"customerIDString"`),
		h.HasTop("cid", "unknown_payload"), h.HasTop("AgentIdString", "ExternalApiType", "cid"):
		return source.Match{Shape: shapeOther, Confidence: 90}
	}
	return source.Match{}
}
