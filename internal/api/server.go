// Package api serves workspaces over HTTP: JSON resources with an OpenAPI 3.1
// document, problems with stable codes, and everything that stands around them.
package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/intake"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/place"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Workspace is what the API needs of a running workspace.
type Workspace struct {
	ID      domain.WorkspaceID
	Live    *live.Workspace
	Prepare func() *engine.Preparer // one per request at a time
	Sources []source.Source         // the user's own mappings first
	// ValueKey names values by keyed hash, as in scan reports.
	ValueKey []byte
	// ConfigHash names the configuration that answers were made under.
	ConfigHash string
	// OwnMappings names the mappings of the config file.
	OwnMappings []string
	// Settings are what people set, Effective what holds, Pins what of it the
	// config file holds; PinsRule tells of which rules it does.
	Settings  *settings.Settings
	Effective settings.General
	Pins      settings.Pins
	PinsRule  func(rule string) bool
	// Reload makes settings hold that were just kept.
	Reload func(ctx context.Context) error
	// Passkeys are those of the name by which people reach the console; nil where
	// they reach it by an address only. Provider is the identity provider; nil: none.
	Passkeys *passkey.Desk
	Provider *oidc.Desk
	// Audit is the workspace's log.
	Audit *audit.Log
	// Arrived is told that records of a source came; it may be nil.
	Arrived func(source string)
}

// Replies keeps answers to writes with an Idempotency-Key.
type Replies interface {
	Begin(ctx context.Context, ws domain.WorkspaceID, id, fingerprint string) (seen bool, kept string, reply []byte, err error)
	Finish(ctx context.Context, ws domain.WorkspaceID, id string, reply []byte) error
}

// Options are what a server is made of.
type Options struct {
	Version  string
	Log      *slog.Logger
	Clock    func() time.Time
	Access   *access.Desk
	Cases    *review.Desk  // nil: no cases
	Vault    *review.Vault // nil: no attachments
	Settings *settings.Desk
	Intake   *intake.Desk // nil: no files are taken
	Aside    Aside
	// Watched reports whether a file stands in a folder that is watched, and
	// Rewatch has those read once more.
	Watched    func(path string) bool
	Rewatch    func()
	Workspaces func(domain.WorkspaceID) (*Workspace, bool)
	Detectors  []detect.Detector
	Reads      *audit.Recorder // of personal data
	Replies    Replies
	Notify     notify.Store
	Endpoints  *notify.Desk
	Jobs       *jobs.Runner // nil: none
	// Ready reports why the server cannot work, such as a database that is away.
	Ready func(ctx context.Context) error
	// Judged reports whether every workspace was judged since the start; nil is yes.
	Judged func() bool
	// Metrics collects figures; nil makes a registry of its own.
	Metrics *prometheus.Registry
	// Proxies are networks of proxies whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// ByAddress and ByCaller limit requests; a zero rate limits nothing.
	ByAddress, ByCaller Rate
	// BySearch limits how often one caller looks people up outside a case.
	BySearch Rate
	// MaxBody bounds bodies in bytes, but for streams of records; zero is 1 MiB.
	MaxBody int64
	// MaxLine bounds one record of a stream in bytes; zero is 1 MiB.
	MaxLine int
	// Audits lists what was read and done; nil: not over HTTP.
	Audits Audits
	// Places is the table of places; nil: nothing is located.
	Places func() (*place.Table, error)
	// Trace is told of each request and of its route, a pattern without ids, and
	// of the status of the answer; it may be nil.
	Trace func(r *http.Request, route string) (ctx context.Context, done func(status int))
	// Console serves every path that is not the API's; it may be nil.
	Console http.Handler
}

// Server is the HTTP API.
type Server struct {
	verifying sync.Mutex // held while a log is verified
	opt       Options
	mux       *http.ServeMux
	api       huma.API
	metrics   *metrics
	routes    []Route
	views     views
	byAddress *limiter
	byCaller  *limiter
	byAsking  *limiter // of one network, of beginning to sign in
	bySearch  *limiter // of one caller
	handler   http.Handler
}

