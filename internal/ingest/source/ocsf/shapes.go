package ocsf

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
)

// Classes and attributes follow schema.ocsf.io, versions 1.0 to 1.6.
func shapes() []source.Shape {
	return []source.Shape{{
		Name: shapeEvents, Title: "Events of Authentication, Account Change, Device Inventory and User Inventory (JSON or NDJSON)",
		Formats:    []source.Format{source.JSON, source.NDJSON},
		Where:      "the security lake or pipeline that writes OCSF, as JSON; where it also keeps the vendor's own log, give only one of the two",
		Permission: "whoever may read the lake",
		Reach:      "as long as the lake keeps events",
		Kinds:      []domain.Kind{domain.KindSignIn, domain.KindAccount, domain.KindDevice},
		Fields: append(signin.Fields(), domain.FieldStatus, domain.FieldCreatedAt, domain.FieldName, domain.FieldDeviceSerial,
			domain.FieldDeviceMAC, domain.FieldHostname, domain.FieldJobTitle, domain.FieldHiredAt, domain.FieldLeftAt),
		Reads: []string{
			"class_uid", "category_uid", "type_uid", "type_name", "activity_id", "activity_name", "time", "status", "status_id",
			"metadata (uid, version, product.vendor_name, product.name)", "user and actor.user (uid, uid_alt, type_id, name, full_name, email_addr)",
			"src_endpoint (ip, location, autonomous_system)", "http_request.user_agent", "service.name", "session.uid", "actor.session.uid",
			"device (uid, uid_alt, hostname, ip, mac, network_interfaces.mac, hw_info.serial_number, is_managed, is_compliant, created_time, owner)",
			"user.ldap_person (employee_uid, job_title, hire_time, leave_time, created_time)",
		},
		Absent: []domain.Field{domain.FieldDeviceToken, domain.FieldTunnel, domain.FieldProxy, domain.FieldGatewayMAC},
	}}
}
