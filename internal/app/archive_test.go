package app_test

import (
	"archive/zip"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/simulate"
)

// packed puts a folder into an archive that stands in a folder with the mark
// of archives in its name.
func packed(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "q3!exports")
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(to, "all!.zip"))
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := w.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []interface{ Close() error }{w, f} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestArchiveIsReadAsItsFolder scans a company from one archive, its résumés
// (DOCX and PDF, in a folder of it) included.
func TestArchiveIsReadAsItsFolder(t *testing.T) {
	dir := company(t, simulate.Full)
	want := scan(t, options(t, dir))
	db := filepath.Join(t.TempDir(), "case.db")
	opt := options(t, packed(t, dir))
	opt.ObservedAt, opt.DB = time.Time{}, db // the archive's own time is that of its members
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	resumes := resumesOf(out.Files)
	if len(resumes) != count(t, filepath.Join(dir, "resumes")) {
		t.Fatalf("%d résumés were read", len(resumes))
	}
	for _, f := range resumes {
		if f.Accepted != 1 || f.SetAside != 0 || len(f.Hash) != 64 || f.Size == 0 || f.ObservedBy != "file time" || f.ObservedAt.IsZero() || !f.Done {
			t.Errorf("%+v", f)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	opt.ObservedAt, opt.DB = observed, ""
	same(t, want, scan(t, opt))

	// What the database holds is not parsed again: this child cannot be started.
	opt.DB, opt.Parser = db, []string{filepath.Join(t.TempDir(), "none")}
	out, err = app.Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, f := range resumesOf(out.Files) {
		if !f.Done || f.Accepted != 1 {
			t.Errorf("read again: %+v", f)
		}
	}
}

// TestBadDocumentsInArchive: what cannot be read as a document, or is larger
// than is read of one, is set aside with its reason, and the rest is read.
func TestBadDocumentsInArchive(t *testing.T) {
	dir := t.TempDir()
	cv, err := filepath.Glob(filepath.Join(company(t, simulate.Realistic), "resumes", "*.docx"))
	if err != nil || len(cv) == 0 {
		t.Fatal(cv, err)
	}
	whole, err := os.ReadFile(cv[0])
	if err != nil {
		t.Fatal(err)
	}
	large := append([]byte("%PDF-1.7 "), make([]byte, 33<<20)...)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := 10; i < len(large); i += 8 { // so that it does not pack like a bomb
		large[i] = byte(rng.Uint32())
	}
	for name, data := range map[string][]byte{"cv.docx": whole, "cut.docx": whole[:len(whole)/2], "broken.pdf": []byte("%PDF-1.7 and no more"), "large.pdf": large} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	opt := options(t, packed(t, dir))
	opt.OnAside = func(a ingest.SetAside) {
		reasons[a.File[strings.LastIndex(a.File, "!")+1:]] = a.Reason + ": " + a.Detail
	}
	out, err := app.Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if len(out.Files) != 4 || len(reasons) != 3 {
		t.Fatalf("%d files, set aside: %v", len(out.Files), reasons)
	}
	for name, want := range map[string]string{"cut.docx": "unreadable: ", "broken.pdf": "document: unreadable", "large.pdf": "document: "} {
		if !strings.HasPrefix(reasons[name], want) {
			t.Errorf("%s: %q", name, reasons[name])
		}
	}
	if !strings.Contains(reasons["large.pdf"], "more than 33554432 bytes") {
		t.Error(reasons["large.pdf"])
	}
}

func resumesOf(files []ingest.FileResult) []ingest.FileResult {
	var out []ingest.FileResult
	for _, f := range files {
		if f.Source == "resume" {
			out = append(out, f)
		}
	}
	return out
}

// count returns how many files stand below a folder, and wants both kinds of
// document among them.
func count(t *testing.T, dir string) int {
	t.Helper()
	kinds := map[string]int{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			kinds[strings.ToLower(filepath.Ext(p))]++
		}
		return err
	})
	if err != nil || kinds[".docx"] == 0 || kinds[".pdf"] == 0 {
		t.Fatalf("%v %v", kinds, err)
	}
	return kinds[".docx"] + kinds[".pdf"]
}
