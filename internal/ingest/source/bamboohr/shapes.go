package bamboohr

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// BambooHR's API reference names the paths and the aliases of fields; what a
// key sees depends on the access level of the user who made it.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	worker := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldAddress, domain.FieldPlace,
		domain.FieldStatus, domain.FieldJobTitle, domain.FieldHiredAt, domain.FieldLeftAt}
	reads := []string{"id", "employeeNumber", "firstName", "middleName", "lastName", "preferredName", "displayName", "workEmail", "homeEmail",
		"mobilePhone", "homePhone", "address1", "address2", "city", "state", "zipcode", "country", "hireDate", "originalHireDate",
		"terminationDate", "status", "jobTitle", "linkedIn"}
	const all = "all that the account keeps, leavers too where they are asked for"
	return []source.Shape{
		{
			Name: shapeEmployees, Title: "Employees (API, custom report or dataset, JSON or NDJSON)", Formats: json,
			Where:      "GET /api/v1/employees/{id}?fields=…, POST /api/v1/reports/custom?format=JSON, POST /api/v2/datasets/employee/data",
			Permission: "an API key of a user who sees those fields", Reach: all,
			Kinds: []domain.Kind{domain.KindWorker}, Fields: worker, Reads: reads,
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldPublicIP},
		},
		{
			Name: shapeDirectory, Title: "Company directory (JSON or NDJSON)", Formats: json,
			Where: "GET /api/v1/employees/directory", Permission: "an API key of any user, where the directory is shared", Reach: "who works there now",
			Kinds:  []domain.Kind{domain.KindWorker},
			Fields: []domain.Field{domain.FieldName, domain.FieldPhone, domain.FieldProfileURL, domain.FieldJobTitle, domain.FieldEmail, domain.FieldAddress, domain.FieldPlace, domain.FieldStatus, domain.FieldHiredAt, domain.FieldLeftAt},
			Reads:  []string{"id", "firstName", "lastName", "preferredName", "displayName", "workEmail", "mobilePhone", "jobTitle", "linkedIn"},
			Absent: []domain.Field{domain.FieldHiredAt, domain.FieldAddress, domain.FieldEmail},
		},
		{
			Name: shapeReport, Title: "Employee report (CSV or XLSX)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Reports > a custom report with Employee #, names, Home Email, Mobile Phone, address, Hire Date, Termination Date > Export",
			Permission: "an access level with reports", Reach: all,
			Kinds: []domain.Kind{domain.KindWorker}, Fields: worker,
			Reads: []string{"Employee #, EEID", "First Name, Middle Name, Last Name", "Last Name, First Name", "Preferred Name", "Display Name", "Work Email", "Home Email",
				"Mobile Phone", "Home Phone", "Address Line 1, Address Line 2", "City", "State", "Zip Code", "Country", "Hire Date", "Original Hire Date",
				"Termination Date", "Status", "Job Title", "LinkedIn URL"},
			Absent: []domain.Field{domain.FieldBankAccount},
		},
		{
			Name: shapeWebhook, Title: "Webhooks that carry fields (JSON or NDJSON)", Formats: json,
			Where: "Settings > Webhooks, data structure \"field-based\": the deliveries your endpoint saved", Permission: "an admin sets them up",
			Reach: "from the day the webhook was set up", Kinds: []domain.Kind{domain.KindWorker, domain.KindAddressChange},
			Fields: append(worker[:len(worker):len(worker)], domain.FieldEffectiveAt),
			Reads:  append([]string{"employees[].id, action, timestamp, changedFields", "employees[].fields, of which:"}, reads...),
		},
		{
			Name: shapeApplications, Title: "Applications of the applicant tracker (JSON or NDJSON)", Formats: json,
			Where:      "GET /api/v1/applicant_tracking/applications, and /applications/{id} for phone and address",
			Permission: "an API key of a user with access to hiring", Reach: "all that the account keeps",
			Kinds: []domain.Kind{domain.KindCandidate, domain.KindApplication},
			Fields: []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldAddress, domain.FieldPlace,
				domain.FieldAppliedAt, domain.FieldStatus, domain.FieldJobTitle, domain.FieldHiredAt, domain.FieldReferral},
			Reads:  []string{"id", "appliedDate", "status.label, dateChanged", "job.title.label", "referredBy", "applicant.id, firstName, lastName, email, phoneNumber, linkedinUrl, websiteUrl, address"},
			Absent: []domain.Field{domain.FieldPublicIP, domain.FieldEmployer},
		},
		{
			Name: shapeOther, Title: "Lists of what changed, job tables, lists of fields, webhooks without fields (recognised, not read)", Formats: json,
			Where: "GET /api/v1/employees/changed, /employees/changed/tables/{table}, /meta/fields, webhooks of structure \"event-based\"", Permission: "an API key", Reach: "all that the account keeps",
		},
	}
}
