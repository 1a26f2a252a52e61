package intune

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members and permission follow Microsoft's Graph reference of managedDevice.
func shapes() []source.Shape {
	fields := []domain.Field{
		domain.FieldDeviceSerial, domain.FieldDeviceID, domain.FieldDeviceMAC, domain.FieldHostname,
		domain.FieldName, domain.FieldCreatedAt,
	}
	absent := []domain.Field{domain.FieldPublicIP, domain.FieldGatewayMAC, domain.FieldBSSID, domain.FieldPlace}
	kinds := []domain.Kind{domain.KindDevice}
	return []source.Shape{
		{
			Name: shapeDevices, Title: "Managed devices (Graph JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "GET https://graph.microsoft.com/v1.0/deviceManagement/managedDevices",
			Permission: "DeviceManagementManagedDevices.Read.All",
			Reach:      "as of the export; keep earlier exports to see a device move",
			Kinds:      kinds, Fields: fields, Absent: absent,
			Reads: []string{"id", "deviceName", "enrolledDateTime", "lastSyncDateTime", "emailAddress", "azureADDeviceId",
				"userPrincipalName", "userDisplayName", "imei", "serialNumber", "wiFiMacAddress", "ethernetMacAddress", "udid"},
		},
		{
			Name: shapeDevicesCSV, Title: "All devices (downloaded CSV)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Intune admin center > Devices > All devices > Export",
			Permission: "Read on managed devices, such as Help Desk Operator or Read Only Operator",
			Reach:      "as of the export",
			Kinds:      kinds, Fields: fields, Absent: absent,
			Reads: []string{"Device ID", "Device name", "Enrollment date", "Last check-in", "Primary user email address",
				"Azure AD Device ID", "Primary user UPN", "Primary user display name", "IMEI", "Serial number", "Wi-Fi MAC", "EthernetMAC", "UDID"},
		},
		{
			Name: shapeApps, Title: "Discovered apps (Graph JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "GET https://graph.microsoft.com/v1.0/deviceManagement/detectedApps?$expand=managedDevices",
			Permission: "DeviceManagementManagedDevices.Read.All",
			Reach:      "as of the export; Intune reads programs once a week. Only remote tools and what keeps a screen awake are kept",
			Kinds:      []domain.Kind{domain.KindSoftware}, Fields: []domain.Field{domain.FieldSoftware, domain.FieldPublisher}, Absent: []domain.Field{domain.FieldCommand},
			Reads: []string{"displayName", "publisher", "managedDevices.id", "managedDevices.serialNumber", "managedDevices.userPrincipalName", "managedDevices.emailAddress"},
		},
		{
			Name: shapeAppsCSV, Title: "Discovered apps, raw report (CSV)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Intune admin center > Apps > Monitor > Discovered apps > Export, or the report AppInvRawData of deviceManagement/reports/exportJobs",
			Permission: "Read on managed devices",
			Reach:      "as of the export. Only remote tools and what keeps a screen awake are kept",
			Kinds:      []domain.Kind{domain.KindSoftware}, Fields: []domain.Field{domain.FieldSoftware, domain.FieldPublisher}, Absent: []domain.Field{domain.FieldCommand},
			Reads: []string{"ApplicationName", "ApplicationPublisher", "DeviceId", "EmailAddress"},
		},
		{
			Name: shapeDiagnostics, Title: "Audit and operational logs (recognised, not read)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "Intune admin center > Reports > Diagnostics settings",
			Permission: "Intune Administrator",
			Reach:      "as long as the storage keeps them; audit logs one year in Intune",
		},
	}
}
