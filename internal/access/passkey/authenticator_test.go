package passkey_test

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

// authenticator is a security key and the browser in front of it, made after
// WebAuthn Level 3, section 6. Its fields can be set wrong, one at a time.
type authenticator struct {
	origin, host string
	id           []byte
	key          *ecdsa.PrivateKey
	user         []byte // user handle of the account it was registered for
	counter      uint32
	step         uint32 // by how much the counter rises; 0 for a synced passkey
	flags        byte
	challenge    string                               // in place of the one that was asked for
	kind         string                               // in place of the ceremony's own
	tamper       func(client, data, signature []byte) // with what was signed
	model        []byte                               // AAGUID that it tells unasked
}

const (
	userPresent  = 1 << 0
	userVerified = 1 << 2
	attested     = 1 << 6
)

func newAuthenticator(t testing.TB) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	_, _ = rand.Read(id)
	return &authenticator{origin: origin, host: "daylight.example.com", id: id, key: key, step: 1, flags: userPresent | userVerified, model: make([]byte, 16)}
}

// asked is what both kinds of options have in common with what is read here.
type asked struct {
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

func read(t testing.TB, options []byte) (out asked) {
	t.Helper()
	if err := wire.Unmarshal(options, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *authenticator) client(t testing.TB, kind string, o asked) []byte {
	t.Helper()
	if a.kind != "" {
		kind = a.kind
	}
	if a.challenge != "" {
		o.Challenge = a.challenge
	}
	data, err := wire.Marshal(map[string]any{"type": kind, "challenge": o.Challenge, "origin": a.origin, "crossOrigin": false})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// data is the authenticator data: hash of the host, flags, counter.
func (a *authenticator) data(flags byte) []byte {
	host := sha256.Sum256([]byte(a.host))
	a.counter += a.step
	return binary.BigEndian.AppendUint32(append(host[:], flags), a.counter)
}

// register answers creation options with an attestation of format "none".
func (a *authenticator) register(t testing.TB, options []byte) []byte {
	t.Helper()
	o := read(t, options)
	user, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	a.user = user
	data := a.data(a.flags | attested)
	data = append(data, a.model...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id)))
	data = slices.Concat(data, a.id, a.cose(t))
	object := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59") // a map in CBOR: "fmt", "attStmt", "authData"
	object = append(binary.BigEndian.AppendUint16(object, uint16(len(data))), data...)
	return a.answer(t, map[string]any{"clientDataJSON": b64(a.client(t, "webauthn.create", o)), "attestationObject": b64(object), "transports": []string{"usb"}})
}

// cose is the public key as RFC 9053 has it: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
func (a *authenticator) cose(t testing.TB) []byte {
	t.Helper()
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	x, y := point[1:33], point[33:]
	return slices.Concat([]byte("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"), x, []byte("\x22\x58\x20"), y)
}

// sign answers request options.
func (a *authenticator) sign(t testing.TB, options []byte) []byte {
	t.Helper()
	client, data := a.client(t, "webauthn.get", read(t, options)), a.data(a.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(slices.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	if a.tamper != nil {
		a.tamper(client, data, signature)
	}
	return a.answer(t, map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(a.user)})
}

func (a *authenticator) answer(t testing.TB, response map[string]any) []byte {
	t.Helper()
	data, err := wire.Marshal(map[string]any{"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}
