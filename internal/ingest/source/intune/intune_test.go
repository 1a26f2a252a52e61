package intune

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestSamples(t *testing.T)                { sourcetest.Samples(t, Source(), 3, "events/intune/*") }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeDevices, JSON: `nonsense`, Want: "decode managed device"},
		{Name: "duplicate", Shape: shapeDevices, JSON: `{"id":"a","id":"b"}`, Want: "duplicate"},
		{Name: "no id", Shape: shapeDevices, JSON: `{"value":{}}`, Want: "no id"},
		{Name: "year 9999", Shape: shapeDevices, JSON: `{"id":"a","enrolledDateTime":"9999-12-31T00:00:00Z"}`, Want: "enrolment date"},
		{Name: "row without id", Shape: shapeDevicesCSV, Columns: []string{"Device ID"}, Cells: []string{" "}, Want: "no id"},
		{Name: "row with a bad date", Shape: shapeDevicesCSV, Columns: []string{"Device ID", "Last check-in"}, Cells: []string{"a", "soon"}, Want: "last check-in"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}
