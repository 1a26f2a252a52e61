package engine

import (
	"bytes"
	"cmp"
	"fmt"
	"runtime"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

// SameAs joins two subjects into one person: the same personal mail, a
// compatible name, and either two candidates or a hired candidate and a
// worker. It is explained, and undone by a split in the config.
type SameAs struct {
	A, B  string // subject ids
	Email string // masked
	Why   string
}

// draft is a person before what its records show is spelled out: a large
// workspace holds everybody as drafts and few as persons.
type draft struct {
	domain.Person // without records, observations and activity
	rows          []int32
	accounts      []*account
	ids           []int32 // numbers of its identifiers, sorted, each once
	hired         bool    // the applicant tracker calls the candidate hired
	parts         []*subject
	same          []pairEdge // that make one person of its parts
	texts         []text     // of its résumés, in the order of rows
	alike         []link.Likeness
}

// assemble turns subjects into persons, sorted by id.
func (s *State) assemble(subjects []*subject, cfg JoinConfig, names func(a, b string) domain.NameRelation) ([]*draft, []SameAs) {
	out, same := s.people(subjects, cfg, names)
	edges := make([]SameAs, len(same))
	for i, e := range same {
		edges[i] = e.SameAs
	}
	return out, edges
}

// people is [State.assemble] with the edges as they were found.
func (s *State) people(subjects []*subject, cfg JoinConfig, names func(a, b string) domain.NameRelation) ([]*draft, []pairEdge) {
	drafts := make([]*draft, len(subjects))
	scratch := make([]loaded, runtime.GOMAXPROCS(0))
	inParallel(len(subjects), func(w, i int) { drafts[i] = s.draft(subjects[i], &scratch[w]) })
	j := sameness{s, subjects, drafts, cfg, names}
	same, root := unite(j.edges(), drafts)
	var out []*draft
	for i, d := range drafts {
		if r := root(i); r != i {
			drafts[r].absorb(d)
			continue
		}
		out = append(out, d)
	}
	inParallel(len(out), func(_, i int) { s.finish(out[i]) })
	slices.SortFunc(out, func(a, b *draft) int { return cmp.Compare(a.ID, b.ID) })
	return out, same
}

// pairEdge joins two subjects, known by their places in the sorted list.
type pairEdge struct {
	a, b int
	mail int32
	SameAs
}

// unite joins subjects over the edges that stand and returns those with the
// component of each subject: its first. Two workers are never joined, not even
// over a candidate between them.
func unite(edges []pairEdge, drafts []*draft) (stand []pairEdge, find func(int) int) {
	root := map[int]int{}
	worker := make([]bool, len(drafts))
	for i, d := range drafts {
		worker[i] = d.Stage.Worker
	}
	find = func(x int) int {
		if p, ok := root[x]; ok && p != x {
			root[x] = find(p)
			return root[x]
		}
		return x
	}
	stand = slices.DeleteFunc(edges, func(e pairEdge) bool {
		a, b := find(e.a), find(e.b)
		if a == b {
			return false
		}
		if worker[a] && worker[b] {
			return true
		}
		root[max(a, b)] = min(a, b)
		worker[min(a, b)] = worker[a] || worker[b]
		return false
	})
	return stand, find
}

// sameness finds the subjects that are one person by personal mail.
type sameness struct {
	state    *State
	subjects []*subject
	drafts   []*draft
	cfg      JoinConfig
	names    func(a, b string) domain.NameRelation
}

func (j sameness) edges() []pairEdge {
	var out []pairEdge
	holders := j.holders()
	for _, mail := range j.shared(holders) {
		masked := j.state.ids.identifier(mail).Masked
		for i, a := range holders[mail] {
			for _, b := range holders[mail][i+1:] {
				if rel, ok := j.one(a, b); ok {
					out = append(out, pairEdge{a, b, mail, SameAs{A: j.subjects[a].id, B: j.subjects[b].id, Email: masked,
						Why: fmt.Sprintf("same personal mail %s and %s name", masked, rel)}})
				}
			}
		}
	}
	return out
}

// holders lists who holds each mail address.
func (j sameness) holders() map[int32][]int {
	out := map[int32][]int{}
	for i, d := range j.drafts {
		for _, id := range d.ids {
			if j.state.ids.typeOf(id) == domain.Email {
				out[id] = append(out[id], i)
			}
		}
	}
	return out
}

// shared lists the addresses that several hold, sorted.
func (j sameness) shared(holders map[int32][]int) []int32 {
	var out []int32
	for id, all := range holders {
		if len(all) > 1 {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b int32) int {
		return cmp.Compare(j.state.ids.identifier(a).Key, j.state.ids.identifier(b).Key)
	})
	return out
}

// one reports whether two holders of one address are one person.
func (j sameness) one(a, b int) (domain.NameRelation, bool) {
	x, y := j.drafts[a], j.drafts[b]
	if j.keptApart(a, b) || !stagesMeet(x.Stage, y.Stage, x.hired, y.hired) {
		return "", false
	}
	rel := relationOf(&x.Person, &y.Person, j.names)
	return rel, rel == domain.NamesSame || rel == domain.NamesVariant
}

// keptApart reports whether the config splits either of two subjects.
func (j sameness) keptApart(a, b int) bool {
	for _, ref := range j.cfg.Split {
		n, ok := j.state.refs.find(ref)
		if ok && (slices.Contains(j.subjects[a].refs, n) || slices.Contains(j.subjects[b].refs, n)) {
			return true
		}
	}
	return false
}

// stagesMeet reports whether the rule applies: two candidates, or a hired
// candidate and a worker. Two workers are never joined by a mail address.
func stagesMeet(a, b domain.Stage, hiredA, hiredB bool) bool {
	switch {
	case a.Worker && b.Worker:
		return false
	case a.Worker:
		return b.Applicant && hiredB
	case b.Worker:
		return a.Applicant && hiredA
	}
	return a.Applicant && b.Applicant
}

// isHired reports whether the applicant tracker calls the candidate hired.
func isHired(r *domain.Record) bool {
	for i := range r.Values {
		v := &r.Values[i]
		if v.Field == domain.FieldStatus && v.Text == "hired" || v.Field == domain.FieldHiredAt && r.Key.Kind != domain.KindWorker {
			return true
		}
	}
	return false
}

func relationOf(a, b *domain.Person, names func(a, b string) domain.NameRelation) domain.NameRelation {
	best := domain.NamesUnknown
	for _, x := range a.Names {
		for _, y := range b.Names {
			switch r := names(x.Text, y.Text); r {
			case domain.NamesSame:
				return r
			case domain.NamesVariant:
				best = r
			case domain.NamesDifferent:
				if best == domain.NamesUnknown {
					best = r
				}
			}
		}
	}
	return best
}

// draft gathers what one subject's records and accounts say, without the
// records themselves.
func (s *State) draft(sub *subject, l *loaded) *draft {
	d := &draft{rows: slices.Clone(sub.rows), accounts: slices.Clip(sub.accounts), parts: []*subject{sub}}
	d.Subjects = []string{sub.id}
	for i, row := range sub.rows {
		s.load(row, l)
		r := &l.record
		s.stage(&d.Stage, r, s.superseded(sub.rows, i))
		d.hired = d.hired || isHired(r)
		for i := range r.Values {
			switch v := &r.Values[i]; v.Field {
			case domain.FieldName:
				if name := (domain.Name{Text: v.Text, Source: r.Key.Source, Kind: r.Key.Kind}); !slices.Contains(d.Names, name) {
					d.Names = append(d.Names, name)
				}
			case domain.FieldClient:
				d.Clients = append(d.Clients, v.Text)
			}
		}
		for _, x := range l.seen {
			d.ids = append(d.ids, x.id)
		}
		if set := textOf(r); set != nil {
			d.texts = append(d.texts, text{row, set})
		}
	}
	for _, a := range sub.accounts {
		d.Stage.Worker = true
		d.ids = append(d.ids, a.ids...)
	}
	slices.Sort(d.ids)
	d.ids = slices.Clip(slices.Compact(d.ids))
	d.Keys = s.keysOf(sub, d)
	d.ID = shortID("p_", sub.id)
	return d
}

// superseded reports whether a later export says otherwise of the key of row
// rows[i]. Versions of one key stand side by side, the latest last.
func (s *State) superseded(rows []int32, i int) bool {
	for j := i + 1; j < len(rows) && s.keyText(rows[j]) == s.keyText(rows[i]); j++ {
		if s.rows[rows[j]].seen.compare(s.rows[rows[i]].seen) > 0 {
			return true
		}
	}
	return false
}

// absorb adds e to d: the two are one person.
func (d *draft) absorb(e *draft) {
	d.Subjects = append(d.Subjects, e.Subjects...)
	d.parts = append(d.parts, e.parts...)
	d.Names = append(d.Names, e.Names...)
	d.Clients = append(d.Clients, e.Clients...)
	d.rows = append(d.rows, e.rows...)
	d.accounts = append(d.accounts, e.accounts...)
	d.ids = append(d.ids, e.ids...)
	d.texts = append(d.texts, e.texts...)
	d.Keys.CandidateIDs = append(d.Keys.CandidateIDs, e.Keys.CandidateIDs...)
	d.Keys.EmployeeIDs = append(d.Keys.EmployeeIDs, e.Keys.EmployeeIDs...)
	d.Keys.Emails = append(d.Keys.Emails, e.Keys.Emails...)
	d.Stage = mergeStages(d.Stage, e.Stage)
	d.ID = min(d.ID, e.ID)
}

// finish sorts everything, so that no order of arrival shows.
func (s *State) finish(d *draft) {
	for _, list := range []*[]string{&d.Subjects, &d.Clients, &d.Keys.CandidateIDs, &d.Keys.EmployeeIDs, &d.Keys.Emails} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	slices.Sort(d.ids)
	d.ids = slices.Compact(d.ids)
	slices.SortFunc(d.Names, func(a, b domain.Name) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Text, b.Text))
	})
	d.Names = slices.Compact(d.Names)
	slices.Sort(d.rows) // a record may have come with either of two subjects
	d.rows = slices.Compact(d.rows)
	slices.SortFunc(d.rows, s.compareByTime)
	slices.SortFunc(d.texts, func(a, b text) int { return s.compareByTime(a.row, b.row) })
	d.texts = slices.CompactFunc(d.texts, func(a, b text) bool { return a.row == b.row })
}

