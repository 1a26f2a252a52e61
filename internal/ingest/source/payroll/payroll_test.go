package payroll

import (
	"os"
	"slices"
	"strings"
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
	columns := []string{"Employee ID", "Routing", "Account", "Effective date", "Pay date", "Amount"}
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "words for a date", Shape: shapePayees, Columns: columns, Cells: []string{"1", "2", "3", "soon", "", ""}, Want: "effective date"},
		{Name: "year 9999", Shape: shapePayees, Columns: columns, Cells: []string{"1", "2", "3", "", "9999-12-31", ""}, Want: "pay date"},
		{Name: "words for a sum", Shape: shapePayees, Columns: columns, Cells: []string{"1", "2", "3", "", "", "NaN"}, Want: "amount"},
		{Name: "nobody's account", Shape: shapePayees, Columns: columns, Cells: []string{"", "2", "3", "", "", ""}, Want: "no employee"},
		{Name: "unknown shape", Shape: "x", Want: "no shape"},
	})
}

// Lists of people, parcels, sign-ins and candidates are not payroll's.
func TestOtherListsAreNotClaimed(t *testing.T) {
	for _, columns := range [][]string{
		{"Employee ID", "Name", "Address", "City", "State", "Zip", "Hire Date"},
		{"Employee ID", "Recipient", "Tracking Number", "Account Number", "Routing Number", "Ship Date"},
		{"Candidate ID", "Employee ID", "Account Holder Name", "Account Number", "Routing Number"},
		{"Employee ID", "Name", "Effective Date", "Status"},
		{"Name", "Routing Number", "Account Number"},
		{"timestamp", "event_type", "actor.alternate_id", "client.ip_address"},
		{"candidate_id", "employee_id"},
		nil,
	} {
		if m := recognise(source.Head{Format: source.CSV, Columns: columns}); m.Confidence != 0 {
			t.Errorf("%q is claimed as %+v", columns, m)
		}
	}
	if m := recognise(source.Head{Format: source.JSON, Columns: []string{"Employee ID", "IBAN"}}); m.Confidence != 0 {
		t.Errorf("JSON is claimed as %+v", m)
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

// What is protected must not come through, and no id may hold more of an
// account than a payslip prints.
func TestNothingProtectedComesThrough(t *testing.T) {
	for _, f := range []string{"payees", "name-check", "register", "payments"} {
		data, err := os.ReadFile("testdata/" + f + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		res, err := sourcetest.Run(Source(), f+".csv", data)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(sourcetest.Render(res), "PROTECTED") {
			t.Errorf("%s: a protected value came through", f)
		}
		for _, r := range res.Records {
			for _, v := range r.Values {
				if v.Bank != nil && v.Bank.Account != "" && strings.Contains(r.Key.ID, v.Bank.Account) {
					t.Errorf("%s holds the account", r.Key)
				}
			}
		}
	}
}

// Only what the bank itself said of a name is verified.
func TestPayeeNameAssurance(t *testing.T) {
	columns := []string{"Employee ID", "Account Number", "Sort Code", "Account Name", "CoP Result", "Name Returned"}
	for _, c := range []struct {
		result, returned string
		want             []domain.Assurance
	}{
		{"Match", "", []domain.Assurance{domain.Verified}},
		{"Close Match", "I L Brandow", []domain.Assurance{domain.Verified, domain.Recorded}},
		{"No Match", "", []domain.Assurance{domain.Recorded}},
		{"", "", []domain.Assurance{domain.Recorded}},
	} {
		var out source.Out
		it := source.Item{Shape: shapePayees, Columns: columns, Cells: []string{"1", "99990014", "990001", "Ilsa Brandow", c.result, c.returned}}
		if err := mapItem(it, &out); err != nil {
			t.Fatal(err)
		}
		var got []domain.Assurance
		for _, v := range out.Records[0].Values {
			if v.Field == domain.FieldPayeeName {
				got = append(got, v.Assurance)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q, %q: %v, want %v", c.result, c.returned, got, c.want)
		}
	}
}
