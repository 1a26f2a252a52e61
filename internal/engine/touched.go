package engine

import "github.com/daylight-hq/daylight/internal/domain"

// touched notes, for [Current], what changed besides rows that were appended.
type touched struct {
	on    bool
	rows  map[int32]bool
	grown map[string]bool // accounts that join more than they did
	seen  map[string]bool // accounts that were seen again
	queue []string        // of those, in order; some of it may be done
}

func (t *touched) row(i int32) {
	if t.on {
		t.rows[i] = true
	}
}

func (t *touched) account(key string) {
	if t.on && !t.seen[key] {
		t.seen[key] = true
		t.queue = append(t.queue, key)
	}
}

func (t *touched) grew(key string) {
	if t.on {
		t.grown[key] = true
	}
}

// takeGrown calls fn for every account that joins more than it did.
func (t *touched) takeGrown(fn func(key string)) {
	for key := range t.grown {
		fn(key)
		delete(t.grown, key)
		delete(t.seen, key)
	}
}

// next takes out the account that waits longest.
func (t *touched) next() (key string, ok bool) {
	for len(t.queue) > 0 && !ok {
		key, t.queue = t.queue[0], t.queue[1:]
		ok = t.seen[key]
		delete(t.seen, key)
	}
	return key, ok
}

// touchKey notes that all versions of a key may be read another way.
func (s *State) touchKey(k domain.Key) {
	if !s.touched.on {
		return
	}
	s.versions(lowKey(k), func(i int32) bool {
		s.touched.row(i)
		return true
	})
}

// clear forgets all and notes from here on.
func (t *touched) clear() {
	*t = touched{on: true, rows: map[int32]bool{}, grown: map[string]bool{}, seen: map[string]bool{}}
}
