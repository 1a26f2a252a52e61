package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/wire"
)

var (
	now    = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)
	master = bytes.Repeat([]byte{7}, 32)
)

func open(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), path, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func workspace(t *testing.T, db *DB, id domain.WorkspaceID) *Workspace {
	t.Helper()
	keys, err := seal.ForWorkspace(master, id)
	if err != nil {
		t.Fatal(err)
	}
	w, err := db.Workspace(t.Context(), id, keys)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// company is a handful of people of one workspace: n sets them apart.
func company(n int) []domain.Record {
	var out []domain.Record
	at := now.AddDate(0, -2, n)
	for i := range 4 {
		id := fmt.Sprintf("%d%d", n, i)
		text := func(f domain.Field, s string, r domain.Role) domain.Value {
			return domain.Value{Field: f, Text: s, Role: r, Assurance: domain.Recorded}
		}
		worker := domain.Record{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: id}, OccurredAt: at, ObservedAt: now,
			Origin: domain.Origin{File: fmt.Sprintf("Zelda-Quist-%d.json", n), FileHash: "00", Line: i + 1},
			Refs:   []domain.Ref{{Type: domain.RefWorker, Value: "adp:main:" + id}, {Type: domain.RefWorkMail, Value: "zelda.quist" + id + "@corp.example.com"}},
			Values: []domain.Value{text(domain.FieldName, "Zelda Quist "+id, ""), text(domain.FieldPhone, "+1 212 555 0142", domain.RoleHome),
				text(domain.FieldEmail, "zelda.private"+id+"@example.net", domain.RoleHome),
				{Field: domain.FieldAddress, Role: domain.RoleHome, Assurance: domain.Declared, Address: &domain.Address{Lines: []string{"12 Quistgate Lane"}, City: "Austin", Region: "TX", PostalCode: "78701", Country: "US"}},
				{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &domain.BankAccount{Routing: "991234567", Account: "99990000" + id}}}}
		event := domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: "event" + id}, OccurredAt: at.Add(time.Hour), ObservedAt: now,
			Origin: domain.Origin{File: "okta.ndjson", Line: i + 1}, Refs: []domain.Ref{{Type: domain.RefAccount, Value: "okta:main:u" + id}, worker.Refs[1]},
			Values: []domain.Value{text(domain.FieldPublicIP, "203.0.113.7", domain.RoleSignIn), text(domain.FieldDeviceToken, "quist-token-1", domain.RoleSignIn)}}
		out = append(out, worker, event)
	}
	return out
}

func fill(t *testing.T, s *engine.State, records []domain.Record) {
	t.Helper()
	prep := engine.NewPreparer(identifier.NewHasher([]byte("k")), "US")
	for _, r := range records {
		r.Values, r.Refs = slices.Clone(r.Values), slices.Clone(r.Refs)
		p := prep.Prepare(r)
		if _, err := s.Add(&p); err != nil {
			t.Fatal(err)
		}
	}
}

func state(t *testing.T) *engine.State {
	t.Helper()
	s := engine.NewState(0)
	t.Cleanup(func() { s.Close() })
	s.Track()
	return s
}

