package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// CaseMove is what a change of a case's state says. Each action reads the
// members that belong to it; options name what is missing.
type CaseMove struct {
	Reason   string    `json:"reason,omitempty" maxLength:"20000" doc:"In your own words"`
	Outcome  string    `json:"outcome,omitempty" enum:"explained,no-concern,inconclusive,account-taken-over,identity-misused,confirmed"`
	Step     string    `json:"step,omitempty" maxLength:"64" doc:"Of the job's ladder, to ask for an interview check"`
	Notice   string    `json:"notice,omitempty" maxLength:"50000" doc:"What the person is told; {reference} stands for the code by which they can answer"`
	Channel  string    `json:"channel,omitempty" maxLength:"200" doc:"How the notice went out, or how its receipt is known"`
	Occurred time.Time `json:"occurred_at,omitzero" doc:"When it happened outside, where that is not now"`
	Victim   string    `json:"victim,omitempty" maxLength:"64" doc:"Subject who owns a misused identity"`
	Misused  []string  `json:"misused,omitempty" maxItems:"100" doc:"Keys of the case's identifiers that belong to that owner"`
}

// moves lists what changes a case's state, and what it takes.
func moves() []struct {
	do      review.Action
	needs   access.Action
	summary string
} {
	return []struct {
		do      review.Action
		needs   access.Action
		summary string
	}{
		{review.Take, access.WorkCases, "Begin to look at a case"},
		{review.Clear, access.ClearCases, "Close a case without anything against the person"},
		{review.AskInterview, access.WorkCases, "Ask for the next follow-up of the job's ladder"},
		{review.Escalate, access.WorkCases, "Hand a case on"},
		{review.Resume, access.WorkCases, "Look at a case again"},
		{review.Propose, access.Propose, "Propose a decision against a person, which another person has to agree to"},
		{review.Approve, access.Approve, "Agree to a proposal as the second person"},
		{review.SendBack, access.Approve, "Send a proposal back to its author"},
		{review.SendNotice, access.Propose, "Write down the notice that was sent"},
		{review.RecordReceipt, access.Propose, "Write down that the notice was received; the waiting period begins"},
		{review.Finalise, access.Approve, "End the decision when the waiting period is over"},
		{review.Withdraw, access.Propose, "Take a decision back"},
		{review.Appeal, access.WorkCases, "Write down an appeal"},
		{review.Uphold, access.Approve, "Uphold a decision on appeal"},
		{review.Overturn, access.Approve, "Overturn a decision on appeal"},
		{review.Reopen, access.ClearCases, "Open a cleared case again"},
	}
}

type moveIn struct {
	CaseIn
	IfMatch
	Body CaseMove
}

func (s *Server) caseMoves() {
	for _, m := range moves() {
		add(s, op{method: http.MethodPost, path: "/cases/{id}/" + string(m.do), id: string(m.do) + "-case", summary: m.summary, action: m.needs},
			func(ctx context.Context, w *Workspace, in *moveIn) (*caseOut, error) {
				return s.moveCase(ctx, w, in, m.do, m.needs)
			})
	}
	add(s, op{method: http.MethodPost, path: "/cases/clear", id: "clear-cases", summary: "Clear many cases with one reason; one that cannot be cleared stops no other", action: access.ClearCases}, s.clearCases)
}

func (s *Server) moveCase(ctx context.Context, w *Workspace, in *moveIn, do review.Action, needs access.Action) (*caseOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	m, err := s.move(ctx, w, in, do, needs)
	if err != nil {
		return nil, err
	}
	c, err := s.opt.Cases.Move(ctx, w.ID, in.ID, version, m)
	if err != nil {
		return nil, err
	}
	return s.caseAnswer(ctx, w, c), nil
}

// seesFamily tells the workflow what a role shows.
func seesFamily(c *access.Actor) func(domain.Family) bool {
	return func(f domain.Family) bool { return c.Sees(classOf(f)) }
}

