package oidc_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

const (
	redirect = "https://daylight.example.com/api/v1/oidc/callback"
	userID   = "u_abcdefghijklmnop"
)

// world is a store with one account of the same id in each of two workspaces.
type world struct {
	late  time.Duration // by how much our clock is ahead of the provider's
	db    *sqlstore.DB
	users *sqlstore.Access
	desk  *oidc.Desk
	log   bytes.Buffer
}

func newWorld(t *testing.T, issuer string) *world {
	t.Helper()
	w := &world{}
	store := storetest.SQLite(t)
	store.Clock = func() time.Time { return time.Now().Add(w.late) }
	w.db = store.Open(t)
	w.users = sqlstore.NewAccess(w.db)
	for _, ws := range []domain.WorkspaceID{"main", "other"} {
		storetest.Workspace(t, w.db, ws)
		u := &access.User{ID: userID, Version: 1, Login: "avery.moss@corp.example.com", Name: "Avery Moss", CreatedAt: time.Now()}
		if err := w.users.CreateUser(t.Context(), ws, u, access.Change{Action: "user.created", Object: u.ID}); err != nil {
			t.Fatal(err)
		}
	}
	desk, err := oidc.New(oidc.Options{Issuer: issuer, ClientID: "web", Secret: "secret", Redirect: redirect, Loopback: true, Users: w.users,
		Client: &http.Client{Timeout: 10 * time.Second}, Clock: store.Clock, Log: slog.New(slog.NewTextHandler(&w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	w.desk = desk
	return w
}

func (w *world) update(t *testing.T, ws domain.WorkspaceID, do func(*access.User)) {
	t.Helper()
	_, err := w.users.UpdateUser(t.Context(), ws, userID, func(u *access.User) error { do(u); return nil }, access.Change{Action: "test.changed", Object: userID})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) external(t *testing.T, ws domain.WorkspaceID) string {
	t.Helper()
	u, err := w.users.User(t.Context(), ws, userID)
	if err != nil {
		t.Fatal(err)
	}
	return u.External
}

func (w *world) begin(t *testing.T, ws domain.WorkspaceID) (address, secret string) {
	t.Helper()
	address, secret, err := w.desk.Begin(t.Context(), ws, "")
	if err != nil {
		t.Fatal(err)
	}
	return address, secret
}

func reply(q url.Values) oidc.Reply {
	return oidc.Reply{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")}
}

// TestProvider signs people in through a real provider in another process: an
// invited one, who is known by the subject from then on, and nobody else.
func TestProvider(t *testing.T) {
	issuer := startProvider(t)
	w := newWorld(t, issuer)
	w.update(t, "main", func(u *access.User) { u.External = w.desk.Invited("Test-User@zitadel.ch ") })

	address, secret := w.begin(t, "main")
	u, _, err := w.desk.SignIn(t.Context(), "main", secret, reply(browse(t, address, "test-user@localhost")))
	if err != nil || u.ID != userID {
		t.Fatalf("%+v (%v); log: %s", u, err, w.log.String())
	}
	if got := w.external(t, "main"); got != issuer+" sub:id1" {
		t.Errorf("known as %q", got)
	}
	address, secret = w.begin(t, "main")
	if u, _, err := w.desk.SignIn(t.Context(), "main", secret, reply(browse(t, address, "test-user@localhost"))); err != nil || u.ID != userID {
		t.Errorf("the second time: %+v (%v)", u, err)
	}
	address, secret = w.begin(t, "main")
	if u, _, err := w.desk.SignIn(t.Context(), "main", secret, reply(browse(t, address, "test-user2"))); !errors.Is(err, access.ErrLogin) {
		t.Errorf("somebody without an account: %+v (%v)", u, err)
	}
	address, secret = w.begin(t, "other")
	if u, _, err := w.desk.SignIn(t.Context(), "other", secret, reply(browse(t, address, "test-user@localhost"))); !errors.Is(err, access.ErrLogin) {
		t.Errorf("in a workspace that did not invite them: %+v (%v)", u, err)
	}
	w.update(t, "main", func(u *access.User) { u.Disabled = time.Now() })
	address, secret = w.begin(t, "main")
	if u, _, err := w.desk.SignIn(t.Context(), "main", secret, reply(browse(t, address, "test-user@localhost"))); !errors.Is(err, access.ErrLogin) {
		t.Errorf("a shut account: %+v (%v)", u, err)
	}
	found, err := sqlstore.NewAuditStore(w.db).List(t.Context(), "main", audit.Filter{Action: "identity.bound"})
	if err != nil || len(found) != 1 || found[0].Entry.Object.ID != userID {
		t.Errorf("audit: %+v (%v)", found, err)
	}
	if strings.Contains(w.log.String(), "zitadel.ch") || strings.Contains(w.log.String(), "id1") {
		t.Errorf("the log names somebody: %s", w.log.String())
	}
}

// TestReplies: what the real provider answers is good once, with the state and
// the cookie it was asked with, and only with the verifier that we hold.
func TestReplies(t *testing.T) {
	issuer := startProvider(t)
	w := newWorld(t, issuer)
	for _, ws := range []domain.WorkspaceID{"main", "other"} {
		w.update(t, ws, func(u *access.User) { u.External = w.desk.External("id1") })
	}
	refused := func(name string, ws domain.WorkspaceID, secret string, in oidc.Reply) {
		t.Helper()
		if u, _, err := w.desk.SignIn(t.Context(), ws, secret, in); err == nil || err.Error() != access.ErrLogin.Error() {
			t.Errorf("%s: %+v (%v)", name, u, err)
		}
	}
	fresh := func() (string, oidc.Reply) {
		address, secret := w.begin(t, "main")
		q, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"state", "nonce", "code_challenge"} {
			if len(q.Query().Get(want)) < 22 {
				t.Errorf("%s has %d characters", want, len(q.Query().Get(want)))
			}
		}
		if q.Query().Get("code_challenge_method") != "S256" || q.Query().Get("response_type") != "code" || strings.Contains(address, secret) {
			t.Errorf("asked by %s", address)
		}
		return secret, reply(browse(t, address, "test-user@localhost"))
	}

	secret, in := fresh()
	refused("no cookie", "main", "", in)
	refused("other cookie", "main", "AAAAAAAAAAAAAAAAAAAAAAAAAA", in)
	if _, _, err := w.desk.SignIn(t.Context(), "main", secret, in); err != nil {
		t.Fatalf("%v; log: %s", err, w.log.String())
	}
	refused("replayed", "main", secret, in)

	secret, in = fresh()
	in.State += "A"
	refused("other state", "main", secret, in)
	secret, in = fresh()
	refused("other workspace", "other", secret, in)
	secret, in = fresh()
	in.Code = "AAAA"
	refused("made up code", "main", secret, in)
	secret, in = fresh()
	in.Issuer = "https://id.example.net"
	refused("other issuer", "main", secret, in)
	secret, in = fresh()
	refused("an error", "main", secret, oidc.Reply{State: in.State, Error: "access_denied"})
	secret, in = fresh()
	w.late = oidc.Life
	refused("late", "main", secret, in)
	w.late = 0

	// The victim's browser brings a stolen code: the verifier is not theirs.
	_, stolen := fresh()
	secret, in = fresh()
	in.Code = stolen.Code
	refused("code of another sign-in", "main", secret, in)
	if n := strings.Count(w.log.String(), "why=code"); n != 2 {
		t.Errorf("the provider refused %d codes: %s", n, w.log.String())
	}
}

// TestUnavailable: a provider out of reach is told apart from a wrong reply, is
// not asked again at once, and works when it is back.
func TestUnavailable(t *testing.T) {
	l := newLiar(t)
	w := newWorld(t, l.URL)
	l.down.Store(true)
	for range 3 {
		if _, _, err := w.desk.Begin(t.Context(), "main", ""); !errors.Is(err, oidc.ErrUnavailable) {
			t.Errorf("%v", err)
		}
	}
	if n := l.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	l.down.Store(false)
	w.late = 11 * time.Second
	_, secret := w.begin(t, "main")
	l.down.Store(true)
	if _, _, err := w.desk.SignIn(t.Context(), "main", secret, oidc.Reply{State: l.state(t, w), Code: "x"}); !errors.Is(err, access.ErrLogin) {
		t.Errorf("a state of another sign-in: %v", err)
	}
	address, secret := w.begin(t, "main")
	if _, _, err := w.desk.SignIn(t.Context(), "main", secret, oidc.Reply{State: query(t, address).Get("state"), Code: "x"}); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("a provider that is down: %v", err)
	}
}

func TestNewAddresses(t *testing.T) {
	for issuer, want := range map[string]bool{
		"https://id.example.com": true, "https://id.example.com/realms/corp": true, "http://localhost:9000": true, "http://127.0.0.1:9000": true,
		"http://id.example.com": false, "https://id.example.com?x=1": false, "https://a:b@id.example.com": false, "https://id.example.com#x": false,
		"": false, "id.example.com": false, "file:///etc/passwd": false,
	} {
		_, err := oidc.New(oidc.Options{Issuer: issuer, ClientID: "web", Redirect: redirect, Loopback: true, Clock: time.Now})
		if (err == nil) != want {
			t.Errorf("%q: %v", issuer, err)
		}
	}
	if _, err := oidc.New(oidc.Options{Issuer: "http://localhost:9000", ClientID: "web", Redirect: redirect, Clock: time.Now}); err == nil {
		t.Error("plain HTTP that nobody allowed")
	}
	if _, err := oidc.New(oidc.Options{Issuer: "https://id.example.com", Redirect: redirect}); err == nil {
		t.Error("no client id")
	}
}

// TestNames: a subject cannot be chosen so that it reads as an invitation.
func TestNames(t *testing.T) {
	d, err := oidc.New(oidc.Options{Issuer: "https://id.example.com", ClientID: "web", Redirect: redirect, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{d.External("mail:a@example.com"), d.Invited("a@example.com"), d.External("a@example.com"), d.Invited("sub:a@example.com")}
	slices.Sort(names)
	if len(slices.Compact(names)) != 4 {
		t.Errorf("%v", names)
	}
}
