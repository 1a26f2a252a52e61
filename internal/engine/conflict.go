package engine

import (
	"maps"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// bearer is one worker, for telling whether a key names two.
type bearer struct{ id, name string }

// blockConflicts finds keys that would join workers of different names: an
// employee number used twice, a shared mailbox, a candidate id that a join
// table gives to two workers. They are no keys, and saying so is better than
// melting two people into one.
func (j *joiner) blockConflicts() {
	s := j.state
	holders := map[int32][]bearer{}
	add := func(r int32, b bearer) {
		if !slices.Contains(holders[r], b) {
			holders[r] = append(holders[r], b)
		}
	}
	worker, ok := s.rowTable.names.number[string(domain.KindWorker)]
	if !ok {
		return
	}
	var l loaded
	for _, i := range j.rows {
		if uint64(s.rows[i].kind) != worker {
			continue
		}
		s.load(i, &l)
		b := bearer{workerOf(&l.record), nameOf(&l.record)}
		for _, r := range s.refsOf(i) {
			if s.refs.rows[r].person {
				add(r, b)
			}
		}
	}
	named := maps.Clone(holders)
	for _, i := range j.rows {
		refs := s.refsOf(i)
		for _, known := range refs {
			bs := named[known]
			if len(bs) != 1 {
				continue
			}
			for _, r := range refs {
				if r != known && s.refs.rows[r].person {
					add(r, bs[0])
				}
			}
		}
	}
	for r, bs := range holders {
		if conflict(bs, j.names) {
			j.blocked[r] = true
			j.conflicts = append(j.conflicts, Conflict{s.refs.ref(r), idsOf(bs)})
		}
	}
	slices.SortFunc(j.conflicts, func(a, b Conflict) int { return compareRefs(a.Ref, b.Ref) })
}

// workerOf names the worker that a record speaks of, under the HR system's id
// where it has one.
func workerOf(r *domain.Record) string {
	for _, ref := range r.Refs {
		if ref.Type == domain.RefWorker {
			return ref.Value
		}
	}
	return r.Key.String()
}

// conflict reports whether any two bearers are different workers of different
// names. Of a worker whose name changed, the name that fits counts.
func conflict(bs []bearer, names func(a, b string) domain.NameRelation) bool {
	fits := func(x, y string) bool {
		for _, a := range bs {
			for _, b := range bs {
				if r := names(a.name, b.name); a.id == x && b.id == y && (r == domain.NamesSame || r == domain.NamesVariant) {
					return true
				}
			}
		}
		return false
	}
	for i, a := range bs {
		for _, b := range bs[i+1:] {
			if a.id != b.id && names(a.name, b.name) == domain.NamesDifferent && !fits(a.id, b.id) {
				return true
			}
		}
	}
	return false
}

func idsOf(bs []bearer) []string {
	var ids []string
	for _, b := range bs {
		ids = append(ids, b.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
