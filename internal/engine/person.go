package engine

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
)

// SameAs joins two subjects into one person: the same personal mail, a
// compatible name, and either two candidates or a hired candidate and a
// worker. It is explained, and undone by a split in the config.
type SameAs struct {
	A, B  string // subject ids
	Email string // masked
	Why   string
}

// assemble turns subjects into persons.
func (s *State) assemble(subjects []*subject, cfg JoinConfig, names func(a, b string) domain.NameRelation) ([]*domain.Person, []SameAs) {
	persons := s.buildPersons(subjects)
	same, find := unite(sameAs(subjects, persons, cfg, names), persons)
	var out []*domain.Person
	merged := map[string]*domain.Person{}
	for _, sub := range subjects {
		r := find(sub.id)
		if have := merged[r]; have != nil {
			absorb(have, persons[sub.id])
			continue
		}
		merged[r] = persons[sub.id]
		out = append(out, persons[sub.id])
	}
	for _, p := range out {
		finishPerson(p)
	}
	slices.SortFunc(out, func(a, b *domain.Person) int { return cmp.Compare(a.ID, b.ID) })
	return out, same
}

// buildPersons makes one person of each subject, on all cores.
func (s *State) buildPersons(subjects []*subject) map[string]*domain.Person {
	built := make([]*domain.Person, len(subjects))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(subjects); i += workers {
				built[i] = s.person(subjects[i])
			}
		})
	}
	wg.Wait()
	persons := make(map[string]*domain.Person, len(subjects))
	for i, sub := range subjects {
		persons[sub.id] = built[i]
	}
	return persons
}