// dump judges a state without detectors: persons, links and everything joined.
func dump(t *testing.T, s *engine.State) string {
	t.Helper()
	know, yes := engine.NewKnowledge(nil, nil, nil, nil), true
	res, err := s.Evaluate(t.Context(), engine.Config{Intel: know, KnownHub: know.KnownHub, Synthetic: &yes})
	if err != nil {
		t.Fatal(err)
	}
	data, err := wire.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func loaded(t *testing.T, w *Workspace) string {
	t.Helper()
	s := state(t)
	if err := w.Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return dump(t, s)
}

func progress(path string, offset int64) ingest.FileProgress {
	return ingest.FileProgress{Offset: offset, FileResult: ingest.FileResult{Path: path, Hash: "abc", Source: "adp", ObservedAt: now, Counts: ingest.Counts{Accepted: int(offset)}}}
}

func save(t *testing.T, w *Workspace, p ingest.FileProgress, d engine.Delta, aside ...ingest.SetAside) {
	t.Helper()
	if err := w.Save(t.Context(), p, d, aside); err != nil {
		t.Fatal(err)
	}
}

// TestRoundTrip keeps two workspaces in one file, in several batches and over
// reopenings: each gives back what was put in, and nothing of the other.
func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.db")
	wants := map[domain.WorkspaceID]string{}
	for n, id := range []domain.WorkspaceID{"main", "other"} {
		s := state(t)
		for i, r := range company(n) {
			fill(t, s, []domain.Record{r})
			save(t, workspace(t, open(t, path), id), progress("a.json", int64(i+1)), s.TakeDelta())
		}
		wants[id] = dump(t, s)
	}
	db := open(t, path)
	for id, want := range wants {
		if got := loaded(t, workspace(t, db, id)); got != want {
			t.Errorf("workspace %s gives back\n%s\nwant\n%s", id, got, want)
		}
	}
	if wants["main"] == wants["other"] {
		t.Fatal("the two workspaces are alike; the test proves nothing")
	}
	if got := loaded(t, workspace(t, db, "third")); strings.Contains(got, "p_") {
		t.Errorf("a new workspace holds %s", got)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAgain saves the same delta twice, and then an earlier observation of one
// record: nothing doubles, and the earlier observation is kept.
func TestAgain(t *testing.T) {
	w := workspace(t, open(t, filepath.Join(t.TempDir(), "d.db")), "main")
	s := state(t)
	fill(t, s, company(0))
	d := s.TakeDelta()
	save(t, w, progress("a.json", 1), d)
	save(t, w, progress("a.json", 2), d)
	if got, want := loaded(t, w), dump(t, s); got != want {
		t.Errorf("saving twice gives\n%s\nwant\n%s", got, want)
	}
	early := company(0)[0]
	early.ObservedAt, early.Origin.File = now.AddDate(0, -1, 0), "0.json"
	fill(t, s, []domain.Record{early})
	save(t, w, progress("0.json", 1), s.TakeDelta())
	got := loaded(t, w)
	if want := dump(t, s); got != want || !strings.Contains(got, `"0.json"`) {
		t.Errorf("an earlier observation gives\n%s\nwant\n%s", got, want)
	}
}

func TestGone(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "d.db"))
	w, other := workspace(t, db, "main"), workspace(t, db, "other")
	s := state(t)
	fill(t, s, company(0))
	d := s.TakeDelta()
	save(t, w, progress("a.json", 1), d)
	save(t, other, progress("a.json", 1), d)
	present := loaded(t, other)
	key := company(0)[0].Key
	s.MarkGone(key, now)
	save(t, w, ingest.FileProgress{}, s.TakeDelta())
	if got := loaded(t, w); got != dump(t, s) || got == present {
		t.Error("a record that is gone is not kept as gone")
	}
	if got := loaded(t, other); got != present {
		t.Error("a record that is gone in one workspace is gone in another")
	}
	s.MarkPresent(key)
	save(t, w, ingest.FileProgress{}, s.TakeDelta())
	if got := loaded(t, w); got != present {
		t.Error("a record that is back is still gone")
	}
}

func TestResume(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "d.db"))
	w, other := workspace(t, db, "main"), workspace(t, db, "other")
	p := progress("a.json", 7)
	p.Counts = ingest.Counts{Accepted: 1, Duplicate: 2, Unused: 3, SetAside: 4, Versions: 5, Unknown: 6}
	save(t, w, p, engine.Delta{})
	p.Offset, p.Done = 9, true
	save(t, w, p, engine.Delta{})
	offset, counts, done, err := w.Resume(t.Context(), "a.json", "abc")
	if err != nil || offset != 9 || !done || counts != p.Counts {
		t.Errorf("resumes at %d, done %v, with %+v (%v)", offset, done, counts, err)
	}
	for what, ask := range map[string]func() (int64, ingest.Counts, bool, error){
		"another file":      func() (int64, ingest.Counts, bool, error) { return w.Resume(t.Context(), "b.json", "abc") },
		"changed content":   func() (int64, ingest.Counts, bool, error) { return w.Resume(t.Context(), "a.json", "abd") },
		"another workspace": func() (int64, ingest.Counts, bool, error) { return other.Resume(t.Context(), "a.json", "abc") },
	} {
		if offset, _, done, err := ask(); err != nil || offset != 0 || done {
			t.Errorf("%s resumes at %d, done %v (%v)", what, offset, done, err)
		}
	}
}

