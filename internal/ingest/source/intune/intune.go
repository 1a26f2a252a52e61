// Package intune maps the devices that Microsoft Intune manages, from Graph
// and from the admin center's download.
package intune

import (
	"bytes"
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

// name is the source's name in keys and qualified references.
const name = "intune"

// Shapes of this source.
const (
	shapeDevices     = "managed-devices"
	shapeDevicesCSV  = "managed-devices-csv"
	shapeDiagnostics = "diagnostic-log"
	shapeApps        = "discovered-apps"
	shapeAppsCSV     = "discovered-apps-csv"
)

// Source returns the mapping of Intune's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Microsoft Intune", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeDevices:
		return mapJSON(it, out)
	case shapeDevicesCSV:
		return mapRow(it, out)
	case shapeApps:
		return mapApp(it, out)
	case shapeAppsCSV:
		return mapAppRow(it, out)
	case shapeDiagnostics:
		return domain.ErrUnused
	}
	return fmt.Errorf("intune has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	devices := source.Match{Shape: shapeDevices, Confidence: 95}
	members := []string{"azureADDeviceId", "deviceName", "lastSyncDateTime", "serialNumber"}
	app := []string{"displayName", "deviceCount", "publisher", "sizeInByte"}
	switch h.Format {
	case source.CSV, source.XLSX:
		if h.HasColumns("ApplicationName", "ApplicationPublisher", "DeviceId", "DeviceName") {
			return source.Match{Shape: shapeAppsCSV, Confidence: 95}
		}
		if h.HasColumns("Device ID", "Device name", "Last check-in", "Serial number", "Primary user UPN") ||
			h.HasColumns("DeviceId", "DeviceName", "LastContact", "SerialNumber", "UPN") {
			return source.Match{Shape: shapeDevicesCSV, Confidence: 95}
		}
	case source.JSON, source.NDJSON:
		switch {
		case h.HasFirst(app...) && h.HasTop("value"):
			return source.Match{Shape: shapeApps, Confidence: 95, Items: "value"}
		case h.HasTop(app...), h.HasFirst(app...) && len(h.Top) == 0:
			return source.Match{Shape: shapeApps, Confidence: 95}
		case h.HasFirst(members...) && h.HasTop("value"):
			devices.Items = "value"
			return devices
		case h.HasFirst(members...) && len(h.Top) == 0:
			return devices
		case h.HasTop(members...), h.HasTop("value") && bytes.Contains(h.Sample, []byte(`#microsoft.graph.managedDevice"`)):
			return devices
		case h.HasTop("category", "operationName", "properties", "tenantId") &&
			(bytes.Contains(h.Sample, []byte(`"OperationalLogCategory"`)) || bytes.Contains(h.Sample, []byte(`"ActivityResultStatus"`))):
			return source.Match{Shape: shapeDiagnostics, Confidence: 92}
		}
	}
	return source.Match{}
}

// device is one managedDevice as Graph gives it; a CSV row is read into the
// same fields.
type device struct {
	GraphID           wire.Text `json:"id"`
	DeviceName        wire.Text `json:"deviceName"`
	EnrolledDateTime  wire.Text `json:"enrolledDateTime"`
	LastSyncDateTime  wire.Text `json:"lastSyncDateTime"`
	EmailAddress      wire.Text `json:"emailAddress"`
	AzureADDeviceID   wire.Text `json:"azureADDeviceId"`
	UserPrincipalName wire.Text `json:"userPrincipalName"`
	UserDisplayName   wire.Text `json:"userDisplayName"`
	IMEI              wire.Text `json:"imei"`
	SerialNumber      wire.Text `json:"serialNumber"`
	WiFiMACAddress    wire.Text `json:"wiFiMacAddress"`
	EthernetMAC       wire.Text `json:"ethernetMacAddress"`
	UDID              wire.Text `json:"udid"`
}

