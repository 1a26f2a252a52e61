package slack

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members and scopes follow Slack's API reference: team.accessLogs,
// users.list and the Audit Logs API, and the response types of its SDK.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	member := source.Shape{
		Name: shapeMembers, Title: "Members (JSON)", Formats: json,
		Where:      "GET https://slack.com/api/users.list",
		Permission: "users:read and users:read.email",
		Reach:      "as of the export",
		Kinds:      []domain.Kind{domain.KindAccount},
		Fields:     []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldStatus},
		Reads: []string{"id", "updated", "deleted", "is_bot", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger",
			"real_name", "profile.real_name", "profile.real_name_normalized", "profile.email", "profile.phone"},
		Absent: []domain.Field{domain.FieldCreatedAt},
	}
	one := member
	one.Name, one.Title, one.Where = shapeMember, "One member (JSON)", "GET https://slack.com/api/users.info"
	return []source.Shape{
		{
			Name: shapeAccess, Title: "Access logs (JSON)", Formats: json,
			Where:      "GET https://slack.com/api/team.accessLogs; export the members too: the log knows accounts by id only",
			Permission: "the admin scope, on a paid plan",
			Reach:      "as far as 100 pages of 1,000 entries, then on with before",
			Kinds:      []domain.Kind{domain.KindSignIn},
			Fields: []domain.Field{domain.FieldEvent, domain.FieldPublicIP, domain.FieldPlace, domain.FieldASN,
				domain.FieldApp, domain.FieldUserAgent},
			Reads:  []string{"user_id", "date_first", "date_last", "count", "ip", "user_agent", "isp", "country", "region"},
			Absent: []domain.Field{domain.FieldDeviceID, domain.FieldSession, domain.FieldOutcome},
		},
		{
			Name: shapeAudit, Title: "Audit logs (JSON or NDJSON)", Formats: json,
			Where:      "GET https://api.slack.com/audit/v1/logs?action=user_login,user_login_failed,user_logout",
			Permission: "auditlogs:read, by an owner of an Enterprise organisation",
			Reach:      "since March 2018, as far as the organisation keeps them",
			Kinds:      []domain.Kind{domain.KindSignIn},
			Fields: []domain.Field{domain.FieldEvent, domain.FieldOutcome, domain.FieldPublicIP, domain.FieldApp,
				domain.FieldUserAgent, domain.FieldSession},
			Reads: []string{"id", "date_create", "action (user_login, user_login_failed, user_logout)", "actor.type", "actor.user.id",
				"actor.user.email", "context.ip_address", "context.ua", "context.session_id"},
			Absent: []domain.Field{domain.FieldPlace, domain.FieldASN, domain.FieldDeviceID},
		},
		member, one,
		{
			Name: shapeOther, Title: "Integration logs, calls and events (recognised, not read)", Formats: json,
			Where:      "GET https://slack.com/api/team.integrationLogs and others",
			Permission: "the admin scope",
			Reach:      "as of the export",
		},
	}
}
