package read

import (
	"bytes"
	"fmt"
)

// readLines cuts the text into blocks at line ends. It does almost no work a
// line, so that one goroutine keeps many busy.
func (f *File) readLines(out *feed) {
	s := newStream(f.text)
	for goOn := true; goOn; {
		s.hold(batchBytes)
		n := bytes.LastIndexByte(s.buf, '\n') + 1
		switch {
		case s.err != nil && !s.broken():
			n = len(s.buf)
		case s.err != nil:
			goOn = f.sendLines(out, s, n, true)
			continue
		case n == 0 && int64(len(s.buf)) > f.opt.MaxItem:
			goOn = f.skipLine(out, s)
			continue
		case n == 0:
			s.more()
			continue
		}
		goOn = f.sendLines(out, s, n, false) && s.err == nil
	}
}

// sendLines hands over the first n bytes. lost says that what follows them is
// a line that breaks off.
func (f *File) sendLines(out *feed, s *stream, n int, lost bool) (goOn bool) {
	if len(s.buf) == 0 && !lost {
		return s.err == nil
	}
	b := &block{from: s, line: s.lineOf(0), offset: s.at, last: s.err != nil, skipTo: out.skipTo}
	b.End = s.at + int64(n)
	if lost {
		b.End = s.at + int64(len(s.buf))
		b.problem(s.brokenOff(f.path, n))
	}
	b.text, b.mem = s.cutLoose(n, lost)
	return out.send(b) && !lost
}

// cutLoose is [stream.cut], or, at the end of a broken text, what there is.
func (s *stream) cutLoose(n int, lost bool) ([]byte, *[]byte) {
	if lost {
		*s.mem = s.buf[:0]
		return s.buf[:n], s.mem
	}
	return s.cut(n)
}

// skipLine passes over a line that is longer than any item may be.
func (f *File) skipLine(out *feed, s *stream) (goOn bool) {
	line, offset, size := s.lineOf(0), s.at, int64(0)
	for {
		n := bytes.IndexByte(s.buf, '\n') + 1
		if n > 0 {
			size += int64(n)
			s.drop(n)
			break
		}
		size += int64(len(s.buf))
		s.drop(len(s.buf))
		if !s.more() {
			break
		}
	}
	b := &block{skipTo: out.skipTo, spans: []span{}}
	b.End = s.at
	b.problem(f.tooLarge("line", line, offset, size))
	return out.send(b)
}

func (f *File) tooLarge(what string, line int, offset, size int64) Problem {
	return problemAt(f.path, line, offset, size, "too-large",
		fmt.Sprintf("the %s has %d bytes; at most %d are read", what, size, f.opt.MaxItem))
}

// splitLines makes items of a block's lines.
func (b *block) splitLines() {
	text, line, at := b.text, b.line, b.offset
	for len(text) > 0 {
		raw, rest, ended := bytes.Cut(text, newline)
		item := bytes.TrimSpace(raw)
		if len(item) > 0 && at >= b.skipTo {
			b.splitLine(item, line, at, b.last && !ended)
		}
		at += int64(len(text) - len(rest))
		text = rest
		line++
	}
}

// splitLine makes an item of one line. open says that the file ends in it
// without a line end, so that it may have been cut off.
func (b *block) splitLine(item []byte, line int, at int64, open bool) {
	f, size := b.file, int64(len(item))
	switch {
	case size > f.opt.MaxItem:
		b.problem(f.tooLarge("line", line, at, size))
	case open && item[0] == '{' && !wholeObject(item, f.opt.MaxDepth) && cutOff(item, f.opt.MaxDepth):
		b.problem(problemAt(f.path, line, at, size, "truncated", "the file ends in the middle of this line; export it again"))
	case f.tooDeep(item):
		b.problem(f.deepProblem(line, at, size))
	default:
		b.json(item, line, at)
	}
}

// cutOff reports whether the text ends within a value that is well-formed so far.
func cutOff(text []byte, depth int) bool {
	var s scanner
	s.reset(depth)
	_, st := s.scan(text, 0)
	return st == scanMore
}

// tooDeep reports whether values nest deeper than the limit. Counting brackets
// first keeps the cost away from almost every item.
func (f *File) tooDeep(item []byte) bool {
	if bytes.Count(item, []byte{'{'})+bytes.Count(item, []byte{'['}) <= f.opt.MaxDepth {
		return false
	}
	var s scanner
	s.reset(f.opt.MaxDepth)
	s.scan(item, 0)
	return s.tooDeep
}

func (f *File) deepProblem(line int, at, size int64) Problem {
	return problemAt(f.path, line, at, size, "too-deep", fmt.Sprintf("the item nests deeper than %d levels", f.opt.MaxDepth))
}
