package mapper

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Bounds of what a proposal looks at.
const (
	maxSampleColumns = 400
	maxSampleRows    = 200
	maxSampleDepth   = 6
	maxHeaderBytes   = 200
)

// column is one column of a sample with its cells, one a row, "" where empty.
type column struct {
	name  string
	cells []string
}

// filled returns the cells that hold something.
func (c column) filled() []string {
	var out []string
	for _, s := range c.cells {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// sample is the part of an export that a proposal is made from.
type sample struct {
	columns []column
	items   string // JSON: where the items stand
	notes   []Note
}

func newSample(h source.Head) sample {
	switch h.Format {
	case source.JSON, source.NDJSON:
		return jsonSample(h)
	}
	return tableSample(h)
}

func tableSample(h source.Head) sample {
	var s sample
	seen := map[string]bool{}
	for i, name := range h.Columns {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		if !usableHeader(name) {
			s.notes = append(s.notes, Note{Text: "column " + strconv.Itoa(i+1) + " has a header that cannot be written in a mapping; rename it to use it"})
			continue
		}
		if first := columnIndex(h.Columns, name); first != i || seen[squash(name)] {
			s.notes = append(s.notes, Note{Column: name, Text: "stands twice in the header; only the first is read, so rename the other to use it"})
			continue
		}
		seen[squash(name)] = true
		c := column{name: name}
		for _, r := range h.Rows[:min(len(h.Rows), maxSampleRows)] {
			cell := ""
			if i < len(r) {
				cell = strings.TrimSpace(r[i])
			}
			c.cells = append(c.cells, cell)
		}
		s.columns = append(s.columns, c)
		if len(s.columns) == maxSampleColumns {
			break
		}
	}
	return s
}

// usableHeader reports whether a header can be written in YAML and read back.
func usableHeader(name string) bool {
	if len(name) > maxHeaderBytes || !utf8.ValidString(name) || strings.Count(name, ".") >= maxPathParts || squash(name) == "" {
		return false
	}
	for _, r := range name {
		if r == utf8.RuneError || unicode.IsControl(r) || !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// jsonSample flattens the items of a JSON head to dotted paths, sorted.
func jsonSample(h source.Head) sample {
	var s sample
	items := ndjsonItems(h.Sample)
	if h.Format == source.JSON {
		var root raw
		if wire.Unmarshal(repair(h.Sample), &root) == nil {
			s.items, items = findItems(root)
		} else {
			items = nil
		}
	}
	cells := map[string][]string{}
	for i, it := range items {
		flat := map[string]string{}
		flatten(it, "", 0, flat)
		for path, text := range flat {
			for len(cells[path]) < i {
				cells[path] = append(cells[path], "")
			}
			cells[path] = append(cells[path], text)
		}
	}
	if len(cells) == 0 {
		for _, name := range append(append([]string{}, h.First...), h.Top...) {
			cells[name] = nil
		}
	}
	s.columns = sortedColumns(cells, len(items))
	if s.items != "" {
		s.notes = append(s.notes, Note{Text: "the items are taken from the array " + s.items})
	}
	return s
}

func sortedColumns(cells map[string][]string, rows int) []column {
	var out []column
	for name, list := range cells {
		if !usableHeader(name) || strings.TrimSpace(name) != name {
			continue
		}
		for len(list) < rows {
			list = append(list, "")
		}
		out = append(out, column{name, list})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out[:min(len(out), maxSampleColumns)]
}

func ndjsonItems(data []byte) []raw {
	var out []raw
	for line := range strings.Lines(string(data)) {
		var v raw
		if wire.Unmarshal([]byte(line), &v) == nil && v.first() == '{' {
			out = append(out, v)
		}
		if len(out) == maxSampleRows {
			break
		}
	}
	return out
}

// findItems looks for the array of objects that holds the items: the document
// itself, or the longest array at most two members down. A document without
// one, or whose own members outnumber an item's, is the item.
func findItems(root raw) (string, []raw) {
	if list := objectsIn(root); list != nil {
		return "", list
	}
	top := membersOf(root)
	bestPath, best := "", []raw(nil)
	consider := func(path string, v raw) {
		if list := objectsIn(v); len(list) > len(best) {
			bestPath, best = path, list
		}
	}
	for _, name := range sortedNames(top) {
		consider(name, top[name])
		inner := membersOf(top[name])
		for _, below := range sortedNames(inner) {
			consider(name+"."+below, inner[below])
		}
	}
	if best == nil || len(best) == 1 && len(membersOf(best[0])) < len(top) {
		return "", []raw{root}
	}
	return bestPath, best
}

// objectsIn returns the objects of an array, or nil.
func objectsIn(v raw) []raw {
	if v.first() != '[' {
		return nil
	}
	var list, out []raw
	if wire.Unmarshal(v, &list) != nil {
		return nil
	}
	for _, e := range list[:min(len(list), maxSampleRows)] {
		if e.first() == '{' {
			out = append(out, e)
		}
	}
	return out
}

func membersOf(v raw) map[string]raw {
	var m map[string]raw
	if v.first() != '{' || wire.Unmarshal(v, &m) != nil {
		return nil
	}
	return m
}

func sortedNames(m map[string]raw) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// flatten writes the scalars of a value under their dotted paths; of an array
// only the first element is followed.
func flatten(v raw, path string, depth int, out map[string]string) {
	if depth > maxSampleDepth || len(out) >= maxSampleColumns {
		return
	}
	under := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	switch v.first() {
	case '{':
		m := membersOf(v)
		for _, name := range sortedNames(m) {
			if name != "" {
				flatten(m[name], under(name), depth+1, out)
			}
		}
	case '[':
		var list []raw
		if wire.Unmarshal(v, &list) == nil && len(list) > 0 && path != "" {
			flatten(list[0], under("0"), depth+1, out)
		}
	case '"':
		var s string
		if wire.Unmarshal(v, &s) == nil {
			out[path] = strings.TrimSpace(s)
		}
	case 'n':
		out[path] = ""
	default:
		out[path] = strings.TrimSpace(string(v))
	}
}

// repair closes a JSON text that was cut off: it drops what follows the last
// comma between two members or elements and adds the brackets still open. A
// whole text comes back as it is.
func repair(data []byte) []byte {
	var open, cutOpen []byte
	cut, inString := -1, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString:
			if c == '\\' {
				i++
			} else if c == '"' {
				inString = false
			}
		case c == '"':
			inString = true
		case c == '{':
			open = append(open, '}')
		case c == '[':
			open = append(open, ']')
		case c == '}' || c == ']':
			if len(open) == 0 {
				return data
			}
			open = open[:len(open)-1]
		case c == ',':
			cut, cutOpen = i, append(cutOpen[:0], open...)
		}
	}
	if len(open) == 0 || cut < 0 {
		return data
	}
	out := append([]byte{}, data[:cut]...)
	for i := len(cutOpen) - 1; i >= 0; i-- {
		out = append(out, cutOpen[i])
	}
	return out
}
