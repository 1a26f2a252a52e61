package access

import (
	"context"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// How long tokens that let somebody in without a password last.
const (
	SetupLife  = 15 * time.Minute
	inviteLife = 24 * time.Hour
)

// NeedsSetup reports whether a workspace has no admin who can sign in.
func (d *Desk) NeedsSetup(ctx context.Context, ws domain.WorkspaceID) (bool, error) {
	list, err := d.store.Users(ctx, ws)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(list, func(u *User) bool { return u.Has(Admin) && u.Active() && (u.Password != "" || u.ready()) }), nil
}

// Setup returns a token by which whoever is at the machine makes the first
// admin, or another when the last one is lost. An earlier one ends.
func (d *Desk) Setup(ctx context.Context, ws domain.WorkspaceID) (token string, err error) {
	token = newSecret("dlsetup_")
	return token, d.store.KeepSetup(ctx, ws, digest(token), d.now().Add(SetupLife), Change{Action: "setup.begun"})
}

// RedeemSetup makes an admin by a setup token.
func (d *Desk) RedeemSetup(ctx context.Context, ws domain.WorkspaceID, token string, in Draft, password string) (*User, error) {
	if err := in.fold(); err != nil {
		return nil, err
	}
	if err := CheckNew(password, in.Login); err != nil {
		return nil, err
	}
	now := d.now()
	u := &User{ID: newID("u_"), Version: 1, Login: in.Login, Name: in.Name, Grants: []Grant{{Admin, now}}, CreatedAt: now,
		Credentials: Credentials{Password: d.cost.Hash(password)}}
	if err := d.store.TakeSetup(ctx, ws, digest(token), now); err != nil {
		return nil, err
	}
	return u, d.store.CreateUser(ctx, ws, u, Change{Action: "user.created", Object: u.ID, Why: "setup"})
}

// invitation returns a token by which a user sets a first password.
func (d *Desk) invitation(ctx context.Context, ws domain.WorkspaceID, user string, by *Actor) (string, error) {
	secret := newSecret("dlinvite_")
	s := Session{ID: newID("s_"), User: user, Digest: digest(secret), Made: d.now(), Seen: d.now(), Invite: true}
	return secret, d.store.CreateSession(ctx, ws, s, Change{By: by, Action: "user.invited", Object: user})
}

// Invitation returns a token for a user who has no password yet.
func (d *Desk) Invitation(ctx context.Context, ws domain.WorkspaceID, user string, by *Actor) (string, error) {
	if !by.Can(ManagePeople) || by.Kind != Person {
		return "", ErrForbidden
	}
	u, err := d.store.User(ctx, ws, user)
	if err != nil {
		return "", err
	}
	if u.Password != "" || u.ready() {
		return "", ErrExists
	}
	return d.invitation(ctx, ws, user, by)
}

// Redeem sets a first password by an invitation, once.
func (d *Desk) Redeem(ctx context.Context, ws domain.WorkspaceID, token, password string) error {
	s, err := d.store.Session(ctx, ws, digest(token))
	if err != nil {
		return err
	}
	if !s.Invite || d.now().Sub(s.Made) > inviteLife {
		return ErrNotFound
	}
	u, err := d.store.User(ctx, ws, s.User)
	if err != nil {
		return err
	}
	if err := CheckNew(password, u.Login); err != nil {
		return err
	}
	hash := d.cost.Hash(password)
	_, err = d.store.UpdateUser(ctx, ws, s.User, func(u *User) error {
		if u.Password != "" {
			return ErrNotFound // somebody was faster
		}
		u.Password = hash
		return nil
	}, Change{Action: "password.set", Object: s.User})
	if err != nil {
		return err
	}
	return d.store.EndSessions(ctx, ws, s.User, s.ID, Change{Action: "session.ended", Object: s.User, Why: "invitation-used"})
}
