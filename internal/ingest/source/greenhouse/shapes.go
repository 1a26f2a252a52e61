package greenhouse

import (
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// What Harvest gives and who may see it is said in Greenhouse's developer
// documentation; an API key sees every candidate it is scoped to.
func shapes() []source.Shape { return append(harvest(), delivered()...) }

// fields lists what an application can fill, and what it and its candidate can.
func fields() (application, both []domain.Field) {
	candidate := []domain.Field{
		domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldAddress, domain.FieldPlace,
	}
	application = []domain.Field{
		domain.FieldAppliedAt, domain.FieldStatus, domain.FieldJobTitle, domain.FieldHiredAt, domain.FieldPlace, domain.FieldProfileURL,
		domain.FieldReferral,
	}
	both = slices.Concat(candidate, application, source.PastJobFields())
	return application, both
}

// readCandidate lists what is read of a candidate, wherever one stands.
func readCandidate() []string {
	return []string{"id", "first_name", "last_name", "created_at", "application_ids", "applications (as in applications)",
		"attachments[].filename, type (résumés only)", "phone_numbers[]", "email_addresses[]", "addresses[]", "website_addresses[]",
		"social_media_addresses[]", "custom_fields, keyed_custom_fields (an employee number only)",
		"employments[].id, company_name, title, start_date, end_date"}
}

func harvest() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	application, both := fields()
	kinds := []domain.Kind{domain.KindCandidate, domain.KindApplication, domain.KindPastJob}
	readApplication := []string{"id", "candidate_id", "applied_at (v3: created_at)", "hired_at", "status", "jobs[].name", "location.address",
		"answers[] (to questions for a profile or site only)", "source.public_name", "credited_to.email, employee_id, name (of a referral only)", "attachments[].filename, type (résumés only)"}
	key := "Configure > Dev Center > API credential management: a Harvest key with GET on "
	return []source.Shape{
		{
			Name: shapeCandidates, Title: "Candidates of the Harvest API (JSON or NDJSON)", Formats: json,
			Where: "GET https://harvest.greenhouse.io/v1/candidates (v2 and v3 alike)", Permission: key + "Candidates",
			Reach: "all that the account keeps", Kinds: kinds, Fields: both, Reads: readCandidate(),
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldAddress, domain.FieldRefereeEmail},
		},
		{
			Name: shapeApplications, Title: "Applications of the Harvest API (JSON or NDJSON)", Formats: json,
			Where: "GET https://harvest.greenhouse.io/v1/applications (v3 alike)", Permission: key + "Applications",
			Reach: "all that the account keeps", Kinds: []domain.Kind{domain.KindApplication}, Fields: application, Reads: readApplication,
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldHiredAt},
		},
		{
			Name: shapeInterviews, Title: "Scheduled interviews of the Harvest API (JSON or NDJSON)", Formats: json,
			Where: "GET https://harvest.greenhouse.io/v1/scheduled_interviews (v3: /v3/interviews)", Permission: key + "Scheduled Interviews",
			Reach: "all that the account keeps", Kinds: []domain.Kind{domain.KindInterview},
			Fields: []domain.Field{domain.FieldInterviewAt, domain.FieldMeeting},
			Reads:  []string{"id", "application_id", "start", "end", "starts_at", "ends_at", "video_conferencing_url"},
		},
		{
			Name: shapeAttachments, Title: "Attachments of the Harvest API v3 (JSON or NDJSON)", Formats: json,
			Where:      "GET https://harvest.greenhouse.io/v3/attachments; the files themselves must be downloaded at once, their links expire",
			Permission: key + "Attachments", Reach: "all that the account keeps", Kinds: []domain.Kind{domain.KindResume},
			Fields: []domain.Field{domain.FieldDocumentName},
			Reads:  []string{"id", "candidate_id", "application_id", "created_at", "filename", "type"},
		},
		{
			Name: shapeEmployments, Title: "Past jobs of the Harvest API v3 (JSON or NDJSON)", Formats: json,
			Where: "GET https://harvest.greenhouse.io/v3/candidate_employments (v1 has them in each candidate)", Permission: key + "Candidate Employments",
			Reach: "all that the account keeps", Kinds: []domain.Kind{domain.KindPastJob}, Fields: source.PastJobFields(),
			Reads: []string{"id", "candidate_id", "company_name", "title", "start_date", "end_date"},
		},
	}
}

func delivered() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	kinds := []domain.Kind{domain.KindCandidate, domain.KindApplication, domain.KindPastJob}
	_, both := fields()
	return []source.Shape{
		{
			Name: shapeWebhook, Title: "Webhooks (JSON or NDJSON)", Formats: json,
			Where:      "Configure > Dev Center > Web hooks: the deliveries your endpoint saved",
			Permission: "Site Admin sets them up; whoever runs the endpoint has them",
			Reach:      "from the day the webhook was set up", Kinds: kinds, Fields: both,
			Reads: append([]string{"action", "payload.application (as in applications)", "payload.application.last_activity_at", "payload.application.offer.starts_at, resolved_at (of a hire)",
				"payload.application.candidate, payload.candidate, payload.person (as below)", "new_candidate_id"}, readCandidate()...),
			Absent: []domain.Field{domain.FieldPublicIP},
		},
		{
			Name: shapeReport, Title: "Candidate report (CSV or XLSX)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Reports > a report whose rows are applications, with Candidate ID and, where it can be, Application ID among its columns > Download",
			Permission: "Job Admin for the jobs it covers, or Site Admin", Reach: "all that the account keeps",
			Kinds: kinds, Fields: both,
			Reads: []string{"Candidate ID", "Application ID", "Candidate Name, First Name, Last Name", "Email", "Phone", "Applied On",
				"Job (where there is no Application ID)", "Status", "Hired On or Start Date (of a hire)", "Address", "Candidate Location", "LinkedIn Profile, Website, GitHub", "Employee ID"},
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldAddress},
		},
		{
			Name: shapeOther, Title: "Users, jobs, offers, scorecards, demographic answers, settings (recognised, not read)", Formats: json,
			Where: "the other lists of the Harvest API, the audit log, the onboarding webhooks and the Ingestion API", Permission: "a Harvest key with GET on those lists", Reach: "all that the account keeps",
		},
	}
}
