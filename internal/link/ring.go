package link

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// findRings clusters persons over the edges that hold. A weak edge, which is
// one without a hard value, never joins two groups by itself, and a ring
// larger than the cap is cut back to its hard edges: no giant component.
func findRings(edges []domain.Edge, keys func(id string) string, ringCap int) []domain.Ring {
	var holding []domain.Edge
	for _, e := range edges {
		if e.Holds {
			holding = append(holding, e)
		}
	}
	var rings []domain.Ring
	for _, group := range components(dropWeakBridges(holding)) {
		if countMembers(group) > ringCap {
			for _, part := range components(hardOnly(group)) {
				rings = append(rings, ringOf(part, keys))
			}
			continue
		}
		rings = append(rings, ringOf(group, keys))
	}
	slices.SortFunc(rings, compareRings)
	return rings
}

func compareRings(a, b domain.Ring) int {
	return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), cmp.Compare(a.ID, b.ID))
}

func hardOnly(edges []domain.Edge) []domain.Edge {
	return slices.DeleteFunc(slices.Clone(edges), func(e domain.Edge) bool { return !e.Hard })
}

// components splits edges into connected groups, each sorted, in the order of
// their first edge.
func components(edges []domain.Edge) [][]domain.Edge {
	parent := map[string]string{}
	var find func(string) string
	find = func(x string) string {
		p, ok := parent[x]
		if !ok || p == x {
			parent[x] = x
			return x
		}
		root := find(p)
		parent[x] = root
		return root
	}
	for _, e := range edges {
		a, b := find(e.A), find(e.B)
		parent[max(a, b)] = min(a, b)
	}
	index := map[string]int{}
	var out [][]domain.Edge
	for _, e := range edges {
		root := find(e.A)
		i, ok := index[root]
		if !ok {
			i = len(out)
			index[root] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], e)
	}
	return out
}

func members(edges []domain.Edge) []string {
	var out []string
	for _, e := range edges {
		out = append(out, e.A, e.B)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func countMembers(edges []domain.Edge) int { return len(members(edges)) }

// dropWeakBridges removes every weak edge that alone joins two groups of two
// or more: one coincidence must not weld two rings, or a ring and a household.
func dropWeakBridges(edges []domain.Edge) []domain.Edge {
	var out []domain.Edge
	for _, group := range components(edges) {
		bridges := bridgesOf(group)
		for i, e := range group {
			if !e.Hard && bridges[i] >= 2 {
				continue
			}
			out = append(out, e)
		}
	}
	return out
}

// bridgesOf returns, for each edge that is a bridge, how many persons the
// smaller side has (Tarjan's low-link in one depth-first walk, iterative so
// that a long chain cannot exhaust the stack).
func bridgesOf(edges []domain.Edge) map[int]int {
	type half struct {
		to   string
		edge int
	}
	near := map[string][]half{}
	for i, e := range edges {
		near[e.A] = append(near[e.A], half{e.B, i})
		near[e.B] = append(near[e.B], half{e.A, i})
	}
	order, low, size := map[string]int{}, map[string]int{}, map[string]int{}
	type frame struct {
		node string
		via  int
		next int
	}
	bridges := map[int]int{}
	total := len(near)
	stack := []frame{{edges[0].A, -1, 0}}
	order[edges[0].A], low[edges[0].A], size[edges[0].A] = 1, 1, 1
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		if f.next < len(near[f.node]) {
			h := near[f.node][f.next]
			f.next++
			switch {
			case h.edge == f.via:
			case order[h.to] != 0:
				low[f.node] = min(low[f.node], order[h.to])
			default:
				order[h.to] = len(order) + 1
				low[h.to], size[h.to] = order[h.to], 1
				stack = append(stack, frame{h.to, h.edge, 0})
			}
			continue
		}
		done := *f
		stack = stack[:len(stack)-1]
		if len(stack) == 0 {
			break
		}
		up := stack[len(stack)-1].node
		low[up] = min(low[up], low[done.node])
		size[up] += size[done.node]
		if low[done.node] > order[up] {
			bridges[done.via] = min(size[done.node], total-size[done.node])
		}
	}
	return bridges
}

// ringOf names a ring by its smallest member key and explains it by the
// smallest set of edges that holds it: its maximum spanning tree in bits.
func ringOf(edges []domain.Edge, keys func(id string) string) domain.Ring {
	r := domain.Ring{Members: members(edges), Edges: edges, Core: spanningTree(edges)}
	smallest := ""
	for _, m := range r.Members {
		if k := keys(m); smallest == "" || k < smallest {
			smallest = k
		}
	}
	sum := sha256.Sum256([]byte("ring\x00" + smallest))
	r.ID = "r_" + hex.EncodeToString(sum[:8])
	return r
}

// spanningTree returns the indexes of the edges of the maximum spanning tree,
// in order of edge (Kruskal).
func spanningTree(edges []domain.Edge) []int {
	byBits := make([]int, len(edges))
	for i := range edges {
		byBits[i] = i
	}
	slices.SortFunc(byBits, func(x, y int) int {
		a, b := edges[x], edges[y]
		if a.Hard != b.Hard {
			if a.Hard {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(x, y))
	})
	group := map[string]int{}
	for i, m := range members(edges) {
		group[m] = i
	}
	var tree []int
	for _, i := range byBits {
		a, b := group[edges[i].A], group[edges[i].B]
		if a == b {
			continue
		}
		for m, g := range group {
			if g == b {
				group[m] = a
			}
		}
		tree = append(tree, i)
	}
	slices.Sort(tree)
	return tree
}
