package passkey

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Ask starts a sign-in. It names nobody, so that it tells nobody who has an
// account. options is a PublicKeyCredentialRequestOptionsJSON for the browser; id
// goes back with its answer to [Desk.SignIn].
func (d *Desk) Ask(ws domain.WorkspaceID) (id string, options []byte, err error) {
	assertion, session, err := d.rp.BeginDiscoverableLogin()
	return d.begun(ceremony{kind: unnamed, ws: ws}, assertion, session, err)
}

// AskFor is [Desk.Ask] for somebody whose security key cannot tell whom it
// belongs to, and is to be named by its id. A login without passkeys, or without
// an account, gets made-up ids, the same each time, as WebAuthn Level 3, section
// 14.6.2, advises. Ids that are real can be learned by whoever knows the login;
// they lead to no person and open nothing.
func (d *Desk) AskFor(ctx context.Context, ws domain.WorkspaceID, login string) (id string, options []byte, err error) {
	login = strings.ToLower(strings.TrimSpace(login))
	h := &holder{user: &access.User{}, keys: d.decoys(ws, login)}
	u, err := d.Users.UserByLogin(ctx, ws, login)
	switch {
	case errors.Is(err, access.ErrNotFound):
	case err != nil:
		return "", nil, err
	case maySignIn(u) && len(u.Passkeys) > 0:
		h.user, h.keys = u, nil
		for _, p := range u.Passkeys {
			h.keys = append(h.keys, webauthn.Credential{ID: p.ID}) // no word of what device it is
		}
	}
	assertion, session, err := d.rp.BeginLogin(h)
	return d.begun(ceremony{kind: named, ws: ws, user: h.user.ID}, assertion, session, err)
}

func (d *Desk) begun(c ceremony, assertion *protocol.CredentialAssertion, session *webauthn.SessionData, err error) (string, []byte, error) {
	if err != nil {
		return "", nil, fmt.Errorf("begin to sign in: %w", err)
	}
	options, err := wire.Marshal(assertion.Response)
	if err != nil {
		return "", nil, fmt.Errorf("write the options of a sign-in: %w", err)
	}
	c.session = *session
	return d.open.Put(c), options, nil
}

// maySignIn reports whether passkeys open an account. Those of somebody who has
// moved to an identity provider do not.
func maySignIn(u *access.User) bool { return u.Active() && u.External == "" }

// decoys are the passkeys that a login without any seems to have. Their number
// and lengths, in bytes, are such as accounts and authenticators have.
func (d *Desk) decoys(ws domain.WorkspaceID, login string) []webauthn.Credential {
	mac := hmac.New(sha256.New, d.Secret)
	_, _ = io.WriteString(mac, "made-up passkeys\x00"+string(ws)+"\x00"+login) // a hash takes all
	stream := rand.NewChaCha8([sha256.Size]byte(mac.Sum(nil)))
	lengths := []int{16, 20, 32, 32, 48, 64}
	var out []webauthn.Credential
	for more := true; more && len(out) < MaxPasskeys; more = stream.Uint64()%4 == 0 {
		id := make([]byte, lengths[stream.Uint64()%uint64(len(lengths))])
		_, _ = stream.Read(id) // never fails
		out = append(out, webauthn.Credential{ID: id})
	}
	return out
}

var errCloned = errors.New("the counter of a passkey went back")

// SignIn checks the browser's answer, an AuthenticationResponseJSON, and returns
// whom it proves, for [access.Desk.Open]. Whatever is wrong gives
// [access.ErrLogin].
func (d *Desk) SignIn(ctx context.Context, ws domain.WorkspaceID, id string, answer []byte) (*access.User, error) {
	c, ok := d.open.Take(id)
	if !ok || c.ws != ws || c.kind == adding || len(answer) > maxAnswer {
		return nil, access.ErrLogin
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, d.refuse(ctx, "sign in", err)
	}
	user := c.user
	if c.kind == unnamed {
		user = string(parsed.Response.UserHandle)
	}
	if !utf8.ValidString(user) || strings.ContainsRune(user, 0) {
		return nil, access.ErrLogin // no text that PostgreSQL takes
	}
	u, err := d.Users.UpdateUser(ctx, ws, user, func(u *access.User) error {
		if !maySignIn(u) {
			return access.ErrLogin
		}
		key, err := d.prove(ctx, u, c, parsed)
		if err != nil {
			return err
		}
		if key.Authenticator.CloneWarning {
			return errCloned
		}
		return keep(u, key)
	}, access.Change{Action: "passkey.used", Object: user})
	switch {
	case errors.Is(err, errCloned):
		return nil, errors.Join(access.ErrLogin, d.noteClone(ctx, ws, user))
	case errors.Is(err, access.ErrNotFound):
		return nil, access.ErrLogin
	}
	return u, err
}

func (d *Desk) prove(ctx context.Context, u *access.User, c ceremony, parsed *protocol.ParsedCredentialAssertionData) (key *webauthn.Credential, err error) {
	w, err := holderOf(u)
	if err != nil {
		return nil, err
	}
	if c.kind == named {
		key, err = d.rp.ValidateLogin(w, c.session, parsed)
	} else {
		_, key, err = d.rp.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return w, nil }, c.session, parsed)
	}
	if err != nil {
		return nil, d.refuse(ctx, "sign in", err)
	}
	return key, nil
}

// keep writes a passkey's new counter.
func keep(u *access.User, key *webauthn.Credential) error {
	i := place(u, key.ID)
	if i < 0 {
		return access.ErrLogin
	}
	data, err := encode(key)
	if err != nil {
		return err
	}
	u.Passkeys[i].Data = data
	return nil
}

// noteClone tells the audit log of a passkey whose counter went back: two
// devices hold one key, and which of them is the owner's cannot be told.
func (d *Desk) noteClone(ctx context.Context, ws domain.WorkspaceID, user string) error {
	d.Log.WarnContext(ctx, "passkey refused: its counter went back", "user", user)
	return d.Users.Note(ctx, ws, access.Change{Action: "passkey.refused", Object: user, Why: "counter-went-back"})
}
