package crowdstrike

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow CrowdStrike's hosts API and the public field lists of its data
// replicator.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	return []source.Shape{
		{
			Name: shapeHosts, Title: "Hosts (JSON)", Formats: json,
			Where:      "POST /devices/entities/devices/v2 with the ids of GET /devices/queries/devices/v1",
			Permission: "Hosts: read", Reach: "as of the export; keep earlier exports to see a host move",
			Kinds: []domain.Kind{domain.KindDevice, domain.KindCheckin},
			Fields: []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldHostname, domain.FieldCreatedAt,
				domain.FieldPublicIP, domain.FieldGatewayMAC},
			Reads:  []string{"device_id", "serial_number", "mac_address", "hostname", "email", "external_ip", "default_gateway_mac", "first_seen", "last_seen"},
			Absent: []domain.Field{domain.FieldBSSID, domain.FieldPlace},
		},
		{
			Name: shapeEvents, Title: "Falcon Data Replicator (NDJSON)", Formats: json,
			Where:      "the replicator's bucket, or a pipeline's copy; ProcessRollup2 and DcUsbDeviceConnected are enough",
			Permission: "whoever runs the bucket", Reach: "seven days in the bucket",
			Kinds:  []domain.Kind{domain.KindSoftware, domain.KindPeripheral},
			Fields: []domain.Field{domain.FieldSoftware, domain.FieldCommand, domain.FieldUSB, domain.FieldUSBName, domain.FieldUSBSerial},
			Reads: []string{"event_simpleName", "aid", "timestamp", "ContextTimeStamp", "ProcessStartTime", "ImageFileName", "CommandLine",
				"DeviceInstanceId", "DeviceVendorId", "DeviceProductId", "DeviceManufacturer", "DeviceProduct", "DeviceSerialNumber"},
			Absent: []domain.Field{domain.FieldDisplay, domain.FieldUSBClasses},
		},
		{
			Name: shapeOther, Title: "Detections and event streams (recognised, not read)", Formats: json,
			Where: "Falcon event streams", Permission: "Event streams: read", Reach: "as long as the stream is kept",
		},
	}
}
