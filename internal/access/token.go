package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// APIToken lets a program in. Its secret is shown once.
type APIToken struct {
	ID      string
	Name    string
	Digest  []byte
	Scopes  []Action
	By      string // user id
	Made    time.Time
	Expires time.Time
	Seen    time.Time
	Revoked time.Time
}

// MaxTokenLife is the longest that a token lasts.
const MaxTokenLife = 366 * 24 * time.Hour

// tokenScopes are what a program may do. Deciding is for people.
var tokenScopes = []Action{Ingest, ReadChecks, ReadSubjects, ReadRules, ReadSources, ReadOverview, ReadAudit, ManageSources}

// TokenScopes lists what a token may be given.
func TokenScopes() []Action { return slices.Clone(tokenScopes) }

// MakeToken makes a token for a program and returns its secret.
func (d *Desk) MakeToken(ctx context.Context, a *Actor, name string, scopes []Action, life time.Duration) (secret string, t APIToken, err error) {
	name = strings.TrimSpace(name)
	switch {
	case !a.Can(ManageTokens) || a.Kind != Person:
		return "", t, ErrForbidden
	case name == "" || len(name) > 100:
		return "", t, errors.New("a token's name is 1 to 100 characters")
	case life <= 0 || life > MaxTokenLife:
		return "", t, fmt.Errorf("a token lasts up to %d days", MaxTokenLife/(24*time.Hour))
	case len(scopes) == 0:
		return "", t, errors.New("a token needs a scope")
	}
	for _, s := range scopes {
		if !slices.Contains(tokenScopes, s) {
			return "", t, fmt.Errorf("scope %q: %w", s, ErrForbidden)
		}
	}
	secret, now := newSecret("dlt_"), d.now()
	t = APIToken{ID: newID("t_"), Name: name, Digest: digest(secret), Scopes: slices.Clone(scopes), By: a.ID, Made: now, Expires: now.Add(life)}
	return secret, t, d.store.CreateToken(ctx, a.Workspace, t, Change{By: a, Action: "token.made", Object: t.ID})
}

// Tokens lists tokens without their secrets.
func (d *Desk) Tokens(ctx context.Context, ws domain.WorkspaceID) ([]APIToken, error) {
	return d.store.Tokens(ctx, ws)
}

// RevokeToken ends a token at once.
func (d *Desk) RevokeToken(ctx context.Context, a *Actor, id string) error {
	if !a.Can(ManageTokens) {
		return ErrForbidden
	}
	return d.store.RevokeToken(ctx, a.Workspace, id, d.now(), Change{By: a, Action: "token.revoked", Object: id})
}

// Program returns who holds a token's secret.
func (d *Desk) Program(ctx context.Context, ws domain.WorkspaceID, secret string) (*Actor, error) {
	t, err := d.store.Token(ctx, ws, digest(secret))
	if err != nil {
		return nil, err
	}
	now := d.now()
	if !t.Revoked.IsZero() || !now.Before(t.Expires) {
		return nil, ErrNotFound
	}
	if now.Sub(t.Seen) >= touchEvery {
		if err := d.store.TouchToken(ctx, ws, t.ID, now); err != nil {
			return nil, err
		}
	}
	return &Actor{Workspace: ws, ID: t.ID, Kind: Token, Scopes: t.Scopes, SignedIn: t.Made}, nil
}
