package review

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Move is one attempt to change a case's state.
type Move struct {
	Action   Action
	Actor    Actor
	At       time.Time // the clock
	Occurred time.Time // when it happened outside: the notice sent, received, the appeal lodged
	Reason   string
	Outcome  Outcome
	Step     string // step of the job's ladder, for ask-interview
	Notice   string // text of the notice
	Channel  string // how the notice went out, or how its receipt is known
	Code     string // reference by which the person can answer the notice
	Victim   string // person id of the owner of a misused identity, "" when unknown here
	Misused  []domain.Identifier
	// Sees reports whether the actor's role shows what findings of a family rest
	// on; nil: all are shown.
	Sees func(domain.Family) bool
}

func (m Move) sees(s Seen) bool { return m.Sees == nil || m.Sees(s.Finding.Family) }

// ErrNotFound says that there is no such thing in the workspace.
var ErrNotFound = errors.New("not found")

// Refused says that an action cannot be done and what is missing, in words for
// the person who tries.
type Refused struct {
	Action  Action
	State   State
	Missing []string
}

func (r *Refused) Error() string {
	return fmt.Sprintf("%s a case that is %s: %s", r.Action, r.State, strings.Join(r.Missing, "; "))
}

// Invalid says that what was sent cannot be taken as it is.
type Invalid struct{ Field, Why string }

func (i *Invalid) Error() string { return i.Field + ": " + i.Why }

// Conflict says that a case was changed since the caller read it.
type Conflict struct {
	Case    string
	Have    int     // version that the caller knew
	Current int     // version that is kept
	Changed []Event // what was done in between, oldest first; without free text
}

func (c *Conflict) Error() string {
	var what []string
	for _, e := range c.Changed {
		what = append(what, string(e.Action)+" by "+e.Actor.ID)
	}
	return fmt.Sprintf("case %s is at version %d and you changed version %d; since then: %s", c.Case, c.Current, c.Have, strings.Join(what, ", "))
}

// Move changes the state when the table allows it and every guard is met, and
// changes nothing otherwise.
func (c *Case) Move(p *Policy, m Move) error {
	i := slices.IndexFunc(transitions, func(t Transition) bool { return t.From == c.State && t.Action == m.Action })
	if i < 0 {
		return &Refused{m.Action, c.State, []string{"this cannot follow from where the case stands"}}
	}
	t := transitions[i]
	if missing := t.missing(c, p, m); len(missing) > 0 {
		return &Refused{m.Action, c.State, missing}
	}
	c.take(p, m)
	c.State = t.To
	c.close(p, m.At)
	c.record(Event{At: m.At, Occurred: m.Occurred, Actor: m.Actor, Action: m.Action, From: t.From, To: t.To, Object: m.Step, Why: m.Reason})
	return nil
}

// close sets how long a closed case is kept, and takes that back for one that
// is open again.
func (c *Case) close(p *Policy, at time.Time) {
	c.ClosedAt, c.KeepUntil, c.ForgetAt = time.Time{}, time.Time{}, time.Time{}
	if !c.State.Closed() {
		return
	}
	keep := p.KeepFor(c.Outcome, c.Jurisdiction)
	c.ClosedAt, c.KeepUntil, c.ForgetAt, c.Snooze = at, at.AddDate(0, 0, keep.CaseDays), at.AddDate(0, 0, keep.KeyedDays), nil
}

// take writes down what a move brings with it.
func (c *Case) take(p *Policy, m Move) {
	d := c.Decision
	switch m.Action {
	case Take:
		c.Assignee = m.Actor.ID
	case Clear:
		c.clear(m)
	case Reopen:
		c.Outcome = ""
	case AskInterview:
		c.FollowUps = append(c.FollowUps, FollowUp{ID: newID("f"), Step: m.Step, AskedBy: m.Actor.ID, AskedAt: m.At})
	case Propose:
		c.Decision = &Decision{ID: newID("d"), Outcome: m.Outcome, Author: m.Actor.ID, Reason: m.Reason, ProposedAt: m.At, SawAuthor: c.Latest().Number}
		c.mark(m)
	case Approve:
		d.Approver, d.ApproverReason, d.ApprovedAt, d.SawApprover = m.Actor.ID, m.Reason, m.At, c.Latest().Number
	case SendNotice:
		d.Notice = &Notice{Text: m.Notice, Channel: m.Channel, SentBy: m.Actor.ID, SentAt: orTime(m.Occurred, m.At), Reference: m.Code}
	case RecordReceipt:
		preset := p.Jurisdictions[c.Jurisdiction]
		d.Notice.ReceivedAt, d.Notice.ReceivedBy = orTime(m.Occurred, m.At), m.Channel
		d.WaitUntil, d.WaitPreset = p.WaitUntil(preset, d.Notice.ReceivedAt), preset.ID
	case Finalise:
		d.FinalBy, d.FinalAt, c.Outcome = m.Actor.ID, m.At, d.Outcome
	case SendBack, Withdraw:
		c.endDecision(m)
	case Appeal:
		d.Appeals = append(d.Appeals, AppealRecord{LodgedAt: orTime(m.Occurred, m.At), Text: m.Reason})
	case Uphold, Overturn:
		a := &d.Appeals[len(d.Appeals)-1]
		a.DecidedBy, a.DecidedAt, a.Upheld, a.Reason = m.Actor.ID, m.At, m.Action == Uphold, m.Reason
		if m.Action == Overturn {
			c.endDecision(m)
			m.Outcome = NoConcern
			c.clear(m)
		}
	}
}

// clear remembers the evidence that was explained, so that it raises nobody
// again by itself.
func (c *Case) clear(m Move) {
	c.Outcome = m.Outcome
	for _, s := range c.Latest().Seen {
		c.Cleared = append(c.Cleared, s.Items...)
	}
	if c.Kind == OfRing {
		c.Cleared = append(c.Cleared, memberItems(c.Latest().Members)...)
	}
	slices.Sort(c.Cleared)
	c.Cleared = slices.Compact(c.Cleared)
	c.mark(m)
}

// mark writes down a victim. A proposal's mark holds at once: it can only help
// the owner of the identity.
func (c *Case) mark(m Move) {
	k := Mark{Kind: m.Outcome, At: m.At, By: m.Actor.ID}
	switch m.Outcome {
	case IdentityMisused:
		k.Person, k.Identifiers = m.Victim, m.Misused
	case TakenOver:
		k.Person = c.Person
	default:
		return
	}
	if c.Decision != nil {
		k.Decision = c.Decision.ID
	}
	c.Marks = append(c.Marks, k)
}

func (c *Case) endDecision(m Move) {
	d := *c.Decision
	d.EndedAt, d.EndedBy, d.EndedWhy = m.At, m.Actor.ID, m.Reason
	c.Past, c.Decision, c.Outcome = append(c.Past, d), nil, ""
	c.Marks = slices.DeleteFunc(c.Marks, func(k Mark) bool { return k.Decision == d.ID })
}

func orTime(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}

// newID makes an id that nobody can guess and that says nothing.
func newID(kind string) string { return kind + "_" + strings.ToLower(rand.Text()) }
