package app

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
)

const searchWhy = "looking into a report of last week"

// contractSearch looks people up outside a case, each time with a purpose, and
// reads as an auditor what was said.
func contractSearch(t *testing.T, p *probe) {
	person := list(p.get(boss, "/subjects"), "subjects")[0]
	name := person["names"].([]any)[0].(string)
	ask := func(by, what string) map[string]any {
		return map[string]any{"purpose": "incident", "reason": searchWhy, "by": by, "what": what}
	}
	found, _ := p.must(http.StatusOK, access.Security, "POST", "/search", "", ask("name", strings.ToUpper(strings.Fields(name)[0])))
	if !holds(list(found, "people"), "id", text(person, "id")) {
		t.Errorf("%q is not found by name", name)
	}
	detail := p.get(boss, "/subjects/"+text(person, "id"))
	for _, m := range detail["keys"].(map[string]any)["emails"].([]any) {
		found, _ := p.must(http.StatusOK, access.HR, "POST", "/search", "", ask("mail", " "+strings.ToUpper(m.(string))))
		if !holds(list(found, "people"), "id", text(person, "id")) {
			t.Errorf("%s is not found", m)
		}
		value, _ := p.must(http.StatusOK, access.HR, "POST", "/identifiers/find", "", map[string]any{"purpose": "dispute", "reason": searchWhy, "type": "email", "what": m})
		if subjects := value["subjects"].([]any); len(subjects) == 0 {
			t.Errorf("nobody holds %s", m)
		}
	}
	c := list(p.get(everyRole, "/cases"), "cases")[0]
	found, _ = p.must(http.StatusOK, access.Counsel, "POST", "/search", "", ask("case", text(c, "id")))
	if !holds(list(found, "cases"), "id", text(c, "id")) {
		t.Error("a case is not found by its id")
	}
	if w, _ := p.send(access.Security, "POST", "/search", "", map[string]any{"purpose": "incident", "reason": "          ", "by": "name", "what": "ana"}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a search without a reason gave %d", w.Code)
	}
	if w, _ := p.send(access.HR, "POST", "/identifiers/find", "", map[string]any{"purpose": "pay", "reason": searchWhy, "type": "bank-account", "what": "DE89370400440532013000"}); w.Code != http.StatusForbidden {
		t.Errorf("HR looks for a bank account: %d", w.Code)
	}
	if found, _ := p.must(http.StatusOK, confined, "POST", "/search", "", ask("name", name)); len(list(found, "people"))+len(list(found, "cases")) > 0 {
		t.Errorf("somebody confined to another client finds %v", found)
	}
	if found, _ := p.must(http.StatusOK, confined, "POST", "/search", "", ask("case", text(c, "id"))); len(list(found, "cases")) > 0 {
		t.Errorf("somebody confined to another client finds %v", found)
	}
	searchHubs(t, p)
	p.must(http.StatusOK, access.Payroll, "POST", "/identifiers/find", "", map[string]any{"purpose": "pay", "reason": searchWhy, "type": "bank-account", "what": "DE89370400440532013000"})
	said := list(p.get(access.Auditor, "/searches?limit=2"), "searches")
	if len(said) != 2 || text(said[0], "by") != "value" || text(said[0], "purpose") != "pay" || text(said[0], "reason") != searchWhy {
		t.Errorf("the auditor reads %v", said)
	}
	entries := list(p.get(access.Auditor, "/audit?action=search"), "entries")
	if len(entries) < 3 || text(entries[0], "why") != "reason:"+text(said[0], "id") {
		t.Errorf("the log says %v", entries[0])
	}
}

// searchHubs looks for values that many hold for a reason that is no fault of theirs.
func searchHubs(t *testing.T, p *probe) {
	seen := map[domain.Hub]bool{}
	for st := range p.s.Main.Live.Answer().All() {
		for _, h := range st.Hubs {
			if h.Identifier.Type != domain.PublicIP || seen[*h] || len(seen) == 3 {
				continue
			}
			seen[*h] = true
			found, _ := p.must(http.StatusOK, access.Security, "POST", "/identifiers/find", "", map[string]any{"purpose": "incident", "reason": searchWhy, "type": "public-ip", "what": h.Identifier.Key})
			if hub, _ := found["hub"].(map[string]any); hub["kind"] != string(h.Kind) || len(list(found, "people")) < 2 {
				t.Errorf("%s is a hub (%s), and is found as %v of %d people", h.Identifier.Key, h.Kind, found["hub"], len(list(found, "people")))
			}
		}
	}
	if len(seen) == 0 {
		t.Error("the company has no address of many")
	}
}

// TestSearchIsSlow: somebody may look people up by hand, and list nobody.
func TestSearchIsSlow(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	s, stop := runServer(t, cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	defer stop()
	h, err := s.API(Listen{PerSecond: 1000})
	if err != nil {
		t.Fatal(err)
	}
	hr, counsel := as(t, s, h.Handler(), s.Main.ID, access.HR), as(t, s, h.Handler(), s.Main.ID, access.Counsel)
	ask := map[string]any{"purpose": "hiring", "reason": searchWhy, "by": "name", "what": "ana"}
	for range 20 {
		hr.want(http.StatusOK, "POST", "/search", ask, nil)
	}
	hr.want(http.StatusTooManyRequests, "POST", "/search", ask, nil)
	hr.want(http.StatusTooManyRequests, "POST", "/identifiers/find", map[string]any{"purpose": "hiring", "reason": searchWhy, "type": "email", "what": "ana@example.com"}, nil)
	counsel.want(http.StatusOK, "POST", "/search", ask, nil) // each has a rate of their own
	hr.want(http.StatusOK, "GET", "/subjects", nil, nil)
}

func holds(list []map[string]any, key, value string) bool {
	for _, x := range list {
		if text(x, key) == value {
			return true
		}
	}
	return false
}
