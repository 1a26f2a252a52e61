package notify

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Headers of a signed message, as Standard Webhooks 1.0 names them.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// Standard Webhooks wants secrets of 24 to 64 random bytes.
const (
	secretPrefix = "whsec_"
	secretSize   = 32
	minSecret    = 24
	maxSecret    = 64
)

// Secret is one signing secret of a webhook.
type Secret struct {
	Text   string    `json:"text"` // "whsec_" and base64
	MadeAt time.Time `json:"made_at"`
	EndsAt time.Time `json:"ends_at,omitzero"` // zero for the newest
}

// NewSecret returns a random secret.
func NewSecret(at time.Time) Secret {
	key := make([]byte, secretSize)
	rand.Read(key) // never fails
	return Secret{Text: secretPrefix + base64.StdEncoding.EncodeToString(key), MadeAt: at}
}

// key returns the bytes of a secret.
func (s Secret) key() ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s.Text, secretPrefix))
	if err != nil || len(key) < minSecret || len(key) > maxSecret {
		return nil, errors.New("a webhook secret is not whsec_ and base64 of 24 to 64 bytes")
	}
	return key, nil
}

// Sign returns the value of [HeaderSignature]: one signature for each secret,
// so that a receiver may change over at any time.
func Sign(secrets []Secret, id string, at time.Time, body []byte) (string, error) {
	if id == "" || strings.Contains(id, ".") {
		return "", fmt.Errorf("sign message: %q is no message id", id)
	}
	var out []string
	for _, s := range secrets {
		key, err := s.key()
		if err != nil {
			return "", fmt.Errorf("sign message: %w", err)
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	if len(out) == 0 {
		return "", errors.New("sign message: there is no secret")
	}
	return strings.Join(out, " "), nil
}
