package shipping

import (
	"slices"
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestSetAside(t *testing.T) {
	columns := []string{"recipient", "address", "tracking number", "ship date", "delivered date"}
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "year 9999", Shape: shapeList, Columns: columns, Cells: []string{"a", "1 Road", "", "9999-12-31", ""}, Want: "ship date"},
		{Name: "words for a date", Shape: shapeList, Columns: columns, Cells: []string{"a", "1 Road", "", "", "next week"}, Want: "delivery date"},
		{Name: "unknown shape", Shape: "x", Want: "no shape"},
	})
}

// Lists of people, devices and sign-ins must not be taken for parcels.
func TestOtherListsAreNotClaimed(t *testing.T) {
	for _, columns := range [][]string{
		{"Employee ID", "Name", "Address", "City", "State", "Zip", "Hire Date"},
		{"Device ID", "Device name", "Last check-in", "Serial number", "Primary user UPN"},
		{"timestamp", "event_type", "actor.alternate_id", "client.ip_address"},
		{"Candidate", "Email", "Phone", "Status"},
		{"name", "address", "shipped"},
		nil,
	} {
		if m := recognise(source.Head{Format: source.CSV, Columns: columns}); m.Confidence != 0 {
			t.Errorf("%q is claimed as %+v", columns, m)
		}
	}
}

// No heading may stand under two columns: which one it fills would be chance.
func TestHeadingsAreUnambiguous(t *testing.T) {
	under := map[string]column{}
	for c, names := range headings {
		if len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
			t.Errorf("column %d lists a heading twice", c)
		}
		for _, n := range names {
			if n != source.ColumnKey(n) {
				t.Errorf("heading %q is not folded", n)
			}
			if other, taken := under[n]; taken {
				t.Errorf("heading %q stands under columns %d and %d", n, c, other)
			}
			under[n] = c
		}
	}
}
