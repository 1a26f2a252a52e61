// Package ingest takes exports in: it recognises each file's source by its
// content, maps items to records, counts what was accepted, duplicate, unused
// and set aside, and hands batches on in the order in which they stood.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// SetAside is one thing that was not read, and why.
type SetAside struct {
	File   string
	Line   int
	Offset int64
	Source string // recognised source, or ""
	Reason string // a short code, such as "truncated"
	Detail string // what was wrong, and the remedy where there is one
}

// Counts are the counts of a file or a source.
type Counts struct {
	Accepted  int
	Duplicate int
	Unused    int
	SetAside  int
	Versions  int // of the accepted: new content under a known key
	Unknown   int // members or columns that no mapping reads
	Erased    int // refused: of people who were erased
}

// Add adds other counts to these.
func (c *Counts) Add(o Counts) {
	c.Accepted += o.Accepted
	c.Duplicate += o.Duplicate
	c.Unused += o.Unused
	c.SetAside += o.SetAside
	c.Versions += o.Versions
	c.Unknown += o.Unknown
	c.Erased += o.Erased
}

// FileResult is what became of one file.
type FileResult struct {
	Path       string
	Source     string // recognised source, or ""
	Shape      string
	Encoding   string
	Hash       string
	Size       int64
	ObservedAt time.Time
	ObservedBy string // where ObservedAt comes from: export, flag or file time
	Resumed    bool   // an earlier run had read a part
	Done       bool   // read to its end, by this run or an earlier one
	Counts
}

// Progress tells how far an import has come.
type Progress struct {
	File       string
	Files      int
	FilesDone  int
	Bytes      int64
	BytesTotal int64
	Records    int64
}

// Checkpoint is where a store remembers an import. A nil Checkpoint keeps
// nothing. Its methods are called from one goroutine at a time.
type Checkpoint interface {
	// Resume returns how far a file with this path and hash was read, and its
	// counts so far.
	Resume(ctx context.Context, path, hash string) (offset int64, so Counts, done bool, err error)
	// Save writes a delta and the file's progress in one transaction.
	Save(ctx context.Context, p FileProgress, d engine.Delta, aside []SetAside) error
}

// FileProgress is a file's state at a checkpoint.
type FileProgress struct {
	FileResult
	Offset int64
}

// Importer reads files into a state.
type Importer struct {
	Mappings  []source.Source // the user's own, asked first
	Sources   []source.Source
	State     *engine.State
	Prepare   func() *engine.Preparer // one per worker
	Documents Documents               // nil: résumé files are set aside
	Open      func(ctx context.Context, path string) (*read.File, error)

	ObservedAt time.Time // overrides the file's own date; zero uses it
	FileTime   func(path string) (time.Time, error)
	Tenant     string
	Full       bool // remember every key, for [Importer.Present]
	Checkpoint Checkpoint
	// Lock, when set, is held while a batch is added and saved, because others
	// use the state too; each batch is then saved at once.
	Lock       sync.Locker
	Every      time.Duration // least time between two checkpoints within a file
	Clock      func() time.Time
	OnProgress func(Progress)
	OnAside    func(SetAside)

	progress struct {
		read, records atomic.Int64
		total         int64
		files, done   int
	}
	seenKeys map[domain.Key]bool // for --full
	aside    []SetAside          // since the last checkpoint
	offset   int64               // end of the last committed batch
	lastRead int64
	lastSave time.Time
	broken   bool // a checkpoint could not be written
}

// Documents reads résumé files in a limited child process.
type Documents interface {
	ReadAll(ctx context.Context, paths []string, fn func(path string, item DocumentItem) error) error
}

// DocumentItem is one document read, or why it was not.
type DocumentItem struct {
	Values []domain.Value
	// Records are what a document says that is no résumé, by the source and shape
	// named; tenant, origin and date of export are filled in. A résumé names none.
	Records       []domain.Record
	Source, Shape string
	At            time.Time
	Hash          string
	Err           error
}

// Run reads the files in the order given and returns one result a file. A
// file that cannot be read is set aside; only a broken store or a cancelled
// context stop the run.
func (im *Importer) Run(ctx context.Context, paths []string, total int64) ([]FileResult, error) {
	im.progress.files, im.progress.total = len(paths), total
	im.seenKeys = map[domain.Key]bool{}
	var out []FileResult
	var documents []FileResult
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		res, isDocument, err := im.file(ctx, path)
		if isDocument {
			documents = append(documents, res)
			continue
		}
		out = append(out, res)
		if err != nil {
			return out, err
		}
		im.progress.done++
		im.tell(path)
	}
	docs, err := im.documents(ctx, documents)
	return append(out, docs...), err
}

// Present returns the keys of every low-volume record that the run carried.
func (im *Importer) Present() map[domain.Key]bool { return im.seenKeys }

func (im *Importer) tell(path string) {
	if im.OnProgress == nil {
		return
	}
	im.OnProgress(Progress{File: path, Files: im.progress.files, FilesDone: im.progress.done,
		Bytes: im.progress.read.Load(), BytesTotal: im.progress.total, Records: im.progress.records.Load()})
}

