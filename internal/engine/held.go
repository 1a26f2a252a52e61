package engine

import "github.com/daylight-hq/daylight/internal/domain"

// Held spells out all that the state holds of people, each given as the ids of
// the subjects that are one person, as corrections say that it is read. Somebody
// of whom no subject is known is nil.
func (s *State) Held(cfg Config, people ...[]string) []*domain.Person {
	of := map[string]int{}
	for i, list := range people {
		for _, id := range list {
			of[id] = i
		}
	}
	drafts := make([]*draft, len(people))
	subjects, _, _ := s.subjects(cfg.Join, cfg.Intel.Names)
	var l loaded
	for _, sub := range subjects {
		i, ok := of[sub.id]
		switch {
		case !ok:
		case drafts[i] == nil:
			drafts[i] = s.draft(sub, &l)
		default:
			drafts[i].absorb(s.draft(sub, &l))
		}
	}
	out := make([]*domain.Person, len(people))
	for i, d := range drafts {
		if d != nil {
			s.finish(d)
			out[i] = s.whole(d, true, &speller{})
		}
	}
	return out
}
