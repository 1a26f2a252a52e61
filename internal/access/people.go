package access

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/daylight-hq/daylight/internal/domain"
)

// User is a person with an account.
type User struct {
	ID        string
	Version   int
	Login     string // mail address, in lower case
	Name      string
	Grants    []Grant
	Clients   []string  // end clients the person is confined to; none for no bounds
	External  string    // account at an identity provider, or an invitation of one, or ""
	Bound     time.Time // when the provider first proved External; zero for an invitation
	Disabled  time.Time
	CreatedAt time.Time
	Credentials
}

// Credentials are what a person proves to be themselves by. They are sealed
// where they are kept and shown to nobody.
type Credentials struct {
	Password string   // argon2id hash, or ""
	TOTP     string   // base32 secret, or "" until one is enrolled
	Pending  string   // secret that is being enrolled
	LastStep int64    // time step of the code used last: none is used twice
	Recovery [][]byte // digests of unused recovery codes
	Passkeys []Passkey
}

// Passkey is one WebAuthn credential, as the library encodes it.
type Passkey struct {
	ID        []byte
	Name      string
	Data      []byte
	CreatedAt time.Time
}

// Has reports whether the user holds a role.
func (u *User) Has(r Role) bool {
	return slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Role == r })
}

// Active reports whether the user may sign in.
func (u *User) Active() bool { return u.Disabled.IsZero() }

// ready reports whether the user has proved a second factor, or signs in where
// somebody else sees to that.
func (u *User) ready() bool { return u.TOTP != "" || len(u.Passkeys) > 0 || u.External != "" }

// MayEnrol reports whether a session may add a factor to its owner's account, or
// change one. Where a factor is enrolled, the session must have proved one, and
// a session that has not acts under no role: somebody who knows no more than the
// password could otherwise bring a factor of their own.
func (u *User) MayEnrol(a *Actor) bool {
	return u.TOTP == "" && len(u.Passkeys) == 0 && u.External == "" || a.Factor
}

// Fresh is how long after signing in a session may change what its owner signs
// in by: whoever finds an open browser cannot make a way in of their own.
const Fresh = 15 * time.Minute

// CheckFresh refuses a session that was opened longer than [Fresh] ago.
func (a *Actor) CheckFresh(now time.Time) error {
	if now.Sub(a.SignedIn) > Fresh {
		return ErrNotFresh
	}
	return nil
}

// Proposal is a change to somebody's account that a second admin must agree to.
type Proposal struct {
	ID     string
	User   string
	What   ProposalKind
	Role   Role // for a role
	By     string
	At     time.Time
	Reason string
}

// ProposalKind says what is proposed.
type ProposalKind string

// Kinds of proposals.
const (
	GiveRole         ProposalKind = "give-role"
	ResetCredentials ProposalKind = "reset-credentials"
)

// adminAge is how long an admin has been one before agreeing to anything: nobody
// makes up a second admin on the spot.
const adminAge = 24 * time.Hour

// proposalLife is how long a proposal can be agreed to.
const proposalLife = 7 * 24 * time.Hour

// Change says, for the audit log, who does what to whom. It holds no personal
// values.
type Change struct {
	By      *Actor // nil: the machine itself
	Action  string
	Object  string // id of the user, token or session
	Why     string // a code
	Details map[string]string
}

