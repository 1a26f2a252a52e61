package read

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/wire"
)

// texts draws files of a few batches, with things wrong in them.
func texts(t *rapid.T) (text, items string) {
	var b strings.Builder
	layout := rapid.SampledFrom([]string{"ndjson", "array", "member", "csv", "pretty"}).Draw(t, "layout")
	n := rapid.IntRange(1, 400).Draw(t, "items")
	seed := rapid.Uint32().Draw(t, "seed")
	open, between, shut := "", "\n", "\n"
	switch layout {
	case "array":
		open, between, shut = "[", ",\n", "]"
	case "member":
		open, between, shut, items = `{"n":{"a":[1]},"v":{"list":[`, ",", `]},"x":"y"}`, "v.list"
	case "csv":
		open = "A,B\n"
	}
	b.WriteString(open)
	for i := range n {
		if i > 0 {
			b.WriteString(between)
		}
		seed = seed*1664525 + 1013904223
		b.WriteString(oneItem(layout, i, int(seed>>8)))
	}
	b.WriteString(shut)
	text = b.String()
	if rapid.IntRange(0, 4).Draw(t, "cut") == 0 {
		text = text[:len(text)-len(text)/7]
	}
	return text, items
}

func oneItem(layout string, i, seed int) string {
	fill := strings.Repeat("é7", seed%20000/4)
	if layout == "csv" {
		format := [...]string{"%d,%s", "%d,\"%s\n,\"\"\"", "%d,\"open%s", "%d,%s,c,d", "%d,=%s()"}[max(0, seed%40-35)]
		return fmt.Sprintf(format, i, fill)
	}
	format := [...]string{`{"id":%d,"t":"%s"}`, `{"id":%d,"t":["%s"}`, `{"id":%d "t":"%s"}`, `{"id":%d,"t":"` + strings.Repeat("x", 40000) + `%s"}`}[max(0, seed%40-36)]
	if layout == "pretty" {
		format = "{\n \"id\":%d,\n \"t\":\"%s\"\n}"
	}
	return fmt.Sprintf(format, i, fill)
}

// The batches of any number of workers, in their order, are the same; and
// going on from the end of any batch gives exactly the rest.
func TestBatchesAndResume(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		text, items := texts(rt)
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			rt.Fatal(err)
		}
		opt := Options{Limits: Limits{MaxItem: 30000}}
		one := collect(t, open(t, path, opt), items, 0, 1)
		many := collect(t, open(t, path, opt), items, 0, 1+rapid.IntRange(1, 7).Draw(rt, "workers"))
		if d := cmp.Diff(one, many, cmp.AllowUnexported(got{})); d != "" {
			rt.Fatal(d)
		}
		for _, end := range one.ends {
			rest := collect(t, open(t, path, opt), items, end, 2)
			checkRest(rt, one, rest, end)
		}
		_ = os.Remove(path)
	})
}

func checkRest(t *rapid.T, whole, rest got, end int64) {
	t.Helper()
	from, _ := slices.BinarySearch(whole.offsets, end)
	if d := cmp.Diff(whole.items[from:], rest.items, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("from %d: %s", end, d)
	}
	if d := cmp.Diff(whole.lines[from:], rest.lines, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("from %d: %s", end, d)
	}
	var want []Problem
	for _, p := range whole.details {
		if p.Origin.Offset >= end {
			want = append(want, p)
		}
	}
	if d := cmp.Diff(want, rest.details, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("from %d: %s", end, d)
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		"{\"a\":1}\n{\"a\":2}\n", `[{"a":[{"b":1}]},{"a"`, "A,B\n1,\"2\n3\"\n", "A;B\n=1;2\n", "sep=,\nA,B\n1,2\n", `{"v":{"list":[{"a":1},{"a":2,,}]}}`,
		"\xff\xfeA\x00,\x00B\x00\n\x00", "\x1f\x8b\x08", "PK\x03\x04", "[[[[{\"a\":\"\\\"", "A\tB\rx\ty\r", "{\n\"a\":1\n}\n{\n\"b\"\n",
	} {
		f.Add([]byte(s), "v.list")
		f.Add([]byte(s), "")
	}
	f.Add(gz(f, []byte("A,B\n1,2\n")), "")
	f.Add(zipOf(f, "[Content_Types].xml", "", "xl/workbook.xml", "<workbook/>"), "")
	f.Fuzz(func(t *testing.T, data []byte, items string) {
		opt := Options{Limits: Limits{MaxItem: 64, MaxDepth: 4}, Stdin: bytes.NewReader(data)}
		file, err := Open(t.Context(), "-", opt)
		if err != nil || file.Batches(t.Context(), "", 0, 1, func(Batch) error { return nil }) != nil {
			return
		}
		read := func(skip int64) got {
			opt.Stdin = bytes.NewReader(data)
			return collect(t, open(t, "-", opt), items, skip, 2)
		}
		whole := read(0)
		if !slices.IsSorted(whole.offsets) || !slices.IsSorted(whole.lines) || !slices.IsSorted(whole.ends) {
			t.Fatalf("out of order: %+v", whole)
		}
		for _, end := range whole.ends {
			rest := read(end)
			from, _ := slices.BinarySearch(whole.offsets, end)
			if d := cmp.Diff(whole.items[from:], rest.items); d != "" && len(rest.items)+len(whole.items[from:]) > 0 {
				t.Fatalf("from %d: %s", end, d)
			}
		}
	})
}

// The scanner and the decoder agree on where valid values end.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`{"a":[1,true,null,"x\"",{}],"b":-1.5e+3}`, `[[],{}]`, `"\\"`, `12`, `{"a"}`, `{"a":1,}`} {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		end, whole := valueEnd(data, 0, 1000)
		if end < 0 || end > len(data) {
			t.Fatalf("end %d of %d", end, len(data))
		}
		if valid(data) && (!whole || len(bytes.TrimSpace(data[end:])) > 0) {
			t.Fatalf("valid JSON ends at %d of %d (%v)", end, len(data), whole)
		}
		var s scanner
		s.reset(1000)
		cut = max(0, min(cut, len(data)))
		i, st := s.scan(data[:cut], 0)
		if st == scanMore {
			i, st = s.scan(data, i)
		}
		if i != end || whole != (st == scanDone || st == scanMore && s.inWord && len(s.open) == 0) {
			t.Fatalf("cut at %d: ends at %d, not %d", cut, i, end)
		}
	})
}

func valid(data []byte) bool {
	var v any
	return wire.Unmarshal(data, &v) == nil
}

func BenchmarkNDJSON(b *testing.B) {
	line := `{"uuid":"0","published":"2026-03-01T00:00:00.000Z","text":"` + strings.Repeat("x", 1100) + "\"}\n"
	path := write(b, "f", bytes.Repeat([]byte(line), 64<<20/len(line)))
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		f := open(b, path, Options{})
		if err := f.Batches(b.Context(), "", 0, 2, func(Batch) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSONArray(b *testing.B) {
	benchmarkText(b, "[{}"+strings.Repeat(`,{"id":1,"name":"Ana Example","list":[1,2,{"a":"b"}],"text":"`+strings.Repeat("x", 400)+"\"}\n", 60000)+"]")
}

func BenchmarkCSV(b *testing.B) {
	benchmarkText(b, "Id,Name,Mail,Note\n"+strings.Repeat("1,Ana,ana@example.com,\"some, text\"\n2,Bo,bo@example.com,none\n", 400000))
}

func benchmarkText(b *testing.B, text string) {
	path := write(b, "f", []byte(text))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		f := open(b, path, Options{})
		if err := f.Batches(b.Context(), "", 0, 2, func(Batch) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
