package link

import (
	"maps"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Index is what linking found, kept current as persons change: after any
// changes it says what [Run] says of the persons as they then are. It is not
// safe for concurrent use, and what it has handed out does not change.
type Index struct {
	opt        Options
	population int // in bits
	values     map[valueKey]*value
	members    map[string]*member
	ties       map[string][]domain.Tie
	edges      map[pairKey]*domain.Edge
	near       map[string]map[string]*domain.Edge // the edges that hold, from either end
	rings      map[string]*domain.Ring            // by member
}

type valueKey struct {
	t   domain.IdentifierType
	key string
}

func keyOf(id domain.Identifier) valueKey { return valueKey{id.Type, id.Key} }

// member is one person with the values that others hold too, sorted.
type member struct {
	person *domain.Person
	values []*value
}

// Change is one person as he or she now is.
type Change struct {
	ID     string
	Person *domain.Person               // nil: there is no such person any more
	Shares func(domain.Identifier) bool // reports whether somebody else holds the value too
}

// Moved says what a change led to, each sorted.
type Moved struct {
	Ties  []string // persons whose ties changed
	Rings []string // persons whose ring changed
}

// NewIndex returns an index of nobody. The population is fixed: weights depend on
// its order of magnitude, so another one needs another index.
func NewIndex(opt Options) *Index {
	return &Index{opt: opt, population: bitsFor(opt.Population), values: map[valueKey]*value{}, members: map[string]*member{},
		ties: map[string][]domain.Tie{}, edges: map[pairKey]*domain.Edge{}, near: map[string]map[string]*domain.Edge{}, rings: map[string]*domain.Ring{}}
}

// Person returns somebody who shares a value, else nil.
func (x *Index) Person(id string) *domain.Person {
	if m := x.members[id]; m != nil {
		return m.person
	}
	return nil
}

// Ties returns the ties of a person.
func (x *Index) Ties(id string) []domain.Tie { return x.ties[id] }

// Ring returns the ring that a person is in, or nil.
func (x *Index) Ring(id string) *domain.Ring { return x.rings[id] }

// Hubs returns the hubs among the values that a person holds.
func (x *Index) Hubs(id string) []*domain.Hub {
	var out []*domain.Hub
	if m := x.members[id]; m != nil {
		for _, v := range m.values {
			if v.shown != nil {
				out = append(out, v.shown)
			}
		}
	}
	return out
}

// Options returns what the index was made with.
func (x *Index) Options() *Options { return &x.opt }

// Result returns everything that stands, sorted.
func (x *Index) Result() Result {
	out := Result{Ties: maps.Clone(x.ties)}
	for _, e := range x.edges {
		out.Edges = append(out.Edges, *e)
	}
	slices.SortFunc(out.Edges, compareEdges)
	seen := map[*domain.Ring]bool{}
	for _, r := range x.rings {
		if !seen[r] {
			seen[r] = true
			out.Rings = append(out.Rings, *r)
		}
	}
	slices.SortFunc(out.Rings, compareRings)
	for _, v := range x.values {
		if v.shown != nil {
			out.Hubs = append(out.Hubs, *v.shown)
		}
	}
	slices.SortFunc(out.Hubs, func(a, b domain.Hub) int { return compareIdentifiers(a.Identifier, b.Identifier) })
	return out
}

// update is one round of changes.
type update struct {
	*Index
	pairs map[pairKey]bool
	heavy map[*value]bool // values whose set or order of holders changed
	asked map[*value]bool // values whose being a hub is to be asked anew
	moves int             // how many persons change
}

// Update takes changes in. Whoever else holds a value that a change first makes
// shared must be among the changes.
func (x *Index) Update(changes []Change) Moved {
	u := &update{Index: x, pairs: map[pairKey]bool{}, heavy: map[*value]bool{}, asked: map[*value]bool{}, moves: len(changes)}
	next := make([][]hold, len(changes))
	for i, c := range changes {
		next[i] = holdsOf(c)
		u.light(c, next[i])
	}
	for i, c := range changes {
		u.structural(c, next[i])
	}
	u.settle()
	u.askHubs()
	return u.redo()
}

// hold is one person's hold on one shared value.
type hold struct {
	id domain.Identifier
	holder
}

// holdsOf lists what a person shares, sorted as observations are.
func holdsOf(c Change) []hold {
	if c.Person == nil {
		return nil
	}
	var out []hold
	obs := c.Person.Observations
	for i := 0; i < len(obs); {
		id, end := obs[i].Identifier, i+1
		for end < len(obs) && compareIdentifiers(obs[end].Identifier, id) == 0 {
			id.Masked = max(id.Masked, obs[end].Identifier.Masked)
			end++
		}
		if c.Shares(id) {
			// Records may be appended to: each side has its own.
			out = append(out, hold{id, holder{c.Person, sideOf(obs[i:end])}})
		}
		i = end
	}
	return out
}

// light replaces what a person holds where that moves nobody in the order of
// holders, and marks the pairs that the person has ties with. Nothing else depends
// on it: a later last sight makes no tie and ends none.
func (u *update) light(c Change, next []hold) {
	m := u.members[c.ID]
	if m == nil {
		return
	}
	for _, t := range u.ties[c.ID] {
		u.pairs[pairOf(c.ID, t.Other)] = true
	}
	for _, v := range m.values {
		at, found := slices.BinarySearchFunc(next, v.id, func(h hold, id domain.Identifier) int { return compareIdentifiers(h.id, id) })
		if !found {
			continue
		}
		if i := v.place(c.ID); alike(v, &v.holders[i], &next[at]) {
			v.holders[i] = next[at].holder
			if i == len(v.holders)-1 && !sameHub(knownHub(v, u.opt), v.named) {
				u.asked[v] = true // lists are asked about the day of the last
			}
		}
	}
}

// alike reports whether a hold is the same but for its last sight and its
// records.
func alike(v *value, old *holder, now *hold) bool {
	return old.side.Span.First.Equal(now.side.Span.First) && old.side.Assurance == now.side.Assurance && now.id.Masked == v.id.Masked
}

// structural takes in what moves somebody in the order of holders.
func (u *update) structural(c Change, next []hold) {
	m := u.members[c.ID]
	if m == nil {
		m = &member{}
	}
	moved := false
	for _, v := range m.values {
		at, found := slices.BinarySearchFunc(next, v.id, func(h hold, id domain.Identifier) int { return compareIdentifiers(h.id, id) })
		i := v.place(c.ID)
		if found && v.holders[i].person == c.Person { // taken in by light
			continue
		}
		moved = true
		u.weigh(v)
		if found {
			v.holders[i] = next[at].holder
			v.id.Masked = max(v.id.Masked, next[at].id.Masked)
			continue
		}
		v.holders = slices.Delete(v.holders, i, i+1)
		v.byID = nil
	}
	old := m.values
	m.person, m.values = c.Person, make([]*value, 0, len(next))
	for _, h := range next {
		v := u.values[keyOf(h.id)]
		if v == nil {
			v = &value{id: h.id}
			u.values[keyOf(h.id)] = v
		}
		if _, had := slices.BinarySearchFunc(old, h.id, func(v *value, id domain.Identifier) int { return compareIdentifiers(v.id, id) }); !had {
			moved = true
			u.weigh(v)
			v.holders = append(v.holders, h.holder)
			v.byID = nil
		}
		m.values = append(m.values, v)
	}
	if moved {
		for _, v := range slices.Concat(old, m.values) {
			u.ask(v)
		}
	}
	if len(next) == 0 {
		delete(u.members, c.ID)
	} else {
		u.members[c.ID] = m
	}
}

// weigh marks a value as changed for all who hold it.
func (u *update) weigh(v *value) {
	if u.heavy[v] {
		return
	}
	u.heavy[v], u.asked[v] = true, true
	u.touchAll(v)
}

func (u *update) touchAll(v *value) {
	v.eachPair(u.opt.PairCap, func(a, b *holder) { u.pairs[pairOf(a.person.ID, b.person.ID)] = true })
}

// ask has it asked anew whether a value is a hub, where it has the degree.
func (u *update) ask(v *value) {
	if from := rules[v.id.Type].hubFrom; from > 0 && len(v.holders) >= from {
		u.asked[v] = true
	}
}

// settle sorts the holders of changed values and drops what nobody shares any
// more. How alike the holders of other values are may depend on these.
func (u *update) settle() {
	for v := range u.heavy {
		if len(v.holders) < 2 {
			u.drop(v)
			continue
		}
		slices.SortFunc(v.holders, compareHolders)
		v.byID, v.rec = nil, 0
		v.id.Masked = v.masked()
		u.touchAll(v)
	}
	for v := range u.heavy {
		// Only what makes people alike counts, and only while few hold it; see [personal].
		if r := rules[v.id.Type]; r.hard && !r.physical && len(v.holders) <= r.hubFrom+u.moves {
			for i := range v.holders {
				for _, other := range u.members[v.holders[i].person.ID].values {
					u.ask(other)
				}
			}
		}
	}
}

func (u *update) drop(v *value) {
	for _, h := range v.holders {
		m := u.members[h.person.ID]
		m.values = slices.DeleteFunc(slices.Clone(m.values), func(o *value) bool { return o == v })
		for _, other := range m.values {
			u.ask(other)
		}
		if len(m.values) == 0 {
			delete(u.members, h.person.ID)
		}
	}
	v.holders = nil
	delete(u.values, keyOf(v.id))
	delete(u.asked, v)
}

// masked returns how a value is shown: of two ways to mask it the same one must
// show in any order.
func (v *value) masked() string {
	out := ""
	for _, h := range v.holders {
		for i := range h.person.Observations {
			if id := &h.person.Observations[i].Identifier; id.Type == v.id.Type && id.Key == v.id.Key {
				out = max(out, id.Masked)
			}
		}
	}
	return out
}

// askHubs asks of each value in doubt whether it is a hub. That depends on
// holders and on how many hold what else they share, never on other hubs, so
// one round is enough.
func (u *update) askHubs() {
	for v := range u.asked {
		if len(v.holders) < 2 {
			continue
		}
		v.named = knownHub(v, u.opt)
		shown, hub, core := hubbed(v, u.between, u.opt)
		if sameHub(shown, v.shown) && sameHub(hub, v.hub) && (core == nil) == (v.core == nil) && maps.Equal(core, v.core) {
			continue
		}
		v.shown, v.hub, v.core = shown, hub, core
		u.touchAll(v)
	}
}

func sameHub(a, b *domain.Hub) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// place returns where a holder stands.
func (v *value) place(id string) int {
	if len(v.holders) <= 8 {
		return slices.IndexFunc(v.holders, func(h holder) bool { return h.person.ID == id })
	}
	if v.byID == nil {
		v.byID = make(map[string]int, len(v.holders))
		for i := range v.holders {
			v.byID[v.holders[i].person.ID] = i
		}
	}
	return v.byID[id]
}

// between lists what ties two persons, as [pairsOf] does for all.
func (x *Index) between(a, b string) []*value {
	m, n := x.members[a], x.members[b]
	if m == nil || n == nil {
		return nil
	}
	var out []*value
	for i, j := 0, 0; i < len(m.values) && j < len(n.values); {
		switch c := compareIdentifiers(m.values[i].id, n.values[j].id); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			if v := m.values[i]; v.visits(v.place(a), v.place(b), x.opt.PairCap) {
				out = append(out, v)
			}
			i, j = i+1, j+1
		}
	}
	return out
}

// visits reports whether [value.eachPair] visits two holders.
func (v *value) visits(i, j, limit int) bool {
	if len(v.holders) <= limit || i == 0 || j == 0 {
		return true
	}
	if v.holders[i].side.Assurance < domain.Recorded || v.holders[j].side.Assurance < domain.Recorded {
		return false
	}
	if v.rec == 0 {
		v.rec = 1
		for k := 1; k < len(v.holders); k++ {
			if v.holders[k].side.Assurance >= domain.Recorded {
				v.rec++
			}
		}
	}
	return v.rec-1 <= limit
}

// Fits reports whether a population weighs as the one that the index was made
// for.
func (x *Index) Fits(population int) bool { return bitsFor(population) == x.population }
