package storetest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestLakeKeys: an owner's key is the same for every process and outlives
// rotations, until it is destroyed; then nobody opens it, and only an owner who was
// not barred gets another.
func TestLakeKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db, second := store.Open(t), store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		elsewhere := storetest.Workspace(t, second, "main")
		names := []string{"worker=a", "worker=b", "worker=c", "worker=a"}
		ask := func(w *sqlstore.Workspace, names ...string) map[string]seal.LakeKey {
			t.Helper()
			keys, err := w.LakeKeys(t.Context(), names)
			if err != nil {
				t.Fatal(err)
			}
			return keys
		}
		first := ask(w, names...)
		if len(first) != 3 || names[0] != "worker=a" || names[3] != "worker=a" {
			t.Fatalf("three owners have %d keys; asked were %v", len(first), names)
		}
		if diff := cmp.Diff(first, ask(elsewhere, names...)); diff != "" {
			t.Errorf("another process has other keys:\n%s", diff)
		}
		theirs := ask(other, names...)
		if theirs["worker=a"].ID == first["worker=a"].ID || string(theirs["worker=a"].Secret) == string(first["worker=a"].Secret) {
			t.Error("two workspaces share a key")
		}
		rotate(t, w)
		if diff := cmp.Diff(first, ask(elsewhere, names...)); diff != "" {
			t.Errorf("a rotation changes keys:\n%s", diff)
		}
		if _, err := w.Erase(t.Context(), []string{"worker=a"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Drop(t.Context(), []string{"worker=b"}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // before a rotation and after
			now := ask(elsewhere, names...)
			if _, ok := now["worker=a"]; ok {
				t.Error("an owner who was erased gets a key")
			}
			if now["worker=b"].Secret == nil || now["worker=b"].ID == first["worker=b"].ID {
				t.Error("an owner who was dropped has the old key, or none")
			}
			if diff := cmp.Diff(first["worker=c"], now["worker=c"]); diff != "" {
				t.Errorf("an erasure changes the key of somebody else:\n%s", diff)
			}
			secrets, err := elsewhere.LakeSecrets(t.Context(), [][16]byte{first["worker=a"].ID, first["worker=b"].ID, first["worker=c"].ID, theirs["worker=a"].ID})
			if err != nil {
				t.Fatal(err)
			}
			want := map[[16]byte][]byte{first["worker=a"].ID: nil, first["worker=b"].ID: nil, first["worker=c"].ID: first["worker=c"].Secret}
			if diff := cmp.Diff(want, secrets); diff != "" {
				t.Errorf("opened by id:\n%s", diff)
			}
			rotate(t, w)
		}
		if diff := cmp.Diff(theirs, ask(other, names...)); diff != "" {
			t.Errorf("another workspace's keys changed:\n%s", diff)
		}
	})
}
