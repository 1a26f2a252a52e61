package storetest_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestRoundTrip keeps two workspaces in one database, in several batches and
// over reopenings: each gives back what was put in, and nothing of the other.
func TestRoundTrip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		wants := map[domain.WorkspaceID]string{}
		for n, id := range []domain.WorkspaceID{"main", "other"} {
			s := state(t)
			for i, r := range company(n) {
				fill(t, s, []domain.Record{r})
				db := store.Open(t)
				save(t, storetest.Workspace(t, db, id), progress("a.json", int64(i+1)), s.TakeDelta())
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			wants[id] = dump(t, s)
		}
		db := store.Open(t)
		for id, want := range wants {
			if got := loaded(t, storetest.Workspace(t, db, id)); got != want {
				t.Errorf("workspace %s gives back\n%s\nwant\n%s", id, got, want)
			}
		}
		if wants["main"] == wants["other"] {
			t.Fatal("the two workspaces are alike; the test proves nothing")
		}
		if got := loaded(t, storetest.Workspace(t, db, "third")); strings.Contains(got, "p_") {
			t.Errorf("a new workspace holds %s", got)
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		if list, err := db.Workspaces(t.Context()); err != nil || !slices.Equal(list, []domain.WorkspaceID{"main", "other", "third"}) {
			t.Errorf("workspaces %v (%v)", list, err)
		}
	})
}

// TestAgain saves the same delta twice, and then an earlier observation of one
// record: nothing doubles, and the earlier observation is kept.
func TestAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		w := storetest.Workspace(t, store.Open(t), "main")
		s := state(t)
		fill(t, s, company(0))
		d := s.TakeDelta()
		save(t, w, progress("a.json", 1), d)
		save(t, w, progress("a.json", 2), d)
		if got, want := loaded(t, w), dump(t, s); got != want {
			t.Errorf("saving twice gives\n%s\nwant\n%s", got, want)
		}
		// Twice in one delta: the first copy, and one seen earlier.
		early, first := company(0)[0], company(1)[0]
		early.ObservedAt, early.Origin.File = now.AddDate(0, -1, 0), "0.json"
		fill(t, s, []domain.Record{first, early})
		earlier := company(1)[0]
		earlier.ObservedAt, earlier.Origin.File = now.AddDate(0, -1, 0), "1.json"
		fill(t, s, []domain.Record{earlier})
		save(t, w, progress("0.json", 1), s.TakeDelta())
		got := loaded(t, w)
		if want := dump(t, s); got != want || !strings.Contains(got, `"0.json"`) || !strings.Contains(got, `"1.json"`) {
			t.Errorf("an earlier observation gives\n%s\nwant\n%s", got, want)
		}
	})
}

func TestGone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		s := state(t)
		fill(t, s, company(0))
		d := s.TakeDelta()
		save(t, w, progress("a.json", 1), d)
		save(t, other, progress("a.json", 1), d)
		present := loaded(t, other)
		key := company(0)[0].Key
		s.MarkGone(key, now)
		save(t, w, ingest.FileProgress{}, s.TakeDelta())
		if got := loaded(t, w); got != dump(t, s) || got == present {
			t.Error("a record that is gone is not kept as gone")
		}
		if got := loaded(t, other); got != present {
			t.Error("a record that is gone in one workspace is gone in another")
		}
		s.MarkPresent(key)
		save(t, w, ingest.FileProgress{}, s.TakeDelta())
		if got := loaded(t, w); got != present {
			t.Error("a record that is back is still gone")
		}
	})
}

func TestResume(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		p := progress("a.json", 7)
		p.Counts = ingest.Counts{Accepted: 1, Duplicate: 2, Unused: 3, SetAside: 4, Versions: 5, Unknown: 6}
		save(t, w, p, engine.Delta{})
		p.Offset, p.Done = 9, true
		save(t, w, p, engine.Delta{})
		offset, counts, done, err := w.Resume(t.Context(), "a.json", "abc")
		if err != nil || offset != 9 || !done || counts != p.Counts {
			t.Errorf("resumes at %d, done %v, with %+v (%v)", offset, done, counts, err)
		}
		for what, ask := range map[string]func() (int64, ingest.Counts, bool, error){
			"another file":      func() (int64, ingest.Counts, bool, error) { return w.Resume(t.Context(), "b.json", "abc") },
			"changed content":   func() (int64, ingest.Counts, bool, error) { return w.Resume(t.Context(), "a.json", "abd") },
			"another workspace": func() (int64, ingest.Counts, bool, error) { return other.Resume(t.Context(), "a.json", "abc") },
		} {
			if offset, _, done, err := ask(); err != nil || offset != 0 || done {
				t.Errorf("%s resumes at %d, done %v (%v)", what, offset, done, err)
			}
		}
	})
}

