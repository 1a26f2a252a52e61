package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
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

func holds(list []map[string]any, key, value string) bool {
	for _, x := range list {
		if text(x, key) == value {
			return true
		}
	}
	return false
}
