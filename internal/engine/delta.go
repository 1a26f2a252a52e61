package engine

import (
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Delta is what changed in a state since the last one was taken; a store
// writes it in one transaction together with how far the import has come.
type Delta struct {
	Records   []*Prepared
	Accounts  []Account
	EventKeys []domain.Hash
	Gone      []Gone
	Fixes     []Correction
	// Journal holds events as they came, instead of the two (see
	// [State.TrackJournal]), or every record as it came (see [State.TrackRaw]).
	Journal []byte
}

// Account is the folded activity of one account, whole.
type Account struct {
	Key          string
	Refs         []domain.Ref
	Cells        []domain.Activity
	Observations []domain.Observation
	Latest       time.Time      // of its events that do not lie in the future
	Fields       []domain.Field // that its events were the first to carry; kind:field but for sign-ins
	Refused      []RefusedCount
}

// text writes what an account's events carry as stores keep it. Those of sign-ins
// stand alone, as all did when there was no other kind.
func (h have) text() domain.Field {
	if h.kind == domain.KindSignIn {
		return h.field
	}
	return domain.Field(string(h.kind) + ":" + string(h.field))
}

func haveOf(text domain.Field) have {
	if kind, field, ok := strings.Cut(string(text), ":"); ok {
		return have{domain.Kind(kind), domain.Field(field)}
	}
	return have{domain.KindSignIn, text}
}

// Gone says that a full export no longer carried a record, or, with a zero
// time, that an export carries it again.
type Gone struct {
	Key domain.Key
	At  int64 // Unix seconds
}

// changes collects keys of what changed, when tracking is on.
type changes struct {
	on       bool
	records  []*Prepared
	accounts map[string]bool
	events   map[string][]domain.Hash // by account; "" for those of none
	gone     []Gone
	fixes    []Correction
	journal  bool
	raw      bool
	packed   packer // what journal and raw ask for
}

// Track starts collecting changes for [State.TakeDelta].
func (s *State) Track() {
	s.changed = changes{on: true, accounts: map[string]bool{}, events: map[string][]domain.Hash{}}
}

// TakeDelta returns what changed since the last call, sorted, and forgets it.
func (s *State) TakeDelta() Delta {
	var d Delta
	if !s.changed.journal {
		d = s.TakeFold(s.Unfolded())
	}
	d.Journal, s.changed.packed = s.changed.packed.b, packer{}
	d.Records, d.Gone, d.Fixes = s.changed.records, s.changed.gone, s.changed.fixes
	s.changed.records, s.changed.gone, s.changed.fixes = nil, nil, nil
	return d
}

// RestoreRecord puts a stored record back.
func (s *State) RestoreRecord(p *Prepared) {
	s.note(p)
	s.addRow(lowKey(p.Record.Key), p)
}

// RestoreAccount puts a stored account back.
func (s *State) RestoreAccount(in Account) {
	for _, f := range in.Fields {
		s.have[haveOf(f)] = true
	}
	for _, r := range in.Refused {
		s.refused[r.Refused] += r.Count
	}
	if s.accounts[in.Key] == nil {
		addHash(&s.sum, hashPair("account", in.Key))
	}
	a := s.restore(&in)
	s.accounts[a.key] = a
	s.noteLatest(a.latest)
}

// RestoreEventKey remembers the key of an event that was folded before.
func (s *State) RestoreEventKey(k domain.Hash) error {
	_, err := s.seen.Add(k)
	return err
}
