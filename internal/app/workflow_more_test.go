package app

import (
	"bytes"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// TestContainmentAndDelay: a measure needs two people and a reason and is over
// after 72 hours unless two people renew it; counsel, and nobody else, puts a
// notice off, with an end.
func TestContainmentAndDelay(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111")
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		at := "/cases/" + c.about("Ana Ferro").ID
		c.lead().want(http.StatusOK, "POST", at+"/take", map[string]any{}, nil)
		var shown struct {
			Contained []struct {
				ID         string    `json:"id"`
				ApprovedAt time.Time `json:"approved_at"`
				ExpiresAt  time.Time `json:"expires_at"`
				EndedAt    time.Time `json:"ended_at"`
			} `json:"containments"`
		}
		why := "salary leaves through somebody whom neither manager nor payroll could name when both were asked twice"
		c.lead().want(http.StatusConflict, "POST", at+"/containments", map[string]any{"measure": "pay-review", "reason": "too short"}, nil)
		c.lead().want(http.StatusOK, "POST", at+"/containments", map[string]any{"measure": "pay-review", "reason": why}, &shown)
		first := shown.Contained[0].ID
		c.lead().want(http.StatusConflict, "POST", at+"/containments/"+first+"/approve", map[string]any{}, nil)
		c.second().want(http.StatusOK, "POST", at+"/containments/"+first+"/approve", map[string]any{}, &shown)
		if k := shown.Contained[0]; !k.ExpiresAt.Equal(k.ApprovedAt.Add(72 * time.Hour)) {
			t.Errorf("agreed at %s, over at %s", k.ApprovedAt, k.ExpiresAt)
		}
		c.pass(71 * time.Hour)
		c.second().want(http.StatusOK, "POST", at+"/containments", map[string]any{"measure": "pay-review", "reason": why + " and today again", "renews": first}, &shown)
		again := shown.Contained[1].ID
		c.second().want(http.StatusConflict, "POST", at+"/containments/"+again+"/approve", map[string]any{}, nil)
		c.lead().want(http.StatusOK, "POST", at+"/containments/"+again+"/approve", map[string]any{}, nil)
		c.pass(2 * time.Hour)
		c.lead().want(http.StatusOK, "GET", at, nil, &shown)
		if shown.Contained[0].EndedAt.IsZero() || !shown.Contained[1].EndedAt.IsZero() {
			t.Errorf("after 73 hours: %+v", shown.Contained)
		}
		c.pass(71 * time.Hour)
		c.lead().want(http.StatusOK, "GET", at, nil, &shown)
		if shown.Contained[1].EndedAt.IsZero() {
			t.Error("the renewed measure does not end")
		}
		c.decide(at)
		delay := map[string]any{"until": c.now().Add(5 * 24 * time.Hour), "reason": "police asked us on Tuesday to keep quiet until their search of that flat has happened"}
		c.lead().want(http.StatusForbidden, "PUT", at+"/delay", delay, nil)
		c.counsel().want(http.StatusOK, "PUT", at+"/delay", delay, nil)
		c.lead().want(http.StatusConflict, "POST", at+"/send-notice", courtNotice, nil)
		c.pass(5*24*time.Hour + time.Minute)
		c.lead().want(http.StatusOK, "POST", at+"/send-notice", courtNotice, nil)
	})
}

var courtNotice = map[string]any{"channel": "registered post", "notice": "We intend to end your contract because salary payments went to an account that belongs to another person. You can answer within " +
	"the waiting period; your reference is {reference}. Nothing is final before that, and you may ask for a copy of what we hold about you and have it corrected."}

// decide brings a case that was taken to the second person's yes.
func (c *court) decide(at string) {
	c.t.Helper()
	var k courtCase
	c.lead().want(http.StatusOK, "GET", at, nil, &k)
	for _, who := range []*client{c.lead(), c.second()} {
		for _, f := range k.Findings {
			who.want(http.StatusOK, "POST", at+"/openings", map[string]any{"fingerprint": f.Fingerprint}, nil)
		}
	}
	c.lead().want(http.StatusOK, "POST", at+"/escalate", map[string]any{"reason": "payroll cannot explain where the money goes"}, nil)
	c.lead().want(http.StatusOK, "POST", at+"/propose", map[string]any{"outcome": "confirmed",
		"reason": "payroll confirmed on a call that salary went to somebody whom neither manager nor employee could name when both were asked twice on different days"}, nil)
	c.second().want(http.StatusOK, "POST", at+"/approve", map[string]any{
		"reason": "having looked through every export myself I spoke with finance leadership separately, compared dates against calendars, and agree"}, nil)
}

