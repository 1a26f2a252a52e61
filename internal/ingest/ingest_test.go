package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// TestCounts: every line of a file ends in one of the four counts, and what
// was set aside names its file, line and reason.
func TestCounts(t *testing.T) {
	path := file(t,
		line{Staff: "1", Name: "Ana"},
		line{Staff: "2", Name: "Bo"},
		line{Staff: "1", Name: "Ana"},       // duplicate
		line{Staff: "1", Name: "Ana Ferro"}, // version
		line{Staff: "3", Do: "unused"},
		line{Staff: "4", Do: "nothing"},
		line{Staff: "5", Do: "refuse"},
		line{Staff: "6", Do: "ragged"},
		`{"staff": "7", "name": `,
		`{"staff": "8", "staff": "9"}`,
		`{"staff": "10", "name": "Cy", "shoe": 43, "hat": 7}`)
	tr := newTrial(t, staff())
	got := tr.run(t, path)
	want := []ingest.FileResult{{Path: path, Source: "staff", Shape: "list", Encoding: "UTF-8", Hash: got[0].Hash, Size: got[0].Size,
		ObservedAt: now, ObservedBy: "file time", Done: true,
		Counts: ingest.Counts{Accepted: 4, Duplicate: 1, Unused: 2, SetAside: 4, Versions: 1, Unknown: 2}}}
	if d := cmp.Diff(want, got); d != "" || len(got[0].Hash) != 64 || got[0].Size == 0 {
		t.Error(d)
	}
	var places []string
	for _, a := range tr.asides {
		if a.File != path || a.Source != "staff" || a.Detail == "" {
			t.Errorf("%+v", a)
		}
		places = append(places, fmt.Sprint(a.Line, " ", a.Reason))
	}
	slices.Sort(places)
	if d := cmp.Diff([]string{"10 malformed", "7 malformed", "8 ragged", "9 malformed"}, places); d != "" {
		t.Error(d)
	}
	if len(tr.Present()) != 0 {
		t.Error("keys are remembered without need")
	}
}

// TestObservedAt: the date of an export is that given, else the file's own.
func TestObservedAt(t *testing.T) {
	path := file(t, line{Staff: "1", Name: "Ana"}, line{Staff: "2", Name: "Bo"})
	given := now.AddDate(0, 0, -3)
	tr := newTrial(t, staff())
	tr.ObservedAt = given
	if res := tr.run(t, path)[0]; res.ObservedBy != "flag" || !res.ObservedAt.Equal(given) {
		t.Errorf("%+v", res)
	}
	tr = newTrial(t, staff())
	tr.FileTime = func(string) (time.Time, error) { return time.Time{}, errors.New("no clock") }
	if _, err := tr.Run(t.Context(), []string{path}, 0); err == nil || !strings.Contains(err.Error(), "no clock") || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
}

// TestBrokenMapping: a mapping that panics on an item loses that item only,
// even where it had begun to map it.
func TestBrokenMapping(t *testing.T) {
	path := file(t, line{Staff: "1", Name: "Ana"}, line{Staff: "2", Name: "Bo", Do: "panic"}, line{Staff: "3", Name: "Cy"})
	tr := newTrial(t, staff())
	res := tr.run(t, path)[0]
	if res.Accepted != 2 || res.SetAside != 1 || !res.Done {
		t.Errorf("%+v", res)
	}
	if len(tr.asides) != 1 {
		t.Fatalf("%+v", tr.asides)
	}
	a := tr.asides[0]
	if a.File != path || a.Line != 2 || a.Offset == 0 || !strings.Contains(a.Detail, "mapping broke") || strings.Contains(a.Detail, "Bo") {
		t.Errorf("%+v", a)
	}
	if got := tr.kept(); strings.Contains(got, ":2") || !strings.Contains(got, ":3") {
		t.Error(got)
	}
}

