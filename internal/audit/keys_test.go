package audit_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

var admin = audit.Actor{ID: "u_admin", Kind: audit.Person, Role: "admin"}

// TestRotation: a key that was given once leads to all later ones.
func TestRotation(t *testing.T) {
	f := newLog(t, "main")
	f.grow(5, 5)
	keys := []string{f.key()}
	old := f.checkpoint()
	for range 3 {
		keys = append(keys, rotated(t, f))
		f.grow(3, 2)
	}
	text := f.export()
	for i, k := range keys {
		r, err := verify(text, audit.Options{Keys: []string{k}, Since: [][]byte{old.Note}})
		if err != nil || !r.KeyGiven || r.Key != keys[3] {
			t.Errorf("key %d: %v %+v", i, err, r)
			continue
		}
		if r.Since[0].Signed != (i == 0) {
			t.Errorf("key %d: the oldest checkpoint counts as signed: %v", i, r.Since[0].Signed)
		}
	}
	if got, err := f.PublicKeys(t.Context()); err != nil || strings.Join(got, " ") != strings.Join(keys, " ") {
		t.Errorf("public keys %q (%v)", got, err)
	}
}

// TestPrivateKeys: one private key is kept, sealed; the others are gone.
func TestPrivateKeys(t *testing.T) {
	f := newLog(t, "main")
	f.key()
	rotated(t, f)
	keys, err := f.store.Keys(t.Context(), "main")
	must(t, err)
	if len(keys) != 2 || keys[0].Sealed != nil || len(keys[1].Sealed) == 0 || bytes.Contains(keys[1].Sealed, []byte("PRIVATE")) {
		t.Errorf("%+v", keys)
	}
}

// TestLostKey: without the old key's signature its holders are told so, and
// nobody else is in the way.
func TestLostKey(t *testing.T) {
	f := newLog(t, "main")
	f.grow(5, 5)
	old := f.key()
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE audit_keys SET private_sealed = ?", []byte("damaged, and longer than a nonce"))
		return err
	}))
	f.grow(1, 1)
	if _, err := f.Checkpoint(t.Context()); err == nil {
		t.Fatal("signed with a damaged key")
	}
	if _, err := f.Rotate(t.Context(), audit.Rotation{By: admin}); err == nil {
		t.Fatal("handed over with a damaged key")
	}
	next, err := f.Rotate(t.Context(), audit.Rotation{By: admin, Why: "key-damaged", Lost: true})
	must(t, err)
	f.grow(4, 4)
	text := f.export()
	if got := fault(t, text, audit.Options{Keys: []string{old}}); got.Kind != audit.WrongKey || got.Line != 1 {
		t.Errorf("old key: %+v", got)
	}
	for _, o := range []audit.Options{{Keys: []string{next}}, {Keys: []string{old, next}}, {}} {
		if _, err := verify(text, o); err != nil {
			t.Errorf("keys %q: %v", o.Keys, err)
		}
	}
}

// TestForgedHandOver: whoever writes a log of their own under the same name
// cannot lead the holder of the true key to theirs.
func TestForgedHandOver(t *testing.T) {
	f := newLog(t, "main")
	f.grow(5, 5)
	held := f.key()
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE audit_keys SET private_sealed = NULL")
		return err
	}))
	_, err := f.Rotate(t.Context(), audit.Rotation{By: admin, Lost: true})
	must(t, err)
	rotated(t, f) // properly, from the forger's first key to the second
	if got := fault(t, f.export(), audit.Options{Keys: []string{held}}); got.Kind != audit.WrongKey {
		t.Errorf("%+v", got)
	}
}

func TestBadKeysGiven(t *testing.T) {
	f := newLog(t, "main")
	text := f.export()
	for _, k := range []string{"", "x", f.key() + "x", strings.Replace(f.key(), "main", "other", 1)} {
		r, err := verify(text, audit.Options{Keys: []string{k}})
		if err == nil || r.Fault != nil || r.OK {
			t.Errorf("key %q: %v %+v", k, err, r)
		}
	}
}

// TestWorkspaceKeysRotate: the signing key survives a change of the keys that
// seal it.
func TestWorkspaceKeysRotate(t *testing.T) {
	f := newLog(t, "main")
	f.grow(5, 5)
	key := f.key()
	w, err := f.db.Workspace(t.Context(), "main", master)
	must(t, err)
	must(t, w.Rotate(t.Context()))
	f.grow(2, 2)
	f.checkpoint()
	for range 20 {
		done, err := w.RotateSome(t.Context(), 1)
		must(t, err)
		if done {
			break
		}
	}
	f.grow(2, 2)
	if r, err := verify(f.export(), audit.Options{Keys: []string{key}}); err != nil || r.Key != key {
		t.Errorf("%v %+v", err, r)
	}
}

// TestErasureKeepsTheChain: destroying what was kept of a person changes no
// entry, and leaves one more.
func TestErasureKeepsTheChain(t *testing.T) {
	f := newLog(t, "main")
	const owner = "employee=E1"
	sealed := []byte(nil)
	must(t, f.db.WriteIn(t.Context(), "main", func(u *sqlstore.Unit) (err error) {
		sealed, err = u.SealFor(t.Context(), owner, []byte("Ada North"), "name", []byte("p_1"))
		return err
	}))
	f.grow(10, 5)
	before := f.checkpoint()
	w, err := f.db.Workspace(t.Context(), "main", master)
	must(t, err)
	if n, err := w.Erase(t.Context(), []string{owner}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		return tx.Audit(t.Context(), audit.Entry{Workspace: "main", Actor: admin, Action: "subject.erased", Object: audit.Object{Type: "subject", ID: "p_1"}, Why: "erasure-request:r_1"})
	}))
	err = f.db.ReadIn(t.Context(), "main", func(v *sqlstore.View) error {
		_, err := v.OpenFor(t.Context(), owner, sealed, "name", []byte("p_1"))
		return err
	})
	if err == nil {
		t.Error("what was erased can be read")
	}
	r, err := verify(f.export(), audit.Options{Keys: []string{f.key()}, Since: [][]byte{before.Note}})
	if err != nil || r.Entries != before.Size+1 {
		t.Error(err, fmt.Sprintf("%+v", r))
	}
}
