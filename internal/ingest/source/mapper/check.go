package mapper

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// namePattern is what a mapping may be called: its name becomes part of record keys.
var namePattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// sourcePattern is a source, or source:tenant, in qualify.
var sourcePattern = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,60}(:[A-Za-z0-9][A-Za-z0-9._-]{0,60})?$`)

var tenantPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$`)

var currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)

// maxPathParts bounds how deep a dotted path goes.
const maxPathParts = 16

// check holds a mapping that is well formed against the vocabulary.
func (p *mappingReader) check(m Mapping) {
	if !namePattern.MatchString(m.Name) {
		p.fail(p.lines["mapping"], "mapping needs a name of lower-case letters, digits and hyphens, such as mapping: referees")
	}
	if len(m.Match) == 0 {
		p.fail(p.lines["match.columns"], "match.columns is missing; list the columns by which the export is recognised")
	}
	if m.Kind == "" {
		p.fail(p.lines["kind"], "kind is missing; %s", oneOf("", kindNames()))
	} else if _, known := lookupKind(m.Kind); !known {
		p.fail(p.lines["kind"], "%q is not a kind; %s", m.Kind, oneOf(string(m.Kind), kindNames()))
	}
	if m.Tenant != "" && !tenantPattern.MatchString(m.Tenant) {
		p.fail(p.lines["tenant"], "tenant %q may hold only letters, digits, dot, hyphen and underscore", m.Tenant)
	}
	if m.Items != "" {
		p.checkPath(m.Items, p.lines["items"])
	}
	p.checkLayout(m.OccurredAt.Layout, m.OccurredAt.Zone, p.lines["occurred_at"])
	if len(m.Refs) == 0 && len(m.Values) == 0 {
		p.fail(p.lines["values"], "the mapping reads nothing; add refs or values")
	}
	for _, r := range m.Refs {
		p.checkRef(r)
	}
	for i, v := range m.Values {
		p.checkValue(v, valuePart(i))
	}
	p.checkColumns(m)
}

// checkColumns refuses protected columns wherever they are named, paths that
// are too deep, and account numbers in a record's key, which is not a secret.
func (p *mappingReader) checkColumns(m Mapping) {
	table := protectedTable()
	for _, c := range m.Match {
		p.refuseProtected(table, c, p.lines["match.columns"])
		p.checkPath(c, p.lines["match.columns"])
	}
	for _, c := range m.ID {
		p.refuseProtected(table, c, p.lines["id"])
		p.checkPath(c, p.lines["id"])
	}
	p.refuseProtected(table, m.OccurredAt.Column, p.lines["occurred_at"])
	p.checkPath(m.OccurredAt.Column, p.lines["occurred_at"])
	for _, r := range m.Refs {
		p.refuseProtected(table, r.Column, p.lines["refs."+string(r.Type)])
		p.checkPath(r.Column, p.lines["refs."+string(r.Type)])
	}
	secret := map[string]bool{}
	for i, v := range m.Values {
		line := p.lines[valuePart(i)]
		for _, u := range (Mapping{Values: []Value{v}}).uses(false) {
			p.refuseProtected(table, u.column, line)
			p.checkPath(u.column, line)
		}
		secret[source.ColumnKey(v.IBAN)] = true
		secret[source.ColumnKey(v.Account)] = true
	}
	delete(secret, "")
	for _, c := range m.ID {
		if secret[source.ColumnKey(c)] {
			p.fail(p.lines["id"], "id names %q, which holds a bank account; record keys are shown in clear, so use another column or leave id out", c)
		}
	}
}

func (p *mappingReader) refuseProtected(t protected, column string, line int) {
	if column == "" {
		return
	}
	if category := t.category(column); category != "" {
		p.fail(line, "column %q names %s; Daylight never reads it, so remove it from the mapping", column, category)
	}
}

func (p *mappingReader) checkPath(column string, line int) {
	if strings.Count(column, ".") >= maxPathParts {
		p.fail(line, "%q has more than %d parts; shorten the path", column, maxPathParts)
	}
}

func (p *mappingReader) checkRef(r Ref) {
	line := p.lines["refs."+string(r.Type)]
	info, _ := lookupRef(r.Type)
	switch {
	case r.Qualify == "":
	case !info.qualified:
		p.fail(line, "%s takes no qualify; it is the same in every system, so name only the column", r.Type)
	case !sourcePattern.MatchString(r.Qualify):
		p.fail(line, "qualify %q is not a source; write the source's name as `daylight sources` lists it, or source:tenant", r.Qualify)
	}
}

func (p *mappingReader) checkValue(v Value, part string) {
	line := p.lines[part]
	if v.Field == "" {
		p.fail(line, "the entry names no field; add field: …")
		return
	}
	info, known := lookupField(v.Field)
	if !known {
		p.fail(line, "%q is not a field; %s", v.Field, oneOf(string(v.Field), fieldNames()))
		return
	}
	if v.Role != "" && !slices.Contains(roleNames(), string(v.Role)) {
		p.fail(line, "%q is not a role; %s", v.Role, oneOf(string(v.Role), roleNames()))
	}
	for _, k := range v.given() {
		if !slices.Contains(info.keys(), k) {
			p.fail(line, "%s is not filled from %s; use %s", v.Field, k, info.keysInWords())
		}
	}
	p.checkParts(v, info, line)
	p.checkLayout(v.Layout, v.Zone, line)
	p.checkLayout(v.At.Layout, v.At.Zone, line)
}

