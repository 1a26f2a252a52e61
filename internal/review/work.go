package review

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Snooze hides a case from the queue until a time.
type Snooze struct {
	Until time.Time
	By    string
	Why   string
}

// Note is free text on a case.
type Note struct {
	ID   string
	By   string
	At   time.Time
	Text string
}

// Hold keeps a case from being erased, for a legal dispute.
type Hold struct {
	By     string
	At     time.Time
	Reason string
}

// Actions that are work on a case and leave its state.
const (
	actAssign       Action = "assign"
	actSnooze       Action = "snooze"
	actWake         Action = "wake"
	actNote         Action = "note"
	actTag          Action = "tag"
	actOpenEvidence Action = "open-evidence"
	actPlace        Action = "place"
	actHold         Action = "hold"
	actRelease      Action = "release"
	actDelay        Action = "delay-notice"
	actRespond      Action = "respond"
	actAnswer       Action = "answer"
	actLeft         Action = "left-undecided"
)

// Assign gives the case to a user, or to nobody.
func (c *Case) Assign(user string, a Actor, at time.Time) error {
	if a.Kind != Person {
		return errPerson
	}
	c.Assignee = user
	c.record(Event{At: at, Actor: a, Action: actAssign, Object: user})
	return nil
}

// SnoozeUntil hides the case until a time, at most the policy's longest.
func (c *Case) SnoozeUntil(p *Policy, until time.Time, why string, a Actor, at time.Time) error {
	switch {
	case a.Kind != Person:
		return errPerson
	case c.State.Closed():
		return &Refused{actSnooze, c.State, []string{"a case that is not closed"}}
	case !until.After(at) || until.Sub(at) > p.MaxSnooze:
		return &Invalid{"until", fmt.Sprintf("a time in the next %d days", p.MaxSnooze/day)}
	case len(words(why)) < minReasonWords:
		return &Invalid{"why", fmt.Sprintf("a reason of at least %d words", minReasonWords)}
	}
	c.Snooze = &Snooze{Until: until.UTC(), By: a.ID, Why: why}
	c.record(Event{At: at, Actor: a, Action: actSnooze, Why: why})
	return nil
}

// Wake ends a snooze: by its expiry, by hand or because the evidence changed.
func (c *Case) Wake(a Actor, at time.Time) {
	if c.Snooze != nil {
		c.Snooze = nil
		c.record(Event{At: at, Actor: a, Action: actWake})
	}
}

// AddNote adds free text.
func (c *Case) AddNote(text string, a Actor, at time.Time) error {
	if n := len(text); n == 0 || n > 20_000 {
		return &Invalid{"text", "between 1 and 20000 bytes"}
	}
	n := Note{ID: newID("n"), By: a.ID, At: at, Text: text}
	c.Notes = append(c.Notes, n)
	c.record(Event{At: at, Actor: a, Action: actNote, Object: n.ID})
	return nil
}

// tagForm keeps tags to words that can stand in clear text in the database:
// no mail address and no phone number fits.
var tagForm = regexp.MustCompile(`^[a-z][a-z-]{1,31}$`)

// SetTags replaces the tags.
func (c *Case) SetTags(tags []string, a Actor, at time.Time) error {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	tags = slices.Compact(tags)
	for _, t := range tags {
		if !tagForm.MatchString(t) {
			return &Invalid{"tags", "two to 32 lower-case letters and hyphens; tags are kept in clear text and name nobody"}
		}
	}
	if len(tags) > 20 {
		return &Invalid{"tags", "at most twenty"}
	}
	c.Tags = tags
	c.record(Event{At: at, Actor: a, Action: actTag})
	return nil
}

// OpenEvidence writes down that a user opened a finding's evidence, once.
func (c *Case) OpenEvidence(fingerprint string, a Actor, at time.Time) error {
	i := slices.IndexFunc(c.Latest().Seen, func(s Seen) bool { return s.Fingerprint == fingerprint })
	switch {
	case a.Kind != Person:
		return errPerson
	case i < 0:
		return fmt.Errorf("finding %s: %w", fingerprint, ErrNotFound)
	case c.hasOpened(a.ID, fingerprint):
		return nil
	}
	c.Openings = append(c.Openings, Opening{User: a.ID, Fingerprint: fingerprint, Snapshot: c.Latest().Number, At: at})
	c.record(Event{At: at, Actor: a, Action: actOpenEvidence, Object: c.Latest().Seen[i].Finding.Rule})
	return nil
}

// Place sets the job and the jurisdiction, which fix ladder, waiting and
// retention. Neither changes once a decision is under way.
func (c *Case) Place(p *Policy, job, jurisdiction string, a Actor, at time.Time) error {
	if _, ok := p.Jurisdictions[jurisdiction]; !ok {
		return &Invalid{"jurisdiction", fmt.Sprintf("%q is no preset", jurisdiction)}
	}
	if c.State.Adverse() {
		return &Refused{actPlace, c.State, []string{"a case without a decision under way: the waiting period is not changed in the middle of one"}}
	}
	c.Job, c.Jurisdiction = FoldJob(job), jurisdiction
	c.record(Event{At: at, Actor: a, Action: actPlace, Object: jurisdiction})
	return nil
}

