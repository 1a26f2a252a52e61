package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

var problemType = reflect.TypeFor[Problem]()

// Subject is one person in a list.
type Subject struct {
	ID         string    `json:"id"`
	NeedsCheck bool      `json:"needs_check" doc:"Somebody should look; it says nothing about guilt"`
	Cleared    time.Time `json:"cleared_at,omitzero" doc:"Somebody looked, and there is nothing left to ask"`
	Names      []string  `json:"names" doc:"As the employer's systems write them"`
	Stage      string    `json:"stage" enum:"applicant,worker,left,unknown"`
	Tier       string    `json:"tier,omitempty" enum:"urgent,review,watch,insufficient,none" doc:"Only for roles that see evidence"`
	Reason     string    `json:"reason,omitempty"`
	Bits       int       `json:"bits,omitzero"`
	Ring       string    `json:"ring,omitempty"`
	Rules      []string  `json:"rules,omitempty" doc:"Checks that raised something"`
}

// SubjectDetail is one person and what was found.
type SubjectDetail struct {
	Subject
	AsOf     time.Time `json:"as_of"`
	Keys     Keys      `json:"keys"`
	Findings []Finding `json:"findings,omitempty"`
	Clear    int       `json:"clear" doc:"Checks that were made and found nothing"`
	Ask      []string  `json:"ask" doc:"What to ask or do first"`
}

// Keys are the employer's own keys.
type Keys struct {
	CandidateIDs []string `json:"candidate_ids"`
	EmployeeIDs  []string `json:"employee_ids"`
	Emails       []string `json:"emails"`
}

