package passkey

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/wire"
)

// MaxPasskeys is how many an account may hold.
const MaxPasskeys = 10

const maxName = 60 // characters

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
	if err := a.CheckFresh(d.Clock()); err != nil {
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
	return d.open.Put(ceremony{kind: adding, ws: a.Workspace, user: u.ID, session: *session}), options, nil
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

// mayAdd refuses a passkey to sessions that may not enrol a factor. Who signs in
// through an identity provider could come back by a passkey after having been
// shut out there.
func mayAdd(u *access.User, a *access.Actor) error {
	switch {
	case !u.Active():
		return access.ErrNotFound
	case u.External != "", !u.MayEnrol(a):
		return access.ErrForbidden
	case len(u.Passkeys) >= MaxPasskeys:
		return ErrTooMany
	}
	return nil
}

// Add checks the browser's answer, a RegistrationResponseJSON, and keeps the
// passkey under a name. A wrong answer gives [access.ErrLogin]; a wrong name
// gives [ErrName] and leaves the ceremony open.
func (d *Desk) Add(ctx context.Context, a *access.Actor, id string, answer []byte, name string) (access.Passkey, error) {
	name, err := checkName(name)
	if err != nil {
		return access.Passkey{}, err
	}
	c, ok := d.open.Take(id)
	if !ok || c.kind != adding || c.ws != a.Workspace || c.user != a.ID || a.Kind != access.Person || len(answer) > maxAnswer {
		return access.Passkey{}, access.ErrLogin
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return access.Passkey{}, d.refuse(ctx, "add", err)
	}
	var added access.Passkey
	_, err = d.Users.UpdateUser(ctx, a.Workspace, a.ID, func(u *access.User) error {
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
		if place(u, key.ID) >= 0 {
			return access.ErrExists
		}
		added = access.Passkey{ID: key.ID, Name: name, CreatedAt: d.Clock().UTC().Truncate(time.Microsecond)}
		if added.Data, err = encode(key); err != nil {
			return err
		}
		u.Passkeys = append(u.Passkeys, added)
		return nil
	}, access.Change{By: a, Action: "passkey.added", Object: a.ID})
	if err != nil {
		return access.Passkey{}, err
	}
	return shown(added), nil
}

func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, unicode.IsControl) {
		return "", ErrName
	}
	return name, nil
}

// encode writes a passkey without what tells the model of the device, which
// some send unasked.
func encode(key *webauthn.Credential) ([]byte, error) {
	key.Attestation, key.Authenticator.AAGUID = webauthn.CredentialAttestation{}, nil
	data, err := wire.Marshal(key)
	if err != nil {
		return nil, fmt.Errorf("write a passkey: %w", err)
	}
	return data, nil
}

func place(u *access.User, id []byte) int {
	return slices.IndexFunc(u.Passkeys, func(p access.Passkey) bool { return bytes.Equal(p.ID, id) })
}

// shown leaves out what only this package reads.
func shown(p access.Passkey) access.Passkey {
	p.Data = nil
	return p
}

// List returns one's own passkeys, oldest first, without their Data.
func (d *Desk) List(ctx context.Context, a *access.Actor) ([]access.Passkey, error) {
	u, err := d.own(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]access.Passkey, len(u.Passkeys))
	for i, p := range u.Passkeys {
		out[i] = shown(p)
	}
	return out, nil
}

// Rename calls one of one's own passkeys otherwise.
func (d *Desk) Rename(ctx context.Context, a *access.Actor, id []byte, name string) error {
	name, err := checkName(name)
	if err != nil {
		return err
	}
	return d.change(ctx, a, id, "passkey.renamed", func(u *access.User, i int) error {
		u.Passkeys[i].Name = name
		return nil
	})
}

// Remove takes a passkey from one's own account and ends every session, for
// whoever holds it may have opened some. The last factor stays: [ErrLastWay].
func (d *Desk) Remove(ctx context.Context, a *access.Actor, id []byte) error {
	if err := a.CheckFresh(d.Clock()); err != nil {
		return err
	}
	err := d.change(ctx, a, id, "passkey.removed", func(u *access.User, i int) error {
		u.Passkeys = slices.Delete(u.Passkeys, i, i+1)
		if len(u.Passkeys) == 0 && (u.Password == "" || u.TOTP == "") && u.External == "" {
			return ErrLastWay
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.Users.EndSessions(ctx, a.Workspace, a.ID, "", access.Change{By: a, Action: "session.ended", Object: a.ID, Why: "passkey-removed"})
}

// change changes the passkey at a place in one's own account. A session that
// could not have added it cannot change it either.
func (d *Desk) change(ctx context.Context, a *access.Actor, id []byte, action string, do func(u *access.User, i int) error) error {
	if a.Kind != access.Person {
		return access.ErrForbidden
	}
	_, err := d.Users.UpdateUser(ctx, a.Workspace, a.ID, func(u *access.User) error {
		i := place(u, id)
		switch {
		case !u.Active():
			return access.ErrNotFound
		case !u.MayEnrol(a):
			return access.ErrForbidden
		case i < 0:
			return access.ErrNotFound
		}
		return do(u, i)
	}, access.Change{By: a, Action: action, Object: a.ID})
	return err
}
