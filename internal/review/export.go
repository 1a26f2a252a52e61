package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Access is what a person gets who asks what review holds of them. Other people
// are taken out, and reviewers are numbered.
type Access struct {
	Person   string          `json:"person"`
	MadeAt   time.Time       `json:"made_at,omitzero"`
	Cases    []AccessCase    `json:"cases"`
	Disputes []AccessDispute `json:"disputes"`
	Held     *Held           `json:"held,omitzero"` // nil where nothing is kept outside of review
	// Withheld says in words what was left out.
	Withheld []string `json:"withheld"`
}

// AccessCase is one case as its person may see it.
type AccessCase struct {
	ID           string           `json:"id"`
	State        State            `json:"state"`
	Outcome      Outcome          `json:"outcome"`
	OpenedAt     time.Time        `json:"opened_at,omitzero"`
	ClosedAt     time.Time        `json:"closed_at,omitzero"`
	KeptUntil    time.Time        `json:"kept_until,omitzero"`
	Jurisdiction string           `json:"jurisdiction"`
	Seen         []AccessFinding  `json:"seen"` // every finding that a reviewer was shown, oldest sight first
	Notes        []string         `json:"notes"`
	Decisions    []AccessDecision `json:"decisions"`
	Measures     []string         `json:"measures"`
	Timeline     []AccessEvent    `json:"timeline"`
}

// AccessFinding is one finding in plain words.
type AccessFinding struct {
	ShownAt  time.Time        `json:"shown_at,omitzero"`
	Rule     string           `json:"rule"`
	Version  int              `json:"version"`
	Strength domain.Strength  `json:"strength"`
	Sentence string           `json:"sentence"`
	Evidence []AccessEvidence `json:"evidence"`
	Innocent []string         `json:"innocent"`
	Counter  []string         `json:"counter"`
}

// AccessEvidence is claim, what was seen, and the system that says so.
type AccessEvidence struct {
	Claim    string `json:"claim"`
	Observed string `json:"observed"`
	Source   string `json:"source"`
}

