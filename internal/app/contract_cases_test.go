package app

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
)

const (
	ownReason  = "payroll confirmed on a call that salary went to somebody whom neither manager nor employee could name when both were asked twice on different days by two colleagues"
	ownReason2 = "having looked through every export myself I spoke with finance leadership separately, compared dates against calendars, found no business explanation, and agree that dismissal procedures should begin"
	inquiry    = "we asked the bank and the manager on two days and what they said does not fit together"
	noticeText = "We intend to end your contract because salary payments went to an account that belongs to another person. You can answer within the waiting period; your reference is {reference}. Nothing is final before that, and you may ask for a copy of what we hold about you and have it corrected."
)

// aCase is one of the cases about people that are not closed, the last ones
// first, so that the decided one stays what it is.
func (p *probe) aCase(t *testing.T, n int) map[string]any {
	t.Helper()
	cases := list(p.get(everyRole, "/cases?kind=person&limit=200&state=open"), "cases")
	if counts := p.get(everyRole, "/cases/counts?kind=person&state=open")["stages"].(map[string]any); len(counts) == 0 {
		t.Errorf("%d cases wait at no stage", len(cases))
	}
	if len(cases) <= n {
		t.Fatalf("only %d cases are open", len(cases))
	}
	return cases[n]
}

// steps does one change after the other, each on the version before.
type step struct {
	by           access.Role
	method, path string
	body         any
}

func (p *probe) steps(at string, list ...step) (last map[string]any) {
	p.t.Helper()
	for _, s := range list {
		_, tag := p.must(http.StatusOK, everyRole, "GET", at, "", nil)
		last, _ = p.must(http.StatusOK, s.by, s.method, at+s.path, tag, s.body)
	}
	return last
}

func (p *probe) openAll(at string, by access.Role) {
	p.t.Helper()
	for _, f := range list(p.get(by, at), "findings") {
		p.must(http.StatusOK, by, "POST", at+"/openings", "*", map[string]any{"fingerprint": f["fingerprint"]})
	}
}

// contractDecision takes one case from the queue to a decision and an appeal.
func contractDecision(t *testing.T, p *probe) {
	c := p.aCase(t, 0)
	at, subject := "/cases/"+text(c, "id"), text(c, "subject")
	p.steps(at,
		step{boss, "POST", "/take", map[string]any{}},
		step{boss, "PUT", "/place", map[string]any{"job": "engineer", "jurisdiction": "us-fcra"}},
		step{boss, "POST", "/escalate", map[string]any{"reason": "payroll cannot explain where the money goes and nobody answers"}})
	p.openAll(at, boss)
	p.openAll(at, boss2)
	p.must(http.StatusConflict, boss, "POST", at+"/propose", "*", map[string]any{"reason": "too short", "outcome": "confirmed"})
	escalate := step{boss, "POST", "/escalate", map[string]any{"reason": "payroll cannot explain where the money goes and nobody answers"}}
	propose := step{boss, "POST", "/propose", map[string]any{"reason": ownReason, "outcome": "confirmed"}}
	p.steps(at, propose)
	p.must(http.StatusConflict, boss, "POST", at+"/approve", "*", map[string]any{"reason": ownReason})
	p.steps(at, step{boss2, "POST", "/send-back", map[string]any{"reason": "ask the manager about it once more, please"}}, escalate, propose,
		step{boss2, "POST", "/approve", map[string]any{"reason": ownReason2}},
		step{boss, "PUT", "/delay", map[string]any{"until": p.now().Add(time.Hour), "reason": inquiry}})
	p.pass(2 * time.Hour)
	sent := p.steps(at, step{boss, "POST", "/send-notice", map[string]any{"notice": noticeText, "channel": "registered post"}})
	decision, _ := sent["decision"].(map[string]any)
	notice, _ := decision["notice"].(map[string]any)
	ref := text(notice, "reference")
	if ref == "" || !strings.Contains(text(notice, "text"), ref) {
		t.Errorf("the notice does not carry its reference: %v", notice)
	}
	contractAnswers(t, p, at, ref)
	p.must(http.StatusConflict, access.Counsel, "POST", "/subjects/"+subject+"/erase", "", map[string]any{"reason": "they asked for it by mail today"})
	p.pass(40 * 24 * time.Hour)
	p.steps(at,
		step{boss2, "POST", "/finalise", map[string]any{"reason": "the waiting period is over and nothing new was said"}},
		step{boss, "POST", "/appeal", map[string]any{"reason": "they ask that somebody else looks at it"}})
	// Somebody who had no part in it, and has looked at all of it.
	p.openAll(at, everyRole)
	p.steps(at, step{everyRole, "POST", "/uphold", map[string]any{"reason": "I read it all afresh, heard the person, and find that the decision was reached fairly and on evidence that holds"}})
}

