package storetest_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/intake"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func TestIntake(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		in := sqlstore.NewIntake(o.db)
		first := map[domain.WorkspaceID]*intake.Import{}
		for _, ws := range []domain.WorkspaceID{here, there} {
			for n := range 3 {
				i := &intake.Import{ID: fmt.Sprintf("im_%d", n), Version: 1, By: "u_ada", At: o.now.Add(time.Duration(n/2) * time.Hour), State: intake.Open, Key: []byte("key of " + string(ws)),
					Files: []intake.File{{ID: "f", Name: string(ws) + "/ana ferro.csv", Size: 7, Modified: o.now, Kept: true}}}
				if err := in.SaveImport(t.Context(), ws, i, &audit.Entry{Workspace: ws, At: o.now, Actor: audit.Actor{ID: "u_ada", Kind: audit.Person}, Action: "import.begun", Object: audit.Object{Type: "import", ID: i.ID}}); err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					first[ws] = i
				}
			}
		}
		got, err := in.Import(t.Context(), here, "im_0")
		if err != nil || !cmp.Equal(got, first[here], cmpopts.EquateEmpty()) {
			t.Errorf("read back (%v): %s", err, cmp.Diff(first[here], got))
		}
		if _, err := in.Import(t.Context(), here, "im_9"); !errors.Is(err, intake.ErrNotFound) {
			t.Errorf("an unknown import: %v", err)
		}
		got.State, got.Version = intake.Running, 2
		if err := in.SaveImport(t.Context(), here, got, nil); err != nil {
			t.Fatal(err)
		}
		if err := in.SaveImport(t.Context(), here, got, nil); !errors.Is(err, intake.ErrStale) {
			t.Errorf("the same version twice: %v", err)
		}
		for ws, want := range map[domain.WorkspaceID]string{here: "[im_0]", there: "[]"} {
			if list, err := in.Unfinished(t.Context(), ws, intake.Running, intake.Waiting); err != nil || fmt.Sprint(ids(list)) != want {
				t.Errorf("%s: running are %v (%v), want %s", ws, ids(list), err, want)
			}
		}
		var seen []string
		for before := (intake.Before{}); ; {
			page, err := in.Imports(t.Context(), here, before, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			seen, before = append(seen, page[0].ID), intake.Before{At: page[0].At, ID: page[0].ID}
		}
		if fmt.Sprint(seen) != "[im_2 im_1 im_0]" {
			t.Errorf("pages give %v", seen)
		}
	})
}

func ids(list []*intake.Import) []string {
	out := []string{}
	for _, i := range list {
		out = append(out, i.ID)
	}
	return out
}

// TestQuarantineByFile is the quarantine as the server shows it: newest first,
// read again by file, dropped by line.
func TestQuarantineByFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		in := sqlstore.NewIntake(o.db)
		for _, ws := range []domain.WorkspaceID{here, there} {
			w, err := o.db.Workspace(t.Context(), ws, storetest.Master())
			if err != nil {
				t.Fatal(err)
			}
			for n, file := range []string{"/in/a.csv", "/in/a.csv", "/in/b.csv"} {
				p := ingest.FileProgress{FileResult: ingest.FileResult{Path: file, Hash: file, Size: 9}, Offset: int64(n + 1)}
				if err := w.Save(t.Context(), p, engine.Delta{}, []ingest.SetAside{{File: file, Line: n + 1, Reason: "ragged", Detail: "of " + string(ws)}}); err != nil {
					t.Fatal(err)
				}
			}
		}
		list := func(ws domain.WorkspaceID, before int64) (lines []int, last int64, total int) {
			t.Helper()
			total, err := in.SetAside(t.Context(), ws, before, 2, func(id int64, _ time.Time, x ingest.SetAside) {
				if x.Detail != "of "+string(ws) {
					t.Errorf("%s shows %q", ws, x.Detail)
				}
				lines, last = append(lines, x.Line), id
			})
			if err != nil {
				t.Fatal(err)
			}
			return lines, last, total
		}
		page, last, total := list(here, 0)
		rest, _, _ := list(here, last)
		if fmt.Sprint(page, rest, total) != "[3 2] [1] 3" {
			t.Errorf("the quarantine shows %v and %v of %d", page, rest, total)
		}
		e := audit.Entry{Workspace: here, At: o.now, Actor: audit.Actor{ID: "u_ada", Kind: audit.Person}, Action: "quarantine.retried", Object: audit.Object{Type: "import"}}
		files, err := in.Requeue(t.Context(), here, func(path string) bool { return path == "/in/a.csv" }, e)
		if err != nil || fmt.Sprint(files) != "[/in/a.csv]" {
			t.Errorf("read again: %v (%v)", files, err)
		}
		w, err := o.db.Workspace(t.Context(), here, storetest.Master())
		if err != nil {
			t.Fatal(err)
		}
		for file, want := range map[string]int64{"/in/a.csv": 0, "/in/b.csv": 3} {
			if offset, _, _, err := w.Resume(t.Context(), file, file); err != nil || offset != want {
				t.Errorf("%s goes on at %d (%v), want %d", file, offset, err, want)
			}
		}
		page, last, _ = list(here, 0)
		if fmt.Sprint(page) != "[3]" {
			t.Errorf("left are %v", page)
		}
		if n, err := in.DropAside(t.Context(), here, []int64{last}, e); err != nil || n != 1 {
			t.Errorf("dropped %d (%v)", n, err)
		}
		if _, _, total := list(there, 0); total != 3 {
			t.Errorf("the other workspace has %d, want 3", total)
		}
	})
}
