package engine

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

// moves is one update as far as persons go.
type moves struct {
	old     []*draft
	respell map[*draft]bool // to be spelled out anew
	before  map[int32]int   // holders that identifiers had, where they changed; nil while everybody is new
}

// regroup finds anew which subjects are one person, among all whom shared mail
// connects with what changed.
func (c *Current) regroup(r *round) *moves {
	m := &moves{respell: map[*draft]bool{}, before: map[int32]int{}}
	reached, queue := map[*subject]bool{}, []*subject{}
	seed := func(mails []int32) {
		for _, id := range mails {
			queue = append(queue, c.byMail.of(id)...)
		}
	}
	old := map[*draft]bool{}
	for _, sub := range r.removed {
		old[sub.person] = true
		queue = append(queue, sub.person.parts...)
		for _, id := range sub.mails {
			c.byMail.remove(id, sub)
		}
		seed(sub.mails)
	}
	for _, a := range r.accounts {
		if sub := c.subjectOf(a); sub != nil && sub.person != nil && !c.seenAgain(sub, a, m) {
			queue = append(queue, sub)
			seed(sub.mails)
			c.remail(sub)
		}
	}
	for _, sub := range r.added {
		c.remail(sub)
	}
	queue = append(queue, r.added...)
	gone := map[*subject]bool{}
	for _, sub := range r.removed {
		gone[sub] = true
	}
	for len(queue) > 0 {
		sub := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if reached[sub] || gone[sub] {
			continue
		}
		reached[sub] = true
		seed(sub.mails)
		if sub.person != nil && !old[sub.person] {
			old[sub.person] = true
			queue = append(queue, sub.person.parts...)
		}
	}
	subjects := slices.SortedFunc(maps.Keys(reached), func(a, b *subject) int { return cmp.Compare(a.id, b.id) })
	drafts, same := c.s.people(subjects, c.cfg.Join, c.cfg.Intel.Names)
	for d := range old {
		delete(m.respell, d)
		c.release(d, m)
	}
	c.settle(drafts, same, subjects, m)
	return m
}

// seenAgain takes in an account that shows nothing that its person did not hold
// already: who is one person with whom stays as it was.
func (c *Current) seenAgain(sub *subject, a *account, m *moves) bool {
	for i, x := range sub.accounts {
		if x.key == a.key {
			sub.accounts[i] = a
		}
	}
	d := sub.person
	for i, x := range d.accounts {
		if x.key == a.key {
			d.accounts[i] = a
		}
	}
	for _, id := range a.ids {
		if _, known := slices.BinarySearch(d.ids, id); !known {
			return false
		}
	}
	for _, id := range a.ids {
		if c.s.ids.typeOf(id) == domain.Email && !slices.Contains(sub.mails, id) {
			return false
		}
	}
	m.respell[d] = true
	return true
}

// remail notes which mail addresses a subject holds.
func (c *Current) remail(sub *subject) {
	for _, id := range sub.mails {
		c.byMail.remove(id, sub)
	}
	sub.mails = c.s.mailsOf(sub)
	for _, id := range sub.mails {
		c.byMail.add(id, sub)
	}
}

