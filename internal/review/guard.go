package review

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// guard looks at a move and returns what it lacks, or "".
type guard func(c *Case, p *Policy, m Move) string

func byPerson(_ *Case, _ *Policy, m Move) string {
	if m.Actor.Kind != Person || m.Actor.ID == "" {
		return "a person must do this; programs and tokens cannot"
	}
	return ""
}

func decides(_ *Case, p *Policy, m Move) string {
	if !slices.Contains(p.Deciders, m.Actor.Role) {
		return fmt.Sprintf("a role that decides cases (%s); yours is %q", joinRoles(p.Deciders), m.Actor.Role)
	}
	return ""
}

func joinRoles(list []Role) string {
	var out []string
	for _, r := range list {
		out = append(out, string(r))
	}
	return strings.Join(out, ", ")
}

func reasonGiven(_ *Case, _ *Policy, m Move) string {
	if len(words(m.Reason)) < minReasonWords {
		return fmt.Sprintf("a reason of at least %d words", minReasonWords)
	}
	return ""
}

// ownWords asks for a reason that somebody thought: words copied from a
// template or from a finding do not count.
func ownWords(c *Case, p *Policy, m Move) string {
	if n := ownWordCount(m.Reason, p.copied(c)); n < p.OwnWords {
		return fmt.Sprintf("a reason in your own words: %d words that no template and no finding says; there are %d", p.OwnWords, n)
	}
	return ""
}

// ownThought refuses a second person who hands in the first one's words.
func ownThought(c *Case, p *Policy, m Move) string {
	if c.Decision != nil && ownWordCount(m.Reason, []string{c.Decision.Reason}) < p.OwnWords/2 {
		return "a reason of your own, not the author's words again"
	}
	return ""
}

func outcomeClears(_ *Case, _ *Policy, m Move) string {
	switch m.Outcome {
	case Explained, NoConcern, Inconclusive, TakenOver, IdentityMisused:
		return ""
	}
	return "an outcome that clears: explained, no-concern, inconclusive, account-taken-over or identity-misused"
}

func outcomeAdverse(_ *Case, _ *Policy, m Move) string {
	if m.Outcome == Confirmed || m.Outcome == IdentityMisused {
		return ""
	}
	return "an outcome: confirmed or identity-misused"
}

func misuseNamed(c *Case, _ *Policy, m Move) string {
	if m.Outcome != IdentityMisused {
		return ""
	}
	if len(m.Misused) == 0 {
		return "which of the case's identifiers belong to the owner of the misused identity"
	}
	for _, id := range m.Misused {
		if !c.holds(id) {
			return fmt.Sprintf("identifiers of this case only; %s %s is none", id.Type, id.Masked)
		}
	}
	return ""
}

func stepOnLadder(c *Case, p *Policy, m Move) string {
	return p.ladder(c).refuses(c, m.Step)
}

func onePerson(c *Case, _ *Policy, _ Move) string {
	if c.Kind != OfPerson {
		return "a case of one person: a ring's case decides nothing about its members, open each one's own"
	}
	return ""
}

func jurisdictionSet(c *Case, p *Policy, _ Move) string {
	if _, ok := p.Jurisdictions[c.Jurisdiction]; !ok {
		return "the jurisdiction of the job, which sets the waiting period"
	}
	return ""
}

func somethingCounts(c *Case, _ *Policy, _ Move) string {
	if !slices.ContainsFunc(c.Latest().Seen, Seen.Counts) {
		return "a finding that counts: what is shown for context only cannot carry a decision"
	}
	return ""
}

func followUpsAnswered(c *Case, _ *Policy, _ Move) string {
	for _, f := range c.FollowUps {
		if f.DoneAt.IsZero() {
			return fmt.Sprintf("the result of the follow-up %q", f.Step)
		}
	}
	return ""
}

// evidenceOpened asks that the actor has opened everything that counts and that
// their role shows, and that somebody whose role shows it has opened the rest:
// bank values and sign-ins are for different roles, and no one role has to see
// both for a decision to be possible.
func evidenceOpened(c *Case, _ *Policy, m Move) string {
	var mine, others []string
	shown := 0
	for _, s := range c.Latest().Seen {
		switch {
		case !s.Counts():
		case m.sees(s):
			shown++
			if !c.hasOpened(m.Actor.ID, s.Fingerprint) {
				mine = append(mine, s.Finding.Rule)
			}
		case !c.openedByAnybody(s.Fingerprint):
			others = append(others, s.Finding.Rule)
		}
	}
	switch {
	case len(mine) > 0:
		return "the evidence opened by you: " + strings.Join(mine, ", ")
	case len(others) > 0:
		return "the evidence that your role does not see, opened by somebody whose role does: " + strings.Join(others, ", ")
	case shown == 0:
		return "a role that sees something of the evidence"
	}
	return ""
}

