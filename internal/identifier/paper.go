package identifier

import (
	"strings"
	"unicode"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Schemed normalises a value whose scheme says how it was made, given as
// scheme:value, such as pdq:0f3c… or sha256:9b1d….
func Schemed(t domain.IdentifierType, text string) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: t}
	scheme, value, ok := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ":")
	if text == "" {
		return id, RefusedEmpty
	}
	if !ok || scheme == "" || strings.ContainsFunc(scheme, unicode.IsSpace) {
		return id, RefusedMalformed
	}
	value = strings.TrimSpace(value)
	if refusal := refuseOpaque(value); refusal != "" {
		return id, refusal
	}
	id.Key, id.Masked = scheme+":"+value, scheme+":"+firstRunes(value, 4)+bullet
	return id, ""
}

// emptyTree is the tree of every empty Git repository, in SHA-1 and SHA-256
// (git hash-object -t tree /dev/null).
var emptyTree = map[string]bool{
	"4b825dc642cb6eb9a060e54bf8d69288fbee4904":                         true,
	"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321": true,
}

// CommitHash normalises the full name of a Git commit or tree: 40 hexadecimal
// digits (SHA-1) or 64 (SHA-256). Shortened names are refused: they repeat.
func CommitHash(text string) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.CommitHash}
	s := strings.ToLower(strings.TrimSpace(text))
	switch {
	case s == "":
		return id, RefusedEmpty
	case strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !isHex(byte(r)) }):
		return id, RefusedMalformed
	case len(s) < 40:
		return id, RefusedTooShort
	case len(s) != 40 && len(s) != 64:
		return id, RefusedMalformed
	case allSame(s):
		return id, RefusedAllSame
	case emptyTree[s]:
		return id, RefusedDefault
	}
	id.Key, id.Masked = s, s[:7]+bullet
	return id, ""
}

// PayHandle normalises an account name at a payment service, given as
// service:name, such as paypal:someone@example.com. The same name at two
// services is two accounts.
func PayHandle(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.PayHandle}
	service, name, ok := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ":")
	service, name = strings.TrimSpace(service), strings.TrimLeft(strings.TrimSpace(name), "$@")
	switch {
	case strings.TrimSpace(text) == "":
		return id, RefusedEmpty
	case !ok || service == "" || strings.ContainsFunc(service+name, unicode.IsSpace):
		return id, RefusedMalformed
	case masked(name):
		return id, RefusedMasked
	case filler(name):
		return id, RefusedPlaceholder
	case len(name) < 3:
		return id, RefusedTooShort
	case len(name) > maxOpaque:
		return id, RefusedTooLong
	}
	id.Masked = service + ":" + firstRunes(name, 1) + bullet
	if strings.Contains(name, "@") {
		mail, refusal := Email(name, opt)
		if refusal != "" {
			return id, refusal
		}
		name, id.Documentation, id.Masked = mail.Key, mail.Documentation, service+":"+mail.Masked
	}
	id.Key = service + ":" + name
	return id, ""
}

// DocumentNumber hashes the number of an identity document, given as
// issuer:number, such as usa-passport:123456789. The issuer only keeps apart
// documents that count alike; nothing reads it. The clear number is gone
// afterwards.
func DocumentNumber(text string, h Hasher) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.DocumentNumber}
	issuer, number, ok := strings.Cut(strings.ToLower(text), ":")
	if !ok {
		issuer, number = "", issuer
	}
	if masked(number) {
		return id, RefusedMasked
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, number)
	switch {
	case plain == "":
		return id, RefusedEmpty
	case filler(plain):
		return id, RefusedPlaceholder
	case allSame(plain):
		return id, RefusedAllSame
	case counting(plain):
		return id, RefusedPlaceholder
	case len(plain) < 5:
		return id, RefusedTooShort
	case len(plain) > 64:
		return id, RefusedTooLong
	}
	id.Key = h.Sum("document-number", strings.TrimSpace(issuer)+":"+plain)
	id.Masked = bullet + plain[max(0, len(plain)-2):]
	return id, ""
}
