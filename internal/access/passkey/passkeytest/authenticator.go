// Package passkeytest is a security key and the browser in front of it, for tests
// of what passkeys are asked.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/daylight-hq/daylight/internal/wire"
)

// Authenticator is made after WebAuthn Level 3, section 6. Its fields can be set
// wrong, one at a time.
type Authenticator struct {
	Origin, Host string
	ID           []byte
	Key          *ecdsa.PrivateKey
	User         []byte // user handle of the account it was registered for
	Counter      uint32
	Step         uint32 // by how much the counter rises; 0 for a synced passkey
	Flags        byte
	Challenge    string                               // in place of the one that was asked for
	Kind         string                               // in place of the ceremony's own
	Tamper       func(client, data, signature []byte) // with what was signed
	Model        []byte                               // AAGUID that it tells unasked
}

// Flags of authenticator data.
const (
	UserPresent  = 1 << 0
	UserVerified = 1 << 2
	attested     = 1 << 6
)

// New returns an authenticator for a site, such as https://daylight.example.com,
// whose passkeys are bound to its host.
func New(t testing.TB, origin, host string) *Authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	_, _ = rand.Read(id)
	return &Authenticator{Origin: origin, Host: host, ID: id, Key: key, Step: 1, Flags: UserPresent | UserVerified, Model: make([]byte, 16)}
}

// Asked is what both kinds of options have in common with what is read here.
type Asked struct {
	Challenge string `json:"challenge"`
	RPID      string `json:"rpId"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
	RP struct {
		ID string `json:"id"`
	} `json:"rp"`
	AuthenticatorSelection struct {
		ResidentKey      string `json:"residentKey"`
		UserVerification string `json:"userVerification"`
	} `json:"authenticatorSelection"`
	Attestation        string `json:"attestation"`
	UserVerification   string `json:"userVerification"`
	ExcludeCredentials []struct {
		ID string `json:"id"`
	} `json:"excludeCredentials"`
	AllowCredentials []struct {
		ID         string   `json:"id"`
		Transports []string `json:"transports"`
	} `json:"allowCredentials"`
}

// Read reads the options that a ceremony begins with.
func Read(t testing.TB, options []byte) (out Asked) {
	t.Helper()
	if err := wire.Unmarshal(options, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// B64 is how WebAuthn writes bytes in JSON.
func B64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *Authenticator) client(t testing.TB, kind string, o Asked) []byte {
	t.Helper()
	if a.Kind != "" {
		kind = a.Kind
	}
	if a.Challenge != "" {
		o.Challenge = a.Challenge
	}
	data, err := wire.Marshal(map[string]any{"type": kind, "challenge": o.Challenge, "origin": a.Origin, "crossOrigin": false})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// data is the authenticator data: hash of the host, flags, counter.
func (a *Authenticator) data(flags byte) []byte {
	host := sha256.Sum256([]byte(a.Host))
	a.Counter += a.Step
	return binary.BigEndian.AppendUint32(append(host[:], flags), a.Counter)
}

// Register answers creation options with an attestation of format "none".
func (a *Authenticator) Register(t testing.TB, options []byte) []byte {
	t.Helper()
	o := Read(t, options)
	user, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	a.User = user
	data := a.data(a.Flags | attested)
	data = append(data, a.Model...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.ID)))
	data = slices.Concat(data, a.ID, a.cose(t))
	object := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59") // a map in CBOR: "fmt", "attStmt", "authData"
	object = append(binary.BigEndian.AppendUint16(object, uint16(len(data))), data...)
	return a.answer(t, map[string]any{"clientDataJSON": B64(a.client(t, "webauthn.create", o)), "attestationObject": B64(object), "transports": []string{"usb"}})
}

// cose is the public key as RFC 9053 has it: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
func (a *Authenticator) cose(t testing.TB) []byte {
	t.Helper()
	point, err := a.Key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	x, y := point[1:33], point[33:]
	return slices.Concat([]byte("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"), x, []byte("\x22\x58\x20"), y)
}

// Sign answers request options.
func (a *Authenticator) Sign(t testing.TB, options []byte) []byte {
	t.Helper()
	client, data := a.client(t, "webauthn.get", Read(t, options)), a.data(a.Flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(slices.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.Key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	if a.Tamper != nil {
		a.Tamper(client, data, signature)
	}
	return a.answer(t, map[string]any{"clientDataJSON": B64(client), "authenticatorData": B64(data), "signature": B64(signature), "userHandle": B64(a.User)})
}

func (a *Authenticator) answer(t testing.TB, response map[string]any) []byte {
	t.Helper()
	data, err := wire.Marshal(map[string]any{"id": B64(a.ID), "rawId": B64(a.ID), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}
