package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// timeOf is when a record counts as having happened: the source's clock, else
// the date of the export.
func timeOf(r *domain.Record) time.Time {
	if r.OccurredAt.IsZero() {
		return r.ObservedAt
	}
	return r.OccurredAt
}

// stage folds one record into where a person stands in a working life. It
// commutes, so that the order of records does not show. superseded says that a
// later export says otherwise of the same key.
func (s *State) stage(st *domain.Stage, r *domain.Record, superseded bool) {
	switch r.Key.Kind {
	case domain.KindCandidate, domain.KindApplication:
		st.Applicant = true
		if applied := appliedAt(r); !applied.IsZero() && (st.AppliedAt.IsZero() || applied.Before(st.AppliedAt)) {
			st.AppliedAt = applied
		}
		for _, at := range []time.Time{r.OccurredAt, r.ObservedAt} {
			if at.After(st.LastWord) {
				st.LastWord = at
			}
		}
		if !superseded {
			trackerStage(st, r)
		}
	case domain.KindWorker:
		st.Worker = true
		s.workerStage(st, r)
	case domain.KindAccount:
		st.Worker = true // whoever has an account works here, whatever HR exports are at hand
	case domain.KindJoin:
		for i := range r.Values {
			if v := &r.Values[i]; v.Field == domain.FieldHiredAt {
				hire(st, v.Time, false)
			}
		}
		dropEarlierLeaving(st)
	}
}

// hire takes a date of hire in. The latest counts, and what the applicant
// tracker says only where HR and the employer's join table say nothing.
func hire(st *domain.Stage, at time.Time, byTracker bool) {
	switch {
	case at.IsZero():
	case st.HiredAt.IsZero() || st.HiredByTracker && !byTracker:
		st.HiredAt, st.HiredByTracker = at, byTracker
	case st.HiredByTracker == byTracker && at.After(st.HiredAt):
		st.HiredAt = at
	}
}

// trackerStage reads how an application stands, by its latest version. A
// candidate without a word on it is no application.
func trackerStage(st *domain.Stage, r *domain.Record) {
	status := ""
	for i := range r.Values {
		switch v := &r.Values[i]; v.Field {
		case domain.FieldHiredAt:
			hire(st, v.Time, true)
		case domain.FieldStatus:
			status = v.Text
		}
	}
	switch {
	case status == "" && r.Key.Kind == domain.KindCandidate:
	case domain.Over(status):
		st.Rejected = !st.Pursued
	default:
		st.Pursued, st.Rejected = true, false
	}
}

func appliedAt(r *domain.Record) time.Time {
	for i := range r.Values {
		if r.Values[i].Field == domain.FieldAppliedAt {
			return r.Values[i].Time
		}
	}
	return r.OccurredAt
}

// workerStage reads hire and leaving. A leaving date before the latest hire
// belongs to an earlier employment.
func (s *State) workerStage(st *domain.Stage, r *domain.Record) {
	for i := range r.Values {
		switch v := &r.Values[i]; v.Field {
		case domain.FieldHiredAt:
			hire(st, v.Time, false)
		case domain.FieldLeftAt:
			if v.Time.After(st.LeftAt) {
				st.LeftAt = v.Time
			}
		}
	}
	if gone, ok := s.gone[r.Key]; ok && gone.After(st.LeftAt) {
		st.LeftAt = gone
	}
	dropEarlierLeaving(st)
}

// dropEarlierLeaving forgets a leaving date before the latest hire. The
// applicant tracker alone does not undo what HR says.
func dropEarlierLeaving(st *domain.Stage) {
	if !st.HiredByTracker && st.LeftAt.Before(st.HiredAt) {
		st.LeftAt = time.Time{}
	}
}

func mergeStages(a, b domain.Stage) domain.Stage {
	out := a
	out.Applicant = a.Applicant || b.Applicant
	out.Worker = a.Worker || b.Worker
	out.Pursued = a.Pursued || b.Pursued
	out.Rejected = (a.Rejected || b.Rejected) && !out.Pursued
	if out.AppliedAt.IsZero() || !b.AppliedAt.IsZero() && b.AppliedAt.Before(out.AppliedAt) {
		out.AppliedAt = b.AppliedAt
	}
	if b.LastWord.After(out.LastWord) {
		out.LastWord = b.LastWord
	}
	hire(&out, b.HiredAt, b.HiredByTracker)
	if b.LeftAt.After(out.LeftAt) {
		out.LeftAt = b.LeftAt
	}
	dropEarlierLeaving(&out)
	return out
}

// keysOf lists the employer's own keys of a subject.
func (s *State) keysOf(sub *subject, d *draft) domain.PersonKeys {
	var k domain.PersonKeys
	hasWorker := slices.ContainsFunc(sub.refs, func(r int32) bool { return s.refs.typeOf(r) == domain.RefWorker })
	for _, n := range sub.refs {
		switch r := s.refs.ref(n); r.Type {
		case domain.RefCandidate:
			k.CandidateIDs = append(k.CandidateIDs, r.Value)
		case domain.RefWorker:
			k.EmployeeIDs = append(k.EmployeeIDs, r.Value)
		case domain.RefWorkMail:
			k.Emails = append(k.Emails, r.Value)
		case domain.RefEmployee:
			if !hasWorker {
				k.EmployeeIDs = append(k.EmployeeIDs, s.employeeID(sub, n))
			}
		}
	}
	for _, id := range d.ids {
		if s.ids.typeOf(id) == domain.Email {
			k.Emails = append(k.Emails, s.ids.identifier(id).Key)
		}
	}
	return k
}

// employeeID qualifies an employee number by the first record that carries it.
func (s *State) employeeID(sub *subject, ref int32) string {
	number := s.refs.ref(ref).Value
	for _, row := range sub.rows {
		if slices.Contains(s.refsOf(row), ref) {
			sys := s.systems[s.rows[row].system]
			if own := domain.QualifiedID(sys.source, sys.tenant, ""); strings.HasPrefix(number, own) {
				return number // a key of that system alone, such as a contract's
			}
			return domain.QualifiedID(sys.source, sys.tenant, number)
		}
	}
	return domain.QualifiedID("employee", "main", number)
}
