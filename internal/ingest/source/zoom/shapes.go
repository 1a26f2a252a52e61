package zoom

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Zoom's API reference names the endpoints and their scopes; its changelog of
// March 2023 says which members it blanks for guests.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	presence := []domain.Field{
		domain.FieldMeeting, domain.FieldEmail, domain.FieldName, domain.FieldPublicIP, domain.FieldDeviceMAC,
		domain.FieldDiskID, domain.FieldHostname, domain.FieldUserAgent, domain.FieldCamera, domain.FieldMicrophone,
		domain.FieldSpeaker, domain.FieldPlace, domain.FieldEvent,
	}
	blank := []domain.Field{domain.FieldPublicIP, domain.FieldDeviceMAC, domain.FieldDiskID, domain.FieldHostname, domain.FieldPlace}
	return []source.Shape{
		{
			Name: shapeParticipants, Title: "Meeting participants (dashboard, report or past meetings, JSON)", Formats: json,
			Where: "GET /metrics/meetings/{meetingId}/participants (or /qos), /report/meetings/{meetingId}/participants; " +
				"the page does not hold the meeting's number: add it as meeting_id",
			Permission: "dashboard_meetings:read:admin or report:read:admin; Dashboard needs a Business plan",
			Reach:      "dashboard and report: six months",
			Kinds:      []domain.Kind{domain.KindMeeting}, Fields: presence,
			Reads: []string{"meeting_id, meeting_uuid, uuid (added by the exporter)", "id", "user_id", "participant_user_id",
				"participant_uuid", "registrant_id", "user_name", "name", "email", "user_email", "ip_address", "public_ip", "location",
				"device", "camera", "microphone", "speaker", "mac_addr", "harddisk_id", "pc_name", "join_time", "leave_time"},
			Absent: blank, // blanked for guests outside the account
		},
		{
			Name: shapeWebhook, Title: "Meeting webhooks (JSON or NDJSON)", Formats: json,
			Where:      "Zoom App Marketplace > your app > Event subscriptions: the deliveries your endpoint saved",
			Permission: "whoever runs the endpoint",
			Reach:      "from the day of the subscription",
			Kinds:      []domain.Kind{domain.KindMeeting}, Fields: presence,
			Reads: []string{"event", "payload.object.id", "payload.object.uuid", "payload.object.participant (as above)"},
			Absent: []domain.Field{domain.FieldDeviceMAC, domain.FieldDiskID, domain.FieldHostname,
				domain.FieldPlace, domain.FieldUserAgent, domain.FieldCamera, domain.FieldMicrophone, domain.FieldSpeaker},
		},
		{
			Name: shapeActivity, Title: "Sign in / sign out report (JSON)", Formats: json,
			Where:      "GET /report/activities, or Reports > User Activity Reports > Sign In / Sign Out",
			Permission: "report:read:admin",
			Reach:      "six months, one month a request",
			Kinds:      []domain.Kind{domain.KindSignIn},
			Fields:     []domain.Field{domain.FieldEvent, domain.FieldPublicIP, domain.FieldApp, domain.FieldUserAgent},
			Reads:      []string{"email", "time", "type", "ip_address", "client_type"},
			Absent:     []domain.Field{domain.FieldPlace, domain.FieldDeviceID},
		},
		{
			Name: shapeOperations, Title: "Operation log (recognised, not read)", Formats: json,
			Where:      "GET /report/operationlogs",
			Permission: "report:read:admin",
			Reach:      "six months",
		},
	}
}
