package okta

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Where each export stands follows Okta's own documents: System Log API and
// its 90 days, Users, User Factors and Devices APIs
// (developer.okta.com/docs/api), and the admin console's Reports.
func shapes() []source.Shape { return append(logShapes(), directoryShapes()...) }

func logShapes() []source.Shape {
	logFields := []domain.Field{
		domain.FieldEvent, domain.FieldOutcome, domain.FieldPublicIP, domain.FieldPlace, domain.FieldASN,
		domain.FieldProxy, domain.FieldTunnel, domain.FieldDeviceToken, domain.FieldDeviceID,
		domain.FieldFingerprint, domain.FieldApp, domain.FieldUserAgent,
	}
	logReads := []string{
		"uuid", "eventType", "published", "actor.id", "actor.type", "actor.alternateId",
		"client.ipAddress", "client.geographicalContext.city", "client.geographicalContext.state",
		"client.geographicalContext.country", "client.geographicalContext.geolocation",
		"client.userAgent.browser", "client.userAgent.os", "device.id", "outcome.result",
		"securityContext.asNumber", "securityContext.asOrg", "securityContext.isProxy",
		"debugContext.debugData.dtHash", "debugContext.debugData.deviceFingerprint",
		"debugContext.debugData.tunnels", "request.ipChain[0]", "target (AppInstance, Device)",
	}
	signIns := []domain.Kind{domain.KindSignIn}
	return []source.Shape{
		{
			Name: shapeLog, Title: "System Log (JSON or NDJSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "GET /api/v1/logs, or a log stream's files",
			Permission: "okta.logs.read, or Read-only administrator",
			Reach:      "90 days; save it before it ages out",
			Kinds:      signIns, Fields: logFields, Reads: logReads,
			Absent: []domain.Field{domain.FieldDeviceSerial, domain.FieldFactorPhone},
		},
		{
			Name: shapeHook, Title: "System Log events of an event hook (JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "Workflow > Event Hooks: the deliveries your endpoint saved",
			Permission: "whoever runs the endpoint",
			Reach:      "from the day the hook was made",
			Kinds:      signIns, Fields: logFields, Reads: logReads,
		},
		{
			Name: shapeLogCSV, Title: "System Log (downloaded CSV)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Reports > System Log > Download CSV",
			Permission: "Read-only administrator",
			Reach:      "90 days, as far as the search shows",
			Kinds:      signIns, Fields: logFields,
			Reads: []string{
				"uuid", "timestamp", "event_type", "actor.id", "actor.type", "actor.alternate_id",
				"client.ip_address", "client.geographical_context.*", "client.user_agent.browser",
				"client.user_agent.os", "device.id", "outcome.result", "security_context.as_number",
				"security_context.as_org", "security_context.is_proxy", "debug_context.debug_data.dt_hash",
				"debug_context.debug_data.device_fingerprint", "debug_context.debug_data.tunnels", "target0 to target3",
			},
			Absent: []domain.Field{domain.FieldDeviceToken, domain.FieldFingerprint, domain.FieldTunnel},
		},
	}
}

func directoryShapes() []source.Shape {
	return []source.Shape{
		{
			Name: shapeUsers, Title: "Users (JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "GET /api/v1/users",
			Permission: "okta.users.read, or Read-only administrator",
			Reach:      "as of the export",
			Kinds:      []domain.Kind{domain.KindAccount},
			Fields: []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone,
				domain.FieldStatus, domain.FieldCreatedAt},
			Reads: []string{"id", "status", "created", "lastUpdated", "profile.login", "profile.email",
				"profile.secondEmail", "profile.mobilePhone", "profile.employeeNumber",
				"profile.displayName", "profile.firstName", "profile.lastName"},
			Absent: []domain.Field{domain.FieldAddress},
		},
		{
			Name: shapeFactors, Title: "User factors (JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "GET /api/v1/users/{userId}/factors, for each user",
			Permission: "okta.users.read, or Read-only administrator",
			Reach:      "factors enrolled at the time of the export",
			Kinds:      []domain.Kind{domain.KindFactor},
			Fields: []domain.Field{domain.FieldFactorPhone, domain.FieldFactorID, domain.FieldEvent,
				domain.FieldStatus, domain.FieldCreatedAt},
			Reads: []string{"id", "factorType", "status", "created", "lastUpdated", "userId", "profile.phoneNumber",
				"profile.credentialId (security keys and hardware tokens)", "_links.user", "_links.self", "_embedded.user.id"},
		},
		{
			Name: shapeDevices, Title: "Devices (JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
			Where:      "GET /api/v1/devices?expand=user",
			Permission: "okta.devices.read",
			Reach:      "devices registered at the time of the export",
			Kinds:      []domain.Kind{domain.KindDevice},
			Fields: []domain.Field{domain.FieldDeviceSerial, domain.FieldDeviceID, domain.FieldHostname,
				domain.FieldStatus, domain.FieldCreatedAt},
			Reads: []string{"id", "status", "created", "lastUpdated", "profile.displayName", "profile.serialNumber",
				"profile.udid", "profile.imei", "_embedded.users.user.id", "_embedded.users.user.profile.login"},
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldGatewayMAC},
		},
	}
}
