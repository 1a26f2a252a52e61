package engine

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// A journal holds events as they came. An account's folded activity is large
// and changes with every sign-in: a store that acknowledges each keeps the
// journal first and the accounts now and then.

// TrackJournal is [State.Track] for such a store: [State.TakeDelta] returns the
// events as they came, and accounts and event keys wait for [State.TakeFold].
func (s *State) TrackJournal() {
	s.Track()
	s.changed.journal = true
}

// TrackRaw makes the deltas of a tracked state carry every record that was
// accepted, as it came, in Journal: what a lake of raw records takes in.
func (s *State) TrackRaw() { s.changed.raw = true }

// Unfolded returns the keys of the accounts that changed since they were
// taken, sorted.
func (s *State) Unfolded() []string { return sortedKeys(s.changed.accounts) }

// TakeFold returns accounts as they now stand, with the keys of all events in
// them: what a store writes in one transaction, after which the journal says
// nothing new of them. The empty key stands for events without an account.
func (s *State) TakeFold(accounts []string) Delta {
	var d Delta
	for _, key := range accounts {
		if a := s.accounts[key]; a != nil {
			d.Accounts = append(d.Accounts, s.stored(a))
		}
		d.EventKeys = append(d.EventKeys, s.changed.events[key]...)
		delete(s.changed.accounts, key)
		delete(s.changed.events, key)
	}
	return d
}

// Replay takes in events that a journal holds. Those that were folded before
// are known by their keys; other records stand elsewhere and are passed over.
func (s *State) Replay(journal []byte) error {
	on, raw := s.changed.journal, s.changed.raw
	s.changed.journal, s.changed.raw = false, false // they are in the journal already
	defer func() { s.changed.journal, s.changed.raw = on, raw }()
	return ReadJournal(journal, func(p *Prepared) error {
		if !p.Record.Key.Kind.HighVolume() {
			return nil
		}
		if len(s.opened) > restAt {
			s.Rest()
		}
		_, err := s.Add(p)
		return err
	})
}

// ReadJournal calls fn for each record of a journal, in the order in which they
// came.
func ReadJournal(journal []byte, fn func(p *Prepared) error) error {
	for c := (cursor{string(journal)}); c.s != ""; {
		p, err := c.entry()
		if err != nil {
			return err
		}
		if err := fn(&p); err != nil {
			return err
		}
	}
	return nil
}

// entry reads one record of a journal.
func (c *cursor) entry() (p Prepared, err error) {
	defer func() {
		if bad := recover(); bad != nil {
			err = fmt.Errorf("journal is damaged: %v", bad)
		}
	}()
	record := cursor{c.text()}
	if p = record.prepared(); record.s != "" {
		return p, errors.New("journal is damaged: something follows a record")
	}
	return p, nil
}

// restAt bounds how many accounts a long journal opens.
const restAt = 1 << 16

// journal notes a record as it came.
func (s *State) journal(p *Prepared) {
	var event packer
	event.prepared(p)
	s.changed.packed.text(string(event.b))
}

func (p *packer) time(t time.Time) {
	p.fixed(uint64(t.Unix()))
	p.number(uint64(t.Nanosecond()))
}

func (c *cursor) time() time.Time {
	sec := int64(c.fixed())
	return time.Unix(sec, int64(c.number())).UTC()
}

func (p *packer) prepared(x *Prepared) {
	r := &x.Record
	for _, text := range []string{r.Key.Source, r.Key.Tenant, string(r.Key.Kind), r.Key.ID, r.Origin.File, r.Origin.FileHash, string(r.Hash[:])} {
		p.text(text)
	}
	p.time(r.OccurredAt)
	p.time(r.ObservedAt)
	p.number(uint64(r.Origin.Line))
	p.number(uint64(r.Origin.Offset))
	p.refs(r.Refs)
	p.number(uint64(len(r.Values)))
	for i := range r.Values {
		p.value(&r.Values[i])
	}
	p.number(uint64(len(x.Seen)))
	for i := range x.Seen {
		p.seen(&x.Seen[i])
	}
	p.number(uint64(len(x.Refused)))
	for _, f := range x.Refused {
		p.text(string(f.Field))
		p.text(string(f.Reason))
	}
}