// Finding is what one check says of one person.
type Finding struct {
	Subject  string     `json:"subject,omitempty"`
	Rule     string     `json:"rule"`
	Version  int        `json:"version"`
	Title    string     `json:"title"`
	Outcome  string     `json:"outcome" enum:"hit,not-enough-data"`
	Family   string     `json:"family"`
	Strength string     `json:"strength"`
	Bits     int        `json:"bits"`
	Hidden   bool       `json:"hidden,omitempty" doc:"Your role does not see what this rests on"`
	Sentence string     `json:"sentence,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Innocent []string   `json:"innocent,omitempty"`
	Counter  []string   `json:"counter,omitempty"`
	Missing  []string   `json:"missing,omitempty"`
	Lowered  string     `json:"lowered,omitempty"`
}

// Evidence is claim, observed and source.
type Evidence struct {
	Claim    string   `json:"claim,omitempty"`
	Observed string   `json:"observed"`
	Source   string   `json:"source"`
	Records  []string `json:"records,omitempty"`
	Value    *Value   `json:"value,omitempty"`
	Others   []string `json:"others,omitempty"`
}

// Value is an identifier as far as the caller may see it.
type Value struct {
	Type   string `json:"type"`
	Key    string `json:"key" doc:"Names the value without telling it"`
	Masked string `json:"masked"`
	Clear  string `json:"clear,omitempty"`
}

// look is a view through the eyes of a caller.
type look struct {
	*view
	server *Server
	caller *access.Actor
}

func (s *Server) look(ctx context.Context, w *Workspace) *look {
	return &look{s.view(w), s, callerOf(ctx)}
}

func (l *look) sees(c access.Class) bool { return l.caller.Sees(c) }

// subjects adds the resource of that name.
func (s *Server) subjects() {
	add(s, op{method: http.MethodGet, path: "/subjects", id: "list-subjects", summary: "People about whom something is to be said, most urgent first", action: access.ReadChecks}, s.listSubjects)
	add(s, op{method: http.MethodGet, path: "/subjects/{id}", id: "get-subject", summary: "One person, with findings and what speaks against them", action: access.ReadChecks}, s.getSubject)
	add(s, op{method: http.MethodGet, path: "/findings", id: "list-findings", summary: "What checks found, by person in the order of the queue", action: access.ReadSubjects}, s.listFindings)
}

type subjectsIn struct {
	In
	PageInput
	Tier      string `query:"tier" enum:"urgent,review,watch,insufficient" doc:"Only this tier"`
	Candidate string `query:"candidate" maxLength:"256" doc:"Only whom the applicant tracker knows by this key: all of it, or its last part"`
}

// wants reports whether a person fits the filter.
func (in *subjectsIn) wants(l *look, p *domain.Person) bool {
	known := func(key string) bool { return key == in.Candidate || strings.HasSuffix(key, ":"+in.Candidate) }
	return (in.Tier == "" || string(l.Tier(p.ID)) == in.Tier) && (in.Candidate == "" || slices.ContainsFunc(p.Keys.CandidateIDs, known))
}

type subjectsOut struct {
	Body struct {
		Next
		AsOf     time.Time `json:"as_of"`
		Subjects []Subject `json:"subjects"`
	}
}

// page walks over the queue behind a cursor and calls take for whom the caller
// may see, until it has taken limit of them; it returns the next cursor.
func (l *look) page(in PageInput, want func(*domain.Person) bool, take func(*domain.Person)) (next string, err error) {
	at := standing(first)
	if err := decodeCursor(in.After, &at); err != nil {
		return "", err
	}
	taken := 0
	var last *engine.Standing
	for st := range l.Queue(engine.Place(at)) {
		p := st.Person
		if !mayMeet(l.caller, p) || !want(p) {
			continue
		}
		if taken == in.Limit {
			return encodeCursor(standing(last.Place()))
		}
		take(p)
		last, taken = st, taken+1
	}
	return "", nil
}

func (s *Server) listSubjects(ctx context.Context, w *Workspace, in *subjectsIn) (*subjectsOut, error) {
	l, out := s.look(ctx, w), &subjectsOut{}
	if in.Tier != "" && !l.sees(access.Detail) {
		return nil, access.ErrForbidden // filtering would tell the tier
	}
	out.Body.AsOf, out.Body.Subjects = l.AsOf.UTC(), []Subject{}
	var people []*domain.Person
	var err error
	out.Body.Next.Next, err = l.page(in.PageInput, func(p *domain.Person) bool { return in.wants(l, p) }, func(p *domain.Person) { people = append(people, p) })
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		one := l.subject(p)
		if err := s.cleared(ctx, w, p, &one); err != nil {
			return nil, err
		}
		out.Body.Subjects = append(out.Body.Subjects, one)
	}
	return out, s.read(ctx, w, access.ReadChecks, "subject.list", audit.Object{Type: "subject"})
}

type SubjectIn struct {
	In
	ID string `path:"id" maxLength:"64"`
}

type subjectOut struct{ Body SubjectDetail }

func (s *Server) getSubject(ctx context.Context, w *Workspace, in *SubjectIn) (*subjectOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.ID)
	if err != nil {
		return nil, err
	}
	out := &subjectOut{l.detail(p)}
	if err := s.cleared(ctx, w, p, &out.Body.Subject); err != nil {
		return nil, err
	}
	return out, s.read(ctx, w, access.ReadChecks, "subject.read", audit.Object{Type: "subject", ID: p.ID})
}

// cleared takes the need of a check away from whose case was cleared: what was
// found stays found, and was explained.
func (s *Server) cleared(ctx context.Context, w *Workspace, p *domain.Person, one *Subject) error {
	if !one.NeedsCheck || s.opt.Cases == nil {
		return nil
	}
	at, err := s.opt.Cases.ClearedAt(ctx, w.ID, p)
	if err != nil {
		return err
	}
	one.Cleared, one.NeedsCheck = at, at.IsZero()
	return nil
}

// actorFor is the caller as the log names them, by the right that they use.
func actorFor(ctx context.Context, right access.Action) audit.Actor {
	c := callerOf(ctx)
	role, _ := c.As(right)
	return audit.Actor{ID: c.ID, Kind: audit.ActorKind(c.Kind), Role: string(role.Role)}
}

// read writes to the audit log that personal data were read, before they are
// shown.
func (s *Server) read(ctx context.Context, w *Workspace, by access.Action, action string, on audit.Object) error {
	return s.opt.Reads.Record(ctx, audit.Entry{Workspace: w.ID, At: s.opt.Clock(), Actor: actorFor(ctx, by),
		Action: action, Object: on, Details: map[string]string{"request": requestID(ctx)}})
}

func stageOf(p *domain.Person) string {
	switch {
	case !p.Stage.LeftAt.IsZero():
		return "left"
	case p.Stage.Worker:
		return "worker"
	case p.Stage.Applicant:
		return "applicant"
	}
	return "unknown"
}

func (l *look) subject(p *domain.Person) Subject {
	st := l.Of(p.ID)
	j := st.Judgement
	out := Subject{ID: p.ID, NeedsCheck: j.Tier.Rank() >= domain.TierReview.Rank(), Names: namesOf(p), Stage: stageOf(p)}
	if !l.sees(access.Detail) {
		return out
	}
	out.Tier, out.Reason, out.Bits, out.Ring = string(j.Tier), j.Reason, j.Bits, st.Ring
	for _, f := range st.Findings {
		if f.Outcome == domain.Hit {
			out.Rules = append(out.Rules, f.Rule)
		}
	}
	return out
}

// namesOf lists the ways in which a person's name is written.
func namesOf(p *domain.Person) []string {
	out := make([]string, 0, len(p.Names))
	for _, n := range p.Names {
		out = append(out, n.Text)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (l *look) detail(p *domain.Person) SubjectDetail {
	out := SubjectDetail{Subject: l.subject(p), AsOf: l.AsOf.UTC(), Clear: l.Of(p.ID).Clear, Ask: []string{}}
	out.Keys = Keys{orEmpty(p.Keys.CandidateIDs), orEmpty(p.Keys.EmployeeIDs), orEmpty(p.Keys.Emails)}
	for _, f := range l.Of(p.ID).Findings {
		d := l.rule(f.Rule)
		if f.Outcome == domain.Hit && f.Strength != domain.Context && (l.sees(access.Detail) || asksCandidates(d)) {
			out.Ask = append(out.Ask, d.Doc.FirstSteps...)
		}
		if l.sees(access.Detail) && (f.Outcome == domain.Hit || f.Outcome == domain.NotEnoughData) {
			out.Findings = append(out.Findings, l.finding(f))
		}
	}
	return out
}

// asksCandidates reports whether a check belongs to hiring, so that what to ask
// is of use to recruiters.
func asksCandidates(d detect.Detector) bool {
	return slices.Contains([]string{"apply", "identity", "interview"}, d.Doc.Stage)
}

// rule returns a check by its id, or an empty one.
func (l *look) rule(id string) detect.Detector {
	for _, d := range l.server.opt.Detectors {
		if d.ID == id {
			return d
		}
	}
	return detect.Detector{}
}

func (l *look) finding(f domain.Finding) Finding {
	out := Finding{Rule: f.Rule, Version: f.Version, Title: l.rule(f.Rule).Doc.Title, Outcome: string(f.Outcome), Family: string(f.Family),
		Strength: string(f.Strength), Bits: f.Bits, Innocent: f.Innocent, Missing: f.Missing}
	if !l.sees(classOf(f.Family)) {
		out.Hidden = true
		return out
	}
	out.Sentence, out.Counter, out.Lowered = f.Sentence, f.Counter, f.Lowered
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, l.evidence(e))
	}
	return out
}

func (l *look) evidence(e domain.Evidence) Evidence {
	line := Evidence{Claim: e.Claim, Observed: e.Observed, Source: e.Source, Records: recordKeys(e.Records)}
	if e.Value != nil {
		v := l.value(e.Value.Identifier)
		line.Value = &v
		line.Others = slices.DeleteFunc(slices.Clone(e.Value.Others), func(id string) bool { return !l.meets(l.caller, id) })
	}
	return line
}

// value shows an identifier; secrets have no clear value.
func (l *look) value(id domain.Identifier) Value {
	out := Value{Type: string(id.Type), Key: l.workspace.valueKey(id), Masked: id.Masked}
	if !l.sees(classOf(id.Type.Family())) {
		out.Masked = ""
		return out
	}
	if !id.Type.Secret() {
		out.Clear = id.Key
	}
	return out
}

func recordKeys(list []domain.RecordRef) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.Key)
	}
	return out
}

func orEmpty(s []string) []string { return append([]string{}, s...) }

type findingsIn struct {
	In
	PageInput
	Rule    string `query:"rule" maxLength:"64"`
	Outcome string `query:"outcome" enum:"hit,not-enough-data" default:"hit"`
}

type findingsOut struct {
	Body struct {
		Next
		AsOf     time.Time `json:"as_of"`
		Findings []Finding `json:"findings"`
	}
}

// listFindings pages by person: limit counts people.
func (s *Server) listFindings(ctx context.Context, w *Workspace, in *findingsIn) (*findingsOut, error) {
	l, out := s.look(ctx, w), &findingsOut{}
	if !l.sees(access.Detail) {
		return nil, access.ErrForbidden
	}
	out.Body.AsOf, out.Body.Findings = l.AsOf.UTC(), []Finding{}
	fits := func(f domain.Finding) bool {
		return string(f.Outcome) == in.Outcome && (in.Rule == "" || f.Rule == in.Rule)
	}
	var err error
	out.Body.Next.Next, err = l.page(in.PageInput, func(p *domain.Person) bool { return slices.ContainsFunc(l.Of(p.ID).Findings, fits) }, func(p *domain.Person) {
		for _, f := range l.Of(p.ID).Findings {
			if fits(f) {
				shown := l.finding(f)
				shown.Subject = p.ID
				out.Body.Findings = append(out.Body.Findings, shown)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, s.read(ctx, w, access.ReadSubjects, "finding.list", audit.Object{Type: "finding"})
}
