package docusign

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// The samples hold nobody's signature: envelopes without recipients, users and
// messages without their envelope.
func TestSamples(t *testing.T)  { sourcetest.Samples(t, Source(), 1, "events/docusign/*.ndjson") }
func TestRecorded(t *testing.T) { sourcetest.Recorded(t, Source(), 4, 0, "events/docusign/*.json") }

// Of a form that was filled in nothing is kept, nor of who only looked on.
func TestNothingElseIsKept(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "1900-01-01", "ana@example.org", "cc@corp", "203.0.113.9", "10.0.0.7", "In Person")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeEnvelope, JSON: `nonsense`, Want: "decode envelopes"},
		{Name: "cut short", Shape: shapeAudit, JSON: `{"eventFields":[`, Want: "decode audit-events"},
		{Name: "duplicate", Shape: shapeConnect, JSON: `{"event":"a","event":"b"}`, Want: "duplicate"},
		{Name: "envelope without id", Shape: shapeEnvelope, JSON: `{"status":"completed"}`, Want: "no envelopeId"},
		{Name: "signed at no time", Shape: shapeEnvelope, JSON: `{"envelopeId":"1","recipients":{"signers":[{"recipientId":"1","signedDateTime":"x"}]}}`, Want: "signedDateTime"},
		{Name: "signer without id", Shape: shapeEnvelope, JSON: `{"envelopeId":"1","recipients":{"signers":[{"signedDateTime":"2026-01-04T10:00:00Z"}]}}`, Want: "no recipientId"},
		{Name: "message of nothing", Shape: shapeConnect, JSON: `{"data":{}}`, Want: "no event"},
		{Name: "message without envelope", Shape: shapeConnect, JSON: `{"event":"x","data":{"envelopeSummary":{"recipients":{}}}}`, Want: "no envelopeId"},
		{Name: "audit event of nothing", Shape: shapeAudit, JSON: `{"eventFields":[]}`, Want: "no action"},
		{Name: "audit event at no time", Shape: shapeAudit, JSON: `{"eventFields":[{"name":"Action","value":"Signed"},{"name":"logTime","value":"x"}]}`, Want: "logTime"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Webhooks, users and envelopes of others are not Docusign's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"data", "event"},
		{"resultSetSize", "users"},
		{"envelopeId", "status"},
		{"auditEvents"},
		{"signers"},
		nil,
	})
}
