package app

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
)

// TestPlaceAndCorrection: a case knows its job by HR's record and its
// jurisdiction by what counsel set for the job. What was wrong is set right by a
// dispute, links nobody from then on, and stays right over a restart and over
// exports that say the wrong thing again.
func TestPlaceAndCorrection(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.counsel().want(http.StatusOK, "PUT", "/settings/workflow", map[string]any{"waiting_periods": []any{}, "jobs": map[string]string{"Data Engineer": "us-ca"},
			"retention": []any{}, "texts": []any{}, "holidays": []string{}}, nil)
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111")
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		k := c.about("Ana Ferro")
		if k.Job != "data engineer" || k.Jurisdiction != "us-ca" {
			t.Errorf("placed as %q in %q", k.Job, k.Jurisdiction)
		}
		if got := c.ringed(); !got["Ana Ferro"] || !got["Zelda Quist"] {
			t.Errorf("ringed before: %v", got)
		}
		record := ""
		for _, f := range k.Findings {
			for _, e := range f.Evidence {
				for _, r := range e.Records {
					if strings.Contains(r, ":pay-account:1") {
						record = r
					}
				}
			}
		}
		if record == "" {
			t.Fatalf("no finding shows the record of pay: %+v", k.Findings)
		}
		c.lead().want(http.StatusCreated, "POST", "/disputes", map[string]any{"channel": "phone", "received_at": c.now().Add(-time.Hour), "text": "payroll typed my account wrong"}, nil)
		var list struct {
			Disputes []struct {
				ID          string `json:"id"`
				Corrections []struct {
					Record string `json:"record"`
					By     string `json:"by"`
				} `json:"corrections"`
			} `json:"disputes"`
		}
		c.lead().want(http.StatusOK, "GET", "/disputes", nil, &list)
		at := "/disputes/" + list.Disputes[0].ID
		c.lead().want(http.StatusNoContent, "PUT", at+"/case", map[string]any{"case": k.ID}, nil)
		fix := map[string]any{"record": record, "field": "bank_account", "was": "", "why": "payroll confirmed the typing error"}
		for _, wrong := range []map[string]any{
			{"record": "nonsense", "field": "phone", "was": "1", "why": "a record of no such form"},
			{"record": record, "field": "payee_name", "was": "Bram", "why": "it says nothing of Bram"},
			{"record": "map-crew:main:worker:9", "field": "phone", "was": "+1 512 555 0111", "why": "there is no worker nine"},
		} {
			c.lead().want(http.StatusUnprocessableEntity, "POST", at+"/corrections", wrong, nil)
		}
		c.lead().want(http.StatusNoContent, "POST", at+"/corrections", fix, nil)
		right := func(when string) {
			t.Helper()
			if got := c.ringed(); len(got) != 0 {
				t.Errorf("%s a ring is left: %v", when, got)
			}
			if now := c.read(k.ID); now.Tier != "none" || len(now.Findings) != 0 || now.State != "open" {
				t.Errorf("%s the case says %s, %d findings, %s", when, now.Tier, len(now.Findings), now.State)
			}
		}
		right("after the correction")
		c.lead().want(http.StatusOK, "GET", "/disputes", nil, &list)
		if got := list.Disputes[0].Corrections; len(got) != 1 || got[0].Record != record || got[0].By != "u_lead" {
			t.Errorf("the dispute shows %+v", got)
		}
		c.restart()
		right("after a restart")
		// The same wrong account, in a record that payroll has since changed.
		if got := c.send("pay", `{"worker":"1","routing":"991234567","account":"999900001111","since":"2026-02-02"}`); got[0] != "new-version" {
			t.Fatalf("the newer export is %s", got)
		}
		right("after a newer export of the same")
	})
}

