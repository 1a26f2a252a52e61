package deel

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Deel's developer documentation names the paths and the scopes.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	person := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldAddress, domain.FieldPlace, domain.FieldStatus,
		domain.FieldJobTitle, domain.FieldHiredAt, domain.FieldLeftAt}
	contract := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldJobTitle, domain.FieldHiredAt}
	worker := []domain.Kind{domain.KindWorker}
	read := []string{"id", "title, job_title", "start_date", "worker, employee: id, first_name, last_name, full_name, legal_name, email, expected_email, phone",
		"employment.start_date"}
	const all = "all that the account keeps"
	return []source.Shape{
		{
			Name: shapePeople, Title: "People (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.letsdeel.com/rest/v2/people", Permission: "a token with people:read", Reach: all, Kinds: worker, Fields: person,
			Reads: []string{"id", "external_id", "first_name", "last_name", "full_name", "preferred_first_name", "emails[]", "addresses[]", "hiring_status", "job_title",
				"start_date", "termination_last_day, completion_date", "employments[].id"},
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldAddress, domain.FieldPhone},
		},
		{
			Name: shapeSCIM, Title: "Users of the SCIM interface (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.letsdeel.com/scim/v2/Users", Permission: "a token with Users:read", Reach: all, Kinds: worker, Fields: person,
			Reads: []string{"id", "name", "emails[]", "addresses[]", "active", "title", "the extension 2.0: startDate, endDate, hiringStatus, preferredFirstName, employments[].contractId"},
		},
		{
			Name: shapeContracts, Title: "Contracts (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.letsdeel.com/rest/v2/contracts, /contracts/{id}, /eor/contracts/{id}, /gp contracts", Permission: "a token with contracts:read", Reach: all,
			Kinds: worker, Fields: contract, Reads: read,
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldAddress, domain.FieldLeftAt},
		},
		{
			Name: shapePayments, Title: "Payment breakdown (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.letsdeel.com/rest/v2/payments/{id}/breakdown", Permission: "a token with accounting:read", Reach: "payment by payment",
			Kinds: []domain.Kind{domain.KindPay}, Fields: []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldAmount},
			Reads:  []string{"group_id", "contractor_unique_identifier", "contractor_employee_name", "contractor_email", "payment_date", "total", "currency"},
			Absent: []domain.Field{domain.FieldBankAccount},
		},
		{
			Name: shapeInvoices, Title: "Invoices of workers (JSON or NDJSON)", Formats: json,
			Where: "GET https://api.letsdeel.com/rest/v2/invoices", Permission: "a token with accounting:read", Reach: all,
			Kinds: []domain.Kind{domain.KindInvoice}, Fields: []domain.Field{domain.FieldInvoiceNumber, domain.FieldAmount, domain.FieldStatus},
			Reads:  []string{"id", "contract_id", "label", "issued_at, created_at", "total", "currency", "status"},
			Absent: []domain.Field{domain.FieldInvoiceTemplate},
		},
		{
			Name: shapeWebhook, Title: "Webhooks about contracts and checks (JSON or NDJSON)", Formats: json,
			Where: "Developer centre > Webhooks: the deliveries your endpoint saved", Permission: "an organisation admin sets them up", Reach: "from the day the webhook was set up",
			Kinds: []domain.Kind{domain.KindWorker, domain.KindCheck}, Fields: append(contract[:len(contract):len(contract)], domain.FieldCheck, domain.FieldOutcome),
			Reads: append([]string{"timestamp", "data.meta.event_type, is_simulation", "data.resource of contract.*, of which:"},
				append(read[:len(read):len(read)], "data.resource of bgcheck.result.available: id, name, contract_id, completed_at, is_complete, result (education, employment, identity, right to work)")...),
		},
		{
			Name: shapeOther, Title: "Time off, shifts, quotes, lists of checks (recognised, not read)", Formats: json,
			Where: "the other lists of the API", Permission: "a token", Reach: all,
		},
	}
}
