package place

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold reduces a place name to the key it is looked up by: lower case, without
// diacritics or punctuation, words separated by one space, and the common
// short forms St, Ste, Ft and Mt written out. Names in any script keep their
// letters.
func Fold(s string) string {
	words := strings.Fields(letters(s))
	for i, w := range words {
		if long := longForm(w); long != "" && len(words) > 1 {
			words[i] = long
		}
	}
	return strings.Join(words, " ")
}

// letters lowers s, drops combining marks and turns everything that is neither
// letter nor digit into a space. An apostrophe joins: N'Djamena is one word.
func letters(s string) string {
	if !ascii(s) {
		s = norm.NFKD.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch r = unicode.ToLower(r); {
		case r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r), apostrophe(r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			if plain := undecomposed(r); plain != "" {
				b.WriteString(plain)
			} else {
				b.WriteRune(r)
			}
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '`', '\u2018', '\u2019', '\u02bb', '\u02bc', '\u00b4':
		return true
	}
	return false
}

// undecomposed spells the Latin letters that Unicode does not decompose.
func undecomposed(r rune) string {
	switch r {
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	case 'ħ':
		return "h"
	case 'ə':
		return "a"
	}
	return ""
}

func longForm(word string) string {
	switch word {
	case "st":
		return "saint"
	case "ste":
		return "sainte"
	case "ft":
		return "fort"
	case "mt":
		return "mount"
	}
	return ""
}
