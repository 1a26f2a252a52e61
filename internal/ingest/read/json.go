package read

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// jsonReader cuts the items out of a text of JSON values: one document, or
// several one after another. It holds no more than one item and one batch.
//
// It is strict about items and lenient about what stands between them: a
// missing or doubled comma loses nothing. A member that stands twice on the way
// to the items is read twice.
type jsonReader struct {
	f     *File
	out   *feed
	s     *stream
	pos   int   // next byte of s.buf to look at
	end   int64 // offset after the last thing that was taken or set aside
	cur   *block
	sc    scanner
	names []string // of a good item's members: what the next good one should look like
	spent int64    // bytes looked at in search of a good item
}

// resyncBudget bounds the search for good items after bad ones, a file.
const resyncBudget = 256 << 20

// resyncWindow is how far beyond a bad item the next good one is looked for.
const resyncWindow = 4 << 20

func (f *File) readJSON(out *feed, items string) {
	r := &jsonReader{f: f, out: out, s: newStream(f.text), names: f.head.First}
	if len(r.names) == 0 {
		r.names = f.head.Top
	}
	r.begin()
	var path []string
	if items != "" {
		path = strings.Split(items, ".")
	}
	for goOn := true; goOn; {
		c, ok := r.peek()
		switch {
		case !ok:
			r.ended(false)
			goOn = false
		case c == '[':
			r.pos++
			goOn = r.elements()
		case c == '{' && len(path) > 0:
			r.pos++
			goOn = r.descend(path)
		case c == '{':
			goOn = r.item(false)
		default:
			goOn = r.badItem(r.pos, scanBad, false)
		}
	}
	r.flush()
}

func (r *jsonReader) begin() { r.cur = &block{spans: []span{}, skipTo: r.out.skipTo} }

// flush hands over the items met so far. Nothing before r.pos is needed after it.
func (r *jsonReader) flush() bool {
	b := r.cur
	if len(b.spans)+len(b.Problems) == 0 {
		r.s.drop(r.pos)
		r.pos = 0
		return r.out.ctx.Err() == nil
	}
	if n := len(b.spans); n > 0 {
		last := b.spans[n-1]
		r.remember(r.s.buf[last.start:last.end])
	}
	b.from, b.offset = r.s, r.s.at
	b.End = r.end
	b.text, b.mem = r.s.cut(r.pos)
	r.pos = 0
	r.begin()
	return r.out.send(b)
}

// aside notes a problem that reaches up to the offset end.
func (r *jsonReader) aside(p Problem, end int64) {
	r.cur.problem(p)
	r.end = max(end, p.Origin.Offset+1)
}

func (r *jsonReader) remember(item []byte) {
	if item[0] == '{' {
		r.names = memberNames(item, r.f.opt.MaxDepth)
	}
}

// peek returns the next byte that is no space.
func (r *jsonReader) peek() (byte, bool) {
	for {
		for ; r.pos < len(r.s.buf); r.pos++ {
			if c := r.s.buf[r.pos]; !isSpace(c) {
				return c, true
			}
		}
		if r.pos >= batchBytes && !r.flush() || !r.s.more() {
			return 0, false
		}
	}
}

// ended notes why the text ended here: within is true if it should go on.
func (r *jsonReader) ended(within bool) {
	switch {
	case r.s.broken():
		r.aside(r.s.brokenOff(r.f.path, r.pos), r.s.at+int64(len(r.s.buf)))
	case within && r.s.err != nil:
		at := max(r.s.at+int64(r.pos)-1, 0)
		r.aside(problemAt(r.f.path, r.s.lineOf(r.pos), at, 0, "truncated", "the file ends before its list does; export it again"), at)
	}
}

// elements reads an array's elements; its bracket has been passed.
func (r *jsonReader) elements() (goOn bool) {
	for {
		c, ok := r.peek()
		switch {
		case !ok:
			r.ended(true)
			return false
		case c == ']':
			r.pos++
			return true
		case c == ',':
			r.pos++
		default:
			if !r.item(true) {
				return false
			}
		}
	}
}

