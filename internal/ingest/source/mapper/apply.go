package mapper

import (
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
)

// program is a mapping made ready to run: defaults, zones and columns are
// looked up once, not once a row. It is not changed after [compile].
type program struct {
	Mapping
	columns    []string
	occurredAt clock
	values     []step
}

// step is one entry of values made ready.
type step struct {
	Value
	form  form
	when  clock        // of Column
	at    clock        // of At
	blank domain.Value // field, role and assurance; no content
}

// clock is a time column with its zone loaded.
type clock struct {
	column, layout string
	zone           *time.Location
}

func newClock(c TimeColumn) clock {
	out := clock{c.Column, c.Layout, time.UTC}
	if c.Zone != "" {
		// Parse has refused zones that cannot be loaded.
		if zone, err := time.LoadLocation(c.Zone); err == nil {
			out.zone = zone
		}
	}
	return out
}

func compile(m Mapping) *program {
	p := &program{Mapping: m, columns: m.Columns(), occurredAt: newClock(m.OccurredAt)}
	for _, v := range m.Values {
		info, _ := lookupField(v.Field)
		s := step{Value: v, form: info.form, at: newClock(v.At),
			when: newClock(TimeColumn{v.Column, v.Layout, v.Zone})}
		s.blank.Field = v.Field
		s.blank.Role, s.blank.Assurance = defaults(info, m.Kind)
		if v.Role != "" {
			s.blank.Role = v.Role
		}
		if v.Assurance != 0 {
			s.blank.Assurance = v.Assurance
		}
		p.values = append(p.values, s)
	}
	return p
}

// apply turns one item into one record. A value whose cells are empty is left
// out; a cell that cannot be read sets the item aside. Reasons name columns
// and never quote cells, which may hold anything.
func (m *program) apply(it source.Item, out *source.Out) error {
	r, err := newRow(it)
	if err != nil {
		return err
	}
	c := &cells{row: r}
	rec := domain.Record{ObservedAt: it.ObservedAt, Origin: it.Origin}
	rec.OccurredAt = c.time(m.occurredAt)
	tenant := m.tenantOf(it)
	for _, ref := range m.Refs {
		rec.Refs = appendRef(rec.Refs, ref, c.text(ref.Column), m.sourceName(), tenant)
	}
	for _, v := range m.values {
		if value, ok := c.value(v); ok {
			rec.Values = append(rec.Values, value)
		}
	}
	if c.err == nil && len(rec.Refs) == 0 && len(rec.Values) == 0 {
		return domain.ErrUnused
	}
	id := m.nativeID(c)
	if c.err != nil {
		return c.err
	}
	if len(m.ID) == 0 {
		id = contentID(rec)
	}
	rec.Key = domain.Key{Source: m.sourceName(), Tenant: tenant, Kind: m.Kind, ID: id}
	out.Records = append(out.Records, rec)
	out.Unknown += r.unknown(m.columns)
	return nil
}

// tenantOf prefers the mapping's own tenant to the one named for the import.
func (m Mapping) tenantOf(it source.Item) string {
	for _, t := range []string{m.Tenant, it.Tenant} {
		if t != "" {
			return t
		}
	}
	return "main"
}

// nativeID joins the id columns. Every one must be filled: with a part
// missing two rows could pass for one.
func (m Mapping) nativeID(c *cells) string {
	parts := make([]string, 0, len(m.ID))
	for _, column := range m.ID {
		s := c.text(column)
		if s == "" {
			c.fail(fmt.Errorf("id column %q is empty", column))
		}
		parts = append(parts, s)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	escape := strings.NewReplacer("%", "%25", "|", "%7C")
	for i, p := range parts {
		parts[i] = escape.Replace(p)
	}
	return strings.Join(parts, "|")
}

func appendRef(refs []domain.Ref, ref Ref, text, self, tenant string) []domain.Ref {
	if text == "" {
		return refs
	}
	info, _ := lookupRef(ref.Type)
	switch {
	case info.qualified:
		name, t := ref.qualifier(self, tenant)
		text = domain.QualifiedID(name, t, text)
	case ref.Type == domain.RefWorkMail:
		text = strings.ToLower(text)
	case ref.Type == domain.RefTracking:
		text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	case ref.Type == domain.RefSerial:
		text = asset.Serial(text)
	case ref.Type == domain.RefMeeting:
		text = meetingKey(text)
	}
	if text == "" { // a filler, or a link that leads to no one meeting
		return refs
	}
	return append(refs, domain.Ref{Type: ref.Type, Value: text})
}

// meetingKey folds a meeting's link or number to the form that other sources use.
func meetingKey(text string) string {
	if strings.Contains(text, "://") {
		return meetinglink.Ref(text)
	}
	if number := meetinglink.Zoom(text); number != "" {
		return number
	}
	return text
}

// cells reads columns and remembers the first failure, so that a mapping can
// be applied from top to bottom without a check after every cell.
type cells struct {
	row row
	err error
}

func (c *cells) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *cells) text(column string) string {
	if column == "" || c.err != nil {
		return ""
	}
	s, err := c.row.text(column)
	if err != nil {
		c.fail(err)
		return ""
	}
	return s
}

// joined returns the filled columns joined by sep.
func (c *cells) joined(columns []string, sep string) string {
	return strings.Join(c.filled(columns), sep)
}

