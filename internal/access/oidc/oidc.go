// Package oidc signs people in through an OpenID Connect provider: code flow
// with PKCE (RFC 7636), state, nonce and the issuer of RFC 9207.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/once"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Users is where accounts are kept. Changes commit with their audit entries.
type Users interface {
	UserByExternal(ctx context.Context, ws domain.WorkspaceID, external string) (*access.User, error)
	UpdateUser(ctx context.Context, ws domain.WorkspaceID, id string, do func(*access.User) error, c access.Change) (*access.User, error)
}

// Options are what a [Desk] is made of.
type Options struct {
	Issuer   string // as the provider writes it, without a slash more or less
	ClientID string
	Secret   string // "" for a client that has none
	Redirect string // our own address that the provider sends people back to
	Client   *http.Client
	Users    Users
	Clock    func() time.Time
	Log      *slog.Logger // nil for none
}

// Desk signs people in. It is safe for concurrent use. Sign-ins that are under
// way are held in memory: both halves of one must reach the same process.
type Desk struct {
	Options
	open *once.Box[signIn]

	mu       sync.Mutex
	provider *oidc.Provider // nil until it was reached
	failed   error
	retryAt  time.Time
}

// signIn is one under way.
type signIn struct {
	ws                     domain.WorkspaceID
	state, nonce, verifier string
}

// Life is how long somebody has to sign in at the provider.
const Life = 10 * time.Minute

const (
	maxOpen  = 10_000
	retryGap = 10 * time.Second
)

// ErrUnavailable says that the provider cannot be reached, or does not say what
// we need.
var ErrUnavailable = errors.New("the identity provider does not answer as it should")

// New checks the options. The provider is asked when somebody first signs in, so
// that we start without it.
func New(o Options) (*Desk, error) {
	for name, text := range map[string]string{"issuer": o.Issuer, "redirect": o.Redirect} {
		if err := checkAddress(text); err != nil {
			return nil, fmt.Errorf("identity provider: %s %q: %w", name, text, err)
		}
	}
	if o.ClientID == "" {
		return nil, errors.New("identity provider: it has given us no client id")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{Options: o, open: once.New[signIn](o.Clock, Life, maxOpen)}, nil
}

// checkAddress wants HTTPS, except towards this machine.
func checkAddress(text string) error {
	at, err := url.Parse(text)
	if err != nil || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" || strings.ContainsAny(text, " #?") {
		return errors.New("not a plain https address")
	}
	ip, _ := netip.ParseAddr(at.Hostname())
	if at.Scheme == "https" || at.Scheme == "http" && (ip.IsLoopback() || at.Hostname() == "localhost") {
		return nil
	}
	return errors.New("not a plain https address")
}

// External names an account at the provider, as [access.User] keeps it.
func (d *Desk) External(subject string) string { return d.Issuer + " sub:" + subject }

// Invited names somebody whose subject is not known yet. At the first sign-in
// with this mail address, which the provider must have verified, it gives way to
// [Desk.External]. Providers that let people choose their address unchecked do
// not say that it is verified; there, an admin gives the subject.
func (d *Desk) Invited(mail string) string {
	return d.Issuer + " mail:" + strings.ToLower(strings.TrimSpace(mail))
}

// Begin starts a sign-in: address is where the browser goes, and secret stays
// with it in a cookie, which must be SameSite=Lax as the answer comes from
// another site.
func (d *Desk) Begin(ctx context.Context, ws domain.WorkspaceID) (address, secret string, err error) {
	p, err := d.reach(ctx)
	if err != nil {
		return "", "", err
	}
	s := signIn{ws: ws, state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
	return d.client(p).AuthCodeURL(s.state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier)), d.open.Put(s), nil
}

func (d *Desk) client(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: d.ClientID, ClientSecret: d.Secret, Endpoint: p.Endpoint(), RedirectURL: d.Redirect,
		Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail}}
}

// reach returns the provider. After a failure it is left alone for a while.
func (d *Desk) reach(ctx context.Context) (*oidc.Provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider != nil {
		return d.provider, nil
	}
	if d.Clock().Before(d.retryAt) {
		return nil, d.failed
	}
	p, err := d.discover(ctx)
	if err != nil {
		d.failed, d.retryAt = fmt.Errorf("%w: %w", ErrUnavailable, err), d.Clock().Add(retryGap)
		return nil, d.failed
	}
	d.provider = p
	return p, nil
}

func (d *Desk) discover(ctx context.Context) (*oidc.Provider, error) {
	p, err := oidc.NewProvider(d.with(ctx), d.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s about itself: %w", d.Issuer, err)
	}
	var says struct {
		Methods []string `json:"code_challenge_methods_supported"`
	}
	if err := p.Claims(&says); err != nil {
		return nil, fmt.Errorf("read what %s says of itself: %w", d.Issuer, err)
	}
	if len(says.Methods) > 0 && !slices.Contains(says.Methods, "S256") {
		return nil, fmt.Errorf("%s does not know PKCE with S256", d.Issuer)
	}
	for _, a := range []string{p.Endpoint().AuthURL, p.Endpoint().TokenURL} {
		if err := checkEndpoint(a); err != nil {
			return nil, fmt.Errorf("%s names the address %q: %w", d.Issuer, a, err)
		}
	}
	return p, nil
}

// checkEndpoint is [checkAddress] for addresses that may carry a query.
func checkEndpoint(text string) error {
	plain, _, _ := strings.Cut(text, "?")
	return checkAddress(plain)
}

func (d *Desk) with(ctx context.Context) context.Context { return oidc.ClientContext(ctx, d.Client) }

