package sentinelone

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow the public pages on SentinelOne's API 2.1; the only real sample at
// hand is of activities.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	return []source.Shape{
		{
			Name: shapeAgents, Title: "Agents (JSON)", Formats: json, Where: "GET /web/api/v2.1/agents", Permission: "Endpoints: view", Reach: "as of the export; keep earlier exports to see a computer move",
			Kinds:  []domain.Kind{domain.KindDevice, domain.KindCheckin},
			Fields: []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldHostname, domain.FieldCreatedAt, domain.FieldPublicIP, domain.FieldGatewayMAC},
			Reads: []string{"id", "serialNumber", "computerName", "externalIp", "lastActiveDate", "registeredAt", "lastLoggedInUserName", "lastUserEmail",
				"networkInterfaces.physical", "networkInterfaces.gatewayMacAddress"},
			Absent: []domain.Field{domain.FieldBSSID, domain.FieldPlace},
		},
		{
			Name: shapePrograms, Title: "Installed applications (JSON)", Formats: json, Where: "GET /web/api/v2.1/installed-applications, or Application Management > inventory endpoints", Permission: "Applications: view",
			Reach: "as of the export. Only remote tools and what keeps a screen awake are kept", Kinds: []domain.Kind{domain.KindSoftware},
			Fields: []domain.Field{domain.FieldSoftware, domain.FieldPublisher}, Absent: []domain.Field{domain.FieldCommand},
			Reads: []string{"agentId, endpointId", "name, applicationName", "publisher, applicationVendor", "installedAt, installedDate, applicationInstallationDate"},
		},
		{
			Name: shapeDevices, Title: "Device control events (JSON)", Formats: json, Where: "GET /web/api/v2.1/device-control/events", Permission: "Device Control: view", Reach: "90 days",
			Kinds:  []domain.Kind{domain.KindPeripheral},
			Fields: []domain.Field{domain.FieldUSB, domain.FieldUSBName, domain.FieldUSBSerial, domain.FieldUSBClasses}, Absent: []domain.Field{domain.FieldDisplay},
			Reads: []string{"agentId", "eventTime", "interface", "vendorId", "productId", "deviceName", "serialId, uId", "deviceClasses, deviceClass"},
		},
		{Name: shapeActivities, Title: "Activities (recognised, not read)", Formats: json, Where: "GET /web/api/v2.1/activities", Permission: "Activity: view", Reach: "one year"},
	}
}
