package sourcetest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Recorded runs the source over samples that are recordings of calls, each
// {"get":{"path":{"response":…}}}: the answers inside are the vendor's, the
// wrapper is another product's. It fails when fewer than floor answers are
// recognised, or when more than setAside items are set aside.
func Recorded(t *testing.T, src source.Source, floor, setAside int, patterns ...string) {
	t.Helper()
	root := os.Getenv("DAYLIGHT_SHARED")
	if root == "" {
		t.Skip("DAYLIGHT_SHARED is not set: the real samples are not read")
	}
	recognised, aside := 0, 0
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(root, "data", p))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, answer := range answersIn(data) {
				res, err := Run(src, "answer.json", answer)
				if err != nil {
					t.Errorf("%s: %v", filepath.Base(f), err)
					continue
				}
				t.Logf("%-60s %q: %d items, %d accepted (%d records), %d unused, set aside %.200q",
					filepath.Base(f), res.Match.Shape, res.Items, res.Accepted, len(res.Records), res.Unused, res.SetAside)
				if res.Match.Confidence > 0 {
					recognised++
				}
				aside += len(res.SetAside)
			}
		}
	}
	t.Logf("%d answers recognised, %d items set aside", recognised, aside)
	if aside > setAside {
		t.Errorf("%d items of the vendor's own are set aside, want at most %d", aside, setAside)
	}
	if recognised < floor {
		t.Errorf("%d answers recognised, floor is %d", recognised, floor)
	}
}

// answersIn lists the values of all members called "response", however deep.
func answersIn(doc []byte) (answers [][]byte) {
	var w wire.Walker
	w.Reset(doc)
	if isArray(doc) {
		for w.Array(); w.Next(); {
			answers = append(answers, answersIn(slices.Clone(w.Raw()))...)
		}
		return answers
	}
	for w.Object(); w.Next(); {
		called := string(w.Name())
		v := slices.Clone(w.Raw())
		if called == "response" {
			answers = append(answers, v)
			continue
		}
		answers = append(answers, answersIn(v)...)
	}
	return answers
}

// Tenants checks that one id in two accounts of a vendor names two records and
// two people: no key and no qualified reference of one tenant stands in the
// other.
func Tenants(t *testing.T, src source.Source) {
	t.Helper()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		if filepath.Ext(f) == ".golden" || filepath.Ext(f) == "" {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		head, err := HeadOf(f, data)
		if err != nil {
			t.Fatal(err)
		}
		items, err := itemsOf(head, src.Recognise(head), f, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range items {
			seen += tenants(t, src, it)
		}
	}
	if seen == 0 {
		t.Error("no fixture gives a qualified reference")
	}
}

// tenants maps one item as the account "north" and counts what is qualified.
func tenants(t *testing.T, src source.Source, it source.Item) (seen int) {
	t.Helper()
	it.Tenant = "north"
	var out source.Out
	if err := src.Map(it, &out); err != nil {
		return 0
	}
	for _, r := range out.Records {
		if r.Key.Tenant != "north" {
			t.Errorf("%s is of another tenant", r.Key)
		}
		for _, ref := range r.Refs {
			if strings.HasPrefix(ref.Value, src.Name+":") {
				seen++
				if !strings.HasPrefix(ref.Value, src.Name+":north:") {
					t.Errorf("%s refers to another tenant's %s", r.Key, ref)
				}
			}
		}
	}
	return seen
}

// Keeps checks that no record of any fixture holds one of the texts, and that
// the fixtures do hold the first one: what is protected is tried, and dropped.
func Keeps(t *testing.T, src source.Source, dropped ...string) {
	t.Helper()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, f := range files {
		if filepath.Ext(f) == ".golden" || filepath.Ext(f) == "" {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tried += strings.Count(string(data), dropped[0])
		res, err := Run(src, f, data)
		if err != nil {
			t.Fatal(err)
		}
		got := Render(Result{Records: res.Records})
		for _, text := range dropped {
			if strings.Contains(got, text) {
				t.Errorf("%s: %q reached a record", f, text)
			}
		}
	}
	if tried == 0 {
		t.Errorf("no fixture holds %q", dropped[0])
	}
}

// NotClaimed checks that files with nothing but these names of members or
// columns are left to others, whatever their layout.
func NotClaimed(t *testing.T, src source.Source, names [][]string) {
	t.Helper()
	for _, members := range names {
		for _, h := range []source.Head{
			{Format: source.NDJSON, Top: members},
			{Format: source.JSON, Top: members},
			{Format: source.JSON, First: members},
			{Format: source.JSON, Top: []string{"data"}, First: members},
			{Format: source.CSV, Columns: members},
			{Format: source.XLSX, Columns: members},
			{Format: source.Document},
		} {
			if m := src.Recognise(h); m.Confidence != 0 {
				t.Errorf("%+v is claimed as %+v", h, m)
			}
		}
	}
}
