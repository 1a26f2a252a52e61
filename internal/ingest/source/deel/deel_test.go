package deel

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// What stays unrecognised are requests, questions of forms, rules of countries
// and answers that name no worker.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 25, "events/deel/*") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "1900-01-01", "310", "987654321", "Lisbon")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapePeople, JSON: `nonsense`, Want: "decode person"},
		{Name: "duplicate", Shape: shapePeople, JSON: `{"id":"1","id":"2"}`, Want: "duplicate"},
		{Name: "person ends at no time", Shape: shapePeople, JSON: `{"id":"1","termination_last_day":"x"}`, Want: "end date"},
		{Name: "user cut short", Shape: shapeSCIM, JSON: `{`, Want: "decode user"},
		{Name: "user starts at no time", Shape: shapeSCIM, JSON: `{"id":"1","urn:ietf:params:scim:schemas:extension:2.0:User":{"startDate":"x"}}`, Want: "start date"},
		{Name: "contract cut short", Shape: shapeContracts, JSON: `{`, Want: "decode contract"},
		{Name: "contract without id", Shape: shapeContracts, JSON: `{"worker":{"first_name":"x"}}`, Want: "no id"},
		{Name: "contract of year 9999", Shape: shapeContracts, JSON: `{"id":"1","worker":{"first_name":"x"},"start_date":"9999-12-31"}`, Want: "start date"},
		{Name: "payment cut short", Shape: shapePayments, JSON: `{`, Want: "decode payment"},
		{Name: "payment at no time", Shape: shapePayments, JSON: `{"contractor_unique_identifier":"1","group_id":"2","payment_date":"x"}`, Want: "payment_date"},
		{Name: "invoice cut short", Shape: shapeInvoices, JSON: `{`, Want: "decode invoice"},
		{Name: "invoice without id", Shape: shapeInvoices, JSON: `{"contract_id":"1"}`, Want: "no id"},
		{Name: "invoice of no time", Shape: shapeInvoices, JSON: `{"id":"1","contract_id":"1","issued_at":"x"}`, Want: "date of invoice"},
		{Name: "webhook cut short", Shape: shapeWebhook, JSON: `{`, Want: "decode webhook"},
		{Name: "webhook at no time", Shape: shapeWebhook, JSON: `{"timestamp":"x"}`, Want: "timestamp of webhook"},
		{Name: "check at no time", Shape: shapeWebhook, JSON: `{"data":{"meta":{"event_type":"bgcheck.result.available"},"resource":{"id":"1","contract_id":"2","name":"identity","is_complete":true,"completed_at":"x"}}}`, Want: "completed_at"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// SCIM users and lists of people that other systems write are not Deel's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"active", "emails", "id", "name", "schemas", "userName"},
		{"Resources", "totalResults"},
		{"contract_id", "id", "total"},
		{"emails", "first_name", "id", "last_name"},
		nil,
	})
}
