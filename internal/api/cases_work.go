package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/review"
)

// caseWork adds what is done to a case without changing its state.
func (s *Server) caseWork() {
	add(s, op{method: http.MethodPut, path: "/cases/{id}/assignee", id: "assign-case", summary: "Give a case to somebody, or to nobody", action: access.WorkCases}, s.assign)
	add(s, op{method: http.MethodPut, path: "/cases/{id}/snooze", id: "snooze-case", summary: "Hide a case until a time", action: access.WorkCases}, s.snooze)
	add(s, op{method: http.MethodDelete, path: "/cases/{id}/snooze", id: "wake-case", summary: "Show a case again", action: access.WorkCases}, s.wake)
	add(s, op{method: http.MethodPut, path: "/cases/{id}/tags", id: "tag-case", summary: "Replace the tags, which are kept in clear text", action: access.WorkCases}, s.tag)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/notes", id: "add-note", summary: "Add a note", action: access.WorkCases}, s.note)
	add(s, op{method: http.MethodPut, path: "/cases/{id}/place", id: "place-case", summary: "Set the job and the jurisdiction, which fix ladder, waiting and retention", action: access.WorkCases}, s.place)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/openings", id: "open-evidence", summary: "Open the evidence of a finding, which a decision asks for", action: access.WorkCases}, s.openEvidence)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/follow-ups/{part}", id: "finish-follow-up", summary: "Write down what a follow-up brought", action: access.WorkCases}, s.finishFollowUp)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/responses", id: "add-response", summary: "Take down what the person said to the notice", action: access.WorkCases}, s.respond)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/responses/{part}", id: "answer-response", summary: "Write down what was made of a response", action: access.Propose}, s.answerResponse)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/containments", id: "ask-containment", summary: "Ask for a measure that limits harm; it decides nothing", action: access.Contain}, s.contain)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/containments/{part}/approve", id: "approve-containment", summary: "Agree to a measure as the second person", action: access.Contain}, s.approveContainment)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/containments/{part}/lift", id: "lift-containment", summary: "End a measure early", action: access.Contain}, s.liftContainment)
	add(s, op{method: http.MethodPut, path: "/cases/{id}/delay", id: "delay-notice", summary: "Put a notice off until a date, with a reason", action: access.HoldNotice}, s.delayNotice)
	add(s, op{method: http.MethodPut, path: "/cases/{id}/hold", id: "hold-case", summary: "Keep a case from being erased", action: access.HoldNotice}, s.hold)
	add(s, op{method: http.MethodPost, path: "/cases/{id}/release", id: "release-case", summary: "End a legal hold", action: access.HoldNotice}, s.release)
}

// work changes a case that the caller may see, at the version that they read.
func (s *Server) work(ctx context.Context, w *Workspace, id string, match IfMatch, do func(c *review.Case, at time.Time) error) (*caseOut, error) {
	version, err := match.version()
	if err != nil {
		return nil, err
	}
	if err := s.within(ctx, w, id); err != nil {
		return nil, err
	}
	c, err := s.opt.Cases.Work(ctx, w.ID, id, version, do)
	if err != nil {
		return nil, err
	}
	return s.caseAnswer(ctx, w, c), nil
}

type CaseChange struct {
	CaseIn
	IfMatch
}

type assignIn struct {
	CaseChange
	Body struct {
		Assignee string `json:"assignee" maxLength:"64" doc:"Id of a person with an account; empty for nobody"`
	}
}

func (s *Server) assign(ctx context.Context, w *Workspace, in *assignIn) (*caseOut, error) {
	if to := in.Body.Assignee; to != "" {
		if err := s.mayWork(ctx, w, to); err != nil {
			return nil, err
		}
	}
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.Assign(in.Body.Assignee, s.reviewer(ctx, access.WorkCases), at)
	})
}

// mayWork refuses to give a case to somebody who could not work on it.
func (s *Server) mayWork(ctx context.Context, w *Workspace, user string) error {
	u, err := s.opt.Access.User(ctx, w.ID, user)
	if err != nil {
		return fmt.Errorf("look the assignee up: %w", err)
	}
	a := access.Actor{Kind: access.Person, Grants: u.Grants}
	if !u.Active() || !a.Can(access.WorkCases) {
		return invalid("body.assignee", "somebody with an account and a role that works on cases")
	}
	return nil
}

type untilIn struct {
	CaseChange
	Body struct {
		Until  time.Time `json:"until"`
		Reason string    `json:"reason" maxLength:"20000"`
	}
}

func (s *Server) snooze(ctx context.Context, w *Workspace, in *untilIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.SnoozeUntil(s.opt.Cases.Policy(w.ID), in.Body.Until, in.Body.Reason, s.reviewer(ctx, access.WorkCases), at)
	})
}

