package lake_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// open returns an empty database's workspace and the folder for its lake.
func open(t testing.TB) (*sqlstore.Workspace, string) {
	t.Helper()
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "d.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return storetest.Workspace(t, db, "main"), filepath.Join(dir, "lake")
}

func clock() time.Time { return storetest.Now }

// journal is the records as a state hands them on.
func journal(t testing.TB, records []domain.Record) []byte {
	t.Helper()
	s := engine.NewState(0)
	s.Track()
	s.TrackRaw()
	if err := storetest.Fill(s, records); err != nil {
		t.Fatal(err)
	}
	b := s.TakeDelta().Journal
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, l *lake.Lake, journal []byte) {
	t.Helper()
	if err := l.Write(t.Context(), journal); err != nil {
		t.Fatal(err)
	}
}

// held returns what a lake gives to a query, packed and sorted.
func held(t testing.TB, l *lake.Lake, q lake.Query) ([]string, lake.Read) {
	t.Helper()
	var out []string
	read, err := l.Each(t.Context(), q, func(p *engine.Prepared) error {
		out = append(out, string(p.Pack()))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out, read
}

// want is what a journal holds, in the same form.
func want(t testing.TB, journals ...[]byte) []string {
	t.Helper()
	var out []string
	for _, b := range journals {
		if err := engine.ReadJournal(b, func(p *engine.Prepared) error { out = append(out, string(p.Pack())); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestKept: whatever batches come, again and again, merged or not, everything is
// given back once and as it was.
func TestKept(t *testing.T) {
	ws, dir := open(t)
	var companies [4][]byte
	for i := range companies {
		companies[i] = journal(t, storetest.Company(i))
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		l := lake.Open(filepath.Join(dir, fmt.Sprint(n)), ws, clock)
		var wrote [][]byte
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, len(companies)), 0, 6).Draw(rt, "steps") {
			if step == len(companies) {
				if _, err := l.Compact(t.Context(), true); err != nil {
					rt.Fatal(err)
				}
				continue
			}
			write(t, l, companies[step])
			wrote = append(wrote, companies[step])
		}
		got, read := held(t, l, lake.Query{})
		if diff := cmp.Diff(want(t, wrote...), got); diff != "" || len(read.Damaged) > 0 || read.Erased > 0 || read.Foreign > 0 {
			rt.Fatalf("%+v\n%s", read, diff)
		}
	})
}

// files reads every file below a folder.
func files(t testing.TB, dir string) (all []byte, names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all, names = append(all, data...), append(names, path)
		if info, ierr := d.Info(); ierr != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v (%v)", path, info.Mode(), ierr)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, names
}

// TestSealed looks for anything of a person in the files, and reaches into them by
// an erasure.
func TestSealed(t *testing.T) {
	ws, dir := open(t)
	l := lake.Open(dir, ws, clock)
	company := storetest.Company(0)
	write(t, l, journal(t, company))
	all, _ := files(t, dir)
	for _, clear := range []string{"Zelda", "zelda", "Quist", "quist", "0142", "203.0.113.7", "Austin", "corp.example.com", "adp:main:", "event00"} {
		if bytes.Contains(all, []byte(clear)) {
			t.Errorf("the files hold %q in clear", clear)
		}
	}
	before, _ := held(t, l, lake.Query{})
	if _, err := ws.Erase(t.Context(), sqlstore.PersonOwners(slices.Concat(company[0].Refs, company[1].Refs), nil, nil)); err != nil {
		t.Fatal(err)
	}
	after, read := held(t, l, lake.Query{})
	if read.Erased != 2 || len(after) != len(before)-2 {
		t.Errorf("of %d records %d are left, and %d erased", len(before), len(after), read.Erased)
	}
	for _, p := range after {
		if strings.Contains(p, "Zelda Quist 00") || strings.Contains(p, "event00") {
			t.Error("somebody who was erased is given back")
		}
	}
	write(t, l, journal(t, company)) // of the erased nothing is taken in
	done, err := l.Compact(t.Context(), true)
	if err != nil || done.Erased != 2 || done.Copies != len(after) || done.Merged != 4 || done.Written != 2 {
		t.Errorf("compaction: %+v, %v", done, err)
	}
	if again, read := held(t, l, lake.Query{}); !slices.Equal(again, after) || read.Erased+read.Copies != 0 {
		t.Errorf("after compaction: %d records, %+v", len(again), read)
	}
}

// TestForeign: a lake that another database wrote is neither read nor thrown away.
func TestForeign(t *testing.T) {
	ws, dir := open(t)
	other, _ := open(t)
	theirs := lake.Open(dir, other, clock)
	b := journal(t, storetest.Company(1))
	write(t, theirs, b)
	write(t, theirs, b)
	mine := lake.Open(dir, ws, clock)
	if _, err := mine.Compact(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got, read := held(t, mine, lake.Query{}); len(got) != 0 || read.Foreign != len(want(t, b)) {
		t.Errorf("another database reads %d records, %+v", len(got), read)
	}
	if got, _ := held(t, theirs, lake.Query{}); !slices.Equal(got, want(t, b)) {
		t.Error("another database's compaction lost records")
	}
}

// TestOtherKeys: files that were written under other keys are called damaged.
func TestOtherKeys(t *testing.T) {
	ws, dir := open(t)
	other, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "d.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	theirs, err := other.Workspace(t.Context(), "main", bytes.Repeat([]byte{9}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	write(t, lake.Open(dir, theirs, clock), journal(t, storetest.Company(1)))
	if got, read := held(t, lake.Open(dir, ws, clock), lake.Query{}); len(got) != 0 || len(read.Damaged) != 2 {
		t.Errorf("%d records, %+v", len(got), read)
	}
}

// TestQuery picks by source, kind and time.
func TestQuery(t *testing.T) {
	ws, dir := open(t)
	l := lake.Open(dir, ws, clock)
	for i := range 3 {
		write(t, l, journal(t, storetest.Company(i*20)))
	}
	begun := storetest.Now.AddDate(0, -2, 20)
	for _, c := range []struct {
		name string
		q    lake.Query
		want int
	}{
		{"all", lake.Query{}, 24},
		{"a source", lake.Query{Source: "okta"}, 12},
		{"a kind", lake.Query{Kind: domain.KindWorker}, 12},
		{"no such source", lake.Query{Source: "slack"}, 0},
		{"from", lake.Query{From: begun}, 16},
		{"to, which is left out", lake.Query{To: begun}, 8},
		{"one hour", lake.Query{From: begun.Add(time.Hour), To: begun.Add(time.Hour + time.Second)}, 4},
	} {
		if got, _ := held(t, l, c.q); len(got) != c.want {
			t.Errorf("%s: %d records, want %d", c.name, len(got), c.want)
		}
	}
}

// TestDamaged: files that were cut short, changed or are something else are named,
// and the rest is read. Nothing merges over them.
func TestDamaged(t *testing.T) {
	ws, dir := open(t)
	l := lake.Open(dir, ws, clock)
	b := journal(t, storetest.Company(2))
	write(t, l, b)
	write(t, l, b)
	_, names := files(t, dir)
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{"cut": whole[:len(whole)/2], "empty": nil, "text": []byte("PAR1 is no lake")} {
		if err := os.WriteFile(names[0], data, 0o600); err != nil {
			t.Fatal(err)
		}
		got, read := held(t, l, lake.Query{})
		if !slices.Equal(got, want(t, b)) { // the copies stand in the other file
			t.Errorf("%s: %d records", what, len(got))
		}
		if len(read.Damaged) == 0 || !strings.Contains(fmt.Sprint(read.Damaged[0]), names[0]) {
			t.Errorf("%s: said is %v", what, read.Damaged)
		}
		var damaged *lake.DamagedError
		if _, err := l.Compact(t.Context(), true); !errors.As(err, &damaged) {
			t.Errorf("%s: compaction says %v", what, err)
		}
		if _, err := os.Stat(names[0]); err != nil {
			t.Errorf("%s: compaction removed a damaged file", what)
		}
	}
}

// TestFlipped: a changed bit anywhere gives no record that was never written.
func TestFlipped(t *testing.T) {
	ws, dir := open(t)
	l := lake.Open(dir, ws, clock)
	b := journal(t, storetest.Company(2)[:2])
	write(t, l, b)
	_, names := files(t, dir)
	for _, path := range names {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(whole); i += 23 {
			bad := bytes.Clone(whole)
			bad[i] ^= 1 << (i % 8)
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			got, read := held(t, l, lake.Query{})
			for _, p := range got {
				if !slices.Contains(want(t, b), p) {
					t.Fatalf("byte %d of %s: another record is given", i, path)
				}
			}
			if len(got) < 2 && len(read.Damaged)+read.Foreign == 0 {
				t.Fatalf("byte %d of %s: a record is missing and nothing said: %+v", i, path, read)
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLeftOver: what a killed writer left is passed over, and swept away a day later.
func TestLeftOver(t *testing.T) {
	ws, dir := open(t)
	now := storetest.Now
	l := lake.Open(dir, ws, func() time.Time { return now })
	write(t, l, journal(t, storetest.Company(3)))
	_, names := files(t, dir)
	left := filepath.Join(filepath.Dir(names[0]), ".20260101T000000.000000Z-00000000")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		gone  bool
	}{{time.Hour, false}, {25 * time.Hour, true}} {
		if err := os.Chtimes(left, storetest.Now, storetest.Now); err != nil && !c.gone {
			t.Fatal(err)
		}
		now = storetest.Now.Add(c.after)
		if _, err := l.Compact(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(left); errors.Is(err, fs.ErrNotExist) != c.gone {
			t.Errorf("after %v: %v", c.after, err)
		}
	}
	if got, read := held(t, l, lake.Query{}); len(got) != 8 || len(read.Damaged) > 0 {
		t.Errorf("%d records, %+v", len(got), read)
	}
}

// TestDrop removes whole days of export.
func TestDrop(t *testing.T) {
	ws, dir := open(t)
	l := lake.Open(dir, ws, clock)
	records := storetest.Company(0)
	for i := range records {
		records[i].ObservedAt = storetest.Now.AddDate(0, 0, -i)
	}
	write(t, l, journal(t, records))
	n, err := l.DropBefore(storetest.Now.AddDate(0, 0, -3))
	if err != nil || n != 4 {
		t.Errorf("dropped %d files (%v), want 4", n, err)
	}
	if got, _ := held(t, l, lake.Query{}); len(got) != 4 {
		t.Errorf("%d records are left, want 4", len(got))
	}
}

// FuzzRead reads any bytes as a file of the lake.
func FuzzRead(f *testing.F) {
	ws, dir := open(f)
	l := lake.Open(dir, ws, clock)
	write(f, l, journal(f, storetest.Company(0)))
	_, names := files(f, dir)
	whole, err := os.ReadFile(names[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-20])
	path := names[0]
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Each(t.Context(), lake.Query{}, func(*engine.Prepared) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

var _ lake.Keyring = (*sqlstore.Workspace)(nil)

// TestStable: an id does not depend on the version of the keys, and differs between
// workspaces.
func TestStable(t *testing.T) {
	master := bytes.Repeat([]byte{7}, seal.KeySize)
	k, err := seal.ForWorkspace(master, "main")
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.ForWorkspace(master, "other")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := k.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if k.Stable("a", "b") != fresh.Stable("a", "b") || k.Stable("a", "b") == other.Stable("a", "b") || k.Stable("a", "b") == k.Stable("c", "b") {
		t.Error("ids are not stable, or not apart")
	}
}
