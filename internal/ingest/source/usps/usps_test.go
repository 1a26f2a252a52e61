package usps

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// Six of the samples are another program's own shapes of the answers, or no tracking.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 2, "events/shipping_usps/*") }

func TestNothingElseIsKept(t *testing.T) {
	sourcetest.Keeps(t, Source(), "FRONT RANGE LOGISTICS", "M ROOM", "A CLERK", "JAMAICA|")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeTrack, JSON: `nonsense`, Want: "decode tracking"},
		{Name: "duplicate", Shape: shapeTrack, JSON: `{"trackingNumber":"a","trackingNumber":"b"}`, Want: "duplicate"},
		{Name: "cut short", Shape: shapeTrack, JSON: `{"trackingNumber":"a","trackingEvents":[{`, Want: "decode tracking"},
		{Name: "error answer", Shape: shapeTrack, JSON: `{"apiVersion":"v3","error":{"code":"404"}}`, Want: "404"},
		{Name: "no number", Shape: shapeTrack, JSON: `{"trackingEvents":[]}`, Want: "no tracking number"},
		{Name: "year 9999", Shape: shapeTrack, JSON: `{"trackingNumber":"1","trackingEvents":[{"GMTTimestamp":"9999-12-31T00:00:00Z"}]}`, Want: "scan 1"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Shops and other carriers write tracking numbers and events too.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"trackingNumber", "status"},
		{"trackingNumber", "trackingEvents"},
		{"trackResults", "trackingNumber"},
		{"apiVersion", "error"},
		nil,
	})
}
