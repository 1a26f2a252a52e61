// Package link finds which persons share identifiers, which identifiers are
// hubs that many honest people share, and which persons hold together as a
// ring. It is a pure function of persons and options.
package link

import (
	"cmp"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Options steer linking. The zero value is not useful; see [Defaults].
type Options struct {
	AsOf time.Time
	// Names compares two names; used only to lower suspicion.
	Names func(a, b string) domain.NameRelation
	// KnownHub returns the kind of a place or network that lists or the
	// employer's config name as shared, such as "office" or "vpn-exit".
	KnownHub func(domain.Identifier, time.Time) (kind, why string, ok bool)
	// Building returns the key of a street address without its unit.
	Building func(domain.Identifier) string
	// Victim reports whether a person is the owner of an identity that somebody
	// else used, or of an account that was taken over: in no ring, and joining no
	// two others. Nil is nobody.
	Victim func(person string) bool
	// Population is how many persons the workspace holds; zero means those given.
	// Who shares nothing need not be given.
	Population int
	// PairCap bounds how many persons of one value are compared pair by pair;
	// beyond it everybody is tied to the earliest holder only.
	PairCap int
	// RingCap is the largest ring that is believed; a larger one is cut back to
	// its hard edges.
	RingCap int
}

// Defaults returns the caps used by a scan.
func Defaults() Options { return Options{PairCap: 40, RingCap: 60} }

// Result is everything that linking found, sorted.
type Result struct {
	Ties  map[string][]domain.Tie // by person id
	Edges []domain.Edge           // pairs with at least one non-hub value
	Rings []domain.Ring           // tier empty: detect decides
	Hubs  []domain.Hub
}

// holder is one person's hold on one identifier.
type holder struct {
	person *domain.Person
	side   domain.Side
}

// value is one identifier with all who hold it.
type value struct {
	id      domain.Identifier
	holders []holder // sorted by first sight, then person id
	hub     *domain.Hub
	shown   *domain.Hub // hub, or a flood, which is shown and none
	// core, set on a hub that was flooded, holds those whose hold is recorded:
	// among them the value keeps its weight.
	core  map[string]bool
	named *domain.Hub    // hub, where lists or config name it; kept by an [Index] only
	byID  map[string]int // places in holders, made when an [Index] first asks
	rec   int            // of holders after the first on record, counted when an [Index] first asks; 0 is not yet, n+1 is n
}

// Run links the persons.
func Run(persons []*domain.Person, opt Options) Result {
	values := shared(persons)
	pairs := pairsOf(values, opt.PairCap)
	between := func(a, b string) []*value { return pairs[pairOf(a, b)] }
	hubs := findHubs(values, between, opt)
	ties := buildTies(values, between, opt, bitsFor(max(opt.Population, len(persons))))
	edges := opt.loosen(buildEdges(ties))
	return Result{Ties: ties, Edges: edges, Rings: findRings(edges, smallestKeys(persons), opt.RingCap), Hubs: hubs}
}

// shared returns the identifiers held by at least two persons, sorted.
func shared(persons []*domain.Person) []*value {
	type key struct {
		t domain.IdentifierType
		k string
	}
	first := make(map[key]int32, len(persons)*4) // index of the only holder so far
	index := map[key]*value{}
	for i, p := range persons {
		for j := 0; j < len(p.Observations); {
			o := &p.Observations[j]
			k := key{o.Identifier.Type, o.Identifier.Key}
			end := j + 1
			for end < len(p.Observations) && p.Observations[end].Identifier.Type == k.t && p.Observations[end].Identifier.Key == k.k {
				end++
			}
			v := index[k]
			if v == nil {
				prior, seen := first[k]
				if !seen {
					first[k] = int32(i)
					j = end
					continue
				}
				v = &value{id: o.Identifier}
				h, masked := holderOf(persons[prior], k.t, k.k)
				v.holders, v.id.Masked = append(v.holders, h), max(v.id.Masked, masked)
				index[k] = v
			}
			// Of two ways to mask a value the same one must show in any order.
			v.id.Masked = max(v.id.Masked, o.Identifier.Masked)
			v.holders = append(v.holders, holder{p, sideOf(p.Observations[j:end])})
			j = end
		}
	}
	out := make([]*value, 0, len(index))
	for _, v := range index {
		slices.SortFunc(v.holders, compareHolders)
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b *value) int { return compareIdentifiers(a.id, b.id) })
	return out
}

