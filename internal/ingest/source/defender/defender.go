// Package defender maps what Microsoft Defender XDR's advanced hunting exports of
// computers: programs, processes, connections and what is plugged in.
package defender

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// name is the source's name in keys and qualified references.
const name = "defender"

// Shapes of this source.
const (
	shapeHunting   = "advanced-hunting"
	shapeStreaming = "streaming"
	shapeCSV       = "advanced-hunting-csv"
	shapeAlerts    = "alerts"
)

// Source returns the mapping of Defender's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Microsoft Defender XDR", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

// row is one row of a table of advanced hunting.
type row func(column string) string

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeCSV:
		out.Unknown += max(len(it.Columns)-8, 0)
		return mapRow(it, out, it.Cell)
	case shapeAlerts:
		return domain.ErrUnused
	case shapeHunting, shapeStreaming:
	default:
		return fmt.Errorf("defender has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	if it.Shape == shapeStreaming {
		n = n.At("properties")
	}
	return mapRow(it, out, func(column string) string { return n.Text(column) })
}

// mapRow tells the tables apart by what their rows hold.
func mapRow(it source.Item, out *source.Out, at row) error {
	device := strings.ToLower(at("DeviceId"))
	if device == "" {
		return domain.ErrUnused // alerts, mail and cloud apps name no computer
	}
	on := inventory.Host{Source: name, Tenant: it.Tenant, ID: device, Device: domain.QualifiedID(name, it.Tenant, device), Mail: mailOf(at)}
	when, err := when.Named("Timestamp", at("Timestamp"))
	if err != nil {
		return err
	}
	switch {
	case at("SoftwareName") != "":
		return kept(on.Program(it, out, inventory.Program{Name: strings.ReplaceAll(at("SoftwareName"), "_", " "), Publisher: at("SoftwareVendor")}))
	case strings.HasPrefix(at("ActionType"), "PnpDevice"):
		return mapPnP(it, out, on, at, when)
	case at("ProcessCommandLine") != "" || at("FolderPath") != "" && at("FileName") != "":
		return mapProcess(it, out, on, at, when)
	case at("RemoteUrl") != "" && at("InitiatingProcessFileName") != "":
		if when.IsZero() {
			return errors.New("connection has no time")
		}
		return kept(on.Program(it, out, inventory.Program{Name: at("InitiatingProcessFileName"), Domain: hostOf(at("RemoteUrl")), At: when, Event: true}))
	case at("PublicIP") != "" || at("AadDeviceId") != "":
		return mapDevice(it, out, on, at, when)
	}
	return domain.ErrUnused
}

func kept(is bool) error {
	if !is {
		return domain.ErrUnused
	}
	return nil
}

// mapProcess maps a start of a program. Of two names in it, that of the file and
// that which its maker gave it, either may be the one that is known.
func mapProcess(it source.Item, out *source.Out, on inventory.Host, at row, when time.Time) error {
	if when.IsZero() {
		return errors.New("process has no time")
	}
	p := inventory.Program{Name: at("FileName"), Publisher: at("ProcessVersionInfoCompanyName"), Command: at("ProcessCommandLine"), At: when, Event: true}
	if p.Command == "" {
		p.Command = p.Name
	}
	if on.Program(it, out, p) {
		return nil
	}
	p.Name = at("ProcessVersionInfoProductName")
	return kept(p.Name != "" && on.Program(it, out, p))
}

// mapPnP maps a device that was plugged in: its numbers and serial stand in its id.
func mapPnP(it source.Item, out *source.Out, on inventory.Host, at row, when time.Time) error {
	more, err := tree.Read([]byte(at("AdditionalFields")), "AdditionalFields")
	if err != nil {
		return err
	}
	u, ok := inventory.Instance(more.Text("DeviceId"))
	if !ok {
		return domain.ErrUnused
	}
	u.Name = more.First("DeviceDescription", "ClassName")
	return kept(on.USB(it, out, when, u))
}

// mapDevice maps the state of a computer: Entra's id of it and the address from
// which it reports.
func mapDevice(it source.Item, out *source.Out, on inventory.Host, at row, when time.Time) error {
	if when.IsZero() {
		return errors.New("device has no time")
	}
	add := func(kind domain.Kind, id string) *domain.Record {
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: kind, ID: id}, it, when)
		source.AddRef(r, domain.RefWorkMail, on.Mail)
		source.AddRef(r, domain.RefDeviceUser, on.Device)
		return r
	}
	r := add(domain.KindDevice, on.ID)
	source.AddText(r, domain.FieldDeviceID, at("AadDeviceId"), domain.RoleDevice, domain.Recorded)
	source.AddText(r, domain.FieldHostname, at("DeviceName"), domain.RoleDevice, domain.Recorded)
	if ip := at("PublicIP"); ip != "" {
		r = add(domain.KindCheckin, on.ID+"/"+when.UTC().Format(time.RFC3339))
		source.AddText(r, domain.FieldPublicIP, ip, domain.RoleDevice, domain.Recorded)
	}
	return nil
}

// mailOf is the sign-in name of whoever used the computer, where it is a mail
// address.
func mailOf(at row) string {
	for _, column := range []string{"AccountUpn", "InitiatingProcessAccountUpn"} {
		if m := strings.ToLower(at(column)); strings.IndexByte(m, '@') > 0 {
			return m
		}
	}
	return ""
}

// hostOf is the host of a link, or of what is written as one.
func hostOf(link string) string {
	if _, rest, ok := strings.Cut(link, "://"); ok {
		link = rest
	}
	host, _, _ := strings.Cut(link, "/")
	host, _, _ = strings.Cut(host, ":")
	return strings.ToLower(host)
}

func recognise(h source.Head) source.Match {
	switch h.Format {
	case source.CSV, source.XLSX:
		if h.HasColumns("DeviceId", "DeviceName") && (h.HasColumns("Timestamp", "ActionType") || h.HasColumns("SoftwareName", "SoftwareVendor") || h.HasColumns("Timestamp", "PublicIP")) {
			return source.Match{Shape: shapeCSV, Confidence: 90}
		}
	case source.JSON, source.NDJSON:
		rows := func(has func(...string) bool) bool {
			return has("DeviceId", "DeviceName") && (has("Timestamp", "ActionType") || has("SoftwareName", "SoftwareVendor") || has("Timestamp", "PublicIP"))
		}
		switch {
		case h.HasTop("category", "operationName", "properties", "tenantId") && strings.Contains(string(h.Sample), `"AdvancedHunting-`):
			return source.Match{Shape: shapeStreaming, Confidence: 95}
		case h.HasTop("evidence", "serviceSource", "severity", "title"), h.HasFirst("evidence", "serviceSource", "severity", "title"):
			return source.Match{Shape: shapeAlerts, Confidence: 90}
		case rows(h.HasTop), rows(h.HasFirst) && len(h.Top) == 0:
			return source.Match{Shape: shapeHunting, Confidence: 90}
		}
		for _, list := range []string{"results", "Results"} { // the answer says its schema first
			if (h.HasTop(list, "schema") || h.HasTop(list, "Schema")) && strings.Contains(string(h.Sample), `"DeviceId"`) {
				return source.Match{Shape: shapeHunting, Confidence: 90, Items: list}
			}
		}
	}
	return source.Match{}
}
