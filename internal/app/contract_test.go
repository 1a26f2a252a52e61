package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

const inWorkspace = "/v1/workspaces/{workspace}"

// TestContract calls every operation of the document with real objects and
// holds every answer to the document. A new operation needs a step in one of
// the topics, or its name in elsewhere with the test that calls it.
func TestContract(t *testing.T) {
	p := openProbe(t)
	for _, topic := range []struct {
		name string
		run  func(*testing.T, *probe)
	}{
		{"settings", contractSettings},
		{"catalogue", contractCatalogue},
		{"people", contractPeople},
		{"endpoints", contractEndpoints},
		{"subjects", contractSubjects},
		{"decision", contractDecision},
		{"work", contractWork},
		{"disputes", contractDisputes},
		{"search", contractSearch},
		{"hours", contractHours},
		{"doors", contractDoors},
		{"imports", contractImports},
		{"audit", contractAudit},
		{"fields", contractFields},
		{"checks", contractChecks},
		{"preconditions", contractPreconditions},
		{"strict", contractStrict},
		{"pages", contractPages},
		{"roles", contractRoles},
		{"foreign", contractForeign},
		{"ends", contractEnds},
	} {
		t.Run(topic.name, func(t *testing.T) {
			p.t = t
			p.signIn()
			topic.run(t, p)
		})
	}
	t.Run("complete", p.complete)
}

// elsewhere names operations that this test does not call, and the test that does.
func elsewhere() map[string]string {
	return map[string]string{
		"confirm-totp":  "TestServe",
		"correct-value": "TestPlaceAndCorrection",
		"overturn-case": "TestDecisionTakesItsTime",
	}
}

// operation is one of the document, and how it was called.
type operation struct {
	ID        string `json:"operationId"`
	Responses map[string]struct {
		Headers map[string]any `json:"headers"`
		Content map[string]any `json:"content"`
	} `json:"responses"`
	Parameters []struct {
		Name string `json:"name"`
		In   string `json:"in"`
	} `json:"parameters"`
	RequestBody *struct {
		Content map[string]any `json:"content"`
	} `json:"requestBody"`

	method, route string
	called        *called // the last call that was answered 2xx
}

type called struct {
	path string // behind the workspace
	body []byte
}

func (o *operation) takes(in, name string) bool {
	for _, p := range o.Parameters {
		if p.In == in && strings.EqualFold(p.Name, name) {
			return true
		}
	}
	return false
}

// contract validates answers against the document of the server that gave them.
type contract struct {
	t        *testing.T
	handler  http.Handler
	compiler *jsonschema.Compiler
	mux      *http.ServeMux
	byRoute  map[string]*operation // "GET /cases/{id}"
	mu       sync.Mutex            // held while an answer is checked
}

