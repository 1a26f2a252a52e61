package app

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
)

// contractSettings holds every answer about settings, views and figures to the
// document, and the preconditions of changes.
func contractSettings(t *testing.T, p *probe) {
	do := func(want int, r access.Role, method, _, path, match string, body any) (tag string, out map[string]any) {
		t.Helper()
		out, tag = p.must(want, r, method, path, match, body)
		return tag, out
	}
	do(200, access.HR, "GET", "/about", "/about", "", nil)
	do(200, access.HR, "GET", "/overview", "/overview", "", nil)
	do(200, access.HR, "GET", "/impact", "/impact?from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z", "", nil)
	do(422, access.HR, "GET", "/impact", "/impact?from=2030-01-01T00:00:00Z&to=2020-01-01T00:00:00Z", "", nil)
	do(200, access.HR, "GET", "/policy", "/policy", "", nil)
	for _, part := range []struct {
		by          access.Role
		read, route string
		path, drop  string
		change      func(map[string]any)
	}{
		{access.Admin, "/settings", "/settings", "/settings", "read_only", func(b map[string]any) { b["name"] = "Acme" }},
		{access.Counsel, "/settings/workflow", "/settings/workflow", "/settings/workflow", "", func(b map[string]any) { b["holidays"] = []string{"2026-12-25"} }},
		{access.Counsel, "/settings/rules", "/settings/rules/{id}", "/settings/rules/" + Detectors()[0].ID, "", func(b map[string]any) {
			clear(b)
			b["enabled"], b["off_for"], b["why"] = true, []string{"Clerk"}, "clerks are paid by an agency"
		}},
	} {
		tag, body := do(200, part.by, "GET", part.read, part.read, "", nil)
		delete(body, part.drop)
		part.change(body)
		do(428, part.by, "PUT", part.route, part.path, "", body)
		do(412, part.by, "PUT", part.route, part.path, `"7"`, body)
		do(403, access.HR, "PUT", part.route, part.path, tag, body)
		now, _ := do(200, part.by, "PUT", part.route, part.path, tag, body)
		if now == tag || now == "" {
			t.Errorf("%s has the tag %s after a change, %s before", part.route, now, tag)
		}
		do(412, part.by, "PUT", part.route, part.path, tag, body)
		body["odd"] = 1
		do(422, part.by, "PUT", part.route, part.path, now, body)
	}
	for _, part := range []string{"general", "workflow", "rules"} {
		if _, out := do(200, access.Counsel, "GET", "/settings/history/{part}", "/settings/history/"+part, "", nil); len(out["versions"].([]any)) != 1 {
			t.Errorf("history of %s: %v", part, out)
		}
	}
	do(422, access.Counsel, "GET", "/settings/history/{part}", "/settings/history/odd", "", nil)
	draft := map[string]any{"name": "Mine", "page": "queue", "filter": map[string][]string{"tier": {"urgent"}}}
	tag, made := do(201, access.HR, "POST", "/views", "/views", "", draft)
	id, _ := made["id"].(string)
	do(200, access.HR, "GET", "/views", "/views", "", nil)
	do(200, access.HR, "GET", "/views/{id}", "/views/"+id, "", nil)
	do(404, access.Counsel, "GET", "/views/{id}", "/views/"+id, "", nil)
	do(428, access.HR, "PUT", "/views/{id}", "/views/"+id, "", draft)
	now, _ := do(200, access.HR, "PUT", "/views/{id}", "/views/"+id, tag, draft)
	do(412, access.HR, "PUT", "/views/{id}", "/views/"+id, tag, draft)
	do(412, access.HR, "DELETE", "/views/{id}", "/views/"+id, tag, nil)
	do(204, access.HR, "DELETE", "/views/{id}", "/views/"+id, now, nil)
}
