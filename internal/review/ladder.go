package review

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Ladder is the list of follow-ups of a job, in order. It is fixed before the
// first case of the job and the same for everybody.
type Ladder struct {
	Job     string
	FixedAt time.Time
	FixedBy string
	Steps   []Step
}

// Step is one follow-up.
type Step struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
}

// FollowUp is one step that was taken for a case, and what came of it.
type FollowUp struct {
	ID      string
	Step    string
	AskedBy string
	AskedAt time.Time
	DoneAt  time.Time
	DoneBy  string
	Result  string
}

// FoldJob is a job's title as titles are compared: in lower case, with single
// spaces. Ladders and cases know jobs by it.
func FoldJob(title string) string { return strings.ToLower(strings.Join(strings.Fields(title), " ")) }

// CheckLadder refuses a ladder that asks some people for identity documents:
// what everybody shows stands in the employer's own process, not here.
func (p *Policy) CheckLadder(l Ladder) error {
	seen := map[string]bool{}
	for _, s := range l.Steps {
		if s.ID == "" || s.Title == "" || seen[s.ID] {
			return &Invalid{"steps", "each step needs its own id and a title"}
		}
		seen[s.ID] = true
		text := strings.Join(words(s.Title), " ")
		for _, b := range p.banned {
			if strings.Contains(" "+text+" ", " "+strings.Join(words(b), " ")) {
				return &Invalid{"steps", fmt.Sprintf("%q asks for an identity document (%s): documents are asked of everybody or of nobody, never as a follow-up", s.ID, b)}
			}
		}
	}
	if len(l.Steps) == 0 {
		return &Invalid{"steps", "a ladder has at least one step"}
	}
	return nil
}

// ladder is the one that holds for a case: its job's, if that was fixed before
// the case was opened, else the default.
func (p *Policy) ladder(c *Case) Ladder {
	if l, ok := p.Ladders[c.Job]; ok && !l.FixedAt.After(c.OpenedAt) {
		return l
	}
	return p.DefaultLadder
}

// NextStep returns the step that is next for a case; ok is false when all were
// taken.
func (p *Policy) NextStep(c *Case) (Step, bool) {
	for _, s := range p.ladder(c).Steps {
		if !slices.ContainsFunc(c.FollowUps, func(f FollowUp) bool { return f.Step == s.ID }) {
			return s, true
		}
	}
	return Step{}, false
}

// refuses says why a step cannot be the next one, or "".
func (l Ladder) refuses(c *Case, step string) string {
	for _, s := range l.Steps {
		i := slices.IndexFunc(c.FollowUps, func(f FollowUp) bool { return f.Step == s.ID })
		switch {
		case s.ID == step && i >= 0:
			return fmt.Sprintf("a step that was not taken yet; %q was", step)
		case s.ID == step:
			return ""
		case i < 0 || c.FollowUps[i].DoneAt.IsZero():
			return fmt.Sprintf("the ladder's steps in order: %q comes first", s.ID)
		}
	}
	return fmt.Sprintf("a step of the job's ladder; %q is none", step)
}

// FinishFollowUp writes down what a follow-up brought.
func (c *Case) FinishFollowUp(id, result string, a Actor, at time.Time) error {
	i := slices.IndexFunc(c.FollowUps, func(f FollowUp) bool { return f.ID == id })
	switch {
	case i < 0:
		return fmt.Errorf("follow-up %s: %w", id, ErrNotFound)
	case !c.FollowUps[i].DoneAt.IsZero():
		return &Invalid{"follow-up", "its result is written down already"}
	case len(words(result)) == 0:
		return &Invalid{"result", "say what came of it"}
	case a.Kind != Person:
		return errPerson
	}
	f := &c.FollowUps[i]
	f.DoneAt, f.DoneBy, f.Result = at, a.ID, result
	c.record(Event{At: at, Actor: a, Action: "follow-up-done", Object: id, Why: result})
	return nil
}

var errPerson = errors.New("a person must do this; programs and tokens cannot")
