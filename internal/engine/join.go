package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/daylight-hq/daylight/internal/domain"
)

// JoinConfig is what the employer says about joining.
type JoinConfig struct {
	// Merge lists pairs of keys that are one person.
	Merge [][2]domain.Ref
	// Split lists keys that must not join anything.
	Split []domain.Ref
}

// Join says why two records came to be one subject.
type Join struct {
	Ref     domain.Ref
	Records []domain.RecordRef // those that carry it
	Why     string
}

// Conflict is a key that would have joined workers of different names, and
// was therefore not used.
type Conflict struct {
	Ref     domain.Ref
	Workers []string
}

// subject is the set of records that the employer's own keys join. Refs and
// records are numbers in the state's tables.
type subject struct {
	id       string
	refs     []int32 // person refs, each once
	objects  []int32 // object refs, each once
	rows     []int32 // sorted by key and version
	accounts []*account
	mails    []int32 // numbers of its mail addresses
	person   *draft  // that it is, or is part of
}

// joiner finds the connected components of records over person refs.
type joiner struct {
	state     *State
	parent    []int32
	extra     map[domain.Ref]int32 // refs of the config that no record carries
	blocked   map[int32]bool
	conflicts []Conflict
	names     func(a, b string) domain.NameRelation
	rows      []int32
	accounts  []*account
	byRoot    []*subject // scratch, by number of the ref
}

// id returns the number of a ref that the config names.
func (j *joiner) id(r domain.Ref) int32 {
	if n, ok := j.state.refs.find(r); ok {
		return n
	}
	n, ok := j.extra[r]
	if !ok {
		n = int32(len(j.parent))
		j.extra[r] = n
		j.parent, j.byRoot = append(j.parent, n), append(j.byRoot, nil)
	}
	return n
}

// find returns the component of a ref: the number of any one of its refs.
func (j *joiner) find(n int32) int32 {
	for j.parent[n] != n {
		j.parent[n] = j.parent[j.parent[n]]
		n = j.parent[n]
	}
	return n
}

func (j *joiner) union(a, b int32) { j.parent[j.find(b)] = j.find(a) }

func compareRefs(a, b domain.Ref) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value))
}

// joins reports whether a ref may join.
func (j *joiner) joins(n int32) bool {
	return j.state.refs.rows[n].person && (len(j.blocked) == 0 || !j.blocked[n])
}

// subjects joins everything in the state. The result is sorted by id; loose
// are the rows that belong to nobody.
func (s *State) subjects(cfg JoinConfig, names func(a, b string) domain.NameRelation) (subjects []*subject, conflicts []Conflict, loose []int32) {
	j := s.newJoiner(names)
	for i := range int32(len(s.rows)) {
		j.rows = append(j.rows, i)
	}
	for _, key := range sortedKeys(s.accounts) {
		j.accounts = append(j.accounts, s.accounts[key])
	}
	subjects, loose = j.join(cfg)
	loose = s.attach(subjects, loose, names)
	inParallel(len(subjects), func(_, i int) { slices.SortFunc(subjects[i].rows, s.compareRows) })
	return subjects, j.conflicts, loose
}

func (s *State) newJoiner(names func(a, b string) domain.NameRelation) *joiner {
	j := &joiner{state: s, extra: map[domain.Ref]int32{}, blocked: map[int32]bool{}, names: names}
	j.grow()
	return j
}

// grow makes room for all refs that there are.
func (j *joiner) grow() {
	for n := len(j.parent); n < len(j.state.refs.rows); n++ {
		j.parent = append(j.parent, int32(n))
	}
	j.byRoot = append(j.byRoot, make([]*subject, len(j.parent)-len(j.byRoot))...)
}

// join joins the rows and accounts of the joiner, which must be all that any of
// their refs reaches. The subjects are sorted by id.
func (j *joiner) join(cfg JoinConfig) (subjects []*subject, loose []int32) {
	for _, r := range cfg.Split {
		j.blocked[j.id(r)] = true
	}
	j.blockConflicts()
	for _, i := range j.rows {
		j.joinRefs(j.state.refsOf(i))
	}
	for _, a := range j.accounts {
		j.joinRefs(a.nums)
	}
	for _, m := range cfg.Merge {
		j.union(j.id(m[0]), j.id(m[1]))
	}
	subjects, loose = j.collect()
	slices.SortFunc(subjects, func(a, b *subject) int { return cmp.Compare(a.id, b.id) })
	return subjects, loose
}

