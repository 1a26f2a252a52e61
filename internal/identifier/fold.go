package identifier

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var letters = sync.OnceValue(func() map[rune]string {
	out := map[rune]string{}
	for _, e := range must("letters.txt") {
		r, _ := utf8.DecodeRuneInString(e.class)
		if e.value == "-" {
			e.value = ""
		}
		out[r] = e.value
	}
	return out
})

// fold returns s in lower case without accents (NFKD), with Cyrillic, Greek
// and the odd Latin letter spelled in plain Latin. Other scripts stay.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	table := letters()
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		if spelled, ok := table[r]; ok {
			b.WriteString(spelled)
			continue
		}
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
