package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// TestTreeIsThatOfRFC6962 compares roots, proofs and exports of logs that grew
// in any steps with the reference tree of transparency-dev.
func TestTreeIsThatOfRFC6962(t *testing.T) {
	base, n := newLog(t, "main"), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		f, ref := base.in(domain.WorkspaceID(fmt.Sprint("ws", n))), testonly.New(rfc6962.DefaultHasher)
		var seen []audit.Checkpoint
		steps := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(1, 9), rapid.IntRange(1, 9), rapid.IntRange(20, 70)), 1, 4).Draw(rt, "steps")
		for _, n := range steps {
			f.grow(n, rapid.IntRange(1, 300).Draw(rt, "batch"))
			seen = append(seen, f.checkpoint())
		}
		last := seen[len(seen)-1]
		leaves, err := f.store.Leaves(t.Context(), f.ws, 0, last.Size)
		must(t, err)
		for _, l := range leaves {
			ref.AppendData(l.Bytes)
		}
		for _, c := range seen {
			if !bytes.Equal(c.Root, ref.HashAt(c.Size)) {
				rt.Fatalf("the root over %d entries is not that of the reference", c.Size)
			}
			path, err := f.Consistency(t.Context(), c.Size, last.Size)
			must(t, err)
			if err := proof.VerifyConsistency(rfc6962.DefaultHasher, c.Size, last.Size, path, c.Root, last.Root); err != nil {
				rt.Fatal(err)
			}
			at := rapid.Uint64Range(0, c.Size-1).Draw(rt, "index")
			entry, path, err := f.Inclusion(t.Context(), at, c.Size)
			must(t, err)
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, at, c.Size, rfc6962.DefaultHasher.HashLeaf(entry), path, c.Root); err != nil {
				rt.Fatal(err)
			}
		}
		var since [][]byte
		for _, c := range seen {
			since = append(since, c.Note)
		}
		r, err := verify(f.export(), audit.Options{Keys: []string{f.key()}, Since: since})
		if err != nil || r.Entries != last.Size || len(r.Since) != len(since) {
			rt.Fatalf("%v %+v", err, r)
		}
	})
}

func TestProofsOfWhatIsNotThere(t *testing.T) {
	f := newLog(t, "main")
	f.grow(10, 10)
	if _, _, err := f.Inclusion(t.Context(), 11, 11); err == nil {
		t.Error("an entry behind the end was proven")
	}
	if _, _, err := f.Inclusion(t.Context(), 3, 99); err == nil {
		t.Error("an entry was proven in a log that is larger than it is")
	}
	if _, err := f.Consistency(t.Context(), 5, 4); err == nil {
		t.Error("a log was proven to have shrunk")
	}
}

func TestEntryAndChangeCommitTogether(t *testing.T) {
	f := newLog(t, "main")
	boom := errors.New("boom")
	err := f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		if err := tx.Audit(t.Context(), read("main", 1)); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	f.grow(2, 1)
	if c := f.checkpoint(); c.Size != 3 { // the two, and the key's own
		t.Errorf("%d entries", c.Size)
	}
}

func TestConcurrentAppendsAreASequence(t *testing.T) {
	f := newLog(t, "main")
	other := logIn(t, f.path, "other")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			to := f
			if i%2 == 1 {
				to = other
			}
			for n := range 10 {
				if err := to.db.Write(t.Context(), func(tx *sqlstore.Tx) error { return tx.Audit(t.Context(), read(to.ws, n)) }); err != nil {
					t.Error(err)
				}
				if n == 5 {
					to.checkpoint()
				}
			}
		})
	}
	wg.Wait()
	for _, l := range []*fixture{f, other} {
		r, err := verify(l.export(), audit.Options{Keys: []string{l.key()}})
		if err != nil || r.Entries != 41 {
			t.Errorf("%s: %v, %d entries", l.ws, err, r.Entries)
		}
	}
}

// TestEntriesStay: the database itself refuses to change or remove an entry.
func TestEntriesStay(t *testing.T) {
	f := newLog(t, "main")
	f.grow(3, 3)
	for _, stmt := range []string{"UPDATE audit_entries SET actor = 'u_9' WHERE seq = 1", "DELETE FROM audit_entries WHERE seq = 2", "DELETE FROM audit_entries"} {
		err := f.db.Write(t.Context(), func(tx *sqlstore.Tx) error { _, err := tx.Exec(t.Context(), stmt); return err })
		if err == nil {
			t.Errorf("%s: done", stmt)
		}
	}
}

// TestDatabaseTampering: whoever writes into the database past its triggers is
// found by whoever verifies an export, at the very entry.
func TestDatabaseTampering(t *testing.T) {
	for _, at := range []uint64{0, 1, 255, 256, 400, 599} {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			f := newLog(t, "main")
			f.grow(600, 100)
			f.checkpoint()
			must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
				if _, err := tx.Exec(t.Context(), "DROP TRIGGER audit_entries_stay"); err != nil {
					return err
				}
				_, err := tx.Exec(t.Context(), "UPDATE audit_entries SET entry = replace(entry, 'case.read', 'case.left') WHERE seq = ?", int64(at))
				return err
			}))
			_, err := verify(f.export(), audit.Options{Keys: []string{f.key()}})
			fault, ok := errors.AsType[*audit.Fault](err)
			if !ok || fault.Kind != audit.Altered || fault.From != at || fault.Line != int(at)+2 {
				t.Errorf("%v", err)
			}
		})
	}
}
