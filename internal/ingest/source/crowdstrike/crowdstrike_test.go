package crowdstrike

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
	sourcetest.Keeps(t, Source(), "PROTECTED", "vim")
}

// The samples are of another product's tests: all are recognised.
func TestSamples(t *testing.T) {
	sourcetest.Samples(t, Source(), 5, "events/crowdstrike/*")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeHosts, JSON: `nonsense`, Want: "decode item of hosts"},
		{Name: "host without id", Shape: shapeHosts, JSON: `{}`, Want: "no device_id"},
		{Name: "host of no day", Shape: shapeHosts, JSON: `{"device_id":"a","first_seen":"x"}`, Want: "first_seen"},
		{Name: "host seen in year 9999", Shape: shapeHosts, JSON: `{"device_id":"a","last_seen":"9999-01-01T00:00:00Z"}`, Want: "last_seen"},
		{Name: "a process at no time", Shape: shapeEvents, JSON: `{"aid":"a","event_simpleName":"ProcessRollup2","ImageFileName":"anydesk.exe"}`, Want: "no time"},
		{Name: "a USB device at no time", Shape: shapeEvents, JSON: `{"aid":"a","event_simpleName":"DcUsbDeviceConnected","timestamp":"soon"}`, Want: "timestamp"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"aid", "cid"},
		{"device_id", "hostname"},
		{"event", "metadata"},
		nil,
	})
}