func mapJSON(it source.Item, out *source.Out) error {
	var d struct {
		device
		// Value wraps the answer to a request for one device.
		Value *device `json:"value"`
	}
	unknown, err := wire.UnmarshalCount(it.JSON, &d)
	if err != nil {
		return fmt.Errorf("decode managed device: %w", err)
	}
	out.Unknown += unknown
	if d.Value != nil {
		return d.Value.add(it, out)
	}
	return d.device.add(it, out)
}

// mapRow maps a row of Devices > All devices > Export, or of the report of the
// same devices, whose columns are named like Graph's.
func mapRow(it source.Item, out *source.Out) error {
	read := map[string]bool{}
	cell := func(columns ...string) wire.Text {
		for _, c := range columns {
			read[source.ColumnKey(c)] = true
			if s := it.Cell(c); s != "" {
				return wire.Text(s)
			}
		}
		return ""
	}
	d := device{
		GraphID: cell("Device ID", "DeviceId"), DeviceName: cell("Device name", "DeviceName"),
		EnrolledDateTime: cell("Enrollment date", "CreatedDate"), LastSyncDateTime: cell("Last check-in", "LastContact"),
		EmailAddress:      cell("Primary user email address", "UserEmail"),
		AzureADDeviceID:   cell("Azure AD Device ID", "Microsoft Entra Device ID", "Entra Device ID", "AADDeviceId", "ReferenceId"),
		UserPrincipalName: cell("Primary user UPN", "UPN"), UserDisplayName: cell("Primary user display name", "UserName"),
		IMEI: cell("IMEI"), SerialNumber: cell("Serial number", "SerialNumber"),
		WiFiMACAddress: cell("Wi-Fi MAC", "WifiMacAddress"), EthernetMAC: cell("EthernetMAC", "EthernetMacAddress"),
		UDID: cell("UDID"),
	}
	for _, c := range it.Columns {
		if !read[source.ColumnKey(c)] {
			out.Unknown++
		}
	}
	return d.add(it, out)
}

// add maps one device to one record. A device's own addresses are its own:
// Intune knows nothing of the network that it stands in.
func (d *device) add(it source.Item, out *source.Out) error {
	if d.GraphID == "" {
		return errors.New("managed device has no id")
	}
	enrolled, err := optionalTime(d.EnrolledDateTime)
	if err != nil {
		return fmt.Errorf("read enrolment date: %w", err)
	}
	synced, err := optionalTime(d.LastSyncDateTime)
	if err != nil {
		return fmt.Errorf("read last check-in: %w", err)
	}
	at := synced
	if at.IsZero() {
		at = enrolled
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDevice, ID: string(d.GraphID)}, it, at)
	source.AddRef(r, domain.RefWorkMail, d.mail())
	source.AddRef(r, domain.RefSerial, asset.Serial(string(d.SerialNumber)))
	source.AddRef(r, domain.RefDeviceUser, domain.QualifiedID(name, it.Tenant, string(d.GraphID)))
	text := func(f domain.Field, s wire.Text) {
		source.AddText(r, f, string(s), domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, d.SerialNumber)
	text(domain.FieldDeviceSerial, d.IMEI)
	text(domain.FieldDeviceID, d.AzureADDeviceID)
	text(domain.FieldDeviceID, d.UDID)
	text(domain.FieldDeviceMAC, d.WiFiMACAddress)
	text(domain.FieldDeviceMAC, d.EthernetMAC)
	text(domain.FieldHostname, d.DeviceName)
	text(domain.FieldName, d.UserDisplayName)
	source.AddTime(r, domain.FieldCreatedAt, enrolled)
	return nil
}

// optionalTime reads a date; Graph writes the first day of year 1 for none.
func optionalTime(s wire.Text) (time.Time, error) {
	if s == "" || strings.HasPrefix(string(s), "0001-01-01") {
		return time.Time{}, nil
	}
	return when.Parse(string(s))
}
