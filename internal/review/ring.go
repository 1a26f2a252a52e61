package review

import (
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// RingState is a ring as it was last seen.
type RingState struct {
	ID      string
	Members []string // sorted
}

// RingChange is one line of a ring's history.
type RingChange struct {
	At      time.Time
	Kind    string // formed, grew, shrank, changed, split, merged, dissolved
	Ring    string
	From    []string // ids of the rings it came of, sorted
	Members []string // afterwards
}

// ringChanges compares two sights of the rings. Two rings belong together when
// they have two members in common: one person can pass from one to another.
func ringChanges(before, now []RingState, at time.Time) []RingChange {
	parents, children := kin(before, now)
	var out []RingChange
	for i, n := range now {
		c := RingChange{At: at, Ring: n.ID, Members: n.Members}
		for _, p := range parents[i] {
			c.From = append(c.From, before[p].ID)
		}
		slices.Sort(c.From)
		switch {
		case len(parents[i]) == 0:
			c.Kind = "formed"
		case len(parents[i]) > 1:
			c.Kind = "merged"
		case len(children[parents[i][0]]) > 1:
			c.Kind = "split"
		default:
			c.Kind = change(before[parents[i][0]], n)
		}
		if c.Kind != "" {
			out = append(out, c)
		}
	}
	for i, b := range before {
		if len(children[i]) == 0 {
			out = append(out, RingChange{At: at, Kind: "dissolved", Ring: b.ID, From: []string{b.ID}})
		}
	}
	slices.SortFunc(out, func(a, b RingChange) int { return strings.Compare(a.Ring+a.Kind, b.Ring+b.Kind) })
	return out
}

// kin returns, for each ring now, the rings it came of, and for each ring
// before, what became of it.
func kin(before, now []RingState) (parents, children [][]int) {
	in := map[string][]int{}
	for i, b := range before {
		for _, m := range b.Members {
			in[m] = append(in[m], i)
		}
	}
	parents, children = make([][]int, len(now)), make([][]int, len(before))
	for i, n := range now {
		common := map[int]int{}
		for _, m := range n.Members {
			for _, b := range in[m] {
				common[b]++
			}
		}
		for b, count := range common {
			if count >= 2 {
				parents[i], children[b] = append(parents[i], b), append(children[b], i)
			}
		}
		slices.Sort(parents[i])
	}
	return parents, children
}

func change(before, now RingState) string {
	within := func(a, b []string) bool {
		return !slices.ContainsFunc(a, func(m string) bool { return !slices.Contains(b, m) })
	}
	more, fewer := within(before.Members, now.Members), within(now.Members, before.Members)
	switch {
	case more && fewer && before.ID == now.ID:
		return ""
	case more && fewer:
		return "changed"
	case more:
		return "grew"
	case fewer:
		return "shrank"
	}
	return "changed"
}

func ringStates(rings []domain.Ring) []RingState {
	out := make([]RingState, 0, len(rings))
	for _, r := range rings {
		out = append(out, RingState{r.ID, slices.Sorted(slices.Values(r.Members))})
	}
	return out
}