// HoldFor keeps the case from being erased; counsel only.
func (c *Case) HoldFor(reason string, a Actor, at time.Time) error {
	if err := counselOnly(a); err != nil {
		return err
	}
	if len(words(reason)) < minReasonWords {
		return &Invalid{"reason", fmt.Sprintf("at least %d words", minReasonWords)}
	}
	c.Hold = &Hold{By: a.ID, At: at, Reason: reason}
	c.record(Event{At: at, Actor: a, Action: actHold, Why: reason})
	return nil
}

// Release ends a legal hold; counsel only.
func (c *Case) Release(reason string, a Actor, at time.Time) error {
	if err := counselOnly(a); err != nil {
		return err
	}
	if c.Hold == nil {
		return &Refused{actRelease, c.State, []string{"a legal hold"}}
	}
	c.Hold = nil
	c.record(Event{At: at, Actor: a, Action: actRelease, Why: reason})
	return nil
}

func counselOnly(a Actor) error {
	if a.Kind != Person {
		return errPerson
	}
	if a.Role != Counsel {
		return &Invalid{"role", "counsel must do this"}
	}
	return nil
}

// DelayNotice puts the notice off until a date; counsel only. The decision
// waits with it.
func (c *Case) DelayNotice(p *Policy, until time.Time, reason string, a Actor, at time.Time) error {
	if err := counselOnly(a); err != nil {
		return err
	}
	switch {
	case c.State != Approved:
		return &Refused{actDelay, c.State, []string{"a decision that two people agreed on and whose notice is not sent"}}
	case !until.After(at) || until.Sub(at) > p.MaxDelay:
		return &Invalid{"until", fmt.Sprintf("a date in the next %d days", p.MaxDelay/day)}
	case ownWordCount(reason, nil) < p.OwnWords:
		return &Invalid{"reason", fmt.Sprintf("at least %d words of your own", p.OwnWords)}
	}
	c.Decision.Delay = &Delay{By: a.ID, Reason: reason, At: at, Until: until.UTC()}
	c.record(Event{At: at, Occurred: until, Actor: a, Action: actDelay, Why: reason})
	return nil
}

// Respond takes down what the person said to the notice, whoever brought it.
// Where the jurisdiction gives more days to somebody who answers, the waiting
// period grows.
func (c *Case) Respond(p *Policy, text string, received time.Time, a Actor, at time.Time) (string, error) {
	switch {
	case c.State != Notified && c.State != Waiting:
		return "", &Refused{actRespond, c.State, []string{"a notice that was sent and a decision that is not final"}}
	case len(words(text)) == 0:
		return "", &Invalid{"text", "what the person said"}
	case received.After(at):
		return "", &Invalid{"received", "a time that is not in the future"}
	}
	d := c.Decision
	r := Response{ID: newID("r"), ReceivedAt: received.UTC(), Text: text}
	d.Responses = append(d.Responses, r)
	if j := p.Jurisdictions[c.Jurisdiction]; c.State == Waiting && j.DisputeDays > 0 {
		if until := p.after(received, j.DisputeDays, j.Business); until.After(d.WaitUntil) {
			d.WaitUntil = until
		}
	}
	c.record(Event{At: at, Occurred: received, Actor: a, Action: actRespond, Object: r.ID, Why: text})
	return r.ID, nil
}

// Answer writes down what was made of a response.
func (c *Case) Answer(p *Policy, id, text string, a Actor, at time.Time) error {
	if a.Kind != Person {
		return errPerson
	}
	if c.State != Notified && c.State != Waiting {
		return &Refused{actAnswer, c.State, []string{"a notice that was sent and a decision that is not final"}}
	}
	i := slices.IndexFunc(c.Decision.Responses, func(r Response) bool { return r.ID == id })
	switch {
	case i < 0:
		return fmt.Errorf("response %s: %w", id, ErrNotFound)
	case !c.Decision.Responses[i].AnsweredAt.IsZero():
		return &Invalid{"response", "it is answered; an answer is not changed"}
	case ownWordCount(text, []string{c.Decision.Responses[i].Text}) < p.OwnWords:
		return &Invalid{"text", fmt.Sprintf("at least %d words of your own on what the person said", p.OwnWords)}
	}
	r := &c.Decision.Responses[i]
	r.AnsweredBy, r.AnsweredAt, r.Answer = a.ID, at, text
	c.record(Event{At: at, Actor: a, Action: actAnswer, Object: id, Why: text})
	return nil
}

// LeftUndecided notes that the tracker rejected or withdrew the person although
// nobody had decided the case, and reports whether that is new. It wakes the
// case; the impact report counts it.
func (c *Case) LeftUndecided(when, at time.Time) bool {
	if !c.LeftAt.IsZero() || c.State.Closed() || c.State == Appealed {
		return false
	}
	c.LeftAt = orTime(when, at)
	c.Wake(daylight, at)
	c.record(Event{At: at, Occurred: when, Actor: daylight, Action: actLeft})
	return true
}

// daylight is the program itself, where no person acts.
var daylight = Actor{ID: "daylight", Kind: System}

// holds reports whether an identifier is one of the case's.
func (c *Case) holds(id domain.Identifier) bool {
	return slices.ContainsFunc(c.Identifiers, func(h domain.Identifier) bool { return h.Type == id.Type && h.Key == id.Key })
}
