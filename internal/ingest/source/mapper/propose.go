package mapper

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Note explains one guess, or says what is missing. Column is empty where the
// note is about the whole mapping. Notes never quote cells.
type Note struct {
	Column string
	Text   string
}

// String renders column: text.
func (n Note) String() string {
	if n.Column == "" {
		return n.Text
	}
	return n.Column + ": " + n.Text
}

// found is a column with what it was taken to mean.
type found struct {
	column
	meaning   meaning
	qualifier string
}

// proposal gathers a mapping while its columns are read.
type proposal struct {
	m       Mapping
	notes   []Note
	found   []found
	table   synonyms
	used    map[string]bool
	readers map[string]dateReading
	// dayFirst and monthFirst say what the file's unmistakable dates show;
	// both are false where none does, or where they disagree.
	dayFirst, monthFirst bool
}

// Propose makes a mapping from the headers and sample values of a file. It
// names only columns of the head and none that is protected. The notes say
// why each guess was made and what is missing. Where nothing is recognised
// the mapping has neither refs nor values, and does not load until some are
// added.
func Propose(head source.Head, name string) (Mapping, []Note) {
	s := newSample(head)
	p := &proposal{
		m:     Mapping{Name: cleanName(name), Items: s.items},
		notes: s.notes, table: synonymTable(),
		used: map[string]bool{}, readers: map[string]dateReading{},
	}
	p.m.Title = "Proposed for " + p.m.Name + ": check every line"
	p.readColumns(s.columns)
	p.orderOfDates()
	p.guessKind()
	p.settleOutcome()
	p.settleMail()
	p.addTimes()
	p.addRefs()
	p.addValues()
	p.addID()
	p.finish()
	return p.m, p.notes
}

func (p *proposal) note(column, format string, args ...any) {
	p.notes = append(p.notes, Note{column, fmt.Sprintf(format, args...)})
}

var notNameRunes = regexp.MustCompile(`[^a-z0-9]+`)

// cleanName turns a file name into a mapping's name.
func cleanName(s string) string {
	s = strings.Trim(notNameRunes.ReplaceAllString(strings.ToLower(s), "-"), "-")
	if s == "" || s[0] < 'a' {
		s = strings.Trim("export-"+s, "-")
	}
	return strings.Trim(s[:min(len(s), 40)], "-")
}

// readColumns gives each column a meaning: by its header, else by the shape
// of its values.
func (p *proposal) readColumns(columns []column) {
	guard := protectedTable()
	for _, c := range columns {
		if category := guard.category(c.name); category != "" {
			p.note(c.name, "left out: it names %s, which Daylight never reads", category)
			continue
		}
		r, known := p.table.read(c.name)
		switch {
		case r.qualifier == "third" || !known && p.table.thirdPerson(c.name):
			p.note(c.name, "left out: it speaks of somebody other than the row's person")
		case known && r.meaning == dropped:
		case known:
			p.addByHeader(c, r)
		default:
			p.addByShape(c)
		}
	}
}

// addByHeader takes a header at its word unless the values contradict it.
func (p *proposal) addByHeader(c column, r reading) {
	filled := c.filled()
	if r.meaning == "employee" && len(filled) > 0 && !slices.ContainsFunc(filled, func(v string) bool { return !strings.Contains(v, " ") }) {
		r.meaning = "full_name" // a column called Employee may hold numbers or names
	}
	fits := 0
	for _, v := range filled {
		if fitsShape(r.meaning, v) {
			fits++
		}
	}
	if len(filled) > 0 && fits*2 < len(filled) {
		p.note(c.name, "left out: the header says %s but most values do not look like one", r.meaning)
		return
	}
	switch {
	case r.meaning == "public_ip" && len(filled) > 0 && !slices.ContainsFunc(filled, func(v string) bool { return !privateIP(v) }):
		p.note(c.name, "left out: every address is private, so it says nothing of where the person was")
		return
	case (r.meaning == "account" || r.meaning == "iban") && slices.ContainsFunc(filled, maskShape.MatchString):
		p.note(c.name, "values are masked: a masked account is not an identifier, so ask for an unmasked export")
	}
	p.found = append(p.found, found{c, qualified(r), r.qualifier})
}

