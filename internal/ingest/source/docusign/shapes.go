package docusign

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow Docusign's eSignature REST API v2.1 and Connect documents
// (developers.docusign.com).
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	kinds := []domain.Kind{domain.KindSignature}
	fields := []domain.Field{domain.FieldName, domain.FieldPublicIP, domain.FieldEvent}
	signers := "recipients.signers.name, email, userId, recipientId, recipientIdGuid, recipientType, signedDateTime, recipientIPAddress, ipAddress, clientIPAddress"
	return []source.Shape{
		{
			Name: shapeEnvelope, Title: "Envelopes with recipients (eSignature API JSON)", Formats: json,
			Where:      "GET /restapi/v2.1/accounts/{accountId}/envelopes?from_date=…&include=recipients,custom_fields",
			Permission: "an integration with the scope signature, by a user who may see all envelopes of the account",
			Reach:      "as long as the account keeps envelopes",
			Kinds:      kinds, Fields: fields,
			Reads:  []string{"envelopeId", "emailSubject (whether it is of employment)", "sender.email (its domain)", "customFields.textCustomFields (an employee number)", signers},
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldPlace, domain.FieldDeviceToken},
		},
		{
			Name: shapeConnect, Title: "Connect messages (JSON)", Formats: json,
			Where:      "Settings > Connect > JSON SIM with recipients and custom fields included, as the listener saved them",
			Permission: "administrator of the account",
			Reach:      "as saved",
			Kinds:      kinds, Fields: fields,
			Reads:  []string{"event", "data.envelopeId", "data.envelopeSummary: as an envelope", signers},
			Absent: []domain.Field{domain.FieldPlace, domain.FieldDeviceToken},
		},
		{
			Name: shapeAudit, Title: "Audit events of an envelope (JSON)", Formats: json,
			Where:      "GET /restapi/v2.1/accounts/{accountId}/envelopes/{envelopeId}/audit_events, beside the envelopes",
			Permission: "as for envelopes",
			Reach:      "as long as the account keeps envelopes",
			Kinds:      kinds, Fields: []domain.Field{domain.FieldPublicIP, domain.FieldEvent},
			Reads:  []string{"eventFields: logTime, Action, UserId, UserName, ClientIPAddress"},
			Absent: []domain.Field{domain.FieldPlace, domain.FieldDeviceToken},
		},
		{
			Name: ShapeCertificate, Title: "Certificates of completion (PDF)", Formats: []source.Format{source.Document},
			Where:      "Manage > envelope > Download > Certificate of Completion, or GET /restapi/v2.1/accounts/{accountId}/envelopes/{envelopeId}/documents/certificate; English",
			Permission: "whoever may see the envelope",
			Reach:      "as long as the account keeps envelopes",
			Kinds:      kinds, Fields: fields,
			Reads:  []string{"Envelope Id", "Subject (whether it is of employment)", "Envelope Originator (domain of the address)", "Time Zone", "Signer Events: name, address, Signed, Using IP Address"},
			Absent: []domain.Field{domain.FieldPlace, domain.FieldDeviceToken},
		},
		{
			Name: shapeOther, Title: "Users, and recipients without their envelope (recognised, not read)", Formats: json,
			Where:      "GET /restapi/v2.1/accounts/{accountId}/users and …/envelopes/{envelopeId}/recipients",
			Permission: "as for envelopes",
			Reach:      "as saved; nothing in them says whose signature it is",
		},
	}
}
