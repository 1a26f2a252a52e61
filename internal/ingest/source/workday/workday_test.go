package workday

import (
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// The address of an office is nobody's home, and a key holds no account.
func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "1900-01-01", "000123456789")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeReport, JSON: `nonsense`, Want: "decode report entry"},
		{Name: "duplicate", Shape: shapeReport, JSON: `{"Employee_ID":"1","Employee_ID":"2"}`, Want: "duplicate"},
		{Name: "cut short", Shape: shapeReport, JSON: `{"Employee_ID":`, Want: "decode report entry"},
		{Name: "nobody", Shape: shapeReport, JSON: `{"City":"x"}`, Want: "names no worker"},
		{Name: "hired in year 9999", Shape: shapeReport, JSON: `{"Employee_ID":"1","Hire_Date":"9999-12-31"}`, Want: "hire date"},
		{Name: "first hired at no time", Shape: shapeReport, JSON: `{"Employee_ID":"1","Original_Hire_Date":"x"}`, Want: "original hire date"},
		{Name: "left at no time", Shape: shapeReport, JSON: `{"Employee_ID":"1","Termination_Date":"x"}`, Want: "termination date"},
		{Name: "applied at no time", Shape: shapeReport, JSON: `{"Candidate_ID":"1","Application_Date":"x"}`, Want: "application date"},
		{Name: "job from no time", Shape: shapeReport, JSON: `{"Candidate_ID":"1","Job_History":[{"Company":"x","Start_Date":"x"}]}`, Want: "start date of past job"},
		{Name: "job to no time", Shape: shapeReport, JSON: `{"Candidate_ID":"1","Job_History":[{"Company":"x","End_Date":"x"}]}`, Want: "end date of past job"},
		{Name: "account at no time", Shape: shapeReport, JSON: `{"Employee_ID":"1","IBAN":"x","Effective_Date":"x"}`, Want: "effective date"},
		{Name: "row of nobody", Shape: shapeTable, Columns: []string{"Legal_Name"}, Cells: []string{"x"}, Want: "names no worker"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Tables that any system could have written are left to others and to mappings.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"Employee ID", "First Name", "Last Name", "Hire Date", "Home Email"},
		{"employee_id", "first_name", "last_name", "hire_date"},
		{"Employee_ID", "Work_Email", "Cost_Center"},
		{"Candidate_ID", "Application_ID"},
		nil,
	})
}

// No heading may stand under two columns: which one it fills would be chance.
func TestHeadingsAreUnambiguous(t *testing.T) {
	under := map[string]column{}
	for c, names := range headings {
		for _, n := range names {
			if n != source.ColumnKey(n) || strings.HasPrefix(n, "cf") {
				t.Errorf("heading %q is not folded", n)
			}
			if other, taken := under[n]; taken {
				t.Errorf("heading %q stands under columns %d and %d", n, c, other)
			}
			under[n] = c
		}
	}
}
