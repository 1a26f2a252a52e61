// Package parcel folds what carriers and shipping lists write of a parcel, so
// that both name the same one and the same event.
package parcel

import (
	"strings"
	"unicode"
)

// Events of a delivery, as domain.FieldDeliveryEvent says them.
const (
	Delivered  = "delivered"
	Redirected = "redirected"
	Held       = "held-for-pickup"
	Returned   = "returned"
)

// Tracking returns a tracking number in the form that join keys use, upper
// case without separators, or "" when the text cannot be one: a filler, too
// short, or a number that a spreadsheet rounded to 7.76E+11.
func Tracking(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if strings.Contains(s, "E+") {
		return ""
	}
	digits := 0
	n := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			digits++
			return r
		case r >= 'A' && r <= 'Z':
			return r
		}
		return -1
	}, s)
	if len(n) < 8 || len(n) > 40 || digits < 6 || strings.Trim(n, n[:1]) == "" {
		return ""
	}
	return n
}

// noSigner are words that carriers write where nobody signed.
var noSigner = map[string]bool{
	"signature": true, "release": true, "released": true, "required": true, "file": true, "left": true, "driver": true,
	"door": true, "frontdoor": true, "porch": true, "garage": true, "patio": true, "lobby": true, "locker": true,
	"mailroom": true, "mailbox": true, "reception": true, "receptionist": true, "desk": true, "dock": true,
	"residence": true, "resident": true, "string": true, "unknown": true, "none": true, "null": true, "office": true,
}

// Signer returns the name of who signed for a parcel, or "" when the text
// names nobody: a place, a waiver, a driver's number.
func Signer(s string) string {
	s = strings.TrimSpace(s)
	letters := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			return ""
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < 2 || strings.EqualFold(s, "n/a") {
		return ""
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if noSigner[w] {
			return ""
		}
	}
	return s
}

// phrases are looked for in this order in a carrier's description.
var phrases = []struct {
	event string
	texts []string
}{
	{Returned, []string{"return to shipper", "returned to shipper", "returned to sender", "return to sender",
		"returning to sender", "returning package to shipper", "returning to shipper"}},
	{Redirected, []string{"redirect", "rerout", "re-rout", "intercept", "address change", "changed the address",
		"change of address", "address has been changed", "address was changed", "address has been updated", "new delivery address", "new address", "different address"}},
	{Held, []string{"hold at location", "held at location", "held for pickup", "hold for pickup", "held for pick up",
		"ready for pickup", "ready for recipient pickup", "available for pickup", "awaiting customer pickup",
		"access point", "will call", "customer pickup", "held at a", "hold at fedex"}},
	{Delivered, []string{"delivered"}},
}

// Event returns what a carrier's description says happened, or "" for the many
// scans on the way. "Not delivered" and the like are no delivery.
func Event(description string) string {
	text := strings.ToLower(description)
	for _, p := range phrases {
		for _, t := range p.texts {
			i := strings.Index(text, t)
			if i < 0 {
				continue
			}
			before := strings.Fields(text[:i])
			if n := len(before); n > 0 && negates(before[max(0, n-3):]) {
				continue
			}
			return p.event
		}
	}
	return ""
}

func negates(words []string) bool {
	for _, w := range words {
		switch w {
		case "not", "no", "cannot", "couldn't", "unable", "never", "to", "will":
			return true
		}
	}
	return false
}
