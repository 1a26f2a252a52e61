package identifier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Hasher turns a secret's canonical text into a keyed hash. The zero value is
// an HMAC with an all-zero key: fit for a scan that lives in memory only,
// never for anything stored.
type Hasher struct{ key [sha256.BlockSize]byte }

// NewHasher returns a hasher over key. Keys above 64 bytes are first hashed,
// as HMAC itself does.
func NewHasher(key []byte) Hasher {
	var h Hasher
	if len(key) > len(h.key) {
		sum := sha256.Sum256(key)
		key = sum[:]
	}
	copy(h.key[:], key)
	return h
}

// sumLength is 26 base32 digits: 130 bits, far beyond any count of accounts.
const sumLength = 26

var sumEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Sum returns the HMAC-SHA-256 (RFC 2104) of canonical under the key, as the
// first 26 digits of its lower-case base32. The domain separates uses, so that
// equal texts of two kinds have unlike sums.
func (h Hasher) Sum(domain, canonical string) string {
	mac := hmac.New(sha256.New, h.key[:])
	var b strings.Builder
	b.Grow(len(domain) + 1 + len(canonical))
	b.WriteString(domain)
	b.WriteByte(0)
	b.WriteString(canonical)
	mac.Write([]byte(b.String()))
	return sumEncoding.EncodeToString(mac.Sum(nil))[:sumLength]
}