// descend reads an object's members on the way to the items; its bracket has
// been passed.
func (r *jsonReader) descend(path []string) (goOn bool) {
	for {
		c, ok := r.peek()
		switch {
		case !ok:
			r.ended(true)
			return false
		case c == '}':
			r.pos++
			return true
		case c == ',':
			r.pos++
			continue
		case c != '"':
			return r.lost(r.pos)
		}
		name, ok := r.name()
		if !ok {
			return false
		}
		if name != path[0] {
			ok = r.skip()
		} else {
			ok = r.member(path[1:])
		}
		if !ok {
			return false
		}
	}
}

// member reads the value of a member on the path.
func (r *jsonReader) member(path []string) (goOn bool) {
	c, ok := r.peek()
	switch {
	case !ok:
		r.ended(true)
		return false
	case len(path) == 0 && c == '[':
		r.pos++
		return r.elements()
	case len(path) == 0 && c == '{':
		return r.item(true)
	case c == '{':
		r.pos++
		return r.descend(path)
	}
	return r.skip()
}

// name reads a member's name and the colon after it.
func (r *jsonReader) name() (string, bool) {
	end, st := r.value(1)
	if st != scanDone {
		return "", r.lost(r.pos)
	}
	name := unquote(r.s.buf[r.pos:end])
	r.pos = end
	c, ok := r.peek()
	if !ok {
		r.ended(true)
		return "", false
	}
	if c != ':' {
		return "", r.lost(r.pos)
	}
	r.pos++
	return name, true
}

// lost notes that the rest of the text makes no sense.
func (r *jsonReader) lost(at int) bool {
	detail := "the JSON breaks here, and the rest of the file was not read"
	reason := "malformed"
	if at == len(r.s.buf) && r.s.err != nil {
		reason, detail = "truncated", "the file ends here, in the middle; export it again"
	}
	offset := r.s.at + int64(at)
	r.aside(problemAt(r.f.path, r.s.lineOf(at), offset, 0, reason, detail), offset)
	r.pos = at
	return false
}

// skip passes over a value without holding it.
func (r *jsonReader) skip() (goOn bool) {
	if _, ok := r.peek(); !ok {
		r.ended(true)
		return false
	}
	s := &r.sc
	s.reset(r.f.opt.MaxDepth)
	for {
		i, st := s.scan(r.s.buf, r.pos)
		r.pos = i
		switch {
		case st == scanDone:
			return true
		case st == scanBad:
			return r.lost(i)
		case !r.flush():
			return false
		case !r.s.more():
			r.ended(true)
			return false
		}
	}
}

// value finds the end of the value at r.pos, holding it. scanMore means that
// it is larger than any item may be, or that the text ends within it.
func (r *jsonReader) value(depth int) (end int, st scanned) {
	end, st, _ = r.scanItem(depth)
	return end, st
}

func (r *jsonReader) scanItem(depth int) (end int, st scanned, deep bool) {
	s := &r.sc
	s.reset(depth)
	i := r.pos
	for {
		i, st = s.scan(r.s.buf, i)
		if st != scanMore || int64(i-r.pos) > r.f.opt.MaxItem {
			return i, st, s.tooDeep
		}
		if r.pos > 0 && len(r.s.buf) == cap(r.s.buf) {
			i -= r.pos
			if !r.flush() {
				return i, scanMore, false
			}
		}
		if !r.s.more() {
			if s.inWord && len(s.open) == 0 && !r.s.broken() {
				st = scanDone
			}
			return i, st, s.tooDeep
		}
	}
}