// TestDecisionTakesItsTime: notice, receipt, the period of the job's
// jurisdiction, an answer to what the person said, and an appeal heard by others.
func TestDecisionTakesItsTime(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.counsel().want(http.StatusOK, "PUT", "/settings/workflow", map[string]any{"waiting_periods": []any{}, "jobs": map[string]string{"data engineer": "eu"},
			"retention": []any{}, "texts": []any{}, "holidays": []string{}}, nil)
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111")
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		k := c.about("Ana Ferro")
		at := "/cases/" + k.ID
		c.lead().want(http.StatusOK, "POST", at+"/take", map[string]any{}, nil)
		c.decide(at)
		c.lead().want(http.StatusOK, "POST", at+"/send-notice", courtNotice, nil)
		c.second().want(http.StatusConflict, "POST", at+"/finalise", map[string]any{}, nil)
		c.lead().want(http.StatusOK, "POST", at+"/record-receipt", map[string]any{"channel": "signed for"}, nil)
		c.pass(14 * 24 * time.Hour) // the last day is not over everywhere on earth
		c.second().want(http.StatusConflict, "POST", at+"/finalise", map[string]any{}, nil)
		c.pass(2 * 24 * time.Hour)
		var shown struct {
			Decision struct {
				Responses []struct {
					ID string `json:"id"`
				} `json:"responses"`
			} `json:"decision"`
		}
		c.second().want(http.StatusOK, "POST", at+"/responses", map[string]any{"text": "that is my wife's account", "received_at": c.now()}, &shown)
		c.second().want(http.StatusConflict, "POST", at+"/finalise", map[string]any{}, nil)
		c.second().want(http.StatusOK, "POST", at+"/responses/"+shown.Decision.Responses[0].ID, map[string]any{
			"text": "Thank you; our bank confirmed yesterday, however, nobody married holds it, which a colleague checked independently afterwards"}, nil)
		c.second().want(http.StatusOK, "POST", at+"/finalise", map[string]any{}, nil)
		done := c.read(k.ID)
		if done.State != "final" || done.Outcome != "confirmed" || !done.KeepUntil.Equal(c.now().AddDate(0, 0, 365).Truncate(time.Microsecond)) {
			t.Errorf("final: %s %s, kept until %s", done.State, done.Outcome, done.KeepUntil)
		}
		c.lead().want(http.StatusOK, "POST", at+"/appeal", map[string]any{"reason": "they brought papers of the marriage"}, nil)
		overturn := map[string]any{"reason": "the papers are real and the bank was wrong", "outcome": "explained"}
		c.second().want(http.StatusConflict, "POST", at+"/overturn", overturn, nil)
		c.as("third", access.HR).want(http.StatusOK, "POST", at+"/overturn", overturn, nil)
		if now := c.read(k.ID); now.State != "cleared" {
			t.Errorf("after the appeal: %s", now.State)
		}
	})
}

// TestQueueWork: snoozes end by themselves, a suppression says how many findings
// it hides and ends, many cases are cleared with one reason, and an earlier case
// that shares an identifier is shown.
func TestQueueWork(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111")
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		ana, zelda := c.about("Ana Ferro"), c.about("Zelda Quist")
		c.lead().want(http.StatusOK, "PUT", "/cases/"+ana.ID+"/snooze", map[string]any{"until": c.now().Add(48 * time.Hour), "reason": "waiting for the bank's answer"}, nil)
		awake := func() bool {
			return slices.ContainsFunc(c.cases("kind=person"), func(x courtCase) bool { return x.ID == ana.ID })
		}
		if awake() {
			t.Error("a snoozed case stands in the queue")
		}
		c.pass(49 * time.Hour)
		if !awake() {
			t.Error("the snooze does not end")
		}
		var preview struct {
			Findings int    `json:"findings"`
			After    string `json:"tier_after"`
		}
		rule := zelda.Findings[0].Rule
		c.lead().want(http.StatusOK, "POST", "/suppressions/preview", map[string]any{"rule": rule, "subject": zelda.Subject}, &preview)
		if preview.Findings != 1 {
			t.Errorf("would hide %d", preview.Findings)
		}
		hide := map[string]any{"rule": rule, "subject": zelda.Subject, "reason": "a joint account, seen by payroll", "until": c.now().Add(30 * 24 * time.Hour)}
		c.lead().want(http.StatusCreated, "POST", "/suppressions", hide, nil)
		shows := func() bool {
			t.Helper()
			c.s.Main.Live.Nudge()
			if _, err := c.s.Main.Live.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, f := range c.read(zelda.ID).Findings {
				if f.Rule == rule {
					return true
				}
			}
			return false
		}
		if shows() {
			t.Error("a suppressed finding is shown")
		}
		c.pass(31 * 24 * time.Hour)
		if !shows() {
			t.Error("the suppression does not end")
		}
		var cleared struct {
			Cases []struct {
				Cleared bool `json:"cleared"`
			} `json:"cases"`
		}
		refs := []map[string]any{}
		for _, x := range c.cases("kind=person") {
			refs = append(refs, map[string]any{"id": x.ID, "version": x.Version})
		}
		c.lead().want(http.StatusOK, "POST", "/cases/clear", map[string]any{"cases": refs, "outcome": "explained", "reason": "a couple with a joint account"}, &cleared)
		if len(cleared.Cases) != 2 || !cleared.Cases[0].Cleared || !cleared.Cases[1].Cleared {
			t.Errorf("cleared: %+v", cleared)
		}
		c.crew("3", "Bram Holt", "+1 512 555 0133", "999900001111")
		type earlier struct {
			ID string `json:"id"`
		}
		var before struct {
			Cases []earlier `json:"cases"`
		}
		c.lead().want(http.StatusOK, "GET", "/cases/"+c.about("Bram Holt").ID+"/seen-before", nil, &before)
		// The two that were cleared, and the two that the newcomer opened anew.
		if len(before.Cases) != 4 || !slices.ContainsFunc(before.Cases, func(x earlier) bool { return x.ID == ana.ID }) {
			t.Errorf("seen before: %+v", before)
		}
	})
}

