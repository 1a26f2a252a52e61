package app

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
)

// contractCatalogue reads what there is, and brings records.
func contractCatalogue(t *testing.T, p *probe) {
	p.get(access.HR, "/rules")
	p.get(access.Admin, "/sources")
	p.get(access.Admin, "/jobs")
	p.get(access.HR, "/colleagues")
	p.get(nobody, "/session/ways")
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, p.base+"/records?source=okta&shape=system-log", bytes.NewReader(signIns(t)))
	req.Header.Set("Content-Type", "application/x-ndjson")
	req.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookies[access.Security]})
	if w := p.do(req); w.Code != http.StatusOK {
		t.Errorf("records gave %d %.300s", w.Code, w.Body)
	}
	p.must(http.StatusNoContent, access.Security, "POST", "/ladders", "", map[string]any{"job": "night clerk", "steps": []any{map[string]any{"id": "call", "title": "Call by video"}}})
}

// contractPeople makes an account, lets it in, and shuts it.
func contractPeople(t *testing.T, p *probe) {
	made, _ := p.must(http.StatusCreated, access.Admin, "POST", "/users", "", map[string]any{"login": "ida@corp.example.com", "name": "Ida"})
	at := "/users/" + text(made, "id")
	invited, _ := p.must(http.StatusOK, access.Admin, "POST", at+"/invitation", "", nil)
	p.must(http.StatusNoContent, nobody, "POST", "/invitation", "", map[string]any{"token": text(invited, "token"), "password": testPassword})
	login := map[string]any{"login": "ida@corp.example.com", "password": testPassword}
	p.must(http.StatusUnauthorized, nobody, "POST", "/session", "", map[string]any{"login": "ida@corp.example.com", "password": "wrong"})
	enter := func() {
		w, _ := p.send(nobody, "POST", "/session", "", login)
		for _, c := range w.Result().Cookies() {
			p.cookies["ida"] = c.Value
		}
	}
	enter()
	p.get("ida", "/session")
	p.must(http.StatusOK, "ida", "POST", "/account/totp", "", nil)
	login["password"] = testPassword + "x"
	p.must(http.StatusNoContent, "ida", "PUT", "/account/password", "", map[string]any{"old": testPassword, "new": login["password"]})
	enter()
	p.get("ida", "/account/sessions")
	p.must(http.StatusNoContent, "ida", "DELETE", "/session", "", nil)
	enter()
	mine := list(p.get("ida", "/account/sessions"), "sessions")
	p.must(http.StatusNoContent, "ida", "DELETE", "/account/sessions/"+text(mine[0], "id"), "", nil)
	p.get(access.Admin, "/users")
	p.must(http.StatusOK, access.Admin, "PUT", at+"/roles/hr", "", map[string]any{"reason": "she joins the team"})
	for _, x := range list(p.get(access.Admin, "/proposals"), "proposals") {
		p.must(http.StatusOK, admin2, "POST", "/proposals/"+text(x, "id")+"/agree", "", nil)
	}
	p.must(http.StatusNoContent, access.Admin, "DELETE", at+"/roles/hr", "", nil)
	p.must(http.StatusAccepted, access.Admin, "POST", at+"/reset", "", map[string]any{"reason": "she lost her telephone"})
	p.must(http.StatusNoContent, access.Admin, "POST", at+"/disable", "", nil)
	p.must(http.StatusNoContent, access.Admin, "POST", at+"/enable", "", nil)
	token, _ := p.must(http.StatusCreated, access.Admin, "POST", "/tokens", "", map[string]any{"name": "loader", "scopes": []string{"records.write"}, "days": 7})
	if !strings.HasPrefix(text(token, "secret"), "dlt_") {
		t.Errorf("no secret: %v", token)
	}
	tokens := list(p.get(access.Admin, "/tokens"), "tokens")
	p.must(http.StatusNoContent, access.Admin, "DELETE", "/tokens/"+text(tokens[0], "id"), "", nil)
}