// evidenceHolds refuses to go on when a finding that the decision rests on is
// no longer there, or is no longer the same.
func evidenceHolds(c *Case, _ *Policy, _ Move) string {
	if c.Decision == nil {
		return "a decision"
	}
	now := c.Latest()
	var gone []string
	for _, s := range c.Snapshots[c.Decision.SawAuthor-1].Seen {
		if s.Counts() && !slices.ContainsFunc(now.Seen, func(n Seen) bool { return n.Fingerprint == s.Fingerprint && n.Counts() }) {
			gone = append(gone, s.Finding.Rule)
		}
	}
	if len(gone) == 0 {
		return ""
	}
	return "the evidence that the decision rests on, which has changed since: " + strings.Join(gone, ", ")
}

func otherThanAuthor(c *Case, _ *Policy, m Move) string {
	if c.Decision == nil || c.Decision.Author == m.Actor.ID {
		return "a second person: you proposed this yourself"
	}
	return ""
}

func twoPersons(c *Case, _ *Policy, _ Move) string {
	d := c.Decision
	if d == nil || d.Author == "" || d.Approver == "" || d.Author == d.Approver {
		return "an author and another person who agreed"
	}
	return ""
}

func outsider(c *Case, _ *Policy, m Move) string {
	d := c.Decision
	if d == nil || slices.Contains([]string{d.Author, d.Approver, d.FinalBy}, m.Actor.ID) {
		return "somebody who had no part in the decision"
	}
	return ""
}

func roleHeld(_ *Case, p *Policy, m Move) string {
	if m.Actor.RoleSince.IsZero() || m.At.Sub(m.Actor.RoleSince) < p.RoleAge {
		return fmt.Sprintf("%s in your role; it was given at %s", p.RoleAge, m.Actor.RoleSince.UTC().Format(time.RFC3339))
	}
	return ""
}

func noticeWritten(c *Case, p *Policy, m Move) string {
	switch {
	case len(words(m.Notice)) < p.NoticeWords:
		return fmt.Sprintf("the text of the notice, at least %d words", p.NoticeWords)
	case strings.Contains(m.Notice, "{{"):
		return "the notice's blanks filled in"
	case m.Code == "" || readCode(m.Code) != m.Code || !strings.Contains(m.Notice, m.Code):
		return "the reference code in the notice, by which the person can answer without an account"
	case m.Channel == "":
		return "how the notice was sent"
	case orTime(m.Occurred, m.At).After(m.At) || orTime(m.Occurred, m.At).Before(c.Decision.ApprovedAt):
		return "a date of sending between the second person's approval and now"
	}
	return ""
}

func notDelayed(c *Case, _ *Policy, m Move) string {
	if d := c.Decision.Delay; d != nil && m.At.Before(d.Until) {
		return "the end of counsel's delay on " + d.Until.UTC().Format(time.DateOnly)
	}
	return ""
}

func receiptDated(c *Case, _ *Policy, m Move) string {
	at := orTime(m.Occurred, m.At)
	switch {
	case m.Channel == "":
		return "how it is known that the notice was received"
	case at.After(m.At) || at.Before(c.Decision.Notice.SentAt):
		return "a date of receipt between the sending of the notice and now"
	}
	return ""
}

func waited(c *Case, _ *Policy, m Move) string {
	d := c.Decision
	if d == nil || d.Notice == nil || d.WaitUntil.IsZero() {
		return "a notice that was received"
	}
	if m.At.Before(d.WaitUntil) {
		return "the end of the waiting period at " + d.WaitUntil.UTC().Format(time.RFC3339)
	}
	return ""
}

func answered(c *Case, _ *Policy, _ Move) string {
	for _, r := range c.Decision.Responses {
		if r.AnsweredAt.IsZero() {
			return "an answer to what the person said on " + r.ReceivedAt.UTC().Format(time.DateOnly)
		}
	}
	return ""
}
