// Package passkey signs people in with passkeys (WebAuthn Level 3). A passkey
// that verifies its user is two factors in one: what one has, and what one knows
// or is.
package passkey

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Users is where accounts are kept. Changes commit with their audit entries.
type Users interface {
	User(ctx context.Context, ws domain.WorkspaceID, id string) (*access.User, error)
	UpdateUser(ctx context.Context, ws domain.WorkspaceID, id string, do func(*access.User) error, c access.Change) (*access.User, error)
}

// Options are what a [Desk] is made of.
type Options struct {
	// Origin is where people reach the console, such as
	// "https://daylight.example.com". Its host is what passkeys are bound to:
	// under another host none of them works.
	Origin string
	Users  Users
	Clock  func() time.Time
	Log    *slog.Logger // nil for none
}

// Desk runs the ceremonies. It is safe for concurrent use. Open ceremonies are
// held in memory: both halves of one must reach the same process.
type Desk struct {
	Options
	rp   *webauthn.WebAuthn
	open *ceremonies
}

// New returns a desk. It refuses an origin that browsers would: anything but
// HTTPS, save on localhost, and addresses in place of names.
func New(o Options) (*Desk, error) {
	at, err := url.Parse(o.Origin)
	if err != nil {
		return nil, fmt.Errorf("read the origin of passkeys: %w", err)
	}
	host := at.Hostname()
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if at.Scheme != "https" && (at.Scheme != "http" || !local) || at.Path != "" || at.RawQuery != "" || at.User != nil {
		return nil, fmt.Errorf("passkeys need an origin such as https://daylight.example.com, not %q", o.Origin)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Daylight", RPOrigins: []string{o.Origin},
		AttestationPreference: protocol.PreferNoAttestation, // which model somebody owns is not our business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired},
	})
	if err != nil {
		return nil, fmt.Errorf("set passkeys up for %s: %w", o.Origin, err)
	}
	return &Desk{Options: o, rp: rp, open: newCeremonies(o.Clock)}, nil
}

// Errors.
var (
	// ErrLastWay keeps people from shutting themselves out.
	ErrLastWay = errors.New("without this passkey nothing would let you in")
	// ErrTooMany says that the account holds [MaxPasskeys].
	ErrTooMany = errors.New("the account has as many passkeys as it may")
	// ErrName refuses a passkey's name.
	ErrName = errors.New("a passkey's name is 1 to 60 characters")
)

// MaxPasskeys is how many an account may hold.
const MaxPasskeys = 10

const maxName = 60

// Begin starts adding a passkey to one's own account. options is a
// PublicKeyCredentialCreationOptionsJSON for the browser; id goes back with its
// answer to [Desk.Add].
func (d *Desk) Begin(ctx context.Context, a *access.Actor) (id string, options []byte, err error) {
	u, err := d.own(ctx, a)
	if err != nil {
		return "", nil, err
	}
	if err := mayAdd(u, a); err != nil {
		return "", nil, err
	}
	w, err := holderOf(u)
	if err != nil {
		return "", nil, err
	}
	creation, session, err := d.rp.BeginRegistration(w, webauthn.WithExclusions(webauthn.Credentials(w.keys).CredentialDescriptors()))
	if err != nil {
		return "", nil, fmt.Errorf("begin to add a passkey: %w", err)
	}
	if options, err = wire.Marshal(creation.Response); err != nil {
		return "", nil, fmt.Errorf("write the options of a passkey: %w", err)
	}
	return d.open.begin(ceremony{ws: a.Workspace, user: u.ID, session: *session}), options, nil
}

// own returns the account of a person; programs have none.
func (d *Desk) own(ctx context.Context, a *access.Actor) (*access.User, error) {
	if a.Kind != access.Person {
		return nil, access.ErrForbidden
	}
	u, err := d.Users.User(ctx, a.Workspace, a.ID)
	if err != nil {
		return nil, err
	}
	if !u.Active() {
		return nil, access.ErrNotFound
	}
	return u, nil
}

