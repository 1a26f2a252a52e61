package googleworkspace

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestSamples(t *testing.T) {
	sourcetest.Samples(t, Source(), 2, "events/google_workspace/*", "meetings/meet*")
}

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "room-1", "192.168.1.4")
}

func TestSetAside(t *testing.T) {
	meet := `{"id":{"applicationName":"meet"},"events":[{"name":"call_ended","parameters":[{"name":"meeting_code","value":"ABCDEFGHIJ"},`
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeActivities, JSON: `nonsense`, Want: "decode activity"},
		{Name: "cut short", Shape: shapeActivities, JSON: `{"id":{"applicationName":"login"}`, Want: "decode activity"},
		{Name: "duplicate", Shape: shapeActivities, JSON: `{"id":{"time":"1","time":"2"}}`, Want: "duplicate"},
		{Name: "no date", Shape: shapeActivities, JSON: `{"id":{"applicationName":"login","time":"x"}}`, Want: "time of activity"},
		{Name: "sign-in at no time", Shape: shapeActivities, Want: "no time",
			JSON: `{"id":{"applicationName":"login"},"actor":{"email":"a@example.com"},"ipAddress":"203.0.113.1","name":"login_success"}`},
		{Name: "call at no time", Shape: shapeActivities, JSON: meet + `{"name":"duration_seconds","intValue":"60"}]}]}`, Want: "no time"},
		{Name: "call of years", Shape: shapeActivities, JSON: meet + `{"name":"duration_seconds","intValue":"99999999"}]}]}`, Want: "a call of"},
		{Name: "call of no length", Shape: shapeActivities, JSON: meet + `{"name":"duration_seconds","value":"NaN"}]}]}`, Want: "a call of"},
		{Name: "call that began in no time", Shape: shapeActivities, JSON: meet + `{"name":"start_timestamp_seconds","value":"x"}]}]}`, Want: "start_timestamp_seconds"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Activities are known by more than the names of their members.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{{"items", "kind"}, {"actor", "id"}, {"actor", "events", "id"}, nil})
	h := source.Head{Format: source.JSON, Top: []string{"items", "kind"}, First: []string{"id"}, Sample: []byte(`{"kind":"youtube#list","items":[{"id":1}]}`)}
	if m := recognise(h); m.Confidence != 0 {
		t.Errorf("%+v is claimed as %+v", h, m)
	}
}
