package storetest_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func auditEntry(ws domain.WorkspaceID, n int) audit.Entry {
	return audit.Entry{Workspace: ws, At: storetest.Now.Add(time.Duration(n) * time.Minute), Actor: audit.Actor{ID: fmt.Sprintf("u_%d", n%3), Kind: audit.Person, Role: "counsel"},
		Action: []string{"case.read", "case.assigned"}[n%2], Object: audit.Object{Type: "case", ID: fmt.Sprintf("c_%d", n%5)}, Why: "case-review"}
}

func auditAppend(t *testing.T, db *sqlstore.DB, entries ...audit.Entry) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *sqlstore.Tx) error { return tx.Audit(t.Context(), entries...) }); err != nil {
		t.Fatal(err)
	}
}

// TestAuditOfTwoProcesses: four writers on two handles and two workspaces make
// two gapless logs, which keep apart and verify before and after a change of
// keys.
func TestAuditOfTwoProcesses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		workspaces := []domain.WorkspaceID{"main", "other"}
		var wg sync.WaitGroup
		for range 2 {
			db := store.Open(t)
			for _, ws := range workspaces {
				storetest.Workspace(t, db, ws)
				log := audit.New(sqlstore.NewAuditStore(db), ws, store.Clock)
				wg.Go(func() {
					for n := range 20 {
						err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
							return tx.Audit(t.Context(), auditEntry(ws, n), auditEntry(ws, n+1))
						})
						if n == 7 {
							_, cerr := log.Checkpoint(t.Context())
							err = errors.Join(err, cerr)
						}
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wg.Wait()
		db := store.Open(t)
		origins := map[string]bool{}
		for _, ws := range workspaces {
			storetest.Workspace(t, db, ws)
			log := audit.New(sqlstore.NewAuditStore(db), ws, store.Clock)
			c, err := log.Checkpoint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			keys, err := log.PublicKeys(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := log.Rotate(t.Context(), audit.Rotation{By: audit.Actor{Kind: audit.System}}); err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if _, err := log.Export(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			r, err := audit.Verify(&b, audit.Options{Keys: keys, Since: [][]byte{c.Note}})
			if err != nil || r.Entries != 82 || !r.Since[0].Extended {
				t.Errorf("%s: %v %+v", ws, err, r)
			}
			origins[r.Origin] = true
		}
		if len(origins) != 2 {
			t.Errorf("the logs are called %v", origins)
		}
	})
}

// TestAuditEntriesStay: no statement changes or removes an entry.
func TestAuditEntriesStay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		for _, ws := range []domain.WorkspaceID{"main", "other"} {
			storetest.Workspace(t, db, ws)
			auditAppend(t, db, auditEntry(ws, 1))
		}
		for _, stmt := range []string{"UPDATE audit_entries SET actor = 'u_9'", "DELETE FROM audit_entries WHERE workspace = 'main'"} {
			if err := db.Write(t.Context(), func(tx *sqlstore.Tx) error { _, err := tx.Exec(t.Context(), stmt); return err }); err == nil {
				t.Errorf("%s: done", stmt)
			}
		}
		if list, err := sqlstore.NewAuditStore(db).List(t.Context(), "main", audit.Filter{}); err != nil || len(list) != 1 || list[0].Entry.Actor.ID != "u_1" {
			t.Errorf("%+v (%v)", list, err)
		}
	})
}

// TestAuditRollback: an entry goes with the change that it describes.
func TestAuditRollback(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		boom := errors.New("boom")
		for _, ws := range []domain.WorkspaceID{"main", "other"} {
			storetest.Workspace(t, db, ws)
			err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
				return errors.Join(tx.Audit(t.Context(), auditEntry(ws, 1)), boom)
			})
			if !errors.Is(err, boom) || errors.Is(err, audit.ErrEntry) {
				t.Fatal(err)
			}
		}
		auditAppend(t, db, auditEntry("main", 2))
		for ws, want := range map[domain.WorkspaceID]uint64{"main": 1, "other": 0} {
			if tree, err := sqlstore.NewAuditStore(db).Tree(t.Context(), ws); err != nil || tree.Size != want {
				t.Errorf("%s: %d entries (%v)", ws, tree.Size, err)
			}
		}
	})
}

// TestAuditList compares each filter with the same choice made in Go.
func TestAuditList(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		var all []audit.Entry
		for n := range 30 {
			all = append(all, auditEntry("main", n))
		}
		for _, ws := range []domain.WorkspaceID{"main", "other"} {
			storetest.Workspace(t, db, ws)
		}
		auditAppend(t, db, auditEntry("other", 4))
		auditAppend(t, db, all...)
		from, to, before := all[8].At, all[21].At, uint64(10)
		for name, c := range map[string]struct {
			filter audit.Filter
			keep   func(n int, e audit.Entry) bool
		}{
			"all":    {audit.Filter{}, func(int, audit.Entry) bool { return true }},
			"actor":  {audit.Filter{Actor: "u_1"}, func(_ int, e audit.Entry) bool { return e.Actor.ID == "u_1" }},
			"action": {audit.Filter{Action: "case.read"}, func(_ int, e audit.Entry) bool { return e.Action == "case.read" }},
			"object": {audit.Filter{ObjectType: "case", ObjectID: "c_2"}, func(_ int, e audit.Entry) bool { return e.Object.ID == "c_2" }},
			"time":   {audit.Filter{From: from, To: to}, func(n int, _ audit.Entry) bool { return n >= 8 && n < 21 }},
			"page":   {audit.Filter{Before: &before, Limit: 3}, func(n int, _ audit.Entry) bool { return n < 10 && n >= 7 }},
			"none":   {audit.Filter{Actor: "u_1' OR 1=1 --"}, func(int, audit.Entry) bool { return false }},
		} {
			var want []uint64
			for n, e := range slices.Backward(all) {
				if c.keep(n, e) {
					want = append(want, uint64(n))
				}
			}
			found, err := sqlstore.NewAuditStore(db).List(t.Context(), "main", c.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []uint64
			for _, f := range found {
				got = append(got, f.Index)
				if f.Entry.At != all[f.Index].At || f.Entry.Actor != all[f.Index].Actor {
					t.Errorf("%s: entry %d is %+v", name, f.Index, f.Entry)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
	})
}
