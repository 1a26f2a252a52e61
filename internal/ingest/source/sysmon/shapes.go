package sysmon

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
)

// Event numbers and fields follow Microsoft's page on Sysmon.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	reads := []string{"EventID (1, 3, 11, 22)", "Computer", "UtcTime", "Image", "CommandLine", "Product", "Company", "QueryName"}
	kinds := []domain.Kind{domain.KindSoftware}
	absent := []domain.Field{domain.FieldDeviceSerial, domain.FieldUSB}
	reach := "as long as the log holds. A computer joins a person by the join table (device-id as sysmon:main:computer-name)"
	return []source.Shape{
		{Name: shapeEvents, Title: "Events as JSON (evtx_dump and its like)", Formats: json, Where: "Microsoft-Windows-Sysmon/Operational.evtx, turned into JSON",
			Permission: "Event Log Readers on the computer", Reach: reach, Kinds: kinds, Fields: inventory.SoftwareFields(), Reads: reads, Absent: absent},
		{Name: shapeBeats, Title: "Events from Winlogbeat (NDJSON)", Formats: json, Where: "Winlogbeat's output with the Sysmon channel",
			Permission: "whoever runs the pipeline", Reach: reach, Kinds: kinds, Fields: inventory.SoftwareFields(), Reads: reads, Absent: absent},
	}
}
