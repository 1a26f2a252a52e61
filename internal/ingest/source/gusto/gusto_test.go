package gusto

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func TestSamples(t *testing.T)                { sourcetest.Samples(t, Source(), 3, "events/gusto/*") }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "1900-01-01")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeEmployees, JSON: `nonsense`, Want: "decode employee"},
		{Name: "duplicate", Shape: shapeEmployees, JSON: `{"uuid":"1","uuid":"2"}`, Want: "duplicate"},
		{Name: "employee of year 9999", Shape: shapeEmployees, JSON: `{"uuid":"1","jobs":[{"hire_date":"9999-12-31"}]}`, Want: "hire_date"},
		{Name: "employee leaves at no time", Shape: shapeEmployees, JSON: `{"uuid":"1","terminations":[{"effective_date":"x"}]}`, Want: "effective_date"},
		{Name: "contractor cut short", Shape: shapeContractors, JSON: `{"uuid":`, Want: "decode contractor"},
		{Name: "contractor of nobody", Shape: shapeContractors, JSON: `{}`, Want: "no uuid"},
		{Name: "address cut short", Shape: shapeAddresses, JSON: `{`, Want: "decode home address"},
		{Name: "address of no time", Shape: shapeAddresses, JSON: `{"uuid":"1","employee_uuid":"2","street_1":"3","effective_date":"x"}`, Want: "effective_date"},
		{Name: "account cut short", Shape: shapeAccounts, JSON: `{`, Want: "decode bank account"},
		{Name: "account of nobody", Shape: shapeAccounts, JSON: `{"uuid":"1"}`, Want: "names nobody"},
		{Name: "payment cut short", Shape: shapePayments, JSON: `{`, Want: "decode contractor payment"},
		{Name: "payment to nobody", Shape: shapePayments, JSON: `{"uuid":"1"}`, Want: "names no contractor"},
		{Name: "payment at no time", Shape: shapePayments, JSON: `{"uuid":"1","contractor_uuid":"2","date":"x"}`, Want: "date of payment"},
		{Name: "payroll cut short", Shape: shapePayroll, JSON: `{`, Want: "decode payroll"},
		{Name: "payroll without id", Shape: shapePayroll, JSON: `{}`, Want: "no uuid"},
		{Name: "payroll at no time", Shape: shapePayroll, JSON: `{"uuid":"1","check_date":"x"}`, Want: "check_date"},
		{Name: "termination cut short", Shape: shapeTerminations, JSON: `{`, Want: "decode termination"},
		{Name: "termination of nobody", Shape: shapeTerminations, JSON: `{}`, Want: "names no employee"},
		{Name: "termination at no time", Shape: shapeTerminations, JSON: `{"employee_uuid":"1","effective_date":"x"}`, Want: "effective_date"},
		{Name: "row of nobody", Shape: shapeReport, Columns: []string{"Gusto employee ID"}, Cells: []string{""}, Want: "no Gusto employee ID"},
		{Name: "row ends at no time", Shape: shapeReport, Columns: []string{"Gusto employee ID", "End date"}, Cells: []string{"A", "x"}, Want: "end date"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// No heading may stand under two columns: which one it fills would be chance.
func TestHeadingsAreUnambiguous(t *testing.T) {
	under := map[string]string{}
	for what, names := range reportColumns {
		for _, n := range names {
			if other, taken := under[n]; taken || n != source.ColumnKey(n) {
				t.Errorf("heading %q of %s is not folded, or stands under %s too", n, what, other)
			}
			under[n] = what
		}
	}
}

// Lists of people and accounts that other systems write are not Gusto's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"first_name", "last_name", "uuid"},
		{"account_number", "routing_number", "uuid"},
		{"active", "effective_date", "uuid"},
		{"Employee ID", "First name", "Last name", "Work email", "Start date"},
		nil,
	})
}
