package read

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// batchBytes is about how much text one batch holds.
const batchBytes = 1 << 20

// Batches hands out the file's items in order, cut into batches that up to
// workers goroutines take to fn at once; Seq tells their order. items names
// the member that holds the array of items in a JSON document. Items that begin
// before the text offset skipTo are passed over: give the End of the last batch
// that was kept, to go on. A batch's memory is reused once fn has returned.
//
// What is wrong with an item is a Problem in its batch; what is wrong with the
// rest of the file is a Problem in the last batch. The error is fn's, the
// context's, or that of a file that cannot be read at all.
func (f *File) Batches(ctx context.Context, items string, skipTo int64, workers int, fn func(Batch) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := &feed{ctx: ctx, file: f, skipTo: skipTo, work: make(chan block, max(workers, 1))}
	var wg sync.WaitGroup
	for range max(workers, 1) {
		wg.Go(func() {
			for b := range out.work {
				if err := fn(b.batch()); err != nil {
					cancel(err)
				}
				b.free()
				if ctx.Err() != nil {
					return
				}
			}
		})
	}
	err := f.produce(out, items)
	close(out.work)
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func (f *File) produce(out *feed, items string) error {
	switch f.format {
	case source.NDJSON:
		return f.readLines(out)
	case source.JSON:
		return f.readJSON(out, items)
	case source.CSV:
		return f.readCSV(out)
	case source.XLSX:
		return f.readSheet(out)
	}
	return fmt.Errorf("%s holds no list of items", f.format)
}

// feed gives blocks to the workers, numbered.
type feed struct {
	ctx    context.Context
	file   *File
	skipTo int64
	seq    int
	work   chan block
}

// block is a batch before its items are cut out, which the worker does.
type block struct {
	Batch
	lines   []byte // NDJSON: whole lines, still to be split
	line    int    // line number of the first of them
	offset  int64  // text offset of the first of them
	skipTo  int64
	maxItem int64
	path    string
	pool    *sync.Pool
	buf     *[]byte
}

// send numbers a block and hands it over. It returns false when nobody wants
// more.
func (o *feed) send(b block) bool {
	b.Seq = o.seq
	o.seq++
	b.Batch.Read = o.file.stored.n.Load()
	b.path, b.skipTo, b.maxItem = o.file.path, o.skipTo, o.file.opt.MaxItem
	select {
	case o.work <- b:
		return true
	case <-o.ctx.Done():
		return false
	}
}

func (b *block) free() {
	if b.pool != nil {
		b.pool.Put(b.buf)
	}
}

func (b *block) batch() Batch {
	if b.lines != nil {
		b.splitLines()
	}
	return b.Batch
}

// problemAt describes something wrong at a line.
func problemAt(path string, line int, offset int64, reason, detail string) Problem {
	return Problem{Origin: domain.Origin{File: path, Line: line, Offset: offset}, Reason: reason, Detail: detail}
}

// readProblem puts an error of the layers below into words.
func readProblem(err error) (reason, detail string) {
	switch {
	case errors.Is(err, errBomb):
		return "zip-bomb", "the file " + err.Error() + "; the rest was not read"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "truncated", "the file ends in the middle; export it again"
	}
	return "unreadable", fmt.Sprintf("the rest could not be read: %v", err)
}
