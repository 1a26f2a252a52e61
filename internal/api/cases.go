package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// Case is one line of the queue.
type Case struct {
	ID           string    `json:"id"`
	Version      int       `json:"version"`
	Kind         string    `json:"kind" enum:"person,ring"`
	State        string    `json:"state"`
	Outcome      string    `json:"outcome,omitempty"`
	Tier         string    `json:"tier"`
	Subject      string    `json:"subject,omitempty"`
	Names        []string  `json:"names" doc:"Of the person, or one of each member of the ring, as the employer's systems write them"`
	Ring         string    `json:"ring,omitempty"`
	Stage        string    `json:"stage"`
	Job          string    `json:"job,omitempty"`
	Jurisdiction string    `json:"jurisdiction,omitempty"`
	Assignee     string    `json:"assignee,omitempty"`
	OpenedAt     time.Time `json:"opened_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	WaitUntil    time.Time `json:"wait_until,omitzero" doc:"End of the waiting period"`
	LeftAt       time.Time `json:"left_undecided_at,omitzero" doc:"Rejected or withdrawn in the tracker while nobody had decided"`
	Erased       bool      `json:"erased,omitempty"`
}

// CaseDetail is one case with what its reviewers see.
type CaseDetail struct {
	Case
	Clients      []string          `json:"clients"`
	ClosedAt     time.Time         `json:"closed_at,omitzero"`
	KeepUntil    time.Time         `json:"keep_until,omitzero"`
	Reason       string            `json:"reason" doc:"Why the tier is what it is"`
	AsOf         time.Time         `json:"as_of"`
	Snapshots    int               `json:"snapshots" doc:"How often the evidence has changed, and once"`
	Members      []string          `json:"members,omitempty"`
	Findings     []CaseFinding     `json:"findings"`
	Identifiers  []Value           `json:"identifiers"`
	Tags         []string          `json:"tags"`
	Notes        []CaseNote        `json:"notes"`
	Attachments  []CaseAttachment  `json:"attachments"`
	FollowUps    []CaseFollowUp    `json:"follow_ups"`
	Decision     *CaseDecision     `json:"decision,omitempty"`
	Past         []CaseDecision    `json:"past_decisions"`
	Containments []CaseContainment `json:"containments"`
	Hold         *CaseHold         `json:"hold,omitempty"`
}

// CaseFinding is a finding as it stood when it was last shown.
type CaseFinding struct {
	Finding
	Fingerprint string `json:"fingerprint"`
	OpenedByMe  bool   `json:"opened_by_me" doc:"You have opened its evidence"`
}

// CaseNote is free text on a case.
type CaseNote struct {
	ID   string    `json:"id"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// CaseAttachment is a file on a case.
type CaseAttachment struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Type   string    `json:"type"`
	Size   int64     `json:"size"`
	SHA256 string    `json:"sha256"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// CaseFollowUp is one step of the job's ladder that was taken.
type CaseFollowUp struct {
	ID      string    `json:"id"`
	Step    string    `json:"step"`
	AskedBy string    `json:"asked_by"`
	AskedAt time.Time `json:"asked_at"`
	DoneAt  time.Time `json:"done_at,omitzero"`
	DoneBy  string    `json:"done_by,omitempty"`
	Result  string    `json:"result,omitempty"`
}

// CaseContainment is one measure that limits harm while people look.
type CaseContainment struct {
	ID         string    `json:"id"`
	Measure    string    `json:"measure"`
	Renews     string    `json:"renews,omitempty"`
	Reason     string    `json:"reason"`
	AskedBy    string    `json:"asked_by"`
	AskedAt    time.Time `json:"asked_at"`
	ApprovedBy string    `json:"approved_by,omitempty"`
	ApprovedAt time.Time `json:"approved_at,omitzero"`
	ExpiresAt  time.Time `json:"expires_at,omitzero"`
	EndedAt    time.Time `json:"ended_at,omitzero"`
	EndedBy    string    `json:"ended_by,omitempty"`
}

// CaseHold keeps a case from being erased.
type CaseHold struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

func (s *Server) cases() {
	if s.opt.Cases == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/cases", id: "list-cases", summary: "The queue: highest tier first, then longest open", action: access.ReadCases}, s.listCases)
	add(s, op{method: http.MethodGet, path: "/cases/counts", id: "count-cases", summary: "How many cases wait at each stage of a working life", action: access.ReadCases}, s.countCases)
	add(s, op{method: http.MethodPost, path: "/cases", id: "open-case", summary: "Open a case about a person by hand", action: access.WorkCases, status: http.StatusCreated}, s.openCase)
	add(s, op{method: http.MethodGet, path: "/cases/{id}", id: "get-case", summary: "One case with its evidence", action: access.ReadCases}, s.getCase)
	add(s, op{method: http.MethodGet, path: "/cases/{id}/options", id: "list-case-options", summary: "What can be done now, and what is missing for it", action: access.ReadCases}, s.caseOptions)
	add(s, op{method: http.MethodGet, path: "/cases/{id}/timeline", id: "get-case-timeline", summary: "What was done and what happened, with both clocks", action: access.ReadCases}, s.caseTimeline)
	add(s, op{method: http.MethodGet, path: "/cases/{id}/seen-before", id: "list-earlier-cases", summary: "Earlier cases that share an identifier", action: access.ReadCases}, s.seenBefore)
	s.caseMoves()
	s.caseWork()
	s.caseFiles()
	s.suppressions()
	s.disputes()
	s.personal()
}

// CaseFilter says which cases of the queue are meant.
type CaseFilter struct {
	State    string `query:"state" maxLength:"32" doc:"Only this state; without it, all that are not closed"`
	Kind     string `query:"kind" enum:"person,ring"`
	Tier     string `query:"tier" enum:"urgent,review,watch,insufficient,none"`
	Stage    string `query:"stage" enum:"applicant,interview,new-hire,worker,leaver" doc:"Of a working life"`
	Assignee string `query:"assignee" maxLength:"64" doc:"- for nobody"`
	Tag      string `query:"tag" maxLength:"32"`
	Subject  string `query:"subject" maxLength:"64"`
	Ring     string `query:"ring" maxLength:"64"`
	Snoozed  bool   `query:"snoozed" doc:"Those that are snoozed, and no others"`
	Left     bool   `query:"left" doc:"Those whose applicant left the tracker undecided"`
}

func (in *CaseFilter) filter(ctx context.Context) (review.Filter, error) {
	f := review.Filter{Kind: review.Kind(in.Kind), Tier: domain.Tier(in.Tier), Stage: review.Stage(in.Stage), Assignee: in.Assignee, Tag: in.Tag,
		Person: in.Subject, Ring: in.Ring, Clients: clientsOf(callerOf(ctx)), Snoozed: in.Snoozed, Left: in.Left}
	if in.State != "" {
		if !slices.Contains(review.States(), review.State(in.State)) {
			return f, invalid("query.state", "there is no such state")
		}
		f.States = []review.State{review.State(in.State)}
	}
	return f, nil
}

type caseCountsIn struct {
	In
	CaseFilter
}

type caseCountsOut struct {
	Body struct {
		Stages map[string]int `json:"stages" doc:"How many the filter selects by stage of a working life, whatever stage it names"`
	}
}

func (s *Server) countCases(ctx context.Context, w *Workspace, in *caseCountsIn) (*caseCountsOut, error) {
	f, err := in.filter(ctx)
	if err != nil {
		return nil, err
	}
	stages, err := s.opt.Cases.QueueStages(ctx, w.ID, f)
	if err != nil {
		return nil, err
	}
	out := &caseCountsOut{}
	out.Body.Stages = make(map[string]int, len(stages))
	for stage, n := range stages {
		out.Body.Stages[string(stage)] = n
	}
	return out, nil
}

type casesIn struct {
	In
	PageInput
	CaseFilter
}

type casesOut struct {
	Body struct {
		Next
		Cases []Case `json:"cases"`
	}
}

func (s *Server) listCases(ctx context.Context, w *Workspace, in *casesIn) (*casesOut, error) {
	f, err := in.filter(ctx)
	if err != nil {
		return nil, err
	}
	f.Limit = in.Limit
	if in.After != "" {
		f.After = &review.Cursor{}
		if err := decodeCursor(in.After, f.After); err != nil {
			return nil, err
		}
	}
	page, err := s.opt.Cases.Queue(ctx, w.ID, f)
	if err != nil {
		return nil, err
	}
	l, out := s.look(ctx, w), &casesOut{}
	out.Body.Cases = []Case{}
	for _, i := range page.Items {
		line := caseLine(i)
		line.Names = l.names(i.Person, i.Ring)
		out.Body.Cases = append(out.Body.Cases, line)
	}
	if page.Next != nil {
		if out.Body.Next.Next, err = encodeCursor(page.Next); err != nil {
			return nil, err
		}
	}
	return out, s.read(ctx, w, access.ReadCases, "case.list", audit.Object{Type: "case"})
}

// names are those of somebody, or one of each member of a ring, as far as the
// caller may see them.
func (l *look) names(person, ring string) []string {
	out := []string{}
	if p, err := l.person(l.caller, person); err == nil {
		return namesOf(p)
	}
	r := l.Ring(ring)
	if person != "" || r == nil {
		return out
	}
	for _, m := range l.named(r.Members) {
		if len(m.Names) > 0 {
			out = append(out, m.Names[0])
		}
	}
	return out
}

func caseLine(i review.Item) Case {
	return Case{ID: i.ID, Version: i.Version, Kind: string(i.Kind), State: string(i.State), Outcome: string(i.Outcome), Tier: string(i.Tier), Subject: i.Person, Ring: i.Ring,
		Stage: string(i.Stage), Job: i.Job, Jurisdiction: i.Jurisdiction, Assignee: i.Assignee, OpenedAt: i.OpenedAt, UpdatedAt: i.UpdatedAt,
		SnoozedUntil: i.SnoozedUntil, WaitUntil: i.WaitUntil, LeftAt: i.LeftAt, Erased: i.Erased}
}

type CaseIn struct {
	In
	ID string `path:"id" maxLength:"64"`
}

type caseOut struct {
	ETag string `header:"ETag"`
	Body CaseDetail
}

func (s *Server) getCase(ctx context.Context, w *Workspace, in *CaseIn) (*caseOut, error) {
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	c, err := s.opt.Cases.Case(ctx, w.ID, in.ID, s.reviewer(ctx, access.ReadCases))
	if err != nil {
		return nil, err
	}
	return s.caseAnswer(ctx, w, c), nil
}

func (s *Server) caseAnswer(ctx context.Context, w *Workspace, c *review.Case) *caseOut {
	return &caseOut{etag(c.Version), s.look(ctx, w).kase(c)}
}

// clientsOf is nil for who is not confined.
func clientsOf(a *access.Actor) []string {
	if len(a.Clients) == 0 {
		return nil
	}
	return a.Clients
}

// within refuses a case that is none of the caller's end clients', as if it
// did not exist.
func (s *Server) within(ctx context.Context, w *Workspace, id string) error {
	mine := callerOf(ctx).Clients
	if len(mine) == 0 {
		return nil
	}
	_, err := s.opt.Cases.Work(ctx, w.ID, id, 0, func(c *review.Case, _ time.Time) error {
		if !slices.ContainsFunc(c.Clients, func(x string) bool { return slices.Contains(mine, x) }) {
			return ErrNotFound
		}
		return nil
	})
	return err
}

// reviewer is the caller as the workflow knows people: under the role that
// allows the action, one that decides cases before others, then the one that
// was held longest.
func (s *Server) reviewer(ctx context.Context, do access.Action) review.Actor {
	a := callerOf(ctx)
	if a == nil {
		return review.Actor{ID: "anybody", Kind: review.System}
	}
	decides := *a
	decides.Grants = slices.DeleteFunc(slices.Clone(a.Grants), func(g access.Grant) bool {
		return !slices.Contains(s.opt.Cases.Policy(a.Workspace).Deciders, review.Role(g.Role))
	})
	as, ok := decides.As(do)
	if !ok {
		as, _ = a.As(do)
	}
	return review.Actor{ID: a.ID, Kind: review.ActorKind(a.Kind), Role: review.Role(as.Role), RoleSince: as.Since}
}
