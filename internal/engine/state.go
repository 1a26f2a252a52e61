package engine

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
)

// State is the in-memory index of everything that was said: low-volume
// records one by one with their versions, high-volume records folded. It is
// not safe for concurrent use.
type State struct {
	low      map[domain.Key][]*Prepared // versions, sorted by observation and hash
	accounts map[string]*account
	seen     *seenSet
	gone     map[domain.Key]time.Time // records absent from a full export
	refused  map[Refused]int
	have     map[have]bool
	intern   map[string]string
	latest   time.Time // latest occurrence, of any record
	changed  changes
	workMail map[string]bool // built when first asked for
}

// have notes that some record of a kind carried a field.
type have struct {
	kind  domain.Kind
	field domain.Field
}

// account is one account at the identity provider and what its events fold to.
type account struct {
	key   string
	refs  []domain.Ref
	cells map[domain.ActivityKey]*domain.Activity
	obs   map[obsKey]*domain.Observation
}

type obsKey struct {
	t    domain.IdentifierType
	key  string
	role domain.Role
}

// Status is what became of one record.
type Status int

// Statuses.
const (
	Accepted Status = iota
	Duplicate
	NewVersion // accepted, and the key was known with other content
)

// NewState returns an empty state. maxKeys caps the event keys held in memory
// (0 for the default).
func NewState(maxKeys int) *State {
	return &State{
		low: map[domain.Key][]*Prepared{}, accounts: map[string]*account{}, seen: newSeenSet(maxKeys),
		gone: map[domain.Key]time.Time{}, refused: map[Refused]int{}, have: map[have]bool{}, intern: map[string]string{},
	}
}

// Close releases temporary files.
func (s *State) Close() error { return s.seen.Close() }

// Add takes a prepared record in. The record may not be changed afterwards.
func (s *State) Add(p *Prepared) (Status, error) {
	if p.Record.Key.Kind.HighVolume() {
		return s.addEvent(p)
	}
	versions := s.low[p.Record.Key]
	for _, v := range versions {
		if v.Record.Hash == p.Record.Hash {
			s.keepEarlier(v, p)
			return Duplicate, nil
		}
	}
	versions = append(versions, p)
	slices.SortFunc(versions, compareVersions)
	s.low[p.Record.Key] = versions
	s.note(p)
	if s.changed.on {
		s.changed.records = append(s.changed.records, p)
	}
	if len(versions) > 1 {
		return NewVersion, nil
	}
	return Accepted, nil
}

func compareVersions(a, b *Prepared) int {
	return cmp.Or(a.Record.ObservedAt.Compare(b.Record.ObservedAt),
		bytes.Compare(a.Record.Hash[:], b.Record.Hash[:]))
}

// keepEarlier keeps, of two copies of one version, the earlier observation and
// the place that sorts first, so that the order of files does not matter.
func (s *State) keepEarlier(have, dup *Prepared) {
	if dup.Record.ObservedAt.Before(have.Record.ObservedAt) {
		have.Record.ObservedAt = dup.Record.ObservedAt
		slices.SortFunc(s.low[have.Record.Key], compareVersions)
	}
	a, b := &have.Record.Origin, dup.Record.Origin
	if cmp.Or(cmp.Compare(b.File, a.File), cmp.Compare(b.Offset, a.Offset)) < 0 {
		*a = b
	}
}

// note counts what a newly accepted record carries.
func (s *State) note(p *Prepared) {
	for _, v := range p.Record.Values {
		s.have[have{p.Record.Key.Kind, v.Field}] = true
	}
	for _, r := range p.Refused {
		s.refused[r]++
	}
	if p.Record.OccurredAt.After(s.latest) && !p.Record.OccurredAt.After(s.futureLimit(p)) {
		s.latest = p.Record.OccurredAt
	}
}

// futureLimit is the latest time that a record may speak of without lying in
// the future: its own observation plus a day for clocks and zones.
func (s *State) futureLimit(p *Prepared) time.Time { return p.Record.ObservedAt.Add(24 * time.Hour) }

// LatestOccurrence returns the latest accepted time that does not lie in the
// future of its own export; it is the default time of judgement.
func (s *State) LatestOccurrence() time.Time { return s.latest }

// MarkGone notes that a full export no longer carries the record.
func (s *State) MarkGone(k domain.Key, at time.Time) {
	s.gone[k] = at
	if s.changed.on {
		s.changed.gone = append(s.changed.gone, Gone{k, at.Unix()})
	}
}

// MarkPresent undoes [State.MarkGone] for a record that an export carries again.
func (s *State) MarkPresent(k domain.Key) { delete(s.gone, k) }

// Absent returns the low-volume keys of a source and kind that are not in
// present, sorted.
func (s *State) Absent(source, tenant string, kind domain.Kind, present map[domain.Key]bool) []domain.Key {
	var out []domain.Key
	for k := range s.low {
		if k.Source == source && k.Tenant == tenant && k.Kind == kind && !present[k] {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b domain.Key) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func (s *State) addEvent(p *Prepared) (Status, error) {
	r := &p.Record
	key := eventKey(r)
	fresh, err := s.seen.Add(key)
	if err != nil {
		return 0, fmt.Errorf("remember event %s: %w", r.Key, err)
	}
	if !fresh {
		return Duplicate, nil
	}
	if s.changed.on {
		s.changed.events = append(s.changed.events, key)
	}
	s.note(p)
	s.fold(p)
	return Accepted, nil
}

// eventKey names one version of one event in 16 bytes.
func eventKey(r *domain.Record) domain.Hash {
	h := xxh3.New()
	h.WriteString(r.Key.Source)
	h.WriteString("\x00")
	h.WriteString(r.Key.Tenant)
	h.WriteString("\x00")
	h.WriteString(r.Key.ID)
	h.Write(r.Hash[:])
	return h.Sum128().Bytes()
}

// in returns one copy of a text, so that a million events share their places,
// operators and devices.
func (s *State) in(text string) string {
	if have, ok := s.intern[text]; ok {
		return have
	}
	text = string([]byte(text)) // the original may pin a whole batch
	s.intern[text] = text
	return text
}

// Counts returns how many people's keys and folded cells the state holds.
func (s *State) Counts() (records, accounts, cells, events int) {
	for _, v := range s.low {
		records += len(v)
	}
	for _, a := range s.accounts {
		cells += len(a.cells)
	}
	return records, len(s.accounts), cells, s.seen.Len()
}

// IsWorkMail reports whether an address was given by the employer: some record
// or account joins by it.
func (s *State) IsWorkMail(mail string) bool {
	if s.workMail == nil {
		s.workMail = map[string]bool{}
		note := func(refs []domain.Ref) {
			for _, r := range refs {
				if r.Type == domain.RefWorkMail {
					s.workMail[r.Value] = true
				}
			}
		}
		for _, versions := range s.low {
			for _, p := range versions {
				note(p.Record.Refs)
			}
		}
		for _, a := range s.accounts {
			note(a.refs)
		}
	}
	return s.workMail[mail]
}