// TestMisusedIdentity: the owner of a borrowed identity is in no ring, and what
// of theirs was named links nobody any more.
func TestMisusedIdentity(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		serial := `"serial":"PF4QX7Z9K2"`
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111", serial)
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		c.crew("3", "Bram Holt", "+1 512 555 0133", "999900003333", serial)
		if got := c.ringed(); len(got) != 3 {
			t.Fatalf("ringed before: %v", got)
		}
		k, victim := c.about("Ana Ferro"), c.about("Zelda Quist")
		var misused []string
		for _, id := range k.Identifiers {
			if id.Type == "bank-account" {
				misused = append(misused, id.Key)
			}
		}
		if len(misused) != 1 {
			t.Fatalf("identifiers of the case: %+v", k.Identifiers)
		}
		c.lead().want(http.StatusOK, "POST", "/cases/"+k.ID+"/take", map[string]any{}, nil)
		c.lead().want(http.StatusOK, "POST", "/cases/"+k.ID+"/clear", map[string]any{"outcome": "identity-misused", "reason": "Zelda owns that account and never worked here",
			"victim": victim.Subject, "misused": misused}, nil)
		apart := func(when string) {
			t.Helper()
			got := c.ringed()
			if got["Zelda Quist"] || !got["Ana Ferro"] || !got["Bram Holt"] {
				t.Errorf("%s ringed: %v", when, got)
			}
			if now := c.read(victim.ID); now.Tier != "none" {
				t.Errorf("%s the victim's case says %s: %+v", when, now.Tier, now.Findings)
			}
		}
		apart("after the marking")
		// Whoever comes with the misused account is linked to nobody by it.
		c.crew("4", "Chidi Okafor", "+1 512 555 0144", "999900001111")
		if c.ringed()["Chidi Okafor"] {
			t.Error("a misused account still incriminates")
		}
		c.restart()
		apart("after a restart")
		// The victim joins no ring by anything else either.
		c.send("crew", crewLine("2", "Zelda Quist", "+1 512 555 0122", serial))
		if got := c.ringed(); got["Zelda Quist"] || !got["Bram Holt"] {
			t.Errorf("with the victim at the shared device: %v", got)
		}
		// Whose account was taken over is a victim as well.
		var opened courtCase
		c.lead().want(http.StatusCreated, "POST", "/cases", map[string]any{"subject": c.subject("Bram Holt"), "reason": "the device is his and he was away"}, &opened)
		bram := "/cases/" + opened.ID
		c.lead().want(http.StatusOK, "POST", bram+"/take", map[string]any{}, nil)
		c.lead().want(http.StatusOK, "POST", bram+"/clear", map[string]any{"outcome": "account-taken-over", "reason": "a thief used that account in May"}, nil)
		if got := c.ringed(); len(got) != 0 {
			t.Errorf("after an account was found taken over: %v", got)
		}
	})
}

// TestLeftUndecided: somebody flagged whom the tracker rejects or who withdraws
// while nobody has decided is raised and counted, once.
func TestLeftUndecided(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		line := func(id, name, stage string) string {
			return `{"candidate":"` + id + `","name":"` + name + `","applied":"2026-05-01","phone":"+1 512 555 0155","serial":"PF4QX7Z9K2","stage":"` + stage + `","job":"Data Engineer"}`
		}
		c.send("apps", line("a", "Ana Ferro", "active"), line("b", "Bram Holt", "active"), line("c", "Chidi Okafor", "active"))
		if got := c.cases("kind=person"); len(got) != 3 {
			t.Fatalf("%d cases", len(got))
		}
		b := c.about("Bram Holt")
		c.lead().want(http.StatusOK, "POST", "/cases/"+b.ID+"/take", map[string]any{}, nil)
		c.lead().want(http.StatusOK, "POST", "/cases/"+b.ID+"/clear", map[string]any{"outcome": "explained", "reason": "they live in one home"}, nil)
		c.lead().want(http.StatusOK, "PUT", "/cases/"+c.about("Ana Ferro").ID+"/snooze", map[string]any{"until": c.now().Add(48 * time.Hour), "reason": "waiting for the recruiter"}, nil)
		c.pass(time.Hour)
		for range 2 { // the second time says nothing new
			c.send("apps", line("a", "Ana Ferro", "withdrawn"), line("b", "Bram Holt", "rejected"))
		}
		left := c.cases("left=true")
		if len(left) != 1 || !slices.Contains(left[0].Names, "Ana Ferro") || left[0].LeftAt.IsZero() {
			t.Errorf("left undecided: %+v", left)
		}
		if got := c.cases("kind=person"); !slices.ContainsFunc(got, func(x courtCase) bool { return slices.Contains(x.Names, "Ana Ferro") }) {
			t.Error("the case still sleeps")
		}
		var impact struct {
			Left int `json:"left_undecided"`
		}
		c.lead().want(http.StatusOK, "GET", "/impact?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z", nil, &impact)
		if impact.Left != 1 {
			t.Errorf("the impact report counts %d", impact.Left)
		}
		// Cleared evidence does not raise him again; new evidence does.
		if got := c.cases("kind=person"); slices.ContainsFunc(got, func(x courtCase) bool { return slices.Contains(x.Names, "Bram Holt") }) {
			t.Error("the explained case is open again")
		}
		c.send("apps", `{"candidate":"d","name":"Dana Novak","applied":"2026-05-03","phone":"+1 512 555 0155","serial":"PF4QX7Z9K2","stage":"active","job":"Data Engineer"}`)
		c.about("Bram Holt")
	})
}

