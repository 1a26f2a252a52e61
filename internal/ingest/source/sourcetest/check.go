package sourcetest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// FuzzMap fuzzes a source's Map in each of its shapes, with the fixtures'
// items as seeds. Whatever comes in, it must not panic, must give the same
// twice, and must keep the contract that [Check] states.
func FuzzMap(f *testing.F, src source.Source) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil || filepath.Ext(file) == ".golden" {
			continue
		}
		head, err := HeadOf(file, data)
		if err != nil {
			f.Fatal(err)
		}
		m := src.Recognise(head)
		shape := slices.IndexFunc(src.Shapes, func(s source.Shape) bool { return s.Name == m.Shape })
		if shape < 0 {
			continue
		}
		items, err := itemsOf(head, m, file, data)
		if err != nil {
			f.Fatal(err)
		}
		for _, it := range items {
			f.Add(uint8(shape), seedOf(it))
		}
	}
	f.Fuzz(func(t *testing.T, shape uint8, data []byte) {
		s := src.Shapes[int(shape)%len(src.Shapes)]
		it, ok := fuzzItem(s, data)
		if !ok {
			return
		}
		var one, two source.Out
		errOne, errTwo := src.Map(it, &one), src.Map(it, &two)
		if (errOne == nil) != (errTwo == nil) {
			t.Fatalf("one run says %v, the other %v", errOne, errTwo)
		}
		a, b := Render(Result{Records: one.Records, Unknown: one.Unknown}), Render(Result{Records: two.Records, Unknown: two.Unknown})
		if a != b {
			t.Fatalf("two runs differ:\n%s\n%s", a, b)
		}
		if errOne == nil {
			Check(t, s, one.Records)
		}
	})
}

func tabular(s source.Shape) bool {
	return slices.Contains(s.Formats, source.CSV) || slices.Contains(s.Formats, source.XLSX)
}

// seedOf writes a row as two lines of CSV, header first.
func seedOf(it source.Item) []byte {
	if it.JSON != nil {
		return it.JSON
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll([][]string{it.Columns, it.Cells}) // a bytes.Buffer takes every write
	return b.Bytes()
}

func fuzzItem(s source.Shape, data []byte) (source.Item, bool) {
	it := source.Item{Shape: s.Name, Tenant: "main", ObservedAt: ObservedAt, Origin: domain.Origin{File: "fuzz", Line: 1}}
	if !tabular(s) {
		it.JSON = data
		return it, true
	}
	rows, err := rowsOf(data)
	if err != nil || len(rows) < 2 {
		return it, false
	}
	it.Columns, it.Cells = rows[0], rows[1]
	for len(it.Cells) < len(it.Columns) {
		it.Cells = append(it.Cells, "")
	}
	return it, true
}

// Check holds records to the contract of their shape: keys are whole, kinds
// and fields are those the shape documents, no reference is empty, and no
// record names one kind of person twice over an account. Only a record without
// values may name two candidates: it says that the tracker merged them.
func Check(t testing.TB, s source.Shape, records []domain.Record) {
	t.Helper()
	for i := range records {
		r := &records[i]
		if r.Key.Source == "" || r.Key.Tenant == "" || r.Key.ID == "" {
			t.Errorf("key %q is not whole", r.Key)
		}
		if !slices.Contains(s.Kinds, r.Key.Kind) {
			t.Errorf("shape %s gives an undocumented kind %q", s.Name, r.Key.Kind)
		}
		people := map[domain.RefType]int{}
		for _, ref := range r.Refs {
			if ref.Value == "" {
				t.Errorf("%s has an empty %s reference", r.Key, ref.Type)
			}
			people[ref.Type]++
		}
		for _, ref := range []domain.RefType{domain.RefAccount, domain.RefEmployee, domain.RefWorker, domain.RefCandidate} {
			merge := ref == domain.RefCandidate && people[ref] == 2 && len(r.Values) == 0
			if people[ref] > 1 && !merge {
				t.Errorf("%s names %d of %s: it would join them into one person", r.Key, people[ref], ref)
			}
		}
		for _, v := range r.Values {
			if !slices.Contains(s.Fields, v.Field) {
				t.Errorf("shape %s gives an undocumented field %q", s.Name, v.Field)
			}
			if v.Text == "" && v.Address == nil && v.Place == nil && v.Bank == nil && v.Time.IsZero() && v.Number == 0 {
				t.Errorf("%s has an empty %s", r.Key, v.Field)
			}
		}
	}
}

// Refuse is one case of a table of items that must be set aside.
type Refuse struct {
	Name, Shape, JSON, Want string // Want is part of the reason
	Columns, Cells          []string
}

// SetAside checks that each case is refused for its reason.
func SetAside(t *testing.T, src source.Source, cases []Refuse) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			var out source.Out
			it := source.Item{Shape: c.Shape, JSON: []byte(c.JSON), Columns: c.Columns, Cells: c.Cells, Tenant: "main"}
			err := src.Map(it, &out)
			if err == nil || err == domain.ErrUnused {
				t.Fatalf("accepted or unused (%v), want it set aside", err)
			}
			if !bytes.Contains([]byte(err.Error()), []byte(c.Want)) {
				t.Errorf("reason %q does not say %q", err, c.Want)
			}
		})
	}
}

// Documented checks that a source's shapes tell a user all they promise.
func Documented(t *testing.T, src source.Source) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range src.Shapes {
		at := fmt.Sprintf("%s/%s", src.Name, s.Name)
		if seen[s.Name] {
			t.Errorf("%s is listed twice", at)
		}
		seen[s.Name] = true
		if s.Title == "" || s.Where == "" || s.Permission == "" || s.Reach == "" {
			t.Errorf("%s: title, where, permission or reach is missing", at)
		}
		if len(s.Formats) == 0 {
			t.Errorf("%s lists no format", at)
		}
		if len(s.Kinds) > 0 && (len(s.Fields) == 0 || len(s.Reads) == 0) {
			t.Errorf("%s yields records but lists no fields or reads", at)
		}
	}
}

// Contract holds every record of every fixture to [Check].
func Contract(t *testing.T, src source.Source) {
	t.Helper()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if ext := filepath.Ext(f); ext == ".golden" || ext == "" {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		res, err := Run(src, f, data)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(src.Shapes, func(s source.Shape) bool { return s.Name == res.Match.Shape })
		if i < 0 {
			t.Errorf("%s is claimed as %q, which no shape documents", f, res.Match.Shape)
			continue
		}
		Check(t, src.Shapes[i], res.Records)
	}
}
