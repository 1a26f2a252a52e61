package mapper

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests name zones

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

// TestGolden reads an input through its mapping. UPDATE=1 rewrites the output.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/map/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			parts := readSections(t, path)
			src, err := Load([]byte(parts[0].data), "mapping.yaml")
			if err != nil {
				t.Fatal(err)
			}
			res, err := sourcetest.Run(src, parts[1].name, []byte(parts[1].data))
			if err != nil {
				t.Fatal(err)
			}
			got := sourcetest.Render(res)
			if os.Getenv("UPDATE") == "1" {
				whole, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				head, _, _ := strings.Cut(string(whole), "-- output --\n")
				if err := os.WriteFile(path, []byte(head+"-- output --\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(parts[2].data, got); diff != "" {
				t.Errorf("output differs (UPDATE=1 rewrites it):\n%s", diff)
			}
			roundTrip(t, parts[0].data)
		})
	}
}

// roundTrip writes a mapping as YAML and reads it back.
func roundTrip(t *testing.T, text string) {
	t.Helper()
	m, err := Parse([]byte(text), "mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	assertLoads(t, m, nil)
}

const minimal = "mapping: m\nmatch: {columns: [Id]}\nkind: worker\nrefs: {employee: Id}\n"

func TestLoadRefuses(t *testing.T) {
	value := func(entry string) string { return minimal + "values:\n  - " + entry + "\n" }
	cases := []struct{ name, text, want string }{
		{"empty", "", "m.yaml: read the mapping: the file is empty"},
		{"two documents", minimal + "---\n" + minimal, "second document"},
		{"not yaml", "a: [", "m.yaml: read the mapping"},
		{"not an object", "- a", "m.yaml:1: a mapping must be written as key: value"},
		{"unknown key", minimal + "titel: x\n", `m.yaml:5: a mapping has no key "titel"; did you mean title?`},
		{"key twice", minimal + "kind: pay\n", `m.yaml:5: a mapping names "kind" twice`},
		{"no name", "match: {columns: [Id]}\nkind: worker\nrefs: {employee: Id}\n", "m.yaml:1: mapping needs a name"},
		{"bad name", strings.Replace(minimal, "mapping: m", "mapping: My Map", 1), "m.yaml:1: mapping needs a name"},
		{"no match", "mapping: m\nkind: worker\nrefs: {employee: Id}\n", "match.columns is missing"},
		{"no kind", "mapping: m\nmatch: {columns: [Id]}\nrefs: {employee: Id}\n", "kind is missing; use one of"},
		{"unknown kind", strings.Replace(minimal, "worker", "wroker", 1), `m.yaml:3: "wroker" is not a kind; did you mean worker?`},
		{"reads nothing", "mapping: m\nmatch: {columns: [Id]}\nkind: worker\n", "the mapping reads nothing"},
		{"unknown ref", strings.Replace(minimal, "employee", "employe", 1), `m.yaml:4: "employe" is not a join key; did you mean employee?`},
		{"qualified plain ref", strings.Replace(minimal, "employee: Id", "employee: {column: Id, qualify: adp}", 1), "employee takes no qualify"},
		{"bad qualify", strings.Replace(minimal, "employee: Id", "candidate: {column: Id, qualify: Green House}", 1), `qualify "Green House" is not a source`},
		{"ref without column", strings.Replace(minimal, "employee: Id", "candidate: {qualify: adp}", 1), "refs.candidate names no column"},
		{"bad tenant", minimal + "tenant: a b\n", `m.yaml:5: tenant "a b"`},
		{"unknown field", value("{field: refree_email, column: A}"), `m.yaml:6: "refree_email" is not a field; did you mean referee_email?`},
		{"no field", value("{column: A}"), "m.yaml:6: the entry names no field"},
		{"unknown role", value("{field: email, column: A, role: hoem}"), `m.yaml:6: "hoem" is not a role; did you mean home?`},
		{"unknown assurance", value("{field: email, column: A, assurance: sure}"), `m.yaml:6: "sure" is not an assurance`},
		{"wrong part", value("{field: email, column: A, city: B}"), "m.yaml:6: email is not filled from city"},
		{"constant identifier", value("{field: email, const: a@example.com}"), "email is not filled from const"},
		{"two sources", value("{field: status, column: A, const: active}"), "status needs exactly one of"},
		{"no source", value("{field: email}"), "email needs exactly one of"},
		{"address without street", value("{field: address, city: A}"), "for a city without a street use field: place"},
		{"half a point", value("{field: place, lat: A}"), "place needs both lat and lon"},
		{"empty place", value("{field: place, role: home}"), "place needs a city"},
		{"half an account", value("{field: bank_account, account: A}"), "half a number is no account"},
		{"no currency", value("{field: amount, column: A}"), "amount needs either currency"},
		{"bad currency", value("{field: amount, column: A, currency: usd}"), `currency "usd"`},
		{"bad decimal", value("{field: amount, column: A, currency: USD, decimal: x}"), `decimal "x"`},
		{"amount without column", value("{field: amount, currency: USD}"), "amount names no column"},
		{"unknown event", value("{field: delivery_event, const: lost}"), "delivery_event needs const, one of delivered"},
		{"layout without date", value("{field: hired_at, column: A, layout: DD/MM/YYYY}"), `m.yaml:6: layout "DD/MM/YYYY" holds no whole date`},
		{"layout without year", value("{field: hired_at, column: A, layout: 02/01}"), "holds no whole date"},
		{"time layout", minimal + "occurred_at: {column: A, layout: \"15:04\"}\n", "m.yaml:5: layout"},
		{"unknown zone", minimal + "occurred_at: {column: A, zone: Mars/Base}\n", `m.yaml:5: zone "Mars/Base"`},
		{"when without column", value("{field: status, const: a, when: {in: [x]}}"), "when names no column"},
		{"alias", "mapping: &a m\nmatch: {columns: [Id]}\nkind: worker\nrefs: {employee: *a}\n", "m.yaml:4: refs.employee"},
		{"empty text", minimal + "title: \"\"\n", "m.yaml:5: title is empty"},
		{"secret id", minimal + "id: [acct]\nvalues:\n  - {field: bank_account, routing: R, account: Acct}\n", "record keys are shown in clear"},
		{"deep path", minimal + "id: [" + strings.Repeat("a.", 20) + "b]\n", "shorten the path"},
		{"unknown field document_error", value("{field: document_error, column: A}"), "is not a field"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load([]byte(c.text), "m.yaml")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want an error with %q, have: %v", c.want, err)
			}
		})
	}
}

