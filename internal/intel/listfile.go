package intel

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/domain"
)

const (
	maxLine     = 64 << 10 // bytes of a line; longer ones are a problem
	maxProblems = 100      // told one by one for a file; the rest are counted
)

// widest is the shortest prefix a list may hold: anything wider is a slip of
// the pen that would mark a large part of the internet.
const (
	widest4 = 8
	widest6 = 16
)

// fileReader reads one list.
type fileReader struct {
	b       *builder
	file    string
	given   Meta
	head    Meta           // from header comments
	cols    map[string]int // columns of a CSV; nil for a plain list
	began   bool           // past the header
	skip    bool           // nothing of the file can be used
	line    int
	unheard int // problems not told one by one
	told    int
}

// read takes a list of any of the formats apart: plain text with one address,
// network or network number (AS9009) a line; CSV of networks; CSV of places.
func (b *builder) read(file string, r io.Reader, given Meta) error {
	f := &fileReader{b: b, file: file, given: given}
	in := bufio.NewReaderSize(r, maxLine)
	for !f.skip {
		raw, err := in.ReadSlice('\n')
		f.line++
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			f.problem("line is longer than 64 KiB")
			err = discardLine(in)
		case len(raw) > 0:
			f.text(string(raw))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if f.unheard > 0 {
		b.problems = append(b.problems, Problem{file, f.line, fmt.Sprintf("and %d more lines of this file", f.unheard)})
	}
	return nil
}

func discardLine(in *bufio.Reader) error {
	for {
		_, err := in.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

func (f *fileReader) problem(format string, args ...any) {
	if f.told == maxProblems {
		f.unheard++
		return
	}
	f.told++
	f.b.problems = append(f.b.problems, Problem{f.file, f.line, fmt.Sprintf(format, args...)})
}

func (f *fileReader) text(s string) {
	if f.line == 1 {
		s = strings.TrimPrefix(s, "\ufeff")
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		f.problem("is not UTF-8 text")
		return
	}
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "#"); ok {
		if !f.began {
			f.header(rest)
		}
		return
	}
	if s == "" || s[0] == ';' {
		return
	}
	if !f.began {
		f.begin(entryOf(s))
		if f.cols != nil {
			return
		}
	}
	if f.skip {
		return
	}
	if f.cols != nil {
		f.row(s)
		return
	}
	if f.head.Kind.value() {
		f.value(entryOf(s), f.head.Kind, time.Time{})
		return
	}
	f.network(entryOf(s), f.head.Kind, f.head.Provider, f.span(time.Time{}, time.Time{}))
}

// entryOf drops the comment behind an entry of a plain list.
func entryOf(s string) string {
	if i := strings.IndexAny(s, "#;"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// header reads "name: value" from a comment above the first entry.
func (f *fileReader) header(s string) {
	name, value, ok := strings.Cut(s, ":")
	if !ok {
		return
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "name":
		f.head.Name = value
	case "provider":
		f.head.Provider = value
	case "kind":
		f.head.Kind = Kind(strings.ToLower(value))
		if !f.head.Kind.known() {
			f.problem("kind %q is not known", value)
			f.head.Kind = ""
		}
	case "date":
		d, err := parseDay(value)
		if err != nil {
			f.problem("date: %v", err)
		}
		f.head.Date = d
	case "days":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 3650 {
			f.problem("days: %q is no number of days", value)
			return
		}
		f.head.Days = n
	}
}

// begin completes the description at the first line that is no comment and
// tells a CSV from a plain list.
func (f *fileReader) begin(first string) {
	f.began = true
	f.complete()
	if !strings.Contains(first, ",") {
		if name := strings.ToLower(first); name != "cidr" && name != "ip" && !isValueColumn(name) {
			if !f.head.Kind.value() {
				f.dated()
			}
			return
		}
	}
	f.cols = map[string]int{}
	for i, c := range cells(first) {
		f.cols[column(c)] = i
	}
	_, net := f.cols["cidr"]
	_, street := f.cols["street"]
	if net || street {
		delete(f.cols, "value")
	}
	_, value := f.cols["value"]
	switch {
	case net:
		f.dated()
	case value:
	case street && f.b.opt.Key == nil:
		f.problem("place lists need street addresses, which nothing here can read")
		f.skip = true
	case !street:
		f.problem("CSV needs a header with cidr or ip, with street or address, or with domain or account")
		f.skip = true
	}
}

// dated says aloud when a list of networks cannot answer for any day.
func (f *fileReader) dated() {
	_, first := f.cols["first_seen"]
	_, last := f.cols["last_seen"]
	if h := f.head; h.Date.IsZero() && h.From.IsZero() && h.To.IsZero() && !first && !last {
		f.problem(`list has no date, so its hits count as stale: add "# date: YYYY-MM-DD" above the first line, or a date in the config`)
	}
}

// complete fills what the header left out from what was given and from the
// file's name.
func (f *fileReader) complete() {
	base := filepath.Base(f.file)
	h := &f.head
	if h.Name == "" {
		if h.Name = f.given.Name; h.Name == "" {
			h.Name = strings.TrimSuffix(base, filepath.Ext(base))
		}
	}
	if h.Provider == "" {
		h.Provider = f.given.Provider
	}
	if h.Kind == "" {
		if h.Kind = f.given.Kind; h.Kind == "" {
			h.Kind = kindInName(base)
		}
	}
	if h.Date.IsZero() {
		if h.Date = f.given.Date; h.Date.IsZero() {
			h.Date, _ = parseDay(regexp.MustCompile(`\d{4}-\d{2}-\d{2}`).FindString(base))
		}
	}
	h.From, h.To = f.given.From, f.given.To
	if h.Days == 0 {
		if h.Days = f.given.Days; h.Days == 0 {
			h.Days = DefaultDays
		}
	}
}

// kindInName finds a kind among the words of a file name; lists call data
// centres by both words.
func kindInName(base string) Kind {
	base = strings.ToLower(base)
	for _, k := range []Kind{MailboxStore, CarrierNAT, DisposableMail, DomainAge, ReportedAccount, AllowedTool} {
		if strings.Contains(base, string(k)) {
			return k
		}
	}
	for _, w := range strings.FieldsFunc(base, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if w == "datacenter" {
			return Hosting
		}
		if k := Kind(w); k.network() || k.place() {
			return k
		}
	}
	return ""
}

// column gives the one name of a column that lists head in several ways.
func column(head string) string {
	switch c := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(head)), " ", "_"); c {
	case "ip", "network", "prefix", "range":
		return "cidr"
	case "address", "address1", "street_address", "line1":
		return "street"
	case "state", "province":
		return "region"
	case "zip", "zip_code", "postal_code", "postcode":
		return "postal"
	case "service", "operator":
		return "provider"
	case "created", "creation_date", "registered_at":
		return "registered"
	default:
		if isValueColumn(c) {
			return "value"
		}
		return c
	}
}

// cells splits one CSV line; a doubled quote inside quotes is a quote.
func cells(line string) []string {
	var out []string
	var cell strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			cell.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			out = append(out, strings.TrimSpace(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(c)
		}
	}
	return append(out, strings.TrimSpace(cell.String()))
}

func (f *fileReader) row(s string) {
	parts := cells(s)
	get := func(name string) string {
		if i, ok := f.cols[name]; ok && i < len(parts) {
			return parts[i]
		}
		return ""
	}
	var seen [2]time.Time
	for i, name := range []string{"first_seen", "last_seen"} {
		if get(name) == "" {
			continue
		}
		var err error
		if seen[i], err = parseDay(get(name)); err != nil {
			f.problem("%s: %v", name, err)
			return
		}
	}
	if !seen[0].IsZero() && !seen[1].IsZero() && seen[1].Before(seen[0]) {
		f.problem("last_seen is before first_seen")
		return
	}
	kind := f.head.Kind
	if k := get("kind"); k != "" {
		kind = Kind(strings.ToLower(k))
	}
	if _, net := f.cols["cidr"]; net {
		provider := get("provider")
		if provider == "" {
			provider = f.head.Provider
		}
		f.network(get("cidr"), kind, provider, f.span(seen[0], seen[1]))
		return
	}
	if _, value := f.cols["value"]; value {
		f.valueRow(get, kind)
		return
	}
	f.place(get, kind, seen)
}

func (f *fileReader) place(get func(string) string, kind Kind, seen [2]time.Time) {
	if !kind.place() {
		f.problem("kind %q is no kind of place", kind)
		return
	}
	a := domain.Address{Lines: []string{get("street")}, City: get("city"), Region: get("region"),
		PostalCode: get("postal"), Country: get("country")}
	key, ok := f.b.opt.Key(a)
	if get("street") == "" || !ok {
		f.problem("is no street address")
		return
	}
	l := f.b.lists
	l.places[key] = append(l.places[key], PlaceHit{List: f.head.Name, Kind: kind, Name: get("name"),
		AsOf: f.span(seen[0], seen[1]).asOf, FirstSeen: seen[0], LastSeen: seen[1]})
	l.counts[count{"place", kind}]++
}

// network adds an address, a network or a network number.
func (f *fileReader) network(s string, kind Kind, provider string, span coverage) {
	if !kind.network() {
		if kind == "" {
			f.problem(`list has no kind: add "# kind: vpn" above the first line, or a kind in the config`)
			_, own := f.cols["kind"]
			f.skip = !own // no other line can say otherwise
			return
		}
		f.problem("kind %q is no kind of network", kind)
		return
	}
	e := entry{list: f.head.Name, kind: kind, provider: provider, span: span}
	l := f.b.lists
	if len(s) > 2 && strings.EqualFold(s[:2], "AS") {
		n, err := strconv.ParseUint(s[2:], 10, 32)
		if err != nil || n == 0 { // 0 stands for an unknown number
			f.problem("%q is no network number", s)
			return
		}
		l.asns[uint32(n)] = append(l.asns[uint32(n)], e)
		l.counts[count{"asn", kind}]++
		return
	}
	p, err := parseNetwork(s)
	if err != nil {
		f.problem("%v", err)
		return
	}
	f.b.byPrefix[p] = append(f.b.byPrefix[p], e)
	l.counts[count{"network", kind}]++
}

// parseNetwork reads 192.0.2.7, 192.0.2.0/24 or their IPv6 likes; bits beyond
// the prefix are dropped.
func parseNetwork(s string) (netip.Prefix, error) {
	if !strings.Contains(s, "/") {
		a, err := netip.ParseAddr(s)
		if err != nil || a.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%.60q is no address", s)
		}
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil || p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%.60q is no network", s)
	}
	if least := map[bool]int{true: widest4, false: widest6}[p.Addr().Is4()]; p.Bits() < least {
		return netip.Prefix{}, fmt.Errorf("%s is wider than /%d", s, least)
	}
	return p.Masked(), nil
}

// span works out the days that an entry speaks for: from its first to its last
// sighting, or those of the whole list; where one is missing, as far as the
// list's own date and days allow.
func (f *fileReader) span(first, last time.Time) coverage {
	date, days := f.head.Date, f.head.Days
	if first.IsZero() && last.IsZero() {
		first, last = f.head.From, f.head.To
	}
	c := coverage{from: first, to: last, asOf: last}
	switch {
	case first.IsZero() && last.IsZero() && date.IsZero():
		return coverage{}
	case first.IsZero() && last.IsZero():
		c = coverage{from: date.AddDate(0, 0, -days), to: date.AddDate(0, 0, days), asOf: date}
	case first.IsZero():
		c.from = last.AddDate(0, 0, -days)
	case last.IsZero():
		c.asOf = date
		if date.Before(first) {
			c.asOf = first
		}
		c.to = c.asOf.AddDate(0, 0, days)
	}
	c.to = c.to.AddDate(0, 0, 1)
	return c
}

// parseDay reads a day, or the day of a time with offset, as the start of that
// day in UTC.
func parseDay(s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006/01/02", time.RFC3339, time.DateTime} {
		if t, err := time.Parse(layout, s); err == nil {
			if t = t.UTC(); t.Year() < 1990 || t.Year() > 2200 {
				break
			}
			return t.Truncate(24 * time.Hour), nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q is no date such as 2026-08-01", s)
}
