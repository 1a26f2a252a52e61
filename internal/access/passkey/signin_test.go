package passkey_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/access/passkey/passkeytest"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestSignInRefuses changes one thing at a time about a sign-in that works.
func TestSignInRefuses(t *testing.T) {
	cases := map[string]func(t *testing.T, p *person, key *passkeytest.Authenticator){
		"other site": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) {
			key.Origin = "https://daylight.example.net"
		},
		"plain http": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) {
			key.Origin = "http://daylight.example.com"
		},
		"other port": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.Origin = origin + ":8443" },
		"other host": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.Host = "daylight.example.net" },
		"other challenge": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) {
			key.Challenge = passkeytest.B64(make([]byte, 32))
		},
		"no challenge":   func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.Challenge = "AA" },
		"other ceremony": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.Kind = "webauthn.create" },
		"nobody there":   func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.Flags = passkeytest.UserVerified },
		"not verified":   func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.Flags = passkeytest.UserPresent },
		"unknown key":    func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.ID = make([]byte, 32) },
		"unknown user":   func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.User = []byte("u_nobody") },
		"no text":        func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.User = []byte("u_\xff") },
		"zero byte":      func(_ *testing.T, _ *person, key *passkeytest.Authenticator) { key.User = []byte("u_\x00") },
		"signature": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) {
			key.Tamper = func(_, _, signature []byte) { signature[len(signature)-1] ^= 1 }
		},
		"what was signed": func(_ *testing.T, _ *person, key *passkeytest.Authenticator) {
			key.Tamper = func(_, data, _ []byte) { data[len(data)-1]++ }
		},
		"other key pair": func(t *testing.T, _ *person, key *passkeytest.Authenticator) {
			fresh, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			key.Key = fresh
		},
		"somebody else's key": func(t *testing.T, p *person, key *passkeytest.Authenticator) {
			theirs := p.enrol(t, p.person(t).bare("main"), "red key")
			key.ID, key.Key = theirs.ID, theirs.Key
		},
		"key for somebody else": func(t *testing.T, p *person, key *passkeytest.Authenticator) {
			somebody := p.person(t)
			p.enrol(t, somebody.bare("main"), "red key")
			key.User = []byte(somebody.id)
		},
		"disabled": func(t *testing.T, p *person, _ *passkeytest.Authenticator) {
			p.update(t, "main", func(u *access.User) { u.Disabled = p.now })
		},
		"moved to an identity provider": func(t *testing.T, p *person, _ *passkeytest.Authenticator) {
			p.update(t, "main", func(u *access.User) { u.External = "https://id.example.com sub:" + p.id })
		},
		"removed": func(t *testing.T, p *person, key *passkeytest.Authenticator) {
			p.update(t, "main", func(u *access.User) { u.Passkeys = nil })
		},
	}
	each(t, func(t *testing.T, w *world) {
		for name, spoil := range cases {
			p := w.person(t)
			key := w.enrol(t, p.bare("main"), "blue key")
			spoil(t, p, key)
			if u, err := w.signIn(t, "main", key); !isLogin(err) {
				t.Errorf("%s: %+v (%v)", name, u, err)
			}
			if u, err := w.signInAs(t, "main", p.login, key); !isLogin(err) {
				t.Errorf("%s, by login: %+v (%v)", name, u, err)
			}
			if slices.Contains(p.actions(t, "main"), "passkey.used") {
				t.Errorf("%s: the audit log says that it was used", name)
			}
		}
		if strings.Contains(strings.ToLower(w.log.String()), "avery") {
			t.Errorf("the log names somebody: %s", w.log.String())
		}
	})
}

