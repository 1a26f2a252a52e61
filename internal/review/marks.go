package review

import (
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// MarkSet is who was found to be a victim in a workspace, and what of theirs
// was misused. The functions answer from keyed hashes.
type MarkSet struct {
	Victim  func(person string) bool // by person id
	Misused func(domain.Identifier) bool
	Empty   bool
}

func (k Mark) equal(o Mark) bool {
	return k.Person == o.Person && k.Kind == o.Kind && k.Decision == o.Decision && slices.Equal(k.Identifiers, o.Identifiers)
}

// KnownHub makes misused identifiers hubs: shown, with no weight, and never an
// edge. It asks next for all others; next may be nil.
func (m *MarkSet) KnownHub(next func(domain.Identifier, time.Time) (kind, why string, ok bool)) func(domain.Identifier, time.Time) (string, string, bool) {
	if m.Empty && next != nil {
		return next
	}
	return func(id domain.Identifier, at time.Time) (string, string, bool) {
		if m.Misused(id) {
			return "misused", "it belongs to somebody whose identity was misused, and speaks against nobody", true
		}
		if next == nil {
			return "", "", false
		}
		return next(id, at)
	}
}

// Rings takes victims out of rings, with the edges that led to them. A ring of
// fewer than two members is none.
func (m *MarkSet) Rings(rings []domain.Ring) []domain.Ring {
	if m.Empty {
		return rings
	}
	var out []domain.Ring
	for _, r := range rings {
		if !slices.ContainsFunc(r.Members, m.Victim) {
			out = append(out, r)
			continue
		}
		var members []string
		for _, id := range r.Members {
			if !m.Victim(id) {
				members = append(members, id)
			}
		}
		edges := slices.DeleteFunc(slices.Clone(r.Edges), func(e domain.Edge) bool { return m.Victim(e.A) || m.Victim(e.B) })
		out = append(out, parts(r, members, edges)...)
	}
	return out
}

// parts splits what is left of a ring into what still hangs together. The
// first part keeps the id; others are told apart by their first member.
func parts(r domain.Ring, members []string, edges []domain.Edge) []domain.Ring {
	var out []domain.Ring
	left := slices.Clone(members)
	for len(left) > 0 {
		group := []string{left[0]}
		for i := 0; i < len(group); i++ {
			for _, e := range edges {
				for _, pair := range [][2]string{{e.A, e.B}, {e.B, e.A}} {
					if e.Holds && pair[0] == group[i] && !slices.Contains(group, pair[1]) {
						group = append(group, pair[1])
					}
				}
			}
		}
		left = slices.DeleteFunc(left, func(id string) bool { return slices.Contains(group, id) })
		if len(group) < 2 {
			continue
		}
		slices.Sort(group)
		part := domain.Ring{ID: r.ID, Members: group, Tier: r.Tier}
		if len(out) > 0 {
			part.ID = r.ID + "-" + group[0]
		}
		for _, e := range edges {
			if slices.Contains(group, e.A) && slices.Contains(group, e.B) {
				part.Core = append(part.Core, len(part.Edges))
				part.Edges = append(part.Edges, e)
			}
		}
		out = append(out, part)
	}
	return out
}

// lower turns findings that rest on misused identifiers alone into context.
func (m *MarkSet) lower(f domain.Finding) domain.Finding {
	if m.Empty || f.Outcome != domain.Hit {
		return f
	}
	values := 0
	for _, e := range f.Evidence {
		if e.Value != nil {
			if values++; !m.Misused(e.Value.Identifier) {
				return f
			}
		}
	}
	if values > 0 {
		f.Strength, f.Bits = domain.Context, 0
		f.Lowered = "the shared value belongs to somebody whose identity was misused"
	}
	return f
}
