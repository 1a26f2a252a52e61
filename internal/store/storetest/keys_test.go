package storetest_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestErased destroys an owner's data key: what was kept of them is gone for
// every reader, everybody else stays, and they do not come back by an import.
func TestErased(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db, second := store.Open(t), store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		elsewhere := storetest.Workspace(t, second, "main") // as another process has it
		s := state(t)
		fill(t, s, company(0))
		d := s.TakeDelta()
		for _, x := range []*sqlstore.Workspace{w, other, elsewhere} {
			save(t, x, progress("a.json", 1), d)
		}
		for _, x := range []*sqlstore.Workspace{w, other} {
			if err := x.SaveReport(t.Context(), now, "hash", []byte("Zelda Quist")); err != nil {
				t.Fatal(err)
			}
		}
		whole := loaded(t, other)
		owner := seal.Owner(d.Records[0].Record.Refs, "")
		n, err := w.Erase(t.Context(), []string{owner, "worker=nobody"})
		if err != nil || n != 1 {
			t.Fatalf("erased %d owners: %v", n, err)
		}
		gone := func(when string) {
			t.Helper()
			for _, x := range []*sqlstore.Workspace{w, elsewhere} {
				if got := loaded(t, x); strings.Contains(got, "Zelda Quist 00") || !strings.Contains(got, "Zelda Quist 01") {
					t.Errorf("%s: erasing one owner leaves %s", when, got)
				}
			}
		}
		gone("at once")
		save(t, w, progress("b.json", 1), d)
		save(t, elsewhere, progress("b.json", 1), d)
		gone("after an import")
		rotate(t, w)
		save(t, w, progress("b.json", 1), d)
		save(t, elsewhere, progress("b.json", 1), d)
		gone("after a rotation of the keys")
		if loaded(t, other) != whole {
			t.Error("an erasure reaches another workspace")
		}
		if a, b := reports(t, w), reports(t, other); a != 0 || b != 1 {
			t.Errorf("%d reports are kept that name the erased owner, and %d of another workspace", a, b)
		}
		if n, err := w.Erase(t.Context(), []string{owner}); err != nil || n != 0 {
			t.Errorf("erased again: %d (%v)", n, err)
		}
	})
}

func reports(t *testing.T, w *sqlstore.Workspace) int {
	t.Helper()
	c, err := w.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Reports
}

// TestErasedBytes looks for a destroyed data key in the files.
func TestErasedBytes(t *testing.T) {
	store := storetest.SQLite(t)
	db := store.Open(t)
	w := storetest.Workspace(t, db, "main")
	s := state(t)
	fill(t, s, company(0))
	d := s.TakeDelta()
	save(t, w, progress("a.json", 1), d)
	owner := seal.Owner(d.Records[0].Record.Refs, "")
	var wrapped []byte
	if err := db.Read(t.Context(), func(q sqlstore.Query) error {
		return q.Row(t.Context(), "SELECT key_sealed FROM data_keys WHERE owner_hash = ?", w.Keys().Lookup("owner", owner)).Scan(&wrapped)
	}); err != nil {
		t.Fatal(err)
	}
	if !onDisk(t, store, wrapped) {
		t.Fatal("the data key is not on the disk before; the test proves nothing")
	}
	if _, err := w.Erase(t.Context(), []string{owner}); err != nil {
		t.Fatal(err)
	}
	if onDisk(t, store, wrapped) {
		t.Error("the destroyed data key is still on the disk")
	}
}

