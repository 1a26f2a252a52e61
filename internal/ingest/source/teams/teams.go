// Package teams maps the call records that Microsoft Graph keeps of Teams
// meetings and calls.
package teams

import (
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys.
const name = "teams"

// shapeRecords is the one shape.
const shapeRecords = "call-records"

// Source returns the mapping of Teams' call records.
func Source() source.Source {
	return source.Source{Name: name, Title: "Microsoft Teams", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape != shapeRecords {
		return fmt.Errorf("teams has no shape %q", it.Shape)
	}
	return mapCall(it, out)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	record := []string{"endDateTime", "id", "modalities", "startDateTime", "type", "version"}
	m := source.Match{Shape: shapeRecords, Confidence: 95}
	switch {
	case h.HasTop(record...), h.HasFirst(record...) && len(h.Top) == 0:
		return m
	case h.HasFirst(record...) && h.HasTop("value"):
		m.Items = "value"
		return m
	}
	return source.Match{}
}

// Members follow Microsoft's Graph reference of callRecord, session,
// participantEndpoint and networkInfo. The retention is of its page on call
// records.
func shapes() []source.Shape {
	return []source.Shape{{
		Name: shapeRecords, Title: "Call records (Graph JSON or NDJSON)", Formats: []source.Format{source.JSON, source.NDJSON},
		Where:      "GET https://graph.microsoft.com/v1.0/communications/callRecords/{id}?$expand=sessions($expand=segments),participants_v2, one answer a line",
		Permission: "CallRecords.Read.All, for an application",
		Reach:      "30 days; subscribe to the records and save each",
		Kinds:      []domain.Kind{domain.KindMeeting},
		Fields: []domain.Field{
			domain.FieldMeeting, domain.FieldEmail, domain.FieldPhone, domain.FieldName, domain.FieldPublicIP, domain.FieldDeviceMAC,
			domain.FieldBSSID, domain.FieldHostname, domain.FieldUserAgent, domain.FieldCamera, domain.FieldMicrophone,
			domain.FieldSpeaker, domain.FieldLatency, domain.FieldEvent,
		},
		Reads: []string{
			"id", "joinWebUrl", "organizer.user.tenantId", "organizer_v2.identity.user.tenantId",
			"participants_v2.identity.user (id, userPrincipalName)", "sessions.id", "sessions.startDateTime", "sessions.endDateTime",
			"sessions.caller and callee: identity (user.id, user.displayName, user.tenantId, guest, phone), name, userAgent (platform, productFamily)",
			"sessions.segments.media of both: network (reflexiveIPAddress, ipAddress, macAddress, basicServiceSetIdentifier), " +
				"device (captureDeviceName, renderDeviceName), label, streams.averageRoundTripTime",
		},
		// Of people of other companies Graph gives neither network nor device.
		Absent: []domain.Field{domain.FieldPlace, domain.FieldDiskID, domain.FieldDeviceSerial},
	}}
}