// item takes the value at r.pos. listed says that it stands in an array or
// object rather than on its own.
func (r *jsonReader) item(listed bool) (goOn bool) {
	end, st, deep := r.scanItem(r.f.opt.MaxDepth)
	if r.out.ctx.Err() != nil {
		return false
	}
	offset, size := r.s.at+int64(r.pos), int64(end-r.pos)
	switch {
	case st == scanBad, st == scanMore:
		return r.badItem(end, st, listed)
	case size > r.f.opt.MaxItem:
		r.aside(r.f.tooLarge("item", r.s.lineOf(r.pos), offset, size), offset+size)
	case deep:
		r.aside(r.f.deepProblem(r.s.lineOf(r.pos), offset, size), offset+size)
	case offset >= r.out.skipTo:
		r.cur.spans = append(r.cur.spans, span{r.pos, end, r.s.lineOf(r.pos)})
		r.end = offset + size
	}
	r.pos = end
	if r.pos >= batchBytes || len(r.cur.Problems) >= 1000 {
		return r.flush()
	}
	return true
}

// badItem sets aside an item that breaks off, breaks the grammar or is too
// large, and finds where the next good one begins.
func (r *jsonReader) badItem(end int, st scanned, listed bool) (goOn bool) {
	start, line := r.pos, r.s.lineOf(r.pos)
	offset := r.s.at + int64(start)
	broke := line + bytes.Count(r.s.buf[start:end], newline)
	if n := len(r.cur.spans); n > 0 {
		last := r.cur.spans[n-1]
		r.remember(r.s.buf[last.start:last.end])
	}
	next, found := r.resync(start+1, listed)
	if found {
		r.aside(problemAt(r.f.path, line, offset, int64(next-start), "malformed",
			fmt.Sprintf("the item breaks the rules of JSON at line %d; reading went on with the next one", broke)), r.s.at+int64(next))
		r.pos = next
		return true
	}
	atEnd := st == scanMore && r.s.err != nil && end == len(r.s.buf)
	held := r.s.at + int64(len(r.s.buf))
	switch {
	case atEnd && r.s.broken():
		r.aside(r.s.brokenOff(r.f.path, start), held)
	case atEnd:
		r.aside(problemAt(r.f.path, line, offset, int64(end-start), "truncated",
			"the file ends in the middle of this item; export it again"), held)
	case st == scanMore:
		return r.skipLarge(line, offset)
	default:
		r.aside(problemAt(r.f.path, line, offset, 0, "malformed",
			fmt.Sprintf("the item breaks the rules of JSON at line %d, and the rest of the file was not read", broke)), held)
	}
	r.pos = len(r.s.buf)
	return false
}

// skipLarge passes over an item that is larger than any may be.
func (r *jsonReader) skipLarge(line int, offset int64) (goOn bool) {
	goOn = r.skip()
	end := r.s.at + int64(r.pos)
	r.aside(r.f.tooLarge("item", line, offset, end-offset), end)
	return goOn
}

// resync looks for the next item that is whole and that, in a list, has at
// least half of the members of a good one.
func (r *jsonReader) resync(from int, listed bool) (next int, found bool) {
	window := int(min(r.f.opt.MaxItem, resyncWindow))
	r.s.hold(from + window)
	text := r.s.buf[:min(len(r.s.buf), from+window)]
	for i := from; r.spent < resyncBudget; i++ {
		skipped := bytes.IndexByte(text[i:], '{')
		if skipped < 0 {
			return 0, false
		}
		i += skipped
		if !mayBegin(text, i, listed) {
			continue
		}
		end, whole := valueEnd(text, i, r.f.opt.MaxDepth)
		r.spent += int64(end - i)
		if whole && (!listed || alike(r.names, memberNames(text[i:end], r.f.opt.MaxDepth))) {
			return i, true
		}
	}
	return 0, false
}

// mayBegin reports whether an item may begin at text[i]: in a list anywhere but
// as the value of a member or the first of an inner list, else at the start of
// a line.
func mayBegin(text []byte, i int, listed bool) bool {
	if !listed {
		return i > 0 && text[i-1] == '\n'
	}
	before := bytes.TrimRight(text[max(i-256, 0):i], " \t\r\n")
	return len(before) > 0 && !bytes.ContainsRune([]byte(":[{"), rune(before[len(before)-1]))
}

// alike reports whether at least half of the names are there.
func alike(names, have []string) bool {
	n := 0
	for _, name := range names {
		if slices.Contains(have, name) {
			n++
		}
	}
	return n > 0 && 2*n >= len(names)
}
