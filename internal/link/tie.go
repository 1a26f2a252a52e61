package link

import (
	"cmp"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// buildTies turns shared values into ties, one on either side of each pair.
func buildTies(values []*value, pairs map[pairKey][]*value, opt Options, population int) map[string][]domain.Tie {
	relations := relate(values, pairs, opt)
	ties := map[string][]domain.Tie{}
	for _, v := range values {
		base := weigh(v, population)
		v.eachPair(opt.PairCap, func(a, b *holder) {
			r := relations[pairOf(a.person.ID, b.person.ID)]
			t := domain.Tie{Identifier: v.id, Names: r.names, Household: r.household, Colocated: r.colocated, Persons: len(v.holders)}
			if v.hub != nil && !(v.core[a.person.ID] && v.core[b.person.ID]) {
				t.Hub = v.hub
			} else {
				t.Bits = decay(base, v.id.Type, a.side.Span, b.side.Span)
			}
			ties[a.person.ID] = append(ties[a.person.ID], seenFrom(t, a, b))
			ties[b.person.ID] = append(ties[b.person.ID], seenFrom(t, b, a))
		})
	}
	for id := range ties {
		slices.SortFunc(ties[id], compareTies)
	}
	return ties
}

// relation is what a pair is to each other, apart from any one value.
type relation struct {
	names                domain.NameRelation
	household, colocated bool
}

func relate(values []*value, pairs map[pairKey][]*value, opt Options) map[pairKey]relation {
	byID := map[string]*domain.Person{}
	for _, v := range values {
		for _, h := range v.holders {
			byID[h.person.ID] = h.person
		}
	}
	out := make(map[pairKey]relation, len(pairs))
	for k, shared := range pairs {
		a, b := byID[k.a], byID[k.b]
		out[k] = relation{
			names:     bestNames(a, b, opt.Names),
			household: household(a, b, shared),
			colocated: colocated(a, b, shared),
		}
	}
	return out
}

// bestNames returns the kindest relation between any two names of the pair.
func bestNames(a, b *domain.Person, compare func(a, b string) domain.NameRelation) domain.NameRelation {
	best := domain.NamesUnknown
	rank := map[domain.NameRelation]int{domain.NamesUnknown: 0, domain.NamesDifferent: 1, domain.NamesVariant: 2, domain.NamesSame: 3}
	for _, x := range a.Names {
		for _, y := range b.Names {
			if r := compare(x.Text, y.Text); rank[r] > rank[best] {
				best = r
			}
		}
	}
	return best
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
