package engine

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
)

// State is the in-memory index of everything that was said: low-volume
// records one by one with their versions, high-volume records folded. It is
// not safe for concurrent use.
type State struct {
	rowTable
	refs     refTable
	ids      idTable
	accounts map[string]*account
	opened   []*account // since [State.Rest]
	latest   time.Time  // the latest of all accounts
	seen     *seenSet
	gone     map[domain.Key]time.Time    // records absent from a full export
	fixes    map[domain.Hash][]corrected // by lowKey; replaced, never changed
	barred   func(refs []domain.Ref, own string) bool
	refused  map[Refused]int
	sum      [2]uint64 // of the hashes of all rows and accounts, for the digest
	have     map[have]bool
	intern   map[string]string
	networks map[string]string   // networks of addresses, as they were met
	folded   map[placeKey]string // names of places, as they were met
	payroll  map[string]bool     // applications, as they were met
	changed  changes
	touched  touched

	epoch      int  // counts snapshots
	rowsShared bool // a snapshot reads rows
}

// have notes that some record of a kind carried a field.
type have struct {
	kind  domain.Kind
	field domain.Field
}

// Status is what became of one record.
type Status int

// Statuses.
const (
	Accepted Status = iota
	Duplicate
	NewVersion // accepted, and the key was known with other content
	Erased     // refused: it is of somebody who was erased
)

// NewState returns an empty state. maxKeys caps the event keys held in memory
// (0 for the default).
func NewState(maxKeys int) *State {
	return &State{
		rowTable: newRowTable(), refs: refTable{lock: &sync.RWMutex{}, index: map[domain.Hash]int32{}}, ids: idTable{index: map[domain.Hash]int32{}},
		accounts: map[string]*account{}, seen: newSeenSet(maxKeys),
		gone: map[domain.Key]time.Time{}, refused: map[Refused]int{}, have: map[have]bool{}, intern: map[string]string{},
		networks: map[string]string{}, folded: map[placeKey]string{}, payroll: map[string]bool{},
	}
}

// Close releases temporary files.
func (s *State) Close() error { return s.seen.Close() }

// Add takes a prepared record in. It keeps nothing of p but, when changes are
// tracked, its texts and slices, which may not be changed afterwards.
func (s *State) Add(p *Prepared) (Status, error) {
	if s.barred != nil && s.barred(p.Record.Refs, ownKey(&p.Record)) {
		return Erased, nil
	}
	if p.Record.Key.Kind.HighVolume() {
		return s.addEvent(p)
	}
	key := lowKey(p.Record.Key)
	known, same := false, int32(-1)
	s.versions(key, func(i int32) bool {
		known = true
		if s.rows[i].hash == p.Record.Hash {
			same = i
		}
		return same < 0
	})
	if same >= 0 {
		changed := s.keepEarlier(same, p)
		if changed {
			s.touched.row(same)
		}
		if changed && s.changed.on {
			whole := *p
			whole.Record.ObservedAt, whole.Record.Origin = s.rows[same].seen.time(), s.originOf(same)
			s.changed.records = append(s.changed.records, &whole)
		}
		return Duplicate, nil
	}
	s.note(p)
	if s.changed.on {
		whole := *p
		s.changed.records = append(s.changed.records, &whole)
	}
	if s.changed.raw {
		s.journal(p)
	}
	s.addRow(key, p)
	if known {
		return NewVersion, nil
	}
	return Accepted, nil
}

// Bar refuses from here on the records of whom an erasure has taken out. refuse
// is asked with the join keys of a record, and the key of its account or its
// own; nil refuses nobody.
func (s *State) Bar(refuse func(refs []domain.Ref, own string) bool) { s.barred = refuse }

// ownKey is what a record is kept under where no join key says of whom it is.
func ownKey(r *domain.Record) string {
	if r.Key.Kind.HighVolume() {
		return accountKey(r)
	}
	return r.Key.String()
}

// keepEarlier keeps, of two copies of one version, the earlier observation and
// the place that sorts first, so that the order of files does not matter. It
// reports whether that changed what is kept.
func (s *State) keepEarlier(have int32, dup *Prepared) (changed bool) {
	if at := instantOf(dup.Record.ObservedAt); at.compare(s.rows[have].seen) < 0 {
		s.ownRow(have).seen, changed = at, true
	}
	if o := dup.Record.Origin; compareOrigins(o, s.originOf(have)) < 0 {
		r := s.ownRow(have)
		r.file, r.line, r.offset, changed = s.fileNumber(o), int32(o.Line), o.Offset, true
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
	for i := range s.rows {
		if r := &s.rows[i]; r.at.compare(instantOf(latest)) > 0 && !r.inFuture() {
			latest = r.at.time()
		}
	}
	if s.latest.After(latest) {
		return s.latest
	}
	return latest
}

func (s *State) noteLatest(t time.Time) {
	if t.After(s.latest) {
		s.latest = t
	}
}

// MarkGone notes that a full export no longer carries the record. The first
// export that lacked it counts.
func (s *State) MarkGone(k domain.Key, at time.Time) {
	if was, ok := s.gone[k]; ok && !at.Before(was) {
		return
	}
	s.gone[k] = at
	s.touchKey(k)
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
	s.touchKey(k)
	if s.changed.on {
		s.changed.gone = append(s.changed.gone, Gone{Key: k})
	}
}

// Absent returns the low-volume keys of a source and kind that are not in
// present, sorted.
func (s *State) Absent(source, tenant string, kind domain.Kind, present map[domain.Key]bool) []domain.Key {
	var out []domain.Key
	for i := range int32(len(s.rows)) {
		if s.kindOf(i) != kind || s.systems[s.rows[i].system] != (system{source, tenant}) {
			continue
		}
		if k := s.keyOf(i); !present[k] {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b domain.Key) int { return cmp.Compare(a.ID, b.ID) })
	return slices.Compact(out) // a key with several versions stands in several rows
}

func (s *State) addEvent(p *Prepared) (Status, error) {
	r := &p.Record
	key := eventKey(r)
	fresh, err := s.seen.Add(key)
	if err != nil {
		return 0, fmt.Errorf("remember event %s: %w", r.Key, err)
	}
	if !fresh {
		if s.refer(r) && s.changed.journal {
			s.journal(p)
		}
		return Duplicate, nil
	}
	if s.changed.on {
		a := accountKey(r)
		s.changed.accounts[a] = true
		s.changed.events[a] = append(s.changed.events[a], key)
	}
	if s.changed.journal || s.changed.raw {
		s.journal(p)
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
	if len(s.intern) >= memoLimit {
		clear(s.intern)
	}
	text = string([]byte(text)) // the original may pin a whole batch
	s.intern[text] = text
	return text
}

// Counts returns how many people's keys and folded cells the state holds.
func (s *State) Counts() (records, accounts, cells, events int) {
	for _, a := range s.accounts {
		cells += a.cellsIn()
	}
	return len(s.rows), len(s.accounts), cells, s.seen.Len()
}

// IsWorkMail reports whether an address was given by the employer: some record
// or account joins by it.
func (s *State) IsWorkMail(mail string) bool {
	return s.Knows(domain.Ref{Type: domain.RefWorkMail, Value: mail})
}
