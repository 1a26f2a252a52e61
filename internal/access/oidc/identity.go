package oidc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
)

// claims are what we read of an ID token, and of what the provider says of its
// users, besides the groups. Everything else in there stays unread.
type claims struct {
	Mail     string  `json:"email"`
	Verified boolean `json:"email_verified"`
	Name     string  `json:"name"`
	Party    string  `json:"azp"`
}

// boolean also reads "true", as some providers write it.
type boolean bool

// UnmarshalJSON refuses anything but a boolean, or one in quotes.
func (b *boolean) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true", `"true"`:
		*b = true
	case "false", `"false"`, "null":
		*b = false
	default:
		return errors.New("not a boolean")
	}
	return nil
}

// identity is whom an ID token proves.
type identity struct {
	subject string
	groups  []string
	claims
}

// outage remembers that the keys could not be had, which the library says of a
// token as it says that its signature is wrong.
type outage struct {
	oidc.KeySet
	err error
}

// VerifySignature is that of the keys inside.
func (o *outage) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := o.KeySet.VerifySignature(ctx, token)
	if err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		o.err = err
	}
	return payload, err
}

// verify checks an ID token as OpenID Connect Core, section 3.1.3.7, wants it,
// and returns why it is refused; err says that the provider cannot be asked.
func (d *Desk) verify(ctx context.Context, p *provider, token *oauth2.Token, nonce string) (id identity, why string, err error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return id, "no id token", nil
	}
	keys := &outage{KeySet: p.keys}
	var says struct {
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
	}
	if err := p.Claims(&says); err != nil {
		return id, "", fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	t, err := oidc.NewVerifier(d.Issuer, keys, &oidc.Config{ClientID: d.ClientID, Now: d.Clock, SupportedSigningAlgs: signing(says.Algorithms)}).Verify(d.with(ctx), raw)
	switch {
	case keys.err != nil:
		return id, "", fmt.Errorf("%w: ask for its keys: %w", ErrUnavailable, keys.err)
	case err != nil:
		return id, "id token", nil
	}
	all := map[string]any{}
	if t.Claims(&id.claims) != nil || t.Claims(&all) != nil {
		return id, "claims", nil
	}
	id.subject, id.groups = t.Subject, texts(all[d.Claim])
	switch {
	case !same(t.Nonce, nonce):
		why = "nonce"
	case t.Subject == "" || len(t.Subject) > 255:
		why = "subject"
	case id.Party != "" && id.Party != d.ClientID, len(t.Audience) > 1 && id.Party == "":
		why = "authorized party"
	case t.AccessTokenHash != "" && t.VerifyAccessToken(token.AccessToken) != nil:
		why = "access token"
	}
	return id, why, nil
}

// signing keeps the algorithms with public keys: "none", and those by which the
// client's secret signs, prove nothing about the provider.
func signing(says []string) []string {
	good := []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}
	says = slices.DeleteFunc(slices.Clone(says), func(a string) bool { return !slices.Contains(good, a) })
	if len(says) == 0 {
		return []string{oidc.RS256} // what every provider must know
	}
	return says
}