// TestLadderOfAJob: follow-ups come from a ladder that was fixed for the job
// before the case was opened, in order, and none asks for a document.
func TestLadderOfAJob(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		boss := c.as("boss", access.Security, access.Admin)
		fix := func(status int, steps ...map[string]string) {
			t.Helper()
			boss.want(status, "POST", "/ladders", map[string]any{"job": "Data Engineer", "steps": steps}, nil)
		}
		fix(http.StatusUnprocessableEntity, map[string]string{"id": "papers", "title": "Ask for a passport"})
		fix(http.StatusNoContent, map[string]string{"id": "ask", "title": "Ask in writing"}, map[string]string{"id": "meet", "title": "Meet at an office"})
		c.pass(time.Minute)
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111")
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		at := "/cases/" + c.about("Ana Ferro").ID
		c.pass(time.Minute)
		boss = c.as("boss")
		fix(http.StatusNoContent, map[string]string{"id": "harsh", "title": "Only for this one"}) // too late for this case
		c.lead().want(http.StatusOK, "POST", at+"/take", map[string]any{}, nil)
		ask := func(status int, step string) {
			t.Helper()
			c.lead().want(status, "POST", at+"/ask-interview", map[string]any{"step": step, "reason": "the account is not explained"}, nil)
		}
		ask(http.StatusConflict, "harsh")
		ask(http.StatusConflict, "meet")
		ask(http.StatusConflict, "interview-check") // of the default ladder
		ask(http.StatusOK, "ask")
	})
}

// TestRetention: a cleared case is erased after 180 days and known by its keyed
// hashes for as long again; a legal hold stops both; the records of rejected
// applicants go when their time is over, by the law of the job.
func TestRetention(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.counsel().want(http.StatusOK, "PUT", "/settings/workflow", map[string]any{"waiting_periods": []any{}, "jobs": map[string]string{"Data Engineer": "eu-de", "Nurse": "us-fcra"},
			"retention": []any{}, "texts": []any{}, "holidays": []string{}}, nil)
		line := func(id, name, phone, serial, job string) string {
			return `{"candidate":"` + id + `","name":"` + name + `","applied":"2026-05-01","phone":"+1 512 555 01` + phone + `","serial":"` + serial + `","stage":"rejected","job":"` + job + `"}`
		}
		c.send("apps", line("21", "Ana Ferro", "55", "PF4QX7Z9K2", "Data Engineer"), line("22", "Bram Holt", "55", "PF4QX7Z9K2", "Data Engineer"),
			line("23", "Chidi Okafor", "66", "PF5QX7Z9K3", "Data Engineer"), line("24", "Dana Novak", "77", "PF6QX7Z9K4", "Nurse"))
		ana, bram := c.about("Ana Ferro"), c.about("Bram Holt")
		for _, k := range []courtCase{ana, bram} {
			c.lead().want(http.StatusOK, "POST", "/cases/"+k.ID+"/take", map[string]any{}, nil)
			c.lead().want(http.StatusOK, "POST", "/cases/"+k.ID+"/clear", map[string]any{"outcome": "explained", "reason": "they live in one home"}, nil)
		}
		c.counsel().want(http.StatusOK, "PUT", "/cases/"+bram.ID+"/hold", map[string]any{"text": "they may sue us"}, nil)
		people := func() (names []string) {
			t.Helper()
			a, err := c.s.Main.Live.Settle(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for st := range a.All() {
				names = append(names, st.Person.Names[0].Text)
			}
			slices.Sort(names)
			return names
		}
		passes := func(days int, want ...string) {
			t.Helper()
			c.pass(time.Duration(days) * 24 * time.Hour)
			if err := c.s.Main.forgetApplicants(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := people(); !slices.Equal(got, want) {
				t.Errorf("on %s there are %v, want %v", c.now().Format(time.DateOnly), got, want)
			}
		}
		passes(179, "Ana Ferro", "Bram Holt", "Chidi Okafor", "Dana Novak")
		c.lead().want(http.StatusOK, "GET", "/cases/"+ana.ID, nil, nil)
		passes(2, "Bram Holt", "Dana Novak") // one is held, one was rejected under another law
		c.lead().want(http.StatusGone, "GET", "/cases/"+ana.ID, nil, nil)
		c.lead().want(http.StatusOK, "GET", "/cases/"+bram.ID, nil, nil)
		// Somebody comes with the same device: the erased case is known by its hash.
		c.send("apps", `{"candidate":"31","name":"Elif Prado","applied":"2026-11-25","phone":"+1 512 555 0155","serial":"PF4QX7Z9K2","stage":"active","job":"Data Engineer"}`)
		seen := func() (ids []string) {
			t.Helper()
			var before struct {
				Cases []struct {
					ID string `json:"id"`
				} `json:"cases"`
			}
			c.lead().want(http.StatusOK, "GET", "/cases/"+c.about("Elif Prado").ID+"/seen-before", nil, &before)
			for _, x := range before.Cases {
				ids = append(ids, x.ID)
			}
			return ids
		}
		if got := seen(); !slices.Contains(got, ana.ID) {
			t.Errorf("seen before: %v", got)
		}
		passes(190, "Bram Holt", "Elif Prado") // a year after the clearing
		if got := seen(); slices.Contains(got, ana.ID) || !slices.Contains(got, bram.ID) {
			t.Errorf("after the keyed hashes' time: %v", got)
		}
		verified(t, c)
	})
}

