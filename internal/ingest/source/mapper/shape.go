package mapper

import (
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	macShape     = regexp.MustCompile(`^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$|^([0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}$`)
	mailShape    = regexp.MustCompile(`^[^@\s,;]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)
	phoneShape   = regexp.MustCompile(`^(\+[0-9][0-9 ().-]{6,20}|\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}|[0-9]{3}[-.][0-9]{3}[-.][0-9]{4})( ?(x|ext\.?) ?[0-9]{1,6})?$`)
	digitsShape  = regexp.MustCompile(`^[0-9 ().+/-]{6,24}$`)
	ibanShape    = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
	zipShape     = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)
	upsShape     = regexp.MustCompile(`^1Z[A-Z0-9]{16}$`)
	fedexShape   = regexp.MustCompile(`^[0-9]{12}$`)
	serialShape  = regexp.MustCompile(`^[A-Z0-9]{7,14}$`)
	decimalShape = regexp.MustCompile(`^-?[0-9]{1,3}\.[0-9]{2,}$`)
	maskShape    = regexp.MustCompile(`^[Xx*•#.\- ]{2,}[0-9]{0,5}$`)
)

// fitsShape says whether a value looks like a meaning; meanings without a
// shape fit anything.
func fitsShape(m meaning, v string) bool {
	switch m {
	case "email", "work_email", "personal_email", "referee_email":
		return mailShape.MatchString(v)
	case "phone", "referee_phone", "factor_phone":
		return phoneShape.MatchString(v) || digitsShape.MatchString(v)
	case "public_ip":
		_, err := netip.ParseAddr(v)
		return err == nil
	case "device_mac", "gateway_mac", "bssid":
		return macShape.MatchString(v) || bareMAC(v)
	case "iban":
		return ibanShape.MatchString(strings.ToUpper(strings.Join(strings.Fields(v), ""))) || maskShape.MatchString(v)
	case "routing", "account":
		return strings.ContainsAny(v, "0123456789") || maskShape.MatchString(v)
	case "lat":
		return inDegrees(v, 90)
	case "lon":
		return inDegrees(v, 180)
	case "amount", "minutes":
		_, err := parseNumber(v, "")
		return err == nil
	case "asn":
		_, err := parseASN(strings.TrimPrefix(strings.ToUpper(v), "AS"))
		return err == nil
	}
	return true
}

// bareMAC accepts twelve hexadecimal digits without signs.
func bareMAC(v string) bool {
	if len(v) != 12 {
		return false
	}
	_, err := strconv.ParseUint(v, 16, 64)
	return err == nil
}

func inDegrees(v string, limit float64) bool {
	f, err := strconv.ParseFloat(v, 64)
	return err == nil && f >= -limit && f <= limit
}

// validIBAN checks form and the ISO 13616 check digits: the rearranged
// number, letters as 10 to 35, leaves 1 when divided by 97.
func validIBAN(v string) bool {
	v = strings.ToUpper(strings.Join(strings.Fields(v), ""))
	if !ibanShape.MatchString(v) {
		return false
	}
	var digits strings.Builder
	for _, r := range v[4:] + v[:4] {
		if r >= 'A' {
			digits.WriteString(strconv.Itoa(int(r-'A') + 10))
		} else {
			digits.WriteRune(r)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && n.Mod(n, big.NewInt(97)).Int64() == 1
}

// validABA checks the nine digits of a US routing number: weighted 3, 7, 1
// in turn they add up to a multiple of ten.
func validABA(v string) bool {
	if len(v) != 9 {
		return false
	}
	sum, zero := 0, true
	for i, r := range v {
		if r < '0' || r > '9' {
			return false
		}
		zero = zero && r == '0'
		sum += int(r-'0') * []int{3, 7, 1}[i%3]
	}
	return sum%10 == 0 && !zero
}

func privateIP(v string) bool {
	a, err := netip.ParseAddr(v)
	return err == nil && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified())
}

// shapeGuess is what values alone say of a column whose header says nothing.
type shapeGuess struct {
	meaning meaning
	why     string
	fits    func(string) bool
	// only notes the likeness without proposing anything: other numbers
	// look the same.
	noteOnly bool
}

// shapeGuesses are tried in order; the first that every value fits wins.
func shapeGuesses() []shapeGuess {
	return []shapeGuess{
		{meaning: "email", why: "every value is a mail address", fits: mailShape.MatchString},
		{meaning: "device_mac", why: "every value is a MAC address", fits: func(v string) bool { return !bareMAC(v) && fitsShape("device_mac", v) }},
		{meaning: "public_ip", why: "every value is an IP address", fits: func(v string) bool { return fitsShape("public_ip", v) }},
		{meaning: "tracking", why: "every value is a UPS tracking number", fits: upsShape.MatchString},
		{meaning: "iban", why: "every value is an IBAN with right check digits", fits: validIBAN},
		{meaning: "phone", why: "every value is written as a phone number", fits: phoneShape.MatchString},
		{meaning: "routing", why: "every value has nine digits and passes the check of a US routing number", fits: validABA, noteOnly: true},
		{meaning: "tracking", why: "every value has twelve digits, as FedEx tracking numbers do", fits: fedexShape.MatchString, noteOnly: true},
		{meaning: "postal_code", why: "every value is written as a US ZIP code", fits: zipShape.MatchString, noteOnly: true},
		{meaning: "lat", why: "every value could be a degree of latitude or longitude", fits: func(v string) bool { return decimalShape.MatchString(v) && inDegrees(v, 180) }, noteOnly: true},
		{meaning: "serial", why: "every value is written as a device's serial number often is", fits: func(v string) bool {
			return serialShape.MatchString(v) && strings.ContainsAny(v, "0123456789") && strings.ContainsAny(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		}, noteOnly: true},
	}
}

// dateLayouts are the layouts that are tried on samples, day first and month
// first side by side.
func dateLayouts() []string {
	var out []string
	for _, date := range []string{
		"1/2/2006", "2/1/2006", "1/2/06", "2/1/06", "1-2-2006", "2-1-2006", "2.1.2006", "2.1.06",
		"2006/1/2", "Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "2 January 2006", "2-Jan-2006", "2-Jan-06", "20060102",
	} {
		for _, clock := range []string{"", " 15:04", " 15:04:05", " 3:04 PM", " 3:04:05 PM", " 3:04PM", ", 15:04", ", 3:04 PM"} {
			out = append(out, date+clock)
		}
	}
	return append(out, "Mon Jan 2 15:04:05 2006", time.RFC1123Z)
}

// dateReading is how a column of dates is to be read.
type dateReading struct {
	layout string // "" for ISO forms
	// swapped is the layout with the day first where both fit every value.
	swapped string
}

// readDates finds the one layout that every value fits. A value above 12
// decides between day first and month first; without one the month is taken
// first and the other layout is kept beside it.
func readDates(values []string) (dateReading, bool) {
	fits := func(layout string) bool {
		for _, v := range values {
			if _, err := parseTime(v, layout, time.UTC); err != nil {
				return false
			}
		}
		return len(values) > 0
	}
	if fits("") {
		return dateReading{}, true
	}
	if allDigits(values, 10) && fits(layoutUnix) {
		return dateReading{layout: layoutUnix}, true
	}
	if allDigits(values, 13) && fits(layoutUnixMilli) {
		return dateReading{layout: layoutUnixMilli}, true
	}
	var found []string
	for _, layout := range dateLayouts() {
		if fits(layout) {
			found = append(found, layout)
		}
	}
	if len(found) == 0 {
		return dateReading{}, false
	}
	r := dateReading{layout: found[0]}
	if len(found) > 1 && sameWhenSwapped(found[0], found[1]) {
		r.swapped = found[1]
	}
	return r, true
}

// sameWhenSwapped reports whether two layouts differ in the order of day and
// month and in nothing else.
func sameWhenSwapped(a, b string) bool {
	return len(a) == len(b) && a != b && a[0] != b[0] && a[3:] == b[3:]
}

func allDigits(values []string, n int) bool {
	for _, v := range values {
		if len(v) != n || strings.Trim(v, "0123456789") != "" {
			return false
		}
	}
	return len(values) > 0
}