func (im *Importer) file(ctx context.Context, path string) (res FileResult, document bool, err error) {
	res.Path = path
	f, err := im.Open(ctx, path)
	if err != nil {
		if ctx.Err() != nil {
			return res, false, ctx.Err()
		}
		return res, false, im.refuse(ctx, &res, "unreadable", err.Error())
	}
	defer f.Close()
	res.Encoding, res.Size, res.Hash = f.Encoding(), f.Size(), f.Hash()
	if f.Format() == source.Document {
		return res, true, nil
	}
	src, match, err := Recognise(f.Head(), im.Mappings, im.Sources)
	if err != nil {
		im.progress.read.Add(res.Size)
		if reason, detail, broken := f.Broken(); broken {
			return res, false, im.refuse(ctx, &res, reason, detail)
		}
		return res, false, im.refuse(ctx, &res, "unrecognised", err.Error())
	}
	res.Source, res.Shape = src.Name, match.Shape
	if res.ObservedAt, res.ObservedBy, err = im.observed(path); err != nil {
		return res, false, err
	}
	return res, false, im.read(ctx, f, src, match, &res)
}

// observed returns the date of an export and where it comes from.
func (im *Importer) observed(path string) (time.Time, string, error) {
	if !im.ObservedAt.IsZero() {
		return im.ObservedAt, "flag", nil
	}
	at, err := im.FileTime(path)
	if err != nil {
		return at, "", fmt.Errorf("read the date of %s: %w", path, err)
	}
	return at.UTC(), "file time", nil
}

// refuse sets a whole file aside.
func (im *Importer) refuse(ctx context.Context, res *FileResult, reason, detail string) error {
	res.SetAside++
	aside := SetAside{File: res.Path, Source: res.Source, Reason: reason, Detail: detail}
	if im.OnAside != nil {
		im.OnAside(aside)
	}
	if im.Checkpoint == nil {
		return nil
	}
	// What was refused already, as it is, stands in the quarantine once.
	if offset, so, _, err := im.Checkpoint.Resume(ctx, res.Path, res.Hash); err == nil && offset == res.Size && so.SetAside > 0 && res.Hash != "" {
		return nil
	}
	return im.Checkpoint.Save(ctx, FileProgress{FileResult: *res, Offset: res.Size}, engine.Delta{}, []SetAside{aside})
}

// Recognise finds the one source that claims a file, in the first of the
// groups in which any does. Two equally sure claims are an error that names
// both.
func Recognise(head source.Head, groups ...[]source.Source) (source.Source, source.Match, error) {
	for _, sources := range groups {
		src, match, err := claim(head, sources)
		if err != nil || match.Confidence > 0 {
			return src, match, err
		}
	}
	return source.Source{}, source.Match{}, errors.New("no source knows this layout; daylight map FILE proposes a mapping")
}

func claim(head source.Head, sources []source.Source) (best source.Source, match source.Match, err error) {
	rival := ""
	for _, s := range sources {
		m := s.Recognise(head)
		switch {
		case m.Confidence > match.Confidence:
			best, match, rival = s, m, ""
		case m.Confidence == match.Confidence && m.Confidence > 0:
			rival = s.Name
		}
	}
	if rival != "" {
		return best, match, fmt.Errorf("both %s and %s claim this file; write a mapping that says what it is", best.Name, rival)
	}
	return best, match, nil
}

// decoded is one batch after mapping and normalising.
type decoded struct {
	seq      int
	end      int64
	read     int64
	out      source.Out
	prepared []engine.Prepared
	counts   Counts
	aside    []SetAside
}

func (im *Importer) read(ctx context.Context, f *read.File, src source.Source, match source.Match, res *FileResult) error {
	im.lastRead = 0
	skip, err := im.resume(ctx, res)
	if err != nil || res.Done {
		im.progress.read.Add(res.Size)
		return err
	}
	workers := runtime.GOMAXPROCS(0)
	pool := newWorkers(im, src, match, res)
	line := newLine(workers*2, func(d *decoded) error {
		defer pool.used.Put(d)
		return im.commit(ctx, d, res)
	})
	err = f.Batches(ctx, match.Items, skip, workers, func(b read.Batch) error {
		return line.put(ctx, b.Seq, pool.decode(b))
	})
	if err != nil && ctx.Err() == nil && !line.failed() {
		// The reader gave up on the file: what came before it stands.
		aside := SetAside{File: res.Path, Source: res.Source, Reason: "unreadable", Detail: err.Error()}
		im.note(&decoded{aside: []SetAside{aside}}, res)
		err = nil
	}
	if err != nil {
		return errors.Join(err, im.save(ctx, res, false))
	}
	res.Done = true
	return im.save(ctx, res, true)
}