func TestQuarantine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		aside := []ingest.SetAside{{File: "b.json", Line: 3, Offset: 40, Source: "adp", Reason: "truncated", Detail: "the file ends in the middle"}, {File: "a.json", Line: 9, Reason: "encoding", Detail: "Zelda"}}
		for _, x := range []*sqlstore.Workspace{w, other} {
			save(t, x, progress("a.json", 5), engine.Delta{}, aside...)
			save(t, x, progress("b.json", 5), engine.Delta{}, aside[0])
			save(t, x, progress("c.json", 5), engine.Delta{})
		}
		list, err := w.Quarantine(t.Context())
		if err != nil || len(list) != 3 || list[0].SetAside != aside[0] || list[1].SetAside != aside[1] || !list[0].At.Equal(now) {
			t.Fatalf("set aside %+v (%v)", list, err)
		}
		files, err := w.Requeue(t.Context())
		if err != nil || !slices.Equal(files, []string{"a.json", "b.json"}) {
			t.Fatalf("to be read again %v (%v)", files, err)
		}
		for path, want := range map[string]int64{"a.json": 0, "b.json": 0, "c.json": 5} {
			if offset, _, _, err := w.Resume(t.Context(), path, "abc"); err != nil || offset != want {
				t.Errorf("%s resumes at %d (%v), want %d", path, offset, err, want)
			}
			if offset, _, _, err := other.Resume(t.Context(), path, "abc"); err != nil || offset != 5 {
				t.Errorf("%s of another workspace resumes at %d (%v)", path, offset, err)
			}
		}
		if left, err := w.Quarantine(t.Context()); err != nil || len(left) > 0 {
			t.Errorf("still set aside: %+v (%v)", left, err)
		}
		if left, err := other.Quarantine(t.Context()); err != nil || len(left) != 3 {
			t.Errorf("another workspace lost what it set aside: %+v (%v)", left, err)
		}
	})
}

// TestStopped cuts a save off by a cancelled context: the batch is lost whole,
// and the workspace goes on, data keys included.
func TestStopped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		s := state(t)
		records := company(0)
		fill(t, s, records[:4])
		first := s.TakeDelta()
		for _, x := range []*sqlstore.Workspace{w, other} {
			save(t, x, progress("a.json", 4), first)
		}
		want := dump(t, s)
		fill(t, s, records[4:])
		second := s.TakeDelta()
		ctx, cancel := context.WithCancel(t.Context())
		err := db.WriteIn(ctx, "main", func(u *sqlstore.Unit) error {
			if err := u.Save(ctx, second); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if err == nil {
			t.Error("a save under a cancelled context is acknowledged")
		}
		for _, x := range []*sqlstore.Workspace{w, other} {
			if got := loaded(t, x); got != want {
				t.Errorf("workspace %s: gives back\n%s\nwant\n%s", x.ID(), got, want)
			}
			if offset, _, _, err := x.Resume(t.Context(), "a.json", "abc"); err != nil || offset != 4 {
				t.Errorf("workspace %s: resumes at %d (%v)", x.ID(), offset, err)
			}
		}
		save(t, w, progress("a.json", 8), second)
		if got := loaded(t, storetest.Workspace(t, store.Open(t), "main")); got != dump(t, s) {
			t.Error("after a save that was cut off the same batch does not go in")
		}
	})
}

// TestWrongKey opens a workspace with another master key, and with one moved to
// another name.
func TestWrongKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		storetest.Workspace(t, db, "main")
		if _, err := db.Workspace(t.Context(), "main", bytes.Repeat([]byte{8}, 32)); err == nil || !strings.Contains(err.Error(), "key file") {
			t.Errorf("another key file opens the workspace: %v", err)
		}
		storetest.Workspace(t, db, "other")
		execute(t, db, "UPDATE key_versions SET keys_sealed = (SELECT k.keys_sealed FROM key_versions k WHERE k.workspace = 'other') WHERE workspace = 'main'")
		if _, err := db.Workspace(t.Context(), "main", storetest.Master()); err == nil {
			t.Error("the keys of another workspace open it")
		}
	})
}

