package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// newSecret returns 256 random bits as text, with a prefix that says what it is
// for, so that leaked ones can be found.
func newSecret(prefix string) string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// newID returns 80 random bits as text.
func newID(prefix string) string {
	var b [10]byte
	_, _ = rand.Read(b[:])
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// digest is what is kept of a random secret: 256 bits need no slow hash.
func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

const (
	argonKey  = 32
	argonSalt = 16
)

// Cost is what hashing a password by argon2id takes.
type Cost struct {
	Passes  uint32
	Memory  uint32 // KiB
	Threads uint8
}

// Recommended is RFC 9106's second choice, of 64 MiB and three passes; OWASP takes
// 19 MiB and two as its least.
func Recommended() Cost { return Cost{Passes: 3, Memory: 64 << 10, Threads: 2} }

// hashing bounds how many passwords are hashed at once: each takes 64 MiB.
var hashing = make(chan struct{}, 4)

// Hash returns a password's argon2id hash with its parameters.
func (c Cost) Hash(password string) string {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt)
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads, e.EncodeToString(salt), e.EncodeToString(c.key(password, salt)))
}

func (c Cost) key(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Threads, argonKey)
}

// check reports whether a password has a hash, and whether the hash was made at
// another cost.
func (c Cost) check(password, hash string) (ok, outdated bool) {
	var version int
	var was Cost
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &was.Memory, &was.Passes, &was.Threads); err != nil || was.Passes == 0 || was.Threads == 0 || was.Memory > 1<<20 {
		return false, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != argonKey {
		return false, false
	}
	return subtle.ConstantTimeCompare(was.key(password, salt), want) == 1, was != c
}

// minPassword is the least length of a password; NIST SP 800-63B-4 asks for 15
// where a password stands alone, and 8 beside a second factor, as here.
const minPassword = 12

//go:embed data/common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out
})

// CheckNew refuses a password that is short, common or made of the login.
func CheckNew(password, login string) error {
	folded := strings.ToLower(password)
	plain := strings.TrimRight(folded, "0123456789!.?-_ ")
	name, _, _ := strings.Cut(strings.ToLower(login), "@")
	switch {
	case len([]rune(password)) < minPassword:
		return fmt.Errorf("%w: use at least %d characters", ErrWeak, minPassword)
	case common()[folded], common()[plain]:
		return fmt.Errorf("%w: many people use it", ErrWeak)
	case len(name) >= 3 && strings.Contains(folded, name), strings.Contains(folded, "daylight"):
		return fmt.Errorf("%w: it holds your name or the product's", ErrWeak)
	case distinct(folded) < 5:
		return fmt.Errorf("%w: it repeats few characters", ErrWeak)
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}