// contractEndpoints makes a webhook and looks at what was sent to it.
func contractEndpoints(t *testing.T, p *probe) {
	draft := map[string]any{"kind": "webhook", "name": "Tickets", "url": "https://hooks.example.com/daylight", "enabled": true}
	made, tag := p.must(http.StatusCreated, access.Admin, "POST", "/endpoints", "", draft)
	at := "/endpoints/" + text(made, "id")
	p.get(access.Admin, "/endpoints")
	p.get(access.Admin, at)
	draft["name"] = "Desk"
	p.must(http.StatusPreconditionRequired, access.Admin, "PUT", at, "", draft)
	p.must(http.StatusOK, access.Admin, "PUT", at, tag, draft)
	p.must(http.StatusOK, access.Admin, "POST", at+"/secret", "*", nil)
	p.must(http.StatusAccepted, access.Admin, "POST", at+"/test", "", nil)
	p.must(http.StatusAccepted, access.Admin, "POST", at+"/test", "", nil)
	p.must(http.StatusAccepted, access.Admin, "POST", at+"/replay", "", map[string]any{"since": p.now().Add(-time.Hour)})
	sent := list(p.get(access.Admin, "/deliveries"), "deliveries")
	if len(sent) == 0 {
		t.Fatal("nothing was sent")
	}
	p.get(access.Admin, "/deliveries/"+text(sent[0], "id")+"/attempts")
	p.must(http.StatusAccepted, access.Admin, "POST", "/deliveries/"+text(sent[0], "id")+"/redeliver", "", nil)
}

// contractSubjects reads people and what links them.
func contractSubjects(t *testing.T, p *probe) {
	p.get(boss, "/findings")
	people := list(p.get(boss, "/subjects"), "subjects")
	at := "/subjects/" + text(people[0], "id")
	for _, x := range []string{"", "/links", "/places", "/sun?from=2026-06-01T00:00:00Z&to=2026-06-03T00:00:00Z"} {
		p.get(boss, at+x)
	}
	rings := list(p.get(boss, "/rings"), "rings")
	if len(rings) == 0 {
		t.Fatal("no ring")
	}
	ring := p.get(boss, "/rings/"+text(rings[0], "id"))
	for _, l := range list(ring, "links") {
		for _, s := range list(l, "shared") {
			v, _ := s["value"].(map[string]any)
			p.get(boss, "/identifiers/"+text(v, "key"))
		}
	}
	p.must(http.StatusOK, access.HR, "POST", at+"/export", "", map[string]any{})
	f := list(p.get(boss, at), "findings")[0]
	hide := map[string]any{"rule": f["rule"], "subject": people[0]["id"]}
	p.must(http.StatusOK, access.HR, "POST", "/suppressions/preview", "", hide)
	// Somebody of whom there is no case yet.
	none := ""
	for _, x := range people {
		if len(list(p.get(boss, "/cases?subject="+text(x, "id")), "cases")) == 0 {
			none = text(x, "id")
		}
	}
	p.must(http.StatusCreated, boss, "POST", "/cases", "", map[string]any{"subject": none, "reason": "the manager asked for a look"})
}

// contractEnds hides and erases, which later topics would miss.
func contractEnds(t *testing.T, p *probe) {
	people := list(p.get(boss, "/subjects?limit=200"), "subjects")
	last := people[len(people)-1]
	f := list(p.get(boss, "/subjects/"+text(last, "id")), "findings")[0]
	made, _ := p.must(http.StatusCreated, access.HR, "POST", "/suppressions", "", map[string]any{"rule": f["rule"], "subject": last["id"], "reason": "two siblings share a home", "until": p.now().Add(48 * time.Hour)})
	p.must(http.StatusNoContent, access.HR, "DELETE", "/suppressions/"+text(made, "id"), "", nil)
	p.must(http.StatusNoContent, access.Counsel, "POST", "/subjects/"+text(last, "id")+"/erase", "", map[string]any{"reason": "they asked for it by mail today"})
	for _, e := range list(p.get(access.Admin, "/endpoints"), "endpoints") {
		p.must(http.StatusNoContent, access.Admin, "DELETE", "/endpoints/"+text(e, "id"), "*", nil)
	}
}