// AccessDecision is one decision with its reasons.
type AccessDecision struct {
	Outcome   Outcome   `json:"outcome"`
	Reasons   []string  `json:"reasons"`
	Notice    string    `json:"notice"`
	WaitUntil time.Time `json:"wait_until,omitzero"`
	FinalAt   time.Time `json:"final_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	Responses []string  `json:"responses"`
	Appeals   []string  `json:"appeals"`
}

// AccessEvent is one line of the timeline, both clocks.
type AccessEvent struct {
	At       time.Time `json:"at,omitzero"`
	Occurred time.Time `json:"occurred_at,omitzero"`
	Action   Action    `json:"action"`
	By       string    `json:"by"` // "reviewer 1", "daylight"
}

// AccessDispute is one dispute that stands on a case of the person.
type AccessDispute struct {
	ReceivedAt time.Time `json:"received_at,omitzero"`
	Text       string    `json:"text"`
	Answer     string    `json:"answer"`
}

// Export collects what review holds of a person.
func (d *Desk) Export(ctx context.Context, ws domain.WorkspaceID, who Subject, a Actor) (*Access, error) {
	if a.Kind != Person {
		return nil, errPerson
	}
	list, err := d.store.CasesOf(ctx, ws, who)
	if err != nil {
		return nil, err
	}
	out := &Access{Person: who.Person, MadeAt: d.now(), Withheld: []string{"who else is behind a shared value, and their names and keys", "which reviewer did what, by name"}}
	reviewers := map[string]string{}
	ids := map[string]func(string) string{}
	for _, e := range list {
		if e.Kind != OfPerson {
			continue
		}
		if !e.ErasedAt.IsZero() {
			out.Cases = append(out.Cases, AccessCase{ID: e.ID, State: e.State, Outcome: e.Outcome, OpenedAt: e.OpenedAt, ClosedAt: e.ClosedAt})
			continue
		}
		c, err := d.store.Case(ctx, ws, e.ID)
		if err != nil {
			return nil, fmt.Errorf("export case %s: %w", e.ID, err)
		}
		events, err := d.store.Events(ctx, ws, e.ID)
		if err != nil {
			return nil, fmt.Errorf("export case %s: %w", e.ID, err)
		}
		redact := redactor(c.mentioned())
		ids[c.ID] = redact
		out.Cases = append(out.Cases, accessCase(c, events, redact, reviewers))
	}
	if err := d.exportDisputes(ctx, ws, ids, out); err != nil {
		return nil, err
	}
	if d.hooks.Held != nil {
		out.Withheld = append(out.Withheld, "people whom your records name, such as referees, and how to reach them")
		if out.Held, err = d.hooks.Held(ctx, ws, who.Person); err != nil {
			return nil, fmt.Errorf("export what is kept of a person: %w", err)
		}
	}
	return out, d.store.Note(ctx, ws, Event{At: out.MadeAt, Actor: a, Action: "export-access", Object: who.Person}, "person")
}

func (d *Desk) exportDisputes(ctx context.Context, ws domain.WorkspaceID, ids map[string]func(string) string, out *Access) error {
	list, err := d.store.Disputes(ctx, ws, false)
	if err != nil {
		return fmt.Errorf("export disputes: %w", err)
	}
	for _, p := range list {
		if redact, ok := ids[p.Case]; ok {
			out.Disputes = append(out.Disputes, AccessDispute{p.ReceivedAt, p.Text, redact(p.Answer)})
		}
	}
	return nil
}

func (c *Case) mentioned() []string {
	var out []string
	for _, s := range c.Snapshots {
		out = append(out, s.Mentions...)
	}
	return out
}

func accessCase(c *Case, events []Event, redact func(string) string, reviewers map[string]string) AccessCase {
	c.mapTexts(redact)
	out := AccessCase{ID: c.ID, State: c.State, Outcome: c.Outcome, OpenedAt: c.OpenedAt, ClosedAt: c.ClosedAt, KeptUntil: c.KeepUntil, Jurisdiction: c.Jurisdiction}
	shown := map[string]bool{}
	for _, s := range c.Snapshots {
		for _, x := range s.Seen {
			if key := x.Fingerprint + x.Finding.Rule; !shown[key] {
				shown[key] = true
				out.Seen = append(out.Seen, accessFinding(s.TakenAt, x.Finding))
			}
		}
	}
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, n.Text)
	}
	for _, k := range c.Contained {
		out.Measures = append(out.Measures, string(k.Measure))
	}
	decisions := c.Past
	if c.Decision != nil {
		decisions = append(decisions, *c.Decision)
	}
	for _, d := range decisions {
		out.Decisions = append(out.Decisions, accessDecision(d))
	}
	for _, e := range events {
		by, ok := reviewers[e.Actor.ID]
		switch {
		case e.Actor.Kind == System:
			by = daylight.ID
		case !ok:
			by = "reviewer " + strconv.Itoa(len(reviewers)+1)
			reviewers[e.Actor.ID] = by
		}
		out.Timeline = append(out.Timeline, AccessEvent{e.At, e.Occurred, e.Action, by})
	}
	return out
}

func accessFinding(at time.Time, f domain.Finding) AccessFinding {
	out := AccessFinding{ShownAt: at, Rule: f.Rule, Version: f.Version, Strength: f.Strength, Sentence: f.Sentence, Innocent: f.Innocent, Counter: f.Counter}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, AccessEvidence{e.Claim, e.Observed, e.Source})
	}
	return out
}

func accessDecision(d Decision) AccessDecision {
	out := AccessDecision{Outcome: d.Outcome, WaitUntil: d.WaitUntil, FinalAt: d.FinalAt, EndedAt: d.EndedAt}
	for _, r := range []string{d.Reason, d.ApproverReason, d.EndedWhy} {
		if r != "" {
			out.Reasons = append(out.Reasons, r)
		}
	}
	if d.Notice != nil {
		out.Notice = d.Notice.Text
	}
	for _, r := range d.Responses {
		out.Responses = append(out.Responses, r.Text, r.Answer)
	}
	for _, a := range d.Appeals {
		out.Appeals = append(out.Appeals, a.Text, a.Reason)
	}
	return out
}

// Erase destroys what is kept of a person: their cases with notes, attachments
// and keyed hashes, their traces in other people's cases, and, by the hook, the
// records. A case under legal hold or with a decision under way stops it. What
// stays is a tombstone without personal data, and the audit log.
func (d *Desk) Erase(ctx context.Context, ws domain.WorkspaceID, v *Vault, p *domain.Person, why string, a Actor) error {
	if a.Kind != Person {
		return errPerson
	}
	if len(words(why)) < minReasonWords {
		return &Invalid{"why", fmt.Sprintf("at least %d words", minReasonWords)}
	}
	list, err := d.store.CasesOf(ctx, ws, Subject{Person: p.ID, Keys: keysOf(p)})
	if err != nil {
		return err
	}
	if err := d.erasable(ctx, ws, list); err != nil {
		return err
	}
	at := d.now()
	for _, e := range list {
		if e.Kind == OfPerson {
			if err := d.erase(ctx, ws, v, e.ID, true, "erasure", a, at); err != nil {
				return fmt.Errorf("erase case %s: %w", e.ID, err)
			}
		}
	}
	if err := d.eraseTraces(ctx, ws, p, at); err != nil {
		return err
	}
	if err := d.store.ErasePerson(ctx, ws, p.ID); err != nil {
		return err
	}
	if err := d.store.Note(ctx, ws, Event{At: at, Actor: a, Action: "erase", Object: p.ID}, "person"); err != nil {
		return err
	}
	if d.hooks.EraseRecords == nil {
		return nil
	}
	return d.hooks.EraseRecords(ctx, ws, p.ID)
}

func (d *Desk) erasable(ctx context.Context, ws domain.WorkspaceID, list []Earlier) error {
	for _, e := range list {
		if e.Kind != OfPerson || !e.ErasedAt.IsZero() {
			continue
		}
		c, err := d.store.Case(ctx, ws, e.ID)
		if err != nil {
			return err
		}
		switch {
		case c.Hold != nil:
			return &Refused{"erase", c.State, []string{"the end of the legal hold on case " + c.ID}}
		case c.State.Adverse() && c.State != Final:
			return &Refused{"erase", c.State, []string{"the end of the decision under way on case " + c.ID}}
		}
	}
	return nil
}

// eraseTraces takes a person out of other people's cases.
func (d *Desk) eraseTraces(ctx context.Context, ws domain.WorkspaceID, p *domain.Person, at time.Time) error {
	ids, err := d.store.Mentioning(ctx, ws, p.ID)
	if err != nil {
		return fmt.Errorf("look for traces: %w", err)
	}
	terms := append(pointsAt(p), p.ID)
	for _, id := range ids {
		_, err := d.Work(ctx, ws, id, 0, func(c *Case, _ time.Time) error {
			c.mapTexts(redactor(terms))
			c.record(Event{At: at, Actor: daylight, Action: "erase-traces"})
			return nil
		})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("erase traces in case %s: %w", id, err)
		}
	}
	return nil
}

// erase destroys one case and then its files: without the case's key they say
// nothing, should the process end in between.
func (d *Desk) erase(ctx context.Context, ws domain.WorkspaceID, v *Vault, id string, forget bool, why string, a Actor, at time.Time) error {
	c, err := d.store.Case(ctx, ws, id)
	if err != nil && !errors.Is(err, ErrErased) {
		return err
	}
	if err := d.store.EraseCase(ctx, ws, id, forget, Event{Case: id, At: at, Actor: a, Action: "erase", Object: why}); err != nil {
		return err
	}
	if forget { // what it marked is forgotten with it
		if err := d.marksChanged(ctx, ws); err != nil {
			return err
		}
	}
	if c == nil || v == nil {
		return nil
	}
	return v.remove(ws, c.Files)
}

// ErrErased says that a case was erased: what is left is its tombstone.
var ErrErased = errors.New("the case was erased")

// TimelineEntry is one line of a case's timeline.
type TimelineEntry struct {
	Occurred time.Time // when it happened in the world
	Recorded time.Time // when Daylight wrote it down or first showed it
	Event    *Event
	Evidence *domain.Evidence // or a record of a finding
	Rule     string
	Record   string
}

// Timeline merges what was done with when the evidence happened, by the clock
// of the world.
func (d *Desk) Timeline(ctx context.Context, ws domain.WorkspaceID, id string, a Actor) ([]TimelineEntry, error) {
	c, err := d.Case(ctx, ws, id, a)
	if err != nil {
		return nil, err
	}
	events, err := d.store.Events(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	var out []TimelineEntry
	for i := range events {
		out = append(out, TimelineEntry{Occurred: orTime(events[i].Occurred, events[i].At), Recorded: events[i].At, Event: &events[i]})
	}
	shown := map[string]bool{}
	for _, s := range c.Snapshots {
		for _, x := range s.Seen {
			for i := range x.Finding.Evidence {
				e := &x.Finding.Evidence[i]
				for _, r := range e.Records {
					if key := x.Finding.Rule + r.Key; !shown[key] && !r.At.IsZero() {
						shown[key] = true
						out = append(out, TimelineEntry{Occurred: r.At, Recorded: s.TakenAt, Evidence: e, Rule: x.Finding.Rule, Record: r.Key})
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y TimelineEntry) int {
		if n := x.Occurred.Compare(y.Occurred); n != 0 {
			return n
		}
		if n := x.Recorded.Compare(y.Recorded); n != 0 {
			return n
		}
		return strings.Compare(x.Rule+x.Record, y.Rule+y.Record)
	})
	return out, nil
}
