package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// fault fails the test when a file verifies, and returns what is wrong with it.
func fault(t testing.TB, text string, o audit.Options) *audit.Fault {
	t.Helper()
	r, err := verify(text, o)
	f, ok := errors.AsType[*audit.Fault](err)
	if !ok || r.OK || r.Fault != f || r.Proves() != nil {
		t.Fatalf("error %v, report %+v", err, r)
	}
	return f
}

func rotated(t testing.TB, f *fixture) string {
	t.Helper()
	k, err := f.Rotate(t.Context(), audit.Rotation{By: audit.Actor{ID: "u_admin", Kind: audit.Person, Role: "admin"}, Why: "yearly"})
	must(t, err)
	return k
}

// TestEveryByteCounts alters every byte of an export in two of several ways.
// Each is found in the very line.
func TestEveryByteCounts(t *testing.T) {
	f := newLog(t, "main")
	f.grow(1, 1)
	first := f.key()
	rotated(t, f)
	f.grow(2, 2)
	rotated(t, f)
	text := f.export()
	for _, o := range []audit.Options{{Keys: []string{first}}, {Keys: []string{f.key()}}, {}} {
		if _, err := verify(text, o); err != nil {
			t.Fatal(err)
		}
	}
	step := 1
	if testing.Short() {
		step = 17
	}
	all := lines(text)
	for i := range len(text) {
		if i%step == 0 {
			spoil(t, all, text, i, audit.Options{Keys: []string{first}})
		}
	}
}

func spoil(t *testing.T, all []string, text string, i int, o audit.Options) {
	t.Helper()
	others := []string{
		text[:i] + string(text[i]^0x20) + text[i+1:],
		text[:i] + "\x80" + text[i+1:],
		text[:i] + text[i+1:],
		text[:i] + " " + text[i:],
		text[:i] + "\n" + text[i:],
	}
	for _, bad := range []string{text[:i] + string(text[i]^1) + text[i+1:], others[i%len(others)]} {
		if bad == text {
			continue
		}
		got, err := verify(bad, o)
		f, ok := errors.AsType[*audit.Fault](err)
		if !ok {
			t.Fatalf("byte %d (%q): %v %+v in\n%s", i, text[i], err, got, bad)
		}
		if want := firstDifferent(all, bad); f.Line != want {
			t.Errorf("byte %d (%q) of line %d: %v", i, text[i], want, err)
		}
	}
}

func TestAnyBytesAltered(t *testing.T) {
	f := newLog(t, "main")
	f.grow(300, 60)
	rotated(t, f)
	f.grow(100, 60)
	text, o := f.export(), audit.Options{Keys: []string{f.key()}}
	all := lines(text)
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(text)-1).Draw(rt, "at")
		to := min(len(text), at+rapid.IntRange(0, 3000).Draw(rt, "removed"))
		bad := text[:at] + rapid.StringN(0, 50, 100).Draw(rt, "put in") + text[to:]
		if bad == text {
			return
		}
		fl, ok := errors.AsType[*audit.Fault](second(verify(bad, o)))
		if !ok {
			rt.Fatal("the altered file verifies")
		}
		if want := firstDifferent(all, bad); fl.Line != want {
			rt.Fatalf("line %d is the first altered one, and not %v", want, fl)
		}
	})
}

func second(_ audit.Report, err error) error { return err }

// firstDifferent is the first line in which a file differs from all.
func firstDifferent(all []string, text string) int {
	for i, l := range strings.SplitAfter(text, "\n") {
		if i >= len(all) || l != all[i] {
			return i + 1
		}
	}
	return 0
}

func TestCutTail(t *testing.T) {
	f := newLog(t, "main")
	f.grow(40, 10)
	all := lines(f.export())
	for _, o := range []audit.Options{{Keys: []string{f.key()}}, {}} {
		for n := range all {
			got := fault(t, strings.Join(all[:n], ""), o)
			if got.Kind != audit.Cut || got.Line != n+1 {
				t.Errorf("%d lines left: %v", n, got)
			}
			got = fault(t, strings.Join(all[:n], "")+all[n][:len(all[n])/2], o)
			if got.Kind != audit.Cut || got.Line != n+1 {
				t.Errorf("%d lines and a half left: %v", n, got)
			}
		}
	}
}

