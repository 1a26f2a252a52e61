// Package sourcetest runs a source over fixtures, golden files, real samples
// and fuzzed items. Only tests import it.
package sourcetest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// ObservedAt is the export date that every fixture is read with.
var ObservedAt = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// Result is what a source made of one file.
type Result struct {
	Match    source.Match
	Records  []domain.Record
	Items    int
	Accepted int
	Unused   int
	SetAside []string // item number and reason
	Unknown  int
}

// Run recognises a file by its content and maps its items. The file's name
// only tells the layout.
func Run(src source.Source, name string, data []byte) (Result, error) {
	head, err := HeadOf(name, data)
	if err != nil {
		return Result{}, err
	}
	res := Result{Match: src.Recognise(head)}
	if res.Match.Confidence == 0 {
		return res, nil
	}
	items, err := itemsOf(head, res.Match, name, data)
	if err != nil {
		return res, err
	}
	for _, it := range items {
		res.add(src, it)
	}
	return res, nil
}

func (res *Result) add(src source.Source, it source.Item) {
	out := source.Out{}
	err := src.Map(it, &out)
	res.Items++
	res.Unknown += out.Unknown
	switch {
	case errors.Is(err, domain.ErrUnused):
		res.Unused++
	case err != nil:
		res.SetAside = append(res.SetAside, fmt.Sprintf("item %d: %v", it.Origin.Line, err))
	default:
		res.Accepted++
		res.Records = append(res.Records, out.Records...)
	}
}

// HeadOf builds what a source may look at.
func HeadOf(name string, data []byte) (source.Head, error) {
	sample := data[:min(len(data), 64<<10)]
	switch filepath.Ext(name) {
	case ".csv":
		rows, err := rowsOf(data)
		if err != nil || len(rows) == 0 {
			return source.Head{}, fmt.Errorf("read csv %s: %w", name, err)
		}
		return source.Head{Format: source.CSV, Columns: rows[0], Rows: rows[1:min(len(rows), 21)]}, nil
	case ".ndjson":
		line, _, _ := bytes.Cut(data, []byte("\n"))
		top, first := members(line, 2)
		return source.Head{Format: source.NDJSON, Sample: sample, Top: top, First: first}, nil
	}
	top, first := members(data, 2)
	return source.Head{Format: source.JSON, Sample: sample, Top: top, First: first}, nil
}

// members lists the names of a document's members, and of the first object
// that an array lists, at the top or down to two members deep.
func members(doc []byte, depth int) (top, first []string) {
	var w wire.Walker
	w.Reset(doc)
	if isArray(doc) {
		return nil, firstOf(doc)
	}
	for w.Object(); w.Next(); {
		top = append(top, string(w.Name()))
		v := w.Raw()
		switch {
		case first != nil:
		case isArray(v):
			first = firstOf(v)
		case depth > 1:
			_, first = members(v, depth-1)
		}
	}
	slices.Sort(top)
	return top, first
}

func firstOf(array []byte) (names []string) {
	var w wire.Walker
	w.Reset(array)
	for w.Array(); w.Next(); {
		v := w.Raw()
		if names == nil {
			names, _ = members(v, 0)
		}
	}
	return names
}

func isArray(v []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(v), []byte("[")) }

func rowsOf(data []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

func itemsOf(head source.Head, m source.Match, name string, data []byte) ([]source.Item, error) {
	var items []source.Item
	add := func(it source.Item) {
		it.Shape, it.Tenant, it.ObservedAt = m.Shape, "main", ObservedAt
		it.Origin = domain.Origin{File: filepath.Base(name), Line: len(items) + 1}
		items = append(items, it)
	}
	switch head.Format {
	case source.CSV:
		rows, err := rowsOf(data)
		if err != nil {
			return nil, err
		}
		for _, row := range rows[1:] {
			for len(row) < len(head.Columns) {
				row = append(row, "")
			}
			add(source.Item{Columns: head.Columns, Cells: row})
		}
		return items, nil
	case source.NDJSON:
		for line := range bytes.Lines(data) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				for _, v := range valuesAt(line, m.Items) {
					add(source.Item{JSON: v})
				}
			}
		}
		return items, nil
	}
	for _, v := range valuesAt(data, m.Items) {
		add(source.Item{JSON: v})
	}
	return items, nil
}

// valuesAt returns the elements of the array at a dotted path, or the value
// there if it is no array.
func valuesAt(doc []byte, path string) (values [][]byte) {
	var w wire.Walker
	w.Reset(doc)
	if path == "" {
		if !isArray(doc) {
			return [][]byte{bytes.TrimSpace(doc)}
		}
		for w.Array(); w.Next(); {
			values = append(values, slices.Clone(w.Raw()))
		}
		return values
	}
	member, rest, _ := strings.Cut(path, ".")
	for w.Object(); w.Next(); {
		if string(w.Name()) != member {
			w.Skip()
			continue
		}
		values = append(values, valuesAt(w.Raw(), rest)...)
	}
	return values
}

// Golden runs every fixture of testdata through the source and compares what
// came out with the fixture's .golden file; UPDATE=1 writes it.
func Golden(t *testing.T, src source.Source) {
	t.Helper()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if filepath.Ext(f) == ".golden" || filepath.Ext(f) == "" {
			continue
		}
		t.Run(filepath.Base(f), func(t *testing.T) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Run(src, f, data)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, f+".golden", Render(res))
		})
	}
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden file (UPDATE=1 writes it): %v", err)
	}
	if got != string(want) {
		t.Errorf("%s differs (UPDATE=1 rewrites it)\n--- got\n%s--- want\n%s", path, got, want)
	}
}

// Samples runs the source over real sample files, named by patterns below
// $DAYLIGHT_SHARED/data, and fails when fewer than floor files are recognised.
// Every item is accepted, unused or set aside with a reason.
func Samples(t *testing.T, src source.Source, floor int, patterns ...string) {
	t.Helper()
	root := os.Getenv("DAYLIGHT_SHARED")
	if root == "" {
		t.Skip("DAYLIGHT_SHARED is not set: the real samples are not read")
	}
	recognised, total := 0, 0
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
			total++
			res, err := Run(src, f, data)
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(f), err)
				continue
			}
			if res.Match.Confidence == 0 {
				t.Logf("%-75s not recognised", filepath.Base(f))
				continue
			}
			recognised++
			t.Logf("%-75s %s: %d items: %d accepted (%d records), %d unused, %d set aside %.200q",
				filepath.Base(f), res.Match.Shape, res.Items, res.Accepted, len(res.Records), res.Unused, len(res.SetAside), res.SetAside)
			if res.Accepted+res.Unused+len(res.SetAside) != res.Items {
				t.Errorf("%s: some items are not counted", filepath.Base(f))
			}
		}
	}
	t.Logf("%d of %d files recognised", recognised, total)
	if recognised < floor {
		t.Errorf("%d of %d files recognised, floor is %d", recognised, total, floor)
	}
}
