package access

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Session is one sign-in. Its secret is kept by the browser only.
type Session struct {
	ID      string
	User    string
	Digest  []byte // of the secret
	Made    time.Time
	Seen    time.Time
	Factor  bool   // a second factor was proved
	Invite  bool   // good for setting a first password only
	Browser string // family of browser and system, for the owner's list
}

// How long a session lasts without use, and at all.
const (
	SessionIdle = time.Hour
	SessionLife = 12 * time.Hour
	touchEvery  = time.Minute
)

// LockedError says that signing in is refused for a while. It is given for
// names that do not exist as for those that do.
type LockedError struct{ For time.Duration }

func (e *LockedError) Error() string {
	return fmt.Sprintf("too many attempts; try again in %s", e.For.Round(time.Second))
}

// Locking: from some failure in a row on, refused for a second, two, four … up
// to a quarter of an hour. A login is shut to the network that guesses long
// before it is shut to all, so that a stranger does not keep its owner out; and
// passkeys, which nobody guesses, are never shut.
const (
	freeFailures       = 4  // of a login from one network, and of a network
	freeFailuresAnyone = 20 // of a login
	maxLock            = 15 * time.Minute
)

// guesses are what failures are counted under, and how many are free.
func guesses(login, address string) map[string]int {
	name := func(kind, text string) string { return kind + ":" + hex.EncodeToString(digest(text)) }
	return map[string]int{
		name("login", login):               freeFailuresAnyone,
		name("pair", login+"\x00"+address): freeFailures,
		name("address", address):           freeFailures,
	}
}

// Attempt is what somebody signs in with.
type Attempt struct {
	Login    string
	Password string
	Code     string // of the authenticator, or a recovery code
	Address  string // network that the attempt comes from
	Browser  string
}

// SignIn checks a password and a second factor and returns a session's secret.
// Without a factor enrolled, the session is good for enrolling one only.
func (d *Desk) SignIn(ctx context.Context, ws domain.WorkspaceID, in Attempt) (secret string, a *Actor, err error) {
	login := strings.ToLower(strings.TrimSpace(in.Login))
	keys := guesses(login, in.Address)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		_, until, err := d.store.Failures(ctx, ws, k)
		if err != nil {
			return "", nil, err
		}
		if left := until.Sub(d.now()); left > 0 {
			return "", nil, &LockedError{left}
		}
	}
	u, factor, err := d.check(ctx, ws, login, in)
	if errors.Is(err, ErrLogin) {
		return "", nil, errors.Join(err, d.fail(ctx, ws, keys))
	}
	if err != nil {
		return "", nil, err
	}
	for k := range keys {
		if strings.HasPrefix(k, "address:") {
			continue // an account of one's own must not pay for guesses at others
		}
		if err := d.store.SetFailures(ctx, ws, k, func(int, time.Time) (int, time.Time) { return 0, time.Time{} }); err != nil {
			return "", nil, err
		}
	}
	return d.open(ctx, ws, u, factor, in.Browser)
}

