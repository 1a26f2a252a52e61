package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// maxJoined is how many lines one quoted record may run over before its open
// quote is taken for a mistake.
const maxJoined = 200

// delimiters that a file may use.
var delimiters = []byte{',', ';', '\t', '|'}

// openCSV finds the delimiter and the header row.
func (f *File) openCSV(sample []byte) error {
	f.format = source.CSV
	delim, ok := sniff(sample)
	if !ok {
		return ErrUnrecognised
	}
	t := newTable(bufio.NewReader(bytes.NewReader(sample)), delim, f.opt.MaxItem)
	rows := t.sampleRows(len(sample) == sampleSize)
	header, ok := headerRow(rows)
	if !ok {
		return ErrUnrecognised
	}
	f.setHead(source.CSV, rows, header, delim)
	return nil
}

// sheetRow is one row of a workbook or of a CSV sample.
type sheetRow struct {
	cells []string
	line  int
}

// setHead fills the head and remembers where the table begins.
func (f *File) setHead(format source.Format, rows []sheetRow, header int, delim byte) {
	f.head = source.Head{Format: format, Columns: uniqueColumns(rows[header].cells)}
	for _, r := range rows[header+1:] {
		if len(f.head.Rows) < 20 {
			f.head.Rows = append(f.head.Rows, r.cells)
		}
	}
	f.table = tableStart{delim: delim, headerLine: rows[header].line}
}

// tableStart is what a second reading of a table needs to know.
type tableStart struct {
	delim      byte
	headerLine int
}

// sniff picks the delimiter that splits the first lines most evenly.
func sniff(sample []byte) (byte, bool) {
	lines := strings.SplitN(string(sample), "\n", 41)
	if len(lines) > 40 {
		lines = lines[:40]
	}
	var best byte
	bestScore := 0
	for _, d := range delimiters {
		counts := map[int]int{}
		for _, l := range lines {
			if n := countOutside(l, d); n > 0 {
				counts[n]++
			}
		}
		for n, times := range counts {
			if score := times*100 + min(n, 50); times > 0 && score > bestScore {
				best, bestScore = d, score
			}
		}
	}
	return best, bestScore > 0
}

// countOutside counts delimiters outside quotes.
func countOutside(line string, d byte) int {
	n, quoted := 0, false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == d && !quoted:
			n++
		}
	}
	return n
}

// headerRow finds the first row as wide as most rows are, without empty or
// repeated cells: reports put titles above their table.
func headerRow(rows []sheetRow) (int, bool) {
	widths := map[int]int{}
	for _, r := range rows {
		widths[len(r.cells)]++
	}
	mode := 0
	for w, n := range widths {
		if w > 1 && (mode == 0 || n > widths[mode] || n == widths[mode] && w > mode) {
			mode = w
		}
	}
	for i, r := range rows {
		if i > 20 {
			break
		}
		if len(r.cells) >= mode && mode > 1 && headerLike(r.cells) {
			return i, true
		}
	}
	return 0, false
}

func headerLike(cells []string) bool {
	named := 0
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if len(c) > 120 {
			return false
		}
		if c != "" && strings.ContainsFunc(c, func(r rune) bool { return r > '9' }) {
			named++
		}
	}
	return named*4 >= len(cells)*3
}

// uniqueColumns trims the header and numbers repeated names.
func uniqueColumns(cells []string) []string {
	seen := map[string]int{}
	out := make([]string, len(cells))
	for i, c := range cells {
		c = strings.TrimSpace(c)
		seen[c]++
		if seen[c] > 1 {
			c = fmt.Sprintf("%s (%d)", c, seen[c])
		}
		out[i] = c
	}
	return out
}

// table reads records of a delimited text line by line.
type table struct {
	in     *bufio.Reader
	delim  byte
	max    int64
	line   int
	offset int64
	back   []textLine // lines given back after a quote that never closed
}

type textLine struct {
	text   []byte
	line   int
	offset int64
}

func newTable(in *bufio.Reader, delim byte, most int64) *table {
	return &table{in: in, delim: delim, max: most}
}

func (t *table) nextLine() (textLine, error) {
	if len(t.back) > 0 {
		l := t.back[0]
		t.back = t.back[1:]
		return l, nil
	}
	var text []byte
	size := int64(0)
	for {
		part, err := t.in.ReadSlice('\n')
		size += int64(len(part))
		if int64(len(text)) <= t.max {
			text = append(text, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && size == 0 {
			return textLine{}, err
		}
		break
	}
	t.line++
	l := textLine{text, t.line, t.offset}
	t.offset += size
	return l, nil
}

// record reads the next record. A nil problem with nil cells is an empty line.
func (t *table) record() (cells []string, at textLine, p *rowProblem, err error) {
	first, err := t.nextLine()
	if err != nil {
		return nil, first, nil, err
	}
	if int64(len(first.text)) > t.max {
		return nil, first, &rowProblem{"too-large", fmt.Sprintf("the row has more than %d bytes", t.max)}, nil
	}
	joined := first.text
	var taken []textLine
	for {
		cells, open, bad := splitRow(bytes.TrimRight(joined, "\r\n"), t.delim)
		if bad != "" {
			t.back = append(taken, t.back...)
			return nil, first, &rowProblem{"quote", bad}, nil
		}
		if !open {
			return cells, first, nil, nil
		}
		next, err := t.nextLine()
		if err != nil || len(taken) == maxJoined || int64(len(joined)+len(next.text)) > t.max {
			if err == nil {
				taken = append(taken, next)
			}
			t.back = append(taken, t.back...)
			return nil, first, &rowProblem{"quote", "a quote opens in this row and never closes; the rows after it were read on their own"}, nil
		}
		taken = append(taken, next)
		joined = append(slices.Clip(joined), next.text...)
	}
}

// rowProblem is why a row was set aside.
type rowProblem struct{ reason, detail string }

// splitRow cuts a record into cells. open reports that it ends inside quotes.
func splitRow(text []byte, delim byte) (cells []string, open bool, bad string) {
	for {
		if len(text) == 0 || text[0] != '"' {
			cell, rest, more := cutCell(text, delim)
			cells = append(cells, string(cell))
			if !more {
				return cells, false, ""
			}
			text = rest
			continue
		}
		cell, rest, closed := quotedCell(text[1:])
		if !closed {
			return nil, true, ""
		}
		cells = append(cells, string(cell))
		if len(rest) == 0 {
			return cells, false, ""
		}
		if rest[0] != delim {
			return nil, false, "text follows a closing quote"
		}
		text = rest[1:]
	}
}

func cutCell(text []byte, delim byte) (cell, rest []byte, more bool) {
	i := bytes.IndexByte(text, delim)
	if i < 0 {
		return text, nil, false
	}
	return text[:i], text[i+1:], true
}

func quotedCell(text []byte) (cell, rest []byte, closed bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			cell = append(cell, '"')
			i++
			continue
		}
		return unquote(text[:i]), text[i+1:], true
	}
	return nil, nil, false
}

