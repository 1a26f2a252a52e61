package engine

import (
	"maps"
	"slices"
)

// Snapshot returns the state as it stands, for [State.Evaluate] to judge in
// another goroutine while records go on coming in. It costs a copy of a few
// short tables and of the list of accounts; what changes afterwards is copied
// when it changes. Nothing may be added to a snapshot.
func (s *State) Snapshot() *State {
	s.epoch++
	s.rowsShared, s.ids.shared = true, true
	c := &State{
		rowTable: s.rowTable, refs: s.refs, ids: s.ids, seen: s.seen, epoch: s.epoch,
		accounts: maps.Clone(s.accounts), latest: s.latest, gone: maps.Clone(s.gone), fixes: s.fixes, refused: maps.Clone(s.refused), have: maps.Clone(s.have), sum: s.sum,
	}
	c.arena, c.refs.arena, c.ids.arena = s.arena.sealed(), s.refs.arena.sealed(), s.ids.arena.sealed()
	c.names, c.refs.types, c.ids.types = s.names.sealed(), s.refs.types.sealed(), s.ids.types.sealed()
	c.first, c.systemOf, c.fileOf, c.placeOf, c.ids.index = nil, nil, nil, nil, nil
	return c
}

// Fork returns a snapshot and notes, from here on, what changes: what a
// [Current] that is made of the snapshot needs to follow the state.
func (s *State) Fork() *State {
	c := s.Snapshot()
	s.touched.clear()
	return c
}

// sealed returns an arena to read from while the original grows.
func (a *arena) sealed() arena {
	n := len(a.full)
	return arena{full: append(a.full[:n:n], string(a.open))}
}

func (s *symbols) sealed() symbols {
	return symbols{texts: s.texts, number: maps.Clone(s.number)}
}

// ownRow returns a row to change: rows that a snapshot reads are copied first.
func (s *State) ownRow(i int32) *row {
	if s.rowsShared {
		s.rows, s.rowsShared = slices.Clone(s.rows), false
	}
	return &s.rows[i]
}