// inParallel calls fn for every index below n, on all cores. fn may use memory
// of its worker, of which there are GOMAXPROCS.
func inParallel(n int, fn func(worker, i int)) {
	const block = 256
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				from := int(next.Add(block)) - block
				if from >= n {
					return
				}
				for i := from; i < min(from+block, n); i++ {
					fn(w, i)
				}
			}
		})
	}
	wg.Wait()
}

func compareKeys(a, b domain.Key) int {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Tenant, b.Tenant),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}

func (j *joiner) joinRefs(refs []int32) {
	first := int32(-1)
	for _, r := range refs {
		switch {
		case !j.joins(r):
		case first < 0:
			first = r
		default:
			j.union(first, r)
		}
	}
}

// component returns the component of a record or account, or -1 when nothing
// it carries joins.
func (j *joiner) component(refs []int32) int32 {
	for _, r := range refs {
		if j.joins(r) {
			return j.find(r)
		}
	}
	return -1
}

func nameOf(r *domain.Record) string {
	for i := range r.Values {
		if r.Values[i].Field == domain.FieldName {
			return r.Values[i].Text
		}
	}
	return ""
}

// collect groups records and accounts by component. Records without a person
// ref come back as loose.
func (j *joiner) collect() (subjects []*subject, loose []int32) {
	s := j.state
	get := func(root int32) *subject {
		if j.byRoot[root] == nil {
			j.byRoot[root] = &subject{}
			subjects = append(subjects, j.byRoot[root])
		}
		return j.byRoot[root]
	}
	for _, i := range j.rows {
		refs := s.refsOf(i)
		root := j.component(refs)
		if root < 0 {
			loose = append(loose, i)
			continue
		}
		sub := get(root)
		sub.rows = append(sub.rows, i)
		j.addRefs(sub, refs)
	}
	for _, a := range j.accounts {
		if root := j.component(a.nums); root >= 0 {
			sub := get(root)
			sub.accounts = append(sub.accounts, a)
			j.addRefs(sub, a.nums)
		}
	}
	inParallel(len(subjects), func(_, i int) {
		subjects[i].id = s.subjectID(subjects[i])
	})
	return subjects, loose
}

