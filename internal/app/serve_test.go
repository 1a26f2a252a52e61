package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/wire"
)

// client speaks to a server's handler, with a cookie or a token.
type client struct {
	t       *testing.T
	handler http.Handler
	base    string
	cookie  string
	token   string
}

func (c *client) do(method, path string, body any) (status int, reply []byte) {
	c.t.Helper()
	var data []byte
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case []byte:
		data, kind = b, "application/x-ndjson"
	default:
		var err error
		if data, err = wire.Marshal(b); err != nil {
			c.t.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, c.base+path, bytes.NewReader(data))
	if body != nil {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("If-Match", "*")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	} else if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: api.Cookie, Value: c.cookie})
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	for _, set := range w.Result().Cookies() {
		if set.Name == api.Cookie {
			if !set.Secure || !set.HttpOnly || set.SameSite != http.SameSiteStrictMode || set.Path != "/" || set.Domain != "" {
				c.t.Errorf("cookie is not locked down: %s", set)
			}
			c.cookie = set.Value
		}
	}
	return w.Code, w.Body.Bytes()
}

// want makes a request that must give a status, and reads the reply into into.
func (c *client) want(status int, method, path string, body, into any) {
	c.t.Helper()
	got, reply := c.do(method, path, body)
	if got != status {
		c.t.Fatalf("%s %s gave %d, want %d: %s", method, path, got, status, reply)
	}
	if into != nil {
		if err := wire.Unmarshal(reply, into); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, reply)
		}
	}
}

