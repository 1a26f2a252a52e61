package slack

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// The answers of Slack's SDK and its audit log are recognised; in the
// recordings of another product the answers inside are Slack's.
func TestSamples(t *testing.T) {
	sourcetest.Samples(t, Source(), 11, "events/slack/sdk*", "events/slack/panther*")
}
func TestRecordings(t *testing.T) { sourcetest.Recorded(t, Source(), 3, 0, "events/slack/nango*") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "America/New_York", "admin@example.com", "Robot")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeAccess, JSON: `nonsense`, Want: "decode access log entry"},
		{Name: "duplicate", Shape: shapeAccess, JSON: `{"ip":"1","ip":"2"}`, Want: "duplicate"},
		{Name: "first use at no time", Shape: shapeAccess, JSON: `{"user_id":"U1","ip":"203.0.113.1","date_first":"x"}`, Want: "date_first"},
		{Name: "last use at no time", Shape: shapeAccess, JSON: `{"user_id":"U1","ip":"203.0.113.1","date_first":1772461500,"date_last":"x"}`, Want: "date_last"},
		{Name: "last use before the first", Shape: shapeAccess, JSON: `{"user_id":"U1","ip":"203.0.113.1","date_first":1772461500,"date_last":1772461499}`, Want: "before its first"},
		{Name: "no time", Shape: shapeAccess, JSON: `{"user_id":"U1","ip":"203.0.113.1"}`, Want: "no time"},
		{Name: "entry cut short", Shape: shapeAudit, JSON: `{"action":`, Want: "decode audit log entry"},
		{Name: "entry without time", Shape: shapeAudit, JSON: `{"action":"user_login","actor":{"type":"user","user":{"id":"U1"}},"context":{"ip_address":"203.0.113.1"}}`, Want: "no time"},
		{Name: "member without id", Shape: shapeMembers, JSON: `{}`, Want: "no id"},
		{Name: "member changed at no time", Shape: shapeMembers, JSON: `{"id":"U1","updated":"x"}`, Want: "updated"},
		{Name: "answer without a member", Shape: shapeMember, JSON: `{"ok":false}`, Want: "no id"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Logs and members that other systems write are not Slack's.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"action", "actor", "context"},
		{"id", "name", "profile"},
		{"ip", "user_agent", "user_id"},
		{"ok", "user"},
		nil,
	})
}
