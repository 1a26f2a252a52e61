package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
)

// contractStrict sends what no operation knows: it is refused, and told why.
func contractStrict(t *testing.T, p *probe) {
	for _, o := range p.operations() {
		faulty := func(what, path string, body any) {
			t.Helper()
			w, out := p.send(everyRole, o.method, path, "*", body)
			if w.Code != http.StatusUnprocessableEntity || len(list(out, "faults")) == 0 || text(out, "code") != "invalid" {
				t.Errorf("%s %s with %s gave %d: %.200s", o.method, o.route, what, w.Code, w.Body)
			}
		}
		path, query, _ := strings.Cut(o.called.path, "?")
		if o.method == http.MethodGet {
			faulty("a made-up query parameter", path+"?"+query+"&surprise=1", nil)
			continue
		}
		if o.RequestBody == nil || o.RequestBody.Content["application/json"] == nil {
			continue
		}
		body := map[string]any{}
		if len(o.called.body) > 0 {
			if err := json.Unmarshal(o.called.body, &body); err != nil {
				t.Fatal(err)
			}
		}
		body["surprise"] = 1
		faulty("a made-up member", o.called.path, body)
		faulty("a list in place of an object", o.called.path, []byte(`[]`))
	}
}

// contractPages walks every list to its end, some at a time and all at once.
func contractPages(t *testing.T, p *probe) {
	walked := 0
	for _, o := range p.operations() {
		if o.method != http.MethodGet || !o.takes("query", "after") {
			continue
		}
		path, query, _ := strings.Cut(o.called.path, "?")
		small, big := p.walk(t, path+"?"+query+"&limit=3"), p.walk(t, path+"?"+query+"&limit=200")
		if len(small) == 0 || fmt.Sprint(small) != fmt.Sprint(big) {
			t.Errorf("%s gives %d in small pages and %d in big ones", o.route, len(small), len(big))
		}
		w, _ := p.send(everyRole, o.method, path+"?after=zzz", "", nil)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s with a made-up cursor gave %d", o.route, w.Code)
		}
		walked++
	}
	if walked < 5 {
		t.Errorf("only %d lists are paged", walked)
	}
}

// walk reads a list by its cursors, and fails when an item comes twice.
func (p *probe) walk(t *testing.T, path string) (items []string) {
	t.Helper()
	seen, after := map[string]bool{}, ""
	for range 500 {
		page := p.get(everyRole, path+after)
		for _, v := range page {
			list, _ := v.([]any)
			for _, x := range list {
				data, err := json.Marshal(x)
				if err != nil {
					t.Fatal(err)
				}
				if seen[string(data)] {
					t.Errorf("%s gives twice %.200s", path, data)
				}
				seen[string(data)] = true
				items = append(items, string(data))
			}
		}
		next := text(page, "next")
		if next == "" {
			return items
		}
		after = "&after=" + next
	}
	t.Errorf("%s does not end", path)
	return items
}

// contractRoles calls what was answered as every role: who may gets to the
// object, and nobody else does. Nothing is changed: writes are sent with a
// version that never was, or with no proper body.
func contractRoles(t *testing.T, p *probe) {
	h, err := p.s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range h.Routes() {
		o := p.byRoute[route.Method+" "+strings.TrimPrefix(route.Path, inWorkspace)]
		if o.called == nil || route.Action == "" || o.ID == "sign-out" {
			continue
		}
		var body any
		switch {
		case o.method == http.MethodGet:
		case o.takes("header", "If-Match"):
			body = o.called.body
		case o.RequestBody == nil:
			continue // it would be done
		default:
			body = []byte(`[]`)
		}
		for _, r := range access.Roles() {
			a := &access.Actor{Kind: access.Person, Grants: []access.Grant{{Role: r}}}
			may := a.Can(route.Action) && (route.Class == "" || a.Sees(route.Class))
			w, _ := p.send(r, o.method, o.called.path, `"99999"`, body)
			// Views are somebody's own, and a value reads as not found for who does
			// not see its class.
			switch own := strings.HasPrefix(o.route, "/identifiers/") || strings.HasPrefix(o.route, "/views/") || strings.HasPrefix(o.route, "/account/"); {
			case !may && w.Code != http.StatusForbidden:
				t.Errorf("%s %s as %s gave %d: %.200s", o.method, o.route, r, w.Code, w.Body)
			case may && (w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden || w.Code == http.StatusNotFound && !own || w.Code >= 500):
				t.Errorf("%s %s as %s, who may, gave %d: %.200s", o.method, o.called.path, r, w.Code, w.Body)
			}
		}
	}
}

