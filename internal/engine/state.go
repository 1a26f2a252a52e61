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
	low      map[domain.Hash][]*Prepared // by lowKey: versions, sorted by observation and hash
	accounts map[string]*account
	seen     *seenSet
	gone     map[domain.Key]time.Time // records absent from a full export
	refused  map[Refused]int
	have     map[have]bool
	intern   map[string]string
	networks map[string]string   // networks of addresses, as they were met
	places   map[placeKey]string // names of places, as they were met

	samePlaces map[domain.Place]*domain.Place
	changed    changes
	workMail   map[string]bool // built when first asked for
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

	latest  time.Time       // of its events that do not lie in the future
	fields  []domain.Field  // that its events were the first to carry
	refused map[Refused]int // of its events; nil for none
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
		low: map[domain.Hash][]*Prepared{}, accounts: map[string]*account{}, seen: newSeenSet(maxKeys),
		gone: map[domain.Key]time.Time{}, refused: map[Refused]int{}, have: map[have]bool{}, intern: map[string]string{},
		networks: map[string]string{}, places: map[placeKey]string{}, samePlaces: map[domain.Place]*domain.Place{},
	}
}

// Close releases temporary files.
func (s *State) Close() error { return s.seen.Close() }

// lowKey is a record's key in 16 bytes: the map of half a million of them is
// a quarter of the size.
func lowKey(k domain.Key) domain.Hash {
	h := xxh3.New()
	for _, part := range []string{k.Source, k.Tenant, string(k.Kind), k.ID} {
		h.WriteString(part)
		h.WriteString("\x00")
	}
	return h.Sum128().Bytes()
}

// Add takes a prepared record in and copies what it keeps of the struct; the
// texts and slices within may not be changed afterwards.
func (s *State) Add(p *Prepared) (Status, error) {
	if p.Record.Key.Kind.HighVolume() {
		return s.addEvent(p)
	}
	key := lowKey(p.Record.Key)
	versions := s.low[key]
	for _, v := range versions {
		if v.Record.Hash == p.Record.Hash {
			if s.keepEarlier(v, p) && s.changed.on {
				whole := *p
				whole.Record.ObservedAt, whole.Record.Origin = v.Record.ObservedAt, v.Record.Origin
				s.changed.records = append(s.changed.records, &whole)
			}
			return Duplicate, nil
		}
	}
	s.note(p)
	s.workMail = nil
	if s.changed.on {
		whole := *p
		s.changed.records = append(s.changed.records, &whole)
	}
	versions = append(versions[:len(versions):len(versions)], s.compact(p))
	slices.SortFunc(versions, compareVersions)
	s.low[key] = versions
	if len(versions) > 1 {
		return NewVersion, nil
	}
	return Accepted, nil
}

// compact gives a record that stays memory of its own and no more than it
// needs. Mappings leave room to grow; and what was normalised into Seen is not
// kept a second time as it was typed, except addresses and accounts, which
// detectors compare. A store keeps the record whole.
func (s *State) compact(p *Prepared) *Prepared {
	kept := &Prepared{Record: p.Record, Seen: append(make([]Seen, 0, len(p.Seen)), p.Seen...)}
	r := &kept.Record
	r.Refs = append(make([]domain.Ref, 0, len(r.Refs)), r.Refs...)
	n := 0
	for i := range p.Record.Values {
		if staysClaim(p.Record.Values[i].Field) {
			n++
		}
	}
	r.Values = make([]domain.Value, 0, n)
	for _, v := range p.Record.Values {
		if !staysClaim(v.Field) {
			continue
		}
		if v.Place != nil {
			v.Place = s.samePlace(v.Place)
		}
		if v.Field == domain.FieldStatus || v.Field == domain.FieldJobTitle {
			v.Text = s.in(v.Text)
		}
		r.Values = append(r.Values, v)
	}
	return kept
}

// staysClaim reports whether a field is read as a claim, besides or instead of
// being an identifier.
func staysClaim(f domain.Field) bool {
	switch f {
	case domain.FieldAddress, domain.FieldBankAccount, domain.FieldWallet:
		return true
	case domain.FieldProducer, domain.FieldAuthor, domain.FieldDocumentName, domain.FieldUserAgent:
		return false
	}
	return !identifies(f)
}

// samePlace returns one copy of a place.
func (s *State) samePlace(p *domain.Place) *domain.Place {
	if have, ok := s.samePlaces[*p]; ok {
		return have
	}
	own := *p
	s.samePlaces[own] = &own
	return &own
}

func compareVersions(a, b *Prepared) int {
	return cmp.Or(a.Record.ObservedAt.Compare(b.Record.ObservedAt),
		bytes.Compare(a.Record.Hash[:], b.Record.Hash[:]))
}

// keepEarlier keeps, of two copies of one version, the earlier observation and
// the place that sorts first, so that the order of files does not matter. It
// reports whether that changed what is kept.
func (s *State) keepEarlier(have, dup *Prepared) (changed bool) {
	if dup.Record.ObservedAt.Before(have.Record.ObservedAt) {
		have.Record.ObservedAt, changed = dup.Record.ObservedAt, true
		slices.SortFunc(s.low[lowKey(have.Record.Key)], compareVersions)
	}
	if compareOrigins(dup.Record.Origin, have.Record.Origin) < 0 {
		have.Record.Origin, changed = dup.Record.Origin, true
	}
	return changed
}

func compareOrigins(a, b domain.Origin) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Line, b.Line))
}

// note counts what a newly accepted record carries.
func (s *State) note(p *Prepared) {
	for i := range p.Record.Values {
		s.have[have{p.Record.Key.Kind, p.Record.Values[i].Field}] = true
	}
	for _, r := range p.Refused {
		s.refused[r]++
	}
}

// inFuture reports whether a record speaks of a time that lies in the future
// of its own observation, give or take a day for clocks and zones.
func inFuture(r *domain.Record) bool { return r.OccurredAt.After(r.ObservedAt.Add(24 * time.Hour)) }

// LatestOccurrence returns the latest accepted time that does not lie in the
// future of its own export; it is the default time of judgement.
func (s *State) LatestOccurrence() time.Time {
	var latest time.Time
	for _, versions := range s.low {
		for _, p := range versions {
			if p.Record.OccurredAt.After(latest) && !inFuture(&p.Record) {
				latest = p.Record.OccurredAt
			}
		}
	}
	for _, a := range s.accounts {
		if a.latest.After(latest) {
			latest = a.latest
		}
	}
	return latest
}

// MarkGone notes that a full export no longer carries the record. The first
// export that lacked it counts.
func (s *State) MarkGone(k domain.Key, at time.Time) {
	if was, ok := s.gone[k]; ok && !at.Before(was) {
		return
	}
	s.gone[k] = at
	if s.changed.on {
		s.changed.gone = append(s.changed.gone, Gone{k, at.Unix()})
	}
}

// MarkPresent undoes [State.MarkGone] for a record that an export carries again.
func (s *State) MarkPresent(k domain.Key) {
	if _, ok := s.gone[k]; !ok {
		return
	}
	delete(s.gone, k)
	if s.changed.on {
		s.changed.gone = append(s.changed.gone, Gone{Key: k})
	}
}

// Absent returns the low-volume keys of a source and kind that are not in
// present, sorted.
func (s *State) Absent(source, tenant string, kind domain.Kind, present map[domain.Key]bool) []domain.Key {
	var out []domain.Key
	for _, versions := range s.low {
		k := versions[0].Record.Key
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
		s.refer(r)
		return Duplicate, nil
	}
	if s.changed.on {
		s.changed.events = append(s.changed.events, key)
	}
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