// Route is one operation of the API.
type Route struct {
	Method, Path string
	Action       access.Action
	Class        access.Class // of fields that the caller has to see; empty for any
}

const (
	defaultBody = 1 << 20
	defaultLine = 1 << 20
	prefix      = "/v1/workspaces/{workspace}"
)

// New returns a server that is not listening.
func New(opt Options) (*Server, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Metrics == nil {
		opt.Metrics = prometheus.NewRegistry()
	}
	if opt.MaxBody == 0 {
		opt.MaxBody = defaultBody
	}
	if opt.MaxLine == 0 {
		opt.MaxLine = defaultLine
	}
	m, err := newMetrics(opt.Metrics)
	if err != nil {
		return nil, err
	}
	s := &Server{opt: opt, mux: http.NewServeMux(), metrics: m, byAddress: newLimiter(opt.ByAddress, opt.Clock), byCaller: newLimiter(opt.ByCaller, opt.Clock),
		byAsking: newLimiter(asking(opt.ByAddress), opt.Clock), bySearch: newLimiter(opt.BySearch, opt.Clock)}
	s.api = humago.New(s.mux, config(opt.Version))
	s.resources()
	s.finishDocument()
	s.mux.HandleFunc("GET /healthz", s.health)
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, ErrNotFound) })
	if opt.Console != nil {
		s.mux.Handle("/", opt.Console)
	}
	s.handler = s.around(s.mux)
	return s, nil
}

// resources adds every resource.
func (s *Server) resources() {
	s.doors()
	s.passkeys()
	s.provider()
	s.people()
	s.subjects()
	s.cases()
	s.links()
	s.catalogue()
	s.records()
	s.endpoints()
	s.deliveries()
	s.background()
	s.settings()
	s.savedViews()
	s.figures()
	s.colleagues()
	s.spots()
	s.hours()
	s.auditLog()
	s.search()
	s.imports()
	s.setAside()
	s.mappings()
}

// Handler is the whole server.
func (s *Server) Handler() http.Handler { return s.handler }

// Routes lists the operations, for tests that walk all of them.
func (s *Server) Routes() []Route { return s.routes }

// config sets huma up: our JSON, no pages of its own, no $schema members.
func config(version string) huma.Config {
	c := huma.DefaultConfig("Daylight", version)
	format := huma.Format{
		Marshal: func(w io.Writer, v any) error {
			data, err := wire.Marshal(v)
			if err == nil {
				_, err = w.Write(data)
			}
			return err
		},
		Unmarshal: wire.Unmarshal, // huma has refused unknown members by then
	}
	c.Formats = map[string]huma.Format{"application/json": format, "json": format}
	c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", nil
	c.Transformers = []huma.Transformer{ownProblems}
	c.RejectUnknownQueryParameters = true
	c.Info.Description = "Signals that a remote worker may not be who they claim to be, with what speaks for and against them. Nothing here decides about a person."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer"},
		"session": {Type: "apiKey", In: "cookie", Name: Cookie},
	}
	return c
}

// finishDocument takes huma's own error model out of the document: its place is
// taken by ours in every answer.
func (s *Server) finishDocument() {
	schemas := s.api.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, schema := range schemas {
		neverNull(schema)
	}
}

// neverNull takes null from the types of lists: package wire writes an empty
// list as [].
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	neverNull(s.Items)
	for _, p := range s.Properties {
		neverNull(p)
	}
}

// Document is the OpenAPI document.
func (s *Server) Document() ([]byte, error) { return wire.Marshal(s.api.OpenAPI()) }

// op is an operation in a workspace.
type op struct {
	method, path, id, summary string
	action                    access.Action
	status                    int // 0: 200, or 204 without a body
	describe                  string
	reply                     string            // content type, where it is not JSON
	body                      *huma.RequestBody // which the operation reads itself
	answer                    reflect.Type      // which the operation writes itself
	class                     access.Class      // of fields, all of which its answer is made of
}

// In is what every operation in a workspace takes.
type In struct {
	Workspace domain.WorkspaceID `path:"workspace" minLength:"1" maxLength:"64"`
}

