package api

import (
	"context"
	"net/http"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/settings"
)

// SavedView is a filter of a page that somebody keeps.
type SavedView struct {
	ID        string    `json:"id"`
	Version   int       `json:"version"`
	Owner     string    `json:"owner"`
	Mine      bool      `json:"mine"`
	UpdatedAt time.Time `json:"updated_at"`
	ViewDraft
}

// ViewDraft is what people say of a view.
type ViewDraft struct {
	Name   string              `json:"name" minLength:"1" maxLength:"200"`
	Page   string              `json:"page" enum:"queue,rings,subjects,rules,sources,imports,audit"`
	Filter map[string][]string `json:"filter" doc:"Member of the page's filter to the values that fit"`
	Sort   string              `json:"sort,omitempty" maxLength:"200"`
	Place  int                 `json:"place,omitempty" minimum:"0" maximum:"10000" doc:"Where it stands among the views of its page"`
	Shared bool                `json:"shared,omitempty" doc:"Everybody in the workspace sees it"`
}

func (d ViewDraft) view() settings.View {
	return settings.View{Name: d.Name, Page: d.Page, Filter: d.Filter, Sort: d.Sort, Place: d.Place, Shared: d.Shared}
}

func savedView(v settings.View, by *access.Actor) SavedView {
	d := ViewDraft{v.Name, v.Page, v.Filter, v.Sort, v.Place, v.Shared}
	if d.Filter == nil {
		d.Filter = map[string][]string{}
	}
	return SavedView{v.ID, v.Version, v.Owner, v.Owner == by.ID, v.UpdatedAt, d}
}

// savedViews adds the filters that people keep, for themselves or for all.
func (s *Server) savedViews() {
	if s.opt.Settings == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/views", id: "list-views", summary: "One's own saved views and those that are shared", action: access.UseViews}, s.listViews)
	add(s, op{method: http.MethodPost, path: "/views", id: "create-view", summary: "Save a view", action: access.UseViews, status: http.StatusCreated,
		describe: "A filter has members of a known set by page, and no free text: who was searched for is not kept."}, s.createView)
	add(s, op{method: http.MethodGet, path: "/views/{id}", id: "get-view", summary: "One saved view", action: access.UseViews}, s.getView)
	add(s, op{method: http.MethodPut, path: "/views/{id}", id: "update-view", summary: "Change a view; a shared one by its owner, or whoever may change settings", action: access.UseViews}, s.updateView)
	add(s, op{method: http.MethodDelete, path: "/views/{id}", id: "delete-view", summary: "Remove a view", action: access.UseViews}, s.deleteView)
}

type viewsOut struct {
	Body struct {
		Views   []SavedView         `json:"views"`
		Filters map[string][]string `json:"filters" doc:"Members that the filter of each page may have"`
	}
}

type viewOut struct {
	ETag string `header:"ETag"`
	Body SavedView
}

func viewOutOf(ctx context.Context, v settings.View) *viewOut {
	return &viewOut{etag(v.Version), savedView(v, callerOf(ctx))}
}

func (s *Server) listViews(ctx context.Context, w *Workspace, _ *In) (*viewsOut, error) {
	list, err := s.opt.Settings.Views(ctx, w.ID, callerOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &viewsOut{}
	out.Body.Views, out.Body.Filters = []SavedView{}, settings.Filters()
	for _, v := range list {
		out.Body.Views = append(out.Body.Views, savedView(v, callerOf(ctx)))
	}
	return out, nil
}

type createViewIn struct {
	In
	Body ViewDraft
}

func (s *Server) createView(ctx context.Context, w *Workspace, in *createViewIn) (*viewOut, error) {
	v, err := s.opt.Settings.AddView(ctx, w.ID, in.Body.view(), callerOf(ctx))
	if err != nil {
		return nil, err
	}
	return viewOutOf(ctx, v), nil
}

func (s *Server) getView(ctx context.Context, w *Workspace, in *IDIn) (*viewOut, error) {
	v, err := s.opt.Settings.View(ctx, w.ID, in.ID, callerOf(ctx))
	if err != nil {
		return nil, err
	}
	return viewOutOf(ctx, v), nil
}

type updateViewIn struct {
	IDIn
	IfMatch
	Body ViewDraft
}

func (s *Server) updateView(ctx context.Context, w *Workspace, in *updateViewIn) (*viewOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Settings.SetView(ctx, w.ID, in.ID, version, in.Body.view(), callerOf(ctx))
	if err != nil {
		return nil, err
	}
	return viewOutOf(ctx, v), nil
}

type deleteViewIn struct {
	IDIn
	IfMatch
}

func (s *Server) deleteView(ctx context.Context, w *Workspace, in *deleteViewIn) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, s.opt.Settings.DropView(ctx, w.ID, in.ID, version, callerOf(ctx))
}
