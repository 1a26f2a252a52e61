package read

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
)

// batchBytes is about how much text one batch holds.
const batchBytes = 1 << 20

var newline = []byte{'\n'}

// stream holds the part of a text that is being looked at. What has been
// looked at is given away as a block, together with its memory.
type stream struct {
	r    io.Reader
	pool *sync.Pool // of *[]byte
	mem  *[]byte
	buf  []byte // text held
	at   int64  // offset in the text of buf[0]
	err  error  // why there is no more text: io.EOF or worse

	line   int // line number of buf[lineAt]
	lineAt int
}

func newStream(r io.Reader) *stream {
	pool := &sync.Pool{New: func() any { b := make([]byte, 0, batchBytes+batchBytes/4); return &b }}
	mem := pool.Get().(*[]byte)
	return &stream{r: r, pool: pool, mem: mem, buf: (*mem)[:0], line: 1}
}

// more reads on and reports whether it got any text.
func (s *stream) more() bool {
	if s.err != nil {
		return false
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		s.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// hold reads on until at least n bytes are held or the text ends.
func (s *stream) hold(n int) {
	for len(s.buf) < n && s.more() {
	}
}

// lineOf returns the line number of buf[i]. Calls must not go back.
func (s *stream) lineOf(i int) int {
	s.line += bytes.Count(s.buf[s.lineAt:i], newline)
	s.lineAt = i
	return s.line
}

// cut gives away the first n bytes held, with the memory they lie in.
func (s *stream) cut(n int) (text []byte, mem *[]byte) {
	s.lineOf(n)
	text, mem = s.buf[:n], s.mem
	*mem = s.buf[:0]
	s.mem = s.pool.Get().(*[]byte)
	s.buf = append((*s.mem)[:0], s.buf[n:]...)
	s.at += int64(n)
	s.lineAt = 0
	return text, mem
}

// drop forgets the first n bytes held.
func (s *stream) drop(n int) {
	s.lineOf(n)
	s.buf = s.buf[:copy(s.buf, s.buf[n:])]
	s.at += int64(n)
	s.lineAt = 0
}

// free takes memory back, unless one giant item has blown it up.
func (s *stream) free(mem *[]byte) {
	if cap(*mem) <= 4*batchBytes {
		s.pool.Put(mem)
	}
}

// broken reports whether the text ended otherwise than at its end.
func (s *stream) broken() bool { return s.err != nil && !errors.Is(s.err, io.EOF) }

// problemAt describes something wrong at a line.
func problemAt(path string, line int, offset, size int64, reason, detail string) Problem {
	return Problem{Origin: domain.Origin{File: path, Line: line, Offset: offset}, Reason: reason, Detail: detail, Bytes: size}
}

// brokenOff describes where a text broke off. The place is the beginning of
// the item that was lost, or else the text's last byte.
func (s *stream) brokenOff(path string, from int) Problem {
	reason, detail := readProblem(s.err)
	at := s.at + int64(from)
	if from == len(s.buf) && at > 0 {
		at--
	}
	return problemAt(path, s.lineOf(from), at, int64(len(s.buf)-from), reason, detail)
}

// readProblem puts an error of the layers below into words.
func readProblem(err error) (reason, detail string) {
	switch {
	case errors.Is(err, errBomb), errors.Is(err, errLong):
		return "zip-bomb", "the file " + err.Error() + "; the rest was not read"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "truncated", "the compressed file breaks off here; export it again"
	}
	return "unreadable", fmt.Sprintf("the rest could not be read: %v", err)
}
