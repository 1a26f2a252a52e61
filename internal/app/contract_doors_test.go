package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey/passkeytest"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// contractDoors adds two passkeys, signs in by one and removes the other.
func contractDoors(t *testing.T, p *probe) {
	general, tag := p.must(http.StatusOK, access.Admin, "GET", "/settings", "", nil)
	delete(general, "read_only")
	general["console"] = "https://daylight.example.com" // browsers bind no passkey to an address
	p.must(http.StatusOK, access.Admin, "PUT", "/settings", tag, general)

	pat := &access.User{ID: "u_pat", Version: 1, Login: "pat@corp.example.com", Name: "Pat", Credentials: access.Credentials{Password: access.Recommended().Hash(testPassword)}}
	if err := sqlstore.NewAccess(p.s.DB).CreateUser(t.Context(), p.s.Main.ID, pat, access.Change{Action: "test"}); err != nil {
		t.Fatal(err)
	}
	w, _ := p.send(nobody, "POST", "/session", "", map[string]any{"login": pat.Login, "password": testPassword})
	p.cookies["pat"] = cookieOf(t, w)
	enrol := func(name string) *passkeytest.Authenticator {
		key := passkeytest.New(t, "https://daylight.example.com", "daylight.example.com")
		begun, _ := p.must(http.StatusOK, "pat", "POST", "/account/passkeys/options", "", nil)
		p.must(http.StatusCreated, "pat", "POST", "/account/passkeys", "", map[string]any{"id": begun["id"], "name": name, "answer": signed(t, begun, key.Register)})
		return key
	}
	first := enrol("blue key") // with the password alone; the second needs the first
	begun, _ := p.must(http.StatusOK, nobody, "POST", "/session/passkey/options", "", map[string]any{})
	w, me := p.send(nobody, "POST", "/session/passkey", "", map[string]any{"id": begun["id"], "answer": signed(t, begun, first.Sign)})
	if p.cookies["pat"] = cookieOf(t, w); text(me, "id") != pat.ID {
		t.Errorf("the key lets in %v", me)
	}
	codes, _ := p.must(http.StatusOK, "pat", "POST", "/account/recovery-codes", "", nil)
	if list, _ := codes["recovery_codes"].([]any); len(list) < 5 {
		t.Errorf("recovery codes: %v", codes)
	}
	at := "/account/passkeys/" + passkeytest.B64(enrol("red key").ID)
	p.must(http.StatusNoContent, "pat", "PUT", at, "", map[string]any{"name": "green key"})
	kept := list(p.get("pat", "/account/passkeys"), "passkeys")
	if len(kept) != 2 || !holds(kept, "name", "green key") {
		t.Errorf("passkeys: %v", kept)
	}
	p.must(http.StatusNoContent, "pat", "DELETE", at, "", nil)
	p.must(http.StatusUnauthorized, "pat", "GET", "/account/passkeys", "", nil) // every session has ended
}

// cookieOf is the session that an answer opens.
func cookieOf(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	set := w.Result().Cookies()
	if len(set) != 1 {
		t.Fatalf("signing in gave %d: %.300s", w.Code, w.Body)
	}
	return set[0].Value
}

// signed lets a key answer what a ceremony began with.
func signed(t *testing.T, begun map[string]any, answer func(testing.TB, []byte) []byte) (out map[string]any) {
	t.Helper()
	options, err := json.Marshal(begun["options"])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer(t, options), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// contractHours looks at the hours of somebody in an open case, and runs a job
// once more.
func contractHours(t *testing.T, p *probe) {
	shown := 0
	for _, c := range list(p.get(everyRole, "/cases?kind=person&limit=200"), "cases") {
		w, hours := p.send(access.Security, "GET", "/cases/"+text(c, "id")+"/hours", "", nil)
		switch w.Code {
		case http.StatusOK:
			shown++
			if days, _ := hours["days"].([]any); len(days) != 7 || text(hours, "zone") == "" {
				t.Errorf("hours: %v", hours)
			}
		case http.StatusConflict, http.StatusUnprocessableEntity:
			if missing, _ := hours["missing"].([]any); len(missing) == 0 {
				t.Errorf("the hours of a case are refused without a reason: %s", w.Body)
			}
		default:
			t.Errorf("hours gave %d %.300s", w.Code, w.Body)
		}
	}
	if shown == 0 {
		t.Error("nobody's hours are shown")
	}
	all := list(p.get(access.Admin, "/jobs"), "jobs")
	for _, j := range all {
		if s := text(j, "state"); s == "done" || s == "failed" {
			p.must(http.StatusAccepted, access.Admin, "POST", "/jobs/"+text(j, "id")+"/retry", "", nil)
			return
		}
	}
	t.Errorf("no job has ended: %v", all)
}
