package api

import (
	"context"
	"net/http"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/notify"
)

// Rule is one check and its page.
type Rule struct {
	ID       string   `json:"id"`
	Version  int      `json:"version"`
	Title    string   `json:"title"`
	Stage    string   `json:"stage"`
	Enabled  bool     `json:"enabled"`
	OffFor   []string `json:"off_for" doc:"Titles of jobs for all of whose candidates it is off"`
	ReadOnly bool     `json:"read_only" doc:"The config file of the server switches it"`
	Hits     int      `json:"hits" doc:"People of whom it says something now"`
	Means    string   `json:"means"`
	MeansNot string   `json:"means_not"`
	Innocent []string `json:"innocent"`
	Data     string   `json:"data"`
	Ceiling  string   `json:"ceiling"`
	Source   string   `json:"source"`
	Fairness string   `json:"fairness"`
	Ask      []string `json:"ask"`
	Answers  bool     `json:"answers" doc:"The data at hand are enough for it"`
}

// Source is a system whose exports can be read.
type Source struct {
	Name   string    `json:"name"`
	Title  string    `json:"title"`
	Shapes []Shape   `json:"shapes"`
	Last   time.Time `json:"last_record_at,omitzero" doc:"When records of it came last"`
	Silent bool      `json:"silent" doc:"No record for three times the usual interval"`
}

// Shape is one export of a source.
type Shape struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Formats    []string `json:"formats"`
	Where      string   `json:"where"`
	Permission string   `json:"permission"`
	Reach      string   `json:"reach"`
}

func (s *Server) catalogue() {
	add(s, op{method: http.MethodGet, path: "/rules", id: "list-rules", summary: "The checks, what they mean and what they do not", action: access.ReadRules}, s.listRules)
	add(s, op{method: http.MethodGet, path: "/sources", id: "list-sources", summary: "What can be read, and when it came last", action: access.ReadSources}, s.listSources)
}

type rulesOut struct {
	Body struct {
		Rules []Rule `json:"rules"`
	}
}

func (s *Server) listRules(_ context.Context, w *Workspace, _ *In) (*rulesOut, error) {
	v, out := s.view(w), &rulesOut{}
	out.Body.Rules = []Rule{}
	for _, d := range s.opt.Detectors {
		out.Body.Rules = append(out.Body.Rules, Rule{ID: d.ID, Version: d.Version, Title: d.Doc.Title, Stage: d.Doc.Stage, Enabled: !v.Config.Disabled[d.ID],
			OffFor: orEmpty(v.Config.OffFor[d.ID]), ReadOnly: w.PinsRule != nil && w.PinsRule(d.ID),
			Hits: v.Hits[d.ID], Means: d.Doc.Means, MeansNot: d.Doc.MeansNot, Innocent: orEmpty(d.Doc.Innocent), Data: d.Doc.Data, Ceiling: string(d.Doc.Ceiling),
			Source: d.Doc.Source, Fairness: d.Doc.Fairness, Ask: orEmpty(d.Doc.FirstSteps), Answers: len(v.Unmet[d.ID]) == 0})
	}
	return out, nil
}

type sourcesOut struct {
	Body struct {
		Sources []Source `json:"sources"`
	}
}

// arrivals reads when records came, by source.
func (s *Server) arrivals(ctx context.Context, w *Workspace) (map[string]notify.Arrival, error) {
	out := map[string]notify.Arrival{}
	if s.opt.Notify == nil {
		return out, nil
	}
	list, err := s.opt.Notify.Arrivals(ctx, w.ID)
	for _, a := range list {
		out[a.Source] = a
	}
	return out, err
}

func (s *Server) listSources(ctx context.Context, w *Workspace, _ *In) (*sourcesOut, error) {
	came, err := s.arrivals(ctx, w)
	if err != nil {
		return nil, err
	}
	out := &sourcesOut{}
	out.Body.Sources = []Source{}
	for _, src := range w.Sources {
		x := Source{Name: src.Name, Title: src.Title, Shapes: []Shape{}, Last: came[src.Name].Last, Silent: came[src.Name].Silent}
		for _, sh := range src.Shapes {
			shape := Shape{Name: sh.Name, Title: sh.Title, Formats: []string{}, Where: sh.Where, Permission: sh.Permission, Reach: sh.Reach}
			for _, f := range sh.Formats {
				shape.Formats = append(shape.Formats, string(f))
			}
			x.Shapes = append(x.Shapes, shape)
		}
		out.Body.Sources = append(out.Body.Sources, x)
	}
	return out, nil
}
