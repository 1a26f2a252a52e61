package sysmon

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// TestNothingSecretComesThrough: values of commands, codes and PINs are dropped.
func TestNothingSecretComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "notepad")
}

// The samples are several documents in one file, as evtx_dump writes them.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 1, "tradecraft/sample_events/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeEvents, JSON: `nonsense`, Want: "decode item of events"},
		{Name: "no computer", Shape: shapeEvents, JSON: `{"Event":{"System":{"EventID":1},"EventData":{"Image":"anydesk.exe"}}}`, Want: "no computer"},
		{Name: "no time", Shape: shapeEvents, JSON: `{"Event":{"System":{"EventID":1,"Computer":"a"},"EventData":{"Image":"anydesk.exe"}}}`, Want: "no time"},
		{Name: "year 9999", Shape: shapeBeats, JSON: `{"winlog":{"event_id":1,"computer_name":"a","event_data":{"Image":"anydesk.exe","UtcTime":"9999-01-01 00:00:00"}}}`, Want: "UtcTime"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"Event"},
		{"winlog"},
		nil,
	})
}