// texts reads a claim that is a list of texts, or one.
func texts(claim any) (out []string) {
	switch c := claim.(type) {
	case string:
		return []string{c}
	case []any:
		for _, x := range c {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// find returns the account of an identity, with the roles that its groups give.
// Nobody gets an account by signing in, but for members of such groups.
func (d *Desk) find(ctx context.Context, ws domain.WorkspaceID, p *provider, token *oauth2.Token, id identity) (*access.User, error) {
	u, err := d.Users.UserByExternal(ctx, ws, d.External(id.subject))
	if errors.Is(err, access.ErrNotFound) {
		u, err = d.bind(ctx, ws, p, token, &id)
	}
	if errors.Is(err, access.ErrNotFound) {
		u, err = d.admit(ctx, ws, id)
	}
	switch {
	case errors.Is(err, access.ErrNotFound), errors.Is(err, access.ErrExists):
		return nil, d.refuse(ctx, "no account")
	case err != nil:
		return nil, err
	case !u.Active():
		return nil, d.refuse(ctx, "account shut")
	}
	return d.follow(ctx, ws, u, id)
}

// known reports whether the provider vouches for a mail address of ours.
func (d *Desk) known(id *identity) bool {
	_, host, _ := strings.Cut(strings.ToLower(id.Mail), "@")
	return id.Mail != "" && bool(id.Verified) &&
		(len(d.Domains) == 0 || slices.ContainsFunc(d.Domains, func(x string) bool { return strings.EqualFold(x, host) }))
}

// bind gives an invited account to who comes with its verified mail address.
func (d *Desk) bind(ctx context.Context, ws domain.WorkspaceID, p *provider, token *oauth2.Token, id *identity) (*access.User, error) {
	if id.Mail == "" && p.UserInfoEndpoint() != "" {
		info, err := p.UserInfo(d.with(ctx), oauth2.StaticTokenSource(token))
		if err != nil {
			return nil, fmt.Errorf("%w: ask who signed in: %w", ErrUnavailable, err)
		}
		if info.Subject != id.subject {
			return nil, access.ErrNotFound // section 5.3.2: it is about somebody else
		}
		id.Mail, id.Verified = info.Email, boolean(info.EmailVerified)
	}
	if !d.known(id) {
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
		u.External, u.Bound = d.External(id.subject), d.now()
		return nil
	}, access.Change{Action: "identity.bound", Object: u.ID})
}

func (d *Desk) now() time.Time { return d.Clock().UTC().Truncate(time.Microsecond) }

// roles are those that groups give, in the order of [access.Roles].
func (d *Desk) roles(groups []string) (out []access.Role) {
	for _, r := range access.Roles() {
		if slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(d.Groups[g], r) }) {
			out = append(out, r)
		}
	}
	return out
}

// admit makes an account for a member of a group that gives a role. Who has a
// local account of the same address stays with that.
func (d *Desk) admit(ctx context.Context, ws domain.WorkspaceID, id identity) (*access.User, error) {
	if len(d.roles(id.groups)) == 0 || !d.known(&id) {
		return nil, access.ErrNotFound
	}
	now, login := d.now(), strings.ToLower(strings.TrimSpace(id.Mail))
	u := &access.User{ID: "u_" + strings.ToLower(rand.Text()), Version: 1, Login: login, Name: id.Name,
		External: d.External(id.subject), Bound: now, CreatedAt: now}
	if u.Name == "" {
		u.Name = login
	}
	return u, d.Users.CreateUser(ctx, ws, u, access.Change{Action: "user.created", Object: u.ID, Why: "identity-provider"})
}

// follow gives an account the roles of its groups, where groups give roles, and
// takes the others. Sessions with a role that was taken end.
func (d *Desk) follow(ctx context.Context, ws domain.WorkspaceID, u *access.User, id identity) (*access.User, error) {
	want := d.roles(id.groups)
	held := map[access.Role]bool{}
	for _, g := range u.Grants {
		held[g.Role] = true
	}
	lost := slices.DeleteFunc(slices.Sorted(maps.Keys(held)), func(r access.Role) bool { return slices.Contains(want, r) })
	same := len(lost) == 0 && len(held) == len(want)
	if len(d.Groups) == 0 {
		same, lost = true, nil
	}
	if same && !u.Bound.IsZero() {
		return u, nil
	}
	u, err := d.Users.UpdateUser(ctx, ws, u.ID, func(u *access.User) error {
		if u.Bound.IsZero() { // an admin gave the subject; now it is proved
			u.Bound = d.now()
		}
		if len(d.Groups) == 0 {
			return nil
		}
		u.Grants = slices.DeleteFunc(u.Grants, func(g access.Grant) bool { return !slices.Contains(want, g.Role) })
		for _, r := range want {
			if !u.Has(r) {
				u.Grants = append(u.Grants, access.Grant{Role: r, Since: d.now()})
			}
		}
		return nil
	}, access.Change{Action: "identity.followed", Object: u.ID, Details: map[string]string{"roles": join(want), "lost": join(lost)}})
	if err != nil || len(lost) == 0 {
		return u, err
	}
	return u, d.Users.EndSessions(ctx, ws, u.ID, "", access.Change{Action: "session.ended", Object: u.ID, Why: "role-lost"})
}

func join(roles []access.Role) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return strings.Join(out, "+")
}
