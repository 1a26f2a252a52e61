package audit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

func TestEntriesAreCanonicalAndComeBack(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-z0-9._:/,=+%~#-]{1,40}`)
	base, n := newLog(t, "main"), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		f := base.in(domain.WorkspaceID(rapid.StringN(1, 20, 80).Filter(func(s string) bool { return !strings.ContainsRune(s, 0) }).Draw(rt, "workspace") + fmt.Sprint(n)))
		want := audit.Entry{Workspace: f.ws, At: now, Actor: audit.Actor{ID: word.Draw(rt, "actor"), Kind: audit.Token, Role: word.Draw(rt, "role")},
			Action: word.Draw(rt, "action"), Object: audit.Object{Type: word.Draw(rt, "type"), ID: word.Draw(rt, "id")},
			Why: word.Draw(rt, "why"), Details: rapid.MapOfN(word, word, 1, 5).Draw(rt, "details")}
		must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error { return tx.Audit(t.Context(), want) }))
		leaves, err := f.store.Leaves(t.Context(), f.ws, 0, 1)
		must(t, err)
		data := leaves[0].Bytes
		canonical := jsontext.Value(data).Clone()
		must(t, canonical.Canonicalize())
		if string(canonical) != string(data) {
			rt.Fatalf("RFC 8785 writes\n%s\nand we\n%s", canonical, data)
		}
		got, err := audit.Decode(data)
		must(t, err)
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatal(d)
		}
		if r, err := verify(f.export(), audit.Options{Keys: []string{f.key()}}); err != nil || !r.KeyGiven {
			rt.Fatalf("%v %+v", err, r)
		}
	})
}

func TestEntriesRefused(t *testing.T) {
	long := strings.Repeat("x", 300)
	many := map[string]string{}
	for i := range 40 {
		many[strings.Repeat("k", i+1)] = "v"
	}
	f := newLog(t, "main")
	for name, spoil := range map[string]func(*audit.Entry){
		"no workspace":        func(e *audit.Entry) { e.Workspace = "" },
		"no kind":             func(e *audit.Entry) { e.Actor.Kind = "" },
		"unknown kind":        func(e *audit.Entry) { e.Actor.Kind = "robot" },
		"nobody":              func(e *audit.Entry) { e.Actor.ID = "" },
		"nothing done":        func(e *audit.Entry) { e.Action = "" },
		"to nothing":          func(e *audit.Entry) { e.Object.Type = "" },
		"a name":              func(e *audit.Entry) { e.Details["who"] = "Ada North" },
		"a mail address":      func(e *audit.Entry) { e.Object.ID = "ada@example.com" },
		"a sentence":          func(e *audit.Entry) { e.Why = "she asked for it" },
		"a name in letters":   func(e *audit.Entry) { e.Why = "Zoë" },
		"a control":           func(e *audit.Entry) { e.Actor.ID = "u\n1" },
		"a sentence as a key": func(e *audit.Entry) { e.Details["the reason"] = "x" },
		"a long text":         func(e *audit.Entry) { e.Why = long },
		"many details":        func(e *audit.Entry) { e.Details = many },
		"bad text":            func(e *audit.Entry) { e.Workspace = "\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			e := read("main", 1)
			spoil(&e)
			err := f.db.Write(t.Context(), func(tx *sqlstore.Tx) error { return tx.Audit(t.Context(), read("main", 2), e) })
			if !errors.Is(err, audit.ErrEntry) {
				t.Fatalf("got %v", err)
			}
			if tree, err := f.store.Tree(t.Context(), "main"); err != nil || tree.Size != 0 {
				t.Errorf("the tree has %d entries (%v)", tree.Size, err)
			}
		})
	}
	t.Run("no time", func(t *testing.T) {
		e := read("main", 1)
		e.At = time.Time{}
		err := f.db.Write(t.Context(), func(tx *sqlstore.Tx) error { return audit.Append(t.Context(), tx, e) })
		if !errors.Is(err, audit.ErrEntry) {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("two workspaces", func(t *testing.T) {
		err := f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
			return tx.Audit(t.Context(), read("main", 1), read("other", 1))
		})
		if !errors.Is(err, audit.ErrEntry) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	for _, text := range []string{``, `{}`, `{"v":2}`, `{"v":1,"more":1}`, `{"v":1,"v":1}`, `[]`} {
		if e, err := audit.Decode([]byte(text)); err == nil {
			t.Errorf("read %q as %+v", text, e)
		}
	}
}