// fail counts a failure under the login, the address and both.
func (d *Desk) fail(ctx context.Context, ws domain.WorkspaceID, keys map[string]int) error {
	now := d.now()
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		err := d.store.SetFailures(ctx, ws, k, func(n int, until time.Time) (int, time.Time) {
			if now.Sub(until) > maxLock {
				n = 0 // long ago
			}
			n++
			if n <= keys[k] {
				return n, now
			}
			return n, now.Add(min(time.Second<<min(n-keys[k]-1, 20), maxLock))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// check proves a password and, where one is enrolled, a second factor. Who signs
// in through an identity provider could come back by an old password after
// having been shut out there.
func (d *Desk) check(ctx context.Context, ws domain.WorkspaceID, login string, in Attempt) (u *User, factor bool, err error) {
	u, err = d.store.UserByLogin(ctx, ws, login)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, false, err
	}
	hash := d.nobody()
	if err == nil && u.Password != "" {
		hash = u.Password
	}
	ok, outdated := d.cost.check(in.Password, hash)
	if err != nil || !ok || u.Password == "" || !u.Active() || u.External != "" {
		return nil, false, ErrLogin
	}
	// Who has passkeys alone uses one of them, or a recovery code in its place.
	needs := func(u *User) bool { return u.TOTP != "" || len(u.Passkeys) > 0 && in.Code != "" }
	if !needs(u) && !outdated {
		return u, false, nil
	}
	action := "factor.used"
	if !needs(u) {
		action = "password.rehashed"
	}
	// The code is checked where it is used up, so that none passes twice.
	u, err = d.store.UpdateUser(ctx, ws, u.ID, func(u *User) error {
		if outdated {
			u.Password = d.cost.Hash(in.Password)
		}
		if factor = needs(u); factor {
			return u.useCode(in.Code, d.now())
		}
		return nil
	}, Change{Action: action, Object: u.ID})
	return u, factor, err
}

// useCode takes an authenticator's code or a recovery code, once.
func (u *User) useCode(code string, now time.Time) error {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if step, ok := codeStep(u.TOTP, code, now); u.TOTP != "" && ok && step > u.LastStep {
		u.LastStep = step
		return nil
	}
	sum := digest(strings.ToUpper(strings.ReplaceAll(code, "-", "")))
	for i, r := range u.Recovery {
		if equal(r, sum) {
			u.Recovery = slices.Delete(u.Recovery, i, i+1)
			return nil
		}
	}
	return ErrLogin
}

// period is the length of a time step in seconds (RFC 6238, section 4).
const period = 30

var codeOptions = totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// codeStep finds the time step, of this one and its neighbours, that a code
// belongs to.
func codeStep(secret, code string, now time.Time) (step int64, ok bool) {
	for _, at := range []time.Time{now, now.Add(-period * time.Second), now.Add(period * time.Second)} {
		want, err := totp.GenerateCodeCustom(secret, at, codeOptions)
		if err == nil && equal([]byte(want), []byte(code)) {
			return at.Unix() / period, true
		}
	}
	return 0, false
}

// Open signs somebody in whom a passkey or an identity provider has proved.
func (d *Desk) Open(ctx context.Context, ws domain.WorkspaceID, u *User, browser string) (secret string, a *Actor, err error) {
	if !u.Active() {
		return "", nil, ErrLogin
	}
	return d.open(ctx, ws, u, true, browser)
}

func (d *Desk) open(ctx context.Context, ws domain.WorkspaceID, u *User, factor bool, browser string) (string, *Actor, error) {
	secret, now := newSecret("dls_"), d.now()
	s := Session{ID: newID("s_"), User: u.ID, Digest: digest(secret), Made: now, Seen: now, Factor: factor, Browser: browser}
	if err := d.store.CreateSession(ctx, ws, s, Change{Action: "session.opened", Object: u.ID}); err != nil {
		return "", nil, err
	}
	return secret, actor(ws, u, s), nil
}

// actor is who a session speaks for. Without a second factor it has no role.
func actor(ws domain.WorkspaceID, u *User, s Session) *Actor {
	a := &Actor{Workspace: ws, ID: u.ID, Kind: Person, Clients: u.Clients, Session: s.ID, Factor: s.Factor, SignedIn: s.Made}
	if s.Factor {
		a.Grants = slices.Clone(u.Grants)
	}
	return a
}

// Actor returns who holds a session's secret.
func (d *Desk) Actor(ctx context.Context, ws domain.WorkspaceID, secret string) (*Actor, error) {
	s, err := d.store.Session(ctx, ws, digest(secret))
	if err != nil {
		return nil, err
	}
	now := d.now()
	if s.Invite || s.over(now) {
		return nil, ErrNotFound
	}
	u, err := d.store.User(ctx, ws, s.User)
	if err != nil {
		return nil, err
	}
	if !u.Active() {
		return nil, ErrNotFound
	}
	if now.Sub(s.Seen) >= touchEvery {
		if err := d.store.TouchSession(ctx, ws, s.ID, now); err != nil {
			return nil, err
		}
	}
	return actor(ws, u, s), nil
}

// Sessions lists somebody's own sessions, but for those that have run out.
func (d *Desk) Sessions(ctx context.Context, a *Actor) ([]Session, error) {
	list, err := d.store.Sessions(ctx, a.Workspace, a.ID)
	now := d.now()
	return slices.DeleteFunc(list, func(s Session) bool { return s.over(now) }), err
}

func (s *Session) over(now time.Time) bool {
	return now.Sub(s.Seen) > SessionIdle || now.Sub(s.Made) > SessionLife
}

// SignOut ends one of somebody's own sessions, or all of them for "".
func (d *Desk) SignOut(ctx context.Context, a *Actor, session string) error {
	return d.store.EndSessions(ctx, a.Workspace, a.ID, session, Change{By: a, Action: "session.ended", Object: a.ID, Why: "own"})
}

// BeginTOTP makes a secret to enrol and returns it as an otpauth address, for a
// QR code.
func (d *Desk) BeginTOTP(ctx context.Context, a *Actor) (address string, err error) {
	u, err := d.store.User(ctx, a.Workspace, a.ID)
	if err != nil {
		return "", err
	}
	if !u.MayEnrol(a) {
		return "", ErrForbidden
	}
	if err := a.CheckFresh(d.now()); err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Daylight", AccountName: u.Login, Period: period, SecretSize: 20})
	if err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	_, err = d.store.UpdateUser(ctx, a.Workspace, a.ID, func(u *User) error { u.Pending = key.Secret(); return nil }, Change{By: a, Action: "factor.begun", Object: a.ID})
	return key.URL(), err
}

// FinishTOTP takes the first code of the new secret, and returns recovery codes,
// shown this once. Other sessions end; this one is from now on a full one only
// after signing in again.
func (d *Desk) FinishTOTP(ctx context.Context, a *Actor, code string) (recovery []string, err error) {
	_, err = d.store.UpdateUser(ctx, a.Workspace, a.ID, func(u *User) error {
		if !u.MayEnrol(a) {
			return ErrForbidden
		}
		step, ok := codeStep(u.Pending, strings.TrimSpace(code), d.now())
		if u.Pending == "" || !ok {
			return ErrLogin
		}
		recovery, u.Recovery = newRecovery()
		u.TOTP, u.Pending, u.LastStep = u.Pending, "", step
		return nil
	}, Change{By: a, Action: "factor.enrolled", Object: a.ID})
	if err != nil {
		return nil, err
	}
	return recovery, d.store.EndSessions(ctx, a.Workspace, a.ID, "", Change{By: a, Action: "session.ended", Object: a.ID, Why: "factor-enrolled"})
}

// NewRecovery returns new recovery codes in place of those there were, shown
// this once. They are for who has a password and a factor of their own.
func (d *Desk) NewRecovery(ctx context.Context, a *Actor) (recovery []string, err error) {
	if err := a.CheckFresh(d.now()); err != nil {
		return nil, err
	}
	_, err = d.store.UpdateUser(ctx, a.Workspace, a.ID, func(u *User) error {
		switch {
		case u.TOTP == "" && len(u.Passkeys) == 0, u.Password == "":
			return ErrNoFactor
		case !u.MayEnrol(a) || u.External != "":
			return ErrForbidden
		}
		recovery, u.Recovery = newRecovery()
		return nil
	}, Change{By: a, Action: "recovery.made", Object: a.ID})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

const recoveryCodes = 10

func newRecovery() (codes []string, digests [][]byte) {
	for range recoveryCodes {
		code := strings.ToUpper(newID(""))
		codes = append(codes, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
		digests = append(digests, digest(code))
	}
	return codes, digests
}

// ChangePassword sets a new password, given the old one, and ends every session.
func (d *Desk) ChangePassword(ctx context.Context, a *Actor, old, fresh string) error {
	u, err := d.store.User(ctx, a.Workspace, a.ID)
	if err != nil {
		return err
	}
	if ok, _ := d.cost.check(old, u.Password); !ok {
		return ErrLogin
	}
	if err := CheckNew(fresh, u.Login); err != nil {
		return err
	}
	hash := d.cost.Hash(fresh)
	if _, err := d.store.UpdateUser(ctx, a.Workspace, a.ID, func(u *User) error { u.Password = hash; return nil }, Change{By: a, Action: "password.changed", Object: a.ID}); err != nil {
		return err
	}
	return d.store.EndSessions(ctx, a.Workspace, a.ID, "", Change{By: a, Action: "session.ended", Object: a.ID, Why: "password-changed"})
}
