package read

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// cell is where a cell's characters lie in its row.
type cell struct {
	start, end int
	doubled    bool // it holds doubled quotes
}

// rowEnd is how the text of a row ends.
type rowEnd uint8

const (
	rowWhole rowEnd = iota // with its line, or with the text
	rowOpen                // the text ends within quotes
	rowBad                 // something stands after a closing quote
)

// nextRow reads one row from the start of text into cells and returns the
// bytes that it takes, its line end included. It gives up as rowBad on more
// than most cells, which is what an open quote looks like.
func nextRow(text []byte, delim byte, most int, cells []cell) (_ []cell, n int, end rowEnd) {
	for i := 0; ; {
		if len(cells) >= most {
			return cells, i, rowBad
		}
		c, next, ok := nextCell(text, i, delim)
		if !ok {
			return cells, len(text), rowOpen
		}
		cells = append(cells, c)
		switch {
		case next >= len(text):
			return cells, len(text), rowWhole
		case text[next] == '\n':
			return cells, next + 1, rowWhole
		case text[next] != delim:
			return cells, next, rowBad
		}
		i = next + 1
	}
}

// nextCell reads the cell at text[i] and returns what follows it: the
// delimiter, a line end, the end of the text, or something that may not be
// there. ok is false when the text ends within quotes.
func nextCell(text []byte, i int, delim byte) (c cell, next int, ok bool) {
	for next = i; next < len(text) && text[next] == ' '; next++ {
	}
	if next == len(text) || text[next] != '"' {
		for next < len(text) && text[next] != delim && text[next] != '\n' {
			next++
		}
		return cell{i, withoutCR(text, i, next), false}, next, true
	}
	c.start = next + 1
	for next = c.start; ; next += 2 {
		q := bytes.IndexByte(text[next:], '"')
		if q < 0 {
			return c, len(text), false
		}
		next += q
		if next+1 == len(text) || text[next+1] != '"' {
			break
		}
		c.doubled = true
	}
	c.end = next
	for next++; next < len(text) && (text[next] == ' ' || text[next] == '\r') && delim != text[next]; next++ {
	}
	return c, next, true
}

// withoutCR leaves out the carriage return before a line end.
func withoutCR(text []byte, start, end int) int {
	if end > start && text[end-1] == '\r' && (end == len(text) || text[end] == '\n') {
		return end - 1
	}
	return end
}

// cellsOf returns the cells as text that shares no memory with the row.
func cellsOf(row []byte, cells []cell, into []string) []string {
	text := string(row)
	for _, c := range cells {
		s := text[c.start:c.end]
		if c.doubled {
			s = strings.ReplaceAll(s, `""`, `"`)
		}
		into = append(into, s)
	}
	return into
}

// csvReader finds where rows end.
type csvReader struct {
	f    *File
	out  *feed
	s    *stream
	pos  int
	cur  *block
	end  int64
	open int // how far a row with an open quote is followed
	buf  []cell
}

func (f *File) readCSV(out *feed) {
	r := &csvReader{f: f, out: out, s: newStream(f.text), open: int(2 * f.opt.MaxItem)}
	r.begin()
	r.s.hold(f.table.offset)
	r.pos = min(f.table.offset, len(r.s.buf))
	for r.row() {
		if r.pos >= batchBytes && !r.flush() {
			return
		}
	}
	r.flush()
}

func (r *csvReader) begin() { r.cur = &block{spans: []span{}, skipTo: r.out.skipTo} }

func (r *csvReader) flush() bool {
	b := r.cur
	if len(b.spans)+len(b.Problems) == 0 {
		r.s.drop(r.pos)
		r.pos = 0
		return r.out.ctx.Err() == nil
	}
	b.from, b.offset, b.End = r.s, r.s.at, r.end
	b.text, b.mem = r.s.cut(r.pos)
	r.pos = 0
	r.begin()
	return r.out.send(b)
}

// row takes the row at r.pos. It returns false at the end of the text.
func (r *csvReader) row() bool {
	line := r.line(0)
	for line < 0 {
		if len(r.s.buf)-r.pos > r.open {
			return r.skipLine()
		}
		seen := len(r.s.buf) - r.pos
		if !r.s.more() {
			break
		}
		line = r.line(seen)
	}
	if line < 0 {
		if r.s.broken() {
			r.aside(r.s.brokenOff(r.f.path, r.pos), len(r.s.buf))
			return false
		}
		if line = len(r.s.buf) - r.pos; line == 0 {
			return false
		}
	}
	if bytes.IndexByte(r.s.buf[r.pos:r.pos+line], '"') < 0 {
		r.take(line)
		return true
	}
	r.quotedRow(line)
	return true
}

// line returns the length of the line at r.pos, or -1. The first seen bytes
// are known to hold no line end.
func (r *csvReader) line(seen int) int {
	i := bytes.IndexByte(r.s.buf[r.pos+seen:], '\n')
	if i < 0 {
		return -1
	}
	return seen + i + 1
}

// quotedRow takes a row whose first line has quotes: it may go on beyond it.
func (r *csvReader) quotedRow(line int) {
	most := len(r.f.head.Columns) + 64
	text := r.s.buf[r.pos : r.pos+line]
	for {
		cells, n, end := nextRow(text, r.f.table.delim, most, r.buf[:0])
		r.buf = cells[:0]
		switch end {
		case rowWhole:
			if n == len(text) && text[n-1] != '\n' && r.grow(n) {
				text = r.s.buf[r.pos:] // a closing quote where the text held ends may be half of a doubled one
				continue
			}
			r.take(n)
			return
		case rowBad:
			r.badQuote(line, "text follows a closing quote in this row, or a quote in it never closes")
			return
		}
		if len(text) >= r.open || !r.grow(len(text)) {
			r.open = max(r.open/2, 256<<10) // many such rows must not cost a long look each
			r.badQuote(line, "a quote opens in this row and never closes")
			return
		}
		text = r.s.buf[r.pos:]
	}
}

