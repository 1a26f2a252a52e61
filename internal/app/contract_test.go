package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// contract validates answers against the document of the server that gave them.
type contract struct {
	t        *testing.T
	compiler *jsonschema.Compiler
	paths    map[string]map[string]any
	checked  map[string]bool
}

func newContract(t *testing.T, h http.Handler) *contract {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	if w.Code != 200 {
		t.Fatalf("no document: %d", w.Code)
	}
	var doc map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	t.Logf("openapi %v, %d paths, %d bytes", doc["openapi"], len(doc["paths"].(map[string]any)), w.Body.Len())
	c := jsonschema.NewCompiler()
	any1, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("https://x/openapi.json", any1); err != nil {
		t.Fatal(err)
	}
	out := &contract{t, c, map[string]map[string]any{}, map[string]bool{}}
	for p, v := range doc["paths"].(map[string]any) {
		out.paths[p] = v.(map[string]any)
	}
	return out
}

func (c *contract) check(method, route string, status int, body []byte) {
	c.t.Helper()
	ops := c.paths["/v1/workspaces/{workspace}"+route]
	opn, ok := ops[strings.ToLower(method)].(map[string]any)
	if !ok {
		c.t.Errorf("%s %s is not in the document", method, route)
		return
	}
	key, media := fmt.Sprint(status), "application/json"
	if status >= 400 {
		key, media = "default", "application/problem+json"
	}
	resp, ok := opn["responses"].(map[string]any)[key].(map[string]any)
	if !ok {
		c.t.Errorf("%s %s gave %d, which the document does not know", method, route, status)
		return
	}
	content, _ := resp["content"].(map[string]any)
	if content[media] == nil {
		if len(body) > 0 {
			c.t.Errorf("%s %s %d: no schema for %s", method, route, status, media)
		}
		return
	}
	esc := strings.NewReplacer("~", "~0", "/", "~1")
	ref := "https://x/openapi.json#/paths/" + esc.Replace("/v1/workspaces/{workspace}"+route) + "/" + strings.ToLower(method) + "/responses/" + key + "/content/" + esc.Replace(media) + "/schema"
	ref = strings.NewReplacer("{", "%7B", "}", "%7D").Replace(ref)
	sch, err := c.compiler.Compile(ref)
	if err != nil {
		c.t.Errorf("%s %s: %v", method, route, err)
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = sch.Validate(v)
	}
	if err != nil {
		c.t.Errorf("%s %s %d does not fit its schema: %v\n%.300s", method, route, status, err, body)
	}
	c.checked[method+" "+route] = true
}

type probe struct {
	*contract
	h       http.Handler
	base    string
	cookies map[access.Role]string
}

func (p *probe) send(r access.Role, method, route, path, match string, body any, head ...string) (*httptest.ResponseRecorder, map[string]any) {
	p.t.Helper()
	var data []byte
	if body != nil {
		data, _ = json.Marshal(body)
	}
	req := httptest.NewRequestWithContext(p.t.Context(), method, p.base+path, bytes.NewReader(data))
	if body != nil {
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
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, req)
	p.check(method, route, w.Code, w.Body.Bytes())
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return w, out
}

func (p *probe) must(status int, r access.Role, method, route, path, match string, body any) (map[string]any, string) {
	p.t.Helper()
	w, out := p.send(r, method, route, path, match, body)
	if w.Code != status {
		p.t.Errorf("%s %s as %s gave %d, want %d: %.400s", method, path, r, w.Code, status, w.Body)
	}
	return out, w.Header().Get("ETag")
}