func (c *cells) filled(columns []string) []string {
	var out []string
	for _, column := range columns {
		if s := c.text(column); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (c *cells) time(tc clock) time.Time {
	s := c.text(tc.column)
	if s == "" {
		return time.Time{}
	}
	t, err := parseTime(s, tc.layout, tc.zone)
	if err != nil {
		c.fail(fmt.Errorf("column %q: %w", tc.column, err))
	}
	return t
}

func (c *cells) number(column, decimal string) (float64, bool) {
	s := c.text(column)
	if s == "" {
		return 0, false
	}
	n, err := parseNumber(s, decimal)
	if err != nil {
		c.fail(fmt.Errorf("column %q: %w", column, err))
	}
	return n, err == nil
}

func (c *cells) holds(w Condition) bool {
	if w.Column == "" {
		return true
	}
	got := c.text(w.Column)
	if len(w.In) == 0 {
		return got != ""
	}
	for _, want := range w.In {
		if strings.EqualFold(got, want) {
			return true
		}
	}
	return false
}

// value reads one entry; false means that the row does not say it.
func (c *cells) value(s step) (domain.Value, bool) {
	if !c.holds(s.When) {
		return domain.Value{}, false
	}
	out := s.blank
	said := c.fill(&out, s)
	return out, said
}

func (c *cells) fill(out *domain.Value, s step) bool {
	v := s.Value
	switch s.form {
	case formTime:
		out.Time = c.time(s.when)
		return !out.Time.IsZero()
	case formAmount:
		return c.fillAmount(out, v)
	case formNumber:
		n, ok := c.number(v.Column, v.Decimal)
		out.Number = n
		return ok
	case formASN:
		n, ok := c.asn(v.Column)
		out.Number, out.Text = n, c.text(v.Operator)
		return ok
	case formStart:
		out.Time = c.time(s.when)
		out.Number, _ = c.number(v.Minutes, "")
		return !out.Time.IsZero()
	case formAddress:
		out.Address = c.address(v)
		return len(out.Address.Lines) > 0
	case formPlace:
		out.Place = c.place(v)
		return *out.Place != domain.Place{}
	case formBank:
		out.Bank = &domain.BankAccount{
			IBAN: c.text(v.IBAN), Routing: c.text(v.Routing),
			Account: c.text(v.Account), Country: c.text(v.Country),
		}
		return out.Bank.IBAN != "" || out.Bank.Account != ""
	case formDelivery:
		return c.fillDelivery(out, s)
	}
	out.Text = c.textOf(v, s.form)
	return out.Text != ""
}

// textOf reads a text, word or flag.
func (c *cells) textOf(v Value, f form) string {
	s := v.Const
	switch {
	case v.Column != "":
		s = c.text(v.Column)
	case len(v.Columns) > 0:
		s = c.joined(v.Columns, " ")
	}
	switch f {
	case formWord:
		return strings.ToLower(s)
	case formCommand:
		return source.Command(s)
	case formDocument:
		m, ok := source.ReadMRZ(s)
		switch {
		case ok && m.Wrong: // one sign was misread: it may be another document's number
			return ""
		case ok:
			return m.Issuer + ":" + m.Number
		}
	case formFault:
		m, ok := source.ReadMRZ(s)
		switch {
		case ok && m.Wrong:
			return "check-digit"
		case ok, digits(s) > 3: // no code, but what may be a number of a document
			return ""
		}
		return strings.ToLower(s)
	case formFlag:
		switch strings.ToLower(s) {
		case "true", "yes", "y", "1":
			return "true"
		}
		return ""
	}
	return s
}

func digits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

func (c *cells) fillAmount(out *domain.Value, v Value) bool {
	n, ok := c.number(v.Column, v.Decimal)
	out.Number, out.Text = n, v.Currency
	if v.CurrencyColumn != "" {
		out.Text = strings.ToUpper(c.text(v.CurrencyColumn))
	}
	if ok && !currencyPattern.MatchString(out.Text) {
		c.fail(fmt.Errorf("column %q: not a three-letter currency code", v.CurrencyColumn))
	}
	return ok
}

func (c *cells) asn(column string) (float64, bool) {
	s := c.text(column)
	s = strings.TrimPrefix(strings.ToUpper(s), "AS")
	if s == "" {
		return 0, false
	}
	n, err := parseASN(s)
	if err != nil {
		c.fail(fmt.Errorf("column %q: %w", column, err))
	}
	return n, err == nil
}

func (c *cells) address(v Value) *domain.Address {
	lines := v.Lines
	if v.Column != "" {
		lines = []string{v.Column}
	}
	return &domain.Address{
		Lines: c.filled(lines), City: c.text(v.City), Region: c.text(v.Region),
		PostalCode: c.text(v.PostalCode), Country: c.text(v.Country),
	}
}

func (c *cells) place(v Value) *domain.Place {
	p := &domain.Place{City: c.text(v.City), Region: c.text(v.Region), Country: c.text(v.Country)}
	lat, okLat := c.number(v.Lat, ".")
	lon, okLon := c.number(v.Lon, ".")
	if !okLat || !okLon {
		return p
	}
	if lat < -90 || lat > 90 || lon < -180 || lon > 180 {
		c.fail(fmt.Errorf("columns %q and %q: not degrees of latitude and longitude", v.Lat, v.Lon))
		return p
	}
	p.Lat, p.Lon, p.HasPoint = lat, lon, true
	return p
}

// fillDelivery fills an event with its time and, where the row says, the
// street it went to, else the city.
func (c *cells) fillDelivery(out *domain.Value, s step) bool {
	out.Text, out.Time = s.Const, c.time(s.at)
	if a := c.address(s.Value); len(a.Lines) > 0 {
		out.Address = a
	} else if p := c.place(s.Value); *p != (domain.Place{}) {
		out.Place = p
	}
	return true
}