func (c *cursor) prepared() (x Prepared) {
	r := &x.Record
	r.Key = domain.Key{Source: c.text(), Tenant: c.text(), Kind: domain.Kind(c.text()), ID: c.text()}
	r.Origin.File, r.Origin.FileHash = c.text(), c.text()
	copy(r.Hash[:], c.text())
	r.OccurredAt, r.ObservedAt = c.time(), c.time()
	r.Origin.Line, r.Origin.Offset = int(c.number()), int64(c.number())
	r.Refs = c.refs()
	for range c.count() {
		r.Values = append(r.Values, c.value())
	}
	for range c.count() {
		x.Seen = append(x.Seen, c.seen())
	}
	for range c.count() {
		x.Refused = append(x.Refused, Refused{domain.Field(c.text()), identifier.Refusal(c.text())})
	}
	return x
}

func (p *packer) refs(refs []domain.Ref) {
	p.number(uint64(len(refs)))
	for _, ref := range refs {
		p.text(string(ref.Type))
		p.text(ref.Value)
	}
}

func (c *cursor) refs() (refs []domain.Ref) {
	n := c.count()
	if n > 0 {
		refs = make([]domain.Ref, 0, n)
	}
	for range n {
		refs = append(refs, domain.Ref{Type: domain.RefType(c.text()), Value: c.text()})
	}
	return refs
}

// What a value carries besides its text.
const (
	valuePlace = 1 << iota
	valuePoint
	valueAddress
	valueBank
)

func (p *packer) value(v *domain.Value) {
	for _, text := range []string{string(v.Field), v.Text, string(v.Role)} {
		p.text(text)
	}
	p.number(uint64(v.Assurance))
	p.time(v.Time)
	p.fixed(math.Float64bits(v.Number))
	p.number(flag(v.Place != nil, valuePlace) | flag(v.Place != nil && v.Place.HasPoint, valuePoint) | flag(v.Address != nil, valueAddress) | flag(v.Bank != nil, valueBank))
	if pl := v.Place; pl != nil {
		for _, text := range []string{pl.City, pl.Region, pl.Country} {
			p.text(text)
		}
		p.fixed(math.Float64bits(pl.Lat))
		p.fixed(math.Float64bits(pl.Lon))
	}
	if a := v.Address; a != nil {
		p.number(uint64(len(a.Lines)))
		for _, text := range slices.Concat(a.Lines, []string{a.City, a.Region, a.PostalCode, a.Country}) {
			p.text(text)
		}
	}
	if b := v.Bank; b != nil {
		for _, text := range []string{b.IBAN, b.Routing, b.Account, b.Country} {
			p.text(text)
		}
	}
}

func (c *cursor) value() domain.Value {
	v := domain.Value{Field: domain.Field(c.text()), Text: c.text(), Role: domain.Role(c.text()),
		Assurance: domain.Assurance(c.number()), Time: c.time(), Number: math.Float64frombits(c.fixed())}
	flags := c.number()
	if flags&valuePlace != 0 {
		v.Place = &domain.Place{City: c.text(), Region: c.text(), Country: c.text(),
			Lat: math.Float64frombits(c.fixed()), Lon: math.Float64frombits(c.fixed()), HasPoint: flags&valuePoint != 0}
	}
	if flags&valueAddress != 0 {
		v.Address = &domain.Address{}
		for range c.count() {
			v.Address.Lines = append(v.Address.Lines, c.text())
		}
		v.Address.City, v.Address.Region, v.Address.PostalCode, v.Address.Country = c.text(), c.text(), c.text(), c.text()
	}
	if flags&valueBank != 0 {
		v.Bank = &domain.BankAccount{IBAN: c.text(), Routing: c.text(), Account: c.text(), Country: c.text()}
	}
	return v
}

func (p *packer) seen(x *Seen) {
	for _, text := range []string{string(x.Identifier.Type), x.Identifier.Key, x.Identifier.Masked, string(x.Role)} {
		p.text(text)
	}
	p.number(uint64(x.Assurance)<<1 | flag(x.Identifier.Documentation, 1))
}

func (c *cursor) seen() Seen {
	x := Seen{Identifier: domain.Identifier{Type: domain.IdentifierType(c.text()), Key: c.text(), Masked: c.text()}, Role: domain.Role(c.text())}
	n := c.number()
	x.Assurance, x.Identifier.Documentation = domain.Assurance(n>>1), n&1 != 0
	return x
}