// qualified turns a general meaning into the one its qualifier makes of it.
func qualified(r reading) meaning {
	switch r.qualifier + " " + string(r.meaning) {
	case "home email":
		return "personal_email"
	case "work email":
		return "work_email"
	case "referee email", "referee phone":
		return "referee_" + r.meaning
	case "referee full_name":
		return "referee_name"
	case "ship-to full_name":
		return "recipient_name"
	case "payee full_name":
		return "payee_name"
	}
	return r.meaning
}

func (p *proposal) addByShape(c column) {
	filled := c.filled()
	if len(filled) == 0 {
		return
	}
	for _, g := range shapeGuesses() {
		if slices.ContainsFunc(filled, func(v string) bool { return !g.fits(v) }) {
			continue
		}
		if g.noteOnly && !p.hinted(c, g.meaning) {
			p.note(c.name, "not proposed: %s, but the header does not say so", g.why)
			return
		}
		p.note(c.name, "taken as %s by its values: %s", g.meaning, g.why)
		p.found = append(p.found, found{column: c, meaning: g.meaning})
		return
	}
	if _, ok := readDates(filled); ok {
		p.note(c.name, "holds dates; the header does not say of what, so it is not proposed")
	}
}

// hinted reports whether a word of the header supports a shape that alone
// proves little.
func (p *proposal) hinted(c column, m meaning) bool {
	hints := map[meaning][]string{
		"routing": {"routing", "aba", "transit"}, "tracking": {"track", "trk", "waybill", "awb", "parcel"},
		"postal_code": {"zip", "post", "plz"}, "lat": {"lat"}, "serial": {"serial"},
	}
	key := squash(c.name)
	return slices.ContainsFunc(hints[m], func(h string) bool { return strings.Contains(key, h) })
}

func (p *proposal) has(names ...meaning) bool {
	for _, f := range p.found {
		if slices.Contains(names, f.meaning) {
			return true
		}
	}
	return false
}

// first returns the first column of a meaning, qualified or not.
func (p *proposal) first(m meaning) (found, bool) {
	for _, f := range p.found {
		if f.meaning == m {
			return f, true
		}
	}
	return found{}, false
}

// all returns every column of a meaning.
func (p *proposal) all(m meaning) []found {
	var out []found
	for _, f := range p.found {
		if f.meaning == m {
			out = append(out, f)
		}
	}
	return out
}

// kindRule is one step of the guess: the first whose columns are all there
// (one of each group) names the kind.
type kindRule struct {
	kind domain.Kind
	need [][]meaning
}