func serve(t *testing.T) (*Server, *client) {
	t.Helper()
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	s, stop := runServer(t, cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(stop)
	h, err := s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	return s, &client{t: t, handler: h.Handler(), base: "/v1/workspaces/" + string(s.Main.ID)}
}

const testPassword = "violet kettle harbour 9"

// TestServe is a first day: set-up by the printed token, a second factor, a
// token for a loader, records, and what they say.
func TestServe(t *testing.T) {
	s, c := serve(t)
	link, err := s.inviteFirst(t.Context(), "http://here")
	if err != nil {
		t.Fatal(err)
	}
	_, token, ok := strings.Cut(link, "#setup=")
	if !ok {
		t.Fatalf("no setup link: %q", link)
	}
	login := map[string]string{"login": "ada@corp.example.com", "password": testPassword}
	c.want(http.StatusCreated, "POST", "/setup", map[string]string{"token": token, "login": login["login"], "name": "Ada", "password": testPassword}, nil)
	c.want(http.StatusNotFound, "POST", "/setup", map[string]string{"token": token, "login": "eve@corp.example.com", "name": "Eve", "password": testPassword}, nil)
	if link, err := s.inviteFirst(t.Context(), "http://here"); err != nil || link != "" {
		t.Errorf("a second set-up is offered: %q %v", link, err)
	}
	c.want(http.StatusUnauthorized, "POST", "/session", map[string]string{"login": login["login"], "password": "wrong"}, nil)
	c.want(http.StatusOK, "POST", "/session", login, nil)
	c.want(http.StatusForbidden, "GET", "/users", nil, nil) // before a second factor
	var begun struct{ Otpauth string }
	c.want(http.StatusOK, "POST", "/account/totp", nil, &struct {
		Otpauth *string `json:"otpauth"`
	}{&begun.Otpauth})
	key, err := otp.NewKeyFromURL(begun.Otpauth)
	if err != nil {
		t.Fatal(err)
	}
	code := func(at time.Time) string {
		x, err := totp.GenerateCode(key.Secret(), at)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	c.want(http.StatusOK, "POST", "/account/totp/confirm", map[string]string{"code": code(time.Now())}, nil)
	c.want(http.StatusUnauthorized, "GET", "/users", nil, nil)
	login["code"] = code(time.Now().Add(30 * time.Second))
	c.want(http.StatusOK, "POST", "/session", login, nil) // beside the cookie of a session that has ended
	c.want(http.StatusOK, "GET", "/users", nil, nil)
	c.want(http.StatusForbidden, "GET", "/cases", nil, nil) // an admin sees no case

	var made struct {
		Secret string `json:"secret"`
	}
	c.want(http.StatusCreated, "POST", "/tokens", map[string]any{"name": "loader", "scopes": []string{"records.write", "subjects.read", "checks.read"}, "days": 7}, &made)
	loader := &client{t: t, handler: c.handler, base: c.base, token: made.Secret}
	log := signIns(t)
	status, reply := loader.do("POST", "/records?source=okta&shape=system-log", log)
	if status != http.StatusOK || bytes.Count(reply, []byte(`"accepted"`)) != bytes.Count(log, []byte("\n")) {
		t.Fatalf("records gave %d: %.300s", status, reply)
	}
	if _, err := s.Main.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	var list struct {
		Subjects []struct {
			ID string `json:"id"`
		} `json:"subjects"`
	}
	loader.want(http.StatusOK, "GET", "/subjects?limit=5", nil, &list)
	loader.want(http.StatusForbidden, "GET", "/users", nil, nil)
	if status, reply = loader.do("POST", "/records?source=okta&shape=system-log", log); !bytes.Contains(reply, []byte(`"duplicate"`)) || bytes.Contains(reply, []byte(`"accepted"`)) {
		t.Errorf("the same records again gave %d: %.300s", status, reply)
	}
}

// signIns are the first lines of a sample company's log.
func signIns(t *testing.T) []byte {
	t.Helper()
	data, err := sampleLog()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var sampleLog = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "daylight-sample-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if _, err := simulate.Write(context.Background(), dir, simulate.Defaults().Sized(150)); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "okta-system-log.ndjson"))
	if err != nil {
		return nil, err
	}
	return data[:bytes.LastIndexByte(data[:min(len(data), 200_000)], '\n')+1], nil
})

// TestEveryRoute walks every route as every role, as nobody, as a program, and
// from another workspace: what the table of package access allows is let
// through to the route, and nothing else is.
func TestEveryRoute(t *testing.T) {
	s, c := serve(t)
	store := sqlstore.NewAccess(s.DB)
	since := time.Now().Add(-48 * time.Hour)
	clients := map[access.Role]*client{}
	for i, r := range access.Roles() {
		u := &access.User{ID: fmt.Sprintf("u_%d", i), Version: 1, Login: string(r) + "@corp.example.com", Name: string(r), Grants: []access.Grant{{Role: r, Since: since}}}
		if err := store.CreateUser(t.Context(), s.Main.ID, u, access.Change{Action: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	signIn := func(i int, r access.Role) {
		u, err := store.User(t.Context(), s.Main.ID, fmt.Sprintf("u_%d", i))
		if err != nil {
			t.Fatal(err)
		}
		secret, _, err := s.People.Open(t.Context(), s.Main.ID, u, "test")
		if err != nil {
			t.Fatal(err)
		}
		clients[r] = &client{t: t, handler: c.handler, base: c.base, cookie: secret}
	}
	h, err := s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	routes := h.Routes()
	if len(routes) < 60 {
		t.Fatalf("only %d routes", len(routes))
	}
	for _, route := range routes {
		path, ok := strings.CutPrefix(route.Path, "/v1/workspaces/{workspace}")
		if !ok {
			t.Errorf("%s stands in no workspace", route.Path)
			continue
		}
		path = strings.NewReplacer("{role}", "hr", "{", "", "}", "").Replace(path)
		var body any
		if route.Method == "POST" || route.Method == "PUT" || route.Method == "PATCH" {
			body = map[string]any{}
		}
		name := route.Method + " " + path
		for i, r := range access.Roles() {
			signIn(i, r) // a route may have ended the session
			actor := &access.Actor{Kind: access.Person, Grants: []access.Grant{{Role: r}}}
			status, reply := clients[r].do(route.Method, path, body)
			may := route.Action == "" || actor.Can(route.Action) && (route.Class == "" || actor.Sees(route.Class))
			if refused := status == http.StatusForbidden || status == http.StatusUnauthorized; refused == may && !(path == "/session" && route.Method == "POST") {
				t.Errorf("%s as %s (needs %q, may: %v) gave %d: %.200s", name, r, route.Action, may, status, reply)
			}
			if status >= 500 {
				t.Errorf("%s as %s gave %d: %.200s", name, r, status, reply)
			}
		}
		if route.Action == "" {
			continue
		}
		for who, x := range map[string]*client{
			"nobody":            {t: t, handler: c.handler, base: c.base},
			"a made-up token":   {t: t, handler: c.handler, base: c.base, token: "dlt_x"},
			"a made-up cookie":  {t: t, handler: c.handler, base: c.base, cookie: "dls_x"},
			"another workspace": {t: t, handler: c.handler, base: "/v1/workspaces/other", cookie: clients[access.Security].cookie},
		} {
			if status, _ := x.do(route.Method, path, body); status != http.StatusUnauthorized {
				t.Errorf("%s as %s gave %d", name, who, status)
			}
		}
	}
}

func TestListenCheck(t *testing.T) {
	for name, tc := range map[string]struct {
		l  Listen
		ok bool
	}{
		"loopback":       {Listen{Address: "127.0.0.1:0"}, true},
		"loopback six":   {Listen{Address: "[::1]:0"}, true},
		"localhost":      {Listen{Address: "localhost:0"}, true},
		"everywhere":     {Listen{Address: ":8470"}, false},
		"outside":        {Listen{Address: "192.0.2.1:443"}, false},
		"with TLS":       {Listen{Address: ":443", TLSCert: "c", TLSKey: "k"}, true},
		"half TLS":       {Listen{Address: "127.0.0.1:0", TLSCert: "c"}, false},
		"behind a proxy": {Listen{Address: ":8470", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, true},
		"no port":        {Listen{Address: "127.0.0.1"}, false},
	} {
		if err := tc.l.Check(); (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
