package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/wire"
)

// victim is the path of the program that is killed and that reads documents.
var victim string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "daylight-victim-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	victim = filepath.Join(dir, "victim")
	build := exec.Command("go", "build", "-o", victim, "./victim")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the victim: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// parser is the command line of the child that reads documents.
func parser() []string { return []string{victim, "internal-parse-document"} }

var observed = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

func options(t *testing.T, paths ...string) app.Options {
	t.Helper()
	return app.Options{Paths: paths, Clock: time.Now, ObservedAt: observed, Parser: parser()}
}

// company writes a small simulated company.
func company(t *testing.T, profile simulate.Profile) string {
	t.Helper()
	p := simulate.Defaults().Sized(300)
	p.Profile, p.Cells, p.Resumes = profile, 2, 60
	dir := t.TempDir()
	if _, err := simulate.Write(t.Context(), dir, p); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"truth.json", "README.txt"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// scan returns the report's bytes. The value keys come from the data, so equal
// data give equal bytes.
func scan(t *testing.T, opt app.Options) []byte {
	t.Helper()
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	return render(t, out)
}

// render is the report without the counts of files, which differ between a
// first and a second reading.
func render(t *testing.T, out *app.Outcome) []byte {
	t.Helper()
	s := report.NewScan(out.Result, nil, report.Options{All: true, Key: []byte("fixed")})
	data, err := wire.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAnyOrderAndThreadsGiveTheSameBytes(t *testing.T) {
	dir := company(t, simulate.Full)
	want := scan(t, options(t, dir))
	if len(want) < 10_000 {
		t.Fatalf("the report has only %d bytes", len(want))
	}
	t.Run("one thread", func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		same(t, want, scan(t, options(t, dir)))
	})
	for seed := range uint64(2) {
		t.Run("shuffled", func(t *testing.T) {
			same(t, want, scan(t, options(t, shuffled(t, dir, seed))))
		})
	}
}

func same(t *testing.T, want, got []byte) {
	t.Helper()
	if bytes.Equal(want, got) {
		return
	}
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	from := max(0, i-200)
	t.Fatalf("reports differ at byte %d:\n%s\n---\n%s", i, want[from:min(len(want), i+200)], got[from:min(len(got), i+200)])
}

// shuffled copies a company with its files renamed and cut into pieces and the
// lines of its NDJSON files in another order.
func shuffled(t *testing.T, dir string, seed uint64) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	to := t.TempDir()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		if filepath.Dir(rel) != "." { // documents join by their name
			target := filepath.Join(to, rel)
			if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
				return err
			}
			return os.WriteFile(target, data, 0o600)
		}
		name := string(rune('a'+rng.IntN(26))) + rel
		if !strings.HasSuffix(rel, ".ndjson") {
			return os.WriteFile(filepath.Join(to, name), data, 0o600)
		}
		lines := bytes.SplitAfter(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
		lines[len(lines)-1] = append(slices.Clone(lines[len(lines)-1]), '\n')
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		cut := rng.IntN(len(lines))
		return errors.Join(
			os.WriteFile(filepath.Join(to, "z"+name), bytes.Join(lines[:cut], nil), 0o600),
			os.WriteFile(filepath.Join(to, name), bytes.Join(lines[cut:], nil), 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestStoppedScanGoesOn stops a scan with a database again and again; the
// command that is left to finish gives the same report as an undisturbed one.
func TestStoppedScanGoesOn(t *testing.T) {
	dir := company(t, simulate.Realistic)
	want := scan(t, options(t, dir))
	db := filepath.Join(t.TempDir(), "case.db")
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	stops := 0
	for after := 1; ; after += 7 {
		ctx, cancel := context.WithCancel(t.Context())
		opt := options(t, dir)
		opt.DB = db
		told := 0
		opt.OnProgress = func(ingest.Progress) {
			if told++; told == after {
				cancel()
			}
		}
		out, err := app.Scan(ctx, cfg, opt)
		cancel()
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			stops++
			continue
		}
		same(t, want, render(t, out))
		for _, f := range out.Files {
			if f.Accepted+f.Duplicate+f.Unused+f.SetAside == 0 {
				t.Errorf("%s lost its counts", f.Path)
			}
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		break
	}
	if stops < 3 {
		t.Fatalf("stopped only %d times", stops)
	}
	opt := options(t)
	opt.DB = db
	same(t, want, scan(t, opt)) // db rebuild
}

// TestKilledScanGoesOn kills the process outright, again and again.
func TestKilledScanGoesOn(t *testing.T) {
	dir := company(t, simulate.Realistic)
	want := scan(t, options(t, dir))
	db := filepath.Join(t.TempDir(), "case.db")
	kills := 0
	for wait := 150 * time.Millisecond; ; wait += 120 * time.Millisecond {
		cmd := exec.Command(victim, dir, db, observed.Format(time.RFC3339))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		if err == nil {
			break
		}
		if kills++; kills > 60 {
			t.Fatal("the scan never ends")
		}
	}
	if kills < 3 {
		t.Fatalf("killed only %d times", kills)
	}
	opt := options(t)
	opt.DB = db
	same(t, want, scan(t, opt))
}

// TestRealSamples scans every file of the shared samples: each record is
// accepted, unused or set aside with a reason, and nothing fails.
func TestRealSamples(t *testing.T) {
	root := os.Getenv("DAYLIGHT_SHARED")
	if root == "" {
		t.Skip("DAYLIGHT_SHARED is not set: the real samples are not read")
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	var asides []ingest.SetAside
	opt := options(t, filepath.Join(root, "data", "events"), filepath.Join(root, "data", "meetings"))
	opt.OnAside = func(a ingest.SetAside) { asides = append(asides, a) }
	out, err := app.Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	known := 0
	for _, f := range out.Files {
		if f.Source != "" {
			known++
		}
		if f.Accepted+f.Duplicate+f.Unused+f.SetAside == 0 {
			t.Errorf("%s: nothing was said of it", f.Path)
		}
	}
	for _, a := range asides {
		if a.Reason == "" || a.Detail == "" {
			t.Errorf("set aside without a reason: %+v", a)
		}
	}
	for _, s := range report.Sources(out.Files) {
		t.Logf("%+v", s)
	}
	t.Logf("%d of %d files recognised, %d items set aside", known, len(out.Files), len(asides))
	if known < 700 {
		t.Errorf("only %d files were recognised", known)
	}
	if len(out.Result.Errors) > 0 {
		t.Errorf("detectors broke: %v", out.Result.Errors)
	}
}
