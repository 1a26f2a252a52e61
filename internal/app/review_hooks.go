package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// reviewHooks are what the case workflow asks of the workspaces.
func (s *Server) reviewHooks() review.Hooks {
	return review.Hooks{
		Place: func(id domain.WorkspaceID, p *domain.Person) (job, jurisdiction string) {
			w, ok := s.begun.Load(id) // the first judgement comes before it is open
			if !ok {
				return "", ""
			}
			return w.(*Workspace).place(p)
		},
		Recheck: func(ctx context.Context, id domain.WorkspaceID, k review.Correction) error {
			w, err := s.Workspace(id)
			if err != nil {
				return err
			}
			return w.recheck(ctx, k)
		},
		Marked: func(ctx context.Context, id domain.WorkspaceID) error {
			w, err := s.Workspace(id)
			if err != nil {
				return nil // whoever runs it reads the marks once a day
			}
			return w.remark(ctx)
		},
		Held: func(_ context.Context, id domain.WorkspaceID, person string) (*review.Held, error) {
			w, err := s.Workspace(id)
			if err != nil {
				return nil, err
			}
			return w.held(person), nil
		},
		DropRecords: func(ctx context.Context, id domain.WorkspaceID, persons []string) error {
			w, err := s.Workspace(id)
			if err != nil {
				return err
			}
			return w.dropRecords(ctx, persons)
		},
		EraseRecords: func(ctx context.Context, id domain.WorkspaceID, person string) error {
			w, err := s.Workspace(id)
			if err != nil {
				return err
			}
			return w.eraseRecords(ctx, person)
		},
	}
}

// place names the job that somebody applied for or holds, by the latest record
// that carries a title, and the jurisdiction that counsel set for that job:
// nothing about the person, such as where they live, chooses it.
func (w *Workspace) place(p *domain.Person) (job, jurisdiction string) {
	var latest *domain.Record
	for _, r := range p.Records {
		title := titleOf(r)
		if title == "" || latest != nil && cmp.Or(r.OccurredAt.Compare(latest.OccurredAt), r.ObservedAt.Compare(latest.ObservedAt), strings.Compare(r.Key.String(), latest.Key.String())) < 0 {
			continue
		}
		job, latest = title, r
	}
	job = review.FoldJob(job)
	return job, w.setup.Load().settings.Workflow.Jobs[job]
}

func titleOf(r *domain.Record) string {
	i := slices.IndexFunc(r.Values, func(v domain.Value) bool { return v.Field == domain.FieldJobTitle })
	if i < 0 {
		return ""
	}
	return r.Values[i].Text
}

// recheck sets a record right and waits until cases follow what is found then.
func (w *Workspace) recheck(ctx context.Context, k review.Correction) error {
	key, ok := domain.ParseKey(k.Record)
	if !ok {
		return &review.Invalid{Field: "record", Why: "the key of a record, as findings show it"}
	}
	c, err := w.Preparer().Correct(key, k.Field, k.Was, k.Is)
	if err != nil {
		return &review.Invalid{Field: "was", Why: err.Error()}
	}
	err = w.Live.Correct(ctx, c)
	if errors.Is(err, engine.ErrNothingWrong) {
		return &review.Invalid{Field: "was", Why: "no record of that key says so"}
	}
	if err != nil {
		return err
	}
	_, err = w.Live.Settle(ctx)
	return err
}

// dropRecords destroys what is kept of people outside of review.
func (w *Workspace) dropRecords(ctx context.Context, persons []string) error {
	a := w.Live.Answer()
	if a.At.IsZero() {
		return errors.New("people are being judged: nobody is known yet")
	}
	var subjects []string
	for _, id := range persons {
		if p := a.Person(id); p != nil {
			subjects = append(subjects, p.Subjects...)
		}
	}
	refs, records, accounts := w.Live.Snapshot().Owned(a.Config, subjects)
	return w.Live.Rewrite(ctx, func(ctx context.Context) error {
		_, err := w.keys.Drop(ctx, sqlstore.PersonOwners(refs, records, accounts))
		return err
	})
}

// maxForgotten bounds how many people one turn of the job looks at.
const maxForgotten = 5000

// forgetApplicants drops the records of those who were rejected long ago. An
// evaluation keeps no records of people about whom nothing was found: they are
// spelled out here, because a record names the job, and the job the law.
func (w *Workspace) forgetApplicants(ctx context.Context) error {
	a := w.Live.Answer()
	soonest := w.server.opt.Clock().AddDate(0, 0, -w.server.Cases.Policy(w.ID).ShortestKeep())
	var ids []string
	var subjects [][]string
	for st := range a.All() {
		if p := st.Person; p.Stage.Rejected && !p.Stage.Worker && p.Stage.LastWord.Before(soonest) && len(ids) < maxForgotten {
			ids, subjects = append(ids, p.ID), append(subjects, p.Subjects)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	people := w.Live.Snapshot().Held(a.Config, subjects...)
	for i, p := range people {
		if p != nil {
			p.ID = ids[i]
		}
	}
	people = slices.DeleteFunc(people, func(p *domain.Person) bool { return p == nil })
	n, err := w.server.Cases.ForgetApplicants(ctx, w.ID, people)
	if n > 0 {
		w.server.opt.Log.InfoContext(ctx, "the records of rejected applicants went", "workspace", w.ID, "people", n)
	}
	return err
}

// held spells out what is kept of a person, or of nobody.
func (w *Workspace) held(person string) *review.Held {
	a := w.Live.Answer()
	p := a.Person(person)
	if p == nil {
		return nil
	}
	all := w.Live.Snapshot().Held(a.Config, p.Subjects)[0]
	if all == nil {
		return nil
	}
	return review.HeldOf(all)
}

// remark reads who is a victim, and judges again where that is somebody.
func (w *Workspace) remark(ctx context.Context) error {
	marks, err := w.server.Cases.Marks(ctx, w.ID)
	if err != nil {
		return err
	}
	if was := w.marks.Swap(marks); w.Live != nil && !(marks.Empty && (was == nil || was.Empty)) {
		w.Live.Nudge()
	}
	return nil
}

// engine is the configuration of the next evaluation: misused identifiers link
// nobody, and victims are in no ring.
func (w *Workspace) engine() engine.Config {
	cfg := w.setup.Load().Engine
	if m := w.marks.Load(); m != nil && !m.Empty {
		cfg.KnownHub, cfg.Victim = m.KnownHub(cfg.KnownHub), m.Victim
	}
	return cfg
}
