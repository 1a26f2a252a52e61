package api

import (
	"context"
	"net/http"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
)

// Endpoint is a place that is told of events.
type Endpoint struct {
	ID           string    `json:"id"`
	Version      int       `json:"version"`
	Kind         string    `json:"kind"`
	Name         string    `json:"name"`
	Where        string    `json:"where" doc:"Address without what is secret in it"`
	Types        []string  `json:"types" doc:"Empty for all"`
	Tier         string    `json:"tier,omitempty"`
	Enabled      bool      `json:"enabled"`
	DisabledAt   time.Time `json:"disabled_at,omitzero"`
	DisabledWhy  string    `json:"disabled_why,omitempty" enum:"person,gone,failures"`
	FailingSince time.Time `json:"failing_since,omitzero"`
	Failures     int       `json:"failures"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	Secret       string    `json:"secret,omitempty" doc:"Shown once: when it was made"`
	SecretOld    time.Time `json:"old_secret_ends_at,omitzero"`
}

// EndpointDraft is what people say of an endpoint.
type EndpointDraft struct {
	Kind    string   `json:"kind" enum:"webhook,slack,mail"`
	Name    string   `json:"name" minLength:"1" maxLength:"80"`
	URL     string   `json:"url,omitempty" maxLength:"2048" doc:"Of a webhook or Slack"`
	Address string   `json:"address,omitempty" maxLength:"254" doc:"Of mail"`
	Types   []string `json:"types,omitempty" maxItems:"32"`
	Tier    string   `json:"tier,omitempty" enum:"urgent,review,watch"`
	Enabled bool     `json:"enabled"`
}

func (d EndpointDraft) draft() notify.Draft {
	out := notify.Draft{Kind: notify.Kind(d.Kind), Name: d.Name, URL: d.URL, Address: d.Address, Tier: domain.Tier(d.Tier), Enabled: d.Enabled}
	for _, t := range d.Types {
		out.Types = append(out.Types, notify.Type(t))
	}
	return out
}

func endpointOf(e *notify.Endpoint, secret bool) *endpointOut {
	out := Endpoint{ID: e.ID, Version: e.Version, Kind: string(e.Kind), Name: e.Reach.Name, Where: e.Shown(), Types: []string{}, Tier: string(e.Tier), Enabled: e.Enabled,
		DisabledAt: e.Disabled, DisabledWhy: string(e.Why), FailingSince: e.FailingSince, Failures: e.Failures, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt}
	for _, t := range e.Types {
		out.Types = append(out.Types, string(t))
	}
	if secret && len(e.Reach.Secrets) > 0 {
		out.Secret = e.Reach.Secrets[0].Text
	}
	if len(e.Reach.Secrets) > 1 {
		out.SecretOld = e.Reach.Secrets[1].EndsAt
	}
	return &endpointOut{ETag: etag(e.Version), Body: out}
}

type endpointOut struct {
	ETag string `header:"ETag"`
	Body Endpoint
}

type EndpointIn struct {
	In
	ID string `path:"id" maxLength:"64"`
}

type endpointNew struct {
	In
	Body EndpointDraft
}

type endpointChange struct {
	EndpointIn
	IfMatch
	Body EndpointDraft
}

type endpointVersion struct {
	EndpointIn
	IfMatch
}

type endpointsOut struct {
	Body struct {
		Types     []string   `json:"types" doc:"Types of events that there are"`
		Endpoints []Endpoint `json:"endpoints"`
	}
}

func actorOf(ctx context.Context) notify.Actor {
	c := callerOf(ctx)
	role, _ := c.As(access.ManageHooks)
	return notify.Actor{ID: c.ID, Kind: string(c.Kind), Role: string(role.Role)}
}

func (s *Server) endpoints() {
	if s.opt.Endpoints == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/endpoints", id: "list-endpoints", summary: "Who is told of events", action: access.ReadSettings}, s.listEndpoints)
	add(s, op{method: http.MethodPost, path: "/endpoints", id: "create-endpoint", summary: "Tell somebody of events", action: access.ManageHooks, status: http.StatusCreated,
		describe: "The signing secret of a webhook is in the answer and is not shown again."}, s.createEndpoint)
	add(s, op{method: http.MethodGet, path: "/endpoints/{id}", id: "get-endpoint", summary: "One endpoint", action: access.ReadSettings}, s.getEndpoint)
	add(s, op{method: http.MethodPut, path: "/endpoints/{id}", id: "update-endpoint", summary: "Change an endpoint, or switch it on again", action: access.ManageHooks}, s.updateEndpoint)
	add(s, op{method: http.MethodDelete, path: "/endpoints/{id}", id: "delete-endpoint", summary: "Remove an endpoint and its log", action: access.ManageHooks}, s.deleteEndpoint)
	add(s, op{method: http.MethodPost, path: "/endpoints/{id}/secret", id: "rotate-secret", summary: "Make a new signing secret; the old one signs too for a day", action: access.ManageHooks}, s.rotateSecret)
}

func (s *Server) listEndpoints(ctx context.Context, w *Workspace, _ *In) (*endpointsOut, error) {
	list, err := s.opt.Notify.Endpoints(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	out := &endpointsOut{}
	out.Body.Endpoints = []Endpoint{}
	for _, e := range list {
		out.Body.Endpoints = append(out.Body.Endpoints, endpointOf(e, false).Body)
	}
	for _, t := range notify.Types() {
		out.Body.Types = append(out.Body.Types, string(t))
	}
	return out, nil
}

func (s *Server) createEndpoint(ctx context.Context, w *Workspace, in *endpointNew) (*endpointOut, error) {
	e, err := s.opt.Endpoints.Create(ctx, w.ID, in.Body.draft(), actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return endpointOf(e, true), nil
}

func (s *Server) getEndpoint(ctx context.Context, w *Workspace, in *EndpointIn) (*endpointOut, error) {
	e, err := s.opt.Notify.Endpoint(ctx, w.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return endpointOf(e, false), nil
}

func (s *Server) updateEndpoint(ctx context.Context, w *Workspace, in *endpointChange) (*endpointOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	e, err := s.opt.Endpoints.Update(ctx, w.ID, in.ID, version, in.Body.draft(), actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return endpointOf(e, false), nil
}

func (s *Server) deleteEndpoint(ctx context.Context, w *Workspace, in *endpointVersion) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, s.opt.Endpoints.Delete(ctx, w.ID, in.ID, version, actorOf(ctx))
}

func (s *Server) rotateSecret(ctx context.Context, w *Workspace, in *endpointVersion) (*endpointOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	e, err := s.opt.Endpoints.RotateSecret(ctx, w.ID, in.ID, version, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return endpointOf(e, true), nil
}
