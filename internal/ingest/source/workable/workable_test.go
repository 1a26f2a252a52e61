package workable

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
// Workable's. Those that are not recognised are pages after the last.
func TestSamples(t *testing.T) { sourcetest.Recorded(t, Source(), 10, 0, "events/workable/*") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "protected@", "1900-01-01", "photo.jpg", "+18575550100", "Gone")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeCandidates, JSON: `nonsense`, Want: "decode item of candidates"},
		{Name: "duplicate", Shape: shapeCandidates, JSON: `{"id":"1","id":"2"}`, Want: "duplicate"},
		{Name: "created at no time", Shape: shapeCandidates, JSON: `{"id":"1","created_at":"x"}`, Want: "created_at"},
		{Name: "hired in year 9999", Shape: shapeCandidates, JSON: `{"id":"1","hired_at":"9999-12-31"}`, Want: "hired_at"},
		{Name: "job from no time", Shape: shapeCandidates, JSON: `{"id":"1","experience_entries":[{"company":"x","start_date":"x"}]}`, Want: "start_date"},
		{Name: "job to no time", Shape: shapeCandidates, JSON: `{"id":"1","experience_entries":[{"company":"x","end_date":"x"}]}`, Want: "end_date"},
		{Name: "employee of nobody", Shape: shapeEmployees, JSON: `{}`, Want: "no id"},
		{Name: "employee hired at no time", Shape: shapeEmployees, JSON: `{"id":"1","hire_date":"x"}`, Want: "hire_date"},
		{Name: "employee leaves at no time", Shape: shapeEmployees, JSON: `{"id":"1","termination_date":"x"}`, Want: "termination_date"},
		{Name: "event without id", Shape: shapeEvents, JSON: `{}`, Want: "no id"},
		{Name: "event ends at no time", Shape: shapeEvents, JSON: `{"id":"1","candidate":{"id":"2"},"ends_at":"x"}`, Want: "ends_at"},
		{Name: "webhook cut short", Shape: shapeWebhook, JSON: `{`, Want: "decode item of webhook"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Candidates, employees and events that other systems write are not Workable's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"email", "firstname", "id", "lastname"},
		{"cancelled", "candidate", "ends_at", "id", "starts_at", "type"},
		{"candidates", "paging"},
		{"employees", "fields"},
		nil,
	})
}