// resume asks how far an earlier run came. A full export is read again from
// its start: what it carries must be known whole to tell what is gone.
func (im *Importer) resume(ctx context.Context, res *FileResult) (skip int64, err error) {
	im.offset = 0
	if im.Checkpoint == nil || im.Full {
		return 0, nil
	}
	skip, counts, done, err := im.Checkpoint.Resume(ctx, res.Path, res.Hash)
	if err != nil {
		return 0, fmt.Errorf("look up how far %s was read: %w", res.Path, err)
	}
	res.Counts, res.Resumed, res.Done = counts, skip > 0, done
	im.offset = skip
	return skip, nil
}

// commit adds a batch to the state, in the order of the file.
func (im *Importer) commit(ctx context.Context, d *decoded, res *FileResult) error {
	defer im.hold()()
	for i := range d.prepared {
		p := &d.prepared[i]
		if !p.Record.Key.Kind.HighVolume() {
			im.noteKey(p.Record.Key)
		}
		status, err := im.State.Add(p)
		if err != nil {
			return err
		}
		switch status {
		case engine.Duplicate:
			d.counts.Duplicate++
		case engine.NewVersion:
			d.counts.Versions++
			d.counts.Accepted++
		case engine.Accepted:
			d.counts.Accepted++
		case engine.Erased:
			d.counts.Erased++
		}
	}
	im.note(d, res)
	im.offset = d.end
	im.progress.read.Add(d.read - im.lastRead)
	im.lastRead = d.read
	im.tell(res.Path)
	if im.Checkpoint != nil && (im.Lock != nil || im.Clock().Sub(im.lastSave) >= im.Every) {
		return im.checkpoint(ctx, res, false)
	}
	return nil
}

func (im *Importer) note(d *decoded, res *FileResult) {
	d.counts.SetAside += len(d.aside)
	res.Counts.Add(d.counts)
	im.progress.records.Add(int64(d.counts.Accepted + d.counts.Duplicate))
	for _, a := range d.aside {
		if im.OnAside != nil {
			im.OnAside(a)
		}
	}
	im.aside = append(im.aside, d.aside...)
}

// hold takes the state from others who use it too, until the function that it
// returns is called.
func (im *Importer) hold() (release func()) {
	if im.Lock == nil {
		return func() {}
	}
	im.Lock.Lock()
	return im.Lock.Unlock
}

// save writes a checkpoint. done marks the file as read to its end.
func (im *Importer) save(ctx context.Context, res *FileResult, done bool) error {
	defer im.hold()()
	return im.checkpoint(ctx, res, done)
}

// checkpoint is [Importer.save] with the state held.
func (im *Importer) checkpoint(ctx context.Context, res *FileResult, done bool) error {
	aside := im.aside
	im.aside = nil
	if im.Checkpoint == nil {
		return nil
	}
	if im.broken {
		return nil
	}
	p := FileProgress{FileResult: *res, Offset: im.offset}
	p.Done = done
	// Once a delta is taken it must be written: a stop in between would keep the
	// progress and lose the records.
	if err := im.Checkpoint.Save(context.WithoutCancel(ctx), p, im.State.TakeDelta(), aside); err != nil {
		im.broken = true // the delta is gone, so no later progress may be written
		return fmt.Errorf("save the import of %s: %w", res.Path, err)
	}
	im.lastSave = im.Clock()
	return nil
}

// noteKey remembers that the run carried a record; only a full export asks.
func (im *Importer) noteKey(k domain.Key) {
	if im.Full {
		im.seenKeys[k] = true
	}
}

// Flush writes what the state changed outside any file, such as records that a
// full export no longer carries.
func (im *Importer) Flush(ctx context.Context) error {
	if im.Checkpoint == nil {
		return nil
	}
	if err := im.Checkpoint.Save(ctx, FileProgress{}, im.State.TakeDelta(), nil); err != nil {
		return fmt.Errorf("save what is gone: %w", err)
	}
	return nil
}

// line puts batches that were decoded side by side back in order.
type line struct {
	mu     sync.Mutex
	room   *sync.Cond
	next   int
	limit  int
	ready  map[int]*decoded
	commit func(*decoded) error
	err    error
}

func newLine(limit int, commit func(*decoded) error) *line {
	l := &line{limit: limit, ready: map[int]*decoded{}, commit: commit}
	l.room = sync.NewCond(&l.mu)
	return l
}

func (l *line) failed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err != nil
}

// put hands in batch seq and commits every batch whose turn has come. It
// waits while too many batches stand ahead of their turn.
func (l *line) put(ctx context.Context, seq int, d *decoded) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.err == nil && seq-l.next >= l.limit && ctx.Err() == nil {
		l.room.Wait()
	}
	if err := ctx.Err(); err != nil && l.err == nil {
		l.err = err
	}
	if l.err != nil {
		l.room.Broadcast()
		return l.err
	}
	l.ready[seq] = d
	for {
		d, ok := l.ready[l.next]
		if !ok {
			return nil
		}
		delete(l.ready, l.next)
		if err := l.commit(d); err != nil {
			l.err = err
			l.room.Broadcast()
			return err
		}
		l.next++
		l.room.Broadcast()
	}
}