// given lists the keys of an entry that are set, besides field, role,
// assurance and when, which every field takes.
func (v Value) given() []string {
	var out []string
	for _, k := range []struct{ name, value string }{
		{"column", v.Column}, {"columns", strings.Join(v.Columns, "")}, {"const", v.Const},
		{"layout", v.Layout}, {"zone", v.Zone}, {"at", v.At.Column}, {"minutes", v.Minutes},
		{"currency", v.Currency}, {"currency_column", v.CurrencyColumn}, {"decimal", v.Decimal},
		{"operator", v.Operator}, {"lines", strings.Join(v.Lines, "")}, {"city", v.City},
		{"region", v.Region}, {"postal_code", v.PostalCode}, {"country", v.Country},
		{"lat", v.Lat}, {"lon", v.Lon}, {"iban", v.IBAN}, {"routing", v.Routing}, {"account", v.Account},
	} {
		if k.value != "" {
			out = append(out, k.name)
		}
	}
	return out
}

// keys lists the keys that a field may be filled from.
func (f fieldInfo) keys() []string {
	var out []string
	switch f.form {
	case formTime:
		out = []string{"column", "layout", "zone"}
	case formAmount:
		out = []string{"column", "currency", "currency_column", "decimal"}
	case formNumber:
		out = []string{"column", "decimal"}
	case formASN:
		out = []string{"column", "operator"}
	case formStart:
		out = []string{"column", "layout", "zone", "minutes"}
	case formAddress:
		out = []string{"column", "lines", "city", "region", "postal_code", "country"}
	case formPlace:
		out = []string{"city", "region", "country", "lat", "lon"}
	case formBank:
		out = []string{"iban", "routing", "account", "country"}
	case formDelivery:
		out = []string{"at", "lines", "city", "region", "postal_code", "country"}
	case formWord, formFlag, formCommand, formDocument, formFault:
		out = []string{"column"}
	default:
		out = []string{"column", "columns"}
	}
	if f.word {
		out = append(out, "const")
	}
	return out
}

// checkParts holds an entry to the parts its field cannot do without.
func (p *mappingReader) checkParts(v Value, info fieldInfo, line int) {
	switch info.form {
	case formAddress:
		if (v.Column == "") == (len(v.Lines) == 0) {
			p.fail(line, "address needs either lines (street columns) or one column; for a city without a street use field: place")
		}
	case formPlace:
		if (v.Lat == "") != (v.Lon == "") {
			p.fail(line, "place needs both lat and lon; name the missing one or leave both out")
		}
		if v.Lat == "" && !v.hasCityPart() {
			p.fail(line, "place needs a city, region or country, or lat and lon")
		}
	case formBank:
		if v.IBAN == "" && (v.Routing == "" || v.Account == "") {
			p.fail(line, "bank_account needs iban, or routing and account together: half a number is no account")
		}
	case formDelivery:
		if !slices.Contains(deliveryEvents(), v.Const) {
			p.fail(line, "delivery_event needs const, one of %s; say which rows with when", strings.Join(deliveryEvents(), ", "))
		}
	case formAmount:
		p.checkAmount(v, line)
	default:
		p.checkOneSource(v, info, line)
	}
}

func (p *mappingReader) checkAmount(v Value, line int) {
	if v.Column == "" {
		p.fail(line, "amount names no column; add column: …")
	}
	if (v.Currency == "") == (v.CurrencyColumn == "") {
		p.fail(line, "amount needs either currency (such as USD) or currency_column")
	}
	if v.Currency != "" && !currencyPattern.MatchString(v.Currency) {
		p.fail(line, "currency %q is not a three-letter ISO 4217 code such as USD", v.Currency)
	}
	if v.Decimal != "" && v.Decimal != "," && v.Decimal != "." {
		p.fail(line, "decimal %q is neither \".\" nor \",\"", v.Decimal)
	}
}

// checkOneSource wants exactly one of column, columns and const.
func (p *mappingReader) checkOneSource(v Value, info fieldInfo, line int) {
	n := 0
	for _, set := range []bool{v.Column != "", len(v.Columns) > 0, v.Const != ""} {
		if set {
			n++
		}
	}
	if n != 1 {
		p.fail(line, "%s needs exactly one of %s", v.Field, strings.Join(info.keys(), ", "))
	}
}

// layoutProbe has a different number in every part, so that a layout that
// lacks one, or has two in the wrong order, is seen.
func layoutProbe() time.Time { return time.Date(2023, time.November, 24, 22, 37, 41, 0, time.UTC) }

// validLayout reports whether a layout holds a whole date in Go's reference form.
func validLayout(layout string) bool {
	if layout == layoutUnix || layout == layoutUnixMilli {
		return true
	}
	probe := layoutProbe()
	back, err := time.Parse(layout, probe.Format(layout))
	if err != nil {
		return false
	}
	y, m, d := back.Date()
	return y == 2023 && m == time.November && d == 24
}

func (p *mappingReader) checkLayout(layout, zone string, line int) {
	if layout != "" && !validLayout(layout) {
		p.fail(line, "layout %q holds no whole date; write the day 2 January 2006 as the export would, such as 02/01/2006 or 1/2/2006 15:04, or unix or unix-ms", layout)
	}
	if zone == "" {
		return
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		p.fail(line, "zone %q is not known; use a name such as Europe/London or UTC", zone)
	}
}
