package zoom

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// Most of the samples are settings, schedules and user lists, which carry
// nothing that is read and stay unrecognised.
func TestSamples(t *testing.T) {
	sourcetest.Samples(t, Source(), 12, "events/zoom/*", "meetings/zoom*")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeParticipants, JSON: `nonsense`, Want: "decode participants"},
		{Name: "duplicate", Shape: shapeParticipants, JSON: `{"id":"a","id":"b"}`, Want: "duplicate"},
		{Name: "page of one bad time", Shape: shapeParticipants,
			JSON: `{"meeting_id":88233737762,"participants":[{"user_name":"a","join_time":"later"}]}`, Want: "participant 1"},
		{Name: "webhook cut short", Shape: shapeWebhook, JSON: `{"event":"meeting.participant_joined"`, Want: "decode webhook"},
		{Name: "webhook year 0", Shape: shapeWebhook, Want: "join time",
			JSON: `{"event":"meeting.participant_joined","payload":{"object":{"id":88233737762,"participant":{"join_time":"0000-01-01T00:00:00Z"}}}}`},
		{Name: "activity without time", Shape: shapeActivity, JSON: `{"email":"a@example.com","ip_address":"203.0.113.1"}`, Want: "time of activity"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}
