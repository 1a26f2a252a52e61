package identifier

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Referrer normalises who referred a candidate: a mail address, a key such as
// an employee number, or a full name, folded. One word of letters is a first
// name, or a channel such as "Employee", and is refused.
func Referrer(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Referrer}
	if strings.Contains(text, "@") {
		id, refusal := Email(text, opt)
		id.Type = domain.Referrer
		return id, refusal
	}
	words := strings.Fields(fold(text))
	key := strings.Join(words, " ")
	switch {
	case key == "" || key == "-":
		return id, RefusedEmpty
	case filler(key):
		return id, RefusedPlaceholder
	case masked(key):
		return id, RefusedMasked
	case len(key) > maxOpaque:
		return id, RefusedTooLong
	case len(words) < 2 && !strings.ContainsAny(key, "0123456789"):
		return id, RefusedIncomplete
	case allSame(key) || len(key) < 2:
		return id, RefusedTooShort
	}
	id.Key = key
	id.Masked = firstRunes(key, 1) + bullet
	return id, ""
}