// mailsOf lists the mail addresses of a subject, each once.
func (s *State) mailsOf(sub *subject) []int32 {
	var out []int32
	add := func(id int32) {
		if s.ids.typeOf(id) == domain.Email && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	var l loaded
	for _, row := range sub.rows {
		s.load(row, &l)
		for _, x := range l.seen {
			add(x.id)
		}
	}
	for _, a := range sub.accounts {
		for _, id := range a.ids {
			add(id)
		}
	}
	return out
}

// release takes a person out of who holds what.
func (c *Current) release(d *draft, m *moves) {
	m.old = append(m.old, d)
	for _, id := range d.ids {
		m.noteBefore(id, c.byID.count(id))
		c.byID.remove(id, d)
		c.tally(id, -1)
	}
}

func (m *moves) noteBefore(id int32, n int) {
	if _, ok := m.before[id]; !ok && m.before != nil {
		m.before[id] = n
	}
}

// tally counts what tells whether documentation values identify people here.
func (c *Current) tally(id int32, by int) {
	if t := c.s.ids.typeOf(id); t == domain.Email || t == domain.Phone {
		c.all += by
		if c.s.ids.rows[id].documentation {
			c.doc += by
		}
	}
}

// settle puts new persons in place of the old ones.
func (c *Current) settle(drafts []*draft, same []pairEdge, subjects []*subject, m *moves) {
	for _, d := range drafts {
		m.respell[d] = true
		for _, sub := range d.parts {
			sub.person = d
		}
		for _, id := range d.ids {
			m.noteBefore(id, c.byID.count(id))
			c.byID.add(id, d)
			c.tally(id, 1)
		}
	}
	for _, e := range same {
		d := subjects[e.a].person
		d.same = append(d.same, e)
	}
	for _, d := range m.old {
		delete(c.people, d.ID)
	}
	for _, d := range drafts {
		c.people[d.ID] = &standing{draft: d}
	}
	c.compareTexts(drafts, m)
}

// judge spells out, links and examines whom the moves touch.
func (c *Current) judge(ctx context.Context, m *moves) (Update, error) {
	for id, n := range m.before {
		// Whoever held alone what is shared now is looked at too.
		if holders := c.byID.of(id); n <= 1 && len(holders) > 1 && c.counts(id) {
			for _, d := range holders {
				m.respell[d] = true
			}
		}
	}
	drafts := slices.SortedFunc(maps.Keys(m.respell), func(a, b *draft) int { return cmp.Compare(a.ID, b.ID) })
	for _, d := range drafts {
		for _, a := range d.accounts {
			c.s.rest(a)
		}
	}
	// Linking compares those who share something. The rest are spelled out when
	// detectors look at them.
	changes := make([]link.Change, len(drafts))
	inParallel(len(drafts), func(_, i int) {
		changes[i] = link.Change{ID: drafts[i].ID}
		if shares := c.shares(drafts[i]); shares != nil {
			changes[i].Person, changes[i].Shares = c.spell(drafts[i]), shares
		}
	})
	var up Update
	for _, d := range m.old {
		if c.people[d.ID] == nil {
			up.Gone = append(up.Gone, d.ID)
			changes = append(changes, link.Change{ID: d.ID})
		}
	}
	slices.Sort(up.Gone)
	moved := c.index.Update(changes)
	todo := make(map[string]*domain.Person, len(drafts))
	for i, d := range drafts {
		todo[d.ID] = changes[i].Person
	}
	for _, id := range moved.Ties {
		if c.people[id] != nil && todo[id] == nil {
			todo[id] = c.index.Person(id)
		}
	}
	if err := c.examine(ctx, todo); err != nil {
		return up, err
	}
	for _, id := range moved.Rings {
		if x := c.people[id]; x != nil {
			todo[id] = x.person
		}
	}
	for id := range todo {
		x := c.people[id]
		x.judgement = detect.Judge(x.findings, x.clear, contextOf(c.index.Ring(id)))
	}
	up.Changed = slices.Sorted(maps.Keys(todo))
	c.say(&up)
	return up, nil
}

// say brings the view in line with an update, and names the rings that it
// changes. Whoever is or was in one of those is named in the update.
func (c *Current) say(up *Update) {
	was, now, said := map[string]bool{}, map[string]*domain.Ring{}, []string(nil)
	leave := func(old *Standing) {
		if old != nil && old.Ring != "" {
			was[old.Ring] = true
		}
	}
	for _, id := range up.Gone {
		leave(c.view.drop(id))
	}
	for _, id := range up.Changed {
		x := c.people[id]
		st := &Standing{Person: x.person, Findings: x.findings, Clear: x.clear, Judgement: x.judgement, Ties: c.index.Ties(id), Hubs: c.index.Hubs(id), errors: x.broken}
		if r := c.index.Ring(id); r != nil {
			st.Ring, now[r.ID] = r.ID, r
		}
		old := c.view.put(st)
		leave(old)
		up.Errors = append(up.Errors, x.broken...)
		if old == nil || !old.says(st) {
			said = append(said, id)
		}
	}
	up.Changed = said
	for id, r := range now {
		tier := domain.TierNone
		for _, m := range r.Members {
			if t := c.people[m].judgement.Tier; t.Rank() > tier.Rank() {
				tier = t
			}
		}
		if old := c.view.Ring(id); old != nil && old.Tier == tier && slices.Equal(old.Members, r.Members) && sameEdges(old.Edges, r.Edges) {
			delete(was, id)
			continue
		}
		ranked := *r
		ranked.Tier = tier
		c.view.rings.Set(id, &ranked)
		was[id] = true
	}
	for id := range was {
		if now[id] == nil {
			c.view.rings.Delete(id)
		}
	}
	up.Rings = slices.Sorted(maps.Keys(was))
}

// sameEdges reports whether two rings have the very same edges: one that is made
// anew has other shared values in memory.
func sameEdges(a, b []domain.Edge) bool {
	return slices.EqualFunc(a, b, func(x, y domain.Edge) bool {
		return x.A == y.A && x.B == y.B && len(x.Shared) == len(y.Shared) && (len(x.Shared) == 0 || &x.Shared[0] == &y.Shared[0])
	})
}

// spell makes a person of a draft whose accounts are at rest: then it shares
// nothing with the state that may change.
func (c *Current) spell(d *draft) *domain.Person { return c.s.whole(d, c.synthetic, &speller{}) }

// shares tells which identifiers of a person others hold too; nil for none.
func (c *Current) shares(d *draft) func(domain.Identifier) bool {
	type key struct {
		t domain.IdentifierType
		k string
	}
	var set map[key]bool
	for _, id := range d.ids {
		if c.byID.count(id) > 1 && c.counts(id) {
			if set == nil {
				set = map[key]bool{}
			}
			x := c.s.ids.identifier(id)
			set[key{x.Type, x.Key}] = true
		}
	}
	for _, l := range d.alike {
		if set == nil {
			set = map[key]bool{}
		}
		x := likeness(d.ID, l)
		set[key{x.Type, x.Key}] = true
	}
	if set == nil {
		return nil
	}
	return func(id domain.Identifier) bool { return set[key{id.Type, id.Key}] }
}

// examine runs the detectors on persons, on all cores. Who is nil is spelled out.
func (c *Current) examine(ctx context.Context, todo map[string]*domain.Person) error {
	ids := slices.Sorted(maps.Keys(todo))
	memory := make([]*speller, runtime.GOMAXPROCS(0))
	for w := range memory {
		memory[w] = &speller{}
	}
	one := func(w, i int) {
		if ctx.Err() == nil && c.examineOne(ctx, c.people[ids[i]], todo[ids[i]], memory[w]) {
			memory[w] = &speller{findings: memory[w].findings}
		}
	}
	if len(ids) < len(memory) {
		for i := range ids {
			one(0, i)
		}
	} else {
		inParallel(len(ids), one)
	}
	return ctx.Err()
}

// examineOne reports whether what was spelled out into mem is kept.
func (c *Current) examineOne(ctx context.Context, x *standing, p *domain.Person, mem *speller) (kept bool) {
	if p == nil {
		p, kept = c.s.whole(x.draft, c.synthetic, mem), true
	}
	x.examined = examine(ctx, c.rules, detect.Input{AsOf: c.asOf, Person: p, Ties: c.index.Ties(p.ID), Intel: c.cfg.Intel}, c.unmet, mem)
	if x.person = p; c.cfg.Lean && x.uneventful() {
		x.person, kept = &x.draft.Person, false
	}
	x.keep(c.cfg.Lean)
	return kept
}
