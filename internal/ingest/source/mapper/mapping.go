// Package mapper reads any CSV, XLSX, JSON or NDJSON export by a small YAML
// mapping that the user writes, and proposes such a mapping from a file.
package mapper

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Mapping says how the rows or items of one export become records. A column
// is a header cell of a table, or a dotted path (a.b.0.c) into a JSON item.
type Mapping struct {
	Name       string   // lower-case word; the source is called map-NAME
	Title      string   // what the export is, for people
	Match      []string // columns or JSON members by which the export is recognised
	Kind       domain.Kind
	ID         []string // columns that form the row's own id; none: a hash of what is read
	Tenant     string   // vendor account; "" means the one the user named, else "main"
	Items      string   // JSON: member that holds the array, dots descend
	OccurredAt TimeColumn
	Refs       []Ref
	Values     []Value
}

// TimeColumn is a column that holds a time. Layout is a Go reference layout,
// "unix" (seconds) or "unix-ms"; empty means that ISO 8601 and the like are
// recognised by their form. Zone is an IANA name for times that carry none;
// empty means UTC.
type TimeColumn struct {
	Column string
	Layout string
	Zone   string
}

// Ref is a join key read from a column. Qualify names the source that issued
// a qualified key, as source or source:tenant; empty means this mapping itself.
type Ref struct {
	Type    domain.RefType
	Column  string
	Qualify string
}

// Value is one value read from a row. Which members are used depends on the
// field; see [Vocabulary]. Role and Assurance are the defaults of field and
// kind where zero.
type Value struct {
	Field     domain.Field
	Role      domain.Role
	Assurance domain.Assurance

	Column   string
	Columns  []string // joined by one space
	Const    string
	Layout   string
	Zone     string
	At       TimeColumn // delivery_event: when it happened
	Minutes  string     // interview_at: column with the length
	Currency string     // amount: ISO 4217 code for every row
	// CurrencyColumn names the column with the currency; Decimal is "," where
	// the export writes 1.234,56.
	CurrencyColumn string
	Decimal        string
	Operator       string // asn: column with the operator's name

	Lines      []string
	City       string
	Region     string
	PostalCode string
	Country    string
	Lat, Lon   string

	IBAN    string
	Routing string
	Account string

	When Condition
}

// Condition limits a value to rows where Column holds one of In (compared
// without regard to case and outer spaces), or anything at all where In is
// empty.
type Condition struct {
	Column string
	In     []string
}

// columnUse is one place where a mapping names a column.
type columnUse struct {
	column string
	part   string // such as refs.candidate or values[2].city
}

// uses lists every place where the mapping names a column, in the order of
// the file. Match is included only when asked for: it reads no value.
func (m Mapping) uses(withMatch bool) []columnUse {
	var out []columnUse
	add := func(part string, columns ...string) {
		for _, c := range columns {
			if c != "" {
				out = append(out, columnUse{c, part})
			}
		}
	}
	if withMatch {
		add("match.columns", m.Match...)
	}
	add("id", m.ID...)
	add("occurred_at", m.OccurredAt.Column)
	for _, r := range m.Refs {
		add("refs."+string(r.Type), r.Column)
	}
	for _, v := range m.Values {
		f := string(v.Field)
		add(f, v.Column)
		add(f, v.Columns...)
		add(f+".at", v.At.Column)
		add(f+".minutes", v.Minutes)
		add(f+".currency_column", v.CurrencyColumn)
		add(f+".operator", v.Operator)
		add(f+".lines", v.Lines...)
		add(f+".city", v.City)
		add(f+".region", v.Region)
		add(f+".postal_code", v.PostalCode)
		add(f+".country", v.Country)
		add(f+".lat", v.Lat)
		add(f+".lon", v.Lon)
		add(f+".iban", v.IBAN)
		add(f+".routing", v.Routing)
		add(f+".account", v.Account)
		add(f+".when", v.When.Column)
	}
	return out
}

// Columns lists the columns that the mapping reads, each once, in the order
// in which it names them.
func (m Mapping) Columns() []string {
	seen := map[string]bool{}
	var out []string
	for _, u := range m.uses(false) {
		if !seen[u.column] {
			seen[u.column] = true
			out = append(out, u.column)
		}
	}
	return out
}

// hasCityPart reports whether the value names any part of an address or place
// beyond its lines.
func (v Value) hasCityPart() bool {
	return v.City != "" || v.Region != "" || v.PostalCode != "" || v.Country != ""
}

// sourceName is the source part of the keys of a mapping's records.
func (m Mapping) sourceName() string { return "map-" + m.Name }

// qualifier splits source or source:tenant; the tenant of another source is
// "main" unless named.
func (r Ref) qualifier(self, selfTenant string) (sourceName, tenant string) {
	if r.Qualify == "" {
		return self, selfTenant
	}
	name, tenant, found := strings.Cut(r.Qualify, ":")
	if !found || tenant == "" {
		tenant = "main"
	}
	return name, tenant
}
