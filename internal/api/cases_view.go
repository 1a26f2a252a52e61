package api

import (
	"context"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/review"
)

// CaseDecision is one decision about a person, by two people.
type CaseDecision struct {
	ID             string         `json:"id"`
	Outcome        string         `json:"outcome"`
	Author         string         `json:"author"`
	Reason         string         `json:"reason"`
	ProposedAt     time.Time      `json:"proposed_at"`
	Approver       string         `json:"approver,omitempty"`
	ApproverReason string         `json:"approver_reason,omitempty"`
	ApprovedAt     time.Time      `json:"approved_at,omitzero"`
	Notice         *CaseNotice    `json:"notice,omitempty"`
	DelayedUntil   time.Time      `json:"delayed_until,omitzero"`
	WaitUntil      time.Time      `json:"wait_until,omitzero"`
	Responses      []CaseResponse `json:"responses"`
	FinalBy        string         `json:"final_by,omitempty"`
	FinalAt        time.Time      `json:"final_at,omitzero"`
	Appeals        []CaseAppeal   `json:"appeals"`
	EndedAt        time.Time      `json:"ended_at,omitzero"`
	EndedBy        string         `json:"ended_by,omitempty"`
	EndedWhy       string         `json:"ended_why,omitempty"`
}

// CaseNotice is what the person was told, and how.
type CaseNotice struct {
	Text       string    `json:"text"`
	Channel    string    `json:"channel"`
	SentBy     string    `json:"sent_by"`
	SentAt     time.Time `json:"sent_at"`
	ReceivedAt time.Time `json:"received_at,omitzero"`
	ReceivedBy string    `json:"received_by,omitempty" doc:"How receipt is known"`
	Reference  string    `json:"reference" doc:"Code by which the person can answer without an account"`
}

// CaseResponse is what the person said to a notice.
type CaseResponse struct {
	ID         string    `json:"id"`
	ReceivedAt time.Time `json:"received_at"`
	Text       string    `json:"text"`
	AnsweredBy string    `json:"answered_by,omitempty"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	Answer     string    `json:"answer,omitempty"`
}

// CaseAppeal is one appeal against a final decision.
type CaseAppeal struct {
	LodgedAt  time.Time `json:"lodged_at"`
	Text      string    `json:"text"`
	DecidedBy string    `json:"decided_by,omitempty"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
	Upheld    bool      `json:"upheld"`
	Reason    string    `json:"reason,omitempty"`
}

// kase shows a case as far as the caller may see it.
func (l *look) kase(c *review.Case) CaseDetail {
	now := c.Latest()
	out := CaseDetail{Case: Case{ID: c.ID, Version: c.Version, Kind: string(c.Kind), State: string(c.State), Outcome: string(c.Outcome), Tier: string(now.Tier), Subject: c.Person, Names: l.names(c.Person, c.Ring), Ring: c.Ring,
		Stage: string(c.Stage), Job: c.Job, Jurisdiction: c.Jurisdiction, Assignee: c.Assignee, OpenedAt: c.OpenedAt, UpdatedAt: c.UpdatedAt, LeftAt: c.LeftAt},
		Clients: orEmpty(c.Clients), ClosedAt: c.ClosedAt, KeepUntil: c.KeepUntil, Reason: now.Reason, AsOf: now.AsOf, Snapshots: len(c.Snapshots), Members: l.met(now.Members),
		Findings: []CaseFinding{}, Identifiers: []Value{}, Tags: orEmpty(c.Tags), Notes: []CaseNote{}, Attachments: []CaseAttachment{}, FollowUps: []CaseFollowUp{},
		Past: []CaseDecision{}, Containments: []CaseContainment{}}
	if c.Snooze != nil {
		out.SnoozedUntil = c.Snooze.Until
	}
	if c.Hold != nil {
		out.Hold = &CaseHold{c.Hold.By, c.Hold.At, c.Hold.Reason}
	}
	if c.Decision != nil {
		d := caseDecision(*c.Decision)
		out.Decision, out.WaitUntil = &d, d.WaitUntil
	}
	for _, d := range c.Past {
		out.Past = append(out.Past, caseDecision(d))
	}
	for _, x := range now.Seen {
		mine := slices.ContainsFunc(c.Openings, func(o review.Opening) bool { return o.User == l.caller.ID && o.Fingerprint == x.Fingerprint })
		out.Findings = append(out.Findings, CaseFinding{l.finding(x.Finding), x.Fingerprint, mine})
	}
	for _, id := range c.Identifiers {
		out.Identifiers = append(out.Identifiers, l.value(id))
	}
	l.caseParts(c, &out)
	return out
}