// Reply is what the browser brings back in the address of its request.
type Reply struct {
	State, Code string
	Issuer      string // iss, RFC 9207; "" when it is missing
	Error       string
}

// SignIn checks a reply against the secret in the browser's cookie and returns
// whom it proves, for [access.Desk.Open]. Whatever is wrong about the reply
// gives [access.ErrLogin]; only a provider out of reach gives [ErrUnavailable].
func (d *Desk) SignIn(ctx context.Context, ws domain.WorkspaceID, secret string, in Reply) (*access.User, error) {
	s, ok := d.open.Take(secret)
	switch {
	case !ok:
		return nil, d.refuse(ctx, "not begun here, or too late")
	case s.ws != ws:
		return nil, d.refuse(ctx, "begun in another workspace")
	case !same(s.state, in.State):
		return nil, d.refuse(ctx, "state")
	case in.Error != "" || in.Code == "":
		return nil, d.refuse(ctx, "no code")
	}
	p, err := d.reach(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.checkIssuer(p, in.Issuer); err != nil {
		return nil, d.refuse(ctx, "issuer of the reply")
	}
	token, err := d.client(p).Exchange(d.with(ctx), in.Code, oauth2.VerifierOption(s.verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < 500 {
		return nil, d.refuse(ctx, "code")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: exchange a code: %w", ErrUnavailable, err)
	}
	id, why := d.verify(ctx, p, token, s.nonce)
	if why != "" {
		return nil, d.refuse(ctx, why)
	}
	return d.find(ctx, ws, p, token, id)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// checkIssuer refuses a reply that another provider sent (RFC 9207).
func (d *Desk) checkIssuer(p *oidc.Provider, issuer string) error {
	var says struct {
		Sends bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := p.Claims(&says); err != nil {
		return err
	}
	if issuer != d.Issuer && (issuer != "" || says.Sends) {
		return errors.New("another issuer")
	}
	return nil
}

// claims are what we read of an ID token, and of what the provider says of its
// users. Everything else in there stays unread.
type claims struct {
	Mail     string `json:"email"`
	Verified bool   `json:"email_verified"`
	Party    string `json:"azp"`
}

// identity is whom an ID token proves.
type identity struct {
	subject string
	claims
}

// verify checks an ID token as OpenID Connect Core, section 3.1.3.7, wants it,
// and returns why it is refused.
func (d *Desk) verify(ctx context.Context, p *oidc.Provider, token *oauth2.Token, nonce string) (id identity, why string) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return id, "no id token"
	}
	t, err := p.VerifierContext(d.with(ctx), &oidc.Config{ClientID: d.ClientID, Now: d.Clock}).Verify(d.with(ctx), raw)
	if err != nil {
		return id, "id token"
	}
	if err := t.Claims(&id.claims); err != nil {
		return id, "claims"
	}
	id.subject = t.Subject
	switch {
	case !same(t.Nonce, nonce):
		return id, "nonce"
	case t.Subject == "" || len(t.Subject) > 255:
		return id, "subject"
	case id.Party != "" && id.Party != d.ClientID, len(t.Audience) > 1 && id.Party == "":
		return id, "authorized party"
	case t.AccessTokenHash != "" && t.VerifyAccessToken(token.AccessToken) != nil:
		return id, "access token"
	}
	return id, ""
}

// find returns the account of an identity. Nobody gets one by signing in.
func (d *Desk) find(ctx context.Context, ws domain.WorkspaceID, p *oidc.Provider, token *oauth2.Token, id identity) (*access.User, error) {
	u, err := d.Users.UserByExternal(ctx, ws, d.External(id.subject))
	if errors.Is(err, access.ErrNotFound) {
		u, err = d.bind(ctx, ws, p, token, id)
	}
	switch {
	case errors.Is(err, access.ErrNotFound), errors.Is(err, access.ErrExists):
		return nil, d.refuse(ctx, "no account")
	case err != nil:
		return nil, err
	case !u.Active():
		return nil, d.refuse(ctx, "account shut")
	}
	return u, nil
}

// bind gives an invited account to who comes with its verified mail address.
func (d *Desk) bind(ctx context.Context, ws domain.WorkspaceID, p *oidc.Provider, token *oauth2.Token, id identity) (*access.User, error) {
	if id.Mail == "" && p.UserInfoEndpoint() != "" {
		info, err := p.UserInfo(d.with(ctx), oauth2.StaticTokenSource(token))
		if err != nil {
			return nil, fmt.Errorf("%w: ask who signed in: %w", ErrUnavailable, err)
		}
		if info.Subject != id.subject {
			return nil, access.ErrNotFound // section 5.3.2: it is about somebody else
		}
		id.Mail, id.Verified = info.Email, info.EmailVerified
	}
	if id.Mail == "" || !id.Verified {
		return nil, access.ErrNotFound
	}
	invited := d.Invited(id.Mail)
	u, err := d.Users.UserByExternal(ctx, ws, invited)
	if err != nil {
		return nil, err
	}
	return d.Users.UpdateUser(ctx, ws, u.ID, func(u *access.User) error {
		if u.External != invited || !u.Active() {
			return access.ErrNotFound
		}
		u.External, u.Bound = d.External(id.subject), d.Clock().UTC()
		return nil
	}, access.Change{Action: "identity.bound", Object: u.ID})
}

// refuse logs what was wrong and tells nothing of it to the browser.
func (d *Desk) refuse(ctx context.Context, why string) error {
	d.Log.InfoContext(ctx, "sign-in by the identity provider refused", "why", why)
	return access.ErrLogin
}
