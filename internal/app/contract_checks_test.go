package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
)

// contractChecks follows a link from the applicant tracker: the recruiter sees
// that somebody needs a check, that the check is done once the case is cleared,
// and that it is needed again when the case is opened again.
func contractChecks(t *testing.T, p *probe) {
	id, key := p.candidate(t)
	byKey := func(key string) []map[string]any {
		return list(p.get(access.Recruiter, "/subjects?candidate="+url.QueryEscape(key)), "subjects")
	}
	needs := func(when string, want bool) {
		t.Helper()
		for _, k := range []string{key, key[strings.LastIndex(key, ":")+1:]} {
			found := byKey(k)
			if len(found) != 1 || text(found[0], "id") != id || found[0]["needs_check"] != want || (text(found[0], "cleared_at") == "") != want {
				t.Errorf("%s, by %q: %v, want needs_check %v", when, k, found, want)
			}
		}
		one := p.get(access.Recruiter, "/subjects/"+id)
		if one["needs_check"] != want || (text(one, "cleared_at") == "") != want {
			t.Errorf("%s: %v, want needs_check %v", when, one, want)
		}
	}
	needs("before", true)
	if found := byKey("nobody-has-this-key"); len(found) != 0 {
		t.Errorf("an unknown key finds %v", found)
	}
	at := "/cases/" + text(list(p.get(everyRole, "/cases?kind=person&state=open&subject="+id), "cases")[0], "id")
	p.steps(at, step{access.HR, "POST", "/take", map[string]any{}},
		step{access.HR, "POST", "/clear", map[string]any{"outcome": "explained", "reason": "explained by the manager on the phone"}})
	needs("cleared", false)
	p.steps(at, step{access.HR, "POST", "/reopen", map[string]any{"reason": "the manager took it back the day after"}})
	needs("opened again", true)
}

// candidate is somebody who applied, needs a check, and has a case that nobody
// took.
func (p *probe) candidate(t *testing.T) (id, key string) {
	t.Helper()
	for _, s := range list(p.get(access.Recruiter, "/subjects?limit=200"), "subjects") {
		id := text(s, "id")
		keys := p.get(access.Recruiter, "/subjects/"+id)["keys"].(map[string]any)["candidate_ids"].([]any)
		if s["needs_check"] != true || len(keys) == 0 {
			continue
		}
		w, _ := p.send(everyRole, "GET", "/cases?kind=person&state=open&subject="+id, "", nil)
		if w.Code == http.StatusOK && strings.Contains(w.Body.String(), `"id"`) {
			return id, keys[0].(string)
		}
	}
	t.Fatal("no candidate with an open case needs a check")
	return "", ""
}