// TestErasureOverHTTP: a copy names nobody else; a hold stops an erasure; what
// is erased is gone and refused when it comes again; the log still verifies.
func TestErasureOverHTTP(t *testing.T) {
	eachCourt(t, func(t *testing.T, c *court) {
		c.crew("1", "Ana Ferro", "+1 512 555 0111", "999900001111")
		c.crew("2", "Zelda Quist", "+1 512 555 0122", "999900001111")
		k := c.about("Ana Ferro")
		at, subject := "/cases/"+k.ID, "/subjects/"+k.Subject
		c.lead().want(http.StatusOK, "POST", at+"/notes", map[string]any{"text": "asked Zelda Quist about Ana Ferro"}, nil)
		status, reply := c.counsel().do("POST", subject+"/export", map[string]any{})
		if text := string(reply); status != http.StatusOK || strings.Contains(text, "Zelda") || strings.Contains(text, "u_lead") || !strings.Contains(text, "Ana Ferro") || !strings.Contains(text, "[another person]") || !strings.Contains(text, "+15125550111") || strings.Contains(text, "999900001111") {
			t.Errorf("the copy gave %d: %s", status, reply)
		}
		c.counsel().want(http.StatusOK, "PUT", at+"/hold", map[string]any{"text": "they may sue us"}, nil)
		erase := map[string]any{"reason": "they asked for it by mail"}
		c.counsel().want(http.StatusConflict, "POST", subject+"/erase", erase, nil)
		c.counsel().want(http.StatusOK, "POST", at+"/release", map[string]any{"text": "they will not sue"}, nil)
		c.counsel().want(http.StatusNoContent, "POST", subject+"/erase", erase, nil)
		gone := func(when string) {
			t.Helper()
			if _, err := c.s.Main.Live.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.lead().want(http.StatusNotFound, "GET", subject, nil, nil)
			c.lead().want(http.StatusGone, "GET", at, nil, nil)
			if got := c.ringed(); len(got) != 0 {
				t.Errorf("%s ringed: %v", when, got)
			}
		}
		gone("after the erasure")
		// The next export brings the person again; so does the same one.
		if got := c.send("crew", crewLine("1", "Ana Ferro", "+1 512 555 0111", `"state":"active"`), crewLine("3", "Bram Holt", "+1 512 555 0133")); !slices.Equal(got, []string{"erased", "accepted"}) {
			t.Errorf("sent again: %v", got)
		}
		if got := c.send("pay", `{"worker":"1","routing":"991234567","account":"999900001111","since":"2026-02-01"}`); got[0] != "erased" {
			t.Errorf("an account of pay: %v", got)
		}
		gone("after the next export")
		c.restart()
		gone("after a restart")
		verified(t, c)
	})
}

// verified exports the audit log and holds it to its proofs.
func verified(t *testing.T, c *court) {
	t.Helper()
	var text bytes.Buffer
	if _, err := c.s.Main.Audit.Export(t.Context(), &text); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Ana", "Ferro", "999900001111", "555 0111"} {
		if bytes.Contains(text.Bytes(), []byte(word)) {
			t.Errorf("the log names %q", word)
		}
	}
	if _, err := audit.Verify(&text, audit.Options{}); err != nil {
		t.Errorf("the log does not verify: %v", err)
	}
}
