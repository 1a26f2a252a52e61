package storetest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestCheck goes through a whole workspace, also in the middle of a rotation and
// after an erasure, and finds each kind of damage.
func TestCheck(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		filled(t, db)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		want := sqlstore.Checked{Owners: 8, Records: 4, Accounts: 4, Identifiers: 16, SetAside: 1, Imports: 1}
		if got, err := w.Check(t.Context()); err != nil || got != want {
			t.Errorf("checked %+v (%v), want %+v", got, err, want)
		}
		if err := w.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.RotateSome(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Check(t.Context()); err != nil || got != want {
			t.Errorf("in the middle of a rotation: checked %+v (%v)", got, err)
		}
		rotateOn(t, w)
		for what, c := range map[string]struct{ spoil, says string }{
			"a lost identifier":      {"DELETE FROM identifiers WHERE workspace = 'main' AND type = 'phone'", "cannot be found"},
			"a foreign identifier":   {"UPDATE identifiers SET owner_hash = (SELECT owner_hash FROM data_keys WHERE workspace = 'other' ORDER BY owner_hash LIMIT 1) WHERE workspace = 'main' AND type = 'phone' AND owner_hash = (SELECT i.owner_hash FROM identifiers i WHERE i.workspace = 'main' AND i.type = 'phone' ORDER BY i.owner_hash LIMIT 1)", "no record of its owner"},
			"a moved record":         {"UPDATE records SET record_sealed = (SELECT r.record_sealed FROM records r WHERE r.workspace = 'main' AND r.record_hash <> records.record_hash LIMIT 1) WHERE workspace = 'main'", "cannot be opened"},
			"a swapped file name":    {"UPDATE imports SET path_sealed = (SELECT path_sealed FROM quarantine WHERE workspace = 'main') WHERE workspace = 'main'", "path"},
			"another one's data key": {"UPDATE data_keys SET key_sealed = (SELECT k.key_sealed FROM data_keys k WHERE k.workspace = 'other' ORDER BY k.owner_hash LIMIT 1) WHERE workspace = 'main'", "data key"},
		} {
			t.Run(what, func(t *testing.T) {
				fresh := copyOf(t, db, store.Name)
				if _, err := storetest.Workspace(t, fresh, "main").Check(t.Context()); err != nil {
					t.Fatal(err)
				}
				if execute(t, fresh, c.spoil) == 0 {
					t.Fatal("nothing was spoilt")
				}
				if _, err := storetest.Workspace(t, fresh, "main").Check(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("the check says %v, want %q", err, c.says)
				}
				if _, err := storetest.Workspace(t, fresh, "other").Check(t.Context()); err != nil {
					t.Errorf("the other workspace suffers: %v", err)
				}
			})
		}
		if _, err := w.Erase(t.Context(), []string{ownerOf(t, company(0)[0])}); err != nil {
			t.Fatal(err)
		}
		want = sqlstore.Checked{Owners: 7, Erased: 1, Records: 3, Accounts: 4, Identifiers: 12, SetAside: 1, Imports: 1}
		if got, err := w.Check(t.Context()); err != nil || got != want {
			t.Errorf("after an erasure: checked %+v (%v), want %+v", got, err, want)
		}
		if got, err := other.Check(t.Context()); err != nil || got.Owners != 8 {
			t.Errorf("the other workspace: checked %+v (%v)", got, err)
		}
	})
}

// ownerOf names whose data key seals a record.
func ownerOf(t *testing.T, r domain.Record) string {
	t.Helper()
	d, err := storetest.Delta([]domain.Record{r})
	if err != nil {
		t.Fatal(err)
	}
	return seal.Owner(d.Records[0].Record.Refs, "")
}

// copyOf restores a backup of a database to a fresh one of the same kind.
func copyOf(t *testing.T, db *sqlstore.DB, kind string) *sqlstore.DB {
	t.Helper()
	to := storetest.SQLite(t)
	if kind == "postgres" {
		to = storetest.Postgres(t)
	}
	var backup strings.Builder
	if err := db.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	fresh := to.Open(t)
	if _, err := fresh.Restore(t.Context(), strings.NewReader(backup.String())); err != nil {
		t.Fatal(err)
	}
	return fresh
}

// TestClients keeps the end clients of placements, by workspace and over a
// rotation of the keys.
func TestClients(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		records := company(0)
		for i, name := range []string{"Acme", " acme ", "Birch"} {
			records[2*i].Values = append(records[2*i].Values, domain.Value{Field: domain.FieldClient, Text: name, Assurance: domain.Recorded})
		}
		s := state(t)
		fill(t, s, records)
		save(t, w, progress("a.json", 1), s.TakeDelta())
		for _, when := range []string{"before", "after"} {
			names, err := w.Clients(t.Context())
			if err != nil || !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, "acme") }) || !slices.Contains(names, "Birch") || len(names) != 2 {
				t.Errorf("%s a rotation: clients %q (%v)", when, names, err)
			}
			if names, err := other.Clients(t.Context()); err != nil || len(names) > 0 {
				t.Errorf("%s a rotation: another workspace has clients %q (%v)", when, names, err)
			}
			var marked int
			if err := db.Read(t.Context(), func(q sqlstore.Query) error {
				return q.Row(t.Context(), "SELECT count(*) FROM records r JOIN clients c ON c.workspace = r.workspace AND c.client_hash = r.client_hash WHERE r.workspace = 'main'").Scan(&marked)
			}); err != nil || marked != 3 {
				t.Errorf("%s a rotation: %d records have a client (%v)", when, marked, err)
			}
			rotate(t, w)
		}
	})
}
