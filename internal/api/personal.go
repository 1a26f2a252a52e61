package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// personal adds what the law gives a person: a copy of what is held, and its
// erasure.
func (s *Server) personal() {
	add(s, op{method: http.MethodPost, path: "/subjects/{id}/export", id: "export-subject", summary: "A copy for the person of what review holds of them; other people are taken out", action: access.ExportData}, s.exportSubject)
	add(s, op{method: http.MethodPost, path: "/subjects/{id}/erase", id: "erase-subject", summary: "Destroy what is kept of a person; a tombstone without personal data stays", action: access.EraseData, status: http.StatusNoContent}, s.eraseSubject)
}

type exportOut struct{ Body *review.Access }

func (s *Server) exportSubject(ctx context.Context, w *Workspace, in *SubjectIn) (*exportOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.ID)
	if err != nil {
		return nil, err
	}
	got, err := s.opt.Cases.Export(ctx, w.ID, review.Subject{Person: p.ID, Keys: reviewKeys(p)}, s.reviewer(ctx, access.ExportData))
	return &exportOut{got}, err
}

// reviewKeys are the employer's keys by which cases follow a person.
func reviewKeys(p *domain.Person) []string {
	return slices.Concat(p.Keys.CandidateIDs, p.Keys.EmployeeIDs, p.Keys.Emails)
}

type eraseIn struct {
	SubjectIn
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (s *Server) eraseSubject(ctx context.Context, w *Workspace, in *eraseIn) (*struct{}, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.ID)
	if err != nil {
		return nil, err
	}
	if err := w.Live.Fold(ctx); err != nil {
		return nil, err
	}
	return nil, s.opt.Cases.Erase(ctx, w.ID, s.opt.Vault, p, in.Body.Reason, s.reviewer(ctx, access.EraseData))
}
