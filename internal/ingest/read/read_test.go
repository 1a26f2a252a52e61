package read

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// got is what a file gave, in its order.
type got struct {
	items    []string // JSON text, or cells joined by |
	lines    []int
	offsets  []int64
	problems []string // reason:line
	details  []Problem
	ends     []int64
}

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string, opt Options) *File {
	t.Helper()
	f, err := Open(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// collect reads a file and puts its batches in order.
func collect(t testing.TB, f *File, items string, skipTo int64, workers int) got {
	t.Helper()
	var mu sync.Mutex
	parts := map[int]got{}
	err := f.Batches(t.Context(), items, skipTo, workers, func(b Batch) error {
		p := partOf(b)
		mu.Lock()
		defer mu.Unlock()
		parts[b.Seq] = p
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all got
	for seq := range len(parts) {
		p, ok := parts[seq]
		if !ok {
			t.Fatalf("batch %d is missing", seq)
		}
		all.items = append(all.items, p.items...)
		all.lines = append(all.lines, p.lines...)
		all.offsets = append(all.offsets, p.offsets...)
		all.problems = append(all.problems, p.problems...)
		all.details = append(all.details, p.details...)
		all.ends = append(all.ends, p.ends...)
	}
	return all
}

func partOf(b Batch) got {
	p := got{ends: []int64{b.End}, details: slices.Clone(b.Problems)}
	for _, it := range b.Items {
		text := string(it.JSON)
		if it.JSON == nil {
			text = strings.Join(it.Cells, "|")
		}
		p.items = append(p.items, text)
		p.lines = append(p.lines, it.Origin.Line)
		p.offsets = append(p.offsets, it.Origin.Offset)
	}
	for _, pr := range b.Problems {
		p.problems = append(p.problems, fmt.Sprintf("%s:%d", pr.Reason, pr.Origin.Line))
	}
	return p
}

func gz(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small keeps limits low enough for tests to reach them.
var small = Options{Limits: Limits{MaxItem: 2000, MaxDepth: 8}}

// fileCase is a file and what it must give.
type fileCase struct {
	name     string
	text     string
	items    string // path of the items
	want     []string
	lines    []int
	problems []string
}

func runCases(t *testing.T, cases []fileCase, format source.Format) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, write(t, "f", []byte(c.text)), small)
			if format != "" && f.Format() != format {
				t.Fatalf("format %s, want %s", f.Format(), format)
			}
			g := collect(t, f, c.items, 0, 1)
			if d := cmp.Diff(c.want, g.items); d != "" {
				t.Errorf("items (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.lines, g.lines); c.lines != nil && d != "" {
				t.Errorf("lines (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.problems, g.problems); d != "" {
				t.Errorf("problems (-want +got):\n%s\n%+v", d, g.details)
			}
			checkPlaces(t, c.text, g)
		})
	}
}

// checkPlaces cuts every JSON item out of the text at its offset, and counts
// the lines before it.
func checkPlaces(t *testing.T, text string, g got) {
	t.Helper()
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	for i, at := range g.offsets {
		if line := 1 + strings.Count(text[:at], "\n"); line != g.lines[i] {
			t.Errorf("item %d: line %d, want %d", i, g.lines[i], line)
		}
		if strings.HasPrefix(g.items[i], "{") && !strings.HasPrefix(strings.TrimLeft(text[at:], " \t\r"), g.items[i]) {
			t.Errorf("item %d: at %d stands %.40q, want %.40q", i, at, text[at:], g.items[i])
		}
	}
	for _, p := range g.details {
		if p.Origin.Offset > int64(len(text)) || p.Detail == "" {
			t.Errorf("problem %+v", p)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ data, want string }{
		"empty":    {"", "the file is empty"},
		"blank":    {" \n\n ", "nothing but blanks"},
		"png":      {"\x89PNG\r\n\x1a\n0000", "a picture"},
		"xls":      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "save it as .xlsx or CSV"},
		"zst":      {"\x28\xb5\x2f\xfdabc", "zstd -d"},
		"xml":      {"<?xml version=\"1.0\"?><a/>", "export it as JSON or CSV"},
		"tar":      {strings.Repeat("x", 257) + "ustar\x0000" + strings.Repeat("\x00", 300), "tar archive"},
		"binary":   {strings.Repeat("\x01\x02\x03a", 100), "it is no text"},
		"prose":    {"just a word\n", ErrUnrecognised.Error()},
		"gzip":     {"\x1f\x8b\x08\x00", "read gzip"},
		"zip":      {"PK\x03\x04 and then nothing", "read zip"},
		"emptyzip": {"PK\x05\x06" + strings.Repeat("\x00", 18), "empty zip"},
		"gzip2":    {string(gz(t, gz(t, []byte("{}")))), "compressed twice"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	for path, want := range map[string]string{dir: "a folder", filepath.Join(dir, "none"): "no such file", "/dev/null": "a device", "-": "standard input"} {
		if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

func TestDocumentsAreNotRead(t *testing.T) {
	f := open(t, write(t, "cv.pdf", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")), Options{})
	if f.Format() != source.Document {
		t.Fatalf("format %s", f.Format())
	}
	if err := f.Batches(t.Context(), "", 0, 1, func(Batch) error { return nil }); err == nil {
		t.Error("a document gave items")
	}
}

func TestHashAndSize(t *testing.T) {
	data := []byte("{\"a\":1}\n{\"a\":2}\n")
	f := open(t, write(t, "f", data), Options{Hash: true})
	if f.Size() != int64(len(data)) || len(f.Hash()) != 64 {
		t.Errorf("size %d, hash %q", f.Size(), f.Hash())
	}
	if g := collect(t, f, "", 0, 1); len(g.items) != 2 {
		t.Errorf("items %q", g.items)
	}
}

func TestStdin(t *testing.T) {
	opt := Options{Stdin: strings.NewReader("{\"a\":1}\n{\"a\":2}\n")}
	if g := collect(t, open(t, "-", opt), "", 0, 2); len(g.items) != 2 {
		t.Errorf("items %q", g.items)
	}
}

// A read that waits for ever must not keep the program from ending.
func TestStdinIsLeft(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := Open(ctx, "-", Options{Stdin: r})
		done <- err
	}()
	if _, err := w.WriteString("{\"a\":1}\n"); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("an endless stream was opened after the context ended")
	}
}

func TestErrorsStop(t *testing.T) {
	text := strings.Repeat(`{"a":"`+strings.Repeat("x", 1000)+"\"}\n", 8000)
	path := write(t, "f", []byte(text))
	boom := fmt.Errorf("boom")
	err := open(t, path, Options{}).Batches(t.Context(), "", 0, 3, func(Batch) error { return boom })
	if err != boom { //nolint:errorlint // it must be the very error
		t.Errorf("error %v, want boom", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f := open(t, path, Options{})
	err = f.Batches(ctx, "", 0, 2, func(Batch) error { cancel(); return nil })
	if err != context.Canceled { //nolint:errorlint // as above
		t.Errorf("error %v, want canceled", err)
	}
}
