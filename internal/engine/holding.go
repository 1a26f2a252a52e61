package engine

import "slices"

// holding says who holds what, by number. Most things have one holder.
type holding[T comparable] struct {
	one  []T
	more map[int32][]T // where there are several
}

func (h *holding[T]) add(n int32, who T) {
	var nobody T
	if int(n) >= len(h.one) {
		h.one = append(h.one, make([]T, int(n)+1-len(h.one))...)
	}
	switch {
	case h.more[n] != nil:
		h.more[n] = append(h.more[n], who)
	case h.one[n] == nobody:
		h.one[n] = who
	default:
		if h.more == nil {
			h.more = map[int32][]T{}
		}
		h.more[n] = []T{h.one[n], who}
	}
}

func (h *holding[T]) remove(n int32, who T) {
	var nobody T
	if all := h.more[n]; all != nil {
		if all = slices.DeleteFunc(all, func(x T) bool { return x == who }); len(all) > 1 {
			h.more[n] = all
			return
		}
		delete(h.more, n)
		h.one[n] = all[0]
		return
	}
	if int(n) < len(h.one) && h.one[n] == who {
		h.one[n] = nobody
	}
}

// of returns the holders; the slice is not to be changed or kept.
func (h *holding[T]) of(n int32) []T {
	var nobody T
	switch {
	case h.more[n] != nil:
		return h.more[n]
	case int(n) < len(h.one) && h.one[n] != nobody:
		return h.one[n : n+1]
	}
	return nil
}

func (h *holding[T]) count(n int32) int { return len(h.of(n)) }