// unite joins subjects over the edges that stand and returns those with the
// component of each subject. Two workers are never joined, not even over a
// candidate between them.
func unite(edges []SameAs, persons map[string]*domain.Person) (stand []SameAs, find func(string) string) {
	root := map[string]string{}
	worker := make(map[string]bool, len(persons))
	for id, p := range persons {
		worker[id] = p.Stage.Worker
	}
	find = func(x string) string {
		if p, ok := root[x]; ok && p != x {
			root[x] = find(p)
			return root[x]
		}
		return x
	}
	stand = slices.DeleteFunc(edges, func(e SameAs) bool {
		a, b := find(e.A), find(e.B)
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

// sameAs finds the pairs by personal mail.
func sameAs(subjects []*subject, persons map[string]*domain.Person, cfg JoinConfig, names func(a, b string) domain.NameRelation) []SameAs {
	holders := map[string][]*subject{}
	masked := map[string]string{}
	for _, sub := range subjects {
		for _, o := range persons[sub.id].Observations {
			if o.Identifier.Type == domain.Email && !slices.Contains(holders[o.Identifier.Key], sub) {
				holders[o.Identifier.Key] = append(holders[o.Identifier.Key], sub)
				masked[o.Identifier.Key] = o.Identifier.Masked
			}
		}
	}
	var out []SameAs
	for _, mail := range sortedKeys(holders) {
		subs := holders[mail]
		for i, a := range subs {
			for _, b := range subs[i+1:] {
				if keptApart(a, b, cfg) || !stagesMeet(persons[a.id].Stage, persons[b.id].Stage, hired(a), hired(b)) {
					continue
				}
				rel := relationOf(persons[a.id], persons[b.id], names)
				if rel == domain.NamesSame || rel == domain.NamesVariant {
					out = append(out, SameAs{A: a.id, B: b.id, Email: masked[mail],
						Why: fmt.Sprintf("same personal mail %s and %s name", masked[mail], rel)})
				}
			}
		}
	}
	return out
}

// keptApart reports whether the config splits either of two subjects.
func keptApart(a, b *subject, cfg JoinConfig) bool {
	for _, r := range cfg.Split {
		if slices.Contains(a.refs, r) || slices.Contains(b.refs, r) {
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

// hired reports whether the applicant tracker calls the candidate hired.
func hired(sub *subject) bool {
	for _, p := range sub.records {
		for i := range p.Record.Values {
			v := &p.Record.Values[i]
			if v.Field == domain.FieldStatus && v.Text == "hired" || v.Field == domain.FieldHiredAt && p.Record.Key.Kind != domain.KindWorker {
				return true
			}
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

// person gathers what one subject's records and accounts say.
func (s *State) person(sub *subject) *domain.Person {
	p := &domain.Person{Subjects: []string{sub.id}}
	var obs []domain.Observation
	for _, prep := range sub.records {
		r := &prep.Record
		p.Records = append(p.Records, r)
		s.stage(&p.Stage, r)
		for i := range r.Values {
			switch v := &r.Values[i]; v.Field {
			case domain.FieldName:
				p.Names = append(p.Names, domain.Name{Text: v.Text, Source: r.Key.Source, Kind: r.Key.Kind})
			case domain.FieldClient:
				p.Clients = append(p.Clients, v.Text)
			}
		}
		refs := []domain.RecordRef{recordRef(r)} // shared by all that this record shows
		for i := range prep.Seen {
			obs = append(obs, observation(&prep.Seen[i], r, refs))
		}
	}
	for _, a := range sub.accounts {
		p.Stage.Worker = true
		for _, o := range a.obs {
			obs = append(obs, *o)
		}
		for _, c := range a.cells {
			p.Activity = append(p.Activity, c)
		}
	}
	p.Observations = mergeObservations(obs)
	p.Keys = keysOf(sub, p)
	p.ID = shortID("p_", sub.id)
	return p
}

func observation(seen *Seen, r *domain.Record, refs []domain.RecordRef) domain.Observation {
	o := domain.Observation{Identifier: seen.Identifier, Role: seen.Role, Assurance: seen.Assurance, Count: 1, Records: refs}
	o.Span.Include(timeOf(r))
	return o
}

// mergeObservations sorts observations by type, key and role and makes one of
// those that agree in all three.
func mergeObservations(obs []domain.Observation) []domain.Observation {
	slices.SortFunc(obs, compareObservations)
	out := make([]domain.Observation, 0, len(obs))
	for _, o := range obs {
		if n := len(out); n > 0 && compareObservations(out[n-1], o) == 0 {
			mergeObservation(&out[n-1], o)
			continue
		}
		out = append(out, o)
	}
	return slices.Clip(out)
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

// absorb adds b to a: the two are one person.
func absorb(a, b *domain.Person) {
	a.Subjects = append(a.Subjects, b.Subjects...)
	a.Names = append(a.Names, b.Names...)
	a.Clients = append(a.Clients, b.Clients...)
	a.Records = append(a.Records, b.Records...)
	a.Activity = append(a.Activity, b.Activity...)
	a.Keys.CandidateIDs = append(a.Keys.CandidateIDs, b.Keys.CandidateIDs...)
	a.Keys.EmployeeIDs = append(a.Keys.EmployeeIDs, b.Keys.EmployeeIDs...)
	a.Keys.Emails = append(a.Keys.Emails, b.Keys.Emails...)
	a.Observations = mergeObservations(slices.Concat(a.Observations, b.Observations))
	a.Stage = mergeStages(a.Stage, b.Stage)
	a.ID = min(a.ID, b.ID)
}

// finishPerson sorts everything, so that no order of arrival shows.
func finishPerson(p *domain.Person) {
	slices.Sort(p.Subjects)
	slices.Sort(p.Clients)
	p.Clients = slices.Compact(p.Clients)
	slices.SortFunc(p.Names, func(a, b domain.Name) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Text, b.Text))
	})
	p.Names = slices.Compact(p.Names)
	slices.SortFunc(p.Records, func(a, b *domain.Record) int {
		return cmp.Or(cmp.Compare(a.Key.Kind, b.Key.Kind), timeOf(a).Compare(timeOf(b)), compareKeys(a.Key, b.Key), cmp.Compare(string(a.Hash[:]), string(b.Hash[:])))
	})
	p.Records = slices.Compact(p.Records)
	slices.SortFunc(p.Activity, compareCells)
	for _, list := range []*[]string{&p.Keys.CandidateIDs, &p.Keys.EmployeeIDs, &p.Keys.Emails} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}
