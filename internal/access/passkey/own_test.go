package passkey_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/access/passkey/passkeytest"
)

// TestAddRefuses: who may not add a passkey, and which answers are not taken.
func TestAddRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		token := p.full("main")
		token.Kind = access.Token
		if _, _, err := w.desk.Begin(t.Context(), token); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("a program: %v", err)
		}
		stranger := p.bare("main")
		stranger.ID = "u_nobody"
		if _, _, err := w.desk.Begin(t.Context(), stranger); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		begun, options, err := w.desk.Begin(t.Context(), p.bare("main")) // before the account has a factor
		if err != nil {
			t.Fatal(err)
		}
		w.enrol(t, p.bare("main"), "blue key")
		if _, _, err := w.desk.Begin(t.Context(), p.bare("main")); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("by the password only: %v", err)
		}
		if _, err := w.desk.Add(t.Context(), p.bare("main"), begun, newKey(t).Register(t, options), "late"); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("begun by the password only, before: %v", err)
		}
		p.update(t, "main", func(u *access.User) { u.External = "https://id.example.com sub:1" })
		if _, _, err := w.desk.Begin(t.Context(), p.full("main")); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("beside an identity provider: %v", err)
		}
		p.update(t, "main", func(u *access.User) { u.External, u.Disabled = "", w.now })
		if _, _, err := w.desk.Begin(t.Context(), p.full("main")); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a shut account: %v", err)
		}
	})
}

// TestAnswersRefused changes one thing at a time about a registration.
func TestAnswersRefused(t *testing.T) {
	cases := map[string]func(w *world, k *passkeytest.Authenticator){
		"other site":      func(_ *world, k *passkeytest.Authenticator) { k.Origin = "https://daylight.example.net" },
		"plain http":      func(_ *world, k *passkeytest.Authenticator) { k.Origin = "http://daylight.example.com" },
		"other host":      func(_ *world, k *passkeytest.Authenticator) { k.Host = "daylight.example.net" },
		"other challenge": func(_ *world, k *passkeytest.Authenticator) { k.Challenge = passkeytest.B64(make([]byte, 32)) },
		"other ceremony":  func(_ *world, k *passkeytest.Authenticator) { k.Kind = "webauthn.get" },
		"nobody there":    func(_ *world, k *passkeytest.Authenticator) { k.Flags = passkeytest.UserVerified },
		"not verified":    func(_ *world, k *passkeytest.Authenticator) { k.Flags = passkeytest.UserPresent },
		"late":            func(w *world, _ *passkeytest.Authenticator) { w.now = w.now.Add(passkey.Life) },
	}
	each(t, func(t *testing.T, w *world) {
		for name, spoil := range cases {
			p, key := w.person(t), newKey(t)
			id, options, err := w.desk.Begin(t.Context(), p.bare("main"))
			if err != nil {
				t.Fatal(err)
			}
			spoil(w, key)
			if _, err := w.desk.Add(t.Context(), p.bare("main"), id, key.Register(t, options), "x"); !isLogin(err) {
				t.Errorf("%s: %v", name, err)
			}
			if got := p.actions(t, "main"); !slices.Equal(got, []string{"user.created"}) || len(p.read(t, "main").Passkeys) > 0 {
				t.Errorf("%s: audit %v", name, got)
			}
		}
		p, somebody := w.person(t), w.person(t)
		for name, who := range map[string]*access.Actor{"other workspace": p.full("other"), "somebody else": somebody.full("main"), "a program": {Workspace: "main", ID: p.id, Kind: access.Token}} {
			id, options, err := w.desk.Begin(t.Context(), p.full("main"))
			if err != nil {
				t.Fatal(err)
			}
			answer := newKey(t).Register(t, options)
			if _, err := w.desk.Add(t.Context(), who, id, answer, "x"); !isLogin(err) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := w.desk.Add(t.Context(), p.full("main"), id, answer, "x"); !isLogin(err) {
				t.Errorf("%s, and then its owner: %v", name, err)
			}
		}
	})
}

// TestKept: what is kept signs in, tells no model of a device, and holds no id
// twice.
func TestKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		model := []byte("a model of a key")
		key := w.enrol(t, p.bare("main"), "blue key", func(k *passkeytest.Authenticator) { k.Model = model })
		for range 2 {
			kept := p.read(t, "main").Passkeys[0].Data
			if bytes.Contains(kept, []byte(passkeytest.B64(model)[:20])) || bytes.Contains(kept, []byte("authData")) || len(kept) > 700 {
				t.Errorf("kept: %s", kept)
			}
			if _, err := w.signIn(t, "main", key); err != nil {
				t.Fatal(err)
			}
		}
		id, options, err := w.desk.Begin(t.Context(), p.full("main"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.Add(t.Context(), p.full("main"), id, key.Register(t, options), "again"); !errors.Is(err, access.ErrExists) {
			t.Errorf("the same key twice: %v", err)
		}
	})
}

