package link

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// sharedBetween lists the values that tie two persons, sorted.
type sharedBetween func(a, b string) []*value

// buildTies turns shared values into ties, one on either side of each pair.
func buildTies(values []*value, between sharedBetween, opt Options, population int) map[string][]domain.Tie {
	relations := relations{between: between, names: opt.Names, known: map[pairKey]relation{}}
	ties := map[string][]domain.Tie{}
	for _, v := range values {
		w := weightOf(v, population)
		v.eachPair(opt.PairCap, func(a, b *holder) {
			shared := between(a.person.ID, b.person.ID)
			if !told(v, a, b, shared) {
				return
			}
			t := newTie(v, a, b, w, shared, relations.of(a.person, b.person))
			ties[a.person.ID] = append(ties[a.person.ID], seenFrom(t, a, b))
			ties[b.person.ID] = append(ties[b.person.ID], seenFrom(t, b, a))
		})
	}
	for id := range ties {
		slices.SortFunc(ties[id], compareTies)
	}
	return ties
}

// weight is what a value weighs between any two of its holders, and between two
// whose hold is on record: junk that merely declares a value must not make it
// look common.
type weight struct{ base, onRecord int }

func weightOf(v *value, population int) weight {
	return weight{weigh(v.id.Type, len(v.holders), population), weigh(v.id.Type, len(v.recorded()), population)}
}

// told reports whether a value makes a tie between two holders at all.
func told(v *value, a, b *holder, shared []*value) bool {
	return v.hub == nil || v.core != nil || said(v, a, b, shared)
}

func newTie(v *value, a, b *holder, w weight, shared []*value, r relation) domain.Tie {
	t := domain.Tie{Identifier: v.id, Names: r.names, Household: r.household, Colocated: r.colocated, Persons: len(v.holders)}
	if v.hub != nil && !(v.core[a.person.ID] && v.core[b.person.ID]) {
		t.Hub = v.hub
		return t
	}
	bits := w.base
	if a.side.Assurance >= domain.Recorded && b.side.Assurance >= domain.Recorded {
		bits = w.onRecord
	}
	if corroborated(v, shared) {
		t.Bits = decay(bits, v.id.Type, a.side.Span, b.side.Span)
	}
	return t
}

// said reports whether a hub is to be said between two people: beside a value
// that is none, or, so that everybody who holds a hub is told once, between
// each and the earliest.
func said(v *value, a, b *holder, shared []*value) bool {
	if a == &v.holders[0] || b == &v.holders[0] {
		return true
	}
	return slices.ContainsFunc(shared, func(o *value) bool { return o.hub == nil })
}

// corroborated reports whether a document mark stands for itself or has a
// second one of its kind beside it. A single Word revision id carries 24 random
// bits, and one band of a résumé's signature matches by chance in one pair of a
// hundred: among thousands of résumés one alone is a coincidence.
func corroborated(v *value, shared []*value) bool {
	weak := v.id.Type == domain.ResumeSig || v.id.Type == domain.Lineage && strings.HasPrefix(v.id.Key, "docx-rsid:")
	if !weak {
		return true
	}
	n := 0
	for _, o := range shared {
		if o.id.Type == v.id.Type && o.hub == nil {
			n++
		}
	}
	return n >= 2
}

// relation is what a pair is to each other, apart from any one value.
type relation struct {
	names                domain.NameRelation
	household, colocated bool
}

// relations tells pairs apart when they are first asked about: most pairs of a
// crowd at one hub never are.
type relations struct {
	between sharedBetween
	names   func(a, b string) domain.NameRelation
	known   map[pairKey]relation
}

func (r relations) of(a, b *domain.Person) relation {
	k := pairOf(a.ID, b.ID)
	if have, ok := r.known[k]; ok {
		return have
	}
	if k.a != a.ID {
		a, b = b, a
	}
	shared := r.between(k.a, k.b)
	out := relation{names: bestNames(a, b, r.names), household: household(a, b, shared), colocated: colocated(a, b, shared)}
	if out.names == domain.NamesIncomparable && shareMailbox(shared) {
		out.names = domain.NamesVariant
	}
	r.known[k] = out
	return out
}

// shareMailbox reports whether a pair has one mailbox that is no hub. With names
// in two scripts that cannot be compared they are one human who writes his or
// her name both ways.
func shareMailbox(shared []*value) bool {
	return slices.ContainsFunc(shared, func(v *value) bool { return v.id.Type == domain.Email && v.hub == nil })
}

// bestNames returns the kindest relation between any two names of the pair.
func bestNames(a, b *domain.Person, compare func(a, b string) domain.NameRelation) domain.NameRelation {
	best := domain.NamesUnknown
	for _, x := range a.Names {
		for _, y := range b.Names {
			if r := compare(x.Text, y.Text); rankOf(r) > rankOf(best) {
				best = r
			}
		}
	}
	if best == domain.NamesUnknown && len(a.Names) > 0 && len(b.Names) > 0 {
		return domain.NamesIncomparable
	}
	return best
}

// rankOf orders relations, the kindest highest.
func rankOf(r domain.NameRelation) int {
	switch r {
	case domain.NamesSame:
		return 3
	case domain.NamesVariant:
		return 2
	case domain.NamesDifferent:
		return 1
	}
	return 0
}

// tie is seen from one side by filling in who is self and who is peer.
func seenFrom(t domain.Tie, self, peer *holder) domain.Tie {
	t.Other = peer.person.ID
	t.Self, t.Peer = self.side, peer.side
	first, other := self.side.Span.First, peer.side.Span.First
	t.Raises = peer.side.Assurance >= domain.Recorded || !other.IsZero() && other.Before(first)
	if left := peer.person.Stage.LeftAt; !left.IsZero() && left.Before(firstSight(self, left)) {
		t.PeerLeft = left
	}
	return t
}

// firstSight returns when self was first seen with the value; an undated value
// counts as seen before the peer left.
func firstSight(h *holder, fallback time.Time) time.Time {
	if h.side.Span.First.IsZero() {
		return fallback
	}
	return h.side.Span.First
}

func compareTies(a, b domain.Tie) int {
	return cmp.Or(compareIdentifiers(a.Identifier, b.Identifier), cmp.Compare(a.Other, b.Other))
}
