package workable

import (
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Workable's API documentation names the paths and the scopes.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	person := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldAddress, domain.FieldPlace, domain.FieldStatus,
		domain.FieldJobTitle, domain.FieldHiredAt}
	applicant := slices.Concat(person, []domain.Field{domain.FieldProfileURL, domain.FieldAppliedAt}, source.PastJobFields())
	employee := slices.Concat(person, []domain.Field{domain.FieldLeftAt})
	readApplicant := []string{"id", "firstname", "lastname", "name", "email", "phone", "address", "location", "social_profiles[].url", "created_at", "hired_at",
		"stage_kind, stage", "disqualified", "withdrew", "sourced", "anonymized", "job.title", "resume_metadata.filename",
		"experience_entries[]: id, company, title, start_date, end_date, current"}
	readEmployee := []string{"id", "employee_number", "candidate_id", "firstname", "lastname", "preferred_name", "email", "personal_email[]", "work_email", "phone",
		"phone_group[]", "address", "job_title", "start_date", "hire_date", "termination_date, last_working_date", "state", "status_semantic_type"}
	applications := []domain.Kind{domain.KindCandidate, domain.KindApplication, domain.KindPastJob}
	const all = "all that the account keeps"
	return []source.Shape{
		{
			Name: shapeCandidates, Title: "Candidates (JSON or NDJSON)", Formats: json,
			Where:      "GET https://{account}.workable.com/spi/v3/candidates, and /candidates/{id} for the jobs stated",
			Permission: "Integrations > Apps: a token with r_candidates", Reach: all, Kinds: applications, Fields: applicant, Reads: readApplicant,
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldEngagement, domain.FieldDomain},
		},
		{
			Name: shapeEmployees, Title: "Employees (JSON or NDJSON)", Formats: json,
			Where:      "GET https://{account}.workable.com/spi/v3/employees, and /employees/{id} for home addresses",
			Permission: "a token with r_employees", Reach: all, Kinds: []domain.Kind{domain.KindWorker}, Fields: employee, Reads: readEmployee,
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldLeftAt},
		},
		{
			Name: shapeEvents, Title: "Interviews and calls (JSON or NDJSON)", Formats: json,
			Where: "GET https://{account}.workable.com/spi/v3/events", Permission: "a token with r_candidates", Reach: all,
			Kinds: []domain.Kind{domain.KindInterview}, Fields: []domain.Field{domain.FieldInterviewAt, domain.FieldMeeting},
			Reads: []string{"id", "candidate.id", "starts_at", "ends_at", "cancelled", "conference.url"},
		},
		{
			Name: shapeWebhook, Title: "Webhooks (JSON or NDJSON)", Formats: json,
			Where: "POST /spi/v3/subscriptions: the deliveries your endpoint saved", Permission: "a token with r_candidates or r_employees",
			Reach: "from the day of the subscription", Kinds: append([]domain.Kind{domain.KindWorker}, applications...), Fields: slices.Concat(applicant, []domain.Field{domain.FieldLeftAt}),
			Reads: slices.Concat([]string{"event_type", "resource_type", "fired_at", "data of a candidate or an employee, of which:"}, readApplicant, readEmployee),
		},
		{
			Name: shapeOther, Title: "Members, subscriptions, activities (recognised, not read)", Formats: json,
			Where: "the other lists of the API", Permission: "a token", Reach: all,
		},
	}
}