// Every problem of a file is told at once.
func TestLoadTellsEveryProblem(t *testing.T) {
	_, err := Load([]byte(minimal+"values:\n  - {field: x, column: A}\n  - {field: email, column: Gender}\n"), "m.yaml")
	if err == nil || !strings.Contains(err.Error(), "m.yaml:6:") || !strings.Contains(err.Error(), "m.yaml:7:") {
		t.Errorf("want lines 6 and 7, have: %v", err)
	}
}

func TestLoadAll(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := write("a.yaml", minimal)
	b := write("b.yaml", strings.Replace(minimal, "mapping: m", "mapping: n", 1))
	got, err := LoadAll([]string{a, b})
	if err != nil || len(got) != 2 || got[0].Name != "map-m" || got[1].Name != "map-n" {
		t.Fatalf("have %v, %v", got, err)
	}
	bad := write("c.yaml", "kind: x\n")
	_, err = LoadAll([]string{a, a, bad, filepath.Join(dir, "none.yaml")})
	for _, want := range []string{`the name "m" is taken by`, "c.yaml:1:", "none.yaml"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, have: %v", want, err)
		}
	}
}

func TestRecognise(t *testing.T) {
	load := func(match, items string) source.Source {
		text := "mapping: m\nkind: worker\nrefs: {employee: Id}\nmatch: {columns: " + match + "}\n"
		if items != "" {
			text += "items: " + items + "\n"
		}
		s, err := Load([]byte(text), "m.yaml")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	cases := []struct {
		name  string
		match string
		items string
		head  source.Head
		want  int
	}{
		{"sheet", "[Emp No, Mail]", "", source.Head{Format: source.XLSX, Columns: []string{"emp_no", "Other", "MAIL"}}, 100},
		{"column missing", "[Emp No, Mail]", "", source.Head{Format: source.CSV, Columns: []string{"Emp No"}}, 0},
		{"other script is exact", "[氏名]", "", source.Head{Format: source.CSV, Columns: []string{"番号", "氏名"}}, 100},
		{"other script differs", "[氏名]", "", source.Head{Format: source.CSV, Columns: []string{"番号"}}, 0},
		{"lines", "[id, user.mail]", "", source.Head{Format: source.NDJSON, Top: []string{"id", "user"}}, 100},
		{"lines differ", "[id, user.mail]", "", source.Head{Format: source.NDJSON, Top: []string{"id"}}, 0},
		{"array", "[id]", "", source.Head{Format: source.JSON, First: []string{"id"}}, 100},
		{"object is the item", "[id]", "", source.Head{Format: source.JSON, Top: []string{"id"}, First: []string{"x"}}, 100},
		{"array below", "[id]", "", source.Head{Format: source.JSON, Top: []string{"rows"}, First: []string{"id"}}, 0},
		{"items", "[id]", "rows", source.Head{Format: source.JSON, Top: []string{"rows"}, First: []string{"id"}}, 100},
		{"items in another array", "[id]", "rows", source.Head{Format: source.JSON, Top: []string{"a", "rows"}, First: []string{"x"}, Sample: []byte(`{"a":[{"x":1}],"rows":[{"id" : 1`)}, 100},
		{"items absent", "[id]", "rows", source.Head{Format: source.JSON, Top: []string{"a"}, First: []string{"id"}}, 0},
		{"name only as a value", "[id]", "rows", source.Head{Format: source.JSON, Top: []string{"rows"}, Sample: []byte(`{"rows":["id"]}`)}, 0},
		{"document", "[id]", "", source.Head{Format: source.Document}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := load(c.match, c.items).Recognise(c.head)
			if got.Confidence != c.want || c.want > 0 && c.head.Format == source.JSON && got.Items != c.items {
				t.Errorf("have %+v, want confidence %d", got, c.want)
			}
		})
	}
}

