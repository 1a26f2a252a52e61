package link

import (
	"maps"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// redo makes the ties and edges of all marked pairs anew, and the rings that
// their ends are in.
func (u *update) redo() Moved {
	with := map[string]map[string]bool{}
	mark := func(a, b string) {
		if with[a] == nil {
			with[a] = map[string]bool{}
		}
		with[a][b] = true
	}
	for p := range u.pairs {
		mark(p.a, p.b)
		mark(p.b, p.a)
	}
	made := map[string][]domain.Tie{}
	rel := relations{between: u.between, names: u.opt.Names, known: map[pairKey]relation{}}
	weights := map[*value]weight{}
	ends := map[string]bool{}
	for p := range u.pairs {
		a, b := u.tie(p, rel, weights)
		made[p.a], made[p.b] = append(made[p.a], a...), append(made[p.b], b...)
		if u.edge(p, a) {
			ends[p.a], ends[p.b] = true, true
		}
	}
	for id, others := range with {
		kept := slices.DeleteFunc(slices.Clone(u.ties[id]), func(t domain.Tie) bool { return others[t.Other] })
		kept = append(kept, made[id]...)
		if len(kept) == 0 {
			delete(u.ties, id)
			continue
		}
		slices.SortFunc(kept, compareTies)
		u.ties[id] = kept
	}
	return Moved{Ties: slices.Sorted(maps.Keys(with)), Rings: u.ring(ends)}
}

// tie makes the ties of one pair, from either side.
func (u *update) tie(p pairKey, rel relations, weights map[*value]weight) (fromA, fromB []domain.Tie) {
	shared := u.between(p.a, p.b)
	for _, v := range shared {
		i, j := v.place(p.a), v.place(p.b)
		a, b := &v.holders[i], &v.holders[j]
		if !told(v, a, b, shared) {
			continue
		}
		w, ok := weights[v]
		if !ok {
			w = weightOf(v, u.population)
			weights[v] = w
		}
		t := newTie(v, a, b, w, shared, rel.of(a.person, b.person))
		fromA, fromB = append(fromA, seenFrom(t, a, b)), append(fromB, seenFrom(t, b, a))
	}
	return fromA, fromB
}

// edge puts a pair's edge in place and reports whether one that holds came,
// changed or went.
func (u *update) edge(p pairKey, ties []domain.Tie) (held bool) {
	if old := u.edges[p]; old != nil && old.Holds {
		held = true
		u.unjoin(p.a, p.b)
		u.unjoin(p.b, p.a)
	}
	delete(u.edges, p)
	for _, e := range u.opt.loosen(buildEdges(map[string][]domain.Tie{p.a: ties})) {
		u.edges[p] = &e
		if e.Holds {
			held = true
			u.join(p.a, p.b, &e)
			u.join(p.b, p.a, &e)
		}
	}
	return held
}

func (x *Index) join(a, b string, e *domain.Edge) {
	if x.near[a] == nil {
		x.near[a] = map[string]*domain.Edge{}
	}
	x.near[a][b] = e
}

func (x *Index) unjoin(a, b string) {
	if delete(x.near[a], b); len(x.near[a]) == 0 {
		delete(x.near, a)
	}
}

// ring finds the rings anew of all whom edges that hold connect with ends, and
// returns everybody whose ring is another or of whom it is gone.
func (u *update) ring(ends map[string]bool) []string {
	reached := map[string]bool{}
	queue := slices.Collect(maps.Keys(ends))
	var edges []domain.Edge
	for len(queue) > 0 {
		id := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if reached[id] {
			continue
		}
		reached[id] = true
		for other, e := range u.near[id] {
			if e.A == id {
				edges = append(edges, *e)
			}
			queue = append(queue, other)
		}
	}
	for id := range reached {
		delete(u.rings, id)
	}
	slices.SortFunc(edges, compareEdges)
	key := func(id string) string { return smallestKey(u.members[id].person) }
	for _, r := range findRings(edges, key, u.opt.RingCap) {
		for _, m := range r.Members {
			u.rings[m] = &r
		}
	}
	return slices.Sorted(maps.Keys(reached))
}