func holderOf(p *domain.Person, t domain.IdentifierType, k string) (h holder, masked string) {
	var obs []domain.Observation
	for _, o := range p.Observations {
		if o.Identifier.Type == t && o.Identifier.Key == k {
			obs, masked = append(obs, o), max(masked, o.Identifier.Masked)
		}
	}
	return holder{p, sideOf(obs)}, masked
}

// sideOf joins the observations that one person has of one identifier.
func sideOf(obs []domain.Observation) domain.Side {
	var s domain.Side
	for _, o := range obs {
		if !slices.Contains(s.Roles, o.Role) {
			s.Roles = append(s.Roles, o.Role)
		}
		s.Assurance = max(s.Assurance, o.Assurance)
		s.Span.Include(o.Span.First)
		s.Span.Include(o.Span.Last)
		s.Records = append(s.Records, o.Records...)
	}
	slices.Sort(s.Roles)
	slices.SortFunc(s.Records, func(a, b domain.RecordRef) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Origin.File, b.Origin.File), cmp.Compare(a.Origin.Offset, b.Origin.Offset), cmp.Compare(a.Origin.Line, b.Origin.Line))
	})
	s.Records = slices.CompactFunc(s.Records, func(a, b domain.RecordRef) bool { return a.Key == b.Key })
	return s
}

func compareHolders(a, b holder) int {
	return cmp.Or(a.side.Span.First.Compare(b.side.Span.First), cmp.Compare(a.person.ID, b.person.ID))
}

func compareIdentifiers(a, b domain.Identifier) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Key, b.Key))
}

// pairKey names an unordered pair of persons, A before B.
type pairKey struct{ a, b string }

func pairOf(a, b string) pairKey {
	if b < a {
		a, b = b, a
	}
	return pairKey{a, b}
}

// pairsOf lists, per pair of persons, the values they share. A value held by
// more than limit persons ties everybody to its earliest holder instead of
// enumerating every pair.
func pairsOf(values []*value, limit int) map[pairKey][]*value {
	pairs := map[pairKey][]*value{}
	for _, v := range values {
		v.eachPair(limit, func(a, b *holder) {
			k := pairOf(a.person.ID, b.person.ID)
			pairs[k] = append(pairs[k], v)
		})
	}
	return pairs
}

func (v *value) eachPair(limit int, fn func(a, b *holder)) {
	last := len(v.holders)
	if last > limit {
		last = 1
	}
	for i := range last {
		for j := i + 1; j < len(v.holders); j++ {
			fn(&v.holders[i], &v.holders[j])
		}
	}
	if last == 1 {
		v.eachRecordedPair(limit, fn)
	}
}

// eachRecordedPair visits the pairs among those whose hold is recorded, when
// they are few: junk that merely declares a value must not thin them out. The
// earliest holder is skipped as a first member: the star already visits it.
func (v *value) eachRecordedPair(limit int, fn func(a, b *holder)) {
	var rec []*holder
	for i := 1; i < len(v.holders); i++ {
		if v.holders[i].side.Assurance >= domain.Recorded {
			rec = append(rec, &v.holders[i])
		}
	}
	if len(rec) > limit {
		return
	}
	for i := range rec {
		for j := i + 1; j < len(rec); j++ {
			fn(rec[i], rec[j])
		}
	}
}

func smallestKeys(persons []*domain.Person) func(id string) string {
	byID := make(map[string]*domain.Person, len(persons))
	for _, p := range persons {
		byID[p.ID] = p
	}
	return func(id string) string { return smallestKey(byID[id]) }
}

func smallestKey(p *domain.Person) string {
	if len(p.Records) == 0 {
		return p.ID
	}
	smallest := p.Records[0].Key.String()
	for _, r := range p.Records[1:] {
		smallest = min(smallest, r.Key.String())
	}
	return smallest
}