// mayAdd refuses a passkey beside a factor that this session has not proved:
// somebody who knows no more than the password could bring their own. Such a
// session acts under no role. Who signs in through an identity provider could
// come back by a passkey after having been shut out there.
func mayAdd(u *access.User, a *access.Actor) error {
	enrolled := u.TOTP != "" || len(u.Passkeys) > 0
	switch {
	case u.External != "", enrolled && len(a.Grants) == 0:
		return access.ErrForbidden
	case len(u.Passkeys) >= MaxPasskeys:
		return ErrTooMany
	}
	return nil
}

// Add checks the browser's answer, a RegistrationResponseJSON, and keeps the
// passkey under a name. A wrong answer gives [access.ErrLogin].
func (d *Desk) Add(ctx context.Context, a *access.Actor, id string, answer []byte, name string) (access.Passkey, error) {
	c, ok := d.open.finish(id)
	if !ok || c.ws != a.Workspace || c.user == "" || c.user != a.ID || a.Kind != access.Person {
		return access.Passkey{}, access.ErrLogin
	}
	if name = strings.TrimSpace(name); name == "" || len([]rune(name)) > maxName || strings.ContainsFunc(name, unicode.IsControl) {
		return access.Passkey{}, ErrName
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return access.Passkey{}, d.refuse(ctx, "add", err)
	}
	var added access.Passkey
	_, err = d.Users.UpdateUser(ctx, a.Workspace, a.ID, func(u *access.User) error {
		if !u.Active() {
			return access.ErrNotFound
		}
		if err := mayAdd(u, a); err != nil {
			return err
		}
		w, err := holderOf(u)
		if err != nil {
			return err
		}
		key, err := d.rp.CreateCredential(w, c.session, parsed)
		if err != nil {
			return d.refuse(ctx, "add", err)
		}
		if slices.ContainsFunc(u.Passkeys, func(p access.Passkey) bool { return bytes.Equal(p.ID, key.ID) }) {
			return access.ErrExists
		}
		added = access.Passkey{ID: key.ID, Name: name, CreatedAt: d.Clock().UTC().Truncate(time.Microsecond)}
		if added.Data, err = wire.Marshal(key); err != nil {
			return fmt.Errorf("write a passkey: %w", err)
		}
		u.Passkeys = append(u.Passkeys, added)
		return nil
	}, access.Change{By: a, Action: "passkey.added", Object: a.ID})
	if err != nil {
		return access.Passkey{}, err
	}
	return added, nil
}

// Remove takes a passkey from one's own account.
func (d *Desk) Remove(ctx context.Context, a *access.Actor, id []byte) error {
	if _, err := d.own(ctx, a); err != nil {
		return err
	}
	if len(a.Grants) == 0 {
		return access.ErrForbidden // no factor was proved: see mayAdd
	}
	_, err := d.Users.UpdateUser(ctx, a.Workspace, a.ID, func(u *access.User) error {
		before := len(u.Passkeys)
		u.Passkeys = slices.DeleteFunc(u.Passkeys, func(p access.Passkey) bool { return bytes.Equal(p.ID, id) })
		switch {
		case len(u.Passkeys) == before:
			return access.ErrNotFound
		case len(u.Passkeys) == 0 && (u.Password == "" || u.TOTP == "") && u.External == "":
			return ErrLastWay
		}
		return nil
	}, access.Change{By: a, Action: "passkey.removed", Object: a.ID})
	return err
}

// Ask starts a sign-in. It names nobody, so that it tells nobody who has an
// account. options is a PublicKeyCredentialRequestOptionsJSON.
func (d *Desk) Ask(ws domain.WorkspaceID) (id string, options []byte, err error) {
	assertion, session, err := d.rp.BeginDiscoverableLogin()
	if err != nil {
		return "", nil, fmt.Errorf("begin to sign in: %w", err)
	}
	if options, err = wire.Marshal(assertion.Response); err != nil {
		return "", nil, fmt.Errorf("write the options of a sign-in: %w", err)
	}
	return d.open.begin(ceremony{ws: ws, session: *session}), options, nil
}

