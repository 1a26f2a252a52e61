package engine

import "github.com/daylight-hq/daylight/internal/domain"

// touched notes, for [Current], what changed besides rows that were appended.
type touched struct {
	on       bool
	rows     map[int32]bool
	accounts map[string]bool
}

func (t *touched) row(i int32) {
	if t.on {
		t.rows[i] = true
	}
}

func (t *touched) account(key string) {
	if t.on {
		t.accounts[key] = true
	}
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
	*t = touched{on: true, rows: map[int32]bool{}, accounts: map[string]bool{}}
}