func (j *joiner) addRefs(sub *subject, refs []int32) {
	for _, r := range refs {
		switch {
		case j.joins(r):
			if !slices.Contains(sub.refs, r) {
				sub.refs = append(sub.refs, r)
			}
		case !j.state.refs.rows[r].person:
			if !slices.Contains(sub.objects, r) {
				sub.objects = append(sub.objects, r)
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// subjectID names a subject by its smallest key, which no later hash rotation
// can change.
func (s *State) subjectID(sub *subject) string {
	smallest := ""
	for _, r := range sub.refs {
		if text := s.refs.ref(r).String(); smallest == "" || text < smallest {
			smallest = text
		}
	}
	return shortID("s_", smallest)
}

func shortID(prefix, text string) string {
	sum := sha256.Sum256([]byte(prefix + "\x00" + text))
	return prefix + hex.EncodeToString(sum[:8])
}

// attachment gives records that carry only object refs to every subject that
// holds the object. Subjects are known by their place in the sorted list.
type attachment struct {
	state    *State
	subjects []*subject
	holders  [][]int32          // by number of the ref
	byName   map[string][]int32 // workers by their folded name
	names    func(a, b string) domain.NameRelation
	l        loaded
}

// attach gives loose records to those who hold what they speak of: a parcel to
// its recipient, a device report to the device's user. A recipient's name is
// used only where exactly one worker bears it. What attaches to nobody comes
// back.
func (s *State) attach(subjects []*subject, loose []int32, names func(a, b string) domain.NameRelation) []int32 {
	a := &attachment{state: s, subjects: subjects, holders: make([][]int32, len(s.refs.rows)), byName: s.workersByName(subjects), names: names}
	for i, sub := range subjects {
		for _, r := range sub.objects {
			a.holders[r] = append(a.holders[r], int32(i))
		}
	}
	// A first pass attaches what the subjects hold; what it brings along (a
	// shipment's tracking number, a device's serial) lets a second pass attach
	// carriers' and inventory records.
	slices.SortFunc(loose, s.compareRows)
	for range 2 {
		rest := loose[:0:0]
		for _, row := range loose {
			targets := a.targets(row)
			if len(targets) == 0 {
				rest = append(rest, row)
			}
			for _, t := range targets {
				a.give(row, t)
			}
		}
		loose = rest
	}
	return loose
}

func (a *attachment) give(row, to int32) {
	sub := a.subjects[to]
	sub.rows = append(sub.rows, row)
	for _, r := range a.state.refsOf(row) {
		if !a.state.refs.rows[r].person && !slices.Contains(a.holders[r], to) {
			a.holders[r] = append(a.holders[r], to)
		}
	}
}

func (s *State) workersByName(subjects []*subject) map[string][]int32 {
	out := map[string][]int32{}
	var l loaded
	for i, sub := range subjects {
		var mine []string
		for _, row := range sub.rows {
			if s.kindOf(row) == domain.KindWorker {
				s.load(row, &l)
				mine = append(mine, foldName(nameOf(&l.record)))
			}
		}
		slices.Sort(mine)
		for _, n := range slices.Compact(mine) {
			out[n] = append(out[n], int32(i))
		}
	}
	return out
}

// foldName makes names comparable as keys: lower case words in order.
func foldName(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == ',' || r == '.' || r == '-' || r == '\''
	}), " ")
}

func (a *attachment) targets(row int32) []int32 {
	s := a.state
	var out []int32
	meeting := s.kindOf(row) == domain.KindMeeting
	for _, r := range s.refsOf(row) {
		switch t := s.refs.typeOf(r); {
		case t == domain.RefRecipient:
			if subs := a.byName[foldName(s.refs.ref(r).Value)]; len(subs) == 1 {
				out = append(out, subs...)
			}
		case meeting:
			s.load(row, &a.l)
			name := nameOf(&a.l.record)
			for _, i := range a.holders[r] {
				if a.isNamed(a.subjects[i], name) {
					out = append(out, i)
				}
			}
		case t == domain.RefFile && len(a.holders[r]) != 1:
			// Two candidates who both sent "resume.pdf" say nothing of whose this is.
		case !t.Person():
			out = append(out, a.holders[r]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isNamed looks at what the employer's keys join only: the order in which
// records are attached must not show.
func (a *attachment) isNamed(sub *subject, name string) bool {
	for _, row := range sub.rows {
		if !slices.ContainsFunc(a.state.refsOf(row), func(r int32) bool { return a.state.refs.rows[r].person }) {
			continue
		}
		a.state.load(row, &a.l)
		if r := a.names(nameOf(&a.l.record), name); r == domain.NamesSame || r == domain.NamesVariant {
			return true
		}
	}
	return false
}

// explain lists the keys that hold a subject's records together.
func (s *State) explain(sub *subject) []Join {
	refs := slices.Clone(sub.refs)
	slices.SortFunc(refs, func(a, b int32) int { return compareRefs(s.refs.ref(a), s.refs.ref(b)) })
	var out []Join
	for _, ref := range refs {
		j := Join{Ref: s.refs.ref(ref)}
		for _, row := range sub.rows {
			if slices.Contains(s.refsOf(row), ref) {
				j.Records = append(j.Records, s.recordRef(row))
			}
		}
		for _, a := range sub.accounts {
			if slices.Contains(a.nums, ref) {
				j.Records = append(j.Records, domain.RecordRef{Key: "account " + a.key})
			}
		}
		j.Why = fmt.Sprintf("%d records carry %s", len(j.Records), j.Ref)
		out = append(out, j)
	}
	return out
}

func (s *State) recordRef(row int32) domain.RecordRef {
	return domain.RecordRef{Key: s.keyText(row), At: s.rows[row].at.time(), Origin: s.originOf(row)}
}