func kindRules() []kindRule {
	signers := []meaning{"username", "email", "work_email", "account_id", "employee"}
	return []kindRule{
		{domain.KindReferee, [][]meaning{{"referee_email", "referee_phone"}}},
		{domain.KindPayAccount, [][]meaning{{"account", "iban", "wallet"}}},
		{domain.KindShipment, [][]meaning{{"tracking"}, {"recipient_name", "street", "address"}}},
		{domain.KindDelivery, [][]meaning{{"tracking"}}},
		{domain.KindShipment, [][]meaning{{"recipient_name"}, {"street", "address"}}},
		{domain.KindFactor, [][]meaning{{"factor_phone", "factor_id"}}},
		{domain.KindCheckin, [][]meaning{{"gateway_mac", "bssid"}}},
		{domain.KindSignIn, [][]meaning{{"public_ip"}, {"event", "outcome", "app", "user_agent"}, signers}},
		{domain.KindCheckin, [][]meaning{{"serial", "device_id", "device_mac", "hostname"}, {"public_ip"}, {"event_time"}}},
		{domain.KindSignIn, [][]meaning{{"public_ip"}, {"event_time"}, signers}},
		{domain.KindDevice, [][]meaning{{"serial", "device_mac", "device_id"}}},
		{domain.KindInterview, [][]meaning{{"interview_at"}, {"candidate_id", "application_id", "meeting", "email"}}},
		{domain.KindApplication, [][]meaning{{"application_id"}, {"applied_at", "candidate_id", "job_title"}}},
		{domain.KindCandidate, [][]meaning{{"candidate_id", "applied_at"}}},
		{domain.KindPay, [][]meaning{{"amount"}, {"employee", "worker_id", "work_email", "full_name", "last_name"}}},
		{domain.KindWorker, [][]meaning{{"hired_at", "left_at", "employee", "worker_id"}}},
		{domain.KindAccount, [][]meaning{{"account_id", "username", "work_email"}, {"status", "event_time", "phone", "first_name", "full_name"}}},
		{domain.KindMeeting, [][]meaning{{"meeting"}}},
		{domain.KindCandidate, [][]meaning{{"email", "phone", "personal_email"}, {"full_name", "last_name"}}},
	}
}

// guessKind picks the kind and says by which columns.
func (p *proposal) guessKind() {
	if p.keysOnly() {
		p.m.Kind = domain.KindJoin
		p.note("", "kind join: the file holds two or more of the employer's own keys and nothing else that is read")
		return
	}
	for _, r := range kindRules() {
		var why []string
		for _, group := range r.need {
			for _, f := range p.found {
				if slices.Contains(group, f.meaning) {
					why = append(why, f.name)
					break
				}
			}
		}
		if len(why) == len(r.need) {
			p.m.Kind = r.kind
			p.note("", "kind %s: guessed from %s", r.kind, strings.Join(why, ", "))
			return
		}
	}
	p.m.Kind = domain.KindWorker
	p.note("", "kind worker: nothing in the header says what a row is; set it yourself")
}

// keysOnly reports whether the file is a table of keys.
func (p *proposal) keysOnly() bool {
	keys := map[meaning]bool{}
	for _, f := range p.found {
		switch f.meaning {
		case "employee", "worker_id", "candidate_id", "application_id", "account_id", "work_email":
			keys[f.meaning] = true
		case "full_name", "first_name", "last_name", "row_id", "event_time":
		default:
			return false
		}
	}
	return len(keys) >= 2
}

// settleOutcome takes the status of a sign-in for its outcome, where no other
// column says it.
func (p *proposal) settleOutcome() {
	if p.m.Kind != domain.KindSignIn || p.has("outcome") {
		return
	}
	for i := range p.found {
		if p.found[i].meaning == "status" {
			p.found[i].meaning = "outcome"
			return
		}
	}
}

// settleMail decides whether a plain mail or user column holds addresses
// given by the employer.
func (p *proposal) settleMail() {
	for i := range p.found {
		f := &p.found[i]
		if f.meaning == "username" {
			filled := f.filled()
			if len(filled) == 0 || slices.ContainsFunc(filled, func(v string) bool { return !mailShape.MatchString(v) }) {
				p.note(f.name, "left out: account names join nothing unless they are mail addresses")
				f.meaning = dropped
				continue
			}
			f.meaning = "email"
		}
		if f.meaning == "email" {
			f.meaning = p.mailOwner(*f)
		}
	}
}