func (s *Server) wake(ctx context.Context, w *Workspace, in *CaseChange) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		c.Wake(s.reviewer(ctx, access.WorkCases), at)
		return nil
	})
}

type tagsIn struct {
	CaseChange
	Body struct {
		Tags []string `json:"tags" maxItems:"20"`
	}
}

func (s *Server) tag(ctx context.Context, w *Workspace, in *tagsIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.SetTags(in.Body.Tags, s.reviewer(ctx, access.WorkCases), at)
	})
}

type textIn struct {
	CaseChange
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"20000"`
	}
}

func (s *Server) note(ctx context.Context, w *Workspace, in *textIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.AddNote(in.Body.Text, s.reviewer(ctx, access.WorkCases), at)
	})
}

type placeIn struct {
	CaseChange
	Body struct {
		Job          string `json:"job" maxLength:"120"`
		Jurisdiction string `json:"jurisdiction" maxLength:"64"`
	}
}

func (s *Server) place(ctx context.Context, w *Workspace, in *placeIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.Place(s.opt.Cases.Policy(w.ID), in.Body.Job, in.Body.Jurisdiction, s.reviewer(ctx, access.WorkCases), at)
	})
}

type openingIn struct {
	CaseChange
	Body struct {
		Fingerprint string `json:"fingerprint" maxLength:"128"`
	}
}

// openEvidence refuses what the caller cannot see: nobody decides on evidence
// that was hidden from them.
func (s *Server) openEvidence(ctx context.Context, w *Workspace, in *openingIn) (*caseOut, error) {
	l := s.look(ctx, w)
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		seen := c.Latest().Seen
		i := slices.IndexFunc(seen, func(x review.Seen) bool { return x.Fingerprint == in.Body.Fingerprint })
		if i >= 0 && !l.sees(classOf(seen[i].Finding.Family)) {
			return access.ErrForbidden
		}
		return c.OpenEvidence(in.Body.Fingerprint, s.reviewer(ctx, access.WorkCases), at)
	})
}

type CasePart struct {
	CaseChange
	Part string `path:"part" maxLength:"64"`
}

type partText struct {
	CasePart
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"20000"`
	}
}

func (s *Server) finishFollowUp(ctx context.Context, w *Workspace, in *partText) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.FinishFollowUp(in.Part, in.Body.Text, s.reviewer(ctx, access.WorkCases), at)
	})
}

type respondIn struct {
	CaseChange
	Body struct {
		Text     string    `json:"text" minLength:"1" maxLength:"20000"`
		Received time.Time `json:"received_at"`
	}
}

func (s *Server) respond(ctx context.Context, w *Workspace, in *respondIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		_, err := c.Respond(s.opt.Cases.Policy(w.ID), in.Body.Text, in.Body.Received, s.reviewer(ctx, access.WorkCases), at)
		return err
	})
}

func (s *Server) answerResponse(ctx context.Context, w *Workspace, in *partText) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.Answer(s.opt.Cases.Policy(w.ID), in.Part, in.Body.Text, s.reviewer(ctx, access.Propose), at)
	})
}

type containIn struct {
	CaseChange
	Body struct {
		Measure string `json:"measure" enum:"session-revoke,device-lock,pay-review"`
		Renews  string `json:"renews,omitempty" maxLength:"64" doc:"Containment that is about to end"`
		Reason  string `json:"reason" minLength:"1" maxLength:"20000"`
	}
}

func (s *Server) contain(ctx context.Context, w *Workspace, in *containIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		_, err := c.Contain(s.opt.Cases.Policy(w.ID), review.Measure(in.Body.Measure), in.Body.Renews, in.Body.Reason, s.reviewer(ctx, access.Contain), at)
		return err
	})
}

func (s *Server) approveContainment(ctx context.Context, w *Workspace, in *CasePart) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.ApproveContainment(s.opt.Cases.Policy(w.ID), in.Part, s.reviewer(ctx, access.Contain), at)
	})
}

func (s *Server) liftContainment(ctx context.Context, w *Workspace, in *partText) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.LiftContainment(in.Part, in.Body.Text, s.reviewer(ctx, access.Contain), at)
	})
}

func (s *Server) delayNotice(ctx context.Context, w *Workspace, in *untilIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.DelayNotice(s.opt.Cases.Policy(w.ID), in.Body.Until, in.Body.Reason, s.reviewer(ctx, access.HoldNotice), at)
	})
}

func (s *Server) hold(ctx context.Context, w *Workspace, in *textIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.HoldFor(in.Body.Text, s.reviewer(ctx, access.HoldNotice), at)
	})
}

func (s *Server) release(ctx context.Context, w *Workspace, in *textIn) (*caseOut, error) {
	return s.work(ctx, w, in.ID, in.IfMatch, func(c *review.Case, at time.Time) error {
		return c.Release(in.Body.Text, s.reviewer(ctx, access.HoldNotice), at)
	})
}