// SignIn checks the browser's answer, an AuthenticationResponseJSON, and returns
// whom it proves, for [access.Desk.Open]. Whatever is wrong gives
// [access.ErrLogin].
func (d *Desk) SignIn(ctx context.Context, ws domain.WorkspaceID, id string, answer []byte) (*access.User, error) {
	c, ok := d.open.finish(id)
	if !ok || c.ws != ws || c.user != "" {
		return nil, access.ErrLogin
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, d.refuse(ctx, "sign in", err)
	}
	user := string(parsed.Response.UserHandle)
	cloned := false
	u, err := d.Users.UpdateUser(ctx, ws, user, func(u *access.User) error {
		if !u.Active() || u.External != "" {
			return access.ErrLogin
		}
		key, err := d.prove(u, c.session, parsed)
		if err != nil {
			return d.refuse(ctx, "sign in", err)
		}
		if cloned = key.Authenticator.CloneWarning; cloned {
			return access.ErrLogin
		}
		return keep(u, key)
	}, access.Change{Action: "passkey.used", Object: user})
	switch {
	case cloned:
		return nil, errors.Join(access.ErrLogin, d.noteClone(ctx, ws, user))
	case errors.Is(err, access.ErrNotFound):
		return nil, access.ErrLogin
	}
	return u, err
}

func (d *Desk) prove(u *access.User, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	w, err := holderOf(u)
	if err != nil {
		return nil, err
	}
	_, key, err := d.rp.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return w, nil }, session, parsed)
	return key, err
}

// keep writes a passkey's new counter.
func keep(u *access.User, key *webauthn.Credential) error {
	i := slices.IndexFunc(u.Passkeys, func(p access.Passkey) bool { return bytes.Equal(p.ID, key.ID) })
	if i < 0 {
		return access.ErrLogin
	}
	data, err := wire.Marshal(key)
	if err != nil {
		return fmt.Errorf("write a passkey: %w", err)
	}
	u.Passkeys[i].Data = data
	return nil
}

// noteClone tells the audit log of a passkey whose counter went back: two
// devices hold one key, and which of them is the owner's cannot be told.
func (d *Desk) noteClone(ctx context.Context, ws domain.WorkspaceID, user string) error {
	d.Log.WarnContext(ctx, "passkey refused: its counter went back", "user", user)
	_, err := d.Users.UpdateUser(ctx, ws, user, func(*access.User) error { return nil },
		access.Change{Action: "passkey.refused", Object: user, Why: "counter-went-back"})
	return err
}

// refuse logs why an answer is wrong and says nothing of it to whoever sent it.
func (d *Desk) refuse(ctx context.Context, what string, err error) error {
	reason := "" // the texts of the library name no values; its debug texts do
	if p := (*protocol.Error)(nil); errors.As(err, &p) {
		reason = p.Type
	}
	d.Log.InfoContext(ctx, "passkey refused", "to", what, "type", reason)
	return access.ErrLogin
}

// holder is an account as the library sees it.
type holder struct {
	user *access.User
	keys []webauthn.Credential
}

func holderOf(u *access.User) (*holder, error) {
	h := &holder{user: u, keys: make([]webauthn.Credential, len(u.Passkeys))}
	for i, p := range u.Passkeys {
		if err := wire.Unmarshal(p.Data, &h.keys[i]); err != nil {
			return nil, fmt.Errorf("read a passkey of user %s: %w", u.ID, err)
		}
	}
	return h, nil
}

func (h *holder) WebAuthnID() []byte                         { return []byte(h.user.ID) }
func (h *holder) WebAuthnName() string                       { return h.user.Login }
func (h *holder) WebAuthnDisplayName() string                { return h.user.Name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }
