package link_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

// crowd is who holds what, as the engine knows it.
type crowd map[string]*domain.Person

func (c crowd) holders(id domain.Identifier) (out []string) {
	for _, p := range c {
		for _, o := range p.Observations {
			if o.Identifier.Type == id.Type && o.Identifier.Key == id.Key {
				out = append(out, p.ID)
				break
			}
		}
	}
	return out
}

// replace takes persons in and lists the changes that an index is to be told.
func (c crowd) replace(next []*domain.Person, gone []string) []link.Change {
	told := map[string]bool{}
	for _, id := range gone {
		delete(c, id)
		told[id] = true
	}
	for _, p := range next {
		c[p.ID] = p
		told[p.ID] = true
	}
	for _, p := range next {
		for _, o := range p.Observations {
			for _, other := range c.holders(o.Identifier) {
				told[other] = true
			}
		}
	}
	var out []link.Change
	for id := range told {
		out = append(out, link.Change{ID: id, Person: c[id], Shares: func(id domain.Identifier) bool { return len(c.holders(id)) > 1 }})
	}
	return out
}

// TestIndex holds an index to what linking everybody anew says.
func TestIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opt := options()
		opt.Population = 1000
		opt.PairCap, opt.RingCap = rapid.IntRange(2, 12).Draw(t, "pair cap"), rapid.IntRange(3, 60).Draw(t, "ring cap")
		x, all := link.NewIndex(opt), crowd{}
		for range rapid.IntRange(1, 5).Draw(t, "rounds") {
			drawn := persons(t)
			var next []*domain.Person
			var gone []string
			for _, p := range drawn {
				switch rapid.IntRange(0, 9).Draw(t, "becomes") {
				case 0, 1, 2:
				case 3:
					gone = append(gone, p.ID)
				case 4:
					if old := all[p.ID]; old != nil { // seen again: nothing but the last sight moves
						next = append(next, later(old))
					}
				default:
					next = append(next, p)
				}
			}
			x.Update(all.replace(next, gone))
			var whole []*domain.Person
			for i := range 31 {
				if p := all[person(i).ID]; p != nil {
					whole = append(whole, p)
				}
			}
			if diff := cmp.Diff(link.Run(whole, opt), x.Result(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("an index differs from linking anew (-want +got):\n%s", diff)
			}
		}
	})
}

func later(p *domain.Person) *domain.Person {
	next := *p
	next.Observations = nil
	for _, o := range p.Observations {
		o.Span.Last = o.Span.Last.AddDate(0, 0, 1)
		next.Observations = append(next.Observations, o)
	}
	return &next
}
