package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/intake"
	"github.com/daylight-hq/daylight/internal/simulate"
)

// TestIntakeGoesOn hands a company's folder in and stops the server in the
// middle, again and again: in the end the answer is that of a scan, the counts
// are those of one reading, and of the files nothing is left.
func TestIntakeGoesOn(t *testing.T) {
	dir := t.TempDir()
	company := filepath.Join(dir, "company")
	if _, err := simulate.Write(t.Context(), company, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(company, "resumes")); err != nil { // hundreds of files, each with its disk writes
		t.Fatal(err)
	}
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Intel.Lists = []ListConfig{{Path: filepath.Join(company, "intel")}}
	scan, err := Scan(t.Context(), cfg, Options{Paths: []string{company}, Clock: time.Now, Lean: true})
	if err != nil {
		t.Fatal(err)
	}
	defer scan.Close()
	opt := ServeOptions{DB: filepath.Join(dir, "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	s, stop := runServer(t, cfg, opt)
	by := audit.Actor{ID: "u_dana", Kind: audit.Person, Role: "admin"}
	i := handIn(t, s, by, company)
	if _, err := s.Intake.Start(t.Context(), s.Main.ID, i.ID, by); err != nil {
		t.Fatal(err)
	}
	stops := 0
	for wait := time.Millisecond; ; wait += wait/2 + 3*time.Millisecond {
		time.Sleep(wait)
		now, _, err := s.Intake.Get(t.Context(), s.Main.ID, i.ID)
		if err != nil {
			t.Fatal(err)
		}
		if now.Ended() {
			i = now
			break
		}
		stops++
		stop()
		s, stop = runServer(t, cfg, opt)
	}
	defer stop()
	if stops < 2 {
		t.Errorf("stopped only %d times before the end", stops)
	}
	if i.State != intake.Done {
		t.Fatalf("it ended as %s: %s", i.State, i.Problem)
	}
	var want ingest.Counts
	for _, f := range scan.Files {
		want.Accepted, want.Duplicate, want.SetAside, want.Unused = want.Accepted+f.Accepted, want.Duplicate+f.Duplicate, want.SetAside+f.SetAside, want.Unused+f.Unused
	}
	if got := i.Total(); got.Accepted != want.Accepted || got.Duplicate != want.Duplicate || got.SetAside != want.SetAside || got.Unused != want.Unused {
		t.Errorf("it counts %+v, a scan %+v", got, want)
	}
	sameAsScan(t, s, scan)
	for _, f := range i.Files {
		if aside := f.Parts[0].Counts.SetAside > 0; f.Kept != aside {
			t.Errorf("%s: kept %v, with %d set aside", f.Name, f.Kept, f.Parts[0].Counts.SetAside)
		}
	}
	onDisk(t, filepath.Join(dir, "daylight-attachments", ".imports"), i)
	if err := s.Intake.DropKept(t.Context(), s.Main.ID); err != nil {
		t.Fatal(err)
	}
	if left := files(t, filepath.Join(dir, "daylight-attachments", ".imports")); len(left) > 0 {
		t.Errorf("after somebody was erased, %v are kept", left)
	}
}

func handIn(t *testing.T, s *Server, by audit.Actor, dir string) *intake.Import {
	t.Helper()
	i, err := s.Intake.Begin(t.Context(), s.Main.ID, by)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files(t, dir) {
		name, _ := filepath.Rel(dir, path)
		if strings.HasPrefix(name, "intel") {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		info, _ := f.Stat()
		if i, err = s.Intake.Add(t.Context(), s.Main.ID, i.ID, name, info.ModTime(), f); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return i
}

func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onDisk holds what lies in the folder of imports to be sealed, and no more than
// what is kept.
func onDisk(t *testing.T, dir string, i *intake.Import) {
	t.Helper()
	kept := 0
	for _, f := range i.Files {
		if f.Kept {
			kept++
		}
	}
	left := files(t, dir)
	if len(left) != kept {
		t.Errorf("%d files are kept, %v lie on the disk", kept, left)
	}
	for _, path := range left {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "truth") || strings.Contains(string(data), "Daylight") {
			t.Errorf("%s lies on the disk as it came", path)
		}
	}
}
