package fleet

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow Fleet's REST API documents; public_ip came later than the
// first shape. Gateway and access point are there only where the customer
// schedules a query for them.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	kinds := []domain.Kind{domain.KindDevice, domain.KindCheckin}
	hostKinds := []domain.Kind{domain.KindDevice, domain.KindCheckin, domain.KindSoftware}
	reads := []string{"id", "uuid", "hostname", "computer_name", "hardware_serial", "primary_mac", "public_ip", "created_at",
		"seen_time", "detail_updated_at", "device_mapping"}
	return []source.Shape{
		{
			Name: shapeHosts, Title: "Hosts (JSON)", Formats: json,
			Where:      "GET /api/v1/fleet/hosts?device_mapping=true&populate_software=true",
			Permission: "Observer, or an API-only user",
			Reach:      "as of the export; keep earlier exports to see a host move",
			Kinds:      hostKinds,
			Fields: []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldDeviceID,
				domain.FieldHostname, domain.FieldCreatedAt, domain.FieldPublicIP, domain.FieldPlace, domain.FieldSoftware, domain.FieldPublisher},
			Reads:  append(reads, "software (name, bundle_identifier, vendor)", "end_users.idp_username", "end_users.other_emails", "geolocation (one host)"),
			Absent: []domain.Field{domain.FieldGatewayMAC, domain.FieldBSSID},
		},
		{
			Name: shapeHostsCSV, Title: "Hosts (exported CSV)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Hosts > Export hosts, with all columns",
			Permission: "Observer",
			Reach:      "as of the export",
			Kinds:      kinds,
			Fields: []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldDeviceID,
				domain.FieldHostname, domain.FieldCreatedAt, domain.FieldPublicIP},
			Reads:  reads,
			Absent: []domain.Field{domain.FieldGatewayMAC, domain.FieldBSSID, domain.FieldPlace},
		},
		{
			Name: shapeResults, Title: "osquery scheduled query results (NDJSON)", Formats: json,
			Where: "osqueryd.results.log or Fleet's log destination; schedule " +
				"SELECT r.gateway, a.mac FROM routes r JOIN arp_cache a ON a.address = r.gateway WHERE r.destination = '0.0.0.0' " +
				"and SELECT bssid FROM wifi_status; for programs and devices SELECT name, version, publisher FROM programs (apps with bundle_identifier, deb_packages, rpm_packages), " +
				"SELECT name, path, cmdline FROM processes, SELECT vendor, vendor_id, model, model_id, serial FROM usb_devices",
			Permission: "whoever runs the log destination",
			Reach:      "as long as the destination keeps it",
			Kinds:      []domain.Kind{domain.KindCheckin, domain.KindSoftware, domain.KindPeripheral},
			Fields: []domain.Field{domain.FieldGatewayMAC, domain.FieldBSSID, domain.FieldPublicIP, domain.FieldSoftware, domain.FieldPublisher,
				domain.FieldCommand, domain.FieldUSB, domain.FieldUSBName, domain.FieldUSBSerial},
			Reads: []string{"name", "action", "hostIdentifier", "calendarTime", "unixTime", "decorations.host_uuid",
				"decorations.hardware_serial", "gateway with mac", "gateway_mac", "bssid", "public_ip", "external_ip", "wan_ip", "counter",
				"name, version, publisher, bundle_identifier, path, cmdline", "vendor, vendor_id, model, model_id, serial"},
		},
	}
}
