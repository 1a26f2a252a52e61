// Package asset folds the names that shipping lists and device managers give
// to a company's devices, so that both name the same one.
package asset

import (
	"strings"
	"unicode"
)

// fillers are serial numbers that makers and admins leave in place of one.
var fillers = map[string]bool{
	"NONE": true, "NULL": true, "UNKNOWN": true, "DEFAULT": true, "INVALID": true, "SERIAL": true, "STRING": true,
	"123456": true, "1234567": true, "12345678": true, "123456789": true, "1234567890": true, "0123456789": true,
	"UNSPECIFIED": true, "NOTAVAILABLE": true, "NOTSPECIFIED": true, "DEFAULTSTRING": true, "SYSTEMSERIALNUMBER": true,
}

// Serial returns a device's serial number in the form that join keys use,
// upper case, or "" when the text cannot tell one device from another: too
// short, words of a sentence, a filler, one character repeated.
func Serial(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	folded := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	switch {
	case len(folded) < 5, fillers[folded], strings.ContainsFunc(s, unicode.IsSpace):
		return ""
	case strings.Trim(folded, folded[:1]) == "":
		return ""
	}
	return s
}
