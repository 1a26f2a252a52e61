package storetest_test

import (
	"slices"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// fixable is a worker with a phone.
func fixable(id, phone string) domain.Record {
	return domain.Record{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: id}, OccurredAt: now, ObservedAt: now,
		Refs: []domain.Ref{{Type: domain.RefWorker, Value: domain.QualifiedID("adp", "main", id)}, {Type: domain.RefWorkMail, Value: "w" + id + "@corp.example.com"}},
		Values: []domain.Value{{Field: domain.FieldName, Text: "Worker " + id, Assurance: domain.Recorded},
			{Field: domain.FieldPhone, Text: phone, Role: domain.RoleHome, Assurance: domain.Recorded}}}
}

func prepared(r domain.Record) *engine.Prepared {
	r.Values = slices.Clone(r.Values)
	p := engine.NewPreparer(identifier.NewHasher([]byte("test")), "US").Prepare(r)
	return &p
}

// TestCorrectionsAreKept: what was set right is read so in every state that is
// loaded, in the order in which it was set right, after a rotation of the keys
// too, and goes with the person; another workspace knows nothing of it.
func TestCorrectionsAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, here), storetest.Workspace(t, db, there)
		r := fixable("1", "+1 512 555 0100")
		s := state(t)
		for _, r := range []domain.Record{r, fixable("2", "+1 512 555 0100"), fixable("3", "+1 512 555 0199")} {
			if _, err := s.Add(prepared(r)); err != nil {
				t.Fatal(err)
			}
		}
		d := s.TakeDelta()
		save(t, w, ingest.FileProgress{}, d)
		save(t, other, ingest.FileProgress{}, d)
		before := loaded(t, other)
		for _, step := range [][2]string{{"+1 512 555 0100", "+1 512 555 0177"}, {"+1 512 555 0177", "+1 512 555 0199"}} {
			c, err := engine.NewPreparer(identifier.NewHasher([]byte("test")), "US").Correct(r.Key, domain.FieldPhone, step[0], step[1])
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Correct(c); err != nil {
				t.Fatal(err)
			}
			save(t, w, ingest.FileProgress{}, s.TakeDelta())
		}
		want := dump(t, s)
		if want == before {
			t.Fatal("nothing was corrected")
		}
		if loaded(t, w) != want {
			t.Error("a loaded state is another one")
		}
		rotate(t, w)
		if loaded(t, w) != want {
			t.Error("after a rotation of the keys a loaded state is another one")
		}
		if loaded(t, other) != before {
			t.Error("another workspace changed")
		}
		if _, err := w.Erase(t.Context(), sqlstore.PersonOwners(r.Refs, []string{r.Key.String()}, nil)); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := db.Read(t.Context(), func(q sqlstore.Query) error {
			return q.Row(t.Context(), "SELECT count(*) FROM corrections").Scan(&left)
		}); err != nil || left != 0 {
			t.Errorf("%d corrections are left of an erased person (%v)", left, err)
		}
	})
}

// TestErasedIsRefused: who was erased is not taken in again, by any of their
// keys, in a state that is loaded afterwards, before and after a rotation.
func TestErasedIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, here), storetest.Workspace(t, db, there)
		r := fixable("1", "+1 512 555 0100")
		for _, w := range []*sqlstore.Workspace{w, other} {
			s := state(t)
			if _, err := s.Add(prepared(r)); err != nil {
				t.Fatal(err)
			}
			save(t, w, ingest.FileProgress{}, s.TakeDelta())
		}
		if n, err := w.Erase(t.Context(), sqlstore.PersonOwners(r.Refs, []string{r.Key.String()}, nil)); err != nil || n != 1 {
			t.Fatalf("erased %d owners (%v)", n, err)
		}
		byMail := fixable("9", "+1 512 555 0111") // another record that only the mail joins
		byMail.Refs = r.Refs[1:]
		check := func(w *sqlstore.Workspace, r domain.Record, want engine.Status) {
			t.Helper()
			s := state(t)
			if err := w.Load(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Add(prepared(r)); err != nil || got != want {
				t.Errorf("%s gives %v (%v), want %v", r.Key, got, err, want)
			}
		}
		for range 2 {
			check(w, r, engine.Erased)
			check(w, byMail, engine.Erased)
			check(w, fixable("2", "+1 512 555 0100"), engine.Accepted)
			check(other, r, engine.Duplicate)
			rotate(t, w)
		}
		p := progress("a.csv", 7)
		p.Counts.Erased = 3
		save(t, w, p, engine.Delta{})
		if _, c, _, err := w.Resume(t.Context(), p.Path, p.Hash); err != nil || c.Erased != 3 {
			t.Errorf("the import counts %+v (%v)", c, err)
		}
	})
}