// caseParts shows what people added to a case.
func (l *look) caseParts(c *review.Case, out *CaseDetail) {
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, CaseNote{n.ID, n.By, n.At, n.Text})
	}
	for _, f := range c.Files {
		out.Attachments = append(out.Attachments, attachmentOf(f))
	}
	for _, f := range c.FollowUps {
		out.FollowUps = append(out.FollowUps, CaseFollowUp{f.ID, f.Step, f.AskedBy, f.AskedAt, f.DoneAt, f.DoneBy, f.Result})
	}
	for _, k := range c.Contained {
		out.Containments = append(out.Containments, CaseContainment{k.ID, string(k.Measure), k.Renews, k.Reason, k.AskedBy, k.AskedAt, k.ApprovedBy, k.ApprovedAt, k.ExpiresAt, k.EndedAt, k.EndedBy})
	}
}

// met lists those of some people whom the caller may see.
func (l *look) met(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !l.meets(l.caller, id) })
}

func attachmentOf(f review.Attachment) CaseAttachment {
	return CaseAttachment{f.ID, f.Name, f.Type, f.Size, f.SHA256, f.By, f.At}
}

func caseDecision(d review.Decision) CaseDecision {
	out := CaseDecision{ID: d.ID, Outcome: string(d.Outcome), Author: d.Author, Reason: d.Reason, ProposedAt: d.ProposedAt, Approver: d.Approver, ApproverReason: d.ApproverReason,
		ApprovedAt: d.ApprovedAt, WaitUntil: d.WaitUntil, Responses: []CaseResponse{}, FinalBy: d.FinalBy, FinalAt: d.FinalAt, Appeals: []CaseAppeal{},
		EndedAt: d.EndedAt, EndedBy: d.EndedBy, EndedWhy: d.EndedWhy}
	if n := d.Notice; n != nil {
		out.Notice = &CaseNotice{n.Text, n.Channel, n.SentBy, n.SentAt, n.ReceivedAt, n.ReceivedBy, n.Reference}
	}
	if d.Delay != nil {
		out.DelayedUntil = d.Delay.Until
	}
	for _, r := range d.Responses {
		out.Responses = append(out.Responses, CaseResponse{r.ID, r.ReceivedAt, r.Text, r.AnsweredBy, r.AnsweredAt, r.Answer})
	}
	for _, a := range d.Appeals {
		out.Appeals = append(out.Appeals, CaseAppeal{a.LodgedAt, a.Text, a.DecidedBy, a.DecidedAt, a.Upheld, a.Reason})
	}
	return out
}

// CaseOption is one action that the state allows, and what it still lacks.
type CaseOption struct {
	Action  string   `json:"action"`
	To      string   `json:"to"`
	Missing []string `json:"missing" doc:"In plain words; none means that it can be done now"`
}

type optionsOut struct {
	Body struct {
		Options []CaseOption `json:"options"`
		Ladder  []LadderStep `json:"ladder" doc:"The follow-ups of the case's job, in the order in which they are taken"`
	}
}

func (s *Server) caseOptions(ctx context.Context, w *Workspace, in *CaseIn) (*optionsOut, error) {
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	list, steps, err := s.opt.Cases.Options(ctx, w.ID, in.ID, review.Move{Actor: s.reviewer(ctx, access.Propose), Sees: seesFamily(callerOf(ctx))})
	if err != nil {
		return nil, err
	}
	out := &optionsOut{}
	out.Body.Options = []CaseOption{}
	for _, o := range list {
		out.Body.Options = append(out.Body.Options, CaseOption{string(o.Action), string(o.To), orEmpty(o.Missing)})
	}
	out.Body.Ladder = []LadderStep{}
	for _, x := range steps {
		out.Body.Ladder = append(out.Body.Ladder, LadderStep{x.ID, x.Title})
	}
	return out, nil
}

