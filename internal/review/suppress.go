package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// Suppression hides one rule's findings about one person until a date.
type Suppression struct {
	ID      string
	Rule    string
	Person  string
	Keys    []string // follow the person when its id changes
	Reason  string
	By      string
	At      time.Time
	Expires time.Time
}

// hides reports whether a suppression covers a finding about a person.
func (s Suppression) hides(p *domain.Person, f domain.Finding, at time.Time) bool {
	same := s.Person == p.ID || slices.ContainsFunc(keysOf(p), func(k string) bool { return slices.Contains(s.Keys, k) })
	return s.Rule == f.Rule && same && at.Before(s.Expires)
}

// Preview says what a suppression would hide.
type Preview struct {
	Findings int         // "would hide N"
	Before   domain.Tier // the person's tier now
	After    domain.Tier // and without them
	Rule     string
}

// PreviewSuppression counts what a suppression would hide, and changes nothing.
func (d *Desk) PreviewSuppression(ctx context.Context, ws domain.WorkspaceID, res *engine.Result, rule string, p *domain.Person) (Preview, error) {
	s, err := d.sight(ctx, ws, res)
	if err != nil {
		return Preview{}, err
	}
	out := Preview{Rule: rule}
	before := s.snapshot(p)
	s.hidden = append(s.hidden, Suppression{Rule: rule, Person: p.ID, Expires: s.at.Add(day)})
	after := s.snapshot(p)
	out.Findings, out.Before, out.After = len(before.Seen)-len(after.Seen), before.Tier, after.Tier
	return out, nil
}

// Suppress hides a rule's findings about a person until a date.
func (d *Desk) Suppress(ctx context.Context, ws domain.WorkspaceID, rule string, p *domain.Person, reason string, until time.Time, a Actor) (Suppression, error) {
	at := d.now()
	switch {
	case a.Kind != Person:
		return Suppression{}, errPerson
	case !slices.Contains(d.Policy(ws).Deciders, a.Role):
		return Suppression{}, &Invalid{"role", "a role that decides cases"}
	case rule == "":
		return Suppression{}, &Invalid{"rule", "which rule"}
	case !until.After(at) || until.Sub(at) > d.Policy(ws).MaxSuppress:
		return Suppression{}, &Invalid{"until", fmt.Sprintf("a date in the next %d days: nothing is hidden for good", d.Policy(ws).MaxSuppress/day)}
	case len(words(reason)) < minReasonWords:
		return Suppression{}, &Invalid{"reason", fmt.Sprintf("at least %d words", minReasonWords)}
	}
	s := Suppression{ID: newID("s"), Rule: rule, Person: p.ID, Keys: keysOf(p), Reason: reason, By: a.ID, At: at, Expires: until.UTC()}
	return s, d.store.AddSuppression(ctx, ws, s, Event{At: at, Actor: a, Action: "suppress", Object: s.ID})
}

// EndSuppression shows the findings again.
func (d *Desk) EndSuppression(ctx context.Context, ws domain.WorkspaceID, id string, a Actor) error {
	if a.Kind != Person {
		return errPerson
	}
	return d.store.EndSuppression(ctx, ws, id, Event{At: d.now(), Actor: a, Action: "suppress-end", Object: id})
}

// keysOf are the employer's own ids of a person: what stays when a person's
// id changes. Mail addresses are left out, because two people can have one.
func keysOf(p *domain.Person) []string {
	return slices.Concat(p.Keys.CandidateIDs, p.Keys.EmployeeIDs)
}
