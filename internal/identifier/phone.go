package identifier

import (
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"github.com/daylight-hq/daylight/internal/domain"
)

var phoneTable = sync.OnceValue(func() prefixes {
	return newPrefixes(set(must("phone.txt"), "placeholder", "documentation"))
})

// maxPhone is longer than any number with its extension and a word before it.
const maxPhone = 64

// Phone normalises a phone number to E.164, without its extension. Without a
// country code it is read in opt.DefaultRegion. Numbers that no plan has are
// refused as malformed, and so are the short numbers of services.
func Phone(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Phone}
	s, refusal := plainPhone(text)
	if refusal != "" {
		return id, refusal
	}
	region := strings.ToUpper(opt.DefaultRegion)
	if !strings.HasPrefix(s, "+") && region == "" {
		rest, ok := strings.CutPrefix(s, "00")
		if !ok {
			return id, RefusedNoRegion
		}
		s = "+" + rest
	}
	number, err := phonenumbers.Parse(s, region)
	if err != nil {
		return id, RefusedMalformed
	}
	number.Extension = nil
	e164 := phonenumbers.Format(number, phonenumbers.E164)
	switch phoneClass(e164) {
	case "placeholder":
		return id, RefusedPlaceholder
	case "documentation":
		id.Documentation = true
	default:
		if allSame(phonenumbers.GetNationalSignificantNumber(number)) {
			return id, RefusedAllSame
		}
		if !phonenumbers.IsValidNumber(number) {
			return id, RefusedMalformed
		}
	}
	id.Key = e164
	id.Masked = maskPhone(e164, int(number.GetCountryCode()))
	return opt.accept(id)
}

// plainPhone cuts off what is around the number and refuses filler.
func plainPhone(text string) (string, Refusal) {
	s := strings.TrimSpace(text)
	if len(s) > 4 && strings.EqualFold(s[:4], "tel:") {
		s = s[4:]
	}
	digits := digitsOnly(s)
	switch {
	case s == "" || s == "-":
		return "", RefusedEmpty
	case filler(s):
		return "", RefusedPlaceholder
	case maskedPhone(s):
		return "", RefusedMasked
	case len(s) > maxPhone:
		return "", RefusedTooLong
	case digits == "":
		return "", RefusedMalformed
	case allSame(digits):
		return "", RefusedAllSame
	case counting(digits):
		return "", RefusedPlaceholder
	case len(digits) < 7:
		return "", RefusedTooShort
	}
	return s, ""
}

// maskedPhone reports hidden digits. One x stands before an extension.
func maskedPhone(s string) bool {
	return strings.ContainsAny(s, "*•●…█") || strings.Contains(strings.ToLower(s), "xx")
}

// phoneClass looks a number up in the table and knows the exchange 555 of the
// North American plan: 555-0100 to 555-0199 are kept for fiction, and no
// subscriber has any other 555 number of an area.
func phoneClass(e164 string) string {
	if c := phoneTable().class(e164); c != "" {
		return c
	}
	if len(e164) != 12 || !strings.HasPrefix(e164, "+1") || e164[5:8] != "555" {
		return ""
	}
	area := e164[2:5]
	switch {
	case area[0] < '2' || area[1:] == "11" || area == "555":
		return "placeholder"
	case e164[8:10] == "01":
		return "documentation"
	case area[0] == '8' && area[1] == area[2]: // toll-free
		return ""
	}
	return "placeholder"
}

// maskPhone shows the country code and the last four digits.
func maskPhone(e164 string, country int) string {
	n := len("+")
	for c := country; c > 0; c /= 10 {
		n++
	}
	return e164[:min(n, len(e164))] + " " + bullet + " " + bullet + " " + lastBytes(e164, 4)
}