// TestPlacements: a firm's security role sees links across end clients; somebody
// of one client sees the placements there and nothing else; two placements of
// one worker are no ring.
func TestPlacements(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.send("crew", crewLine("1", "Ana Ferro", "+1 512 555 0111", `"client":"Acme"`), crewLine("2", "Zelda Quist", "+1 512 555 0122", `"client":"Bolt"`),
			crewLine("3", "Bram Holt", "+1 512 555 0133", `"client":"Acme"`), crewLine("3", "Bram Holt", "+1 512 555 0133", `"client":"Bolt"`, `"serial":"PF4QX7Z9K2"`))
		for _, id := range []string{"1", "2"} {
			c.send("pay", `{"worker":"`+id+`","routing":"991234567","account":"999900001111","since":"2026-02-01"}`)
		}
		if got := c.ringed(); !got["Ana Ferro"] || !got["Zelda Quist"] || got["Bram Holt"] {
			t.Errorf("the firm's own security sees %v", got)
		}
		ana, zelda := c.about("Ana Ferro"), c.about("Zelda Quist")
		u := &access.User{ID: "u_acme", Version: 1, Login: "acme@corp.example.com", Name: "acme", Clients: []string{"Acme"},
			Grants: []access.Grant{{Role: access.Security, Since: c.now().Add(-7 * 24 * time.Hour)}, {Role: access.Payroll, Since: c.now().Add(-7 * 24 * time.Hour)}}}
		if err := sqlstore.NewAccess(c.s.DB).CreateUser(t.Context(), c.s.Main.ID, u, access.Change{Action: "test"}); err != nil {
			t.Fatal(err)
		}
		acme := c.as("acme")
		acme.want(http.StatusOK, "GET", "/cases/"+ana.ID, nil, nil)
		acme.want(http.StatusOK, "GET", "/subjects/"+ana.Subject, nil, nil)
		for _, path := range []string{"/cases/" + zelda.ID, "/subjects/" + zelda.Subject, "/subjects/" + zelda.Subject + "/links", "/cases/" + zelda.ID + "/timeline", "/cases/" + zelda.ID + "/seen-before"} {
			acme.want(http.StatusNotFound, "GET", path, nil, nil)
		}
		for _, path := range []string{"/cases?limit=200", "/cases/" + ana.ID, "/cases/" + ana.ID + "/timeline", "/cases/" + ana.ID + "/seen-before", "/subjects?limit=200", "/subjects/" + ana.Subject,
			"/subjects/" + ana.Subject + "/links", "/rings", "/findings?limit=200", "/disputes"} {
			if _, reply := acme.do("GET", path, nil); bytes.Contains(reply, []byte("Zelda")) || bytes.Contains(reply, []byte(zelda.Subject)) || bytes.Contains(reply, []byte(zelda.ID)) {
				t.Errorf("%s shows somebody of another client: %s", path, reply)
			}
		}
	})
}