// Store keeps people. Every change commits with its audit entry. Unknown ids,
// and those of other workspaces, give [ErrNotFound].
type Store interface {
	CreateUser(ctx context.Context, ws domain.WorkspaceID, u *User, c Change) error
	// UpdateUser loads a user, lets do change it and keeps it under the next
	// version. do may run more than once.
	UpdateUser(ctx context.Context, ws domain.WorkspaceID, id string, do func(*User) error, c Change) (*User, error)
	User(ctx context.Context, ws domain.WorkspaceID, id string) (*User, error)
	UserByLogin(ctx context.Context, ws domain.WorkspaceID, login string) (*User, error)
	UserByExternal(ctx context.Context, ws domain.WorkspaceID, external string) (*User, error)
	Users(ctx context.Context, ws domain.WorkspaceID) ([]*User, error)

	Propose(ctx context.Context, ws domain.WorkspaceID, p Proposal, c Change) error
	Proposals(ctx context.Context, ws domain.WorkspaceID) ([]Proposal, error)
	// TakeProposal removes a proposal and returns it: only one caller gets it.
	TakeProposal(ctx context.Context, ws domain.WorkspaceID, id string, c Change) (Proposal, error)

	CreateSession(ctx context.Context, ws domain.WorkspaceID, s Session, c Change) error
	Session(ctx context.Context, ws domain.WorkspaceID, digest []byte) (Session, error)
	TouchSession(ctx context.Context, ws domain.WorkspaceID, id string, at time.Time) error
	Sessions(ctx context.Context, ws domain.WorkspaceID, user string) ([]Session, error)
	// EndSessions ends sessions of a user: the one named, or all for "".
	EndSessions(ctx context.Context, ws domain.WorkspaceID, user, id string, c Change) error

	CreateToken(ctx context.Context, ws domain.WorkspaceID, t APIToken, c Change) error
	Token(ctx context.Context, ws domain.WorkspaceID, digest []byte) (APIToken, error)
	TouchToken(ctx context.Context, ws domain.WorkspaceID, id string, at time.Time) error
	Tokens(ctx context.Context, ws domain.WorkspaceID) ([]APIToken, error)
	RevokeToken(ctx context.Context, ws domain.WorkspaceID, id string, at time.Time, c Change) error

	// KeepSetup replaces the workspace's setup token.
	KeepSetup(ctx context.Context, ws domain.WorkspaceID, digest []byte, until time.Time, c Change) error
	// TakeSetup uses a setup token up; a wrong or late one gives [ErrNotFound].
	TakeSetup(ctx context.Context, ws domain.WorkspaceID, digest []byte, now time.Time) error

	// Failures returns how often in a row signing in has failed under a key, and
	// until when it is refused.
	Failures(ctx context.Context, ws domain.WorkspaceID, key string) (n int, until time.Time, err error)
	// SetFailures lets next work out the new count in one transaction, so that
	// guesses made side by side all count. A count of zero is forgotten.
	SetFailures(ctx context.Context, ws domain.WorkspaceID, key string, next func(n int, until time.Time) (int, time.Time)) error
	// Note writes an audit entry for what changes nothing kept here.
	Note(ctx context.Context, ws domain.WorkspaceID, c Change) error
}

// Desk is where people sign in and admins look after accounts. It is safe for
// concurrent use.
type Desk struct {
	store Store
	clock func() time.Time
	cost  Cost // of passwords
	// nobody is a hash that no password has, to take as long over an unknown name
	// as over a known one.
	nobody func() string
}

// New returns a desk over a store, which hashes passwords at the recommended cost.
func New(store Store, clock func() time.Time) *Desk { return NewAtCost(store, clock, Recommended()) }

// NewAtCost is [New] with another cost of passwords.
func NewAtCost(store Store, clock func() time.Time, cost Cost) *Desk {
	return &Desk{store: store, clock: clock, cost: cost, nobody: sync.OnceValue(func() string { return cost.Hash(newSecret("")) })}
}

func (d *Desk) now() time.Time { return d.clock().UTC().Truncate(time.Microsecond) }

// User returns one user, with credentials.
func (d *Desk) User(ctx context.Context, ws domain.WorkspaceID, id string) (*User, error) {
	return d.store.User(ctx, ws, id)
}

// Users lists users by id.
func (d *Desk) Users(ctx context.Context, ws domain.WorkspaceID) ([]*User, error) {
	return d.store.Users(ctx, ws)
}

// Draft is what an admin says of a new user.
type Draft struct {
	Login, Name string
	Clients     []string
	External    string
}

