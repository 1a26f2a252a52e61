// Package sentinelone maps SentinelOne's agents, the programs on them and what is
// plugged into them.
package sentinelone

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
const name = "sentinelone"

// Shapes of this source.
const (
	shapeAgents     = "agents"
	shapePrograms   = "installed-applications"
	shapeDevices    = "device-control"
	shapeActivities = "activities"
)

// Source returns the mapping of SentinelOne's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "SentinelOne", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape == shapeActivities {
		return domain.ErrUnused
	}
	maps := map[string]func(source.Item, *source.Out, *tree.Node) error{shapeAgents: mapAgent, shapePrograms: mapProgram, shapeDevices: mapDevice}
	to, known := maps[it.Shape]
	if !known {
		return fmt.Errorf("sentinelone has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return to(it, out, n)
}

func host(it source.Item, id, serial string) inventory.Host {
	return inventory.Host{Source: name, Tenant: it.Tenant, ID: id, Serial: asset.Serial(serial), Device: domain.QualifiedID(name, it.Tenant, id)}
}

// mapAgent maps one agent: the device, and the network from which it last reported.
func mapAgent(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("id")
	if id == "" {
		return errors.New("agent has no id")
	}
	seen, err := when.Named("lastActiveDate", n.Text("lastActiveDate"))
	if err != nil {
		return err
	}
	made, err := when.Named("registeredAt", n.Text("registeredAt"))
	if err != nil {
		return err
	}
	on := host(it, id, n.Text("serialNumber"))
	if m := strings.ToLower(n.First("lastLoggedInUserName", "lastUserEmail")); strings.IndexByte(m, '@') > 0 {
		on.Mail = m
	}
	record := func(kind domain.Kind, key string) *domain.Record {
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: kind, ID: key}, it, seen)
		source.AddRef(r, domain.RefWorkMail, on.Mail)
		source.AddRef(r, domain.RefSerial, on.Serial)
		source.AddRef(r, domain.RefDeviceUser, on.Device)
		return r
	}
	r := record(domain.KindDevice, id)
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, n.Text("serialNumber"))
	text(domain.FieldHostname, n.Text("computerName"))
	var gateways []string
	for _, nic := range n.List("networkInterfaces") {
		text(domain.FieldDeviceMAC, nic.Text("physical"))
		gateways = append(gateways, nic.Text("gatewayMacAddress"))
	}
	source.AddTime(r, domain.FieldCreatedAt, made)
	if ip := n.Text("externalIp"); (ip != "" || strings.Join(gateways, "") != "") && !seen.IsZero() {
		r = record(domain.KindCheckin, id+"/"+seen.UTC().Format(time.RFC3339))
		text(domain.FieldPublicIP, ip)
		for _, g := range gateways {
			text(domain.FieldGatewayMAC, g)
		}
	}
	return nil
}

// mapProgram maps one program on one agent, if some check asks for it.
func mapProgram(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.First("agentId", "endpointId")
	if id == "" {
		return errors.New("program names no agent")
	}
	at, err := when.Named("installedAt", n.First("installedAt", "installedDate", "applicationInstallationDate"))
	if err != nil {
		return err
	}
	p := inventory.Program{Name: n.First("name", "applicationName"), Publisher: n.First("publisher", "applicationVendor"), At: at}
	if !host(it, id, "").Program(it, out, p) {
		return domain.ErrUnused
	}
	return nil
}

// mapDevice maps one event of the device control: what was plugged in.
func mapDevice(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("agentId")
	if id == "" {
		return errors.New("event names no agent")
	}
	at, err := when.Named("eventTime", n.Text("eventTime"))
	if err != nil {
		return err
	}
	if i := n.Text("interface"); i != "" && !strings.EqualFold(i, "USB") {
		return domain.ErrUnused
	}
	u := inventory.USB{Vendor: n.Text("vendorId"), Product: n.Text("productId"), Name: n.Text("deviceName"), Serial: n.First("serialId", "uId")}
	for class := range strings.FieldsFuncSeq(n.First("deviceClasses", "deviceClass"), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if class = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(class), "0x"), "h")); len(class) == 2 {
			u.Classes = append(u.Classes, class)
		}
	}
	if !host(it, id, "").USB(it, out, at, u) {
		return domain.ErrUnused
	}
	return nil
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	if shape := shapeOf(h.HasTop); shape != "" {
		return source.Match{Shape: shape, Confidence: 92}
	}
	shape := shapeOf(h.HasFirst)
	switch {
	case shape == "":
		return source.Match{}
	case len(h.Top) == 0:
		return source.Match{Shape: shape, Confidence: 92}
	case h.HasTop("data", "pagination"):
		return source.Match{Shape: shape, Confidence: 95, Items: "data"}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(has func(...string) bool) string {
	switch {
	case has("computerName", "id", "externalIp", "networkInterfaces"), has("computerName", "externalIp", "agentVersion", "uuid"):
		return shapeAgents
	case has("agentId", "name", "publisher", "installedAt"), has("endpointId", "applicationName", "applicationVendor"):
		return shapePrograms
	case has("agentId", "deviceName", "eventTime", "vendorId", "productId"):
		return shapeDevices
	case has("activitytype", "activityuuid", "createdat"), has("activityType", "activityUuid", "createdAt"):
		return shapeActivities
	}
	return ""
}
