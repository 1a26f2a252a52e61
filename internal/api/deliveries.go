package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/notify"
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID        string      `json:"id"`
	Endpoint  string      `json:"endpoint"`
	Event     string      `json:"event"`
	Type      string      `json:"type"`
	State     string      `json:"state" enum:"pending,delivered,failed"`
	Data      notify.Data `json:"data"`
	Attempts  int         `json:"attempts"`
	CreatedAt time.Time   `json:"created_at"`
	NextAt    time.Time   `json:"next_at,omitzero"`
	DoneAt    time.Time   `json:"done_at,omitzero"`
}

// Attempt is one try to deliver.
type Attempt struct {
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	Status  int       `json:"status,omitzero" doc:"What was answered; absent when nothing was"`
	Fault   string    `json:"fault,omitempty"`
}

func (s *Server) deliveries() {
	if s.opt.Endpoints == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/deliveries", id: "list-deliveries", summary: "What was sent to whom, newest first", action: access.ReadSettings}, s.listDeliveries)
	add(s, op{method: http.MethodGet, path: "/deliveries/{id}/attempts", id: "list-attempts", summary: "Each try to deliver", action: access.ReadSettings}, s.listAttempts)
	add(s, op{method: http.MethodPost, path: "/deliveries/{id}/redeliver", id: "redeliver", summary: "Send an event once more", action: access.ManageHooks, status: http.StatusAccepted}, s.redeliver)
	add(s, op{method: http.MethodPost, path: "/endpoints/{id}/test", id: "test-endpoint", summary: "Send a test", action: access.ManageHooks, status: http.StatusAccepted}, s.testEndpoint)
	add(s, op{method: http.MethodPost, path: "/endpoints/{id}/replay", id: "replay", summary: "Send what an endpoint missed while it was off", action: access.ManageHooks, status: http.StatusAccepted}, s.replay)
}

type deliveriesIn struct {
	In
	PageInput
	Endpoint string `query:"endpoint" maxLength:"64"`
	State    string `query:"state" enum:"pending,delivered,failed"`
}

type deliveriesOut struct {
	Body struct {
		Next
		Deliveries []Delivery `json:"deliveries"`
	}
}