// mailOwner decides by kind, by the other columns, and by whether every
// address has one domain that is no private mailbox's.
func (p *proposal) mailOwner(f found) meaning {
	switch p.m.Kind {
	case domain.KindDevice, domain.KindCheckin, domain.KindSignIn, domain.KindAccount, domain.KindFactor:
		if p.has("work_email") {
			return "personal_email"
		}
		p.note(f.name, "taken as the work mail address, as such exports carry; it joins the row to the worker")
		return "work_email"
	case domain.KindCandidate, domain.KindApplication, domain.KindResume, domain.KindReferee, domain.KindInterview:
		return "personal_email"
	}
	if p.has("work_email") {
		return "personal_email"
	}
	if p.has("personal_email") {
		p.note(f.name, "taken as the work mail address, because another column holds the private one")
		return "work_email"
	}
	domains := map[string]bool{}
	for _, v := range f.filled() {
		_, d, _ := strings.Cut(strings.ToLower(v), "@")
		domains[d] = true
	}
	for d := range domains {
		if len(domains) == 1 && len(f.filled()) >= 2 && !p.table.mailboxes[d] {
			p.note(f.name, "taken as the work mail address, because every value has one domain")
			return "work_email"
		}
	}
	p.note(f.name, "taken as a private mail address; if the employer gave it, move it to refs as work-mail")
	return "personal_email"
}

// orderOfDates looks for columns whose dates can be read in one order only.
func (p *proposal) orderOfDates() {
	for _, f := range p.found {
		r, ok := readDates(f.filled())
		if !ok || r.swapped != "" {
			continue
		}
		p.dayFirst = p.dayFirst || strings.HasPrefix(r.layout, "2/1/") || strings.HasPrefix(r.layout, "2-1-")
		p.monthFirst = p.monthFirst || strings.HasPrefix(r.layout, "1/2/") || strings.HasPrefix(r.layout, "1-2-")
	}
	if p.dayFirst && p.monthFirst {
		p.dayFirst, p.monthFirst = false, false
	}
}

// dates reads the layout of a column's values once and notes what is unsure.
func (p *proposal) dates(f found) (dateReading, bool) {
	if r, done := p.readers[f.name]; done {
		return r, true
	}
	filled := f.filled()
	if len(filled) == 0 {
		p.note(f.name, "has no sample value: add layout if its dates are not ISO 8601")
		p.readers[f.name] = dateReading{}
		return dateReading{}, true
	}
	r, ok := readDates(filled)
	if !ok {
		p.note(f.name, "left out: its values are not dates of one layout")
		return dateReading{}, false
	}
	switch {
	case r.swapped == "":
	case p.dayFirst:
		r.layout = r.swapped
		p.note(f.name, "day and month cannot be told apart here: the day is taken first, as in another column of the file")
	case p.monthFirst:
		p.note(f.name, "day and month cannot be told apart here: the month is taken first, as in another column of the file")
	default:
		p.note(f.name, "day and month cannot be told apart in the sample: the month is taken first, so check the layout %s", r.layout)
	}
	p.readers[f.name] = r
	return r, true
}

// finish chooses the columns for recognition and says what is missing.
func (p *proposal) finish() {
	uses := p.m.Columns()
	for _, f := range p.found {
		if slices.Contains(uses, f.name) && len(p.m.Match) < 6 {
			p.m.Match = append(p.m.Match, f.name)
		}
		if !slices.Contains(uses, f.name) && !p.used[f.name] && f.meaning != dropped {
			p.note(f.name, "read as %s, but not needed for kind %s or already filled by another column", f.meaning, p.m.Kind)
		}
	}
	sort.SliceStable(p.m.Refs, func(i, j int) bool { return p.m.Refs[i].Type < p.m.Refs[j].Type })
	if len(p.m.Refs) == 0 && len(p.m.Values) == 0 {
		p.note("", "nothing was recognised: name the columns yourself")
		return
	}
	if !slices.ContainsFunc(p.m.Refs, func(r Ref) bool { return r.Type.Person() || r.Type == domain.RefRecipient }) {
		p.note("", "no join key: records will not join to a person; add an employee number, work mail or candidate id")
	}
	if p.m.OccurredAt.Column == "" {
		p.note("", "no time column: rows carry only the date of the export")
	}
}
