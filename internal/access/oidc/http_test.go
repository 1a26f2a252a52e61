package oidc_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/domain"
)

// front is the API with a provider in one of two workspaces.
func (w *world) front(t *testing.T) http.Handler {
	t.Helper()
	clock := func() time.Time { return time.Now().Add(w.late) }
	s, err := api.New(api.Options{Clock: clock, Access: access.New(w.users, clock),
		Workspaces: func(ws domain.WorkspaceID) (*api.Workspace, bool) {
			out := &api.Workspace{ID: ws}
			if ws == "main" {
				out.Provider = w.desk
			}
			return out, ws == "main" || ws == "other"
		}})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func get(t *testing.T, h http.Handler, path string, head map[string]string, cookies ...*http.Cookie) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
	for name, v := range head {
		r.Header.Set(name, v)
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func cookieOf(r *http.Response, name string) *http.Cookie {
	i := slices.IndexFunc(r.Cookies(), func(c *http.Cookie) bool { return c.Name == name })
	if i < 0 {
		return &http.Cookie{}
	}
	return r.Cookies()[i]
}

const at = "/v1/workspaces/main/session/provider"

// TestOverHTTP signs in by a browser at a real provider in another process, with
// what browsers and hostile pages can change about it.
func TestOverHTTP(t *testing.T) {
	w := newWorld(t, startProvider(t))
	w.update(t, "main", func(u *access.User) {
		u.External = w.desk.External("id1")
		u.Grants = []access.Grant{{Role: access.HR, Since: time.Now()}}
	})
	h := w.front(t)
	start := func(path string) (address string, cookie *http.Cookie) {
		r := get(t, h, at+"?return_to="+url.QueryEscape(path), nil)
		c := cookieOf(r, api.ProviderCookie)
		if r.StatusCode != http.StatusFound || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Fatalf("%s, cookie %s", r.Status, c)
		}
		return r.Header.Get("Location"), c
	}
	address, cookie := start("/cases?tier=urgent")
	q := browse(t, address, "test-user@localhost")
	q.Set("session_state", "x") // as some providers add
	r := get(t, h, at+"/return?"+q.Encode(), nil, cookie)
	session := cookieOf(r, api.Cookie)
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/cases?tier=urgent" || session.SameSite != http.SameSiteStrictMode ||
		!session.Secure || !session.HttpOnly || cookieOf(r, api.ProviderCookie).MaxAge >= 0 {
		t.Fatalf("%s to %q: %v; log: %s", r.Status, r.Header.Get("Location"), r.Cookies(), w.log.String())
	}
	if r := get(t, h, "/v1/workspaces/main/session", nil, session); r.StatusCode != http.StatusOK {
		t.Errorf("the session gave %s", r.Status)
	}
	if r := get(t, h, "/v1/workspaces/other/session", nil, session); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("in another workspace it gave %s", r.Status)
	}
	if u, err := w.users.User(t.Context(), "main", userID); err != nil || u.Bound.IsZero() {
		t.Errorf("a subject that an admin gave is not noted as proved: %+v (%v)", u, err)
	}
	if r := get(t, h, at+"/return?"+q.Encode(), nil, cookie); r.StatusCode != http.StatusUnauthorized || len(cookieOf(r, api.Cookie).Value) > 0 {
		t.Errorf("a second time: %s", r.Status)
	}
	for _, path := range []string{"https://evil.example.net/", "//evil.example.net", `/\evil.example.net`, "/\t/evil.example.net", "javascript:alert(1)", "evil", ""} {
		address, cookie := start(path)
		r := get(t, h, at+"/return?"+browse(t, address, "test-user@localhost").Encode(), nil, cookie)
		if to := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || to != "/" {
			t.Errorf("return_to %q led to %q (%s)", path, to, r.Status)
		}
	}
	address, cookie = start("/")
	q = browse(t, address, "test-user@localhost")
	if r := get(t, h, at+"/return?"+q.Encode(), nil); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the cookie: %s", r.Status)
	}
	q.Set("state", "x")
	if r := get(t, h, at+"/return?"+q.Encode(), map[string]string{"Accept": "text/html"}, cookie); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/#sign-in=login-failed" {
		t.Errorf("a person with another state: %s %s", r.Status, r.Header.Get("Location"))
	}
	if r := get(t, h, "/v1/workspaces/other/session/provider", nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("a workspace without a provider: %s", r.Status)
	}
}

// TestOutageOverHTTP: a provider that is away is told apart from a refusal, and
// people with a password come in meanwhile.
func TestOutageOverHTTP(t *testing.T) {
	l := newLiar(t)
	w := newWorld(t, l.URL)
	w.update(t, "other", func(u *access.User) { u.External = "" })
	h := w.front(t)
	cookie := cookieOf(get(t, h, at, nil), api.ProviderCookie)
	if cookie.Value == "" {
		t.Fatal("no cookie")
	}
	l.down.Store(true)
	address, secret := w.begin(t, "main")
	r := get(t, h, at+"/return?code=x&state="+query(t, address).Get("state"), nil, &http.Cookie{Name: api.ProviderCookie, Value: secret})
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
		t.Errorf("a provider that is away: %s", r.Status)
	}
	w.update(t, "main", func(u *access.User) { u.Password = access.Recommended().Hash("violet kettle harbour 9") })
	desk := access.New(w.users, time.Now)
	in := access.Attempt{Login: "avery.moss@corp.example.com", Password: "violet kettle harbour 9", Address: "192.0.2.1"}
	if _, _, err := desk.SignIn(t.Context(), "main", in); err != nil {
		t.Errorf("a local account: %v", err)
	}
	// Who has moved to the provider does not come back by an old password.
	w.update(t, "main", func(u *access.User) { u.External = w.desk.External("id1") })
	if _, _, err := desk.SignIn(t.Context(), "main", in); err == nil {
		t.Error("an account of the provider opens by a password")
	}
}