// TimelineEntry is one line of a case's timeline.
type TimelineEntry struct {
	Occurred time.Time `json:"occurred_at" doc:"When it happened in the world"`
	Recorded time.Time `json:"recorded_at" doc:"When Daylight wrote it down or first showed it"`
	Action   string    `json:"action,omitempty"`
	By       string    `json:"by,omitempty"`
	From     string    `json:"from,omitempty"`
	To       string    `json:"to,omitempty"`
	Why      string    `json:"why,omitempty"`
	Rule     string    `json:"rule,omitempty"`
	Record   string    `json:"record,omitempty"`
	Evidence *Evidence `json:"evidence,omitempty"`
}

type timelineOut struct {
	Body struct {
		Entries []TimelineEntry `json:"entries"`
	}
}

func (s *Server) caseTimeline(ctx context.Context, w *Workspace, in *CaseIn) (*timelineOut, error) {
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	actor := s.reviewer(ctx, access.ReadCases)
	list, err := s.opt.Cases.Timeline(ctx, w.ID, in.ID, actor)
	if err != nil {
		return nil, err
	}
	c, err := s.opt.Cases.Case(ctx, w.ID, in.ID, actor)
	if err != nil {
		return nil, err
	}
	l, out := s.look(ctx, w), &timelineOut{}
	hidden := l.hiddenRules(c)
	out.Body.Entries = []TimelineEntry{}
	for _, t := range list {
		e := TimelineEntry{Occurred: t.Occurred, Recorded: t.Recorded, Rule: t.Rule, Record: t.Record}
		if t.Event != nil {
			e.Action, e.By, e.From, e.To, e.Why = string(t.Event.Action), t.Event.Actor.ID, string(t.Event.From), string(t.Event.To), t.Event.Why
		}
		if t.Evidence != nil && !hidden[t.Rule] {
			shown := l.evidence(*t.Evidence)
			e.Evidence = &shown
		}
		out.Body.Entries = append(out.Body.Entries, e)
	}
	return out, nil
}

// hiddenRules are the rules of a case whose evidence the caller may not see.
func (l *look) hiddenRules(c *review.Case) map[string]bool {
	out := map[string]bool{}
	for _, shot := range c.Snapshots {
		for _, x := range shot.Seen {
			out[x.Finding.Rule] = out[x.Finding.Rule] || !l.sees(classOf(x.Finding.Family))
		}
	}
	return out
}

// EarlierCase is a case as later ones see it.
type EarlierCase struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	State    string    `json:"state"`
	Outcome  string    `json:"outcome,omitempty"`
	OpenedAt time.Time `json:"opened_at"`
	ClosedAt time.Time `json:"closed_at,omitzero"`
	ErasedAt time.Time `json:"erased_at,omitzero"`
	Shared   []string  `json:"shared" doc:"Kinds of identifiers that are shared"`
}

type earlierOut struct {
	Body struct {
		Cases []EarlierCase `json:"cases"`
	}
}

func (s *Server) seenBefore(ctx context.Context, w *Workspace, in *CaseIn) (*earlierOut, error) {
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	list, err := s.opt.Cases.SeenBefore(ctx, w.ID, in.ID)
	if err != nil {
		return nil, err
	}
	out := &earlierOut{}
	out.Body.Cases = []EarlierCase{}
	for _, e := range list {
		if s.within(ctx, w, e.ID) != nil {
			continue
		}
		x := EarlierCase{ID: e.ID, Kind: string(e.Kind), State: string(e.State), Outcome: string(e.Outcome), OpenedAt: e.OpenedAt, ClosedAt: e.ClosedAt, ErasedAt: e.ErasedAt, Shared: []string{}}
		for _, t := range e.Shared {
			x.Shared = append(x.Shared, string(t))
		}
		out.Body.Cases = append(out.Body.Cases, x)
	}
	return out, nil
}