// grow makes more than n bytes of the row available.
func (r *csvReader) grow(n int) bool {
	if len(r.s.buf)-r.pos > n {
		return true
	}
	return r.s.more()
}

// badQuote sets a line aside; the ones after it are read on their own.
func (r *csvReader) badQuote(line int, detail string) {
	r.aside(problemAt(r.f.path, r.s.lineOf(r.pos), r.s.at+int64(r.pos), int64(line), "quote", detail+"; reading went on with the next line"), r.pos+line)
	r.pos += line
}

func (r *csvReader) aside(p Problem, end int) {
	r.cur.problem(p)
	r.end = r.s.at + int64(end)
}

// take adds the next n bytes as a row.
func (r *csvReader) take(n int) {
	at, line := r.s.at+int64(r.pos), r.s.lineOf(r.pos)
	switch {
	case int64(n) > r.f.opt.MaxItem:
		r.aside(r.f.tooLarge("row", line, at, int64(n)), r.pos+n)
	case at >= r.out.skipTo:
		r.cur.spans = append(r.cur.spans, span{r.pos, r.pos + n, line})
		r.end = at + int64(n)
	}
	r.pos += n
}

// skipLine passes over a line that is longer than is looked at.
func (r *csvReader) skipLine() bool {
	at, line := r.s.at+int64(r.pos), r.s.lineOf(r.pos)
	if !r.flush() {
		return false
	}
	for {
		if n := r.line(0); n >= 0 {
			r.pos = n
			break
		}
		r.s.drop(len(r.s.buf))
		if !r.s.more() {
			break
		}
	}
	r.aside(r.f.tooLarge("row", line, at, r.s.at+int64(r.pos)-at), r.pos)
	return true
}

// csvRows makes items of a block's rows.
func (b *block) csvRows() {
	columns := b.file.head.Columns
	all := make([]string, 0, len(b.spans)*len(columns))
	var cells []cell
	for _, s := range b.spans {
		row, offset := b.text[s.start:s.end], b.offset+int64(s.start)
		cells, _, _ = nextRow(row, b.file.table.delim, len(row)+2, cells[:0])
		from := len(all)
		all = cellsOf(row, cells, all)
		if kept := b.row(all[from:], s.line, offset, int64(len(row)), !utf8.Valid(row)); !kept {
			all = all[:from]
		}
	}
}

// row adds a row as an item, or says why not.
func (b *block) row(cells []string, line int, offset, size int64, badText bool) (kept bool) {
	columns := b.file.head.Columns
	if blank(cells) || slices.Equal(cells, b.file.table.header) {
		return false
	}
	for len(cells) > len(columns) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != len(columns) {
		b.problem(problemAt(b.file.path, line, offset, size, "ragged", fmt.Sprintf("the row has %d cells and the header %d", len(cells), len(columns))))
		return false
	}
	if reason, detail := badCell(cells, columns, badText); reason != "" {
		b.problem(problemAt(b.file.path, line, offset, size, reason, detail))
		return false
	}
	b.Items = append(b.Items, source.Item{Columns: columns, Cells: slices.Clip(cells)})
	it := &b.Items[len(b.Items)-1]
	it.Origin.File, it.Origin.Line, it.Origin.Offset = b.file.path, line, offset
	return true
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// badCell finds a cell that must not be read.
func badCell(cells, columns []string, badText bool) (reason, detail string) {
	for i, c := range cells {
		switch {
		case strings.IndexByte(c, 0) >= 0:
			return "nul", fmt.Sprintf("column %q holds a NUL byte", columns[i])
		case badText && !utf8.ValidString(c):
			return "encoding", fmt.Sprintf("column %q is not UTF-8 as the rest of the file is", columns[i])
		case isFormula(c):
			return "formula-cell", fmt.Sprintf("column %q holds a spreadsheet formula", columns[i])
		}
		cells[i] = plainText(c)
	}
	return "", ""
}

// isFormula reports whether a spreadsheet would run the cell: it begins with =,
// with @, + or - before a name and a bracket, pipe or exclamation mark, or
// with + or - and calls another program. Phone numbers, negative amounts and
// @handles are none, nor is a number that ="…" only keeps as text.
func isFormula(c string) bool {
	c = strings.TrimLeft(c, " \t\r\n")
	if len(c) < 2 {
		return false
	}
	switch c[0] {
	case '=':
		return plainText(c) == c
	case '@', '+', '-':
		if strings.IndexByte(c, '|') >= 0 && strings.IndexByte(c, '!') >= 0 {
			return true
		}
		name := strings.TrimLeftFunc(c[1:], func(r rune) bool {
			return r == '.' || r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		})
		return len(name) < len(c)-1 && name != "" && strings.IndexByte("(|!", name[0]) >= 0
	}
	return false
}

// plainText takes the number or code out of ="00123", which some exports write
// to keep leading zeros, and returns every other cell as it is.
func plainText(c string) string {
	if len(c) < 4 || c[0] != '=' || c[1] != '"' || c[len(c)-1] != '"' {
		return c
	}
	inner := c[2 : len(c)-1]
	for i := range len(inner) {
		if b := inner[i]; !(b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '-' || b == ' ') {
			return c
		}
	}
	return inner
}
