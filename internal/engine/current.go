package engine

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

// Current is an evaluation that is kept current: after any changes of its state
// it says what [State.Evaluate] says, for the work of what they touch. It is
// not safe for concurrent use, and what it has handed out does not change.
type Current struct {
	*joined
	asOf      time.Time
	rules     []*detect.Compiled
	unmet     map[string][]string
	synthetic bool
	masked    int // of the state's identifiers
	doc, all  int // mail addresses and phone numbers: those for documentation, and all

	byMail holding[*subject]
	byID   holding[*draft]
	texts  *link.Texts
	people map[string]*standing
	index  *link.Index
	view   *View
}

// standing is one person with what was found.
type standing struct {
	draft  *draft
	person *domain.Person
	examined
	judgement detect.Judgement
}

// Update is what changed with an update, each list sorted.
type Update struct {
	Changed []string // persons who are new, or of whom something is said anew
	Gone    []string // persons of whom nothing is left under that id
	Rings   []string // rings that are new, another or gone
	Errors  []string // checks that broke on somebody
	More    bool     // what came in waits for the next update in part
}

// View returns the answer as it stands now.
func (c *Current) View() *View {
	v := c.view.copy()
	v.AsOf, v.Synthetic, v.Digest, v.Loose, v.Unmet, v.link = c.asOf, c.synthetic, c.s.digest(), c.loose, c.unmet, c.index.Options()
	v.Records, v.Accounts, v.Events = len(c.s.rows), len(c.s.accounts), c.s.seen.Len()
	return v
}