// execute changes a database behind the store's back.
func execute(t *testing.T, db *sqlstore.DB, statement string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := db.Write(t.Context(), func(tx *sqlstore.Tx) (err error) {
		n, err = tx.Exec(t.Context(), statement, args...)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return n
}

// TestMovedRows swaps sealed rows: between owners, and between workspaces.
func TestMovedRows(t *testing.T) {
	changed := map[string]string{
		"sqlite":   "UPDATE records SET record_sealed = CAST(substr(record_sealed, 1, 40) || x'00' || substr(record_sealed, 42) AS BLOB) WHERE workspace = 'main'",
		"postgres": "UPDATE records SET record_sealed = set_byte(record_sealed, 40, (get_byte(record_sealed, 40) + 1) % 256) WHERE workspace = 'main'",
	}
	for what, move := range map[string]string{
		"two records":        "UPDATE records SET record_sealed = (SELECT r.record_sealed FROM records r WHERE r.workspace = 'main' AND r.record_hash <> records.record_hash LIMIT 1) WHERE workspace = 'main'",
		"two accounts":       "UPDATE accounts SET account_sealed = (SELECT a.account_sealed FROM accounts a WHERE a.workspace = 'main' AND a.account_hash <> accounts.account_hash LIMIT 1) WHERE workspace = 'main'",
		"two data keys":      "UPDATE data_keys SET key_sealed = (SELECT k.key_sealed FROM data_keys k WHERE k.workspace = 'main' AND k.owner_hash <> data_keys.owner_hash LIMIT 1) WHERE workspace = 'main'",
		"another workspace":  "UPDATE data_keys SET key_sealed = (SELECT k.key_sealed FROM data_keys k WHERE k.workspace = 'other' LIMIT 1) WHERE workspace = 'main'",
		"one changed record": "",
	} {
		t.Run(what, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, store *storetest.Store) {
				db := store.Open(t)
				s := state(t)
				fill(t, s, company(0))
				d := s.TakeDelta()
				for _, id := range []domain.WorkspaceID{"main", "other"} {
					save(t, storetest.Workspace(t, db, id), progress("a.json", 1), d)
				}
				statement := move
				if statement == "" {
					statement = changed[store.Name]
				}
				if execute(t, db, statement) == 0 {
					t.Fatal("nothing was moved")
				}
				if err := storetest.Workspace(t, db, "main").Load(t.Context(), state(t)); err == nil {
					t.Error("moved rows open")
				}
				if err := storetest.Workspace(t, db, "other").Load(t.Context(), state(t)); err != nil {
					t.Errorf("the other workspace suffers: %v", err)
				}
			})
		})
	}
}

// personal are parts of the values in company, in lower case.
var personal = []string{"zelda", "quist", "2125550142", "555 0142", "5550142", "99990000", "quistgate", "203.0.113", "corp.example.com", "example.net"}

// TestNothingInClear looks for personal values in every byte on the disk, and in
// every value that PostgreSQL holds.
func TestNothingInClear(t *testing.T) {
	fillBoth := func(t *testing.T, db *sqlstore.DB) {
		for n, id := range []domain.WorkspaceID{"main", "other"} {
			w, s := storetest.Workspace(t, db, id), state(t)
			fill(t, s, company(n))
			save(t, w, progress("Zelda-Quist-CV.pdf", 1), s.TakeDelta(), ingest.SetAside{File: "Zelda-Quist-CV.pdf", Reason: "encrypted", Detail: "Zelda Quist's file"})
			if err := w.SaveReport(t.Context(), now, "hash", []byte(`{"name":"Zelda Quist"}`)); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		store := storetest.SQLite(t)
		db := store.Open(t)
		fillBoth(t, db)
		look(t, "open", filepath.Dir(store.Address))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		look(t, "closed", filepath.Dir(store.Address))
	})
	t.Run("postgres", func(t *testing.T) {
		db := storetest.Postgres(t).Open(t)
		fillBoth(t, db)
		var out bytes.Buffer
		if err := db.Backup(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		notClear(t, "the backup", unzip(t, out.Bytes()))
	})
}

func look(t *testing.T, when, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %s has mode %v (%v)", when, e.Name(), info.Mode(), err)
		}
		notClear(t, when+" "+e.Name(), data)
	}
}

// onDisk reports whether some file of a SQLite store holds bytes.
func onDisk(t *testing.T, store *storetest.Store, want []byte) bool {
	t.Helper()
	files, err := filepath.Glob(store.Address + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, want) {
			return true
		}
	}
	return false
}

func notClear(t *testing.T, what string, data []byte) {
	t.Helper()
	lower := bytes.ToLower(data)
	for _, secret := range personal {
		if bytes.Contains(lower, []byte(secret)) {
			t.Errorf("%s holds %q in clear", what, secret)
		}
	}
}
