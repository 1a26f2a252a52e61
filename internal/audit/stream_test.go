package audit_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
)

// gauge measures the live heap as a reader goes through a file.
type gauge struct {
	r    io.Reader
	read int64
	next int64
	peak uint64
}

func (g *gauge) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.read += int64(n); g.read >= g.next {
		g.next += 32 << 20
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		g.peak = max(g.peak, m.HeapAlloc)
	}
	return n, err
}

// TestLongLog verifies a long log from a real database in bounded memory: a
// million entries under DAYLIGHT_REQUIRE=all without the race detector, of which
// writing takes the most.
func TestLongLog(t *testing.T) {
	n := 10_000
	switch {
	case os.Getenv("DAYLIGHT_REQUIRE") == "all" && raced:
		n = 50_000
	case os.Getenv("DAYLIGHT_REQUIRE") == "all":
		n = 1_000_000
	case testing.Short():
		n = 5_000
	}
	f := newLog(t, "main")
	start := time.Now()
	f.grow(n, 20_000)
	appended := time.Since(start)
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	out, err := os.Create(path)
	must(t, err)
	start = time.Now()
	_, err = f.Export(t.Context(), out)
	must(t, err)
	must(t, out.Close())
	exported := time.Since(start)
	key := f.key()
	in, err := os.Open(path)
	must(t, err)
	defer in.Close()
	debug.FreeOSMemory()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	g := &gauge{r: bufio.NewReaderSize(in, 1<<16)}
	start = time.Now()
	r, err := audit.Verify(g, audit.Options{Keys: []string{key}})
	if err != nil || r.Entries != uint64(n)+1 {
		t.Fatalf("%v %+v", err, r)
	}
	grown := int64(g.peak) - int64(before.HeapAlloc)
	t.Logf("%d entries, %d MB: appended in %v, exported in %v, verified in %v with %d KB more heap",
		n, g.read>>20, appended.Round(time.Millisecond), exported.Round(time.Millisecond), time.Since(start).Round(time.Millisecond), grown>>10)
	if grown > 4<<20 {
		t.Errorf("verifying took %d KB of heap", grown>>10)
	}
}

// testdata holds a log as the first release wrote it, before and after its key
// changed, with its first public key and a checkpoint over the earlier export.
func testdata(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	must(t, err)
	return string(data)
}

// TestFormatStays: what was written once can be verified for good. UPDATE=1
// writes the files where they are missing, and never replaces one.
func TestFormatStays(t *testing.T) {
	if _, err := os.Stat("testdata"); err != nil && os.Getenv("UPDATE") == "1" {
		l := newLog(t, "main")
		l.grow(9, 3)
		must(t, os.Mkdir("testdata", 0o755))
		for name, text := range map[string]string{"before.jsonl": l.export(), "key": l.key() + "\n", "before.checkpoint": string(l.checkpoint().Note)} {
			must(t, os.WriteFile(filepath.Join("testdata", name), []byte(text), 0o644))
		}
		rotated(t, l)
		l.grow(2, 2)
		must(t, os.WriteFile(filepath.Join("testdata", "after.jsonl"), []byte(l.export()), 0o644))
	}
	o := audit.Options{Keys: []string{strings.TrimSpace(testdata(t, "key"))}, Since: [][]byte{[]byte(testdata(t, "before.checkpoint"))}}
	for name, n := range map[string]uint64{"before.jsonl": 10, "after.jsonl": 13} {
		r, err := verify(testdata(t, name), o)
		if err != nil || r.Entries != n || !r.KeyGiven || !r.Since[0].Extended || !r.Since[0].Signed {
			t.Errorf("%s: %v %+v", name, err, r)
		}
	}
}

// FuzzVerify: with the key given, no file but the signed ones verifies, and no
// file makes the verifier panic.
func FuzzVerify(f *testing.F) {
	before, after, note := testdata(f, "before.jsonl"), testdata(f, "after.jsonl"), []byte(testdata(f, "before.checkpoint"))
	key := strings.TrimSpace(testdata(f, "key"))
	all := lines(after)
	for _, text := range []string{before, after, "", "\n", strings.Join(all[:5], ""), strings.Join(all[1:], ""), all[0] + all[len(all)-1]} {
		f.Add([]byte(text), note)
	}
	f.Fuzz(func(t *testing.T, data, since []byte) {
		for _, o := range []audit.Options{{Keys: []string{key}}, {}, {Keys: []string{key}, Since: [][]byte{since}}} {
			r, err := audit.Verify(bytes.NewReader(data), o)
			if (err == nil) != r.OK || r.OK && (len(r.Proves()) == 0 || len(r.Since) != len(o.Since)) {
				t.Fatalf("%v %+v", err, r)
			}
			if r.OK && len(o.Keys) > 0 && string(data) != before && string(data) != after {
				t.Fatalf("a file that was never signed verifies: %q", data)
			}
		}
	})
}
