package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/review"
)

// suppressions adds what holds beyond one case: suppressed rules, ladders of
// jobs, and the report on what the workflow did to people.
func (s *Server) suppressions() {
	add(s, op{method: http.MethodPost, path: "/suppressions/preview", id: "preview-suppression", summary: "How much a suppression would hide; changes nothing", action: access.Suppress}, s.previewSuppression)
	add(s, op{method: http.MethodPost, path: "/suppressions", id: "suppress-rule", summary: "Hide one rule's findings about one person until a date", action: access.Suppress, status: http.StatusCreated}, s.suppress)
	add(s, op{method: http.MethodDelete, path: "/suppressions/{id}", id: "end-suppression", summary: "Show the findings again", action: access.Suppress}, s.endSuppression)
	add(s, op{method: http.MethodPost, path: "/ladders", id: "fix-ladder", summary: "Set the follow-ups of a job for cases that are opened from now on: the same for everybody", action: access.ManageRules, status: http.StatusNoContent}, s.fixLadder)
	add(s, op{method: http.MethodGet, path: "/policy", id: "get-policy", summary: "What holds in the workspace: jurisdictions, retention, templates", action: access.ReadRules}, s.policy)
}

// Suppression hides one rule's findings about one person.
type Suppression struct {
	ID      string    `json:"id"`
	Rule    string    `json:"rule"`
	Subject string    `json:"subject"`
	Expires time.Time `json:"expires_at"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

type previewIn struct {
	In
	Body struct {
		Rule    string `json:"rule" minLength:"1" maxLength:"64"`
		Subject string `json:"subject" minLength:"1" maxLength:"64"`
	}
}

type previewOut struct {
	Body struct {
		Findings int    `json:"findings" doc:"Would be hidden"`
		Before   string `json:"tier_before"`
		After    string `json:"tier_after"`
	}
}

func (s *Server) previewSuppression(ctx context.Context, w *Workspace, in *previewIn) (*previewOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.Body.Subject)
	if err != nil {
		return nil, err
	}
	got, err := s.opt.Cases.PreviewSuppression(ctx, w.ID, l.Part([]string{p.ID}), in.Body.Rule, p)
	if err != nil {
		return nil, err
	}
	out := &previewOut{}
	out.Body.Findings, out.Body.Before, out.Body.After = got.Findings, string(got.Before), string(got.After)
	return out, nil
}

type suppressIn struct {
	In
	Body struct {
		Rule    string    `json:"rule" minLength:"1" maxLength:"64"`
		Subject string    `json:"subject" minLength:"1" maxLength:"64"`
		Reason  string    `json:"reason" minLength:"1" maxLength:"20000"`
		Until   time.Time `json:"until"`
	}
}

type suppressOut struct{ Body Suppression }

func (s *Server) suppress(ctx context.Context, w *Workspace, in *suppressIn) (*suppressOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.Body.Subject)
	if err != nil {
		return nil, err
	}
	if l.rule(in.Body.Rule).ID == "" {
		return nil, invalid("body.rule", "there is no such rule")
	}
	x, err := s.opt.Cases.Suppress(ctx, w.ID, in.Body.Rule, p, in.Body.Reason, in.Body.Until, s.reviewer(ctx, access.Suppress))
	if err != nil {
		return nil, err
	}
	w.Live.Again()
	return &suppressOut{Suppression{x.ID, x.Rule, x.Person, x.Expires, x.By, x.At}}, nil
}

func (s *Server) endSuppression(ctx context.Context, w *Workspace, in *SubjectIn) (*struct{}, error) {
	err := s.opt.Cases.EndSuppression(ctx, w.ID, in.ID, s.reviewer(ctx, access.Suppress))
	if err == nil {
		w.Live.Again()
	}
	return nil, err
}

// LadderStep is one follow-up of a job.
type LadderStep struct {
	ID    string `json:"id" minLength:"1" maxLength:"64"`
	Title string `json:"title" minLength:"1" maxLength:"500"`
}

type ladderIn struct {
	In
	Body struct {
		Job   string       `json:"job" minLength:"1" maxLength:"120"`
		Steps []LadderStep `json:"steps" minItems:"1" maxItems:"20"`
	}
}

func (s *Server) fixLadder(ctx context.Context, w *Workspace, in *ladderIn) (*struct{}, error) {
	l := review.Ladder{Job: in.Body.Job}
	for _, x := range in.Body.Steps {
		l.Steps = append(l.Steps, review.Step(x))
	}
	return nil, s.opt.Cases.FixLadder(ctx, w.ID, l, s.reviewer(ctx, access.ManageRules))
}

// Jurisdiction is a preset of how long a person has to answer.
type Jurisdiction struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Days  int    `json:"days"`
	// Business and DisputeDays say how the days are counted, and how many are
	// added when the person answers.
	Business    bool   `json:"business_days"`
	DisputeDays int    `json:"dispute_days"`
	Basis       string `json:"basis" doc:"statute, practice or product"`
	Source      string `json:"source"`
}

// Template is a text to begin with.
type Template struct {
	ID    string `json:"id"`
	Stage string `json:"stage"`
	Use   string `json:"use"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

type policyOut struct {
	Body struct {
		Jurisdictions []Jurisdiction `json:"jurisdictions"`
		Templates     []Template     `json:"templates"`
		Retention     []Retention    `json:"retention" doc:"The line that names both outcome and jurisdiction holds before those with *"`
		OwnWords      int            `json:"own_words" doc:"Words of a reason that must be somebody's own"`
	}
}

func (s *Server) policy(_ context.Context, w *Workspace, _ *In) (*policyOut, error) {
	p, out := s.opt.Cases.Policy(w.ID), &policyOut{}
	out.Body.OwnWords, out.Body.Jurisdictions, out.Body.Templates = p.OwnWords, []Jurisdiction{}, []Template{}
	for _, id := range sortedKeys(p.Jurisdictions) {
		j := p.Jurisdictions[id]
		out.Body.Jurisdictions = append(out.Body.Jurisdictions, Jurisdiction{id, j.Title, j.Days, j.Business, j.DisputeDays, j.Basis, j.Source})
	}
	out.Body.Retention = []Retention{}
	for _, k := range p.Retention {
		out.Body.Retention = append(out.Body.Retention, Retention{k.Outcome, k.Jurisdiction, k.CaseDays, k.KeyedDays, k.Source, slices.Contains(w.Settings.Workflow.Retention, k)})
	}
	for _, t := range p.Templates {
		out.Body.Templates = append(out.Body.Templates, Template{t.ID, string(t.Stage), t.Use, t.Title, t.Text})
	}
	return out, nil
}
