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
	CreateUser(ctx context.Context, ws domain.WorkspaceID, u *access.User, c access.Change) error
	EndSessions(ctx context.Context, ws domain.WorkspaceID, user, id string, c access.Change) error
	UpdateUser(ctx context.Context, ws domain.WorkspaceID, id string, do func(*access.User) error, c access.Change) (*access.User, error)
}

// Options are what a [Desk] is made of.
type Options struct {
	Issuer   string // as the provider writes it, without a slash more or less
	ClientID string
	Secret   string // "" for a client that has none
	Redirect string // our own address that the provider sends people back to
	// Domains are mail domains of the company: no invitation is taken, and no
	// account made, by an address of another. None for no bounds.
	Domains []string
	// Claim names the claim that lists somebody's groups, "groups" for "", and
	// Groups what roles each gives. Where there are any, they are all the roles
	// that somebody of the provider has, and a member without an account gets one.
	Claim  string
	Groups map[string][]access.Role
	// Loopback allows a provider on this machine over plain HTTP.
	Loopback bool
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
	provider *provider // nil until it was reached
	failed   error
	retryAt  time.Time
}

// signIn is one under way.
type signIn struct {
	ws                             domain.WorkspaceID
	state, nonce, verifier, goesTo string
}

// provider is what a provider says of itself, and its keys, which are asked for
// again when a token names one that is unknown.
type provider struct {
	*oidc.Provider
	keys oidc.KeySet
}

// Life is how long somebody has to sign in at the provider.
const Life = 10 * time.Minute

const (
	maxOpen      = 10_000
	retryGap     = 10 * time.Second
	discoverTime = 10 * time.Second // for all that a provider says of itself
)

// ErrUnavailable says that the provider cannot be reached, or does not say what
// we need.
var ErrUnavailable = errors.New("the identity provider does not answer as it should")

// New checks the options. The provider is asked when somebody first signs in, so
// that we start without it.
func New(o Options) (*Desk, error) {
	if err := checkAddress(o.Issuer, o.Loopback); err != nil {
		return nil, fmt.Errorf("identity provider: issuer %q: %w", o.Issuer, err)
	}
	if err := checkAddress(o.Redirect, true); err != nil {
		return nil, fmt.Errorf("identity provider: redirect %q: %w", o.Redirect, err)
	}
	for group, roles := range o.Groups {
		for _, r := range roles {
			if !slices.Contains(access.Roles(), r) {
				return nil, fmt.Errorf("identity provider: group %q gives the role %q, which there is not", group, r)
			}
		}
	}
	if o.Claim == "" {
		o.Claim = "groups"
	}
	if o.ClientID == "" {
		return nil, errors.New("identity provider: it has given us no client id")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{Options: o, open: once.New[signIn](o.Clock, Life, maxOpen)}, nil
}

// checkAddress wants HTTPS, except towards this machine where that is allowed.
func checkAddress(text string, loopback bool) error {
	at, err := url.Parse(text)
	if err != nil || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" || strings.ContainsAny(text, " #?") {
		return errors.New("not a plain https address")
	}
	ip, _ := netip.ParseAddr(at.Hostname())
	if at.Scheme == "https" || loopback && at.Scheme == "http" && (ip.IsLoopback() || at.Hostname() == "localhost") {
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
// another site. goesTo is handed back by [Desk.SignIn].
func (d *Desk) Begin(ctx context.Context, ws domain.WorkspaceID, goesTo string) (address, secret string, err error) {
	p, err := d.reach(ctx)
	if err != nil {
		return "", "", err
	}
	s := signIn{ws: ws, state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier(), goesTo: goesTo}
	return d.client(p).AuthCodeURL(s.state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier)), d.open.Put(s), nil
}

func (d *Desk) client(p *provider) *oauth2.Config {
	return &oauth2.Config{ClientID: d.ClientID, ClientSecret: d.Secret, Endpoint: p.Endpoint(), RedirectURL: d.Redirect,
		Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail}}
}