// TestLines takes out, repeats and exchanges lines.
func TestLines(t *testing.T) {
	f := newLog(t, "main")
	f.grow(30, 10)
	all, o := lines(f.export()), audit.Options{Keys: []string{f.key()}}
	last := len(all) - 1
	for n := 1; n < last; n++ {
		entry := uint64(n - 1)
		removed := fault(t, strings.Join(append(append([]string{}, all[:n]...), all[n+1:]...), ""), o)
		if n < last-1 && (removed.Kind != audit.Missing || removed.Line != n+1 || removed.From != entry || removed.To != entry+1) {
			t.Errorf("entry %d removed: %+v", entry, removed)
		}
		twice := fault(t, strings.Join(append(append([]string{}, all[:n+1]...), all[n:]...), ""), o)
		if n < last-1 && (twice.Kind != audit.Moved || twice.Line != n+2) {
			t.Errorf("entry %d twice: %+v", entry, twice)
		}
		swapped := append([]string{}, all...)
		if n+1 < last {
			swapped[n], swapped[n+1] = swapped[n+1], swapped[n]
			if got := fault(t, strings.Join(swapped, ""), o); got.Line != n+1 || got.From != entry {
				t.Errorf("entries %d and %d exchanged: %+v", entry, entry+1, got)
			}
		}
	}
	if got := fault(t, strings.Join(all, "")+all[last], o); got.Kind != audit.Extra {
		t.Errorf("closing line twice: %+v", got)
	}
	if got := fault(t, strings.Join(all[1:], ""), o); got.Kind != audit.BadHead || got.Line != 1 {
		t.Errorf("first line removed: %+v", got)
	}
	if got := fault(t, "", o); got.Kind != audit.Cut {
		t.Errorf("empty file: %+v", got)
	}
	if got := fault(t, all[0]+strings.Repeat("x", 1<<20), o); got.Kind != audit.Altered || got.Line != 2 {
		t.Errorf("endless line: %+v", got)
	}
}

// TestSplice puts lines of one log into another, at every place.
func TestSplice(t *testing.T) {
	a := newLog(t, "main")
	b := a.in("other")
	for _, f := range []*fixture{a, b} {
		f.grow(20, 5)
	}
	of, from := lines(a.export()), lines(b.export())
	for n := range of {
		for what, text := range map[string]string{
			"one line": strings.Join(of[:n], "") + from[n] + strings.Join(of[n+1:], ""),
			"the rest": strings.Join(of[:n], "") + strings.Join(from[n:], ""),
		} {
			got := fault(t, text, audit.Options{Keys: []string{a.key()}})
			if n > 0 && got.Line != n+1 {
				t.Errorf("%s at %d: %+v", what, n, got)
			}
		}
	}
	if got := fault(t, a.export(), audit.Options{Keys: []string{b.key()}}); got.Kind != audit.WrongKey {
		t.Errorf("another workspace's key: %+v", got)
	}
}

func TestSince(t *testing.T) {
	f := newLog(t, "main")
	var notes [][]byte
	var texts []string
	for range 6 {
		f.grow(7, 3)
		notes = append(notes, f.checkpoint().Note)
		texts = append(texts, f.export())
	}
	for i, text := range texts {
		for k, n := range notes {
			for _, keys := range [][]string{nil, {f.key()}} {
				o := audit.Options{Keys: keys, Since: [][]byte{n}}
				if k > i {
					if got := fault(t, text, o); got.Kind != audit.Cut || got.Line != 0 {
						t.Errorf("export %d since a later checkpoint %d: %+v", i, k, got)
					}
					continue
				}
				r, err := verify(text, o)
				if err != nil || len(r.Since) != 1 || !r.Since[0].Extended || r.Since[0].Signed != (keys != nil) {
					t.Errorf("export %d since checkpoint %d: %v %+v", i, k, err, r.Since)
				}
			}
		}
	}
	if r, err := verify(texts[5], audit.Options{Since: notes}); err != nil || len(r.Since) != len(notes) {
		t.Errorf("all checkpoints at once: %v %+v", err, r.Since)
	}
	other := f.in("other")
	other.grow(9, 9)
	o := audit.Options{Keys: []string{f.key()}, Since: [][]byte{other.checkpoint().Note}}
	if got := fault(t, texts[5], o); got.Kind != audit.OtherLog {
		t.Errorf("another workspace's checkpoint: %+v", got)
	}
	for i := range notes[2] {
		bad := bytes.Clone(notes[2])
		bad[i] ^= 1
		_ = fault(t, texts[5], audit.Options{Keys: []string{f.key()}, Since: [][]byte{bad}})
	}
}

