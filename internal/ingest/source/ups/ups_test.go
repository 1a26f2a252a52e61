package ups

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// Four of the samples are another program's own shapes of UPS's answers.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 28, "events/shipping_ups/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeTrack, JSON: `nonsense`, Want: "decode tracking"},
		{Name: "duplicate", Shape: shapeTrack, JSON: `{"inquiryNumber":"a","inquiryNumber":"b"}`, Want: "duplicate"},
		{Name: "error answer", Shape: shapeTrack, JSON: `{"response":{"errors":[{"code":"TV1002"}]}}`, Want: "TV1002"},
		{Name: "warning", Shape: shapeTrack, JSON: `{"warnings":[{"code":"TW0001"}]}`, Want: "TW0001"},
		{Name: "no parcel", Shape: shapeTrack, JSON: `{"inquiryNumber":"1Z"}`, Want: "no parcel"},
		{Name: "no number", Shape: shapeTrack, JSON: `{"package":[{}]}`, Want: "no tracking number"},
		{Name: "year 9999", Shape: shapeTrack, JSON: `{"inquiryNumber":"1Z","package":[{"activity":[{"date":"99991231","time":"1"}]}]}`, Want: "year 9999"},
		{Name: "day 45", Shape: shapeTrack, JSON: `{"inquiryNumber":"1Z","package":[{"activity":[{"date":"20260145"}]}]}`, Want: "scan 1"},
		{Name: "Quantum View cut short", Shape: shapeQuantum, JSON: `{"SubscriptionFile":[`, Want: "decode Quantum View"},
		{Name: "Quantum View event of nothing", Shape: shapeQuantum, JSON: `{"SubscriptionFile":[{"Delivery":[{"Date":"20260101"}]}]}`, Want: "no tracking number"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}