// compareByTime orders rows by kind, time, key and content.
func (s *State) compareByTime(a, b int32) int {
	x, y := &s.rows[a], &s.rows[b]
	return cmp.Or(cmp.Compare(s.kindOf(a), s.kindOf(b)), x.when().compare(y.when()),
		compareKeys(s.keyOf(a), s.keyOf(b)), bytes.Compare(x.hash[:], y.hash[:]))
}

// when is the time by which a row is ordered; see [timeOf].
func (r *row) when() instant {
	if r.at.time().IsZero() {
		return r.seen
	}
	return r.at
}

// speller is the memory that a person is spelled out into. It may serve the
// next one when nothing of the last is kept.
type speller struct {
	person  domain.Person
	loaded  []loaded
	records []*domain.Record
	refs    []domain.RecordRef
	obs     []domain.Observation
	cells   []*domain.Activity

	findings []domain.Finding // never kept
}

// whole spells a draft out. Values reserved for documentation are left out
// unless they count.
func (s *State) whole(d *draft, documentation bool, mem *speller) *domain.Person {
	n := len(d.rows)
	mem.loaded = grown(mem.loaded, n)
	mem.records, mem.refs = grown(mem.records, n), grown(mem.refs, n)
	obs, cells := mem.obs[:0], mem.cells[:0]
	for i, row := range d.rows {
		l := &mem.loaded[i]
		s.load(row, l)
		mem.records[i] = &l.record
		mem.refs[i] = domain.RecordRef{Key: l.key, At: l.record.OccurredAt, Origin: l.record.Origin}
		for _, x := range l.seen {
			if id := s.ids.identifier(x.id); documentation || !id.Documentation {
				obs = append(obs, observation(id, x, &l.record, mem.refs[i:i+1:i+1]))
			}
		}
	}
	obs = append(obs, d.likenesses(mem.loaded, mem.refs)...)
	for _, a := range d.accounts {
		x := s.activityOf(a)
		for _, o := range x.obs.list {
			if documentation || !o.Identifier.Documentation {
				obs = append(obs, *o)
			}
		}
		for _, c := range x.cells.list {
			if a.keeps(c) {
				cells = append(cells, c)
			}
		}
	}
	slices.SortFunc(cells, compareCells)
	mem.obs, mem.cells = mergeObservations(obs), cells
	mem.person = d.Person
	mem.person.Records, mem.person.Observations, mem.person.Activity = mem.records, mem.obs, mem.cells
	return &mem.person
}

