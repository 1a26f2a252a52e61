package domain

import (
	"slices"
	"strings"
	"time"
)

// Person is one human as far as the employer's own keys and the rule SameAs
// can tell: one subject, or several joined by SameAs. It counts as one in
// every degree, bit, hub, ring and tier.
type Person struct {
	ID       string   // "p_" and a hash of the smallest record key
	Subjects []string // ids of the subjects that make it up, sorted
	Keys     PersonKeys
	Names    []Name
	Stage    Stage
	Clients  []string // end clients of placements, sorted

	Records      []*Record     // low-volume records, sorted by kind, time and key
	Observations []Observation // sorted by type, key and role
	Activity     []*Activity   // folded sign-ins, sorted by first sight
}

// Jobs lists the titles of the jobs that somebody applied for or holds, as
// titles are compared: in lower case, with single spaces, sorted.
func (p *Person) Jobs() []string {
	var out []string
	for _, r := range p.Records {
		for _, v := range r.Values {
			if v.Field == FieldJobTitle && v.Text != "" {
				out = append(out, strings.ToLower(strings.Join(strings.Fields(v.Text), " ")))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Over reports whether a status of an application, in lower case, says that
// nobody pursues it any more and nobody was hired.
func Over(status string) bool {
	switch status {
	case "rejected", "archived", "withdrawn", "withdrew", "declined":
		return true
	}
	return false
}

// PersonKeys are the employer's own keys of a person, sorted.
type PersonKeys struct {
	CandidateIDs []string // source:tenant:id
	EmployeeIDs  []string // source:tenant:id
	Emails       []string
}

// Name is one name under which a person appears.
type Name struct {
	Text   string
	Source string // system that carries it
	Kind   Kind   // of the record that carries it
}

// Stage is where in a working life a person stands.
type Stage struct {
	Applicant bool
	Worker    bool
	Pursued   bool      // some application is open or led to a hire
	Rejected  bool      // there are applications, and every one was rejected, withdrawn or archived
	AppliedAt time.Time // earliest application
	// LastWord is when the tracker last said something new of the person: the
	// latest day of an application, or on which a version of one was first seen.
	LastWord time.Time
	HiredAt  time.Time // latest hire
	LeftAt   time.Time // zero while employed
	// HiredByTracker says that HiredAt is the applicant tracker's word, because
	// neither HR nor the employer's join table names a date.
	HiredByTracker bool
}

// NameRelation says how two names compare; it is used only to lower suspicion.
type NameRelation string

// Name relations.
const (
	NamesSame      NameRelation = "same"
	NamesVariant   NameRelation = "variant" // nickname, order, transliteration, marriage
	NamesDifferent NameRelation = "different"
	NamesUnknown   NameRelation = "unknown" // one is missing or they cannot be compared
	// NamesIncomparable is said of two people who both have names, in scripts
	// that cannot be compared: they may be one person.
	NamesIncomparable NameRelation = "incomparable"
)

// Tie is one value that a person shares with one other person, seen from the
// first. Ties over hubs are listed with Hub set and zero bits.
type Tie struct {
	Other      string // person id
	Identifier Identifier
	Self       Side
	Peer       Side
	Names      NameRelation
	Household  bool // the pair looks like a household (see package link)
	Colocated  bool // both declare the same home
	Hub        *Hub
	Persons    int // how many persons hold the value
	Bits       int // rarity in this workspace, decayed; 0 for a hub
	// Raises says that the tie may raise this person's tier: the peer's side is
	// at least recorded, or the peer was seen with the value first. A value
	// that somebody else typed later can never raise it.
	Raises bool
	// PeerLeft is set when the peer had left before this person first showed
	// the value.
	PeerLeft time.Time
}

// Side is how one person holds a shared value.
type Side struct {
	Roles     []Role // sorted
	Assurance Assurance
	Span      Span
	Records   []RecordRef
}

// HasRole reports whether the side holds the value in any of the roles.
func (s Side) HasRole(roles ...Role) bool {
	for _, have := range s.Roles {
		for _, want := range roles {
			if have == want {
				return true
			}
		}
	}
	return false
}