// at returns the workspace.
func (i In) at() domain.WorkspaceID { return i.Workspace }

// add registers an operation. Who may call it is decided before anything of the
// request is read.
func add[I interface{ at() domain.WorkspaceID }, O any](s *Server, o op, do func(ctx context.Context, w *Workspace, in *I) (*O, error)) {
	operation := s.operation(o)
	huma.Register(s.api, operation, func(ctx context.Context, in *I) (*O, error) {
		w, ok := s.opt.Workspaces((*in).at())
		if !ok {
			return nil, s.problem(ctx, ErrNotFound)
		}
		if judging(o.action) && w.Live.Answer().At.IsZero() {
			return nil, s.problem(ctx, errNotJudged)
		}
		out, err := do(ctx, w, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
	if o.body != nil {
		// Only now: huma would read a body that it knows of.
		s.api.OpenAPI().Paths[operation.Path].Post.RequestBody = o.body
	}
}

// judging reports whether an operation reads what was judged in memory: after
// the start of a large workspace that takes a while, and nobody is to take an
// empty list for the answer. What is stored, cases above all, is there at once.
func judging(a access.Action) bool {
	return a == access.ReadSubjects || a == access.ReadChecks || a == access.ReadOverview
}

// addOpen registers an operation that nobody has to be signed in for.
func addOpen[I interface{ at() domain.WorkspaceID }, O any](s *Server, o op, do func(ctx context.Context, w *Workspace, in *I) (*O, error)) {
	add(s, o, do)
}

func (s *Server) operation(o op) huma.Operation {
	s.routes = append(s.routes, Route{o.method, prefix + o.path, o.action, o.class})
	problem := s.api.OpenAPI().Components.Schemas.Schema(problemType, true, "Problem")
	out := huma.Operation{OperationID: o.id, Method: o.method, Path: prefix + o.path, Summary: o.summary, Description: o.describe,
		DefaultStatus: o.status, MaxBodyBytes: s.opt.MaxBody,
		Security:    []map[string][]string{{"token": {}}, {"session": {}}},
		Responses:   map[string]*huma.Response{"default": {Description: "Problem", Content: map[string]*huma.MediaType{problemMediaType: {Schema: problem}}}},
		Middlewares: huma.Middlewares{s.guard(o.action, o.class)}}
	if o.reply != "" {
		out.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{o.reply: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	}
	if o.answer != nil {
		out.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{"application/json": {Schema: s.api.OpenAPI().Components.Schemas.Schema(o.answer, true, "")}}}
	}
	if o.action == "" {
		out.Security, out.Middlewares, out.Description = []map[string][]string{}, nil, o.describe
		return out
	}
	if o.describe == "" {
		out.Description = "Needs the right " + string(o.action) + "."
	} else {
		out.Description += " Needs the right " + string(o.action) + "."
	}
	if o.class != "" {
		out.Description += " Only for roles that see " + string(o.class) + "."
	}
	return out
}

// guard lets an operation run only for who may.
func (s *Server) guard(a access.Action, c access.Class) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		ctx := hc.Context()
		err := ErrSignIn
		if who := callerOf(ctx); who != nil {
			err = access.ErrForbidden
			if who.Can(a) && (c == "" || who.Sees(c)) {
				next(hc)
				return
			}
		}
		r, w := humago.Unwrap(hc)
		s.refuse(w, r.WithContext(ctx), err)
	}
}

// Timeouts of connections. Bodies have none: a stream of records may last.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTime      = 25 * time.Second
)

// Serve answers on a listener until the context ends; then it lets running
// requests finish for a while.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	return serve(ctx, l, s.handler, s.opt.Log)
}

// ServeMetrics answers with the figures alone, on a listener of their own.
func (s *Server) ServeMetrics(ctx context.Context, l net.Listener) error {
	return serve(ctx, l, s.metrics.handler(s.opt.Metrics), s.opt.Log)
}

func serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		return fmt.Errorf("stop serving: %w", errors.Join(err, server.Close()))
	}
	return nil
}
