package engine

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// account is one account at the identity provider and what its events fold to.
// Most accounts of a large company are quiet: they lie packed in one text, which
// the collector need not walk through, and are opened when an event comes in.
type account struct {
	key    string
	nums   []int32 // numbers of refs
	ids    []int32 // numbers of the identifiers that it showed, each once a role
	packed string  // its activity; "" while open
	open   *activity

	epoch   int             // of the state when it was made or copied
	latest  time.Time       // of its events that do not lie in the future
	fields  []have          // that its events were the first to carry
	refused map[Refused]int // of its events; nil for none
}

// activity is what an account's events fold to, as they change it.
type activity struct {
	cells few[domain.ActivityKey, domain.Activity]
	obs   few[obsKey, domain.Observation]

	// Where and with what the account was seen last, to find both again.
	last    whereabouts
	current *domain.Activity
	recent  []*domain.Observation
}

func newActivity() *activity {
	return &activity{cells: few[domain.ActivityKey, domain.Activity]{of: func(c *domain.Activity) domain.ActivityKey { return c.ActivityKey }},
		obs: few[obsKey, domain.Observation]{of: keyOfObservation}}
}

type obsKey struct {
	t    domain.IdentifierType
	key  string
	role domain.Role
}

func keyOfObservation(o *domain.Observation) obsKey {
	return obsKey{o.Identifier.Type, o.Identifier.Key, o.Role}
}

// few finds things by key. Most accounts hold two or three, some thousands.
type few[K comparable, V any] struct {
	list  []*V
	of    func(*V) K
	index map[K]*V // of all, once there are many
}

const many = 16

func (f *few[K, V]) get(k K) *V {
	if f.index != nil {
		return f.index[k]
	}
	for _, v := range f.list {
		if f.of(v) == k {
			return v
		}
	}
	return nil
}

// add takes in what is not there yet.
func (f *few[K, V]) add(v *V) {
	f.list = append(f.list, v)
	switch {
	case f.index != nil:
		f.index[f.of(v)] = v
	case len(f.list) > many:
		f.index = make(map[K]*V, 2*many)
		for _, v := range f.list {
			f.index[f.of(v)] = v
		}
	}
}

// own returns the account to change: one that a snapshot reads is copied first.
func (s *State) own(a *account) *account {
	if a.epoch != s.epoch {
		c := *a
		c.epoch, c.nums, c.ids, c.fields, c.refused = s.epoch, slices.Clone(a.nums), slices.Clone(a.ids), slices.Clone(a.fields), maps.Clone(a.refused)
		if a.open != nil {
			c.packed, c.open = s.packActivity(a.open), nil
		}
		a = &c
		s.accounts[a.key] = a
	}
	if a.open == nil {
		a.open, a.packed = s.unpack(a.packed), ""
		s.opened = append(s.opened, a)
	}
	return a
}

// rest packs an account, unless a snapshot reads it as it is.
func (s *State) rest(a *account) {
	if a.open == nil || a.epoch != s.epoch {
		return
	}
	a.packed, a.open = s.packActivity(a.open), nil
	a.nums, a.ids = slices.Clip(a.nums), slices.Clip(a.ids)
}

// Rest packs the accounts that were opened since the last call. Whoever keeps a
// state for long calls it after each group of records.
func (s *State) Rest() {
	for _, a := range s.opened {
		s.rest(a)
	}
	clear(s.opened)
	s.opened = s.opened[:0]
}

// activityOf returns what an account's events fold to. It is the account's own
// while that is open, else a copy.
func (s *State) activityOf(a *account) *activity {
	if a.open != nil {
		return a.open
	}
	return s.unpack(a.packed)
}

// restore makes the account that was stored. It keeps no text of in, which may be
// part of a larger one.
func (s *State) restore(in *Account) *account {
	a := &account{key: strings.Clone(in.Key), epoch: s.epoch, latest: in.Latest, nums: make([]int32, len(in.Refs)), ids: make([]int32, len(in.Observations))}
	for i, r := range in.Refs {
		a.nums[i] = s.refs.number(r)
	}
	for i := range in.Observations {
		a.ids[i] = s.ids.number(in.Observations[i].Identifier)
	}
	for _, f := range in.Fields {
		h := haveOf(f)
		a.fields = append(a.fields, have{domain.Kind(s.in(string(h.kind))), domain.Field(s.in(string(h.field)))})
	}
	for _, r := range in.Refused {
		if a.refused == nil {
			a.refused = map[Refused]int{}
		}
		a.refused[r.Refused] = r.Count
	}
	s.pack.b = s.pack.b[:0]
	p := activityPacker{packer: &s.pack, to: stateWords{s}}
	p.all(in.Cells, in.Observations)
	a.packed = string(p.b)
	return a
}

func (s *State) packActivity(x *activity) string {
	s.rowTable.pack.b = s.rowTable.pack.b[:0]
	p := activityPacker{packer: &s.rowTable.pack, to: stateWords{s}}
	p.number(uint64(len(x.cells.list)))
	for _, c := range x.cells.list {
		p.cell(c)
	}
	p.number(uint64(len(x.obs.list)))
	for _, o := range x.obs.list {
		p.observation(o)
	}
	return string(p.b)
}

// unpack reads an account's activity back. Its texts share the packed one.
func (s *State) unpack(packed string) *activity {
	x := newActivity()
	if packed == "" {
		return x
	}
	c := activityCursor{cursor: cursor{packed}, from: stateWords{s}}
	cells, obs := c.all()
	x.cells.list, x.obs.list = make([]*domain.Activity, 0, len(cells)), make([]*domain.Observation, 0, len(obs))
	for i := range cells {
		x.cells.add(&cells[i])
	}
	for i := range obs {
		x.obs.add(&obs[i])
	}
	return x
}

// cellsIn counts an account's cells.
func (a *account) cellsIn() int {
	if a.open != nil {
		return len(a.open.cells.list)
	}
	c := cursor{a.packed}
	return int(c.number())
}

// stored returns an account as a store keeps it.
func (s *State) stored(a *account) Account {
	out := Account{Key: a.key, Latest: a.latest, Refused: refusedCounts(a.refused)}
	for _, h := range a.fields {
		out.Fields = append(out.Fields, h.text())
	}
	for _, n := range a.nums {
		out.Refs = append(out.Refs, s.refs.ref(n))
	}
	slices.SortFunc(out.Refs, compareRefs)
	x := s.activityOf(a)
	for _, c := range x.cells.list {
		if !a.keeps(c) {
			continue
		}
		whole := *c
		whole.Days = slices.Clone(c.Days)
		out.Cells = append(out.Cells, whole)
	}
	slices.SortFunc(out.Cells, func(x, y domain.Activity) int { return compareCells(&x, &y) })
	for _, o := range x.obs.list {
		whole := *o
		whole.Records = slices.Clone(o.Records)
		out.Observations = append(out.Observations, whole)
	}
	slices.SortFunc(out.Observations, func(x, y domain.Observation) int {
		return cmp.Or(cmp.Compare(x.Identifier.Type, y.Identifier.Type), cmp.Compare(x.Identifier.Key, y.Identifier.Key), cmp.Compare(x.Role, y.Role))
	})
	return out
}
