package engine

import (
	"errors"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// ErrWhole says that something moved that bears on everybody, so that a
// [Current] has to be made anew.
var ErrWhole = errors.New("everybody has to be judged again")

// group is all that any chain of keys connects, those that conflict included:
// whatever else comes in, its subjects depend on nothing outside it, but for
// records attached to them.
type group struct {
	rows      []int32
	accounts  []string // sorted
	subjects  []*subject
	conflicts []Conflict
}

// joined keeps the subjects of a state current.
type joined struct {
	s       *State
	cfg     Config
	joiner  *joiner
	parent  []int32          // of refs, over all keys
	groups  map[int32]*group // by the first of their refs in parent
	refs    map[string]int   // how many refs of an account are joined
	rows    int              // how many rows are
	loose   int              // rows that belong to nobody
	objects map[int32]bool   // refs of rows that join nobody
	names   map[string]bool  // recipients of such rows, folded
	awaited []domain.Ref     // that the config names and no record carries yet
}

func newJoined(s *State, cfg Config) *joined {
	j := &joined{s: s, cfg: cfg, joiner: s.newJoiner(cfg.Intel.Names), groups: map[int32]*group{}, refs: map[string]int{}, objects: map[int32]bool{}, names: map[string]bool{}}
	j.merge()
	return j
}

// merge connects what the config says is one person, over refs too that no
// record carries.
func (j *joined) merge() {
	j.grow()
	root := map[domain.Ref]domain.Ref{}
	find := func(r domain.Ref) domain.Ref {
		for root[r] != r {
			if _, ok := root[r]; !ok {
				root[r] = r
			}
			r = root[r]
		}
		return r
	}
	for _, m := range j.cfg.Join.Merge {
		root[find(m[1])] = find(m[0])
	}
	first := map[domain.Ref]int32{}
	for r := range root {
		n, ok := j.s.refs.find(r)
		if !ok {
			j.awaited = append(j.awaited, r)
			continue
		}
		if f, ok := first[find(r)]; ok {
			j.parent[j.find(n)] = j.find(f)
		} else {
			first[find(r)] = n
		}
	}
	for _, r := range j.cfg.Join.Split {
		if !j.s.Knows(r) {
			j.awaited = append(j.awaited, r)
		}
	}
}

func (j *joined) grow() {
	for n := len(j.parent); n < len(j.s.refs.rows); n++ {
		j.parent = append(j.parent, int32(n))
	}
	j.joiner.grow()
}

func (j *joined) find(n int32) int32 {
	for j.parent[n] != n {
		j.parent[n] = j.parent[j.parent[n]]
		n = j.parent[n]
	}
	return n
}

// round is one update as far as joining goes.
type round struct {
	groups   map[*group]bool
	accounts []*account // that changed, though not in what they join
	removed  []*subject
	added    []*subject
}

// groupOf connects refs and returns their group, or nil when nothing joins.
func (j *joined) groupOf(refs []int32, r *round) *group {
	root := int32(-1)
	for _, n := range refs {
		if !j.s.refs.rows[n].person {
			continue
		}
		n = j.find(n)
		switch {
		case root < 0:
			root = n
		case root != n:
			root = j.connect(root, n, r)
		}
	}
	if root < 0 {
		return nil
	}
	if j.groups[root] == nil {
		j.groups[root] = &group{}
	}
	return j.groups[root]
}

// connect makes one group of two, the larger taking the smaller in.
func (j *joined) connect(a, b int32, r *round) int32 {
	x, y := j.groups[a], j.groups[b]
	if x == nil || y != nil && len(y.rows)+len(y.accounts) > len(x.rows)+len(x.accounts) {
		a, b, x, y = b, a, y, x
	}
	j.parent[b] = a
	if y != nil {
		delete(j.groups, b)
		x.rows = append(x.rows, y.rows...)
		x.accounts = append(x.accounts, y.accounts...)
		slices.Sort(x.accounts)
		x.subjects = append(x.subjects, y.subjects...)
		delete(r.groups, y)
		r.groups[x] = true
	}
	return a
}

// take finds what has changed in the state.
func (j *joined) take(r *round) error {
	if slices.ContainsFunc(j.awaited, j.s.Knows) {
		return ErrWhole
	}
	j.grow()
	end := min(len(j.s.rows), j.rows+mostRows)
	for i := j.rows; i < end; i++ {
		g := j.groupOf(j.s.refsOf(int32(i)), r)
		if g == nil {
			return ErrWhole // it may attach to anybody
		}
		g.rows = append(g.rows, int32(i))
		r.groups[g] = true
	}
	j.rows = end
	for i := range j.s.touched.rows {
		g := j.groupOf(j.s.refsOf(i), r)
		if g == nil {
			return ErrWhole
		}
		r.groups[g] = true
	}
	clear(j.s.touched.rows)
	j.s.touched.takeGrown(func(key string) { j.takeAccount(j.s.accounts[key], r) })
	for len(r.accounts) < most {
		key, ok := j.s.touched.next()
		if !ok {
			break
		}
		j.takeAccount(j.s.accounts[key], r)
	}
	return nil
}

// How many accounts that were merely seen again, and how many new records, one
// update takes in, so that nobody waits long for the state.
const (
	most     = 96
	mostRows = 128
)

func (j *joined) takeAccount(a *account, r *round) {
	had := j.refs[a.key]
	if had == len(a.nums) {
		r.accounts = append(r.accounts, a)
		return
	}
	g := j.groupOf(a.nums, r)
	if had == 0 {
		at, _ := slices.BinarySearch(g.accounts, a.key)
		g.accounts = slices.Insert(g.accounts, at, a.key)
	}
	j.refs[a.key] = len(a.nums)
	r.groups[g] = true
}

// subjectOf returns the subject of an account whose refs are joined, or nil.
func (j *joined) subjectOf(a *account) *subject {
	if len(a.nums) == 0 {
		return nil
	}
	for _, sub := range j.groups[j.find(a.nums[0])].subjects {
		if slices.ContainsFunc(sub.accounts, func(x *account) bool { return x.key == a.key }) {
			return sub
		}
	}
	return nil
}

// rejoin joins changed groups anew, by the code that joins everything.
func (j *joined) rejoin(r *round) error {
	for g := range r.groups {
		if slices.ContainsFunc(g.subjects, j.attached) {
			return ErrWhole
		}
		subjects, loose := j.join(g)
		if len(loose) > 0 || slices.ContainsFunc(subjects, j.attached) {
			return ErrWhole
		}
		r.removed, r.added = append(r.removed, g.subjects...), append(r.added, subjects...)
		g.subjects = subjects
	}
	return nil
}

// join joins one group and leaves the joiner as it was.
func (j *joined) join(g *group) (subjects []*subject, loose []int32) {
	x := j.joiner
	x.rows, x.accounts, x.conflicts = g.rows, x.accounts[:0], nil
	for _, key := range g.accounts {
		x.accounts = append(x.accounts, j.s.accounts[key])
	}
	n := len(x.parent)
	subjects, loose = x.join(j.cfg.Join)
	g.conflicts = x.conflicts
	for _, sub := range subjects {
		slices.SortFunc(sub.rows, j.s.compareRows)
	}
	for _, m := range j.cfg.Join.Merge {
		j.forget(x.id(m[0]))
		j.forget(x.id(m[1]))
	}
	for _, i := range g.rows {
		j.forget(j.s.refsOf(i)...)
	}
	for _, a := range x.accounts {
		j.forget(a.nums...)
	}
	x.parent, x.byRoot = x.parent[:n], x.byRoot[:n]
	clear(x.extra)
	clear(x.blocked)
	return subjects, loose
}

func (j *joined) forget(refs ...int32) {
	for _, n := range refs {
		j.joiner.parent[n], j.joiner.byRoot[n] = n, nil
	}
}

// attached reports whether records that join nobody may be attached to a
// subject: then who holds what else matters.
func (j *joined) attached(sub *subject) bool {
	if slices.ContainsFunc(sub.objects, func(n int32) bool { return j.objects[n] }) {
		return true
	}
	if len(j.names) == 0 {
		return false
	}
	var l loaded
	return slices.ContainsFunc(sub.rows, func(i int32) bool {
		if j.s.kindOf(i) != domain.KindWorker {
			return false
		}
		j.s.load(i, &l)
		return j.names[foldName(nameOf(&l.record))]
	})
}

// noteLoose remembers what a row may be attached by that joins nobody.
func (j *joined) noteLoose(i int32) {
	for _, n := range j.s.refsOf(i) {
		switch {
		case j.s.refs.typeOf(n) == domain.RefRecipient:
			j.names[foldName(j.s.refs.ref(n).Value)] = true
		case !j.s.refs.rows[n].person:
			j.objects[n] = true
		}
	}
}