// contractAnswers is what the person says to a notice, and anybody else.
func contractAnswers(t *testing.T, p *probe, at, ref string) {
	p.steps(at, step{boss, "POST", "/record-receipt", map[string]any{"channel": "return receipt", "occurred_at": p.now()}})
	p.steps(at, step{boss, "POST", "/responses", map[string]any{"text": "that account is my wife's", "received_at": p.now()}})
	real, _ := p.must(http.StatusCreated, nobody, "POST", "/public/disputes", "", map[string]any{"text": "that account is my wife's, we share it", "reference": ref})
	madeUp, _ := p.must(http.StatusCreated, nobody, "POST", "/public/disputes", "", map[string]any{"text": "that is wrong", "reference": "AAAAA-BBBBB-CCCCC-DDDDD"})
	if text(real, "code") == "" || text(madeUp, "code") == "" || len(real) != len(madeUp) {
		t.Errorf("disputes differ: %v %v", real, madeUp)
	}
	p.must(http.StatusOK, nobody, "POST", "/public/disputes/status", "", map[string]any{"code": real["code"]})
	for _, code := range []string{"AAAAA-BBBBB-CCCCC-DDDDD", "x"} {
		p.must(http.StatusNotFound, nobody, "POST", "/public/disputes/status", "", map[string]any{"code": code})
	}
	decision, _ := p.get(boss, at)["decision"].(map[string]any)
	said := list(decision, "responses")
	if len(said) != 2 {
		t.Errorf("what came by post and by the link is not on the case: %v", decision)
	}
	for _, r := range said {
		p.steps(at, step{boss, "POST", "/responses/" + text(r, "id"), map[string]any{"text": inquiry}})
	}
	for _, d := range list(p.get(access.Counsel, "/disputes"), "disputes") {
		p.must(http.StatusOK, access.Counsel, "POST", "/disputes/"+text(d, "id")+"/answer", "*", map[string]any{"text": inquiry})
	}
}

// contractWork is what is done to cases without a decision.
func contractWork(t *testing.T, p *probe) {
	c := p.aCase(t, 0)
	at := "/cases/" + text(c, "id")
	p.steps(at,
		step{boss, "POST", "/take", map[string]any{}},
		step{boss, "POST", "/notes", map[string]any{"text": "called payroll"}},
		step{boss, "PUT", "/tags", map[string]any{"tags": []string{"payroll"}}},
		step{boss, "PUT", "/assignee", map[string]any{"assignee": "u_boss2"}},
		step{boss, "PUT", "/snooze", map[string]any{"until": p.now().Add(time.Hour), "reason": "waiting for an answer of payroll tomorrow"}},
		step{boss, "DELETE", "/snooze", nil},
		step{boss, "PUT", "/place", map[string]any{"job": "", "jurisdiction": "us-fcra"}},
		step{access.Counsel, "POST", "/release", nil}.hold(p, at))
	p.must(http.StatusUnprocessableEntity, boss, "PUT", at+"/assignee", "*", map[string]any{"assignee": "u_admin"})
	p.must(http.StatusNotFound, boss, "PUT", at+"/assignee", "*", map[string]any{"assignee": "u_nobody"})
	asked := p.steps(at, step{boss, "POST", "/containments", map[string]any{"measure": "pay-review", "reason": "somebody changed where wages go on the evening before pay day and nobody whom we called knows why"}})
	part := "/containments/" + text(list(asked, "containments")[0], "id")
	p.steps(at, step{boss2, "POST", part + "/approve", nil}, step{boss, "POST", part + "/lift", map[string]any{"text": "payroll spoke with the person"}})
	contractFollowUp(t, p, at)
	for _, x := range []string{"/timeline", "/seen-before"} {
		p.get(access.Counsel, at+x)
	}
	p.steps(at,
		step{boss, "POST", "/escalate", map[string]any{"reason": "payroll cannot explain where the money goes"}},
		step{boss, "POST", "/resume", map[string]any{"reason": "payroll found the form that explains it"}})
	p.openAll(at, boss)
	p.steps(at, step{boss, "POST", "/escalate", map[string]any{"reason": "nobody answers at all"}},
		step{boss, "POST", "/propose", map[string]any{"reason": ownReason, "outcome": "confirmed"}},
		step{boss, "POST", "/withdraw", map[string]any{"reason": "payroll found its own mistake in the end"}})
	attach(t, p, at)
	clearOne := text(p.aCase(t, 3), "id")
	p.steps("/cases/"+clearOne, step{access.HR, "POST", "/take", map[string]any{}},
		step{access.HR, "POST", "/clear", map[string]any{"outcome": "explained", "reason": "explained by the manager on the phone"}},
		step{access.HR, "POST", "/reopen", map[string]any{"reason": "the manager took it back the day after"}})
	p.must(http.StatusOK, access.HR, "POST", "/cases/clear", "", map[string]any{"cases": []any{map[string]any{"id": "c_none", "version": 1}}, "reason": "explained by the manager on the phone", "outcome": "explained"})
}

// hold puts a case on hold, and returns the step that ends it.
func (s step) hold(p *probe, at string) step {
	p.must(http.StatusOK, s.by, "PUT", at+"/hold", "*", map[string]any{"text": "a court asks for it"})
	s.body = map[string]any{"text": "the court is done"}
	return s
}

