// Package passkey signs people in with passkeys (WebAuthn Level 3). A passkey
// that verifies its user is two factors in one: what one has, and what one knows
// or is.
package passkey

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/once"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Users is where accounts are kept, as [access.Store] says it. Changes commit
// with their audit entries.
type Users interface {
	User(ctx context.Context, ws domain.WorkspaceID, id string) (*access.User, error)
	UserByLogin(ctx context.Context, ws domain.WorkspaceID, login string) (*access.User, error)
	UpdateUser(ctx context.Context, ws domain.WorkspaceID, id string, do func(*access.User) error, c access.Change) (*access.User, error)
	EndSessions(ctx context.Context, ws domain.WorkspaceID, user, id string, c access.Change) error
	Note(ctx context.Context, ws domain.WorkspaceID, c access.Change) error
}

// Options are what a [Desk] is made of.
type Options struct {
	// Origins are where people reach the console, such as
	// "https://daylight.example.com": one at least.
	Origins []string
	// Host is what passkeys are bound to: under another host none of them works.
	// It is the host of every origin, or a parent of it. "" for that of the first.
	Host string
	// Secret makes up passkeys for logins that have none: see [Desk.AskFor]. At
	// least 16 bytes, and the same after a restart.
	Secret []byte
	Users  Users
	Clock  func() time.Time
	Log    *slog.Logger // nil for none
}

// Desk runs the ceremonies. It is safe for concurrent use. Open ceremonies are
// held in memory: both halves of one must reach the same process.
type Desk struct {
	Options
	rp   *webauthn.WebAuthn
	open *once.Box[ceremony]
}

// ceremony is one that was begun.
type ceremony struct {
	kind    kind
	ws      domain.WorkspaceID
	user    string
	session webauthn.SessionData
}

type kind int

const (
	adding  kind = iota // a passkey to the account of user
	unnamed             // a sign-in of whoever the passkey proves
	named               // a sign-in of user, who is "" where the login has no passkey
)

// Life is how long a browser has to answer.
const Life = 5 * time.Minute

// maxOpen bounds the memory that strangers can take by starting ceremonies, to a
// few megabytes; the oldest gives way. Who floods is slowed down before they get
// here.
const maxOpen = 10_000

// maxAnswer is the length of a browser's answer, in bytes. A usual one has one to
// four thousand.
const maxAnswer = 64 << 10

// New returns a desk. It refuses origins that browsers would: anything but
// HTTPS, save on localhost, and addresses in place of names.
func New(o Options) (*Desk, error) {
	if len(o.Origins) == 0 {
		return nil, errors.New("passkeys need an origin such as https://daylight.example.com")
	}
	for _, origin := range o.Origins {
		host, err := hostOf(origin)
		if err != nil {
			return nil, err
		}
		if o.Host == "" {
			o.Host = host
		}
		if host != o.Host && !strings.HasSuffix(host, "."+o.Host) {
			return nil, fmt.Errorf("passkeys of %s do not work at %s: it is neither that host nor below it", o.Host, origin)
		}
	}
	if len(o.Secret) < minSecret {
		return nil, fmt.Errorf("passkeys need a secret of at least %d bytes", minSecret)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: o.Host, RPDisplayName: "Daylight", RPOrigins: o.Origins,
		AttestationPreference: protocol.PreferNoAttestation, // which model somebody owns is not our business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired},
	})
	if err != nil {
		return nil, fmt.Errorf("set passkeys up for %s: %w", o.Host, err)
	}
	return &Desk{Options: o, rp: rp, open: once.New[ceremony](o.Clock, Life, maxOpen)}, nil
}

const minSecret = 16

func hostOf(origin string) (string, error) {
	at, err := url.Parse(origin)
	if err != nil {
		return "", fmt.Errorf("read the origin of passkeys: %w", err)
	}
	host := at.Hostname()
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if at.Scheme != "https" && (at.Scheme != "http" || !local) || origin != at.Scheme+"://"+at.Host {
		return "", fmt.Errorf("passkeys need an origin such as https://daylight.example.com, not %q", origin)
	}
	return host, nil
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