// TestCeremonies: each challenge is good for one answer, of its own kind, in
// its workspace, for five minutes.
func TestCeremonies(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		key := w.enrol(t, p.bare("main"), "blue key")
		key.Step = 0 // so that a counter refuses nothing here
		p.update(t, "main", func(u *access.User) {
			u.Passkeys[0].Data = []byte(strings.Replace(string(u.Passkeys[0].Data), `"signCount":1`, `"signCount":0`, 1))
		})
		key.Counter = 0
		p.copyTo(t, "other") // so that only the workspace is wrong about an answer there
		asks := map[string]func() (string, []byte, error){
			"unnamed": func() (string, []byte, error) { return w.desk.Ask("main") },
			"named":   func() (string, []byte, error) { return w.desk.AskFor(t.Context(), "main", p.login) },
		}
		for kind, ask := range asks {
			begin := func() (string, []byte) {
				id, options, err := ask()
				if err != nil {
					t.Fatal(err)
				}
				return id, key.Sign(t, options)
			}
			refused := func(name string, ws domain.WorkspaceID, id string, answer []byte) {
				t.Helper()
				if _, err := w.desk.SignIn(t.Context(), ws, id, answer); !isLogin(err) {
					t.Errorf("%s, %s: %v", kind, name, err)
				}
			}
			id, answer := begin()
			if _, err := w.desk.SignIn(t.Context(), "main", id, answer); err != nil {
				t.Fatal(err)
			}
			refused("replayed", "main", id, answer)
			refused("unknown", "main", "", answer)
			next, _ := begin()
			refused("replayed under another challenge", "main", next, answer)
			id, answer = begin()
			refused("other workspace", "other", id, answer)
			refused("after a wrong try", "main", id, answer)
			id, _ = begin()
			refused("no JSON", "main", id, []byte("{"))
			id, answer = begin()
			refused("too long", "main", id, slices.Concat([]byte("{"), bytes.Repeat([]byte(" "), 64<<10), answer[1:]))
			id, answer = begin()
			w.now = w.now.Add(passkey.Life)
			refused("late", "main", id, answer)

			id, options, err := w.desk.Begin(t.Context(), p.full("main"))
			if err != nil {
				t.Fatal(err)
			}
			refused("begun as a registration", "main", id, key.Sign(t, options))
			if id, options, err = ask(); err != nil {
				t.Fatal(err)
			}
			if _, err := w.desk.Add(t.Context(), p.full("main"), id, newKey(t).Register(t, options), "second"); !isLogin(err) {
				t.Errorf("%s: registered by a sign-in: %v", kind, err)
			}
		}
	})
}

// TestTogether: of one answer that is sent many times at once, one signs in.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key := w.enrol(t, w.person(t).bare("main"), "blue key")
		id, options, err := w.desk.Ask("main")
		if err != nil {
			t.Fatal(err)
		}
		answer := key.Sign(t, options)
		var in atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := w.desk.SignIn(t.Context(), "main", id, answer); err == nil {
					in.Add(1)
				} else if !isLogin(err) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("%d signed in", in.Load())
		}
	})
}

// TestClone: a counter that goes back is refused and noted; synced passkeys,
// which count nothing, are not.
func TestClone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.person(t)
		key := w.enrol(t, p.bare("main"), "blue key")
		copied := *key
		for range 2 {
			if _, err := w.signIn(t, "main", key); err != nil {
				t.Fatal(err)
			}
		}
		before := p.read(t, "main").Version
		for range 2 { // below the counter, and equal to it
			if _, err := w.signIn(t, "main", &copied); !isLogin(err) {
				t.Errorf("a copy signs in: %v", err)
			}
		}
		want := []string{"passkey.refused", "passkey.refused", "passkey.used", "passkey.used", "passkey.added", "user.created"}
		if got := p.actions(t, "main"); !slices.Equal(got, want) || p.read(t, "main").Version != before {
			t.Errorf("audit: %v", got)
		}
		if _, err := w.signIn(t, "main", key); err != nil {
			t.Errorf("its owner, afterwards: %v", err)
		}
		synced := w.enrol(t, p.full("main"), "phone", func(k *passkeytest.Authenticator) { k.Step = 0 })
		for range 2 {
			if _, err := w.signIn(t, "main", synced); err != nil {
				t.Errorf("a synced passkey: %v", err)
			}
		}
	})
}

// TestNoHandle: a security key that does not tell whom it belongs to signs in
// under its owner's login, and under no other.
func TestNoHandle(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, somebody := w.person(t), w.person(t)
		key := w.enrol(t, p.bare("main"), "old key")
		w.enrol(t, somebody.bare("main"), "red key")
		key.User = nil
		if u, err := w.signInAs(t, "main", p.login, key); err != nil || u.ID != p.id {
			t.Errorf("%+v (%v); log: %s", u, err, w.log.String())
		}
		for _, login := range []string{somebody.login, "nobody@corp.example.com", ""} {
			if _, err := w.signInAs(t, "main", login, key); !isLogin(err) {
				t.Errorf("as %q: %v", login, err)
			}
		}
		if _, err := w.signIn(t, "main", key); !isLogin(err) {
			t.Errorf("without a login: %v", err)
		}
	})
}

