package oidc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/wire"
)

// liar is a provider that says whatever a test wants: no honest one signs wrong
// tokens.
type liar struct {
	*httptest.Server
	key       *ecdsa.PrivateKey
	says      map[string]any // of itself
	token     string         // the ID token that it gives for any code
	info      map[string]any // what it says of who signed in
	down      atomic.Bool
	keys      *oidctest.Server
	keysDown  atomic.Bool
	keysAsked atomic.Int32
	asked     atomic.Int32
}

func newLiar(t *testing.T) *liar {
	t.Helper()
	l := &liar{key: newKey(t)}
	l.keys = &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: l.key.Public(), KeyID: "k", Algorithm: "ES256"}}}
	answer := func(w http.ResponseWriter, v any) {
		data, err := wire.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(data)
	}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.asked.Add(1)
		switch {
		case l.down.Load():
			w.WriteHeader(http.StatusBadGateway)
		case r.URL.Path == "/.well-known/openid-configuration":
			answer(w, l.says)
		case r.URL.Path == "/token":
			answer(w, map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": l.token})
		case r.URL.Path == "/info":
			answer(w, l.info)
		case r.URL.Path == "/keys" && l.keysDown.Load():
			w.WriteHeader(http.StatusBadGateway)
		default:
			if r.URL.Path == "/keys" {
				l.keysAsked.Add(1)
			}
			l.keys.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(l.Close)
	l.keys.SetIssuer(l.URL)
	l.says = map[string]any{"issuer": l.URL, "authorization_endpoint": l.URL + "/auth", "token_endpoint": l.URL + "/token", "jwks_uri": l.URL + "/keys",
		"userinfo_endpoint": l.URL + "/info", "id_token_signing_alg_values_supported": []string{"ES256"}}
	return l
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func query(t *testing.T, address string) url.Values {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return at.Query()
}

// state begins another sign-in and returns its state.
func (l *liar) state(t *testing.T, w *world) string {
	t.Helper()
	address, _ := w.begin(t, "main")
	return query(t, address).Get("state")
}

// claims are those of a good token.
func (l *liar) claims(nonce string) map[string]any {
	return map[string]any{"iss": l.URL, "aud": "web", "sub": "id1", "nonce": nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
}

// sign makes a token of claims.
func (l *liar) sign(t *testing.T, claims map[string]any) string {
	t.Helper()
	return oidctest.SignIDToken(l.key, "k", "ES256", marshal(t, claims))
}

func marshal(t *testing.T, claims map[string]any) string {
	t.Helper()
	data, err := wire.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// signIn has the liar give a token for a fresh sign-in.
func (l *liar) signIn(t *testing.T, w *world, token func(nonce string) string) (*access.User, error) {
	t.Helper()
	address, secret := w.begin(t, "main")
	q := query(t, address)
	l.token = token(q.Get("nonce"))
	u, _, err := w.desk.SignIn(t.Context(), "main", secret, oidc.Reply{State: q.Get("state"), Code: "x"})
	return u, err
}

// TestTokens changes one thing at a time about a token that is taken.
func TestTokens(t *testing.T) {
	l := newLiar(t)
	w := newWorld(t, l.URL)
	w.update(t, "main", func(u *access.User) { u.External = w.desk.External("id1") })
	set := func(name string, v any) func(string) string {
		return func(nonce string) string {
			c := l.claims(nonce)
			if c[name] = v; v == nil {
				delete(c, name)
			}
			return l.sign(t, c)
		}
	}
	for name, token := range map[string]func(string) string{
		"good": func(nonce string) string { return l.sign(t, l.claims(nonce)) },
		"two audiences, our party": func(nonce string) string {
			c := l.claims(nonce)
			c["aud"], c["azp"] = []string{"web", "x"}, "web"
			return l.sign(t, c)
		},
		"hash of access token": set("at_hash", atHash("at")),
	} {
		if u, err := l.signIn(t, w, token); err != nil || u.ID != userID {
			t.Errorf("%s: %+v (%v); log: %s", name, u, err, w.log.String())
		}
	}
	for name, token := range map[string]func(string) string{
		"other nonce":           set("nonce", "AAAAAAAAAAAAAAAAAAAAAAAAAA"),
		"no nonce":              set("nonce", nil),
		"other audience":        set("aud", "somebody"),
		"two audiences":         set("aud", []string{"web", "somebody"}),
		"other party":           set("azp", "somebody"),
		"other issuer":          set("iss", "https://id.example.net"),
		"run out":               set("exp", time.Now().Add(-time.Minute).Unix()),
		"no subject":            set("sub", ""),
		"other access token":    set("at_hash", atHash("other")),
		"somebody else":         set("sub", "id2"),
		"subject of other case": set("sub", "ID1"),
		"other key":             func(nonce string) string { return (&liar{Server: l.Server, key: newKey(t)}).sign(t, l.claims(nonce)) },
		"no signature":          func(nonce string) string { return unsigned(t, l.claims(nonce)) },
		"no token":              func(string) string { return "" },
		"half a token":          func(nonce string) string { return l.sign(t, l.claims(nonce))[:80] },
		"claims changed after": func(nonce string) string {
			return forged(t, l.sign(t, with(l.claims(nonce), "sub", "id2")), l.claims(nonce))
		},
		"verified is not a bool": set("email_verified", 1),
	} {
		if u, err := l.signIn(t, w, token); err == nil || err.Error() != access.ErrLogin.Error() {
			t.Errorf("%s: %+v (%v)", name, u, err)
		}
	}
}

func with(c map[string]any, name string, v any) map[string]any {
	c = maps.Clone(c)
	c[name] = v
	return c
}

// TestBinding: an invitation is taken by a mail address only where the provider
// has verified it, and by one person only.
func TestBinding(t *testing.T) {
	const mail = "avery.moss@corp.example.com"
	for name, c := range map[string]struct {
		claims, info map[string]any
		bound        bool
	}{
		"verified":               {claims: map[string]any{"email": mail, "email_verified": true}, bound: true},
		"verified, as a text":    {claims: map[string]any{"email": mail, "email_verified": "true"}, bound: true},
		"not verified, a text":   {claims: map[string]any{"email": mail, "email_verified": "false"}},
		"verified, other case":   {claims: map[string]any{"email": "Avery.Moss@corp.example.com", "email_verified": true}, bound: true},
		"said when asked":        {info: map[string]any{"sub": "id1", "email": mail, "email_verified": true}, bound: true},
		"not verified":           {claims: map[string]any{"email": mail, "email_verified": false}},
		"nothing said":           {claims: map[string]any{"email": mail}},
		"other address":          {claims: map[string]any{"email": "b@corp.example.com", "email_verified": true}},
		"asked, not verified":    {info: map[string]any{"sub": "id1", "email": mail}},
		"asked, of another":      {info: map[string]any{"sub": "id2", "email": mail, "email_verified": true}},
		"asked, nothing said":    {info: map[string]any{"sub": "id1"}},
		"address only as a name": {claims: map[string]any{"preferred_username": mail, "name": mail, "email_verified": true}, info: map[string]any{"sub": "id1"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLiar(t)
			w := newWorld(t, l.URL)
			w.update(t, "main", func(u *access.User) { u.External = w.desk.Invited(mail) })
			l.info = c.info
			_, err := l.signIn(t, w, func(nonce string) string {
				claims := l.claims(nonce)
				maps.Copy(claims, c.claims)
				return l.sign(t, claims)
			})
			want := w.desk.Invited(mail)
			if c.bound {
				want = w.desk.External("id1")
			}
			if got := w.external(t, "main"); (err == nil) != c.bound || got != want {
				t.Errorf("known as %q (%v)", got, err)
			}
			if !c.bound {
				return
			}
			// A second person with the same address finds nothing.
			_, err = l.signIn(t, w, func(nonce string) string {
				return l.sign(t, with(with(with(l.claims(nonce), "sub", "id2"), "email", mail), "email_verified", true))
			})
			if !errors.Is(err, access.ErrLogin) {
				t.Errorf("taken twice: %v", err)
			}
		})
	}
}

// TestDiscovery refuses providers that would weaken the flow.
func TestDiscovery(t *testing.T) {
	for name, c := range map[string]struct {
		field string
		value any
		want  bool
	}{
		"as it is":           {"x", "y", true},
		"S256":               {"code_challenge_methods_supported", []string{"plain", "S256"}, true},
		"plain PKCE only":    {"code_challenge_methods_supported", []string{"plain"}, false},
		"other issuer":       {"issuer", "https://id.example.net", false},
		"clear text token":   {"token_endpoint", "http://id.example.net/token", false},
		"clear text keys":    {"jwks_uri", "http://id.example.net/keys", false},
		"no keys":            {"jwks_uri", "", false},
		"clear text info":    {"userinfo_endpoint", "http://id.example.net/info", false},
		"script as an entry": {"authorization_endpoint", "javascript:alert(1)", false},
	} {
		l := newLiar(t)
		l.says[c.field] = c.value
		w := newWorld(t, l.URL)
		if _, _, err := w.desk.Begin(t.Context(), "main", ""); (err == nil) != c.want || err != nil && !errors.Is(err, oidc.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestIssuerOfReply: a provider that says it names itself in replies must.
func TestIssuerOfReply(t *testing.T) {
	l := newLiar(t)
	l.says["authorization_response_iss_parameter_supported"] = true
	w := newWorld(t, l.URL)
	w.update(t, "main", func(u *access.User) { u.External = w.desk.External("id1") })
	for issuer, want := range map[string]bool{l.URL: true, "": false, "https://id.example.net": false} {
		address, secret := w.begin(t, "main")
		q := query(t, address)
		l.token = l.sign(t, l.claims(q.Get("nonce")))
		_, _, err := w.desk.SignIn(t.Context(), "main", secret, oidc.Reply{State: q.Get("state"), Code: "x", Issuer: issuer})
		if (err == nil) != want || err != nil && !errors.Is(err, access.ErrLogin) {
			t.Errorf("%q: %v", issuer, err)
		}
	}
}

func unsigned(t *testing.T, claims map[string]any) string {
	t.Helper()
	data, err := wire.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	return fmt.Sprintf("%s.%s.", b64([]byte(`{"alg":"none","typ":"JWT"}`)), b64(data))
}

// forged puts claims between the head and the signature of another token.
func forged(t *testing.T, token string, claims map[string]any) string {
	t.Helper()
	data, err := wire.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(token, ".")
	parts[1] = base64.RawURLEncoding.EncodeToString(data)
	return strings.Join(parts, ".")
}

// atHash is the left half of a token's SHA-256 (OpenID Connect Core, 3.1.3.6).
func atHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
