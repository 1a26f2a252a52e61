package teams

import (
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }
func TestSamples(t *testing.T)                { sourcetest.Samples(t, Source(), 1, "meetings/teams*") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "52.114.188.32", "192.168.1.17", "10.0.0.9")
}

// One id in two tenants names two accounts, and two records.
func TestTenants(t *testing.T) {
	item := []byte(`{"id":"c1","organizer":{"user":{"tenantId":"t"}},"sessions":[{"id":"s1","startDateTime":"2026-03-03T15:00:00Z",` +
		`"caller":{"identity":{"user":{"id":"u1","tenantId":"t"}}}}]}`)
	for _, tenant := range []string{"north", "south"} {
		var out source.Out
		if err := Source().Map(source.Item{Shape: shapeRecords, JSON: item, Tenant: tenant}, &out); err != nil {
			t.Fatal(err)
		}
		r := out.Records[0]
		if r.Key.Tenant != tenant || r.Refs[0].Value != "entra:"+tenant+":u1" {
			t.Errorf("in %s: %s refers to %v", tenant, r.Key, r.Refs)
		}
	}
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeRecords, JSON: `nonsense`, Want: "decode call record"},
		{Name: "cut short", Shape: shapeRecords, JSON: `{"id":"1","sessions":[`, Want: "decode call record"},
		{Name: "duplicate", Shape: shapeRecords, JSON: `{"id":"1","id":"2"}`, Want: "duplicate"},
		{Name: "no id", Shape: shapeRecords, JSON: `{"sessions":[{"id":"1"}]}`, Want: "no id"},
		{Name: "no sessions", Shape: shapeRecords, JSON: `{"id":"1"}`, Want: "without its sessions"},
		{Name: "start at no time", Shape: shapeRecords, JSON: `{"id":"1","sessions":[{"startDateTime":"x"}]}`, Want: "startDateTime"},
		{Name: "end in year 9999", Shape: shapeRecords, JSON: `{"id":"1","sessions":[{"endDateTime":"9999-12-31T00:00:00Z"}]}`, Want: "endDateTime"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"endDateTime", "id", "startDateTime", "subject"},
		{"id", "participants", "type"},
		nil,
	})
}

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"PT0.061S": 61 * time.Millisecond, "PT1M2S": 62 * time.Second, "PT0S": 0, "P1D": 0, "PT-1S": 0, "": 0, "PTNaNS": 0, "PT99H": 0,
	} {
		if got, ok := duration(text); ok != (want > 0) || ok && got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, ok, want)
		}
	}
}
