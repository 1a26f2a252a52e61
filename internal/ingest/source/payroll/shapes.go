package payroll

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// ADP's register comes out of its report writer, so its headings differ from
// one company to the next; "File #" is what marks it.
func shapes() []source.Shape {
	tables := []source.Format{source.CSV, source.XLSX}
	kinds := []domain.Kind{domain.KindPayAccount, domain.KindPay}
	fields := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldBankAccount, domain.FieldWallet, domain.FieldPayeeName,
		domain.FieldOutcome, domain.FieldStatus, domain.FieldEffectiveAt, domain.FieldAmount}
	return []source.Shape{
		{
			Name: shapePayees, Title: "Payee or pay list (CSV)", Formats: tables,
			Where:      "the payroll system's report of bank details or payments, with the bank's name check where there is one",
			Permission: "a payroll administrator",
			Reach:      "as far as the report goes; ask for past accounts with their effective dates",
			Kinds:      kinds, Fields: fields,
			Reads: []string{"employee id", "employee name", "work email", "email", "routing number, sort code, institution and transit number",
				"account number", "IBAN", "bank country", "wallet address", "account holder name", "name returned by the bank",
				"name check result", "effective date", "amount", "currency", "pay date", "status"},
		},
		{
			Name: shapeRegister, Title: "ADP direct deposit register (CSV)", Formats: tables,
			Where:      "ADP Workforce Now > Reports & Analytics > payroll reports > direct deposit, saved as CSV or Excel",
			Permission: "a payroll administrator or practitioner",
			Reach:      "the pay periods that the report is run for",
			Kinds:      kinds, Fields: fields,
			Reads: []string{"Company Code", "File #", "Position ID", "Employee Name", "Routing #", "Account #", "Deposit Amount",
				"Pay Date", "Effective Date"},
			Absent: []domain.Field{domain.FieldPayeeName, domain.FieldWallet, domain.FieldOutcome},
		},
	}
}