// TestTwoClaims: a file that two sources are equally sure of is set aside with
// both names, unless a mapping of the user's own claims it.
func TestTwoClaims(t *testing.T) {
	path := file(t, line{Staff: "1", Name: "Ana"}, line{Staff: "2", Name: "Bo"})
	other := file(t, `{"animal": "cat"}`, `{"animal": "dog"}`)
	rival, weak := staff(), staff()
	rival.Name, weak.Name = "personnel", "guess"
	weak.Recognise = func(source.Head) source.Match { return source.Match{Confidence: 10} }
	next := file(t, line{Staff: "3", Name: "Cy"}, line{Staff: "4", Name: "Di"})
	if got := newTrial(t, weak, staff()).run(t, path)[0]; got.Source != "staff" {
		t.Errorf("the less sure source won: %+v", got)
	}

	tr := newTrial(t, staff(), rival)
	got := tr.run(t, path, other, filepath.Join(t.TempDir(), "none"))
	if len(got) != 3 || len(tr.asides) != 3 {
		t.Fatalf("%+v", tr.asides)
	}
	for i, want := range []string{"both staff and personnel claim", "no source knows", "no such file"} {
		if a := tr.asides[i]; got[i].SetAside != 1 || got[i].Source != "" || !strings.Contains(a.Detail, want) || a.File != got[i].Path {
			t.Errorf("%+v", a)
		}
	}
	tr.Mappings = []source.Source{weak}
	if got := tr.run(t, next)[0]; got.Source != "guess" || got.Accepted != 2 {
		t.Errorf("%+v", got)
	}
}

// TestDocumentsWithoutReader: a résumé is set aside where nothing can read it.
func TestDocumentsWithoutReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cv.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7 SYNTHETIC"), 0o600); err != nil {
		t.Fatal(err)
	}
	tr := newTrial(t, staff())
	rest := file(t, line{Staff: "1", Name: "Ana"}, line{Staff: "2", Name: "Bo"})
	got := tr.run(t, path, rest)
	if len(got) != 2 || got[0].Accepted != 2 || got[1].SetAside != 1 || len(tr.asides) != 1 || tr.asides[0].Reason != "no-reader" {
		t.Errorf("%+v %+v", got, tr.asides)
	}
}

// TestBatchesStandInOrder: batches that are mapped side by side at any speed
// are committed in the order of the file.
func TestBatchesStandInOrder(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	path := long(t)
	slow := staff()
	slow.Map = func(it source.Item, out *source.Out) error {
		if rand.IntN(20) == 0 {
			time.Sleep(time.Millisecond)
		}
		return mapStaff(it, out)
	}
	tr := newTrial(t, slow)
	var read []int64
	tr.OnProgress = func(p ingest.Progress) { read = append(read, p.Bytes) }
	tr.run(t, path)
	if len(tr.asides) != 40 || len(read) < 6 || !slices.IsSorted(read) {
		t.Fatalf("%d set aside, bytes read %v", len(tr.asides), read)
	}
	if !slices.IsSortedFunc(tr.asides, func(a, b ingest.SetAside) int { return a.Line - b.Line }) {
		t.Error("out of order")
	}
}

// TestStopAndGoOn stops an import after each batch in turn, with a checkpoint
// a batch or only at the end; what is left to finish it ends with the same
// counts, and tells of no line twice.
func TestStopAndGoOn(t *testing.T) {
	path := long(t)
	whole := newTrial(t, staff())
	batches := 0
	whole.OnProgress = func(ingest.Progress) { batches++ }
	want := whole.run(t, path)[0].Counts
	if batches < 6 || want.SetAside != 40 || want.Versions != 20 || want.Duplicate != 20 {
		t.Fatalf("%d batches, %+v", batches, want)
	}
	for stop := 1; stop < batches; stop++ {
		t.Run(fmt.Sprint("after ", stop), func(t *testing.T) { stopAndGoOn(t, path, stop, 0, want, whole.kept()) })
	}
	t.Run("between checkpoints", func(t *testing.T) { stopAndGoOn(t, path, 3, time.Hour, want, whole.kept()) })
}

