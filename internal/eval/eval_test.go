package eval_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/eval"
	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/wire"
)

// child makes the test binary serve as the limited child that reads documents.
const child = "internal-parse-document"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == child {
		os.Exit(app.ParseDocuments(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// scan simulates a company and scans it.
func scan(t *testing.T, p simulate.Params) (simulate.Truth, *report.Scan) {
	t.Helper()
	_, truth, out := scanCompany(t, p)
	return truth, report.NewScan(out.Result, out.Files, report.Options{All: true})
}

// scanCompany simulates a company in a folder and scans it.
func scanCompany(t *testing.T, p simulate.Params) (string, simulate.Truth, *app.Outcome) {
	t.Helper()
	dir := t.TempDir()
	if _, err := simulate.Write(t.Context(), dir, p); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth simulate.Truth
	if err := wire.UnmarshalStrict(data, &truth); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Intel.Lists = []app.ListConfig{{Path: filepath.Join(dir, "intel")}}
	cfg.Mappings = []string{filepath.Join(dir, "mappings", "identity-checks.yaml")}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.Scan(t.Context(), cfg, app.Options{Paths: []string{dir}, Clock: time.Now, Parser: []string{exe, child}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	})
	if len(out.Result.Errors) > 0 {
		t.Fatalf("detectors broke: %v", out.Result.Errors)
	}
	return dir, truth, out
}

// seeds is how many companies the floors are measured on: the twenty
// under DAYLIGHT_REQUIRE=all, three otherwise.
func seeds() uint64 {
	if raceEnabled {
		return 1
	}
	if os.Getenv("DAYLIGHT_REQUIRE") == "all" {
		return 20
	}
	return 3
}

// TestFloors holds the main promise: every cell is found, no innocent is in
// review, and the lone operator is the expected miss.
func TestFloors(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test runs it")
	}
	for _, profile := range []simulate.Profile{simulate.Realistic, simulate.Full} {
		for seed := range seeds() {
			t.Run(fmt.Sprintf("%s/%d", profile, seed+1), func(t *testing.T) {
				p := simulate.Defaults()
				p.Seed, p.Profile = seed+1, profile
				truth, s := scan(t, p)
				check(t, eval.Compare(truth, s))
			})
		}
	}
}

func check(t *testing.T, f eval.Figures) {
	t.Helper()
	t.Logf("recall of members %.2f, lone operators %v", f.Recall(), f.Lone)
	for _, c := range f.Cells {
		if !c.Found() || c.Foreign > 0 {
			t.Errorf("cell not found cleanly: %+v", c)
		}
	}
	for _, w := range f.Wronged {
		t.Errorf("innocent in review: %+v", w)
	}
}