func (s *Server) move(ctx context.Context, w *Workspace, in *moveIn, do review.Action, needs access.Action) (review.Move, error) {
	b := in.Body
	m := review.Move{Action: do, Actor: s.reviewer(ctx, needs), Occurred: b.Occurred, Reason: b.Reason, Outcome: review.Outcome(b.Outcome), Step: b.Step, Channel: b.Channel, Victim: b.Victim, Sees: seesFamily(callerOf(ctx))}
	if b.Victim != "" {
		if _, err := s.look(ctx, w).person(callerOf(ctx), b.Victim); err != nil {
			return m, invalid("body.victim", "there is no such subject")
		}
	}
	if do == review.SendNotice {
		m.Code = review.NewCode()
		m.Notice = strings.ReplaceAll(b.Notice, "{reference}", m.Code)
	}
	if len(b.Misused) == 0 {
		return m, nil
	}
	c, err := s.opt.Cases.Case(ctx, w.ID, in.ID, m.Actor)
	if err != nil {
		return m, err
	}
	for _, key := range b.Misused {
		i := slices.IndexFunc(c.Identifiers, func(id domain.Identifier) bool { return w.valueKey(id) == key })
		if i < 0 {
			return m, invalid("body.misused", "an identifier that the case does not hold")
		}
		m.Misused = append(m.Misused, c.Identifiers[i])
	}
	return m, nil
}

// CaseRef names one version of a case.
type CaseRef struct {
	ID      string `json:"id" maxLength:"64"`
	Version int    `json:"version" minimum:"1"`
}

type clearIn struct {
	In
	Body struct {
		Cases   []CaseRef `json:"cases" minItems:"1" maxItems:"200"`
		Reason  string    `json:"reason" maxLength:"20000"`
		Outcome string    `json:"outcome" enum:"explained,no-concern,inconclusive"`
	}
}

// Cleared is what became of one case of many.
type Cleared struct {
	ID      string   `json:"id"`
	Cleared bool     `json:"cleared"`
	Problem *Problem `json:"problem,omitempty"`
}

type clearOut struct {
	Body struct {
		Cases []Cleared `json:"cases"`
	}
}

func (s *Server) clearCases(ctx context.Context, w *Workspace, in *clearIn) (*clearOut, error) {
	out, byID := &clearOut{}, map[string]*Problem{}
	var refs []review.Ref
	for _, r := range in.Body.Cases {
		if err := s.within(ctx, w, r.ID); err != nil {
			byID[r.ID] = s.problem(ctx, err)
			continue
		}
		refs = append(refs, review.Ref(r))
	}
	m := review.Move{Actor: s.reviewer(ctx, access.ClearCases), Reason: in.Body.Reason, Outcome: review.Outcome(in.Body.Outcome)}
	for _, r := range s.opt.Cases.ClearAll(ctx, w.ID, refs, m) {
		if r.Err != nil {
			byID[r.ID] = s.problem(ctx, r.Err)
		}
	}
	out.Body.Cases = []Cleared{}
	for _, r := range in.Body.Cases {
		out.Body.Cases = append(out.Body.Cases, Cleared{r.ID, byID[r.ID] == nil, byID[r.ID]})
	}
	return out, nil
}

type openIn struct {
	In
	Body struct {
		Subject string `json:"subject" minLength:"1" maxLength:"64"`
		Reason  string `json:"reason" minLength:"1" maxLength:"20000"`
	}
}

func (s *Server) openCase(ctx context.Context, w *Workspace, in *openIn) (*caseOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.Body.Subject)
	if err != nil {
		return nil, err
	}
	c, err := s.opt.Cases.Open(ctx, w.ID, l.Part([]string{p.ID}), w.ConfigHash, p.ID, in.Body.Reason, s.reviewer(ctx, access.WorkCases))
	if err != nil {
		return nil, err
	}
	return s.caseAnswer(ctx, w, c), nil
}
