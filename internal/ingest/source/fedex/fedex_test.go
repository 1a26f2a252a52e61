package fedex

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// Four of the samples are another program's own shapes of FedEx's answers.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 7, "events/shipping_fedex/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeTrack, JSON: `nonsense`, Want: "decode tracking"},
		{Name: "duplicate", Shape: shapeTrack, JSON: `{"trackingNumber":"a","trackingNumber":"b"}`, Want: "duplicate"},
		{Name: "error answer", Shape: shapeTrack, JSON: `{"errors":[{"code":"NOT.FOUND"}]}`, Want: "NOT.FOUND"},
		{Name: "empty answer", Shape: shapeTrack, JSON: `{"output":{}}`, Want: "no tracking result"},
		{Name: "result without number", Shape: shapeTrack, JSON: `{"trackResults":[{}]}`, Want: "no number"},
		{Name: "not found", Shape: shapeTrack, JSON: `{"trackResults":[{"error":{"code":"TRACKING.NOTFOUND"}}]}`, Want: "TRACKING.NOTFOUND"},
		{Name: "year 0", Shape: shapeTrack, JSON: `{"trackingNumber":"1","trackResults":[{"scanEvents":[{"date":"0000-01-01"}]}]}`, Want: "scan 1"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}
