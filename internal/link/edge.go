package link

import (
	"cmp"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// buildEdges joins a pair's ties into one edge. Ties between persons whose
// names are compatible are no edge: they are probably one human who applied
// twice, and ties within a household are none either.
func buildEdges(ties map[string][]domain.Tie) []domain.Edge {
	byPair := map[pairKey]*domain.Edge{}
	for id, list := range ties {
		for _, t := range list {
			if id > t.Other || sameHuman(t.Names) || t.Household {
				continue
			}
			k := pairKey{id, t.Other}
			e := byPair[k]
			if e == nil {
				e = &domain.Edge{A: k.a, B: k.b}
				byPair[k] = e
			}
			e.Shared = append(e.Shared, sharedBy(t))
		}
	}
	var out []domain.Edge
	for _, e := range byPair {
		if finish(e) {
			out = append(out, *e)
		}
	}
	slices.SortFunc(out, compareEdges)
	return out
}

// Edges returns the edges that ties make, by their ends. Of each pair the ties of
// the one whose id comes first count.
func (opt *Options) Edges(ties map[string][]domain.Tie) []domain.Edge {
	return opt.loosen(buildEdges(ties))
}

// loosen lets no edge of a victim hold a ring.
func (opt *Options) loosen(edges []domain.Edge) []domain.Edge {
	if opt.Victim == nil {
		return edges
	}
	for i := range edges {
		if e := &edges[i]; opt.Victim(e.A) || opt.Victim(e.B) {
			e.Holds = false
		}
	}
	return edges
}

func compareEdges(a, b domain.Edge) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) }

func sameHuman(r domain.NameRelation) bool {
	return r == domain.NamesSame || r == domain.NamesVariant
}

func sharedBy(t domain.Tie) domain.SharedBy {
	recorded := t.Self.Assurance >= domain.Recorded && t.Peer.Assurance >= domain.Recorded
	records := slices.Concat(t.Self.Records, t.Peer.Records)
	return domain.SharedBy{
		Identifier: t.Identifier, RolesA: t.Self.Roles, RolesB: t.Peer.Roles,
		Family: t.Identifier.Type.Family(), Bits: t.Bits, Hub: t.Hub != nil,
		Recorded: recorded, Records: records,
	}
}

// finish weighs an edge and decides whether it can hold a ring: one hard value
// recorded on both sides, or two families of which one is recorded on both, so
// that nobody is drawn into a ring by what somebody else typed. It returns
// false for an edge that rests on hubs only.
func finish(e *domain.Edge) bool {
	slices.SortFunc(e.Shared, func(a, b domain.SharedBy) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), compareIdentifiers(a.Identifier, b.Identifier))
	})
	e.Bits = familyBits(e.Shared)
	recorded := false
	for _, s := range e.Shared {
		if s.Hub || s.Bits == 0 || !s.Recorded {
			continue
		}
		recorded = true
		if hardTie(s) {
			e.Hard = true
		}
	}
	e.Holds = e.Hard || recorded && len(families(e.Shared)) >= 2
	return e.Bits > 0
}

// hardTie reports whether a value that both hold on record is worth a look by
// itself. A home address that both merely live at is not; the address to which
// both had equipment sent is.
func hardTie(s domain.SharedBy) bool {
	if !rules[s.Identifier.Type].hard || s.Bits < rules[s.Identifier.Type].capBits/2 {
		return false
	}
	if s.Identifier.Type == domain.Postal {
		return slices.Contains(s.RolesA, domain.RoleShipTo) && slices.Contains(s.RolesB, domain.RoleShipTo)
	}
	return true
}