func TestQuarantine(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "d.db"))
	w, other := workspace(t, db, "main"), workspace(t, db, "other")
	aside := []ingest.SetAside{{File: "b.json", Line: 3, Offset: 40, Source: "adp", Reason: "truncated", Detail: "the file ends in the middle"}, {File: "a.json", Line: 9, Reason: "encoding", Detail: "Zelda"}}
	for _, x := range []*Workspace{w, other} {
		save(t, x, progress("a.json", 5), engine.Delta{}, aside...)
		save(t, x, progress("b.json", 5), engine.Delta{}, aside[0])
		save(t, x, progress("c.json", 5), engine.Delta{})
	}
	list, err := w.Quarantine(t.Context())
	if err != nil || len(list) != 3 || list[0].SetAside != aside[0] || list[1].SetAside != aside[1] || !list[0].At.Equal(now) {
		t.Fatalf("set aside %+v (%v)", list, err)
	}
	files, err := w.Requeue(t.Context())
	if err != nil || !slices.Equal(files, []string{"a.json", "b.json"}) {
		t.Fatalf("to be read again %v (%v)", files, err)
	}
	for path, want := range map[string]int64{"a.json": 0, "b.json": 0, "c.json": 5} {
		if offset, _, _, err := w.Resume(t.Context(), path, "abc"); err != nil || offset != want {
			t.Errorf("%s resumes at %d (%v), want %d", path, offset, err, want)
		}
		if offset, _, _, err := other.Resume(t.Context(), path, "abc"); err != nil || offset != 5 {
			t.Errorf("%s of another workspace resumes at %d (%v)", path, offset, err)
		}
	}
	if left, err := w.Quarantine(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("still set aside: %+v (%v)", left, err)
	}
	if left, err := other.Quarantine(t.Context()); err != nil || len(left) != 3 {
		t.Errorf("another workspace lost what it set aside: %+v (%v)", left, err)
	}
}

// TestStopped cuts a save off before its end, by a cancelled context and by a
// kill (the files as they stand on the disk while the transaction is open): the
// batch is lost whole, and nothing acknowledged is.
func TestStopped(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "d.db")
	db := open(t, path)
	w, other := workspace(t, db, "main"), workspace(t, db, "other")
	s := state(t)
	records := company(0)
	fill(t, s, records[:4])
	first := s.TakeDelta()
	for _, x := range []*Workspace{w, other} {
		save(t, x, progress("a.json", 4), first)
	}
	want := dump(t, s)
	fill(t, s, records[4:])
	second := s.TakeDelta()

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Save(ctx, progress("a.json", 8), second, nil); err == nil {
		t.Error("a save under a cancelled context is acknowledged")
	}
	killed := filepath.Join(dir, "killed.db")
	killMidSave(t, w, second, path, killed)
	for what, file := range map[string]string{"the database": path, "the killed copy": killed} {
		db := open(t, file)
		if err := db.Check(t.Context()); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for _, id := range []domain.WorkspaceID{"main", "other"} {
			x := workspace(t, db, id)
			if got := loaded(t, x); got != want {
				t.Errorf("%s, workspace %s: gives back\n%s\nwant\n%s", what, id, got, want)
			}
			if offset, _, _, err := x.Resume(t.Context(), "a.json", "abc"); err != nil || offset != 4 {
				t.Errorf("%s, workspace %s: resumes at %d (%v)", what, id, offset, err)
			}
		}
	}
	// The workspace whose save was cut off goes on, data keys included.
	save(t, w, progress("a.json", 8), second)
	if got := loaded(t, workspace(t, open(t, path), "main")); got != dump(t, s) {
		t.Error("after a save that was cut off the same batch does not go in")
	}
}

// killMidSave copies the files as they stand on the disk while a save is under
// way, and then fails it.
func killMidSave(t *testing.T, w *Workspace, d engine.Delta, path, killed string) {
	t.Helper()
	err := w.inTx(t.Context(), func(tx *sql.Tx) error {
		for _, r := range d.Records {
			if err := w.saveRecord(t.Context(), tx, r); err != nil {
				return err
			}
		}
		if err := w.saveImport(t.Context(), tx, progress("a.json", 8)); err != nil {
			return err
		}
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + suffix)
			if err != nil {
				return err
			}
			if err := os.WriteFile(killed+suffix, data, 0o600); err != nil {
				return err
			}
		}
		return context.Canceled
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the save ended with %v", err)
	}
}

// TestErased destroys an owner's data key: what was kept of them is gone for
// the reader, and everybody else stays.
func TestErased(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "d.db"))
	w := workspace(t, db, "main")
	s := state(t)
	fill(t, s, company(0))
	d := s.TakeDelta()
	save(t, w, progress("a.json", 1), d)
	owner := w.ownerOf(d.Records[0].Record.Refs, "")
	if _, err := db.sql.ExecContext(t.Context(), "UPDATE data_keys SET key_sealed = NULL, destroyed_at = 1 WHERE owner_hash = ?", owner); err != nil {
		t.Fatal(err)
	}
	got := loaded(t, workspace(t, db, "main"))
	if strings.Contains(got, "Zelda Quist 00") || !strings.Contains(got, "Zelda Quist 01") {
		t.Errorf("erasing one owner leaves %s", got)
	}
	again := state(t)
	fill(t, again, company(0)[:1])
	if err := workspace(t, db, "main").Save(t.Context(), progress("b.json", 1), again.TakeDelta(), nil); err == nil || !strings.Contains(err.Error(), "erased") {
		t.Errorf("an erased owner comes back: %v", err)
	}
}

func TestWrongKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.db")
	workspace(t, open(t, path), "main")
	db := open(t, path)
	for what, k := range map[string]struct {
		master []byte
		of     domain.WorkspaceID
	}{"another key file": {bytes.Repeat([]byte{8}, 32), "main"}, "the keys of another workspace": {master, "other"}} {
		keys, err := seal.ForWorkspace(k.master, k.of)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Workspace(t.Context(), "main", keys); err == nil || !strings.Contains(err.Error(), "key file") {
			t.Errorf("%s opens the workspace: %v", what, err)
		}
	}
}

// TestMovedRows swaps sealed rows: between owners, and between workspaces.
func TestMovedRows(t *testing.T) {
	for what, move := range map[string]string{
		"two records":        "UPDATE records SET record_sealed = (SELECT r.record_sealed FROM records r WHERE r.workspace = 'main' AND r.record_hash <> records.record_hash LIMIT 1) WHERE workspace = 'main'",
		"two accounts":       "UPDATE accounts SET account_sealed = (SELECT a.account_sealed FROM accounts a WHERE a.workspace = 'main' AND a.account_hash <> accounts.account_hash LIMIT 1) WHERE workspace = 'main'",
		"two data keys":      "UPDATE data_keys SET key_sealed = (SELECT k.key_sealed FROM data_keys k WHERE k.workspace = 'main' AND k.owner_hash <> data_keys.owner_hash LIMIT 1) WHERE workspace = 'main'",
		"another workspace":  "UPDATE data_keys SET key_sealed = (SELECT k.key_sealed FROM data_keys k WHERE k.workspace = 'other' LIMIT 1) WHERE workspace = 'main'",
		"one changed record": "UPDATE records SET record_sealed = CAST(substr(record_sealed, 1, 40) || x'00' || substr(record_sealed, 42) AS BLOB) WHERE workspace = 'main'",
	} {
		db := open(t, filepath.Join(t.TempDir(), "d.db"))
		s := state(t)
		fill(t, s, company(0))
		d := s.TakeDelta()
		for _, id := range []domain.WorkspaceID{"main", "other"} {
			save(t, workspace(t, db, id), progress("a.json", 1), d)
		}
		if _, err := db.sql.ExecContext(t.Context(), move); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if err := workspace(t, db, "main").Load(t.Context(), state(t)); err == nil {
			t.Errorf("%s: moved rows open", what)
		}
		if err := workspace(t, db, "other").Load(t.Context(), state(t)); err != nil {
			t.Errorf("%s: the other workspace suffers: %v", what, err)
		}
	}
}

// TestNothingInClear looks for personal values in every byte on the disk.
func TestNothingInClear(t *testing.T) {
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "d.db"))
	for n, id := range []domain.WorkspaceID{"main", "other"} {
		w, s := workspace(t, db, id), state(t)
		fill(t, s, company(n))
		save(t, w, progress("Zelda-Quist-CV.pdf", 1), s.TakeDelta(), ingest.SetAside{File: "Zelda-Quist-CV.pdf", Reason: "encrypted", Detail: "Zelda Quist's file"})
		if err := w.SaveReport(t.Context(), now, "hash", []byte(`{"name":"Zelda Quist"}`)); err != nil {
			t.Fatal(err)
		}
	}
	look := func(when string) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s has mode %v (%v)", when, e.Name(), info.Mode(), err)
			}
			lower := bytes.ToLower(data)
			for _, secret := range []string{"zelda", "quist", "2125550142", "555 0142", "5550142", "99990000", "quistgate", "203.0.113", "corp.example.com", "example.net"} {
				if bytes.Contains(lower, []byte(secret)) {
					t.Errorf("%s: %s holds %q in clear", when, e.Name(), secret)
				}
			}
		}
	}
	look("open")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	look("closed")
}

// TestMode makes a database that only its owner can read.
func TestMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.db")
	open(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a new database has mode %v (%v)", info.Mode(), err)
	}
}
