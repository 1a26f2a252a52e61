package mapper

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// row gives the text of a column of one item, whatever the item's format.
type row interface {
	// text returns the column's value, trimmed, or "" where the item has none.
	text(column string) (string, error)
	// unknown counts what the item holds besides the columns read.
	unknown(columns []string) int
}

func newRow(it source.Item) (row, error) {
	if it.JSON == nil {
		return tableRow{it}, nil
	}
	r := &jsonRow{objects: map[string]map[string]raw{}, lists: map[string][]raw{}}
	root := raw(it.JSON)
	if root.first() != '{' {
		return nil, errors.New("the item is not a JSON object; set items to the member that holds the array of objects")
	}
	return r, r.open("", root)
}

// tableRow is a row of a CSV file or sheet.
type tableRow struct{ it source.Item }

func (r tableRow) text(column string) (string, error) {
	i := columnIndex(r.it.Columns, column)
	if i < 0 || i >= len(r.it.Cells) {
		return "", nil
	}
	return strings.TrimSpace(r.it.Cells[i]), nil
}

func (r tableRow) unknown(columns []string) int {
	read := map[int]bool{}
	for _, c := range columns {
		if i := columnIndex(r.it.Columns, c); i >= 0 {
			read[i] = true
		}
	}
	return len(r.it.Columns) - len(read)
}

// columnIndex finds a column by its exact header, else by the header's folded
// letters and digits; the first of equals. -1 means it is not there.
func columnIndex(header []string, column string) int {
	column = strings.TrimSpace(column)
	for i, h := range header {
		if strings.TrimSpace(h) == column {
			return i
		}
	}
	want := source.ColumnKey(column)
	if want == "" || want != squash(column) { // a header that ASCII folding would cut
		return -1
	}
	for i, h := range header {
		if source.ColumnKey(h) == want && squash(h) == want {
			return i
		}
	}
	return -1
}

// raw is an undecoded JSON value.
type raw []byte

// UnmarshalJSON keeps a copy of the value's bytes.
func (r *raw) UnmarshalJSON(data []byte) error {
	*r = append((*r)[:0], data...)
	return nil
}

func (r raw) first() byte {
	b := bytes.TrimLeft(r, " \t\r\n")
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

// jsonRow decodes only the objects and arrays that a path goes through, each
// once. Its keys are the paths already walked.
type jsonRow struct {
	objects map[string]map[string]raw
	lists   map[string][]raw
}

func (r *jsonRow) open(at string, v raw) error {
	switch v.first() {
	case '{':
		if _, done := r.objects[at]; done {
			return nil
		}
		var m map[string]raw
		if err := wire.Unmarshal(v, &m); err != nil {
			return fmt.Errorf("read a JSON object: %w", err)
		}
		r.objects[at] = m
	case '[':
		if _, done := r.lists[at]; done {
			return nil
		}
		var l []raw
		if err := wire.Unmarshal(v, &l); err != nil {
			return fmt.Errorf("read a JSON array: %w", err)
		}
		r.lists[at] = l
	}
	return nil
}

func (r *jsonRow) text(column string) (string, error) {
	v, err := r.walk("", strings.TrimSpace(column))
	if err != nil || v == nil {
		return "", err
	}
	switch v.first() {
	case '{', '[':
		return "", fmt.Errorf("column %q is a JSON object or array, not one value; name a path into it", column)
	case '"':
		var s string
		if err := wire.Unmarshal(v, &s); err != nil {
			return "", fmt.Errorf("read column %q: %w", column, err)
		}
		return strings.TrimSpace(s), nil
	case 'n':
		return "", nil
	}
	return strings.TrimSpace(string(v)), nil
}

// walk follows a dotted path. At each object the longest run of parts that is
// a member's name is taken, so that members whose names hold dots are found.
func (r *jsonRow) walk(at, path string) (raw, error) {
	name := path
	for {
		v, found := r.member(at, name)
		if found {
			if len(name) == len(path) {
				return v, nil
			}
			next := at + "." + name
			if err := r.open(next, v); err != nil {
				return nil, err
			}
			return r.walk(next, path[len(name)+1:])
		}
		cut := strings.LastIndexByte(name, '.')
		if cut <= 0 {
			return nil, nil
		}
		name = name[:cut]
	}
}

func (r *jsonRow) member(at, name string) (raw, bool) {
	if m, ok := r.objects[at]; ok {
		v, found := m[name]
		return v, found
	}
	if i, err := strconv.Atoi(name); err == nil {
		if l := r.lists[at]; i >= 0 && i < len(l) {
			return l[i], true
		}
	}
	return nil, false
}

// unknown counts the members of the objects that were opened and lie on no
// column's path. A member that holds a whole tree counts once.
func (r *jsonRow) unknown(columns []string) int {
	n := 0
	for at, m := range r.objects {
		for name := range m {
			path := strings.TrimPrefix(at+"."+name, ".")
			if !onPath(path, columns) {
				n++
			}
		}
	}
	return n
}

func onPath(path string, columns []string) bool {
	for _, c := range columns {
		if c == path || strings.HasPrefix(c, path+".") {
			return true
		}
	}
	return false
}
