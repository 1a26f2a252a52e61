package engine

import (
	"cmp"
	"iter"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/tidwall/btree"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

// View is the answer of a [Current] at one moment. It does not change and is
// safe for concurrent use. Taking one costs the same for however many persons:
// what did not change since the last one is shared with it.
type View struct {
	AsOf      time.Time // of judgement; zero before the first
	Synthetic bool
	Digest    []byte              // as in [Result]
	Loose     int                 // records that belong to nobody
	Unmet     map[string][]string // what no record carries that a rule needs, by rule id
	Hits      map[string]int      // findings, by rule id
	Records   int                 // that make persons, each version counting
	Accounts  int                 // that sign in
	Events    int                 // sign-ins and the like
	persons   btree.Map[string, *Standing]
	queue     *btree.BTreeG[*Standing]
	rings     btree.Map[string, *domain.Ring]
	names     *btree.BTreeG[named]
	link      *link.Options
}

// NewView returns the view of nobody.
func NewView() *View {
	return &View{Hits: map[string]int{}, queue: btree.NewBTreeGOptions(before, btree.Options{NoLocks: true}), names: newNamed(), link: &link.Options{}}
}

// Standing is one person as he or she stands. It does not change.
type Standing struct {
	Person    *domain.Person // under [Config.Lean] as in [Result.Persons]
	Findings  []domain.Finding
	Clear     int
	Judgement detect.Judgement
	Ring      string // id; "" for none
	Ties      []domain.Tie
	Hubs      []*domain.Hub // of the values that he or she holds
	errors    []string
}

// says reports whether what somebody is said to be, for stores and reviewers, is
// the same: that he or she was seen again is not.
func (st *Standing) says(o *Standing) bool {
	p, q := st.Person, o.Person
	return st.Judgement == o.Judgement && st.Ring == o.Ring && st.Clear == o.Clear && p.Stage == q.Stage && len(p.Records) == len(q.Records) &&
		reflect.DeepEqual(p.Keys, q.Keys) && slices.Equal(p.Clients, q.Clients) && reflect.DeepEqual(st.Findings, o.Findings)
}

// Errors lists the checks that broke on somebody.
func (v *View) Errors() (out []string) {
	for st := range v.All() {
		out = append(out, st.errors...)
	}
	return out
}

// Place is where somebody stands in the queue.
type Place struct {
	Rank int
	Bits int
	ID   string // of the person
}

// Place returns where a person stands in the queue.
func (st *Standing) Place() Place {
	return Place{st.Judgement.Tier.Rank(), st.Judgement.Bits, st.Person.ID}
}

// Compare orders the queue: the highest tier first, then the most bits.
func (p Place) Compare(o Place) int {
	return cmp.Or(cmp.Compare(o.Rank, p.Rank), cmp.Compare(o.Bits, p.Bits), cmp.Compare(p.ID, o.ID))
}

func before(a, b *Standing) bool { return a.Place().Compare(b.Place()) < 0 }

// Of returns how a person stands; nil when there is none of that id.
func (v *View) Of(id string) *Standing {
	st, _ := v.persons.Get(id)
	return st
}

// Person returns somebody by id, or nil.
func (v *View) Person(id string) *domain.Person {
	if st := v.Of(id); st != nil {
		return st.Person
	}
	return nil
}

// Tier returns the tier of a person.
func (v *View) Tier(id string) domain.Tier {
	if st := v.Of(id); st != nil {
		return st.Judgement.Tier
	}
	return domain.TierNone
}

// Len returns how many persons there are.
func (v *View) Len() int { return v.persons.Len() }

// All returns everybody by id.
func (v *View) All() iter.Seq[*Standing] {
	return func(yield func(*Standing) bool) {
		v.persons.Scan(func(_ string, st *Standing) bool { return yield(st) })
	}
}

// Queue returns those of whom something is to be said, most urgent first, from
// after a place on.
func (v *View) Queue(after Place) iter.Seq[*Standing] {
	pivot := &Standing{Person: &domain.Person{ID: after.ID}, Judgement: detect.Judgement{Bits: after.Bits}}
	for _, t := range []domain.Tier{domain.TierUrgent, domain.TierReview, domain.TierWatch, domain.TierInsufficient} {
		if t.Rank() == after.Rank {
			pivot.Judgement.Tier = t
		}
	}
	return func(yield func(*Standing) bool) {
		take := func(st *Standing) bool { return st.Place().Compare(after) <= 0 || yield(st) }
		if pivot.Judgement.Tier == "" {
			v.queue.Scan(take)
			return
		}
		v.queue.Ascend(pivot, take)
	}
}

// Waiting returns how many stand in the queue.
func (v *View) Waiting() int { return v.queue.Len() }

// Ring returns a ring by id, or nil.
func (v *View) Ring(id string) *domain.Ring {
	r, _ := v.rings.Get(id)
	return r
}

// Rings returns all rings by id.
func (v *View) Rings() iter.Seq[*domain.Ring] {
	return func(yield func(*domain.Ring) bool) {
		v.rings.Scan(func(_ string, r *domain.Ring) bool { return yield(r) })
	}
}

// RingCount returns how many rings there are.
func (v *View) RingCount() int { return v.rings.Len() }

// Edges returns what links a person to others, by the ends.
func (v *View) Edges(id string) []domain.Edge {
	st := v.Of(id)
	if st == nil {
		return nil
	}
	own := map[string][]domain.Tie{id: st.Ties}
	others := map[string]bool{}
	for i := range st.Ties {
		others[st.Ties[i].Other] = true
	}
	for other := range others {
		if o := v.Of(other); o != nil && other < id {
			own[other] = slices.DeleteFunc(slices.Clone(o.Ties), func(t domain.Tie) bool { return t.Other != id })
		}
	}
	return v.link.Edges(own)
}

// Part returns what is said of some persons and of the rings that they are in
// as a result that holds, besides, only whom their findings and rings mention.
func (v *View) Part(ids []string) *Result {
	res := &Result{AsOf: v.AsOf, Synthetic: v.Synthetic, Digest: v.Digest, Loose: v.Loose, Findings: map[string][]domain.Finding{},
		Clear: map[string]int{}, Judgement: map[string]detect.Judgement{}, RingOf: map[string]string{}}
	rings, also := map[string]bool{}, map[string]bool{}
	hubs := map[domain.Hub]bool{}
	for _, id := range ids {
		st := v.Of(id)
		if st == nil {
			continue
		}
		also[id] = true
		rings[st.Ring] = true
		for i := range st.Findings {
			for _, e := range st.Findings[i].Evidence {
				if e.Value != nil {
					for _, o := range e.Value.Others {
						also[o] = true
					}
				}
			}
		}
		for _, h := range st.Hubs {
			if !hubs[*h] {
				hubs[*h] = true
				res.Links.Hubs = append(res.Links.Hubs, *h)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rings)) {
		if r := v.Ring(id); r != nil {
			res.Links.Rings = append(res.Links.Rings, *r)
			for _, m := range r.Members {
				also[m] = true
			}
		}
	}
	slices.SortFunc(res.Links.Rings, func(a, b domain.Ring) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(res.Links.Hubs, func(a, b domain.Hub) int {
		return cmp.Or(cmp.Compare(a.Identifier.Type, b.Identifier.Type), cmp.Compare(a.Identifier.Key, b.Identifier.Key))
	})
	for _, id := range slices.Sorted(maps.Keys(also)) {
		if st := v.Of(id); st != nil {
			res.put(st)
		}
	}
	return res
}

func (res *Result) put(st *Standing) {
	id := st.Person.ID
	res.Persons = append(res.Persons, st.Person)
	res.Findings[id], res.Clear[id], res.Judgement[id] = st.Findings, st.Clear, st.Judgement
	if st.Ring != "" {
		res.RingOf[id] = st.Ring
	}
	res.Errors = append(res.Errors, st.errors...)
}

// Result returns the whole answer but for what joins records, without edges
// that hold no ring. It lists everybody, so it is for now and then.
func (v *View) Result() *Result {
	var ids []string
	for st := range v.All() {
		ids = append(ids, st.Person.ID)
	}
	res := v.Part(ids)
	res.Links.Ties = map[string][]domain.Tie{}
	for st := range v.All() {
		if len(st.Ties) > 0 {
			res.Links.Ties[st.Person.ID] = st.Ties
		}
	}
	res.Links.Edges = v.link.Edges(res.Links.Ties)
	slices.Sort(res.Errors)
	return res
}

// Said lists, by id, everybody of whom something is said: a tier, a finding or a
// ring.
func (v *View) Said() (ids []string) {
	for st := range v.All() {
		if st.Judgement.Tier.Rank() > 0 || st.Ring != "" || slices.ContainsFunc(st.Findings, func(f domain.Finding) bool { return f.Outcome == domain.Hit }) {
			ids = append(ids, st.Person.ID)
		}
	}
	return ids
}

// copy returns a view that stays as it is while v goes on.
func (v *View) copy() *View {
	c := *v
	c.persons, c.rings, c.queue = *v.persons.Copy(), *v.rings.Copy(), v.queue.Copy()
	c.names = v.names.Copy()
	c.Hits = maps.Clone(v.Hits)
	return &c
}

// put replaces how somebody stands, and drop takes somebody out; both return
// what was before.
func (v *View) put(st *Standing) *Standing {
	old := v.leave(st.Person.ID)
	v.persons.Set(st.Person.ID, st)
	if old == nil {
		v.rename(nil, st.Person)
	} else {
		v.rename(old.Person, st.Person)
	}
	v.count(st, 1)
	if st.Judgement.Tier.Rank() > 0 {
		v.queue.Set(st)
	}
	return old
}

func (v *View) drop(id string) *Standing {
	old := v.leave(id)
	if old != nil {
		v.rename(old.Person, nil)
	}
	return old
}

// leave takes somebody out but for the words of the names.
func (v *View) leave(id string) *Standing {
	old, ok := v.persons.Delete(id)
	if !ok {
		return nil
	}
	v.queue.Delete(old)
	v.count(old, -1)
	return old
}

func (v *View) count(st *Standing, by int) {
	for i := range st.Findings {
		f := &st.Findings[i]
		if f.Outcome != domain.Hit {
			continue
		}
		if v.Hits[f.Rule] += by; v.Hits[f.Rule] == 0 {
			delete(v.Hits, f.Rule)
		}
	}
}
