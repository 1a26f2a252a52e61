package defender

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
)

// Columns follow Microsoft's reference of the advanced hunting schema.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	fields := append(append(inventory.SoftwareFields(), domain.FieldUSB, domain.FieldUSBName, domain.FieldUSBSerial),
		domain.FieldDeviceID, domain.FieldHostname, domain.FieldPublicIP)
	kinds := []domain.Kind{domain.KindSoftware, domain.KindPeripheral, domain.KindDevice, domain.KindCheckin}
	reads := []string{"Timestamp", "DeviceId", "DeviceName", "ActionType", "FileName", "FolderPath", "ProcessCommandLine", "ProcessVersionInfoCompanyName",
		"ProcessVersionInfoProductName", "AccountUpn", "InitiatingProcessAccountUpn", "InitiatingProcessFileName", "RemoteUrl", "AdditionalFields (DeviceId, DeviceDescription, ClassName)",
		"SoftwareName", "SoftwareVendor", "AadDeviceId", "PublicIP"}
	absent := []domain.Field{domain.FieldDeviceSerial, domain.FieldUSBClasses, domain.FieldDisplay}
	where := "Defender portal > Hunting > Advanced hunting: DeviceProcessEvents, DeviceTvmSoftwareInventory, DeviceInfo, DeviceNetworkEvents with RemoteUrl, " +
		"DeviceEvents where ActionType startswith \"PnpDevice\"; restrict processes to remote tools, the rest is dropped"
	return []source.Shape{
		{Name: shapeHunting, Title: "Advanced hunting (API, JSON)", Formats: json, Where: where + "; or POST /security/runHuntingQuery",
			Permission: "ThreatHunting.Read.All", Reach: "30 days", Kinds: kinds, Fields: fields, Reads: reads, Absent: absent},
		{Name: shapeStreaming, Title: "Streaming API (NDJSON)", Formats: json, Where: "Defender portal > Settings > Streaming API, to storage or Event Hubs",
			Permission: "Security Administrator", Reach: "as long as the storage keeps it", Kinds: kinds, Fields: fields, Reads: reads, Absent: absent},
		{Name: shapeCSV, Title: "Advanced hunting (exported CSV)", Formats: []source.Format{source.CSV, source.XLSX}, Where: where + "; Export",
			Permission: "Security Reader", Reach: "30 days", Kinds: kinds, Fields: fields, Reads: reads, Absent: absent},
		{Name: shapeAlerts, Title: "Alerts (recognised, not read)", Formats: json, Where: "GET /security/alerts_v2", Permission: "SecurityAlert.Read.All", Reach: "30 days"},
	}
}