// A sheet's row may be shorter than its header, and the tenant of the import
// holds where the mapping names none.
func TestSheetRow(t *testing.T) {
	s, err := Load([]byte(minimal+"values:\n  - {field: device_mac, column: MAC}\n  - {field: status, column: Status}\n"), "m.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out source.Out
	it := source.Item{Columns: []string{"Id", "MAC", "Status", "Other"}, Cells: []string{" 7 ", "02:00:5e:10:00:01"}, Tenant: "eu"}
	if err := s.Map(it, &out); err != nil {
		t.Fatal(err)
	}
	r := out.Records[0]
	if r.Key.Source != "map-m" || r.Key.Tenant != "eu" || r.Refs[0].Value != "7" || len(r.Values) != 1 || out.Unknown != 1 {
		t.Errorf("have %+v, unknown %d", r, out.Unknown)
	}
}

// The key of a row without an id must not let an account number be found by
// trying them all, and must not depend on where the row stood.
func TestContentID(t *testing.T) {
	record := func(account string) domain.Record {
		return domain.Record{Values: []domain.Value{{Field: domain.FieldBankAccount, Bank: &domain.BankAccount{Routing: "123456789", Account: account}}}}
	}
	if contentID(record("00011122")) != contentID(record("99911122")) {
		t.Error("the key depends on more of an account number than its last four digits")
	}
	if contentID(record("00011122")) == contentID(record("00011123")) {
		t.Error("accounts with different last digits have one key")
	}
	moved := record("00011122")
	moved.Origin.Line, moved.ObservedAt = 7, time.Unix(1, 0)
	if contentID(moved) != contentID(record("00011122")) {
		t.Error("the key depends on where the row stood")
	}
}

func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		in, decimal string
		want        float64
		bad         bool
	}{
		{in: "1,234.56", want: 1234.56}, {in: "1.234,56", want: 1234.56}, {in: "1,234", want: 1234},
		{in: "12,5", want: 12.5}, {in: "1,234,567", want: 1234567}, {in: "$ 5.10", want: 5.1},
		{in: "(5)", want: -5}, {in: "-5", want: -5}, {in: "1.234", want: 1.234}, {in: "1.234", decimal: ",", want: 1234},
		{in: "€1\u00a0234,50", want: 1234.5}, {in: "1.2.3", bad: true}, {in: "5 apples", bad: true}, {in: "", bad: true}, {in: "5-6", bad: true},
	} {
		got, err := parseNumber(c.in, c.decimal)
		if (err != nil) != c.bad || got != c.want {
			t.Errorf("parseNumber(%q, %q) = %v, %v", c.in, c.decimal, got, err)
		}
	}
}

func TestParseTime(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in, layout string
		zone       *time.Location
		want       string // "" is an error
	}{
		{"2025-07-14", "", time.UTC, "2025-07-14T00:00:00Z"},
		{"2025-07-14T10:00:00.5Z", "", london, "2025-07-14T10:00:00.5Z"},
		{"2025-07-14 10:00:00", "", london, "2025-07-14T09:00:00Z"},
		{"2025-07-14 10:00", "", time.UTC, "2025-07-14T10:00:00Z"},
		{"2025-07-14T10:00:00+02:00", "", london, "2025-07-14T08:00:00Z"},
		{"2025-07-14 10:00:00 UTC", "", london, "2025-07-14T10:00:00Z"},
		{"2025-07-14 10:00:00 PST", "", time.UTC, ""},
		{"7/14/2025", "", time.UTC, ""},
		{"14/07/2025", "2/1/2006", london, "2025-07-13T23:00:00Z"},
		{"1752487200", "unix", london, "2025-07-14T10:00:00Z"},
		{"1752487200000", "unix-ms", london, "2025-07-14T10:00:00Z"},
		{"-9999999999", "unix", time.UTC, ""}, {"x", "unix", time.UTC, ""}, {"9999999999999999", "unix-ms", time.UTC, ""},
		{"0001-01-01", "", time.UTC, ""}, {"9999-12-31", "", time.UTC, ""}, {"01/01/9999", "2/1/2006", time.UTC, ""},
		{"2025-02-30", "", time.UTC, ""},
	} {
		got, err := parseTime(c.in, c.layout, c.zone)
		if (err != nil) != (c.want == "") || err == nil && got.Format(time.RFC3339Nano) != c.want {
			t.Errorf("parseTime(%q, %q, %s) = %s, %v; want %s", c.in, c.layout, c.zone, got, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), c.in) && len(c.in) > 1 {
			t.Errorf("the reason quotes the cell: %v", err)
		}
	}
}

