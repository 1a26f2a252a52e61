package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/wire"
)

var now = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// line is one line of the tests' own export. Do says what the mapping does.
type line struct {
	Staff string `json:"staff"`
	Name  string `json:"name"`
	Do    string `json:"do,omitempty"`
	Pad   string `json:"pad,omitempty"`
}

// ragged is an error that names its own reason.
type ragged struct{}

func (ragged) Error() string  { return "the row has too few cells" }
func (ragged) Reason() string { return "ragged" }

// staff is the tests' own source.
func staff() source.Source {
	return source.Source{Name: "staff", Title: "Staff list", Map: mapStaff,
		Recognise: func(h source.Head) source.Match {
			if h.HasTop("staff") {
				return source.Match{Shape: "list", Confidence: 90}
			}
			return source.Match{}
		}}
}

func mapStaff(it source.Item, out *source.Out) error {
	var l line
	unknown, err := wire.UnmarshalCount(it.JSON, &l)
	if err != nil {
		return err
	}
	out.Unknown += unknown
	switch l.Do {
	case "unused":
		return domain.ErrUnused
	case "nothing":
		return nil
	case "ragged":
		return ragged{}
	case "refuse":
		return errors.New("no staff number")
	}
	key := domain.Key{Source: "staff", Tenant: it.Tenant, Kind: domain.KindWorker, ID: l.Staff}
	r := out.Add(key, it, now.AddDate(0, -1, 0))
	source.AddRef(r, domain.RefEmployee, l.Staff)
	source.AddText(r, domain.FieldName, l.Name, "", domain.Recorded)
	if l.Do == "panic" {
		var none []string
		_ = none[len(l.Staff)]
	}
	return nil
}

// file writes lines to a file.
func file(t *testing.T, lines ...any) string {
	t.Helper()
	var b bytes.Buffer
	for _, l := range lines {
		if text, ok := l.(string); ok {
			b.WriteString(text + "\n")
			continue
		}
		data, err := wire.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(data, '\n'))
	}
	path := filepath.Join(t.TempDir(), "export.ndjson")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// long is a file of several batches with every kind of outcome in each.
func long(t *testing.T) string {
	t.Helper()
	var lines []any
	for i := range 140 {
		l := line{Staff: fmt.Sprint(i), Name: fmt.Sprint("Ana ", i), Pad: strings.Repeat("x", 48<<10)}
		switch i % 7 {
		case 1:
			l.Staff = fmt.Sprint(i - 1) // a new version of the one before
		case 2:
			l = line{Staff: fmt.Sprint(i - 2), Name: fmt.Sprint("Ana ", i-2), Pad: l.Pad} // a duplicate
		case 3:
			l.Do = "unused"
		case 4:
			l.Do = "panic"
		case 5:
			l.Do = "refuse"
		}
		lines = append(lines, l)
	}
	return file(t, lines...)
}

// trial is one run of an importer and what it told.
type trial struct {
	*ingest.Importer
	asides []ingest.SetAside
}

// newTrial builds an importer over a state of its own. Change it before Run.
func newTrial(t *testing.T, sources ...source.Source) *trial {
	t.Helper()
	state := engine.NewState(0)
	t.Cleanup(func() { state.Close() })
	tr := &trial{}
	tr.Importer = &ingest.Importer{Sources: sources, State: state, Tenant: "main", Clock: clock,
		Prepare: func() *engine.Preparer { return engine.NewPreparer(identifier.NewHasher([]byte("test")), "US") },
		Open: func(ctx context.Context, p string) (*read.File, error) {
			return read.Open(ctx, p, read.Options{Hash: true})
		},
		FileTime: func(string) (time.Time, error) { return now, nil },
		OnAside:  func(a ingest.SetAside) { tr.asides = append(tr.asides, a) },
	}
	return tr
}

func (tr *trial) run(t *testing.T, paths ...string) []ingest.FileResult {
	t.Helper()
	results, err := tr.Run(t.Context(), paths, 0)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// kept says what the state holds: every key, and how many versions there are.
func (tr *trial) kept() string {
	versions, _, _, _ := tr.State.Counts()
	return fmt.Sprint(versions, tr.State.Absent("staff", "main", domain.KindWorker, nil))
}

// store is the part of a database's workspace that an import needs.
type store interface {
	ingest.Checkpoint
	Load(context.Context, *engine.State) error
}

// database opens a workspace in a database, again and again the same.
func database(t *testing.T, path string) store {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w, err := db.Workspace(t.Context(), "main", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// stored gives an importer a database that is loaded first.
func (tr *trial) stored(t *testing.T, w store) *trial {
	t.Helper()
	if err := w.Load(t.Context(), tr.State); err != nil {
		t.Fatal(err)
	}
	tr.State.Track()
	tr.Checkpoint = w
	return tr
}