func (s *Server) listDeliveries(ctx context.Context, w *Workspace, in *deliveriesIn) (*deliveriesOut, error) {
	var before string
	if err := decodeCursor(in.After, &before); err != nil {
		return nil, err
	}
	list, err := s.opt.Notify.Deliveries(ctx, w.ID, notify.Filter{Endpoint: in.Endpoint, State: notify.State(in.State), Before: before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &deliveriesOut{}
	out.Body.Deliveries = []Delivery{}
	for _, d := range list {
		out.Body.Deliveries = append(out.Body.Deliveries, Delivery{ID: d.ID, Endpoint: d.Endpoint, Event: d.Event.ID, Type: string(d.Event.Type), State: string(d.State),
			Data: d.Event.Data, Attempts: d.Attempts, CreatedAt: d.CreatedAt, NextAt: d.NextAt, DoneAt: d.DoneAt})
	}
	if len(list) == in.Limit {
		out.Body.Next.Next, err = encodeCursor(list[len(list)-1].ID)
	}
	return out, err
}

type attemptsOut struct {
	Body struct {
		Attempts []Attempt `json:"attempts"`
	}
}

func (s *Server) listAttempts(ctx context.Context, w *Workspace, in *EndpointIn) (*attemptsOut, error) {
	list, err := s.opt.Notify.Attempts(ctx, w.ID, in.ID)
	if err != nil {
		return nil, err
	}
	out := &attemptsOut{}
	out.Body.Attempts = []Attempt{}
	for _, a := range list {
		out.Body.Attempts = append(out.Body.Attempts, Attempt{At: a.At, Seconds: a.Took.Seconds(), Status: a.Status, Fault: a.Fault})
	}
	return out, nil
}

// Made names what was made by a request.
type Made struct {
	ID     string `json:"id,omitempty"`
	Events int    `json:"events,omitzero" doc:"How many are sent"`
}

type madeOut struct{ Body Made }

// sent asks for deliveries to be made at once; they are made later otherwise.
func (s *Server) sent(ctx context.Context, w *Workspace) error {
	if s.opt.Jobs == nil {
		return nil
	}
	return s.opt.Jobs.Now(ctx, DeliverTask, w.ID)
}

// DeliverTask is the task that delivers events.
const DeliverTask = "deliver"

func (s *Server) redeliver(ctx context.Context, w *Workspace, in *EndpointIn) (*madeOut, error) {
	id, err := s.opt.Notify.Redeliver(ctx, w.ID, in.ID, notify.Change{Actor: actorOf(ctx), Action: notify.Redelivered})
	if err != nil {
		return nil, err
	}
	return &madeOut{Made{ID: id}}, s.sent(ctx, w)
}

func (s *Server) testEndpoint(ctx context.Context, w *Workspace, in *EndpointIn) (*madeOut, error) {
	id, err := s.opt.Endpoints.Try(ctx, w.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return &madeOut{Made{ID: id}}, s.sent(ctx, w)
}

type replayIn struct {
	EndpointIn
	Body struct {
		Since time.Time `json:"since" doc:"Events are kept for 30 days"`
	}
}

func (s *Server) replay(ctx context.Context, w *Workspace, in *replayIn) (*madeOut, error) {
	n, err := s.opt.Notify.Replay(ctx, w.ID, in.ID, in.Body.Since, notify.Change{Actor: actorOf(ctx), Action: notify.Redelivered, Endpoint: in.ID})
	if err != nil {
		return nil, err
	}
	return &madeOut{Made{Events: n}}, s.sent(ctx, w)
}

// Job is one run of background work.
type Job struct {
	ID       string    `json:"id"`
	Task     string    `json:"task"`
	State    string    `json:"state" enum:"waiting,running,retrying,done,failed"`
	Attempts int       `json:"attempts"`
	MadeAt   time.Time `json:"made_at"`
	NextAt   time.Time `json:"next_at,omitzero"`
	DoneAt   time.Time `json:"done_at,omitzero"`
	Error    string    `json:"error,omitempty"`
}

func (s *Server) background() {
	if s.opt.Jobs == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/jobs", id: "list-jobs", summary: "Background work, newest first", action: access.ReadSettings}, s.listJobs)
	add(s, op{method: http.MethodPost, path: "/jobs/{id}/retry", id: "retry-job", summary: "Run a job once more", action: access.ManageConfig, status: http.StatusAccepted}, s.retryJob)
}

type jobsIn struct {
	In
	Task  string `query:"task" maxLength:"40"`
	State string `query:"state" enum:"waiting,running,retrying,done,failed"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type jobsOut struct {
	Body struct {
		Jobs []Job `json:"jobs"`
	}
}

func jobOf(j jobs.Job) Job {
	return Job{ID: strconv.FormatInt(j.ID, 10), Task: j.Task, State: string(j.State), Attempts: j.Attempts, MadeAt: j.MadeAt, NextAt: j.NextAt, DoneAt: j.DoneAt, Error: j.Error}
}

func (s *Server) listJobs(ctx context.Context, w *Workspace, in *jobsIn) (*jobsOut, error) {
	list, err := s.opt.Jobs.List(ctx, jobs.Filter{Workspace: w.ID, Task: in.Task, State: jobs.State(in.State), Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &jobsOut{}
	out.Body.Jobs = []Job{}
	for _, j := range list {
		out.Body.Jobs = append(out.Body.Jobs, jobOf(j))
	}
	return out, nil
}

type retryIn struct {
	In
	ID int64 `path:"id" minimum:"1"`
}

type jobOut struct{ Body Job }

func (s *Server) retryJob(ctx context.Context, w *Workspace, in *retryIn) (*jobOut, error) {
	j, err := s.opt.Jobs.Get(ctx, in.ID)
	if err == nil && j.Workspace != w.ID {
		err = ErrNotFound
	}
	if err == nil {
		j, err = s.opt.Jobs.Retry(ctx, in.ID)
	}
	if err != nil {
		return nil, err
	}
	return &jobOut{jobOf(j)}, nil
}
