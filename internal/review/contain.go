package review

import (
	"fmt"
	"slices"
	"time"
)

// Measure is something that limits harm while people look. It decides nothing.
type Measure string

// Measures. People carry them out in their own systems; Daylight writes down
// who agreed, and when it ends.
const (
	RevokeSessions Measure = "session-revoke"
	LockDevice     Measure = "device-lock"
	ReviewPay      Measure = "pay-review"
)

// Containment is one measure: asked for by one person, agreed by another, and
// over after 72 hours at the latest unless two people renew it.
type Containment struct {
	ID         string
	Measure    Measure
	Renews     string // id of the containment that this one follows
	Reason     string
	AskedBy    string
	AskedAt    time.Time
	ApprovedBy string
	ApprovedAt time.Time
	ExpiresAt  time.Time
	EndedAt    time.Time
	EndedBy    string
}

// Active reports whether the measure holds at a time.
func (k Containment) Active(at time.Time) bool {
	return !k.ApprovedAt.IsZero() && k.EndedAt.IsZero() && at.Before(k.ExpiresAt)
}

// Actions of containment.
const (
	actContain     Action = "contain-ask"
	actContainDo   Action = "contain-approve"
	actContainLift Action = "contain-lift"
	actContainEnd  Action = "contain-expired"
)

// Contain asks for a measure. renews is the id of one that is about to end.
func (c *Case) Contain(p *Policy, m Measure, renews, reason string, a Actor, at time.Time) (string, error) {
	move := Move{Action: actContain, Actor: a, At: at, Reason: reason}
	missing := (&Transition{guards: []guard{byPerson, decides, ownWords}}).missing(c, p, move)
	switch {
	case !slices.Contains([]Measure{RevokeSessions, LockDevice, ReviewPay}, m):
		return "", &Invalid{"measure", "session-revoke, device-lock or pay-review"}
	case c.Kind != OfPerson:
		missing = append(missing, "a case of one person")
	case c.State == Cleared:
		missing = append(missing, "a case that was not cleared")
	}
	if renews != "" && !slices.ContainsFunc(c.Contained, func(k Containment) bool { return k.ID == renews && k.Measure == m }) {
		return "", fmt.Errorf("containment %s: %w", renews, ErrNotFound)
	}
	if len(missing) > 0 {
		return "", &Refused{actContain, c.State, missing}
	}
	k := Containment{ID: newID("k"), Measure: m, Renews: renews, Reason: reason, AskedBy: a.ID, AskedAt: at}
	c.Contained = append(c.Contained, k)
	c.record(Event{At: at, Actor: a, Action: actContain, Object: k.ID, Why: reason})
	return k.ID, nil
}

// ApproveContainment is the second person's yes; the time runs from it.
func (c *Case) ApproveContainment(p *Policy, id string, a Actor, at time.Time) error {
	k, err := c.containment(id)
	if err != nil {
		return err
	}
	missing := (&Transition{guards: []guard{byPerson, decides, roleHeld}}).missing(c, p, Move{Actor: a, At: at})
	if k.AskedBy == a.ID {
		missing = append(missing, "a second person: you asked for this yourself")
	}
	if !k.ApprovedAt.IsZero() || !k.EndedAt.IsZero() {
		missing = append(missing, "a measure that is not yet agreed and not over")
	}
	if c.State == Cleared {
		missing = append(missing, "a case that was not cleared")
	}
	if len(missing) > 0 {
		return &Refused{actContainDo, c.State, missing}
	}
	k.ApprovedBy, k.ApprovedAt, k.ExpiresAt = a.ID, at, at.Add(p.ContainFor)
	c.record(Event{At: at, Occurred: k.ExpiresAt, Actor: a, Action: actContainDo, Object: id})
	return nil
}

// LiftContainment ends a measure early; one person is enough.
func (c *Case) LiftContainment(id, why string, a Actor, at time.Time) error {
	k, err := c.containment(id)
	switch {
	case err != nil:
		return err
	case a.Kind != Person:
		return errPerson
	case !k.EndedAt.IsZero():
		return &Refused{actContainLift, c.State, []string{"a measure that is not over"}}
	}
	k.EndedAt, k.EndedBy = at, a.ID
	c.record(Event{At: at, Actor: a, Action: actContainLift, Object: id, Why: why})
	return nil
}

// ExpireContainments ends what has run out, and everything on a cleared case.
func (c *Case) ExpireContainments(at time.Time) {
	for i := range c.Contained {
		k := &c.Contained[i]
		over := !k.ApprovedAt.IsZero() && !at.Before(k.ExpiresAt)
		if k.EndedAt.IsZero() && (over || c.State == Cleared) {
			k.EndedAt, k.EndedBy = at, daylight.ID
			c.record(Event{At: at, Actor: daylight, Action: actContainEnd, Object: k.ID})
		}
	}
}

func (c *Case) containment(id string) (*Containment, error) {
	i := slices.IndexFunc(c.Contained, func(k Containment) bool { return k.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("containment %s: %w", id, ErrNotFound)
	}
	return &c.Contained[i], nil
}
