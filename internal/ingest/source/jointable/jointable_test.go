package jointable

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestSetAside(t *testing.T) {
	columns := []string{"candidate id", "employee id", "hire date"}
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "words for a date", Shape: shapeTable, Columns: columns, Cells: []string{"1", "2", "soon"}, Want: "hire date"},
		{Name: "unknown shape", Shape: "x", Want: "no shape"},
	})
}

func TestOtherListsAreNotClaimed(t *testing.T) {
	for _, columns := range [][]string{
		{"Employee ID", "Work Email", "Hire Date"},
		{"Candidate ID", "Application ID", "Candidate Name", "Email", "Hired Date"},
		{"Candidate ID", "Employee ID", "Account Number", "Routing Number"},
		{"Candidate ID", "Employee ID", "Tracking Number"},
		{"Candidate ID", "Work Email", "a", "b", "c", "d", "e", "f", "g", "h", "i"},
		nil,
	} {
		if m := recognise(source.Head{Format: source.CSV, Columns: columns}); m.Confidence != 0 {
			t.Errorf("%q is claimed as %+v", columns, m)
		}
	}
	if m := recognise(source.Head{Format: source.JSON, Columns: []string{"candidate id", "employee id"}}); m.Confidence != 0 {
		t.Errorf("JSON is claimed as %+v", m)
	}
}

// A list of who may use which program also has application ids: to read it as
// a join table would make one person of all users of a program.
func TestAssignmentsAreNotClaimed(t *testing.T) {
	for _, c := range []struct {
		columns []string
		rows    [][]string
		want    bool
	}{
		{[]string{"Application ID", "User principal name"}, nil, false},
		{[]string{"Application ID", "Application Name", "Employee ID"}, nil, false},
		{[]string{"Application ID", "Employee ID"}, [][]string{{"0a1b", "E1"}, {"", "E3"}, {"0a1b", "E2"}}, false},
		{[]string{"Application ID", "Employee ID"}, [][]string{{"71000001", "E1"}, {"71000001", "E1"}, {"71000002", "E2"}}, true},
		{[]string{"Greenhouse Application ID", "Work Email"}, nil, true},
		{[]string{"ATS Application ID", "Work Email"}, nil, true},
		{[]string{"Candidate ID", "Employee ID"}, [][]string{{"51000001", "E1"}, {"51000001", "E2"}}, true}, // hired again
	} {
		m := recognise(source.Head{Format: source.CSV, Columns: c.columns, Rows: c.rows})
		if got := m.Confidence != 0; got != c.want {
			t.Errorf("%q with %q: claimed %v, want %v", c.columns, c.rows, got, c.want)
		}
	}
}

// No heading may stand under two columns: which one it fills would be chance.
func TestHeadingsAreUnambiguous(t *testing.T) {
	under := map[string]column{}
	for c, names := range headings {
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

func TestQualified(t *testing.T) {
	for _, c := range []struct{ heading, cell, system, want string }{
		{"candidate_id", "51001553", "", "greenhouse:main:51001553"},
		{"Ashby candidate ID", "x", "", "ashby:main:x"},
		{"Candidate ID", "x", "Lever", "lever:main:x"},
		{"Candidate ID", "00000000-0000-4000-8000-000000000001", "", "ashby:main:00000000-0000-4000-8000-000000000001"},
		{"Candidate ID", "ashby:second:x", "Lever", "ashby:second:x"},
		{"Candidate ID", "a::b", "", "greenhouse:main:a::b"},
	} {
		var out source.Out
		it := source.Item{Shape: shapeTable, Columns: []string{c.heading, "ATS", "Employee ID"}, Cells: []string{c.cell, c.system, "E1"}}
		if err := mapItem(it, &out); err != nil {
			t.Fatal(err)
		}
		if got := out.Records[0].Refs[0]; got != (domain.Ref{Type: domain.RefCandidate, Value: c.want}) {
			t.Errorf("%q under %q gives %s, want %s", c.cell, c.heading, got, c.want)
		}
	}
}
