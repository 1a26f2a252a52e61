package read

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// delimiters that a file may use.
var delimiters = [...]byte{',', ';', '\t', '|'}

// Bounds of the search for a header.
const (
	sampleRows   = 60   // rows looked at
	preambleRows = 20   // rows that may stand above a header
	headRows     = 20   // rows that a source may look at
	mostColumns  = 4096 // cells in a row of a header
	longestName  = 120  // bytes of a column's name
)

// sheetRow is one row of a workbook or of a CSV sample.
type sheetRow struct {
	cells []string
	line  int
	end   int // offset after it; CSV only
}

// tableStart is where a table begins and how it is written.
type tableStart struct {
	delim  byte
	offset int      // of the first row after the header; CSV only
	line   int      // of the header
	header []string // its cells as they stand
}

// openCSV finds the delimiter and the header row.
func (f *File) openCSV(sample []byte) error {
	delim, from, ok := sniff(sample)
	if !ok {
		return ErrUnrecognised
	}
	rows := rowsOf(sample, from, delim)
	header, ok := headerRow(rows)
	if !ok {
		return fmt.Errorf("%w: no row in it looks like a header", ErrUnrecognised)
	}
	f.format = source.CSV
	f.setHead(rows, header, delim)
	return nil
}

// setHead fills the head and remembers where the table begins.
func (f *File) setHead(rows []sheetRow, header int, delim byte) {
	h := rows[header]
	f.table = tableStart{delim: delim, offset: h.end, line: h.line, header: h.cells}
	f.head = source.Head{Format: f.format, Columns: uniqueColumns(h.cells)}
	for _, r := range rows[header+1:] {
		if len(f.head.Rows) < headRows {
			cells := slices.Clone(r.cells)
			f.head.Rows = append(f.head.Rows, append(cells, make([]string, max(0, len(h.cells)-len(cells)))...))
		}
	}
}

// sniff picks the delimiter that splits the first lines most evenly, or the one
// that a first line such as sep=; names. from is where the rows begin.
func sniff(sample []byte) (delim byte, from int, ok bool) {
	first, _, _ := bytes.Cut(sample, newline)
	if name := bytes.TrimRight(first, "\r"); len(name) == 5 && bytes.HasPrefix(name, []byte("sep=")) {
		return name[4], min(len(first)+1, len(sample)), true
	}
	lines := bytes.SplitN(sample, newline, 41)
	lines = lines[:min(len(lines), 40)]
	best := 0
	for _, d := range delimiters {
		counts := map[int]int{}
		for _, l := range lines {
			if n := countOutside(l, d); n > 0 {
				counts[n]++
			}
		}
		for n, times := range counts {
			if score := times*100 + min(n, 50); score > best {
				delim, best = d, score
			}
		}
	}
	return delim, 0, best > 0
}

// countOutside counts delimiters outside quotes.
func countOutside(line []byte, d byte) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == d && !quoted:
			n++
		}
	}
	return n
}

// rowsOf reads the rows of a sample that are whole and not blank.
func rowsOf(sample []byte, from int, delim byte) []sheetRow {
	var out []sheetRow
	line := 1 + bytes.Count(sample[:from], newline)
	for from < len(sample) && len(out) < sampleRows {
		text := sample[from:]
		cells, n, end := nextRow(text, delim, mostColumns, nil)
		cut := len(sample) == sampleSize && from+n == len(sample) && len(out) > 0
		if end != rowWhole { // set aside later on; here the next line is tried
			if n = bytes.IndexByte(text, '\n') + 1; n == 0 {
				break
			}
		} else if row := cellsOf(text[:n], cells, nil); !blank(row) && !cut {
			out = append(out, sheetRow{row, line, from + n})
		}
		line += bytes.Count(text[:n], newline)
		from += n
	}
	return out
}

// headerRow finds the first row that is as wide as most rows are and whose
// cells read like names: reports put titles above their table.
func headerRow(rows []sheetRow) (at int, ok bool) {
	if at, ok = widestNamed(rows); ok {
		return at, true
	}
	// Some exports end every row, but not the header, with a delimiter.
	shorter := slices.Clone(rows)
	for i, r := range shorter {
		if n := len(r.cells); n > 0 && strings.TrimSpace(r.cells[n-1]) == "" {
			shorter[i].cells = r.cells[:n-1]
		}
	}
	return widestNamed(shorter)
}

func widestNamed(rows []sheetRow) (at int, ok bool) {
	mode := modalWidth(rows)
	for i, r := range rows[:min(len(rows), preambleRows+1)] {
		if mode >= 2 && len(r.cells) >= mode && headerLike(r.cells) {
			return i, true
		}
	}
	return 0, false
}

// modalWidth returns how many cells most rows have, the larger number of equals.
func modalWidth(rows []sheetRow) int {
	widths := map[int]int{}
	for _, r := range rows {
		widths[len(r.cells)]++
	}
	mode := 0
	for w, n := range widths {
		if w > 1 && (n > widths[mode] || n == widths[mode] && w > mode) {
			mode = w
		}
	}
	return mode
}

// headerLike reports whether three quarters of the cells have letters and none
// is long.
func headerLike(cells []string) bool {
	named := 0
	for _, c := range cells {
		if len(c) > longestName {
			return false
		}
		if strings.ContainsFunc(c, func(r rune) bool { return r > '9' && r != '_' }) {
			named++
		}
	}
	return named*4 >= len(cells)*3
}

// uniqueColumns trims the header, numbers repeated names and names empty ones.
func uniqueColumns(cells []string) []string {
	seen := map[string]bool{}
	out := make([]string, len(cells))
	for i, c := range cells {
		name := strings.TrimSpace(c)
		if name == "" {
			name = fmt.Sprintf("column %d", i+1)
		}
		unique := name
		for n := 2; seen[unique]; n++ {
			unique = fmt.Sprintf("%s (%d)", name, n)
		}
		seen[unique] = true
		out[i] = unique
	}
	return out
}
