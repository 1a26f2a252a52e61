package engine

import (
	"cmp"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Delta is what changed in a state since the last one was taken; a store
// writes it in one transaction together with how far the import has come.
type Delta struct {
	Records   []*Prepared
	Accounts  []Account
	EventKeys []domain.Hash
	Gone      []Gone
}

// Account is the folded activity of one account, whole.
type Account struct {
	Key          string
	Refs         []domain.Ref
	Cells        []domain.Activity
	Observations []domain.Observation
}

// Gone says that a full export no longer carried a record.
type Gone struct {
	Key domain.Key
	At  int64 // Unix seconds
}

// changes collects keys of what changed, when tracking is on.
type changes struct {
	on       bool
	records  []*Prepared
	accounts map[string]bool
	events   []domain.Hash
	gone     []Gone
}

// Track starts collecting changes for [State.TakeDelta].
func (s *State) Track() { s.changed = changes{on: true, accounts: map[string]bool{}} }

// TakeDelta returns what changed since the last call, sorted, and forgets it.
func (s *State) TakeDelta() Delta {
	d := Delta{Records: s.changed.records, EventKeys: s.changed.events, Gone: s.changed.gone}
	for _, key := range sortedKeys(s.changed.accounts) {
		d.Accounts = append(d.Accounts, s.accounts[key].snapshot())
	}
	s.Track()
	return d
}

func (a *account) snapshot() Account {
	out := Account{Key: a.key, Refs: slices.Clone(a.refs)}
	slices.SortFunc(out.Refs, compareRefs)
	for _, c := range a.cells {
		out.Cells = append(out.Cells, *c)
	}
	slices.SortFunc(out.Cells, func(x, y domain.Activity) int { return compareCells(&x, &y) })
	for _, o := range a.obs {
		out.Observations = append(out.Observations, *o)
	}
	slices.SortFunc(out.Observations, func(x, y domain.Observation) int {
		return cmp.Or(cmp.Compare(x.Identifier.Type, y.Identifier.Type), cmp.Compare(x.Identifier.Key, y.Identifier.Key), cmp.Compare(x.Role, y.Role))
	})
	return out
}

// RestoreRecord puts a stored record back.
func (s *State) RestoreRecord(p *Prepared) {
	key := lowKey(p.Record.Key)
	s.note(p)
	versions := append(s.low[key], s.compact(p))
	slices.SortFunc(versions, compareVersions)
	s.low[key] = versions
}

// RestoreAccount puts a stored account back.
func (s *State) RestoreAccount(in Account) {
	a := &account{key: in.Key, refs: in.Refs, cells: map[domain.ActivityKey]*domain.Activity{}, obs: map[obsKey]*domain.Observation{}}
	for _, c := range in.Cells {
		a.cells[c.ActivityKey] = &c
		if c.Last.At.After(s.latest) {
			s.latest = c.Last.At
		}
		s.restoreHave(&c)
	}
	for _, o := range in.Observations {
		a.obs[obsKey{o.Identifier.Type, o.Identifier.Key, o.Role}] = &o
		if f, ok := eventFields[o.Identifier.Type]; ok {
			s.have[have{domain.KindSignIn, f}] = true
		}
	}
	s.accounts[in.Key] = a
}

// RestoreEventKey remembers the key of an event that was folded before.
func (s *State) RestoreEventKey(k domain.Hash) error {
	_, err := s.seen.Add(k)
	return err
}

// eventFields are the fields behind the identifiers that events carry.
var eventFields = map[domain.IdentifierType]domain.Field{
	domain.PublicIP: domain.FieldPublicIP, domain.DeviceToken: domain.FieldDeviceToken,
	domain.DeviceID: domain.FieldDeviceID, domain.Fingerprint: domain.FieldFingerprint,
}

// restoreHave notes what a folded cell shows its events to have carried.
func (s *State) restoreHave(c *domain.Activity) {
	carried := map[domain.Field]bool{
		domain.FieldPlace: c.Place != "", domain.FieldASN: c.ASN != 0,
		domain.FieldProxy: c.Proxy, domain.FieldTunnel: c.Tunnel != "",
		domain.FieldApp: slices.ContainsFunc(c.Days, func(d domain.ActiveDay) bool { return d.Payroll }),
	}
	for f, ok := range carried {
		if ok {
			s.have[have{c.Kind, f}] = true
		}
	}
}
