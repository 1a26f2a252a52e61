package mapper

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// plainShape is text that YAML reads back as itself without quotes.
var plainShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_/ -]*[A-Za-z0-9_]$|^[A-Za-z]$`)

// YAML writes the mapping as a commented file that [Parse] reads back to the
// same mapping. Notes, if given, stand at the top as comments.
func (m Mapping) YAML(notes ...Note) []byte {
	var b bytes.Buffer
	b.WriteString("# Says how an export becomes records; docs/mapping.md lists every key.\n")
	b.WriteString("# Columns that are not named here are dropped when the file is read.\n")
	if len(notes) > 0 {
		b.WriteString("#\n# Notes on this proposal:\n")
	}
	for _, n := range notes {
		fmt.Fprintf(&b, "# - %s\n", oneLine(n.String()))
	}
	fmt.Fprintf(&b, "mapping: %s\n", quote(m.Name))
	optional(&b, "title", m.Title, "")
	b.WriteString("# A file is read by this mapping if it has all of these columns.\n")
	fmt.Fprintf(&b, "match: {columns: %s}\n", quoteList(m.Match))
	optional(&b, "items", m.Items, " # where the array of items stands")
	optional(&b, "kind", string(m.Kind), kindComment(m))
	if len(m.ID) > 0 {
		fmt.Fprintf(&b, "id: %s # together they name a row for good\n", quoteList(m.ID))
	}
	optional(&b, "tenant", m.Tenant, "")
	if m.OccurredAt.Column != "" {
		fmt.Fprintf(&b, "occurred_at: %s # when it happened\n", m.OccurredAt.flow())
	}
	m.writeRefs(&b)
	m.writeValues(&b)
	return b.Bytes()
}

func optional(b *bytes.Buffer, key, value, comment string) {
	if value != "" {
		fmt.Fprintf(b, "%s: %s%s\n", key, quote(value), comment)
	}
}

func kindComment(m Mapping) string {
	if k, known := lookupKind(m.Kind); known {
		return " # " + k.doc
	}
	return ""
}

func (m Mapping) writeRefs(b *bytes.Buffer) {
	if len(m.Refs) == 0 {
		return
	}
	b.WriteString("# The keys by which a row joins what other exports say of the same person.\n")
	b.WriteString("refs:\n")
	for _, r := range m.Refs {
		info, _ := lookupRef(r.Type)
		value := quote(r.Column)
		if r.Qualify != "" {
			value = fmt.Sprintf("{column: %s, qualify: %s}", quote(r.Column), quote(r.Qualify))
		}
		fmt.Fprintf(b, "  %s: %s # %s\n", r.Type, value, info.doc)
	}
}

func (m Mapping) writeValues(b *bytes.Buffer) {
	if len(m.Values) == 0 {
		return
	}
	b.WriteString("values:\n")
	for _, v := range m.Values {
		info, _ := lookupField(v.Field)
		role, assurance := defaults(info, m.Kind)
		if v.Role != "" {
			role = v.Role
		}
		if v.Assurance != 0 {
			assurance = v.Assurance
		}
		stands := assurance.String()
		if role != "" {
			stands = string(role) + ", " + stands
		}
		fmt.Fprintf(b, "  - %s # %s (%s)\n", v.flow(), info.doc, stands)
	}
}

// flow writes {column: …} with what else is set, or the column alone.
func (t TimeColumn) flow() string {
	if t.Layout == "" && t.Zone == "" {
		return quote(t.Column)
	}
	f := flowMap{}
	f.text("column", t.Column)
	f.text("layout", t.Layout)
	f.text("zone", t.Zone)
	return f.String()
}

func (v Value) flow() string {
	f := flowMap{}
	f.text("field", string(v.Field))
	f.text("column", v.Column)
	f.list("columns", v.Columns)
	f.text("const", v.Const)
	f.text("layout", v.Layout)
	f.text("zone", v.Zone)
	f.text("minutes", v.Minutes)
	f.text("currency", v.Currency)
	f.text("currency_column", v.CurrencyColumn)
	f.text("decimal", v.Decimal)
	f.text("operator", v.Operator)
	f.list("lines", v.Lines)
	f.text("city", v.City)
	f.text("region", v.Region)
	f.text("postal_code", v.PostalCode)
	f.text("country", v.Country)
	f.text("lat", v.Lat)
	f.text("lon", v.Lon)
	f.text("iban", v.IBAN)
	f.text("routing", v.Routing)
	f.text("account", v.Account)
	if v.At.Column != "" {
		f.add("at", v.At.flow())
	}
	f.text("role", string(v.Role))
	if v.Assurance != 0 {
		f.text("assurance", v.Assurance.String())
	}
	if v.When.Column != "" {
		w := flowMap{}
		w.text("column", v.When.Column)
		w.list("in", v.When.In)
		f.add("when", w.String())
	}
	return f.String()
}

// flowMap is a YAML mapping on one line.
type flowMap struct{ parts []string }

func (f *flowMap) add(key, written string) { f.parts = append(f.parts, key+": "+written) }

func (f *flowMap) text(key, value string) {
	if value != "" {
		f.add(key, quote(value))
	}
}

func (f *flowMap) list(key string, values []string) {
	if len(values) > 0 {
		f.add(key, quoteList(values))
	}
}

// String renders {key: value, …}.
func (f *flowMap) String() string { return "{" + strings.Join(f.parts, ", ") + "}" }

func quoteList(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = quote(v)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// quote writes a scalar so that YAML reads the same text back, and so that no
// other reader takes it for a number, a truth value or nothing.
func quote(s string) string {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
	default:
		if plainShape.MatchString(s) {
			return s
		}
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case !unicode.IsPrint(r) && r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// oneLine keeps a comment a comment.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