func unquote(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`""`), []byte(`"`)) }

// sampleRows reads rows of a sample; a last row that the sample cut is left out.
func (t *table) sampleRows(cut bool) []sheetRow {
	var out []sheetRow
	for len(out) < 60 {
		cells, at, p, err := t.record()
		if err != nil {
			break
		}
		if p == nil && !blank(cells) {
			out = append(out, sheetRow{cells, at.line})
		}
	}
	if cut && len(out) > 1 && len(out) < 60 {
		out = out[:len(out)-1]
	}
	return out
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func (f *File) readCSV(out *feed) error {
	t := newTable(f.text, f.table.delim, f.opt.MaxItem)
	rows := &rowBatcher{f: f, out: out}
	for {
		cells, at, p, err := t.record()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			reason, detail := readProblem(err)
			rows.problem(t.line+1, t.offset, reason, detail)
			break
		}
		if at.line <= f.table.headerLine || p == nil && blank(cells) {
			continue
		}
		if p != nil {
			rows.problem(at.line, at.offset, p.reason, p.detail)
		} else {
			rows.row(cells, at.line, at.offset)
		}
		if rows.end = t.offset; len(t.back) > 0 {
			rows.end = t.back[0].offset
		}
		if !rows.flushWhenFull() {
			return nil
		}
	}
	rows.flush()
	return nil
}

// rowBatcher checks rows and gathers them into batches.
type rowBatcher struct {
	f    *File
	out  *feed
	cur  block
	size int
	end  int64
}

func (b *rowBatcher) problem(line int, offset int64, reason, detail string) {
	if offset >= b.out.skipTo {
		b.cur.Problems = append(b.cur.Problems, problemAt(b.f.path, line, offset, reason, detail))
	}
}

func (b *rowBatcher) row(cells []string, line int, offset int64) {
	if offset < b.out.skipTo {
		return
	}
	columns := b.f.head.Columns
	for len(cells) > len(columns) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > len(columns) {
		b.problem(line, offset, "ragged", fmt.Sprintf("the row has %d cells and the header %d", len(cells), len(columns)))
		return
	}
	if reason, detail := badCell(cells, columns); reason != "" {
		b.problem(line, offset, reason, detail)
		return
	}
	for len(cells) < len(columns) {
		cells = append(cells, "")
	}
	for _, c := range cells {
		b.size += len(c)
	}
	b.cur.Items = append(b.cur.Items, source.Item{Columns: columns, Cells: cells, Origin: domain.Origin{File: b.f.path, Line: line, Offset: offset}})
}

func (b *rowBatcher) flushWhenFull() bool {
	if b.size < batchBytes/4 && len(b.cur.Items)+len(b.cur.Problems) < 2000 {
		return true
	}
	return b.flush()
}

func (b *rowBatcher) flush() bool {
	if len(b.cur.Items)+len(b.cur.Problems) == 0 {
		return true
	}
	b.cur.End = b.end
	ok := b.out.send(b.cur)
	b.cur, b.size = block{}, 0
	return ok
}

// badCell finds a cell that must not be read.
func badCell(cells, columns []string) (reason, detail string) {
	for i, c := range cells {
		name := ""
		if i < len(columns) {
			name = columns[i]
		}
		switch {
		case strings.IndexByte(c, 0) >= 0:
			return "nul", fmt.Sprintf("column %q holds a NUL byte", name)
		case !utf8.ValidString(c):
			return "encoding", fmt.Sprintf("column %q is not UTF-8 as the rest of the file is", name)
		case isFormula(c):
			return "formula-cell", fmt.Sprintf("column %q holds a spreadsheet formula", name)
		}
	}
	return "", ""
}

// isFormula reports whether a spreadsheet would run the cell: = or @ before a
// name, or + or - before letters and a bracket or pipe. Phone numbers,
// negative amounts and @handles are none.
func isFormula(c string) bool {
	c = strings.TrimLeft(c, " \t\r\n")
	if len(c) < 2 {
		return false
	}
	calls := strings.ContainsAny(c, "(|!")
	letter := c[1] >= 'A' && c[1] <= 'Z' || c[1] >= 'a' && c[1] <= 'z'
	switch c[0] {
	case '=':
		return true
	case '@', '+', '-':
		return letter && calls
	}
	return false
}