// contractForeign asks for objects of one workspace in another, and for people
// of one client as somebody of another: there is no such thing.
func contractForeign(t *testing.T, p *probe) {
	client := func(route string) bool {
		for _, begin := range []string{"/cases/{id}", "/subjects/{id}", "/rings/{id}", "/identifiers/{key}", "/disputes/{id}"} {
			if strings.HasPrefix(route, begin) {
				return true
			}
		}
		return false
	}
	walked := 0
	for _, o := range p.operations() {
		if !strings.Contains(o.route, "{") || o.route == "/settings/rules/{id}" || o.route == "/settings/history/{part}" || o.route == "/mappings/{name}" || o.route == "/account/sessions/{id}" {
			continue
		}
		var body any
		if len(o.called.body) > 0 {
			body = o.called.body
		}
		if strings.HasSuffix(o.route, "/attachments") && o.method == http.MethodPost {
			continue // its own test
		}
		who := []access.Role{foreign}
		if client(o.route) {
			who = append(who, confined)
		}
		for _, r := range who {
			if w, _ := p.send(r, o.method, o.called.path, "*", body); w.Code != http.StatusNotFound {
				t.Errorf("%s %s as %s gave %d: %.200s", o.method, o.route, r, w.Code, w.Body)
			}
			walked++
		}
	}
	if walked < 60 {
		t.Errorf("only %d were asked for", walked)
	}
	if got := list(p.get(confined, "/cases"), "cases"); len(got) != 0 {
		t.Errorf("a confined caller lists %d cases of others", len(got))
	}
	if got := p.get(confined, "/overview"); got["subjects"].(float64) != 0 || got["records"].(float64) != 0 {
		t.Errorf("a confined caller sees figures of everybody: %v", got)
	}
}

// contractPreconditions: changes name the version they were made on, and a
// change that is sent twice is done once.
func contractPreconditions(t *testing.T, p *probe) {
	at := "/cases/" + text(p.aCase(t, 2), "id")
	_, tag := p.must(200, boss, "GET", at, "", nil)
	note := map[string]any{"text": "called payroll"}
	p.must(428, boss, "POST", at+"/notes", "", note)
	p.must(412, boss, "POST", at+"/notes", `"99"`, note)
	p.must(412, boss, "POST", at+"/notes", "odd", note)
	first, _ := p.send(boss, "POST", at+"/notes", tag, note, "Idempotency-Key", "k1")
	again, _ := p.send(boss, "POST", at+"/notes", tag, note, "Idempotency-Key", "k1")
	if first.Code != 200 || again.Code != 200 || again.Header().Get("Idempotent-Replayed") != "true" || again.Body.String() != first.Body.String() || again.Header().Get("ETag") != first.Header().Get("ETag") {
		t.Errorf("a replay gave %d %d %q %.300s", first.Code, again.Code, again.Header(), again.Body)
	}
	if other, out := p.send(boss, "POST", at+"/notes", tag, map[string]any{"text": "other"}, "Idempotency-Key", "k1"); other.Code != 422 || text(out, "code") != "idempotency-key-reused" {
		t.Errorf("another request under the same key gave %d", other.Code)
	}
	if bad, _ := p.send(boss, "POST", at+"/notes", tag, note, "Idempotency-Key", "a b"); bad.Code != 422 {
		t.Errorf("a key with a space gave %d", bad.Code)
	}
	before := len(list(p.get(boss, at), "notes"))
	var wait sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		wait.Go(func() {
			w, _ := p.send(boss, "POST", at+"/notes", "*", note, "Idempotency-Key", "k2")
			codes[i] = w.Code
		})
	}
	wait.Wait()
	for _, code := range codes {
		if code != 200 && code != 409 {
			t.Errorf("sent at once gave %v", codes)
		}
	}
	if after := len(list(p.get(boss, at), "notes")); after != before+1 {
		t.Errorf("%d notes were made of one", after-before)
	}
}
