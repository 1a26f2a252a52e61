package read

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// readLines cuts the text into blocks at line ends. It does almost no work a
// line, so that one goroutine keeps many busy.
func (f *File) readLines(out *feed) error {
	pool := &sync.Pool{New: func() any { b := make([]byte, 0, batchBytes+batchBytes/4); return &b }}
	cut := cutter{f: f, out: out, pool: pool, line: 1}
	for {
		more, err := cut.next()
		if err != nil || !more {
			return err
		}
	}
}

// cutter holds what is left over between two blocks.
type cutter struct {
	f      *File
	out    *feed
	pool   *sync.Pool
	rest   []byte // an unfinished line
	line   int
	offset int64
	eof    bool
}

// next reads one block. more is false at the end of the text.
func (c *cutter) next() (more bool, err error) {
	if c.eof {
		return false, nil
	}
	buf := c.pool.Get().(*[]byte)
	b := append((*buf)[:0], c.rest...)
	b, readErr := fill(c.f.text, b, batchBytes+len(c.rest))
	last := bytes.LastIndexByte(b, '\n') + 1
	var problems []Problem
	switch {
	case readErr == io.EOF:
		c.eof, last = true, len(b)
	case readErr != nil:
		c.eof = true
		reason, detail := readProblem(readErr)
		problems = append(problems, problemAt(c.f.path, c.line+bytes.Count(b[:last], newline), c.offset+int64(last), reason, detail))
	case last == 0 && int64(len(b)) > c.f.opt.MaxItem:
		return c.skipLine(buf, b)
	}
	c.rest = append(c.rest[:0], b[last:]...)
	*buf = b
	blk := block{Batch: Batch{Problems: problems, End: c.offset + int64(last)}, lines: b[:last], line: c.line, offset: c.offset, pool: c.pool, buf: buf}
	c.line += bytes.Count(b[:last], newline)
	c.offset += int64(last)
	return c.out.send(blk) && !c.eof, nil
}

var newline = []byte{'\n'}

// fill appends to b until it holds want bytes or the text ends.
func fill(r io.Reader, b []byte, want int) ([]byte, error) {
	if cap(b) < want {
		b = append(make([]byte, 0, want), b...)
	}
	n, err := io.ReadFull(r, b[len(b):want])
	b = b[:len(b)+n]
	if errors.Is(err, io.ErrUnexpectedEOF) && n > 0 && !isTruncated(r) {
		err = io.EOF
	}
	return b, err
}

// isTruncated tells a text that ended from a compressed one that broke off:
// only the latter goes on failing with io.ErrUnexpectedEOF.
func isTruncated(r io.Reader) bool {
	var one [1]byte
	_, err := r.Read(one[:])
	return errors.Is(err, io.ErrUnexpectedEOF)
}

// skipLine passes over a line that is longer than any item may be.
func (c *cutter) skipLine(buf *[]byte, b []byte) (more bool, err error) {
	n := int64(len(b))
	c.rest = c.rest[:0]
	*buf = b
	for {
		part, err := c.f.text.ReadSlice('\n')
		n += int64(len(part))
		if err == nil {
			break
		}
		if err == io.EOF {
			c.eof = true
			break
		}
		if err.Error() != "bufio: buffer full" {
			c.eof = true
			break
		}
	}
	p := problemAt(c.f.path, c.line, c.offset, "too-large", fmt.Sprintf("the line has %d bytes; at most %d are read", n, c.f.opt.MaxItem))
	c.line++
	c.offset += n
	c.pool.Put(buf)
	return c.out.send(block{Batch: Batch{Problems: []Problem{p}, End: c.offset}}) && !c.eof, nil
}

// splitLines cuts a block's items out of its lines.
func (b *block) splitLines() {
	text, line, at := b.lines, b.line, b.offset
	b.Items = make([]source.Item, 0, bytes.Count(text, newline)+1)
	for len(text) > 0 {
		raw, rest, _ := bytes.Cut(text, newline)
		size := int64(len(text) - len(rest))
		item := bytes.TrimSpace(raw)
		switch {
		case len(item) == 0 || at < b.skipTo:
		case int64(len(item)) > b.maxItem:
			b.Problems = append(b.Problems, problemAt(b.path, line, at, "too-large", fmt.Sprintf("the line has %d bytes; at most %d are read", len(item), b.maxItem)))
		default:
			b.Items = append(b.Items, source.Item{JSON: item, Origin: domain.Origin{File: b.path, Line: line, Offset: at}})
		}
		text, at = rest, at+size
		line++
	}
}