func openProbe(t *testing.T) (*Server, *probe) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	company := filepath.Join(dir, "company")
	if _, err := simulate.Write(t.Context(), company, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	cfg.Intel.Lists = []ListConfig{{Path: filepath.Join(company, "intel")}}
	files, _, err := collect([]string{company}, excluded(cfg, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	s, stop := runServer(t, cfg, ServeOptions{DB: filepath.Join(dir, "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(stop)
	if _, err := s.Main.Import(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Main.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, err := s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	p := &probe{newContract(t, h.Handler()), h.Handler(), "/v1/workspaces/" + string(s.Main.ID), map[access.Role]string{}}
	store := sqlstore.NewAccess(s.DB)
	since := time.Now().Add(-48 * time.Hour)
	add := func(name access.Role, clients []string, roles ...access.Role) {
		u := &access.User{ID: "u_" + string(name), Version: 1, Login: string(name) + "@corp.example.com", Name: string(name), Clients: clients}
		for _, r := range roles {
			u.Grants = append(u.Grants, access.Grant{Role: r, Since: since})
		}
		if err := store.CreateUser(t.Context(), s.Main.ID, u, access.Change{Action: "test"}); err != nil {
			t.Fatal(err)
		}
		secret, _, err := s.People.Open(t.Context(), s.Main.ID, u, "test")
		if err != nil {
			t.Fatal(err)
		}
		p.cookies[name] = secret
	}
	for _, r := range access.Roles() {
		add(r, nil, r)
	}
	add("boss", nil, access.Security, access.Counsel, access.Payroll)
	add("boss2", nil, access.Security, access.Counsel, access.Payroll)
	add("confined", []string{"nobody-inc"}, access.Security, access.Counsel)
	return s, p
}

func TestProbe(t *testing.T) {
	s, p := openProbe(t)
	list, _ := p.must(200, access.Counsel, "GET", "/cases", "/cases?limit=3&kind=person", "", nil)
	cases := list["cases"].([]any)
	if len(cases) == 0 {
		t.Fatal("no case")
	}
	if next, _ := list["next"].(string); next != "" {
		more, _ := p.must(200, access.Counsel, "GET", "/cases", "/cases?limit=3&kind=person&after="+next, "", nil)
		if more["cases"].([]any)[0].(map[string]any)["id"] == cases[0].(map[string]any)["id"] {
			t.Error("the second page begins as the first")
		}
	} else {
		t.Log("one page only")
	}
	p.must(422, access.Counsel, "GET", "/cases", "/cases?after=zzz", "", nil)
	id := cases[0].(map[string]any)["id"].(string)
	subject := cases[0].(map[string]any)["subject"].(string)
	at := "/cases/" + id

	// Fields.
	full, tag := p.must(200, "boss", "GET", "/cases/{id}", at, "", nil)
	w, _ := p.send(access.Security, "GET", "/cases/{id}", at, "", nil)
	for _, f := range full["findings"].([]any) {
		x := f.(map[string]any)
		if x["family"] == "bank" && x["sentence"] != nil && strings.Contains(w.Body.String(), x["sentence"].(string)) {
			t.Errorf("security reads a bank finding: %v", x["sentence"])
		}
	}
	w, _ = p.send(access.Recruiter, "GET", "/subjects/{id}", "/subjects/"+subject, "", nil)
	for _, word := range []string{`"tier"`, `"bits"`, `"findings"`, `"rules"`, `"reason"`, `"ring"`} {
		if strings.Contains(w.Body.String(), word) {
			t.Errorf("a recruiter sees %s: %.300s", word, w.Body)
		}
	}
	// Bank values anywhere for security.
	for _, x := range [][2]string{{"/findings", "/findings?limit=200"}, {"/rings", "/rings"}, {"/subjects", "/subjects?limit=200"}} {
		a, _ := p.send(access.Payroll, "GET", x[0], x[1], "", nil)
		b, _ := p.send(access.Security, "GET", x[0], x[1], "", nil)
		t.Logf("%s payroll %d bytes, security %d bytes", x[1], a.Body.Len(), b.Body.Len())
	}
	// Confined to a client that has nobody.
	p.must(404, "confined", "GET", "/cases/{id}", at, "", nil)
	p.must(404, "confined", "POST", "/cases/{id}/take", at+"/take", "*", map[string]any{})
	p.must(404, "confined", "GET", "/subjects/{id}", "/subjects/"+subject, "", nil)
	if got, _ := p.must(200, "confined", "GET", "/cases", "/cases", "", nil); len(got["cases"].([]any)) != 0 {
		t.Error("a confined caller lists cases of others")
	}
	if got, _ := p.must(200, "confined", "GET", "/overview", "/overview", "", nil); got["subjects"].(float64) != 0 {
		t.Logf("note: a confined caller sees the overview of everybody: %v", got["subjects"])
	}

	// Preconditions.
	p.must(428, "boss", "POST", "/cases/{id}/take", at+"/take", "", map[string]any{})
	p.must(412, "boss", "POST", "/cases/{id}/take", at+"/take", `"99"`, map[string]any{})
	p.must(422, "boss", "POST", "/cases/{id}/take", at+"/take", tag, map[string]any{"surprise": 1})
	// Once only.
	w, _ = p.send("boss", "POST", "/cases/{id}/take", at+"/take", tag, map[string]any{}, "Idempotency-Key", "k1")
	again, _ := p.send("boss", "POST", "/cases/{id}/take", at+"/take", tag, map[string]any{}, "Idempotency-Key", "k1")
	if w.Code != 200 || again.Code != 200 || again.Header().Get("Idempotent-Replayed") != "true" || again.Body.String() != w.Body.String() {
		t.Errorf("a replay gave %d %d %q %.300s", w.Code, again.Code, again.Header(), again.Body)
	}
	other, _ := p.send("boss", "POST", "/cases/{id}/take", at+"/take", tag, map[string]any{"reason": "x"}, "Idempotency-Key", "k1")
	if other.Code != 422 {
		t.Errorf("another request under the same key gave %d", other.Code)
	}
	tag = w.Header().Get("ETag")
	for _, step := range []struct{ method, route, path string; body any }{
		{"POST", "/cases/{id}/notes", at + "/notes", map[string]any{"text": "called payroll"}},
		{"PUT", "/cases/{id}/tags", at + "/tags", map[string]any{"tags": []string{"payroll"}}},
		{"PUT", "/cases/{id}/assignee", at + "/assignee", map[string]any{"assignee": "u_boss2"}},
		{"PUT", "/cases/{id}/snooze", at + "/snooze", map[string]any{"until": time.Now().Add(time.Hour), "reason": "waiting for an answer of payroll tomorrow"}},
		{"DELETE", "/cases/{id}/snooze", at + "/snooze", nil},
		{"PUT", "/cases/{id}/place", at + "/place", map[string]any{"job": "engineer", "jurisdiction": "us-fcra"}},
	} {
		_, next := p.must(200, "boss", step.method, step.route, step.path, tag, step.body)
		if next != "" {
			tag = next
		}
	}
	p.must(422, "boss", "PUT", "/cases/{id}/assignee", at+"/assignee", tag, map[string]any{"assignee": "u_admin"})
	p.must(404, "boss", "PUT", "/cases/{id}/assignee", at+"/assignee", tag, map[string]any{"assignee": "u_nobody"})
	// Evidence that is hidden cannot be opened.
	for _, f := range full["findings"].([]any) {
		x := f.(map[string]any)
		for _, r := range []access.Role{access.HR, access.Security, "boss"} {
			view, cur := p.must(200, r, "GET", "/cases/{id}", at, "", nil)
			var hidden bool
			for _, g := range view["findings"].([]any) {
				if y := g.(map[string]any); y["fingerprint"] == x["fingerprint"] {
					hidden, _ = y["hidden"].(bool)
				}
			}
			want := 200
			if hidden {
				want = 403
			}
			p.must(want, r, "POST", "/cases/{id}/openings", at+"/openings", cur, map[string]any{"fingerprint": x["fingerprint"]})
		}
	}
	_, tag = p.must(200, "boss", "GET", "/cases/{id}", at, "", nil)
	_, tag = p.must(200, "boss", "POST", "/cases/{id}/escalate", at+"/escalate", tag, map[string]any{"reason": "payroll cannot explain where the money goes and nobody answers"})
	reason := "payroll confirmed on a call that salary went to somebody whom neither manager nor employee could name when both were asked twice on different days by two colleagues"
	p.must(409, "boss", "POST", "/cases/{id}/propose", at+"/propose", tag, map[string]any{"reason": "too short", "outcome": "confirmed"})
	_, tag = p.must(200, "boss", "POST", "/cases/{id}/propose", at+"/propose", tag, map[string]any{"reason": reason, "outcome": "confirmed"})
	p.must(409, "boss", "POST", "/cases/{id}/approve", at+"/approve", tag, map[string]any{"reason": reason})
	for _, f := range full["findings"].([]any) {
		_, tag = p.must(200, "boss2", "POST", "/cases/{id}/openings", at+"/openings", "*", map[string]any{"fingerprint": f.(map[string]any)["fingerprint"]})
	}
	own := "having looked through every export myself I spoke with finance leadership separately, compared dates against calendars, found no business explanation, and agree that dismissal procedures should begin"
	_, tag = p.must(200, "boss2", "POST", "/cases/{id}/approve", at+"/approve", tag, map[string]any{"reason": own})
	notice := "We intend to end your contract because salary payments went to an account that belongs to another person. You can answer within the waiting period; your reference is {reference}. Nothing is final before that, and you may ask for a copy of what we hold about you and have it corrected."
	sent, tag2 := p.must(200, "boss", "POST", "/cases/{id}/send-notice", at+"/send-notice", tag, map[string]any{"notice": notice, "channel": "registered post"})
	tag = tag2
	var ref string
	if d, ok := sent["decision"].(map[string]any); ok {
		if n, ok := d["notice"].(map[string]any); ok {
			ref, _ = n["reference"].(string)
			if !strings.Contains(n["text"].(string), ref) || ref == "" {
				t.Errorf("the notice does not carry its reference: %v", n)
			}
		}
	}
	// A dispute by that reference, by nobody.
	got, _ := p.must(201, "", "POST", "/public/disputes", "/public/disputes", "", map[string]any{"text": "that account is my wife's, we share it", "reference": ref})
	made, _ := p.must(201, "", "POST", "/public/disputes", "/public/disputes", "", map[string]any{"text": "that is wrong", "reference": "AAAAA-BBBBB-CCCCC-DDDDD"})
	if got["code"] == nil || made["code"] == nil || len(got) != len(made) {
		t.Errorf("disputes differ: %v %v", got, made)
	}
	p.must(200, "", "POST", "/public/disputes/status", "/public/disputes/status", "", map[string]any{"code": got["code"]})
	p.must(404, "", "POST", "/public/disputes/status", "/public/disputes/status", "", map[string]any{"code": "AAAAA-BBBBB-CCCCC-DDDDD"})
	p.must(404, "", "POST", "/public/disputes/status", "/public/disputes/status", "", map[string]any{"code": "x"})
	p.must(200, access.Counsel, "GET", "/disputes", "/disputes", "", nil)
	for _, x := range []string{"options", "timeline", "seen-before"} {
		p.must(200, access.Counsel, "GET", "/cases/{id}/"+x, at+"/"+x, "", nil)
	}
	p.must(200, access.HR, "POST", "/subjects/{id}/export", "/subjects/"+subject+"/export", "", map[string]any{})
	p.must(200, access.HR, "POST", "/suppressions/preview", "/suppressions/preview", "", map[string]any{"rule": full["findings"].([]any)[0].(map[string]any)["rule"], "subject": subject})
	p.must(200, access.HR, "GET", "/policy", "/policy", "", nil)
	p.must(200, access.HR, "GET", "/impact", "/impact?from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z", "", nil)
	p.must(200, access.HR, "GET", "/rules", "/rules", "", nil)
	p.must(200, access.Admin, "GET", "/sources", "/sources", "", nil)
	p.must(200, access.Admin, "GET", "/users", "/users", "", nil)
	p.must(200, "boss", "GET", "/subjects/{id}/links", "/subjects/"+subject+"/links", "", nil)
	bulk, _ := p.must(200, access.HR, "POST", "/cases/clear", "/cases/clear", "", map[string]any{"cases": []any{map[string]any{"id": id, "version": 1}, map[string]any{"id": "c_none", "version": 1}}, "reason": "explained by the manager on the phone", "outcome": "explained"})
	for _, x := range bulk["cases"].([]any) {
		if x.(map[string]any)["cleared"] == true {
			t.Errorf("cleared: %v", x)
		}
	}
	// Erasing somebody with a decision under way is refused.
	p.must(409, access.Counsel, "POST", "/subjects/{id}/erase", "/subjects/"+subject+"/erase", "", map[string]any{"reason": "they asked for it by mail today"})
	attachments(t, p, at)
	t.Logf("%d operations checked against the document", len(p.checked))
	_ = s
	_ = domain.TierNone
}

func attachments(t *testing.T, p *probe, at string) {
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	f, _ := m.CreateFormFile("file", "../../evil<script>.txt")
	_, _ = f.Write([]byte("plain words"))
	_ = m.Close()
	req := httptest.NewRequestWithContext(t.Context(), "POST", p.base+at+"/attachments", bytes.NewReader(form.Bytes()))
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("If-Match", "*")
	req.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookies["boss"]})
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, req)
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	if w.Code != 200 && w.Code != 201 {
		t.Errorf("attach gave %d %s", w.Code, w.Body)
		return
	}
	p.check("POST", "/cases/{id}/attachments", w.Code, w.Body.Bytes())
	req = httptest.NewRequestWithContext(t.Context(), "GET", p.base+at+"/attachments/"+out["id"].(string), nil)
	req.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookies["boss"]})
	w = httptest.NewRecorder()
	p.h.ServeHTTP(w, req)
	if w.Code != 200 || w.Body.String() != "plain words" || w.Header().Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("download gave %d %q %v", w.Code, w.Body, w.Header())
	}
	t.Log(w.Header())
}