// TestTooMany stops at the eleventh passkey.
func TestTooMany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		for range passkey.MaxPasskeys - 1 {
			w.enrol(t, p.full("main"), "next")
		}
		id, options, err := w.desk.Begin(t.Context(), p.full("main"))
		if err != nil {
			t.Fatal(err)
		}
		w.enrol(t, p.full("main"), "tenth")
		if _, err := w.desk.Add(t.Context(), p.full("main"), id, newKey(t).Register(t, options), "eleventh"); !errors.Is(err, passkey.ErrTooMany) {
			t.Errorf("one more, begun before: %v", err)
		}
		if _, _, err := w.desk.Begin(t.Context(), p.full("main")); !errors.Is(err, passkey.ErrTooMany) {
			t.Errorf("one more: %v", err)
		}
	})
}

// TestNames: a name is text of up to 60 characters, and a wrong one costs no new
// ceremony.
func TestNames(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		id, options, err := w.desk.Begin(t.Context(), p.bare("main"))
		if err != nil {
			t.Fatal(err)
		}
		key := newKey(t)
		answer := key.Register(t, options)
		bad := []string{"", " ", strings.Repeat("é", 61), "a\x1bb", "a\nb", "\xff"}
		for _, name := range bad {
			if _, err := w.desk.Add(t.Context(), p.bare("main"), id, answer, name); !errors.Is(err, passkey.ErrName) {
				t.Errorf("%q: %v", name, err)
			}
		}
		if _, err := w.desk.Add(t.Context(), p.bare("main"), id, answer, " "+strings.Repeat("é", 60)+" "); err != nil {
			t.Fatal(err)
		}
		for _, name := range bad {
			if err := w.desk.Rename(t.Context(), p.full("main"), key.ID, name); !errors.Is(err, passkey.ErrName) {
				t.Errorf("%q: %v", name, err)
			}
		}
		rename := func(a *access.Actor, id []byte, want error) {
			t.Helper()
			if err := w.desk.Rename(t.Context(), a, id, "work phone"); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		token := p.full("main")
		token.Kind = access.Token
		rename(token, key.ID, access.ErrForbidden)
		rename(p.bare("main"), key.ID, access.ErrForbidden)
		rename(p.full("other"), key.ID, access.ErrNotFound)
		rename(w.person(t).full("main"), key.ID, access.ErrNotFound)
		rename(p.full("main"), []byte("x"), access.ErrNotFound)
		rename(p.full("main"), key.ID, nil)
		list, err := w.desk.List(t.Context(), p.full("main"))
		if err != nil || len(list) != 1 || list[0].Name != "work phone" || list[0].Data != nil || !bytes.Equal(list[0].ID, key.ID) {
			t.Errorf("%+v (%v)", list, err)
		}
		if list, err := w.desk.List(t.Context(), p.full("other")); err != nil || len(list) != 0 {
			t.Errorf("in the other workspace: %+v (%v)", list, err)
		}
		if got := p.actions(t, "main"); got[0] != "passkey.renamed" {
			t.Errorf("audit: %v", got)
		}
	})
}

// TestRemove lets nobody shut themselves out, no half session remove keys, and
// ends what a removed key has opened.
func TestRemove(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		first := w.enrol(t, p.bare("main"), "first")
		second := w.enrol(t, p.full("main"), "second")
		people := access.New(w.users, func() time.Time { return w.now })
		open := func() string {
			t.Helper()
			secret, _, err := people.Open(t.Context(), "main", p.read(t, "main"), "test")
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		session := open()
		remove := func(a *access.Actor, id []byte, want error) {
			t.Helper()
			if err := w.desk.Remove(t.Context(), a, id); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		remove(p.bare("main"), first.ID, access.ErrForbidden)
		remove(p.full("other"), first.ID, access.ErrNotFound)
		remove(w.person(t).full("main"), first.ID, access.ErrNotFound)
		if _, err := people.Actor(t.Context(), "main", session); err != nil {
			t.Errorf("a removal that was refused ended a session: %v", err)
		}
		remove(p.full("main"), first.ID, nil)
		if _, err := people.Actor(t.Context(), "main", session); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a session after the removal: %v", err)
		}
		if got := p.actions(t, "main"); !slices.Equal(got[:2], []string{"session.ended", "passkey.removed"}) {
			t.Errorf("audit: %v", got)
		}
		remove(p.full("main"), first.ID, access.ErrNotFound)
		remove(p.full("main"), second.ID, passkey.ErrLastWay)
		p.update(t, "main", func(u *access.User) { u.Password = "x" })
		remove(p.full("main"), second.ID, passkey.ErrLastWay)
		p.update(t, "main", func(u *access.User) { u.TOTP = "x" })
		remove(p.full("main"), second.ID, nil)
		if _, err := w.signIn(t, "main", second); !isLogin(err) {
			t.Errorf("a removed passkey signs in: %v", err)
		}
	})
}

// TestAuthenticatorBeside: the password alone enrols no authenticator beside a
// passkey, for that would be a way round it.
func TestAuthenticatorBeside(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		people := access.New(w.users, func() time.Time { return w.now })
		if _, err := people.BeginTOTP(t.Context(), p.bare("main")); err != nil {
			t.Errorf("before there is a factor: %v", err)
		}
		w.enrol(t, p.bare("main"), "blue key")
		if _, err := people.BeginTOTP(t.Context(), p.bare("main")); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("by the password only: %v", err)
		}
		if _, err := people.FinishTOTP(t.Context(), p.bare("main"), "000000"); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("begun before: %v", err)
		}
		if _, err := people.BeginTOTP(t.Context(), p.full("main")); err != nil {
			t.Errorf("by a passkey: %v", err)
		}
	})
}
