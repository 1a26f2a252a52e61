package lever

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
// Lever's. The one that is not recognised is an empty list.
func TestSamples(t *testing.T) { sourcetest.Recorded(t, Source(), 10, 0, "events/lever/*") }

// Of an application that a recruiter entered, address, browser and time zone
// are the recruiter's.
func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "protected@", "203.0.113.99", "Berlin", "Los_Angeles", "Mozilla", "gone@example.org", "10.0.0.1")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeOpportunities, JSON: `nonsense`, Want: "decode item of opportunities"},
		{Name: "duplicate", Shape: shapeOpportunities, JSON: `{"id":"1","id":"2"}`, Want: "duplicate"},
		{Name: "opportunity of nobody", Shape: shapeOpportunities, JSON: `{}`, Want: "no id"},
		{Name: "opportunity at no time", Shape: shapeOpportunities, JSON: `{"id":"1","createdAt":"x"}`, Want: "createdAt"},
		{Name: "archived at no time", Shape: shapeOpportunities, JSON: `{"id":"1","archived":{"archivedAt":"x"}}`, Want: "archivedAt"},
		{Name: "contact of nobody", Shape: shapeContacts, JSON: `{}`, Want: "no id"},
		{Name: "application cut short", Shape: shapeApplications, JSON: `{"id":`, Want: "decode item of applications"},
		{Name: "application at no time", Shape: shapeApplications, JSON: `{"id":"1","opportunityId":"2","createdAt":"x"}`, Want: "createdAt"},
		{Name: "interview without id", Shape: shapeInterviews, JSON: `{}`, Want: "no id"},
		{Name: "interview at no time", Shape: shapeInterviews, JSON: `{"id":"1","date":"x"}`, Want: "date of interview"},
		{Name: "résumé without id", Shape: shapeResumes, JSON: `{}`, Want: "no id"},
		{Name: "résumé of no time", Shape: shapeResumes, JSON: `{"id":"1","opportunityId":"2","createdAt":"x"}`, Want: "createdAt"},
		{Name: "hired at no time", Shape: shapeWebhook, JSON: `{"event":"candidateHired","triggeredAt":"x","data":{"opportunityId":"1"}}`, Want: "triggeredAt"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Candidates and events that other systems write are not Lever's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"data", "event", "triggeredAt"},
		{"emails", "id", "name", "phones"},
		{"candidateId", "id", "opportunityId"},
		{"createdAt", "id", "name"},
		nil,
	})
}