// reach returns the provider. After a failure it is left alone for a while.
func (d *Desk) reach(ctx context.Context) (*provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider != nil {
		return d.provider, nil
	}
	if d.Clock().Before(d.retryAt) {
		return nil, d.failed
	}
	// Others wait for the answer too: whoever asked first may leave.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discoverTime)
	defer cancel()
	p, err := d.discover(ctx)
	if err != nil {
		d.failed, d.retryAt = fmt.Errorf("%w: %w", ErrUnavailable, err), d.Clock().Add(retryGap)
		return nil, d.failed
	}
	d.provider = p
	return p, nil
}

func (d *Desk) discover(ctx context.Context) (*provider, error) {
	p, err := oidc.NewProvider(d.with(ctx), d.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s about itself: %w", d.Issuer, err)
	}
	var says struct {
		Methods []string `json:"code_challenge_methods_supported"`
		Keys    string   `json:"jwks_uri"`
	}
	if err := p.Claims(&says); err != nil {
		return nil, fmt.Errorf("read what %s says of itself: %w", d.Issuer, err)
	}
	if len(says.Methods) > 0 && !slices.Contains(says.Methods, "S256") {
		return nil, fmt.Errorf("%s does not know PKCE with S256", d.Issuer)
	}
	used := []string{p.Endpoint().AuthURL, p.Endpoint().TokenURL, says.Keys}
	if info := p.UserInfoEndpoint(); info != "" {
		used = append(used, info)
	}
	for _, a := range used {
		if err := d.checkEndpoint(a); err != nil {
			return nil, fmt.Errorf("%s names the address %q: %w", d.Issuer, a, err)
		}
	}
	return &provider{p, oidc.NewRemoteKeySet(d.with(context.WithoutCancel(ctx)), says.Keys)}, nil
}

// checkEndpoint is [checkAddress] for addresses that may carry a query.
func (d *Desk) checkEndpoint(text string) error {
	plain, _, _ := strings.Cut(text, "?")
	return checkAddress(plain, d.Loopback)
}

func (d *Desk) with(ctx context.Context) context.Context { return oidc.ClientContext(ctx, d.Client) }

// Reply is what the browser brings back in the address of its request.
type Reply struct {
	State, Code string
	Issuer      string // iss, RFC 9207; "" when it is missing
	Error       string
}

// SignIn checks a reply against the secret in the browser's cookie and returns
// whom it proves, for [access.Desk.Open], and what [Desk.Begin] was given.
// Whatever is wrong about the reply gives [access.ErrLogin]; only a provider out
// of reach gives [ErrUnavailable].
func (d *Desk) SignIn(ctx context.Context, ws domain.WorkspaceID, secret string, in Reply) (u *access.User, goesTo string, err error) {
	s, ok := d.open.Take(secret)
	switch {
	case !ok:
		return nil, "", d.refuse(ctx, "not begun here, or too late")
	case s.ws != ws:
		return nil, "", d.refuse(ctx, "begun in another workspace")
	case !same(s.state, in.State):
		return nil, "", d.refuse(ctx, "state")
	case in.Error != "" || in.Code == "":
		return nil, "", d.refuse(ctx, "no code")
	}
	u, err = d.redeem(ctx, s, in)
	return u, s.goesTo, err
}

// redeem asks the provider whom a code stands for, and finds the account.
func (d *Desk) redeem(ctx context.Context, s signIn, in Reply) (*access.User, error) {
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
	id, why, err := d.verify(ctx, p, token, s.nonce)
	switch {
	case err != nil:
		return nil, err
	case why != "":
		return nil, d.refuse(ctx, why)
	}
	return d.find(ctx, s.ws, p, token, id)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// checkIssuer refuses a reply that another provider sent (RFC 9207).
func (d *Desk) checkIssuer(p *provider, issuer string) error {
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

// refuse logs what was wrong and tells nothing of it to the browser.
func (d *Desk) refuse(ctx context.Context, why string) error {
	d.Log.InfoContext(ctx, "sign-in by the identity provider refused", "why", why)
	return access.ErrLogin
}