// TestSealedFor seals a value for an owner through erasure and rotation.
func TestSealedFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w := storetest.Workspace(t, db, "main")
		storetest.Workspace(t, db, "other")
		var sealed []byte
		err := db.WriteIn(t.Context(), "main", func(u *sqlstore.Unit) (err error) {
			sealed, err = u.SealFor(t.Context(), "worker=a", []byte("a note"), "note", []byte("1"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		open := func(ws domain.WorkspaceID, owner, id string) (plain []byte, err error) {
			err = db.ReadIn(t.Context(), ws, func(v *sqlstore.View) error {
				plain, err = v.OpenFor(t.Context(), owner, sealed, "note", []byte(id))
				return err
			})
			return plain, err
		}
		if got, err := open("main", "worker=a", "1"); err != nil || string(got) != "a note" {
			t.Errorf("opened %q (%v)", got, err)
		}
		for what, ask := range map[string][3]string{"another row": {"main", "worker=a", "2"}, "another owner": {"main", "worker=b", "1"}, "another workspace": {"other", "worker=a", "1"}} {
			if got, err := open(domain.WorkspaceID(ask[0]), ask[1], ask[2]); err == nil {
				t.Errorf("%s opens %q", what, got)
			}
		}
		if _, err := w.Erase(t.Context(), []string{"worker=a"}); err != nil {
			t.Fatal(err)
		}
		if _, err := open("main", "worker=a", "1"); !errors.Is(err, sqlstore.ErrErased) {
			t.Errorf("after the erasure: %v", err)
		}
		err = db.WriteIn(t.Context(), "main", func(u *sqlstore.Unit) error {
			_, err := u.SealFor(t.Context(), "worker=a", nil, "note", nil)
			return err
		})
		if !errors.Is(err, sqlstore.ErrErased) {
			t.Errorf("sealing for an erased owner: %v", err)
		}
	})
}

// rotate changes a workspace's keys to the end.
func rotate(t *testing.T, w *sqlstore.Workspace) {
	t.Helper()
	if err := w.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for {
		done, err := w.RotateSome(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
	}
}

// TestRotation changes keys twice while two processes write and read: nothing
// is lost at any step, old hashes and old seals are gone at the end, and a
// third process picks up a rotation that was left in the middle.
func TestRotation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		second := storetest.Workspace(t, store.Open(t), "main")
		s := state(t)
		fill(t, s, company(0))
		save(t, w, progress("a.json", 3), s.TakeDelta(), ingest.SetAside{File: "a.json", Reason: "truncated", Detail: "Zelda"})
		if err := w.SaveReport(t.Context(), now, "hash", []byte("{}")); err != nil {
			t.Fatal(err)
		}
		save(t, other, progress("a.json", 1), engine.Delta{})
		before := hashes(t, db)
		check := func(step string) {
			t.Helper()
			for _, x := range []*sqlstore.Workspace{w, second} {
				if got, want := loaded(t, x), dump(t, s); got != want {
					t.Fatalf("%s: gives back\n%s\nwant\n%s", step, got, want)
				}
				if offset, _, _, err := x.Resume(t.Context(), "a.json", "abc"); err != nil || offset != 3 {
					t.Errorf("%s: resumes at %d (%v)", step, offset, err)
				}
			}
			if list, err := second.Quarantine(t.Context()); err != nil || len(list) != 1 || list[0].Detail != "Zelda" {
				t.Errorf("%s: set aside %+v (%v)", step, list, err)
			}
		}
		check("before")
		if err := w.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("begun")
		if err := second.Rotate(t.Context()); !errors.Is(err, sqlstore.ErrRotating) {
			t.Errorf("a second rotation begins: %v", err)
		}
		// The other process writes new versions of old rows, and marks one gone.
		again := company(0)
		for i := range again {
			again[i].ObservedAt = now.AddDate(0, 0, -1)
		}
		fill(t, s, append(again[:4:4], company(1)[:2]...))
		save(t, second, progress("b.json", 1), s.TakeDelta())
		s.MarkGone(again[6].Key, now)
		save(t, second, ingest.FileProgress{}, s.TakeDelta())
		check("written to")
		third := storetest.Workspace(t, store.Open(t), "main")
		for n := 0; ; n++ {
			done, err := third.RotateSome(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			check(fmt.Sprintf("after step %d", n))
			if done {
				break
			}
		}
		for table, was := range before {
			for hash := range hashes(t, db)[table] {
				if was[hash] {
					t.Errorf("%s still holds a hash of the older keys", table)
				}
			}
		}
		if w.Keys().Rotating() && second.Keys().Rotating() && third.Keys().Rotating() {
			t.Error("the older keys still open")
		}
		rotate(t, second)
		check("rotated twice")
		check2 := storetest.Workspace(t, store.Open(t), "main")
		if got := check2.Keys().Newest(); got != 3 {
			t.Errorf("the keys have version %d, want 3", got)
		}
	})
}