// TestKeys: keys are asked for once, again when they change, and their being
// away is no refusal.
func TestKeys(t *testing.T) {
	l := newLiar(t)
	w := newWorld(t, l.URL)
	w.update(t, "main", func(u *access.User) { u.External, u.Bound = w.desk.External("id1"), time.Now() })
	good := func(nonce string) string { return l.sign(t, l.claims(nonce)) }
	for range 3 {
		if _, err := l.signIn(t, w, good); err != nil {
			t.Fatal(err)
		}
	}
	if n := l.keysAsked.Load(); n != 1 {
		t.Errorf("keys were asked for %d times", n)
	}
	fresh := newKey(t)
	l.keys.PublicKeys = []oidctest.PublicKey{{PublicKey: fresh.Public(), KeyID: "k2", Algorithm: "ES256"}}
	rotated := func(nonce string) string {
		return oidctest.SignIDToken(fresh, "k2", "ES256", marshal(t, l.claims(nonce)))
	}
	if _, err := l.signIn(t, w, rotated); err != nil {
		t.Errorf("after a change of keys: %v", err)
	}
	// The library answers a moment before it stores what it was given, and then
	// answers once more from before.
	soon := func(what string, ok func(error) bool) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			_, err := l.signIn(t, w, good)
			if ok(err) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%s: %v", what, err)
			}
		}
	}
	soon("a key that was withdrawn", func(err error) bool { return err != nil })
	l.keysDown.Store(true)
	soon("keys that are away", func(err error) bool { return err != nil && strings.Contains(err.Error(), oidc.ErrUnavailable.Error()) })
}

// TestGroups: groups give roles, at each sign-in anew; a lost one ends sessions.
func TestGroups(t *testing.T) {
	l := newLiar(t)
	w := newWorld(t, l.URL)
	desk, err := oidc.New(oidc.Options{Issuer: l.URL, ClientID: "web", Redirect: redirect, Loopback: true, Users: w.users, Client: http.DefaultClient, Clock: time.Now,
		Domains: []string{"corp.example.com"}, Claim: "teams", Groups: map[string][]access.Role{"dl-hr": {access.HR}, "dl-law": {access.Counsel, access.Auditor}}})
	if err != nil {
		t.Fatal(err)
	}
	w.desk = desk
	as := func(sub, mail string, verified any, groups ...any) (*access.User, error) {
		return l.signIn(t, w, func(nonce string) string {
			c := l.claims(nonce)
			maps.Copy(c, map[string]any{"sub": sub, "email": mail, "email_verified": verified, "teams": groups, "name": "Robin"})
			return l.sign(t, c)
		})
	}
	for name, try := range map[string]func() (*access.User, error){
		"no group":          func() (*access.User, error) { return as("r1", "robin@corp.example.com", true) },
		"a group of others": func() (*access.User, error) { return as("r1", "robin@corp.example.com", true, "staff", 7) },
		"another domain":    func() (*access.User, error) { return as("r1", "robin@example.net", true, "dl-hr") },
		"not verified":      func() (*access.User, error) { return as("r1", "robin@corp.example.com", false, "dl-hr") },
		"a local account":   func() (*access.User, error) { return as("r1", "avery.moss@corp.example.com", true, "dl-hr") },
	} {
		if u, err := try(); err == nil {
			t.Errorf("%s: %+v", name, u)
		}
	}
	u, err := as("r1", "Robin@corp.example.com", "true", "dl-hr", "dl-law")
	if err != nil || u.Login != "robin@corp.example.com" || roles(u) != "[hr counsel auditor]" || u.Bound.IsZero() {
		t.Fatalf("%+v (%v); log %s", u, err, w.log.String())
	}
	people := access.New(w.users, time.Now)
	secret, _, err := people.Open(t.Context(), "main", u, "")
	if err != nil {
		t.Fatal(err)
	}
	since := u.Grants[0].Since
	if u, err = as("r1", "robin@corp.example.com", true, "dl-hr", "dl-law"); err != nil || !u.Grants[0].Since.Equal(since) {
		t.Errorf("a role that stays counts as new: %+v (%v)", u, err)
	}
	if _, err := people.Actor(t.Context(), "main", secret); err != nil {
		t.Errorf("the session ended: %v", err)
	}
	if u, err = as("r1", "robin@corp.example.com", true, "dl-hr"); err != nil || roles(u) != "[hr]" {
		t.Errorf("%+v (%v)", u, err)
	}
	if _, err := people.Actor(t.Context(), "main", secret); err == nil {
		t.Error("a session with a role that was lost goes on")
	}
	if u, err = as("r1", "robin@corp.example.com", true); err != nil || roles(u) != "[]" {
		t.Errorf("without a group: %+v (%v)", u, err)
	}
	if _, err := w.users.UserByExternal(t.Context(), "other", desk.External("r1")); err == nil {
		t.Error("an account in another workspace")
	}
}

func roles(u *access.User) string {
	var out []access.Role
	for _, r := range access.Roles() {
		if u.Has(r) {
			out = append(out, r)
		}
	}
	return fmt.Sprint(out)
}