func stopAndGoOn(t *testing.T, path string, stop int, every time.Duration, want ingest.Counts, kept string) {
	db := filepath.Join(t.TempDir(), "case.db")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first := newTrial(t, staff()).stored(t, database(t, db))
	first.Every = every
	told := 0
	first.OnProgress = func(ingest.Progress) {
		if told++; told == stop {
			cancel()
		}
	}
	res, err := first.Run(ctx, []string{path}, 0)
	if !errors.Is(err, context.Canceled) || len(res) != 1 || res[0].Done {
		t.Fatalf("%+v, %v", res, err)
	}
	second := newTrial(t, staff()).stored(t, database(t, db))
	got := second.run(t, path)[0]
	if !got.Resumed || !got.Done || got.Counts != want {
		t.Errorf("resumed %v, done %v: %+v, want %+v", got.Resumed, got.Done, got.Counts, want)
	}
	if told := len(first.asides) + len(second.asides); told != want.SetAside {
		t.Errorf("%d of %d lines were told of", told, want.SetAside)
	}
	if d := cmp.Diff(kept, second.kept()); d != "" {
		t.Error(d)
	}
	third := newTrial(t, staff()).stored(t, database(t, db))
	if again := third.run(t, path)[0]; again.Counts != want || len(third.asides) > 0 {
		t.Errorf("a file that was read is read again: %+v", again)
	}
}

// full is a database whose disk is full after some writes.
type full struct {
	store
	left, refused int
}

var errFull = errors.New("disk is full")

func (f *full) Save(ctx context.Context, p ingest.FileProgress, d engine.Delta, aside []ingest.SetAside) error {
	if f.left == 0 {
		f.refused++
		return errFull
	}
	f.left--
	return f.store.Save(ctx, p, d, aside)
}

// TestFailedCheckpointStops: when a checkpoint cannot be written, nothing
// later is, so that the database never says that more was read than it holds.
func TestFailedCheckpointStops(t *testing.T) {
	path := long(t)
	whole := newTrial(t, staff())
	want := whole.run(t, path)[0].Counts
	for _, left := range []int{0, 1, 4} {
		db := filepath.Join(t.TempDir(), "case.db")
		w := &full{store: database(t, db), left: left}
		tr := newTrial(t, staff()).stored(t, w.store)
		tr.Checkpoint = w
		_, err := tr.Run(t.Context(), []string{path, path}, 0)
		if !errors.Is(err, errFull) || !strings.Contains(err.Error(), path) || w.refused != 1 {
			t.Fatalf("%v, %d refused", err, w.refused)
		}
		next := newTrial(t, staff()).stored(t, database(t, db))
		if got := next.run(t, path)[0]; got.Counts != want || got.Resumed != (left > 0) {
			t.Errorf("after %d checkpoints: %+v, want %+v", left, got, want)
		}
		if d := cmp.Diff(whole.kept(), next.kept()); d != "" {
			t.Error(d)
		}
	}
}

// TestFullReadsAll: a full export says what is gone by what it carries, so
// even a file that an earlier run had read is read.
func TestFullReadsAll(t *testing.T) {
	w := database(t, filepath.Join(t.TempDir(), "case.db"))
	old := file(t, line{Staff: "1", Name: "Ana"}, line{Staff: "2", Name: "Bo"})
	newTrial(t, staff()).stored(t, w).run(t, old)
	tr := newTrial(t, staff()).stored(t, w)
	tr.Full = true
	got := tr.run(t, old, file(t, line{Staff: "3", Name: "Cy"}, line{Staff: "4", Name: "Di"}))
	if got[0].Duplicate != 2 || got[1].Accepted != 2 {
		t.Errorf("%+v", got)
	}
	if gone := tr.State.Absent("staff", "main", domain.KindWorker, tr.Present()); len(gone) > 0 {
		t.Errorf("taken for gone: %v", gone)
	}
	if err := tr.Flush(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNoCheckpointKeepsNothing: without a database there is nothing to flush.
func TestNoCheckpointKeepsNothing(t *testing.T) {
	tr := newTrial(t, staff())
	if err := tr.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := tr.Run(ctx, []string{"none"}, 0); !errors.Is(err, context.Canceled) || len(got) > 0 {
		t.Errorf("%v, %v", got, err)
	}
}