// hashes collects every keyed hash of workspace main.
func hashes(t *testing.T, db *sqlstore.DB) map[string]map[string]bool {
	t.Helper()
	out := map[string]map[string]bool{}
	for table, column := range map[string]string{"records": "record_hash", "accounts": "account_hash", "data_keys": "owner_hash", "imports": "path_hash", "quarantine": "path_hash", "identifiers": "value_hash"} {
		out[table] = map[string]bool{}
		if err := db.Read(t.Context(), func(q sqlstore.Query) error {
			return rowsOf(t, q, func(rows *sql.Rows) error {
				var h []byte
				err := rows.Scan(&h)
				out[table][string(h)] = true
				return err
			}, "SELECT "+column+" FROM "+table+" WHERE workspace = 'main'")
		}); err != nil {
			t.Fatal(err)
		}
		if len(out[table]) == 0 {
			t.Fatalf("%s is empty; the test proves nothing", table)
		}
	}
	return out
}

func rowsOf(t *testing.T, q sqlstore.Query, fn func(*sql.Rows) error, query string) error {
	rows, err := q.Query(t.Context(), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// TestRotationUnderWrites rotates while writers of two processes go on.
func TestRotationUnderWrites(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		processes := []*sqlstore.Workspace{storetest.Workspace(t, db, "main"), storetest.Workspace(t, store.Open(t), "main")}
		storetest.Workspace(t, db, "other")
		whole := state(t)
		var writers sync.WaitGroup
		for p, w := range processes {
			deltas := make([]engine.Delta, 12)
			for i := range deltas {
				s := state(t)
				fill(t, s, company(10*p + i%4)[2*(i/4):])
				deltas[i] = s.TakeDelta()
				fill(t, whole, company(10*p + i%4)[2*(i/4):])
			}
			writers.Go(func() {
				for i, d := range deltas {
					if err := w.Save(t.Context(), progress(fmt.Sprint(p), int64(i)), d, nil); err != nil {
						t.Errorf("process %d: %v", p, err)
					}
				}
			})
		}
		for range 3 {
			rotate(t, processes[0])
		}
		writers.Wait()
		rotate(t, processes[1])
		for _, w := range processes {
			records, accounts := counts(t, w)
			if wantR, wantA, _, _ := whole.Counts(); records != wantR || accounts != wantA {
				t.Errorf("%d records and %d accounts are kept, want %d and %d", records, accounts, wantR, wantA)
			}
		}
	})
}

func counts(t *testing.T, w *sqlstore.Workspace) (records, accounts int) {
	t.Helper()
	s := state(t)
	if err := w.Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	records, accounts, _, _ = s.Counts()
	return records, accounts
}

// TestNewMaster moves a database to another master key: the old one opens
// nothing any more.
func TestNewMaster(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		wants := filled(t, db)
		fresh := bytes.Repeat([]byte{9}, 32)
		for ws := range wants {
			if err := db.ChangeMaster(t.Context(), ws, fresh); err != nil {
				t.Fatal(err)
			}
		}
		again := store.Open(t)
		for ws, want := range wants {
			if _, err := again.Workspace(t.Context(), ws, storetest.Master()); err == nil {
				t.Errorf("the old master key opens %s", ws)
			}
			w, err := again.Workspace(t.Context(), ws, fresh)
			if err != nil {
				t.Fatal(err)
			}
			if got := loaded(t, w); got != want {
				t.Errorf("workspace %s gives back\n%s\nwant\n%s", ws, got, want)
			}
		}
	})
}

// TestEverythingSealedIsMoved names tables that a rotation would leave behind.
func TestEverythingSealedIsMoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		list, err := store.Open(t).Uncovered(t.Context())
		if err != nil || len(list) > 0 {
			t.Errorf("no step of a rotation moves %v (%v)", list, err)
		}
	})
}
