package lever

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Lever's developer documentation names the paths; a key is scoped to them.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	person := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldPlace}
	application := []domain.Field{domain.FieldAppliedAt, domain.FieldStatus, domain.FieldHiredAt}
	const (
		all = "all that the account keeps"
		key = "Settings > Integrations and API > API credentials: a key with "
	)
	applications := []domain.Kind{domain.KindApplication}
	return []source.Shape{
		{
			Name: shapeOpportunities, Title: "Opportunities (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.lever.co/v1/opportunities", Permission: key + "opportunities:read", Reach: all,
			Kinds: []domain.Kind{domain.KindCandidate, domain.KindApplication}, Fields: append(person[:len(person):len(person)], application...),
			Reads: []string{"id", "contact", "name", "emails[]", "phones[]", "links[]", "location", "createdAt", "isAnonymized", "resume.file.name",
				"archived.archivedAt, archived.reason (as a word only)", "requisitionForHire"},
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldAddress, domain.FieldHiredAt},
		},
		{
			Name: shapeContacts, Title: "Contacts (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.lever.co/v1/contacts/{contact}, contact by contact", Permission: key + "contacts:read", Reach: all,
			Kinds: []domain.Kind{domain.KindCandidate}, Fields: person,
			Reads: []string{"id", "name", "emails[]", "phones[]", "location.name", "isAnonymized"},
		},
		{
			Name: shapeApplications, Title: "Applications (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.lever.co/v1/opportunities/{opportunity}/applications", Permission: key + "applications:read", Reach: all,
			Kinds: applications,
			Fields: append([]domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldPublicIP,
				domain.FieldUserAgent, domain.FieldTimeZone}, application...),
			Reads: []string{"id", "opportunityId, candidateId", "type", "createdAt", "name", "email", "phone", "links[]", "archived", "requisitionForHire",
				"ipAddress, userAgent, timezone (where type is posting)"},
		},
		{
			Name: shapeInterviews, Title: "Interviews (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.lever.co/v1/opportunities/{opportunity}/interviews", Permission: key + "interviews:read", Reach: all,
			Kinds: []domain.Kind{domain.KindInterview}, Fields: []domain.Field{domain.FieldInterviewAt, domain.FieldMeeting},
			Reads: []string{"id", "opportunityId", "date", "duration", "location (a meeting's link only)", "canceledAt"},
		},
		{
			Name: shapeResumes, Title: "Résumés and what Lever read out of them (JSON or NDJSON)", Formats: json,
			Where:      "GET https://api.lever.co/v1/opportunities/{opportunity}/resumes, with \"opportunityId\" written beside each",
			Permission: key + "resumes:read", Reach: all,
			Kinds: []domain.Kind{domain.KindResume, domain.KindPastJob}, Fields: append(source.PastJobFields(), domain.FieldDocumentName),
			Reads: []string{"id", "opportunityId", "createdAt", "file.name", "parsedData.positions[]: org, title, start, end"},
		},
		{
			Name: shapeWebhook, Title: "Webhooks (JSON or NDJSON)", Formats: json,
			Where: "Settings > Integrations and API > Webhooks: the deliveries your endpoint saved", Permission: "a super admin sets them up",
			Reach: "from the day the webhook was set up", Kinds: applications, Fields: []domain.Field{domain.FieldStatus, domain.FieldHiredAt},
			Reads: []string{"event (candidateHired only)", "triggeredAt", "data.opportunityId, data.candidateId", "data.contactId"},
		},
		{
			Name: shapeOther, Title: "Survey answers, postings, users, webhooks set up (recognised, not read)", Formats: json,
			Where: "the other lists of the API", Permission: "a key", Reach: all,
		},
	}
}