// fold checks a login and brings it into the form that it is kept in.
func (d *Draft) fold() error {
	d.Login, d.Name = strings.ToLower(strings.TrimSpace(d.Login)), strings.TrimSpace(d.Name)
	bad := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) })
	}
	switch {
	case len(d.Login) < 3 || len(d.Login) > 254 || !strings.Contains(d.Login, "@") || bad(d.Login):
		return errors.New("a login is a mail address")
	case d.Name == "" || len(d.Name) > 200 || strings.ContainsFunc(d.Name, unicode.IsControl):
		return errors.New("a name is 1 to 200 characters")
	}
	return nil
}

// Invite makes an account without a role. Its owner sets a password by an
// [Desk.Invitation], or signs in through an identity provider.
func (d *Desk) Invite(ctx context.Context, ws domain.WorkspaceID, in Draft, by *Actor) (*User, error) {
	if !by.Can(ManagePeople) {
		return nil, ErrForbidden
	}
	if err := in.fold(); err != nil {
		return nil, err
	}
	u := &User{ID: newID("u_"), Version: 1, Login: in.Login, Name: in.Name, Clients: in.Clients, External: in.External, CreatedAt: d.now()}
	return u, d.store.CreateUser(ctx, ws, u, Change{By: by, Action: "user.created", Object: u.ID})
}

// Give gives a role. It waits for a second admin, unless the user has signed in
// through an identity provider, where others see to it, or the only admin makes
// a second one. It reports whether the role holds now.
func (d *Desk) Give(ctx context.Context, ws domain.WorkspaceID, user string, role Role, reason string, by *Actor) (now bool, err error) {
	if !by.Can(ManagePeople) || by.Kind != Person {
		return false, ErrForbidden
	}
	if !slices.Contains(Roles(), role) {
		return false, fmt.Errorf("role %q: %w", role, ErrNotFound)
	}
	u, err := d.store.User(ctx, ws, user)
	if err != nil {
		return false, err
	}
	if u.Has(role) {
		return true, nil
	}
	alone := false
	if role == Admin {
		alone = errors.Is(d.notLastAdmin(ctx, ws, by.ID), ErrLastAdmin)
	}
	if u.Bound.IsZero() && !alone {
		p := Proposal{ID: newID("pr_"), User: user, What: GiveRole, Role: role, By: by.ID, At: d.now(), Reason: reason}
		return false, d.store.Propose(ctx, ws, p, Change{By: by, Action: "role.proposed", Object: user, Details: map[string]string{"role": string(role)}})
	}
	return true, d.give(ctx, ws, user, role, by)
}

func (d *Desk) give(ctx context.Context, ws domain.WorkspaceID, user string, role Role, by *Actor) error {
	_, err := d.store.UpdateUser(ctx, ws, user, func(u *User) error {
		if !u.Has(role) {
			u.Grants = append(u.Grants, Grant{role, d.now()})
		}
		return nil
	}, Change{By: by, Action: "role.given", Object: user, Details: map[string]string{"role": string(role)}})
	return err
}

// Proposals lists what waits for a second admin.
func (d *Desk) Proposals(ctx context.Context, ws domain.WorkspaceID) ([]Proposal, error) {
	list, err := d.store.Proposals(ctx, ws)
	return slices.DeleteFunc(list, func(p Proposal) bool { return d.now().Sub(p.At) > proposalLife }), err
}

// Agree carries a proposal out: another admin than its author, and not its
// subject. For new credentials it returns the token of [Desk.Redeem].
func (d *Desk) Agree(ctx context.Context, ws domain.WorkspaceID, id string, by *Actor) (token string, err error) {
	if !by.Can(ManagePeople) || by.Kind != Person {
		return "", ErrForbidden
	}
	list, err := d.Proposals(ctx, ws)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(list, func(p Proposal) bool { return p.ID == id })
	switch {
	case i < 0:
		return "", ErrNotFound
	case list[i].By == by.ID || list[i].User == by.ID:
		return "", ErrNeedTwo
	}
	if g, ok := by.As(ManagePeople); !ok || d.now().Sub(g.Since) < adminAge {
		return "", ErrTooNew
	}
	p, err := d.store.TakeProposal(ctx, ws, id, Change{By: by, Action: "proposal.agreed", Object: list[i].User, Details: map[string]string{"what": string(list[i].What)}})
	if err != nil {
		return "", err
	}
	if p.What == GiveRole {
		return "", d.give(ctx, ws, p.User, p.Role, by)
	}
	return d.resetNow(ctx, ws, p.User, by)
}

