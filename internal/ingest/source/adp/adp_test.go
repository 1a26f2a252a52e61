package adp

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
	"github.com/daylight-hq/daylight/internal/wire"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestSamples(t *testing.T)                { sourcetest.Samples(t, Source(), 414, "events/adp/*") }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeWorkers, JSON: `nonsense`, Want: "decode worker"},
		{Name: "duplicate", Shape: shapeWorkers, JSON: `{"associateOID":"a","associateOID":"b"}`, Want: "duplicate"},
		{Name: "no id", Shape: shapeWorkers, JSON: `{"person":{}}`, Want: "no id"},
		{Name: "bad date", Shape: shapeWorkers, JSON: `{"associateOID":"a","workerDates":{"rehireDate":"9999-12-31"}}`, Want: "rehire date"},
		{Name: "event is no object", Shape: shapeEvents, JSON: `[]`, Want: "decode event"},
		{Name: "event of no worker", Shape: shapeEvents, JSON: `{"data":{"output":{"worker":{"person":{"legalName":{"formattedName":"x"}}}}}}`, Want: "names no worker"},
		{Name: "event without day", Shape: shapeEvents, JSON: `{"effectiveDateTime":"soon","data":{"output":{}}}`, Want: "effective date"},
		{Name: "account of no worker", Shape: shapeDistributions, JSON: `{"itemID":"1","distributionInstructions":[{"depositAccount":{"financialAccount":{"accountNumber":"1"}}}]}`, Want: "names no worker"},
		{Name: "rows are no list", Shape: shapeDistributions, JSON: `{"distributionInstructions":"x"}`, Want: "decode pay distribution"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Other systems list workers and events too.
func TestOtherListsAreNotClaimed(t *testing.T) {
	for _, h := range []source.Head{
		{Format: source.JSON, Top: []string{"workers"}, Sample: []byte(`{"workers":[{"id":1,"name":"x"}]}`)},
		{Format: source.JSON, Top: []string{"events"}, Sample: []byte(`{"events":[{"data":{"id":1}}]}`)},
		{Format: source.JSON, Top: []string{"meta"}, Sample: []byte(`{"meta":{"page":1}}`)},
		{Format: source.JSON, Top: []string{"data", "meta"}, Sample: []byte(`{"data":[],"meta":{"codeListTitle":1}}`)},
		{Format: source.CSV, Columns: []string{"Employee ID", "File #"}},
	} {
		if m := recognise(h); m.Confidence != 0 {
			t.Errorf("%s is claimed as %+v", h.Sample, m)
		}
	}
}

// What is protected must not come through, and nothing may call a holder.
func TestNothingProtectedComesThrough(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d fixtures, %v", len(files), err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		res, err := sourcetest.Run(Source(), f, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"PROTECTED", "NOT-A-HOLDER", "payee_name", "1900-01-01", "555-0118", "555-0100", "never moved in", "refused", "deceased"} {
			if strings.Contains(sourcetest.Render(res), no) {
				t.Errorf("%s: %q came through", f, no)
			}
		}
	}
}

func TestAccounts(t *testing.T) {
	for _, c := range []struct {
		json string
		want []domain.BankAccount
	}{
		{`[{"depositAccount":{"financialParty":{"routingTransitID":{"idValue":"XXXXXXXXX"}},"financialAccount":{"accountNumber":"XXXX9446"}}}]`,
			[]domain.BankAccount{{Routing: "XXXXXXXXX", Account: "XXXX9446"}}},
		{`[{"depositAccount":{"financialParty":{"financialPartyID":{"idValue":"999"},"branchNameCode":{"codeValue":"99998"}},"financialAccount":{"accountNumber":"1"}}}]`,
			[]domain.BankAccount{{Routing: "99999998", Account: "1", Country: "CA"}}},
		{`[{"depositAccount":{"financialParty":{"financialPartyID":{"schemeCode":{"codeValue":"999"}},"branchNameCode":{"codeValue":"99998"}},"financialAccount":{"accountNumber":"1"}}}]`,
			[]domain.BankAccount{{Routing: "99999998", Account: "1", Country: "CA"}}},
		{`[{"depositAccount":{"financialAccount":{"IBAN":"ZZ99TEST0000000001"}}},{"depositAccount":{"financialAccount":{"accountNumber":"2"}}}]`,
			[]domain.BankAccount{{IBAN: "ZZ99TEST0000000001"}, {Account: "2"}}},
	} {
		var out source.Out
		it := source.Item{Shape: shapeDistributions, JSON: []byte(`{"itemID":"1","associateOID":"a","distributionInstructions":` + c.json + `}`)}
		if err := mapItem(it, &out); err != nil {
			t.Fatal(err)
		}
		var got []domain.BankAccount
		for _, v := range out.Records[0].Values {
			if v.Bank != nil {
				got = append(got, *v.Bank)
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s gives %+v, want %+v", c.json, got, c.want)
		}
	}
}

// A listing and a payroll report name the position: both must come to the id
// that ADP writes on the worker.
func TestPosition(t *testing.T) {
	for _, c := range [][3]string{{"1W6", "1001", "1W6001001"}, {"1W6", "001001", "1W6001001"}, {"", "1", ""}, {"1W6", "", ""}, {"A", "1234567", "A1234567"}} {
		d := distribution{}
		d.Group.Value, d.FileNumber = wire.Text(c[0]), wire.Text(c[1])
		if got := d.position(); got != c[2] {
			t.Errorf("%s and %s give %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
