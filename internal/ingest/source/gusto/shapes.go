package gusto

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Gusto's API reference names the paths and the scopes.
func shapes() []source.Shape { return append(peopleShapes(), payShapes()...) }

const all = "all that the account keeps, leavers too where they are asked for"

func peopleShapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	person := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldAddress, domain.FieldPlace, domain.FieldStatus,
		domain.FieldJobTitle, domain.FieldHiredAt, domain.FieldLeftAt}
	home := []string{"street_1", "street_2", "city", "state", "zip", "country"}
	return []source.Shape{
		{
			Name: shapeEmployees, Title: "Employees (JSON or NDJSON)", Formats: json,
			Where: "GET /v1/companies/{company_id}/employees, GET /v1/employees/{employee_id}", Permission: "a token with employees:read", Reach: all,
			Kinds: []domain.Kind{domain.KindWorker}, Fields: person,
			Reads: append([]string{"uuid", "employee_code", "first_name", "middle_initial", "last_name", "preferred_first_name", "email", "personal_email", "work_email",
				"phone", "terminated", "terminations[].effective_date", "jobs[].title, hire_date, primary", "home_address, of which:"}, home...),
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldAddress},
		},
		{
			Name: shapeReport, Title: "Employee report (CSV or XLSX)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Reports > Employee report builder, with Gusto employee ID, names, emails, home address, start and end date > CSV",
			Permission: "an admin with access to reports", Reach: all, Kinds: []domain.Kind{domain.KindWorker}, Fields: person,
			Reads: []string{"Gusto employee ID", "First name, Middle initial, Last name, Preferred first name", "Work email", "Personal email", "Personal phone",
				"Home address, or Home street 1, Home city, Home state, Home zip", "Start date", "End date, Termination date", "Employment status", "Title"},
			Absent: []domain.Field{domain.FieldBankAccount},
		},
		{
			Name: shapeContractors, Title: "Contractors (JSON or NDJSON)", Formats: json,
			Where: "GET /v1/companies/{company_uuid}/contractors", Permission: "a token with contractors:read", Reach: all,
			Kinds:  []domain.Kind{domain.KindWorker, domain.KindPayee},
			Fields: append(person[:len(person):len(person)], domain.FieldCompany),
			Reads: append([]string{"uuid", "type", "business_name", "first_name", "middle_initial", "last_name", "preferred_first_name", "email", "personal_email", "work_email", "phone", "start_date",
				"is_active", "address, of which:"}, home...),
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldRegisteredAt},
		},
		{
			Name: shapeAddresses, Title: "Home addresses of an employee (JSON or NDJSON)", Formats: json,
			Where: "GET /v1/employees/{employee_id}/home_addresses, employee by employee", Permission: "a token with employee_addresses:read (older: employees:read)", Reach: "past homes with the day they began to hold",
			Kinds: []domain.Kind{domain.KindAddressChange}, Fields: []domain.Field{domain.FieldAddress, domain.FieldEffectiveAt},
			Reads: append([]string{"uuid", "employee_uuid", "effective_date"}, home...),
		},
		{
			Name: shapeTerminations, Title: "Terminations of an employee (JSON or NDJSON)", Formats: json,
			Where: "GET /v1/employees/{employee_id}/terminations", Permission: "a token with employments:read", Reach: all,
			Kinds: []domain.Kind{domain.KindWorker}, Fields: []domain.Field{domain.FieldLeftAt},
			Reads: []string{"employee_uuid", "effective_date"},
		},
	}
}

func payShapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	return []source.Shape{
		{
			Name: shapeAccounts, Title: "Bank accounts of an employee or contractor (JSON or NDJSON)", Formats: json,
			Where:      "GET /v1/employees/{employee_id}/bank_accounts, GET /v1/contractors/{contractor_uuid}/bank_accounts",
			Permission: "a token with employee_payment_methods:read or contractor_payment_methods:read", Reach: "the accounts of today; Gusto masks their numbers, and equal masks are not equal accounts",
			Kinds: []domain.Kind{domain.KindPayAccount}, Fields: []domain.Field{domain.FieldBankAccount},
			Reads:  []string{"uuid", "employee_uuid", "contractor_uuid", "routing_number", "account_number", "hidden_account_number"},
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldPayeeName, domain.FieldEffectiveAt},
		},
		{
			Name: shapePayments, Title: "Contractor payments (JSON or NDJSON)", Formats: json,
			Where: "GET /v1/companies/{company_id}/contractor_payments", Permission: "a token with payrolls:read", Reach: "the dates asked for",
			Kinds: []domain.Kind{domain.KindPay}, Fields: []domain.Field{domain.FieldAmount},
			Reads: []string{"contractor_uuid", "uuid", "date", "status", "wage_total", "reimbursement", "payments[] (as these)"},
		},
		{
			Name: shapePayroll, Title: "Payrolls with what each employee got (JSON or NDJSON)", Formats: json,
			Where: "GET /v1/companies/{company_id}/payrolls/{payroll_id}", Permission: "a token with payrolls:read", Reach: "payroll by payroll",
			Kinds: []domain.Kind{domain.KindPay}, Fields: []domain.Field{domain.FieldAmount},
			Reads: []string{"payroll_uuid, uuid", "check_date", "processed", "employee_compensations[].employee_uuid, net_pay, excluded"},
		},
		{
			Name: shapeOther, Title: "Webhooks, payment splits, lists of payrolls (recognised, not read)", Formats: json,
			Where: "webhook deliveries name what changed and not how; GET /v1/employees/{id}/payment_method", Permission: "a token", Reach: "as asked for",
		},
	}
}
