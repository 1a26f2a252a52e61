package googleworkspace

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// read are the names of the parameters of events that are read. All others are
// dropped unread.
var read = []string{
	"application_name",
	"DEVICE_ID", "SERIAL_NUMBER", "USER_EMAIL", "DEVICE_OWNERSHIP", "ACCOUNT_STATE",
	"meeting_code", "conference_id", "endpoint_id", "identifier", "identifier_type", "is_external", "display_name", "device_type",
	"ip_address", "location_country", "location_region", "network_rtt_msec_mean", "start_timestamp_seconds", "duration_seconds",
}

// Members, events and parameters follow Google's Reports API reference and its
// appendices of login, SAML, device and Meet events; that it blanks the address
// of people outside is seen in real events.
func shapes() []source.Shape {
	return []source.Shape{{
		Name: shapeActivities, Title: "Audit activities of login, saml, mobile and meet (JSON or NDJSON)",
		Formats: []source.Format{source.JSON, source.NDJSON},
		Where: "GET https://admin.googleapis.com/admin/reports/v1/activity/users/all/applications/login, " +
			"and the same of saml, mobile and meet",
		Permission: "admin.reports.audit.readonly, with the Reports privilege of an administrator",
		Reach:      "180 days; save it before it ages out",
		Kinds:      []domain.Kind{domain.KindSignIn, domain.KindDevice, domain.KindMeeting},
		Fields: []domain.Field{
			domain.FieldEvent, domain.FieldOutcome, domain.FieldPublicIP, domain.FieldPlace, domain.FieldASN, domain.FieldApp,
			domain.FieldUserAgent, domain.FieldDeviceSerial, domain.FieldDeviceID, domain.FieldManaged, domain.FieldStatus,
			domain.FieldMeeting, domain.FieldEmail, domain.FieldPhone, domain.FieldName, domain.FieldLatency,
		},
		Reads: append([]string{"id.applicationName", "id.time", "id.uniqueQualifier", "actor.email", "actor.profileId", "ipAddress",
			"networkInfo (ipAsn, regionCode, subdivisionCode)", "events.name", "events.parameters, of which:"}, read...),
		Absent: []domain.Field{domain.FieldDeviceToken, domain.FieldSession, domain.FieldGatewayMAC, domain.FieldCamera},
	}}
}