// grown returns a slice of n elements, those of s where it has them.
func grown[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

func observation(id domain.Identifier, x sighting, r *domain.Record, refs []domain.RecordRef) domain.Observation {
	o := domain.Observation{Identifier: id, Role: x.role, Assurance: x.assurance, Count: 1, Records: refs}
	o.Span.Include(timeOf(r))
	return o
}

// mergeObservations sorts observations by type, key and role and makes one of
// those that agree in all three, in place.
func mergeObservations(obs []domain.Observation) []domain.Observation {
	// Of one key's versions the first example stays: the order must be one.
	slices.SortFunc(obs, func(a, b domain.Observation) int {
		return cmp.Or(compareObservations(a, b), compareRecordRefs(a.Records[0], b.Records[0]))
	})
	out := obs[:0]
	for _, o := range obs {
		if n := len(out); n > 0 && compareObservations(out[n-1], o) == 0 {
			mergeObservation(&out[n-1], o)
			continue
		}
		out = append(out, o)
	}
	return out
}

func compareObservations(a, b domain.Observation) int {
	return cmp.Or(cmp.Compare(a.Identifier.Type, b.Identifier.Type), cmp.Compare(a.Identifier.Key, b.Identifier.Key), cmp.Compare(a.Role, b.Role))
}

// mergeObservation adds o to have and keeps the first and the last record of
// the two. It commutes, so that the order of equal entries does not show.
func mergeObservation(have *domain.Observation, o domain.Observation) {
	have.Assurance = max(have.Assurance, o.Assurance)
	have.Count += o.Count
	have.Span.Include(o.Span.First)
	have.Span.Include(o.Span.Last)
	have.Identifier.Masked = max(have.Identifier.Masked, o.Identifier.Masked)
	first, last := have.Records[0], have.Records[len(have.Records)-1]
	for _, r := range o.Records {
		if compareRecordRefs(r, first) < 0 {
			first = r
		}
		if compareRecordRefs(r, last) > 0 {
			last = r
		}
	}
	have.Records = []domain.RecordRef{first}
	if first.Key != last.Key {
		have.Records = append(have.Records, last)
	}
}

func compareRecordRefs(a, b domain.RecordRef) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key), compareOrigins(a.Origin, b.Origin))
}

func compareCells(a, b *domain.Activity) int {
	return cmp.Or(compareRecordRefs(a.First, b.First), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Network, b.Network), cmp.Compare(a.Device, b.Device))
}
