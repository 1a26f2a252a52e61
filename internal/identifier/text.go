package identifier

import (
	"strings"
	"unicode/utf8"
)

// bullet stands for hidden characters in what is shown.
const bullet = "•••"

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isAlpha(c byte) bool { return isUpper(c) || isLower(c) }

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func toLower(c byte) byte {
	if isUpper(c) {
		return c + 'a' - 'A'
	}
	return c
}

// digitsOnly returns the ASCII digits of s.
func digitsOnly(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if isDigit(s[i]) {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// compact returns the ASCII letters and digits of s, letters in upper case.
func compact(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case isLower(c):
			b.WriteByte(c - 'a' + 'A')
		case isDigit(c) || isUpper(c):
			b.WriteByte(c)
		}
	}
	return b.String()
}

// allSame reports whether the letters and digits of s, two at least, are one
// character repeated.
func allSame(s string) bool {
	var first byte
	n := 0
	for i := range len(s) {
		c := toLower(s[i])
		if !isDigit(c) && !isLower(c) && c < utf8.RuneSelf {
			continue
		}
		if n > 0 && c != first {
			return false
		}
		first = c
		n++
	}
	return n >= 2
}

// counting reports whether digits count up or down from end to end, such as
// 123456789 or 0987654321; five digits at least.
func counting(digits string) bool {
	if len(digits) < 5 || !allDigits(digits) {
		return false
	}
	up, down := true, true
	for i := 1; i < len(digits); i++ {
		step := (int(digits[i]) - int(digits[i-1]) + 10) % 10
		up = up && step == 1
		down = down && step == 9
	}
	return up || down
}

// masked reports whether a source has hidden part of s: a bullet, a star, or
// a run of three or more X.
func masked(s string) bool {
	run := 0
	for _, r := range s {
		switch r {
		case '*', '•', '●', '∙', '█', '▪', '◦', '…', '⋅', '·':
			return true
		case 'x', 'X':
			run++
			if run >= 3 {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}

// firstRunes returns the first n runes of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// lastBytes returns the last n bytes of an ASCII text.
func lastBytes(s string, n int) string { return s[max(0, len(s)-n):] }
