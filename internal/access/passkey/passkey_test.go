package passkey_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/access/passkey/passkeytest"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

const origin = "https://daylight.example.com"

// world is a store with two workspaces and a clock that the test moves.
type world struct {
	now   time.Time
	db    *sqlstore.DB
	users *sqlstore.Access
	desk  *passkey.Desk
	log   bytes.Buffer
	made  int
}

// each runs a test on both stores.
func each(t *testing.T, run func(t *testing.T, w *world)) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) { run(t, newWorld(t, store)) })
}

func newWorld(t testing.TB, store *storetest.Store) *world {
	t.Helper()
	w := &world{now: storetest.Now}
	store.Clock = func() time.Time { return w.now }
	w.db = store.Open(t)
	w.users = sqlstore.NewAccess(w.db)
	for _, ws := range []domain.WorkspaceID{"main", "other"} {
		storetest.Workspace(t, w.db, ws)
	}
	w.desk = w.newDesk(t, origin)
	return w
}

var secret = []byte("0123456789abcdef")

func (w *world) newDesk(t testing.TB, origins ...string) *passkey.Desk {
	t.Helper()
	desk, err := passkey.New(passkey.Options{Origins: origins, Secret: secret, Users: w.users, Clock: func() time.Time { return w.now },
		Log: slog.New(slog.NewTextHandler(&w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

// person is an account, of the same id in both workspaces.
type person struct {
	*world
	id, login string
}

func (w *world) person(t testing.TB) *person {
	t.Helper()
	w.made++
	p := &person{w, fmt.Sprintf("u_abcdefghijklmno%d", w.made), fmt.Sprintf("avery.moss%d@corp.example.com", w.made)}
	for _, ws := range []domain.WorkspaceID{"main", "other"} {
		u := &access.User{ID: p.id, Version: 1, Login: p.login, Name: "Avery Moss", CreatedAt: w.now, Grants: []access.Grant{{Role: access.Security, Since: w.now}}}
		if err := w.users.CreateUser(t.Context(), ws, u, access.Change{Action: "user.created", Object: u.ID}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// bare is a session that proved a password only, full one that proved more.
func (p *person) bare(ws domain.WorkspaceID) *access.Actor {
	return &access.Actor{Workspace: ws, ID: p.id, Kind: access.Person, Session: "s_1", SignedIn: p.now}
}

func (p *person) full(ws domain.WorkspaceID) *access.Actor {
	a := p.bare(ws)
	a.Factor, a.Grants = true, []access.Grant{{Role: access.Security}}
	return a
}

func newKey(t testing.TB) *passkeytest.Authenticator {
	t.Helper()
	return passkeytest.New(t, origin, "daylight.example.com")
}

// enrol registers a new authenticator.
func (w *world) enrol(t testing.TB, a *access.Actor, name string, prepare ...func(*passkeytest.Authenticator)) *passkeytest.Authenticator {
	t.Helper()
	id, options, err := w.desk.Begin(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	for _, do := range prepare {
		do(key)
	}
	added, err := w.desk.Add(t.Context(), a, id, key.Register(t, options), name)
	if err != nil {
		t.Fatalf("%v; log: %s", err, w.log.String())
	}
	if !bytes.Equal(added.ID, key.ID) || added.Name != name || !added.CreatedAt.Equal(w.now) || added.Data != nil {
		t.Fatalf("added %+v", added)
	}
	return key
}

// signIn answers a sign-in that names nobody, signInAs one under a login.
func (w *world) signIn(t testing.TB, ws domain.WorkspaceID, key *passkeytest.Authenticator) (*access.User, error) {
	t.Helper()
	id, options, err := w.desk.Ask(ws)
	if err != nil {
		t.Fatal(err)
	}
	return w.desk.SignIn(t.Context(), ws, id, key.Sign(t, options))
}

func (w *world) signInAs(t testing.TB, ws domain.WorkspaceID, login string, key *passkeytest.Authenticator) (*access.User, error) {
	t.Helper()
	id, options, err := w.desk.AskFor(t.Context(), ws, login)
	if err != nil {
		t.Fatal(err)
	}
	return w.desk.SignIn(t.Context(), ws, id, key.Sign(t, options))
}

func (p *person) read(t testing.TB, ws domain.WorkspaceID) *access.User {
	t.Helper()
	u, err := p.users.User(t.Context(), ws, p.id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (p *person) update(t testing.TB, ws domain.WorkspaceID, do func(*access.User)) {
	t.Helper()
	_, err := p.users.UpdateUser(t.Context(), ws, p.id, func(u *access.User) error { do(u); return nil }, access.Change{Action: "test.changed", Object: p.id})
	if err != nil {
		t.Fatal(err)
	}
}

// copyTo gives the account in another workspace the same passkeys.
func (p *person) copyTo(t testing.TB, ws domain.WorkspaceID) {
	t.Helper()
	keys := p.read(t, "main").Passkeys
	p.update(t, ws, func(u *access.User) { u.Passkeys = keys })
}

// actions is what the audit log says of the account, newest first.
func (p *person) actions(t testing.TB, ws domain.WorkspaceID) (out []string) {
	t.Helper()
	found, err := sqlstore.NewAuditStore(p.db).List(t.Context(), ws, audit.Filter{ObjectType: "user", ObjectID: p.id})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		out = append(out, f.Entry.Action)
	}
	return out
}

// TestPasskey: a key that was added signs its owner in, time and again, by
// either way, in its own workspace, and the session it opens has the owner's
// roles.
func TestPasskey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		key := w.enrol(t, p.bare("main"), "blue key")
		for n := range 4 {
			u, err := w.signIn(t, "main", key)
			if n%2 == 1 {
				u, err = w.signInAs(t, "main", " "+strings.ToUpper(p.login), key)
			}
			if err != nil || u.ID != p.id {
				t.Fatalf("%+v (%v); log: %s", u, err, w.log.String())
			}
			_, a, err := access.New(w.users, func() time.Time { return w.now }).Open(t.Context(), "main", u, "test")
			if err != nil || !a.Can(access.ReadCases) {
				t.Errorf("%+v (%v)", a, err)
			}
		}
		if _, err := w.signIn(t, "other", key); !isLogin(err) {
			t.Errorf("in the other workspace: %v", err)
		}
		if _, err := w.signInAs(t, "other", p.login, key); !isLogin(err) {
			t.Errorf("by login in the other workspace: %v", err)
		}
		if got := p.actions(t, "main"); !slices.Equal(got[len(got)-4:], []string{"session.opened", "passkey.used", "passkey.added", "user.created"}) {
			t.Errorf("audit: %v", got)
		}
		if got := p.actions(t, "other"); !slices.Equal(got, []string{"user.created"}) {
			t.Errorf("audit of the other workspace: %v", got)
		}
	})
}

// isLogin reports whether an error tells nothing but that it failed.
func isLogin(err error) bool { return err != nil && err.Error() == access.ErrLogin.Error() }

// TestOptions: what browsers are told asks for a verified user, and a sign-in
// names no account.
func TestOptions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		key := w.enrol(t, p.bare("main"), "blue key")
		_, options, err := w.desk.Begin(t.Context(), p.full("main"))
		if err != nil {
			t.Fatal(err)
		}
		o := passkeytest.Read(t, options)
		if o.RP.ID != "daylight.example.com" || o.AuthenticatorSelection.UserVerification != "required" || o.AuthenticatorSelection.ResidentKey != "preferred" ||
			o.Attestation != "none" || len(o.Challenge) < 22 || len(o.ExcludeCredentials) != 1 || o.ExcludeCredentials[0].ID != passkeytest.B64(key.ID) || o.User.ID != passkeytest.B64([]byte(p.id)) {
			t.Errorf("%s", options)
		}
		_, options, err = w.desk.Ask("main")
		if err != nil {
			t.Fatal(err)
		}
		if o := passkeytest.Read(t, options); o.RPID != "daylight.example.com" || o.UserVerification != "required" || len(o.AllowCredentials) != 0 {
			t.Errorf("%s", options)
		}
	})
}

func TestNewOrigins(t *testing.T) {
	cases := []struct {
		host    string
		origins []string
		want    bool
	}{
		{"", []string{"https://daylight.example.com"}, true},
		{"", []string{"https://daylight.example.com:8443"}, true},
		{"", []string{"http://localhost:8080"}, true},
		{"example.com", []string{"https://daylight.example.com", "https://console.example.com"}, true},
		{"", []string{"https://example.com", "https://daylight.example.com"}, true},
		{"", []string{"https://daylight.example.com", "https://console.example.com"}, false},
		{"example.com", []string{"https://daylightexample.com"}, false},
		{"daylight.example.com", []string{"https://example.com"}, false},
		{"", nil, false},
		{"", []string{""}, false},
		{"", []string{"http://daylight.example.com"}, false},
		{"", []string{"https://192.0.2.1"}, false},
		{"", []string{"https://daylight.example.com/"}, false},
		{"", []string{"https://daylight.example.com#x"}, false},
		{"", []string{"daylight.example.com"}, false},
		{"", []string{"http://localhost.example.com"}, false},
		{"", []string{"https://a@daylight.example.com"}, false},
	}
	for _, c := range cases {
		if _, err := passkey.New(passkey.Options{Origins: c.origins, Host: c.host, Secret: secret, Clock: time.Now}); (err == nil) != c.want {
			t.Errorf("%q %q: %v", c.host, c.origins, err)
		}
	}
	if _, err := passkey.New(passkey.Options{Origins: []string{origin}, Secret: secret[:15], Clock: time.Now}); err == nil {
		t.Error("a short secret is taken")
	}
}

// TestOrigins: with several origins a passkey works at each, and at no other.
func TestOrigins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.desk = w.newDesk(t, "https://example.com", origin)
		key := w.enrol(t, w.person(t).bare("main"), "blue key", func(key *passkeytest.Authenticator) { key.Host = "example.com" })
		for at, want := range map[string]bool{origin: true, "https://example.com": true, "https://other.example.com": false, "http://example.com": false, "https://example.com:8443": false} {
			key.Origin = at
			if _, err := w.signIn(t, "main", key); (err == nil) != want {
				t.Errorf("%s: %v", at, err)
			}
		}
	})
}