// Holders returns the ids of the persons who hold a value, sorted. A mail address
// that the employer gave is no identifier, but a key of its person.
func (c *Current) Holders(id domain.Identifier) []string {
	var out []string
	if n, ok := c.s.ids.find(id); ok {
		for _, d := range c.byID.of(n) {
			out = append(out, d.ID)
		}
	}
	if id.Type == domain.Email {
		out = append(out, c.given(domain.Ref{Type: domain.RefWorkMail, Value: id.Key})...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// given returns the ids of the persons to whom the employer gave a key.
func (c *Current) given(key domain.Ref) (ids []string) {
	n, ok := c.s.refs.find(key)
	if !ok || int(n) >= len(c.parent) { // not yet taken in
		return nil
	}
	if g := c.groups[c.find(n)]; g != nil {
		for _, sub := range g.subjects {
			if slices.Contains(sub.refs, n) && sub.person != nil {
				ids = append(ids, sub.person.ID)
			}
		}
	}
	return ids
}

// NewCurrent judges everybody in s, which is a [State.Fork]. With a zero
// [Config.AsOf] the time of judgement is the end of the day of the latest
// occurrence, UTC.
func NewCurrent(ctx context.Context, s *State, cfg Config) (*Current, error) {
	c := &Current{joined: newJoined(s, cfg), asOf: cfg.AsOf, rules: compile(cfg), unmet: s.unmet(cfg), masked: s.ids.masked, people: map[string]*standing{}, view: NewView()}
	if c.asOf.IsZero() {
		c.asOf = endOfDay(s.LatestOccurrence())
	}
	subjects := c.joinAll()
	inParallel(len(subjects), func(_, i int) { subjects[i].mails = s.mailsOf(subjects[i]) })
	drafts, same := s.people(subjects, cfg.Join, cfg.Intel.Names)
	for _, sub := range subjects {
		for _, m := range sub.mails {
			c.byMail.add(m, sub)
		}
	}
	m := &moves{respell: map[*draft]bool{}}
	c.settle(drafts, same, subjects, m)
	c.synthetic = c.isSynthetic()
	opt := link.Defaults()
	opt.AsOf, opt.Names, opt.KnownHub, opt.Building, opt.Victim = c.asOf, cfg.Intel.Names, cfg.KnownHub, cfg.Building, cfg.Victim
	opt.Population = len(c.people)
	c.index = link.NewIndex(opt)
	c.view.names = nil // made at once for everybody, which is faster
	_, err := c.judge(ctx, m)
	c.view.nameAll()
	return c, err
}

func endOfDay(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(24 * time.Hour).Add(24*time.Hour - time.Second)
}

// joinAll joins the whole state: subjects as [State.subjects] makes them, with
// what keeps them current.
func (c *Current) joinAll() []*subject {
	r := &round{groups: map[*group]bool{}}
	for i := range int32(len(c.s.rows)) {
		if g := c.groupOf(c.s.refsOf(i), r); g != nil {
			g.rows = append(g.rows, i)
		}
	}
	c.rows = len(c.s.rows)
	for _, key := range sortedKeys(c.s.accounts) {
		if a := c.s.accounts[key]; len(a.nums) > 0 {
			c.takeAccount(a, r)
		}
	}
	subjects, conflicts, loose := c.s.subjects(c.cfg.Join, c.cfg.Intel.Names)
	c.loose = len(loose)
	for _, sub := range subjects {
		g := c.groups[c.find(sub.refs[0])]
		g.subjects = append(g.subjects, sub)
	}
	for _, x := range conflicts {
		n, _ := c.s.refs.find(x.Ref)
		g := c.groups[c.find(n)]
		g.conflicts = append(g.conflicts, x)
	}
	blocked := map[int32]bool{}
	for _, r := range c.cfg.Join.Split {
		if n, ok := c.s.refs.find(r); ok {
			blocked[n] = true
		}
	}
	for _, x := range conflicts {
		n, _ := c.s.refs.find(x.Ref)
		blocked[n] = true
	}
	for i := range int32(len(c.s.rows)) {
		if !slices.ContainsFunc(c.s.refsOf(i), func(n int32) bool { return c.s.refs.rows[n].person && !blocked[n] }) {
			c.noteLoose(i)
		}
	}
	return subjects
}

// Follow has further updates read the state of which c was made a fork.
func (c *Current) Follow(s *State) { c.s, c.joiner.state = s, s }

// Update takes in what changed in the state since the last call. Under
// [ErrWhole] c is of no further use: make another.
func (c *Current) Update(ctx context.Context) (Update, error) {
	if fresh := len(c.s.rows) - c.rows; c.moved() || fresh > 4*mostRows && fresh > len(c.people)/8 {
		return Update{}, ErrWhole
	}
	r := &round{groups: map[*group]bool{}}
	if err := c.take(r); err != nil {
		return Update{}, err
	}
	if err := c.rejoin(r); err != nil {
		return Update{}, err
	}
	m := c.regroup(r)
	if c.isSynthetic() != c.synthetic || !c.index.Fits(len(c.people)) {
		return Update{}, ErrWhole
	}
	up, err := c.judge(ctx, m)
	up.More = len(c.s.touched.seen) > 0 || c.rows < len(c.s.rows)
	return up, err
}

// moved reports whether something changed that bears on everybody: the day of
// judgement, what some record carries for the first time, how a value is
// masked.
func (c *Current) moved() bool {
	if c.s.ids.masked != c.masked || !reflect.DeepEqual(c.s.unmet(c.cfg), c.unmet) {
		return true
	}
	if !c.cfg.AsOf.IsZero() {
		return false
	}
	for i := c.rows; i < len(c.s.rows); i++ {
		if r := &c.s.rows[i]; !r.inFuture() && r.at.time().After(c.asOf) {
			return true
		}
	}
	for i := range c.s.touched.rows {
		if r := &c.s.rows[i]; r.inFuture() && sameDay(r.at.time(), c.asOf) {
			return true // it may have been the latest
		}
	}
	return c.s.latest.After(c.asOf)
}

func sameDay(a, b time.Time) bool { return endOfDay(a).Equal(endOfDay(b)) }

func (c *Current) isSynthetic() bool {
	if c.cfg.Synthetic != nil {
		return *c.cfg.Synthetic
	}
	return c.all > 0 && c.doc*2 > c.all
}

// counts reports whether an identifier identifies.
func (c *Current) counts(id int32) bool { return c.synthetic || !c.s.ids.rows[id].documentation }

// AsOf returns the time of judgement.
func (c *Current) AsOf() time.Time { return c.asOf }

// Result returns the whole answer. It copies the lists of all persons, so it is
// for now and then; what changed stands in each [Update].
func (c *Current) Result() *Result {
	n := len(c.people)
	res := &Result{AsOf: c.asOf, Persons: make([]*domain.Person, 0, n), Findings: make(map[string][]domain.Finding, n), Clear: make(map[string]int, n),
		Judgement: make(map[string]detect.Judgement, n), Links: c.index.Result(), RingOf: map[string]string{}, Loose: c.loose,
		Refused: refusedCounts(c.s.refused), Synthetic: c.synthetic, Digest: c.s.digest()}
	var same []pairEdge
	for id, x := range c.people {
		res.Persons = append(res.Persons, x.person)
		res.Findings[id], res.Clear[id], res.Judgement[id] = x.findings, x.clear, x.judgement
		res.Errors = append(res.Errors, x.broken...)
		same = append(same, x.draft.same...)
	}
	slices.SortFunc(res.Persons, func(a, b *domain.Person) int { return cmp.Compare(a.ID, b.ID) })
	slices.Sort(res.Errors)
	slices.SortFunc(same, func(a, b pairEdge) int {
		return cmp.Or(bytes.Compare([]byte(c.s.ids.identifier(a.mail).Key), []byte(c.s.ids.identifier(b.mail).Key)), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	res.SameAs = make([]SameAs, len(same))
	for i, e := range same {
		res.SameAs[i] = e.SameAs
	}
	for _, g := range c.groups {
		res.Conflicts = append(res.Conflicts, g.conflicts...)
	}
	slices.SortFunc(res.Conflicts, func(a, b Conflict) int { return compareRefs(a.Ref, b.Ref) })
	for _, r := range res.Links.Rings {
		for _, m := range r.Members {
			res.RingOf[m] = r.ID
		}
	}
	res.rankRings()
	return res
}

// Persons returns the ids of all persons, sorted.
func (c *Current) Persons() []string { return slices.Sorted(maps.Keys(c.people)) }
