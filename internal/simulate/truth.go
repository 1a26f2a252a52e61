package simulate

import (
	"bufio"
	"fmt"
	"slices"
	"strconv"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Truth is the content of truth.json: who is who in a synthetic company.
type Truth struct {
	Schema    string           `json:"schema"` // daylight.truth/1
	Seed      uint64           `json:"seed"`
	Profile   Profile          `json:"profile"`
	Cells     []TruthCell      `json:"cells"`     // to be found
	Lone      []TruthMember    `json:"lone"`      // operators who share nothing: expected misses
	Innocents []TruthInnocents `json:"innocents"` // look-alikes, to be left alone
}

// TruthCell is one cell.
type TruthCell struct {
	ID      string        `json:"id"`
	Members []TruthMember `json:"members"`
}

// TruthInnocents is one group of look-alikes.
type TruthInnocents struct {
	Kind    string        `json:"kind"` // such as couple or dorm
	Members []TruthMember `json:"members"`
}

// TruthMember is one person under all keys by which the exports know them.
type TruthMember struct {
	CandidateIDs []string `json:"candidate_ids"` // source:tenant:id, sorted
	EmployeeIDs  []string `json:"employee_ids"`  // source:tenant:id, sorted
	Emails       []string `json:"emails"`        // private and work, sorted
}

// TruthSchema is the schema that truth.json names.
const TruthSchema = "daylight.truth/1"

func (w *world) truth() Truth {
	t := Truth{Schema: TruthSchema, Seed: w.p.Seed, Profile: w.p.Profile, Cells: []TruthCell{}, Innocents: []TruthInnocents{}}
	for _, c := range w.cells {
		t.Cells = append(t.Cells, TruthCell{ID: c.id, Members: membersOf(c.members)})
	}
	t.Lone = membersOf(w.lone)
	for _, g := range w.innocents {
		t.Innocents = append(t.Innocents, TruthInnocents{Kind: g.kind, Members: membersOf(g.members)})
	}
	return t
}

func membersOf(people []*person) []TruthMember {
	out := make([]TruthMember, 0, len(people))
	for _, p := range people {
		out = append(out, p.member())
	}
	return out
}

func (p *person) member() TruthMember {
	m := TruthMember{CandidateIDs: []string{}, EmployeeIDs: []string{}, Emails: append([]string{p.mail}, p.moreMails...)}
	for _, c := range p.candidates {
		if c.ashby {
			m.CandidateIDs = append(m.CandidateIDs, domain.QualifiedID("ashby", "main", c.uuid))
		} else {
			m.CandidateIDs = append(m.CandidateIDs, domain.QualifiedID("greenhouse", "main", strconv.FormatInt(c.id, 10)))
		}
		m.Emails = append(m.Emails, c.mail)
	}
	if w := p.worker; w != nil {
		m.EmployeeIDs = append(m.EmployeeIDs, domain.QualifiedID("adp", "main", w.oid))
		m.Emails = append(m.Emails, w.mail)
	}
	slices.Sort(m.CandidateIDs)
	slices.Sort(m.Emails)
	m.Emails = slices.Compact(m.Emails)
	return m
}

func (o *output) truth() error {
	return o.file("truth.json", func(w *bufio.Writer) error { return wire.WriteIndent(w, o.w.truth()) })
}

func (o *output) readme() error {
	return o.file("README.txt", func(w *bufio.Writer) error {
		p := o.w.p
		_, err := fmt.Fprintf(w, readmeText, p.Profile, p.Seed, len(o.w.workers), len(o.w.greens)+len(o.w.ashbys), p.AsOf.Format("2006-01-02"), protectedMark)
		return err
	})
}

const readmeText = `SYNTHETIC DATA

Everything in this folder is invented by "daylight simulate". No person, company,
account or device in it exists. Names are made of syllables; phone numbers are
reserved for fiction (555-0100 to 555-0199 and the like); mail addresses end in
example.com, example.org or example.net; IP addresses and network numbers are
reserved for documentation and tests; bank numbers lie under a test prefix and
fail their checksums; every resume says SYNTHETIC. Cities and time zones are real.

profile %s, seed %d, %d workers, %d candidate records, as of %s

truth.json says who belongs to which cell, who is a lone operator, and who only
looks like one. It is for tests and is no export. intel/ holds lists of the kind
a user may supply. Fields that nobody may read (birth date, gender, race and so
on) hold %q or 1900-01-01, so that a test can prove that they
were dropped.
`
