package passkey_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey/passkeytest"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// page is a browser at the API of a world.
type page struct {
	*world
	handler http.Handler
	cookie  string
}

func (w *world) page(t *testing.T, limit api.Rate) *page {
	t.Helper()
	clock := func() time.Time { return w.now }
	s, err := api.New(api.Options{Clock: clock, Access: access.New(w.users, clock), ByAddress: limit,
		Workspaces: func(ws domain.WorkspaceID) (*api.Workspace, bool) {
			return &api.Workspace{ID: ws, Passkeys: w.desk}, ws == "main" || ws == "other"
		}})
	if err != nil {
		t.Fatal(err)
	}
	return &page{world: w, handler: s.Handler()}
}

// do makes a request and returns what came, with a cookie that was set kept.
func (p *page) do(t *testing.T, want int, ws, method, path string, body any) (out map[string]any) {
	t.Helper()
	data, err := wire.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/v1/workspaces/"+ws+path, bytes.NewReader(data))
	r.Header.Set("Content-Type", "application/json")
	if p.cookie != "" {
		r.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookie})
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	if w.Code != want {
		t.Fatalf("%s %s gave %d, want %d: %s", method, path, w.Code, want, w.Body)
	}
	for _, c := range w.Result().Cookies() {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie is not locked down: %s", c)
		}
		p.cookie = c.Value
	}
	if w.Body.Len() > 0 {
		if err := wire.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// ceremony is what a ceremony begins with.
func ceremony(t *testing.T, out map[string]any) (id string, options []byte) {
	t.Helper()
	options, err := wire.Marshal(out["options"])
	if err != nil {
		t.Fatal(err)
	}
	return out["id"].(string), options
}

func object(t *testing.T, data []byte) (out map[string]any) {
	t.Helper()
	if err := wire.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// signInHTTP signs in by a key, under a login or none.
func (p *page) signInHTTP(t *testing.T, want int, ws, login string, key *passkeytest.Authenticator) map[string]any {
	t.Helper()
	ask := map[string]any{}
	if login != "" {
		ask["login"] = login
	}
	id, options := ceremony(t, p.do(t, http.StatusOK, ws, "POST", "/session/passkey/options", ask))
	return p.do(t, want, ws, "POST", "/session/passkey", map[string]any{"id": id, "answer": object(t, key.Sign(t, options))})
}

// TestOverHTTP is the life of a passkey as a browser sees it.
func TestOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		who := w.person(t)
		who.update(t, "main", func(u *access.User) { u.Password = access.Recommended().Hash("violet kettle harbour 9") })
		p := w.page(t, api.Rate{})
		password := map[string]any{"login": who.login, "password": "violet kettle harbour 9"}
		if out := p.do(t, http.StatusOK, "main", "POST", "/session", password); out["needs_factor"] != true {
			t.Errorf("a password alone gave %v", out)
		}
		if out := p.do(t, http.StatusOK, "main", "GET", "/session/ways", nil); out["passkey"] != true || out["provider"] != false {
			t.Errorf("ways: %v", out)
		}
		p.do(t, http.StatusConflict, "main", "POST", "/account/recovery-codes", nil)
		id, options := ceremony(t, p.do(t, http.StatusOK, "main", "POST", "/account/passkeys/options", nil))
		key := newKey(t)
		answer := object(t, key.Register(t, options))
		p.do(t, http.StatusUnprocessableEntity, "main", "POST", "/account/passkeys", map[string]any{"id": id, "name": " ", "answer": answer})
		made := p.do(t, http.StatusCreated, "main", "POST", "/account/passkeys", map[string]any{"id": id, "name": "blue key", "answer": answer})
		p.do(t, http.StatusUnauthorized, "main", "POST", "/account/passkeys", map[string]any{"id": id, "name": "again", "answer": answer})

		p.cookie = ""
		p.do(t, http.StatusUnauthorized, "main", "GET", "/account/passkeys", nil)
		p.signInHTTP(t, http.StatusUnauthorized, "other", "", key)
		for _, login := range []string{"", who.login} {
			if out := p.signInHTTP(t, http.StatusOK, "main", login, key); out["id"] != who.id || out["needs_factor"] != false {
				t.Errorf("as %q: %v", login, out)
			}
		}
		codes := p.do(t, http.StatusOK, "main", "POST", "/account/recovery-codes", nil)["recovery_codes"].([]any)
		at := "/account/passkeys/" + made["id"].(string)
		p.do(t, http.StatusNoContent, "main", "PUT", at, map[string]any{"name": "red key"})
		p.do(t, http.StatusNotFound, "main", "PUT", "/account/passkeys/AAAA", map[string]any{"name": "red key"})
		if list := p.do(t, http.StatusOK, "main", "GET", "/account/passkeys", nil)["passkeys"].([]any); len(list) != 1 || list[0].(map[string]any)["name"] != "red key" {
			t.Errorf("list: %v", list)
		}
		p.do(t, http.StatusConflict, "main", "DELETE", at, nil) // the last factor stays

		// A session of long ago changes nothing that one signs in by.
		w.now = w.now.Add(access.Fresh + time.Minute)
		p.do(t, http.StatusConflict, "main", "POST", "/account/passkeys/options", nil)
		p.do(t, http.StatusConflict, "main", "DELETE", at, nil)
		p.do(t, http.StatusConflict, "main", "POST", "/account/recovery-codes", nil)
		p.do(t, http.StatusConflict, "main", "POST", "/account/totp", nil)

		// Without the key: a password and a recovery code, each once.
		p.cookie = ""
		password["code"] = codes[0]
		if out := p.do(t, http.StatusOK, "main", "POST", "/session", password); out["needs_factor"] != false {
			t.Errorf("a recovery code gave %v", out)
		}
		p.do(t, http.StatusUnauthorized, "main", "POST", "/session", password)
		password["code"] = "328482" // the code of an empty secret, at some time or other
		p.do(t, http.StatusUnauthorized, "main", "POST", "/session", password)

		// A copy of the key shows by its counter.
		key.Counter -= 5
		p.signInHTTP(t, http.StatusUnauthorized, "main", "", key)
		if got := who.actions(t, "main"); got[0] != "passkey.refused" {
			t.Errorf("audit: %v", got)
		}
	})
}

// TestAskingIsLimited: what strangers can begin from one network ends, in every
// workspace together, and others go on.
func TestAskingIsLimited(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.page(t, api.Rate{PerSecond: 1000, Burst: 1000})
		asked := 0
		for range 40 {
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/workspaces/main/session/passkey/options", strings.NewReader("{}"))
			r.Header.Set("Content-Type", "application/json")
			rec := httptest.NewRecorder()
			if p.handler.ServeHTTP(rec, r); rec.Code == http.StatusOK {
				asked++
			} else if rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") == "" {
				t.Fatalf("%d %s", rec.Code, rec.Body)
			}
		}
		if asked != 30 {
			t.Errorf("%d begun", asked)
		}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/workspaces/main/session/passkey/options", strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = "198.51.100.7:1"
		rec := httptest.NewRecorder()
		if p.handler.ServeHTTP(rec, r); rec.Code != http.StatusOK {
			t.Errorf("from elsewhere: %d %s", rec.Code, rec.Body)
		}
	})
}