func newContract(t *testing.T, h http.Handler) *contract {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/openapi.json", nil))
	var doc struct {
		Paths map[string]map[string]*operation `json:"paths"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatalf("no document: %d %v", w.Code, err)
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	c := &contract{t: t, handler: h, compiler: jsonschema.NewCompiler(), mux: http.NewServeMux(), byRoute: map[string]*operation{}}
	if err := c.compiler.AddResource("https://x/openapi.json", raw); err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths {
		for method, o := range item {
			o.method, o.route = strings.ToUpper(method), strings.TrimPrefix(path, inWorkspace)
			c.byRoute[o.method+" "+o.route] = o
			c.mux.Handle(o.method+" "+path, http.NotFoundHandler())
		}
	}
	return c
}

// do sends a request and checks its answer.
func (c *contract) do(r *http.Request) *httptest.ResponseRecorder {
	c.t.Helper()
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	c.mu.Lock()
	defer c.mu.Unlock()
	_, pattern := c.mux.Handler(r)
	method, route, _ := strings.Cut(pattern, " ")
	o := c.byRoute[method+" "+strings.TrimPrefix(route, inWorkspace)]
	if o == nil {
		c.t.Errorf("%s %s is not in the document", r.Method, r.URL)
		return w
	}
	c.conforms(o, w)
	if w.Code < 300 {
		_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.RequestURI(), "/v1/workspaces/"), "/")
		o.called = &called{"/" + path, body}
	}
	return w
}

// conforms holds status, headers, content type and body to the document.
func (c *contract) conforms(o *operation, w *httptest.ResponseRecorder) {
	c.t.Helper()
	name := o.method + " " + o.route
	key := fmt.Sprint(w.Code)
	if w.Code >= 400 {
		key = "default"
	}
	answer, ok := o.Responses[key]
	if !ok {
		c.t.Errorf("%s gave %d, which the document does not know: %.200s", name, w.Code, w.Body)
		return
	}
	for _, h := range []string{"ETag", "Location", "Set-Cookie"} {
		if w.Header().Get(h) != "" && answer.Headers[h] == nil && w.Code < 400 {
			c.t.Errorf("%s %d sends %s, which the document does not say", name, w.Code, h)
		}
	}
	media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	if w.Body.Len() == 0 && len(answer.Content) == 0 {
		return
	}
	if answer.Content[media] == nil {
		c.t.Errorf("%s %d is of type %q, which the document does not say: %.200s", name, w.Code, media, w.Body)
		return
	}
	if media == "application/json" || media == "application/problem+json" {
		if err := c.fits(o, key, media, w.Body.Bytes()); err != nil {
			c.t.Errorf("%s %d does not fit its schema: %v\n%.300s", name, w.Code, err, w.Body)
		}
	}
}

func (c *contract) fits(o *operation, key, media string, body []byte) error {
	esc := strings.NewReplacer("~", "~0", "/", "~1")
	ref := "https://x/openapi.json#/paths/" + esc.Replace(inWorkspace+o.route) + "/" + strings.ToLower(o.method) + "/responses/" + key + "/content/" + esc.Replace(media) + "/schema"
	schema, err := c.compiler.Compile(strings.NewReplacer("{", "%7B", "}", "%7D").Replace(ref))
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	return errors.Join(err, func() error {
		if err != nil {
			return nil
		}
		return schema.Validate(v)
	}())
}

// complete names operations that never were answered 2xx.
func (c *contract) complete(t *testing.T) {
	away := elsewhere()
	known := map[string]bool{}
	n := 0
	for _, o := range c.byRoute {
		known[o.ID] = true
		switch {
		case o.called != nil:
			n++
		case away[o.ID] == "":
			t.Errorf("%s %s (%s) never was answered 2xx: add a step to a contract_*_test.go", o.method, o.route, o.ID)
		}
	}
	for id := range away {
		if !known[id] {
			t.Errorf("there is no operation %q", id)
		}
	}
	t.Logf("%d of %d operations answered 2xx here", n, len(c.byRoute))
}

// probe is a running server with a sample company, and people of every role.
type probe struct {
	*contract
	s       *Server
	base    string
	users   map[access.Role]*access.User
	cookies map[access.Role]string
	ahead   atomic.Int64 // of the clock
}

// Callers beside the roles. everyRole has every role, so that walks need one session.
const (
	everyRole access.Role = "every"
	boss      access.Role = "boss"
	boss2     access.Role = "boss2"
	admin2    access.Role = "admin2"
	confined  access.Role = "confined" // every role, to a client that has nobody
	foreign   access.Role = "foreign"  // every role in another workspace
	nobody    access.Role = ""
)

func (p *probe) now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

func openProbe(t *testing.T) *probe {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	company, db := filepath.Join(dir, "company"), filepath.Join(dir, "d.db")
	if _, err := simulate.Write(t.Context(), company, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	cfg.Intel.Lists = []ListConfig{{Path: filepath.Join(company, "intel")}}
	files, _, err := collect([]string{company}, excluded(cfg, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	p := &probe{users: map[access.Role]*access.User{}, cookies: map[access.Role]string{}}
	s, stop := runServer(t, cfg, ServeOptions{DB: db, Clock: p.now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(stop)
	p.s, p.base = s, "/v1/workspaces/"+string(s.Main.ID)
	p.contract = newContract(t, handlerOf(t, s))
	link, err := s.inviteFirst(t.Context(), "http://here")
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(link, "#setup=")
	p.must(http.StatusCreated, nobody, "POST", "/setup", "", map[string]any{"token": token, "login": "first@corp.example.com", "name": "First", "password": testPassword})
	if _, err := s.Main.Import(t.Context(), files, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Main.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := CreateWorkspace(t.Context(), cfg, db, "beta", "", time.Now); err != nil {
		t.Fatal(err)
	}
	within(t, time.Minute, "the second workspace is opened", func() bool { _, err := s.Workspace("beta"); return err == nil })
	p.staff()
	return p
}

// staff makes the people, of whom each has had their roles for two days.
func (p *probe) staff() {
	add := func(name access.Role, clients []string, roles ...access.Role) {
		u := &access.User{ID: "u_" + string(name), Version: 1, Login: string(name) + "@corp.example.com", Name: string(name), Clients: clients}
		for _, r := range roles {
			u.Grants = append(u.Grants, access.Grant{Role: r, Since: p.now().Add(-48 * time.Hour)})
		}
		ws := p.s.Main.ID
		if name == foreign {
			ws = "beta"
		}
		if err := sqlstore.NewAccess(p.s.DB).CreateUser(p.t.Context(), ws, u, access.Change{Action: "test"}); err != nil {
			p.t.Fatal(err)
		}
		p.users[name] = u
	}
	for _, r := range access.Roles() {
		add(r, nil, r)
	}
	add(everyRole, nil, access.Roles()...)
	add(boss, nil, access.Security, access.Counsel, access.Payroll)
	add(boss2, nil, access.Security, access.Counsel, access.Payroll)
	add(admin2, nil, access.Admin)
	add(confined, []string{"nobody-inc"}, access.Roles()...)
	add(foreign, nil, access.Roles()...)
}

// signIn opens a session for everybody: sessions end while the clock runs.
func (p *probe) signIn() {
	p.t.Helper()
	for name, u := range p.users {
		ws := p.s.Main.ID
		if name == foreign {
			ws = "beta"
		}
		secret, _, err := p.s.People.Open(p.t.Context(), ws, u, "test")
		if err != nil {
			p.t.Fatal(err)
		}
		p.cookies[name] = secret
	}
}

// pass moves the clock.
func (p *probe) pass(d time.Duration) {
	p.ahead.Add(int64(d))
	p.signIn()
}

func (p *probe) send(r access.Role, method, path, match string, body any, head ...string) (*httptest.ResponseRecorder, map[string]any) {
	p.t.Helper()
	var data []byte
	switch b := body.(type) {
	case nil:
	case []byte:
		data = b
	default:
		var err error
		if data, err = json.Marshal(body); err != nil {
			p.t.Fatal(err)
		}
	}
	base := p.base
	if r == foreign {
		base = "/v1/workspaces/beta"
	}
	req := httptest.NewRequestWithContext(p.t.Context(), method, base+path, bytes.NewReader(data))
	if len(data) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	if match != "" {
		req.Header.Set("If-Match", match)
	}
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	if p.cookies[r] != "" {
		req.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookies[r]})
	}
	w := p.do(req)
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out) // a body that is none shows in what is read of it
	return w, out
}

// must sends a request that has to give a status.
func (p *probe) must(status int, r access.Role, method, path, match string, body any) (out map[string]any, tag string) {
	p.t.Helper()
	w, out := p.send(r, method, path, match, body)
	if w.Code != status {
		p.t.Errorf("%s %s as %s gave %d, want %d: %.500s", method, path, r, w.Code, status, w.Body)
	}
	return out, w.Header().Get("ETag")
}

// get reads something that is there.
func (p *probe) get(r access.Role, path string) map[string]any {
	p.t.Helper()
	out, _ := p.must(http.StatusOK, r, "GET", path, "", nil)
	return out
}

// list is a member of an answer that is a list of objects.
func list(v map[string]any, name string) []map[string]any {
	var out []map[string]any
	items, _ := v[name].([]any)
	for _, x := range items {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func text(v map[string]any, name string) string {
	s, _ := v[name].(string)
	return s
}

// operations are those that were answered, sorted.
func (c *contract) operations() []*operation {
	var out []*operation
	for _, o := range c.byRoute {
		if o.called != nil {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *operation) int { return strings.Compare(a.route+a.method, b.route+b.method) })
	return out
}
