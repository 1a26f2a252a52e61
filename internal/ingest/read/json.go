package read

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// hardItem is the factor by which an item may exceed the limit before reading
// gives up: an item has to be held whole to be passed over.
const hardItem = 8

// errItem stops the decoder on an item that is far too large to hold.
var errItem = errors.New("an item is far larger than any may be")

// liner counts lines as the decoder takes text in, and refuses to let one item
// grow without bound.
type liner struct {
	r      io.Reader
	n      int64   // bytes taken in
	breaks []int64 // offsets of line ends not yet passed
	line   int
	mark   int64 // end of the last item
	most   int64
}

func (l *liner) Read(p []byte) (int, error) {
	if l.n-l.mark > l.most {
		return 0, errItem
	}
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.breaks = append(l.breaks, l.n+int64(i))
		}
	}
	l.n += int64(n)
	return n, err
}

// lineAt returns the line number of an offset; offsets must not decrease.
func (l *liner) lineAt(offset int64) int {
	i := 0
	for i < len(l.breaks) && l.breaks[i] < offset {
		i++
	}
	l.line += i
	l.breaks = l.breaks[i:]
	return l.line
}

// jsonReader cuts a document's items into batches.
type jsonReader struct {
	f    *File
	out  *feed
	in   *liner
	d    *jsontext.Decoder
	cur  block
	size int
}

func (f *File) readJSON(out *feed, items string) error {
	in := &liner{r: f.text, line: 1, most: f.opt.MaxItem * hardItem}
	r := &jsonReader{f: f, out: out, in: in, d: jsontext.NewDecoder(in, lenient...)}
	var path []string
	if items != "" {
		path = strings.Split(items, ".")
	}
	for {
		err := r.value(path)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			break // the end of the last value: several may stand one after another
		}
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			r.broken(err)
			break
		}
	}
	r.flush()
	return nil
}

// errStop ends reading because nobody wants more.
var errStop = errors.New("stopped")

// value reads one value of the text: descends along path to the array of
// items, or takes the value itself, or its elements when it is an array.
func (r *jsonReader) value(path []string) error {
	kind := r.d.PeekKind()
	switch {
	case kind == 0:
		_, err := r.d.ReadToken()
		return err
	case kind == '[':
		return r.elements()
	case kind == '{' && len(path) > 0:
		return r.descend(path)
	case len(path) > 0:
		return r.d.SkipValue()
	}
	return r.item()
}

func (r *jsonReader) elements() error {
	if _, err := r.d.ReadToken(); err != nil {
		return err
	}
	for r.d.PeekKind() != ']' {
		if err := r.item(); err != nil {
			return err
		}
	}
	_, err := r.d.ReadToken()
	return err
}

func (r *jsonReader) descend(path []string) error {
	if _, err := r.d.ReadToken(); err != nil {
		return err
	}
	for r.d.PeekKind() != '}' {
		name, err := r.d.ReadToken()
		if err != nil {
			return err
		}
		r.in.mark = r.d.InputOffset()
		if name.Kind() == '"' && name.String() == path[0] {
			err = r.value(path[1:])
		} else {
			err = r.d.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := r.d.ReadToken()
	return err
}

// item takes one item into the current batch.
func (r *jsonReader) item() error {
	v, err := r.d.ReadValue()
	if err != nil {
		return err
	}
	end := r.d.InputOffset()
	start := end - int64(len(v))
	line := r.in.lineAt(start)
	r.in.mark = end
	switch {
	case start < r.out.skipTo:
	case int64(len(v)) > r.f.opt.MaxItem:
		r.cur.Problems = append(r.cur.Problems, problemAt(r.f.path, line, start, "too-large",
			fmt.Sprintf("the item has %d bytes; at most %d are read", len(v), r.f.opt.MaxItem)))
	default:
		r.cur.Items = append(r.cur.Items, source.Item{JSON: bytes.Clone(v), Origin: domain.Origin{File: r.f.path, Line: line, Offset: start}})
		r.size += len(v)
	}
	r.cur.End = end
	if r.size >= batchBytes/2 && !r.flush() {
		return errStop
	}
	return nil
}

func (r *jsonReader) flush() bool {
	if len(r.cur.Items)+len(r.cur.Problems) == 0 {
		return true
	}
	ok := r.out.send(r.cur)
	r.cur, r.size = block{Batch: Batch{End: r.cur.End}}, 0
	return ok
}

// broken notes where a document stopped making sense. What came before it
// stands; what follows cannot be told apart any more.
func (r *jsonReader) broken(err error) {
	at := r.d.InputOffset()
	line := r.in.lineAt(at)
	reason, detail := "malformed", fmt.Sprintf("the JSON breaks here, and the rest of the file was not read: %v", plain(err))
	switch {
	case errors.Is(err, errItem):
		reason, detail = "too-large", fmt.Sprintf("an item is larger than %d bytes, and the rest of the file was not read", r.f.opt.MaxItem*hardItem)
	case errors.Is(err, errBomb), errors.Is(err, io.ErrUnexpectedEOF):
		reason, detail = readProblem(unwrapTo(err))
	}
	r.cur.Problems = append(r.cur.Problems, problemAt(r.f.path, line, at, reason, detail))
}

// unwrapTo finds the error of the layers below within the decoder's.
func unwrapTo(err error) error {
	if errors.Is(err, errBomb) {
		return errBomb
	}
	return io.ErrUnexpectedEOF
}

// plain drops the decoder's prefix and whatever it quotes of the text.
func plain(err error) string {
	var syn *jsontext.SyntacticError
	if errors.As(err, &syn) && syn.Err != nil {
		return syn.Err.Error()
	}
	return err.Error()
}
