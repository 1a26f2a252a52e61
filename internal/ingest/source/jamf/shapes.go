package jamf

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow Jamf's developer pages: the inventory of the Jamf Pro API and the
// webhooks.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	fields := []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldHostname, domain.FieldCreatedAt, domain.FieldPublicIP}
	absent := []domain.Field{domain.FieldGatewayMAC, domain.FieldBSSID, domain.FieldPlace}
	return []source.Shape{
		{
			Name: shapeInventory, Title: "Computer inventory (JSON)", Formats: json,
			Where:      "GET /api/v1/computers-inventory?section=GENERAL&section=HARDWARE&section=USER_AND_LOCATION&section=APPLICATIONS",
			Permission: "Read Computers", Reach: "as of the export; keep earlier exports to see a computer move. Of programs only remote tools and what keeps a screen awake are kept",
			Kinds:  []domain.Kind{domain.KindDevice, domain.KindCheckin, domain.KindSoftware},
			Fields: append([]domain.Field{domain.FieldSoftware}, fields...), Absent: absent,
			Reads: []string{"udid", "general.name", "general.lastIpAddress", "general.lastContactTime", "general.lastEnrolledDate", "hardware.serialNumber",
				"hardware.macAddress", "hardware.altMacAddress", "userAndLocation.email", "applications.name", "applications.bundleId"},
		},
		{
			Name: shapeWebhook, Title: "Webhooks of computers (JSON or NDJSON)", Formats: json,
			Where:      "Settings > Global > Webhooks: ComputerCheckIn, ComputerInventoryCompleted, ComputerAdded, as your endpoint saved them",
			Permission: "whoever runs the endpoint", Reach: "from the day the webhook was set up",
			Kinds:  []domain.Kind{domain.KindDevice, domain.KindCheckin},
			Fields: []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldHostname, domain.FieldPublicIP}, Absent: absent,
			Reads: []string{"webhook.webhook_event", "webhook.event_timestamp", "event.udid", "event.serial_number", "event.email_address", "event.device_name",
				"event.mac_address", "event.alternate_mac_address", "event.ip_address"},
		},
	}
}
