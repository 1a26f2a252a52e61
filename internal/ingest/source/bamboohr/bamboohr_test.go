package bamboohr

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// The samples are recordings of another product: the answers inside are
// BambooHR's. Five employees of a recorded dataset have no employee number, and
// nothing else names them. What is not recognised are lists of webhooks and of
// fields, and three members that any system could have written.
func TestSamples(t *testing.T) { sourcetest.Recorded(t, Source(), 7, 5, "events/bamboohr/*") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "1900-01-01", "photo.jpg", "555 0100", "555-0100")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeEmployees, JSON: `nonsense`, Want: "decode employee"},
		{Name: "duplicate", Shape: shapeEmployees, JSON: `{"id":"1","id":"2"}`, Want: "duplicate"},
		{Name: "cut short", Shape: shapeEmployees, JSON: `{"id":"1","firstName":`, Want: "decode employee"},
		{Name: "nobody", Shape: shapeEmployees, JSON: `{"firstName":"x"}`, Want: "neither id nor number"},
		{Name: "hire date", Shape: shapeEmployees, JSON: `{"id":"1","hireDate":"9999-12-31"}`, Want: "hire date"},
		{Name: "original hire date", Shape: shapeEmployees, JSON: `{"id":"1","originalHireDate":"x"}`, Want: "original hire date"},
		{Name: "termination date", Shape: shapeEmployees, JSON: `{"id":"1","terminationDate":"x"}`, Want: "termination date"},
		{Name: "row of nobody", Shape: shapeReport, Columns: []string{"Employee #"}, Cells: []string{""}, Want: "read row"},
		{Name: "webhook cut short", Shape: shapeWebhook, JSON: `{`, Want: "decode webhook"},
		{Name: "webhook of nobody", Shape: shapeWebhook, JSON: `{"timestamp":"2026-01-01"}`, Want: "names no employee"},
		{Name: "webhook without time", Shape: shapeWebhook, JSON: `{"id":"1"}`, Want: "no timestamp"},
		{Name: "webhook at no time", Shape: shapeWebhook, JSON: `{"id":"1","timestamp":"x"}`, Want: "timestamp of webhook"},
		{Name: "webhook hires at no time", Shape: shapeWebhook, JSON: `{"id":"1","timestamp":"2026-01-01","fields":{"hireDate":"x"}}`, Want: "hire date"},
		{Name: "application cut short", Shape: shapeApplications, JSON: `{"id":`, Want: "decode application"},
		{Name: "application of nobody", Shape: shapeApplications, JSON: `{"id":1}`, Want: "no applicant"},
		{Name: "applied at no time", Shape: shapeApplications, JSON: `{"id":1,"applicant":{"id":2},"appliedDate":"x"}`, Want: "appliedDate"},
		{Name: "status of no time", Shape: shapeApplications, JSON: `{"id":1,"applicant":{"id":2},"status":{"dateChanged":"x"}}`, Want: "dateChanged"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Lists of people that other systems write are not BambooHR's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"firstName", "id", "lastName"},
		{"email", "firstname", "id", "lastname", "state"},
		{"Employee ID", "Name", "Hire Date"},
		{"Employee #", "First Name", "Last Name", "Hire Date", "Routing Number", "Account Number"},
		{"Employee #", "First Name", "Last Name"},
		nil,
	})
}