// TestRewrittenHistory is the attack of whoever holds the database and its
// keys: a second history, signed as well as the first. Only a checkpoint that
// was kept outside tells.
func TestRewrittenHistory(t *testing.T) {
	f := newLog(t, "main")
	f.grow(10, 5)
	common := f.checkpoint()
	f.grow(10, 5)
	outside := f.checkpoint()
	honest := f.export()
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error { return turnBack(t, tx, common, outside) }))
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		e := read("main", 999)
		e.Action = "case.left-alone"
		return tx.Audit(t.Context(), e)
	}))
	f.grow(20, 5)
	forged, key := f.export(), f.key()
	for _, text := range []string{honest, forged} {
		if _, err := verify(text, audit.Options{Keys: []string{key}}); err != nil {
			t.Fatalf("the history is not well made: %v", err)
		}
	}
	o := audit.Options{Keys: []string{key}, Since: [][]byte{outside.Note, common.Note}}
	got := fault(t, forged, o)
	if got.Kind != audit.Rewritten || got.From != common.Size || got.To != outside.Size {
		t.Errorf("%+v", got)
	}
	if _, err := verify(honest, o); err != nil {
		t.Error(err)
	}
}

// turnBack sets the database back to an earlier checkpoint, with all that a
// thorough forger would set back.
func turnBack(t *testing.T, tx *sqlstore.Tx, to, from audit.Checkpoint) error {
	var hashes []byte
	for i, rest := uint64(0), to.Size; rest > 0; {
		level := 0
		for 1<<(level+1) <= rest {
			level++
		}
		i, rest = i+1<<level, rest-1<<level
		var h []byte
		if err := tx.Row(t.Context(), "SELECT hashes FROM audit_entries WHERE seq = ?", int64(i-1)).Scan(&h); err != nil {
			return err
		}
		hashes = append(hashes, h[level*32:level*32+32]...)
	}
	for _, stmt := range []string{
		"DROP TRIGGER audit_entries_remain",
		fmt.Sprintf("DELETE FROM audit_entries WHERE seq >= %d", to.Size),
		fmt.Sprintf("DELETE FROM audit_checkpoints WHERE size > %d", to.Size),
	} {
		if _, err := tx.Exec(t.Context(), stmt); err != nil {
			return err
		}
	}
	_, err := tx.Exec(t.Context(), "UPDATE audit_logs SET size = ?, hashes = ?", int64(to.Size), hashes)
	return err
}

// TestSignerRefusesASecondHistory: a forger who forgets the checkpoints in the
// database gets no signature.
func TestSignerRefusesASecondHistory(t *testing.T) {
	f := newLog(t, "main")
	f.grow(10, 5)
	common := f.checkpoint()
	f.grow(10, 5)
	later := f.checkpoint()
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(t.Context(), "CREATE TABLE kept AS SELECT * FROM audit_checkpoints")
		if err != nil {
			return err
		}
		if err := turnBack(t, tx, common, later); err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), "INSERT INTO audit_checkpoints SELECT * FROM kept WHERE size NOT IN (SELECT size FROM audit_checkpoints)")
		return err
	}))
	if _, err := f.Checkpoint(t.Context()); err == nil {
		t.Error("a log that was turned back was signed")
	}
	must(t, f.db.Write(t.Context(), func(tx *sqlstore.Tx) error { return tx.Audit(t.Context(), read("main", 999)) }))
	f.grow(9, 5)
	if _, err := f.Checkpoint(t.Context()); err == nil {
		t.Error("another history of the same length was signed")
	}
	f.grow(10, 5)
	if _, err := f.Checkpoint(t.Context()); err == nil {
		t.Error("a longer history was signed that does not begin with what was signed before")
	}
}
