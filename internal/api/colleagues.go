package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/access"
)

// Colleague is somebody who works on cases, as others who do see them.
type Colleague struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Works bool   `json:"works" doc:"Cases can be given to them"`
}

type colleaguesOut struct {
	Body struct {
		Colleagues []Colleague `json:"colleagues"`
	}
}

func (s *Server) colleagues() {
	add(s, op{method: http.MethodGet, path: "/colleagues", id: "list-colleagues", summary: "Who works on cases, by name", action: access.ReadCases}, s.listColleagues)
}

// listColleagues names also those who have left: their notes are still there.
func (s *Server) listColleagues(ctx context.Context, w *Workspace, _ *In) (*colleaguesOut, error) {
	list, err := s.opt.Access.Users(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	out := &colleaguesOut{}
	out.Body.Colleagues = []Colleague{}
	for _, u := range list {
		a := access.Actor{Kind: access.Person, Grants: u.Grants}
		out.Body.Colleagues = append(out.Body.Colleagues, Colleague{u.ID, u.Name, u.Active() && a.Can(access.WorkCases)})
	}
	slices.SortFunc(out.Body.Colleagues, func(a, b Colleague) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return out, nil
}
