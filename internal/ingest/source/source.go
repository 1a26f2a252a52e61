// Package source is the contract between the bytes of an export and the
// records of the domain. Each vendor has a folder below this one that maps
// its shapes; package all lists them.
package source

import (
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Format is how a file's items are laid out.
type Format string

// Formats.
const (
	JSON     Format = "json"   // one JSON document
	NDJSON   Format = "ndjson" // one JSON value a line
	CSV      Format = "csv"
	XLSX     Format = "xlsx"
	Document Format = "document" // PDF or DOCX
)

// Head is what a source may look at to recognise a file: content only, never
// the file's name.
type Head struct {
	Format  Format
	Sample  []byte   // JSON, NDJSON: the first bytes of the text, UTF-8, at most 64 KiB
	Top     []string // JSON object or first NDJSON line: names of its members, sorted
	First   []string // JSON: names of the members of the first object found in an array (top level or one member down), sorted
	Columns []string // CSV, XLSX: header cells, trimmed
	Rows    [][]string
}

// HasTop reports whether every name is a member of the top-level object.
func (h Head) HasTop(names ...string) bool { return containsAll(h.Top, names) }

// HasFirst reports whether every name is a member of the first listed object.
func (h Head) HasFirst(names ...string) bool { return containsAll(h.First, names) }

// HasColumns reports whether every column is present, without regard to case,
// spaces and underscores.
func (h Head) HasColumns(names ...string) bool {
	have := map[string]bool{}
	for _, c := range h.Columns {
		have[ColumnKey(c)] = true
	}
	for _, n := range names {
		if !have[ColumnKey(n)] {
			return false
		}
	}
	return true
}

func containsAll(have, want []string) bool {
	for _, w := range want {
		found := false
		for _, h := range have {
			if h == w {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// ColumnKey folds a header cell for comparison: lower case letters and digits only.
func ColumnKey(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Match is a source's claim to a file.
type Match struct {
	Shape      string // which of the source's shapes, such as "system-log"
	Confidence int    // 0 is no; 100 is certain
	// Items is the member that holds the array of items ("" when the document
	// itself is the item or the array). A dot descends one member: "a.b".
	Items string
}

// Item is one JSON value or one row, with where it stood.
type Item struct {
	Shape   string
	JSON    []byte   // JSON and NDJSON: the item's bytes, valid until Map returns
	Columns []string // CSV, XLSX: header
	Cells   []string // CSV, XLSX: this row, padded to the header's length
	Origin  domain.Origin
	// ObservedAt is the export's date; Tenant the vendor account the user named.
	ObservedAt time.Time
	Tenant     string
}

// Cell returns the row's value under a column (compared by [ColumnKey]), or "".
func (it Item) Cell(column string) string {
	want := ColumnKey(column)
	for i, c := range it.Columns {
		if i < len(it.Cells) && ColumnKey(c) == want {
			return strings.TrimSpace(it.Cells[i])
		}
	}
	return ""
}

// Out collects what one item maps to.
type Out struct {
	Records []domain.Record
	Unknown int // members or columns that the source does not read
}

// Add appends a record and returns it for filling. The pointer is valid until
// the next Add.
func (o *Out) Add(key domain.Key, it Item, at time.Time) *domain.Record {
	o.Records = append(o.Records, domain.Record{
		Key: key, OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin,
	})
	return &o.Records[len(o.Records)-1]
}

// Source maps one vendor's exports. It is a value without state.
type Source struct {
	Name      string // folder name
	Title     string // as the vendor writes it
	Shapes    []Shape
	Recognise func(Head) Match
	// Map turns one item into records. It returns domain.ErrUnused for a known
	// record that carries nothing Daylight reads and any other error to set the
	// item aside with that reason.
	Map func(Item, *Out) error
}

// Shape documents one export of a vendor.
type Shape struct {
	Name       string
	Title      string // such as "System Log (JSON or NDJSON)"
	Formats    []Format
	Where      string         // where in the vendor's screens or API the export is
	Permission string         // the permission it needs there
	Reach      string         // how far back it goes
	Kinds      []domain.Kind  // what it yields
	Fields     []domain.Field // what it can fill
	Reads      []string       // the vendor's field names that are read; everything else is dropped
	Absent     []domain.Field // fields one would expect and that this export does not carry in practice
}

// FieldsOf returns the fields that any of the shapes can fill.
func (s Source) FieldsOf() map[domain.Field]bool {
	out := map[domain.Field]bool{}
	for _, sh := range s.Shapes {
		for _, f := range sh.Fields {
			out[f] = true
		}
	}
	return out
}

// AddRef appends a join key unless its value is empty.
func AddRef(r *domain.Record, t domain.RefType, value string) {
	if value = strings.TrimSpace(value); value != "" {
		r.Refs = append(r.Refs, domain.Ref{Type: t, Value: value})
	}
}

// AddText appends a text value unless it is empty.
func AddText(r *domain.Record, f domain.Field, text string, role domain.Role, a domain.Assurance) {
	if text = strings.TrimSpace(text); text != "" {
		r.Values = append(r.Values, domain.Value{Field: f, Text: text, Role: role, Assurance: a})
	}
}

// AddTime appends a time value unless it is zero.
func AddTime(r *domain.Record, f domain.Field, t time.Time) {
	if !t.IsZero() {
		r.Values = append(r.Values, domain.Value{Field: f, Time: t.UTC(), Assurance: domain.Recorded})
	}
}
