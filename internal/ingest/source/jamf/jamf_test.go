package jamf

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
	sourcetest.Keeps(t, Source(), "PROTECTED", "Safari", "192.168")
}

func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 1, "events/jamf/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeInventory, JSON: `nonsense`, Want: "decode item of computers"},
		{Name: "no udid", Shape: shapeInventory, JSON: `{}`, Want: "no udid"},
		{Name: "of no day", Shape: shapeInventory, JSON: `{"udid":"a","general":{"lastContactTime":"x"}}`, Want: "lastContactTime"},
		{Name: "enrolled in year 9999", Shape: shapeInventory, JSON: `{"udid":"a","general":{"lastEnrolledDate":"9999-01-01T00:00:00Z"}}`, Want: "lastEnrolledDate"},
		{Name: "webhook at no time", Shape: shapeWebhook, JSON: `{"webhook":{"webhook_event":"ComputerAdded","event_timestamp":"x"},"event":{"udid":"a"}}`, Want: "event_timestamp"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"event", "webhook"},
		{"general", "udid"},
		nil,
	})
}