// TestNobodyIsTold: what a login gets is of the same form and stays the same,
// whether somebody has it or not.
func TestNobodyIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, without, moved, shut := w.person(t), w.person(t), w.person(t), w.person(t)
		keys := []string{passkeytest.B64(w.enrol(t, p.bare("main"), "one").ID), passkeytest.B64(w.enrol(t, p.full("main"), "two").ID)}
		unused := []string{passkeytest.B64(w.enrol(t, moved.bare("main"), "three").ID), passkeytest.B64(w.enrol(t, shut.bare("main"), "four").ID)}
		moved.update(t, "main", func(u *access.User) { u.External = "https://id.example.com sub:1" })
		shut.update(t, "main", func(u *access.User) { u.Disabled = w.now })
		ask := func(desk *passkey.Desk, ws domain.WorkspaceID, login string) (ids []string) {
			t.Helper()
			_, options, err := desk.AskFor(t.Context(), ws, login)
			if err != nil {
				t.Fatal(err)
			}
			o := passkeytest.Read(t, options)
			if o.RPID != "daylight.example.com" || o.UserVerification != "required" || len(o.AllowCredentials) < 1 || len(o.AllowCredentials) > passkey.MaxPasskeys {
				t.Errorf("%q: %s", login, options)
			}
			for _, c := range o.AllowCredentials {
				if ids = append(ids, c.ID); c.Transports != nil {
					t.Errorf("%q: %s", login, options)
				}
			}
			return ids
		}
		if got := ask(w.desk, "main", p.login); !slices.Equal(got, keys) {
			t.Errorf("%v, want %v", got, keys)
		}
		restarted := w.newDesk(t, origin)
		seen, counts := map[string]bool{}, map[int]bool{}
		for n := range 40 {
			login := fmt.Sprintf("nobody%d@corp.example.com", n)
			switch n {
			case 0:
				login = without.login
			case 1:
				login = moved.login
			case 2:
				login = shut.login
			}
			ids := ask(w.desk, "main", login)
			if again := ask(restarted, "main", " "+strings.ToUpper(login)); !slices.Equal(ids, again) {
				t.Errorf("%q: %v, then %v", login, ids, again)
			}
			if slices.Equal(ids, ask(w.desk, "other", login)) || seen[ids[0]] || slices.Contains(keys, ids[0]) || slices.Contains(unused, ids[0]) {
				t.Errorf("%q: %v is not its own", login, ids)
			}
			seen[ids[0]], counts[len(ids)] = true, true
		}
		if !counts[1] || !counts[2] {
			t.Errorf("numbers of made-up passkeys: %v", counts)
		}
	})
}

// TestEveryBit: no bit of what is signed, or of the signature, can be another.
func TestEveryBit(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	key := w.enrol(t, w.person(t).bare("main"), "blue key")
	rapid.Check(t, func(r *rapid.T) {
		part, at := rapid.IntRange(0, 2).Draw(r, "part"), rapid.IntRange(0, 1<<16).Draw(r, "bit")
		key.Tamper = func(client, data, signature []byte) {
			b := [][]byte{client, data, signature}[part]
			b[at/8%len(b)] ^= 1 << (at % 8)
		}
		if u, err := w.signIn(t, "main", key); !isLogin(err) {
			r.Errorf("%+v (%v)", u, err)
		}
		key.Tamper = nil
		if _, err := w.signIn(t, "main", key); err != nil {
			r.Fatal(err)
		}
	})
}

// TestHostileAnswers: no answer that nobody signed is taken, whatever it holds.
func TestHostileAnswers(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	p := w.person(t)
	key := w.enrol(t, p.bare("main"), "blue key")
	_, options, err := w.desk.Begin(t.Context(), p.full("main"))
	if err != nil {
		t.Fatal(err)
	}
	answers := [][]byte{key.Sign(t, options), newKey(t).Register(t, options)} // to another challenge
	rapid.Check(t, func(r *rapid.T) {
		answer := slices.Clone(rapid.SampledFrom(answers).Draw(r, "answer"))
		for range rapid.IntRange(0, 4).Draw(r, "edits") {
			from := rapid.IntRange(0, len(answer)).Draw(r, "from")
			to := rapid.IntRange(from, min(from+8, len(answer))).Draw(r, "to")
			answer = slices.Replace(answer, from, to, rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(r, "with")...)
		}
		id, _, err := w.desk.Ask("main")
		if err != nil {
			r.Fatal(err)
		}
		if u, err := w.desk.SignIn(t.Context(), "main", id, answer); !isLogin(err) {
			r.Errorf("signed in %+v (%v)", u, err)
		}
		if id, _, err = w.desk.Begin(t.Context(), p.full("main")); err != nil {
			r.Fatal(err)
		}
		if added, err := w.desk.Add(t.Context(), p.full("main"), id, answer, "x"); !isLogin(err) {
			r.Errorf("added %+v (%v)", added, err)
		}
	})
}