// Take takes a role away, at once.
func (d *Desk) Take(ctx context.Context, ws domain.WorkspaceID, user string, role Role, by *Actor) error {
	if !by.Can(ManagePeople) {
		return ErrForbidden
	}
	if role == Admin {
		if err := d.notLastAdmin(ctx, ws, user); err != nil {
			return err
		}
	}
	_, err := d.store.UpdateUser(ctx, ws, user, func(u *User) error {
		u.Grants = slices.DeleteFunc(u.Grants, func(g Grant) bool { return g.Role == role })
		return nil
	}, Change{By: by, Action: "role.taken", Object: user, Details: map[string]string{"role": string(role)}})
	return err
}

// ErrLastAdmin keeps a workspace from having nobody who can let others in.
var ErrLastAdmin = errors.New("this is the last admin")

func (d *Desk) notLastAdmin(ctx context.Context, ws domain.WorkspaceID, user string) error {
	list, err := d.store.Users(ctx, ws)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(u *User) bool { return u.ID != user && u.Has(Admin) && u.Active() }) {
		return ErrLastAdmin
	}
	return nil
}

// Disable shuts an account and ends its sessions; Enable opens it again.
func (d *Desk) Disable(ctx context.Context, ws domain.WorkspaceID, user string, by *Actor) error {
	if !by.Can(ManagePeople) {
		return ErrForbidden
	}
	if err := d.notLastAdmin(ctx, ws, user); err != nil {
		return err
	}
	_, err := d.store.UpdateUser(ctx, ws, user, func(u *User) error { u.Disabled = d.now(); return nil }, Change{By: by, Action: "user.disabled", Object: user})
	if err != nil {
		return err
	}
	return d.store.EndSessions(ctx, ws, user, "", Change{By: by, Action: "session.ended", Object: user, Why: "user-disabled"})
}

// Enable opens an account again. Its roles count as new: an approver waits.
func (d *Desk) Enable(ctx context.Context, ws domain.WorkspaceID, user string, by *Actor) error {
	if !by.Can(ManagePeople) {
		return ErrForbidden
	}
	_, err := d.store.UpdateUser(ctx, ws, user, func(u *User) error {
		u.Disabled = time.Time{}
		for i := range u.Grants {
			u.Grants[i].Since = d.now()
		}
		return nil
	}, Change{By: by, Action: "user.enabled", Object: user})
	return err
}

// Reset asks for new credentials for somebody who lost theirs. A second admin
// agrees by [Desk.Agree]; who signs in through an identity provider has none.
func (d *Desk) Reset(ctx context.Context, ws domain.WorkspaceID, user, reason string, by *Actor) error {
	if !by.Can(ManagePeople) || by.Kind != Person {
		return ErrForbidden
	}
	if _, err := d.store.User(ctx, ws, user); err != nil {
		return err
	}
	p := Proposal{ID: newID("pr_"), User: user, What: ResetCredentials, By: by.ID, At: d.now(), Reason: reason}
	return d.store.Propose(ctx, ws, p, Change{By: by, Action: "reset.proposed", Object: user})
}

func (d *Desk) resetNow(ctx context.Context, ws domain.WorkspaceID, user string, by *Actor) (string, error) {
	_, err := d.store.UpdateUser(ctx, ws, user, func(u *User) error { u.Credentials = Credentials{}; return nil },
		Change{By: by, Action: "credentials.reset", Object: user})
	if err != nil {
		return "", err
	}
	if err := d.store.EndSessions(ctx, ws, user, "", Change{By: by, Action: "session.ended", Object: user, Why: "credentials-reset"}); err != nil {
		return "", err
	}
	return d.invitation(ctx, ws, user, by)
}

// equal compares two secrets in constant time.
func equal(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
