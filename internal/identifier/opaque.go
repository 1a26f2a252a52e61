package identifier

import (
	"strings"
	"unicode"

	"github.com/daylight-hq/daylight/internal/domain"
)

const (
	minOpaque = 6    // shorter ids are counters
	maxOpaque = 1024 // bytes; longer texts are no ids
)

// Opaque normalises an id that a system made up: of a device, browser token,
// fingerprint, disk, factor or text signature. Ids keep their case, as many
// systems tell case apart; UUIDs and other hexadecimal ids are lowered.
func Opaque(t domain.IdentifierType, text string) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: t}
	s := strings.TrimFunc(text, func(r rune) bool { return r == '{' || r == '}' || unicode.IsSpace(r) })
	if refusal := refuseOpaque(s); refusal != "" {
		return id, refusal
	}
	if isHexID(s) {
		s = strings.ToLower(s)
	}
	id.Key = s
	id.Masked = firstRunes(s, 4) + bullet
	return id, ""
}

func refuseOpaque(s string) Refusal {
	switch {
	case s == "" || s == "-":
		return RefusedEmpty
	case len(s) > maxOpaque:
		return RefusedTooLong
	case filler(s):
		return RefusedPlaceholder
	case allSame(s):
		return RefusedAllSame
	case len(s) < minOpaque:
		return RefusedTooShort
	case counting(s):
		return RefusedPlaceholder
	}
	word := true // letters and spaces only: "Hard Disk ID" is a caption, not an id
	space := false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '*' || c >= 0xe2 && strings.HasPrefix(s[i:], "•"):
			return RefusedMasked
		case c == '@':
			return RefusedDefault // Okta gives the login as a push factor's credential
		case c == ' ':
			space = true
		case !isAlpha(c):
			word = false
		}
	}
	if word && space {
		return RefusedPlaceholder
	}
	return ""
}

// isHexID reports whether s is hexadecimal digits, perhaps with hyphens or
// colons between them.
func isHexID(s string) bool {
	for i := range len(s) {
		if !isHex(s[i]) && s[i] != '-' && s[i] != ':' {
			return false
		}
	}
	return true
}

// Lineage normalises an id that a document inherits from its ancestor, given
// as scheme:value, such as
// docx-rsid:00A1B2C3 or xmp-doc:uuid:…
func Lineage(text string) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Lineage}
	s := strings.ToLower(strings.TrimSpace(text))
	if s == "" {
		return id, RefusedEmpty
	}
	scheme, value, ok := strings.Cut(s, ":")
	if !ok || strings.TrimSpace(scheme) == "" {
		return id, RefusedMalformed
	}
	if tail := value[strings.LastIndexByte(value, ':')+1:]; isHexID(tail) {
		value = tail // xmp.did:, uuid: and the like say how the id was made, not which it is
	}
	scheme, value = strings.TrimSpace(scheme), strings.TrimFunc(value, func(r rune) bool {
		return strings.ContainsRune("{}<>", r) || unicode.IsSpace(r)
	})
	plain := strings.ReplaceAll(value, "-", "")
	switch {
	case plain == "":
		return id, RefusedEmpty
	case filler(value):
		return id, RefusedPlaceholder
	case masked(value):
		return id, RefusedMasked
	case allSame(plain):
		return id, RefusedAllSame
	case len(plain) > maxOpaque:
		return id, RefusedTooLong
	case len(plain) < 8:
		return id, RefusedTooShort
	case strings.Contains(scheme, "rsid") && (!isHexID(plain) || len(plain) != 8):
		return id, RefusedMalformed
	case strings.HasPrefix(plain, "00000"):
		return id, RefusedDefault // a program that counts instead of drawing at random
	case counting(plain):
		return id, RefusedPlaceholder
	}
	if isHexID(value) {
		value = plain
	}
	if _, found := lineageTable()[plain]; found {
		return id, RefusedDefault
	}
	id.Key = scheme + ":" + value
	id.Masked = scheme + ":" + firstRunes(value, 4) + bullet
	return id, ""
}