// A composite id cannot be made to look like another by its separators.
func TestCompositeID(t *testing.T) {
	s, err := Load([]byte(minimal+"id: [A, B]\n"), "m.yaml")
	if err != nil {
		t.Fatal(err)
	}
	id := func(a, b string) string {
		var out source.Out
		if err := s.Map(source.Item{Columns: []string{"Id", "A", "B"}, Cells: []string{"1", a, b}}, &out); err != nil {
			t.Fatal(err)
		}
		return out.Records[0].Key.ID
	}
	if id("a|", "b") == id("a", "|b") || id("a%7C", "b") == id("a|", "b") {
		t.Error("two different ids are written alike")
	}
}

func FuzzLoad(f *testing.F) {
	paths, _ := filepath.Glob("testdata/map/*.txtar")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		text, _, _ := strings.Cut(strings.TrimPrefix(string(data), "-- mapping.yaml --\n"), "-- input")
		f.Add([]byte(text), []byte(`{"id":1,"when":"2025-07-01T09:12:00Z","a":[{"b":null}]}`), "1")
	}
	f.Add([]byte(minimal), []byte("{}"), "")
	f.Add([]byte("a: &x [*x]"), []byte("["), "\x00")
	f.Fuzz(func(t *testing.T, text, item []byte, cell string) {
		m, err := Parse(text, "m.yaml")
		if err != nil {
			return
		}
		guard := protectedTable()
		columns := m.Columns()
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = cell
			if guard.category(c) != "" {
				t.Errorf("the mapping names the protected column %q", c)
			}
		}
		back, err := Parse(m.YAML(), "m.yaml")
		if err != nil {
			t.Fatalf("a loaded mapping does not load again: %v\n%s", err, m.YAML())
		}
		if diff := cmp.Diff(m, back); diff != "" {
			t.Fatalf("the mapping changed on its way through YAML: %s", diff)
		}
		src := m.Source()
		var out source.Out
		_ = src.Map(source.Item{JSON: item}, &out)
		_ = src.Map(source.Item{Columns: columns, Cells: cells}, &out)
		for _, r := range out.Records {
			if r.Key.ID == "" || len(r.Refs)+len(r.Values) == 0 {
				t.Errorf("a record without id or content: %+v", r)
			}
		}
	})
}

func FuzzProposeJSON(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"l1","emails":["a@example.org"],"phones":[{"value":"+1 512-555-0101"}]},{"id":`), true)
	f.Add([]byte("{\"hostname\":\"mac-1\",\"public_ip\":\"198.51.100.7\"}\n{\"host"), false)
	f.Add([]byte(`[[{"a.b":{"":1,"c":[null,"\ud800"]}}]]`), true)
	f.Fuzz(func(t *testing.T, sample []byte, whole bool) {
		h := source.Head{Format: source.NDJSON, Sample: sample}
		if whole {
			h.Format = source.JSON
		}
		m, notes := Propose(h, "x")
		if len(m.Refs)+len(m.Values) > 0 {
			assertLoads(t, m, notes)
		}
	})
}

// Proposals for the real samples load; nothing of the samples is kept.
func TestProposeSamples(t *testing.T) {
	root := os.Getenv("DAYLIGHT_SHARED")
	if root == "" {
		t.Skip("DAYLIGHT_SHARED is not set: the real samples are not read")
	}
	paths, err := filepath.Glob(filepath.Join(root, "data", "events", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	proposed := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h, err := sourcetest.HeadOf(path, data)
		if err != nil {
			t.Fatal(err)
		}
		m, notes := Propose(h, filepath.Base(path))
		if len(m.Refs)+len(m.Values) == 0 {
			continue
		}
		proposed++
		assertLoads(t, m, notes)
		res, err := sourcetest.Run(m.Source(), path, data)
		if err != nil || res.Match.Confidence != explicit {
			t.Errorf("%s: the proposal does not recognise its own file (%v)", filepath.Base(path), err)
		}
	}
	t.Logf("%d of %d files have a proposal", proposed, len(paths))
}