func contractFollowUp(t *testing.T, p *probe, at string) {
	next := ""
	for _, o := range list(p.get(boss, at+"/options"), "options") {
		if s := text(o, "step"); s != "" {
			next = s
		}
	}
	if next == "" {
		next = p.s.Cases.Policy(p.s.Main.ID).DefaultLadder.Steps[0].ID
	}
	asked := p.steps(at, step{boss, "POST", "/ask-interview", map[string]any{"step": next, "reason": "a call tells more than another export"}})
	ups := list(asked, "follow_ups")
	if len(ups) == 0 {
		t.Fatalf("no follow-up of %s", next)
	}
	p.steps(at, step{boss, "POST", "/follow-ups/" + text(ups[0], "id"), map[string]any{"text": "they came to the call"}},
		step{boss, "POST", "/resume", map[string]any{"reason": "the call took place and was of help"}})
}

// attach keeps a file and takes it out again, never to be shown.
func attach(t *testing.T, p *probe, at string) {
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	f, err := m.CreateFormFile("file", "../../evil<script>.txt")
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("plain words"))
	m.Close()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, p.base+at+"/attachments", &form)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("If-Match", "*")
	req.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookies[boss]})
	if w := p.do(req); w.Code != http.StatusOK {
		t.Fatalf("attach gave %d %s", w.Code, w.Body)
	}
	kept := list(p.get(boss, at), "attachments")
	w, _ := p.send(boss, "GET", at+"/attachments/"+text(kept[0], "id"), "", nil)
	if h := w.Header(); w.Code != 200 || w.Body.String() != "plain words" || h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("download gave %d %q %v", w.Code, w.Body, h)
	}
}

// contractDisputes enters a dispute that came by phone.
func contractDisputes(t *testing.T, p *probe) {
	p.must(http.StatusCreated, access.HR, "POST", "/disputes", "", map[string]any{"channel": "phone", "received_at": p.now().Add(-time.Hour), "text": "payroll typed my account wrong"})
	open := list(p.get(access.HR, "/disputes"), "disputes")
	if len(open) == 0 {
		t.Fatal("no dispute is open")
	}
	at := "/disputes/" + text(open[len(open)-1], "id")
	p.must(http.StatusNoContent, access.HR, "PUT", at+"/case", "", map[string]any{"case": text(p.aCase(t, 1), "id")})
	p.must(http.StatusOK, access.HR, "POST", at+"/answer", "*", map[string]any{"text": inquiry})
}

// contractFields: what rests on accounts of pay is for payroll and counsel, what
// rests on sign-ins for security, and recruiters see neither, nor how much.
func contractFields(t *testing.T, p *probe) {
	for _, s := range list(p.get(access.Recruiter, "/subjects?limit=200"), "subjects") {
		recruiterSees(t, p, text(s, "id"))
	}
	hidden := map[access.Role]map[string]bool{}
	for _, r := range []access.Role{access.HR, access.Security, access.Payroll, access.Counsel} {
		hidden[r] = map[string]bool{}
		for _, f := range list(p.get(r, "/findings?limit=200"), "findings") {
			family := text(f, "family")
			if f["hidden"] == true {
				hidden[r][family] = true
			}
			if f["hidden"] == true && (f["sentence"] != nil || f["evidence"] != nil) {
				t.Errorf("%s reads a hidden finding: %v", r, f)
			}
		}
		for _, ring := range list(p.get(r, "/rings?limit=200"), "rings") {
			for _, l := range list(p.get(r, "/rings/"+text(ring, "id")), "links") {
				linkShows(t, r, l)
			}
		}
	}
	if !hidden[access.Security]["bank"] || !hidden[access.HR]["bank"] || hidden[access.Payroll]["bank"] || hidden[access.Counsel]["bank"] {
		t.Errorf("bank findings are hidden wrongly: %v", hidden)
	}
	if hidden[access.Security]["device"] || !hidden[access.Payroll]["device"] && !hidden[access.Payroll]["network"] {
		t.Errorf("findings of sign-ins are hidden wrongly: %v", hidden)
	}
}

func recruiterSees(t *testing.T, p *probe, id string) {
	t.Helper()
	w, _ := p.send(access.Recruiter, "GET", "/subjects/"+id, "", nil)
	for _, word := range []string{`"tier"`, `"bits"`, `"findings"`, `"rules"`, `"reason"`, `"ring"`, `"evidence"`, `"family"`} {
		if strings.Contains(w.Body.String(), word) {
			t.Errorf("a recruiter sees %s: %.300s", word, w.Body)
		}
	}
}

// linkShows fails when a value of a link is shown to who may not see it.
func linkShows(t *testing.T, r access.Role, link map[string]any) {
	t.Helper()
	for _, s := range list(link, "shared") {
		v, _ := s["value"].(map[string]any)
		shown := text(v, "masked") != "" || text(v, "clear") != ""
		if text(s, "family") == "bank" && shown != (r == access.Payroll || r == access.Counsel) {
			t.Errorf("%s: a bank value is shown: %v, %v", r, shown, s)
		}
		if f := text(s, "family"); (f == "device" || f == "network") && shown != (r == access.Security) {
			t.Errorf("%s: a value of sign-ins is shown: %v, %v", r, shown, s)
		}
	}
}
