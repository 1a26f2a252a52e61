package read

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Batches hands out the file's items in order, cut into batches that up to
// workers goroutines take to fn at once; Seq tells their order. items names
// the member that holds the array of items in a JSON document. Items that begin
// before the text offset skipTo are passed over: give the End of the last batch
// that was kept, to go on. A batch's memory is reused once fn has returned.
//
// What is wrong with an item is a Problem in its batch; what is wrong with the
// rest of the file is a Problem in the last batch. The error is fn's, the
// context's, or that of a file that holds no items. A file can be read once.
func (f *File) Batches(ctx context.Context, items string, skipTo int64, workers int, fn func(Batch) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers = max(workers, 1)
	out := &feed{ctx: ctx, file: f, skipTo: skipTo, work: make(chan *block, workers)}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for b := range out.work {
				b.fill()
				if err := fn(b.Batch); err != nil {
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
	switch {
	case f.format == source.NDJSON && items == "":
		f.readLines(out)
	case f.format == source.JSON, f.format == source.NDJSON:
		f.readJSON(out, items)
	case f.format == source.CSV:
		f.readCSV(out)
	case f.format == source.XLSX:
		f.readSheet(out)
	default:
		return fmt.Errorf("%s holds no list of items", f.format)
	}
	return nil
}

// feed numbers blocks and gives them to the workers.
type feed struct {
	ctx    context.Context
	file   *File
	skipTo int64
	seq    int
	work   chan *block
	items  sync.Pool // *[]source.Item
}

// block is a batch before its items are made, which the worker does.
type block struct {
	Batch
	file   *File
	feed   *feed
	skipTo int64
	from   *stream // whose memory text lies in; nil if it has none
	mem    *[]byte
	text   []byte
	line   int    // line number of text[0]
	offset int64  // offset of text[0]
	spans  []span // where the items lie in text; nil for NDJSON, whose lines are still to be told apart
	last   bool   // text ends where the file ends
	items  *[]source.Item
	rows   []sheetRow // of a workbook
}

// span is where an item lies in its block's text.
type span struct{ start, end, line int }

// send numbers a block and hands it over. It returns false when nobody wants
// more.
func (o *feed) send(b *block) bool {
	b.Seq = o.seq
	o.seq++
	b.Batch.Read = o.file.stored.n.Load()
	b.file, b.feed, b.skipTo = o.file, o, o.skipTo
	select {
	case o.work <- b:
		return true
	case <-o.ctx.Done():
		return false
	}
}

// fill makes the block's items.
func (b *block) fill() {
	mem, ok := b.feed.items.Get().(*[]source.Item)
	if !ok {
		mem = new([]source.Item)
	}
	b.items, b.Items = mem, slices.Grow((*mem)[:0], len(b.spans))
	switch b.file.format {
	case source.CSV:
		b.csvRows()
	case source.XLSX:
		b.sheetRows()
	default:
		if b.spans == nil {
			b.splitLines()
			return
		}
		for _, s := range b.spans {
			b.json(b.text[s.start:s.end], s.line, b.offset+int64(s.start))
		}
	}
}

// json adds a JSON item.
func (b *block) json(text []byte, line int, offset int64) {
	b.Items = append(b.Items, source.Item{JSON: text})
	it := &b.Items[len(b.Items)-1]
	it.Origin.File, it.Origin.Line, it.Origin.Offset = b.file.path, line, offset
}

// problem notes something wrong, unless an earlier run has told of it.
func (b *block) problem(p Problem) {
	if p.Origin.Offset >= b.skipTo {
		b.Problems = append(b.Problems, p)
	}
}

// free gives the block's memory back.
func (b *block) free() {
	if b.from != nil {
		b.from.free(b.mem)
	}
	clear(b.Items)
	*b.items = b.Items[:0]
	b.feed.items.Put(b.items)
}
