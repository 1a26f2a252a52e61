package storetest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

var blob = regexp.MustCompile(`"b([A-Za-z0-9+/=]*)"`)

// unzip returns a backup's lines, with its binary values as they are.
func unzip(t *testing.T, backup []byte) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(backup))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for i, line := range lines {
		if !bytes.HasPrefix(line, []byte("[")) {
			continue // a header or the columns of a table
		}
		lines[i] = blob.ReplaceAllFunc(line, func(m []byte) []byte {
			plain, err := base64.StdEncoding.DecodeString(string(m[2 : len(m)-1]))
			if err != nil {
				t.Fatal(err)
			}
			return plain
		})
	}
	return bytes.Join(lines, nil)
}

func zipped(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if _, err := zip.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// filled puts two workspaces into a store and returns what each gives back.
func filled(t *testing.T, db *sqlstore.DB) map[domain.WorkspaceID]string {
	t.Helper()
	wants := map[domain.WorkspaceID]string{}
	for n, id := range []domain.WorkspaceID{"main", "other"} {
		w, s := storetest.Workspace(t, db, id), state(t)
		fill(t, s, company(n))
		save(t, w, progress("a.json", 8), s.TakeDelta(), ingest.SetAside{File: "b.json", Reason: "truncated", Detail: "Zelda"})
		wants[id] = dump(t, s)
	}
	return wants
}

func same(t *testing.T, db *sqlstore.DB, wants map[domain.WorkspaceID]string) {
	t.Helper()
	for id, want := range wants {
		w := storetest.Workspace(t, db, id)
		if got := loaded(t, w); got != want {
			t.Errorf("workspace %s gives back\n%s\nwant\n%s", id, got, want)
		}
		if offset, _, _, err := w.Resume(t.Context(), "a.json", "abc"); err != nil || offset != 8 {
			t.Errorf("workspace %s resumes at %d (%v)", id, offset, err)
		}
	}
}

// TestBackup restores a backup of each store to each store, while the source
// goes on: what was written after the backup began is not in it.
func TestBackup(t *testing.T) {
	storetest.Each(t, func(t *testing.T, from *storetest.Store) {
		source := from.Open(t)
		wants := filled(t, source)
		var backup bytes.Buffer
		if err := source.Backup(t.Context(), &later{Writer: &backup, do: func() {
			s := state(t)
			fill(t, s, company(5))
			save(t, storetest.Workspace(t, source, "main"), progress("late.json", 1), s.TakeDelta())
		}}); err != nil {
			t.Fatal(err)
		}
		storetest.Each(t, func(t *testing.T, to *storetest.Store) {
			db := to.Open(t)
			if _, err := db.Restore(t.Context(), bytes.NewReader(backup.Bytes())); err != nil {
				t.Fatal(err)
			}
			same(t, db, wants)
			// Generated numbers go on after those restored.
			w := storetest.Workspace(t, db, "main")
			save(t, w, progress("c.json", 1), state(t).TakeDelta(), ingest.SetAside{File: "c.json", Reason: "truncated"})
			if list, err := w.Quarantine(t.Context()); err != nil || len(list) != 2 || list[0].ID == list[1].ID || list[1].File != "c.json" {
				t.Errorf("set aside after restoring: %+v (%v)", list, err)
			}
			if err := db.Check(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := db.Restore(t.Context(), bytes.NewReader(backup.Bytes())); err == nil || !strings.Contains(err.Error(), "not empty") {
				t.Errorf("a backup goes into a database that holds something: %v", err)
			}
		})
	})
}

// later does something once, before the first byte is written.
type later struct {
	io.Writer
	do func()
}

func (l *later) Write(p []byte) (int, error) {
	if do := l.do; do != nil {
		l.do = nil
		do()
	}
	return l.Writer.Write(p)
}

// TestBrokenBackup cuts a backup at many lines, changes single bytes and adds
// lines: none is restored, and the database stays empty.
func TestBrokenBackup(t *testing.T) {
	source := storetest.SQLite(t).Open(t)
	wants := filled(t, source)
	var backup bytes.Buffer
	if err := source.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(backup.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.SQLite(t).Open(t)
	refused := func(what string, data []byte) {
		t.Helper()
		if _, err := db.Restore(t.Context(), bytes.NewReader(data)); err == nil {
			t.Fatalf("%s is restored", what)
		} else if !errors.Is(err, sqlstore.ErrBackup) && !strings.Contains(err.Error(), "write rows") {
			t.Errorf("%s: %v", what, err)
		}
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for i := 0; i < len(lines)-2; i += 5 {
		refused("a backup that ends early", zipped(t, bytes.Join(lines[:i+1], nil)))
	}
	refused("a backup without its end", zipped(t, bytes.Join(lines[:len(lines)-2], nil)))
	for at := 0; at < len(text); at += len(text) / 60 {
		bad := bytes.Clone(text)
		bad[at] ^= 1
		refused("a changed backup", zipped(t, bad))
	}
	refused("a backup with more", zipped(t, append(bytes.Clone(text), "[]\n"...)))
	refused("half a file", backup.Bytes()[:backup.Len()/2])
	refused("another file", []byte("not a backup"))
	refused("a foreign table", zipped(t, []byte(`{"daylight_backup":1,"schema":1}`+"\n"+`{"table":"sqlite_master","columns":["name"]}`+"\n")))
	if _, err := db.Restore(t.Context(), bytes.NewReader(zipped(t, []byte(`{"daylight_backup":1,"schema":99999}`+"\n")))); !errors.Is(err, sqlstore.ErrNewer) {
		t.Errorf("a backup of a newer schema: %v", err)
	}
	if _, err := db.Restore(t.Context(), bytes.NewReader(backup.Bytes())); err != nil {
		t.Fatalf("after all that the whole backup is not restored: %v", err)
	}
	same(t, db, wants)
}

// FuzzRestore reads any text as a backup: without the right hash at its end it
// is refused with an error, and nothing is kept.
func FuzzRestore(f *testing.F) {
	head := `{"daylight_backup":1,"schema":1,"made_at":"2026-06-30T12:00:00Z","store":"sqlite","note":""}` + "\n"
	table := `{"table":"workspaces","columns":["id","check_sealed","created_at"]}` + "\n"
	for _, seed := range []string{"", head, head + table, head + table + `["tmain","bAAAA","i1"]` + "\n", head + table + `["tmain",null,"f1"]` + "\n" + `{"rows":1,"sha256":""}` + "\n",
		head + `{"table":"workspaces\"","columns":[]}` + "\n", head + "[]\n", head + table + "[\n", head + table + `["","x","i"]` + "\n"} {
		f.Add([]byte(seed))
	}
	store := storetest.SQLite(f)
	db := store.Open(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := db.Restore(t.Context(), bytes.NewReader(zipped(t, text)))
		if err == nil {
			t.Fatalf("%d rows are restored from a text whose hash nobody made", rows)
		}
		if list, err := db.Workspaces(t.Context()); err != nil || len(list) > 0 {
			t.Fatalf("a refused backup leaves %v (%v)", list, err)
		}
	})
}
