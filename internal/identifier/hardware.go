package identifier

import (
	"strings"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
)

var lineageTable = sync.OnceValue(func() map[string]string {
	return set(must("lineage.txt"), "default")
})

type hardwareTables struct {
	serials        map[string]string
	virtualSerials prefixes
	macs           prefixes
}

var hardware = sync.OnceValue(func() hardwareTables {
	entries := must("hardware.txt")
	return hardwareTables{
		serials:        set(entries, "default-serial"),
		virtualSerials: newPrefixes(set(entries, "virtual-serial")),
		macs:           newPrefixes(set(entries, "default-mac", "virtual-mac", "documentation-mac")),
	}
})

// minSerial is the shortest serial number of a computer still sold.
const minSerial = 5

// Serial normalises the serial number of a device: upper case, without spaces.
func Serial(text string) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Serial}
	s := strings.Join(strings.Fields(text), " ")
	lower := strings.ToLower(s)
	for _, p := range []string{"s/n:", "s/n", "serial number:", "serial:"} {
		if rest, ok := strings.CutPrefix(lower, p); ok {
			lower, s = strings.TrimSpace(rest), strings.TrimSpace(s[len(s)-len(rest):])
		}
	}
	tables := hardware()
	_, unset := tables.serials[lower]
	squeezed := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	switch {
	case compact(s) == "":
		return id, RefusedEmpty
	case unset:
		return id, RefusedDefault
	case filler(s):
		return id, RefusedPlaceholder
	case masked(s):
		return id, RefusedMasked
	case allSame(s):
		return id, RefusedAllSame
	case tables.virtualSerials.class(lower) != "":
		return id, RefusedVirtual
	case counting(compact(s)):
		return id, RefusedPlaceholder
	case len(squeezed) < minSerial:
		return id, RefusedTooShort
	case len(squeezed) > 128:
		return id, RefusedTooLong
	case strings.IndexFunc(squeezed, func(r rune) bool { return r < ' ' || r > '~' }) >= 0:
		return id, RefusedMalformed
	}
	id.Key = squeezed
	id.Masked = "•••• " + lastBytes(squeezed, 4)
	return id, ""
}

// MAC normalises a 48-bit hardware address to lower-case hexadecimal with
// colons. A device's own address that its system invents (locally
// administered) is refused as randomised; access points and gateways derive
// such addresses from fixed ones, so theirs are kept.
func MAC(t domain.IdentifierType, text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: t}
	digits, refusal := macDigits(strings.TrimSpace(text))
	if refusal != "" {
		return id, refusal
	}
	switch hardware().macs.class(digits) {
	case "default-mac":
		return id, RefusedDefault
	case "virtual-mac":
		return id, RefusedVirtual
	case "documentation-mac":
		id.Documentation = true
	}
	first := hexValue(digits[0])<<4 | hexValue(digits[1])
	if first&1 != 0 { // group address: of no single device
		return id, RefusedMalformed
	}
	if first&2 != 0 && t == domain.DeviceMAC && !id.Documentation {
		return id, RefusedRandomised
	}
	var b [17]byte
	for i := range 6 {
		b[3*i], b[3*i+1] = digits[2*i], digits[2*i+1]
		if i < 5 {
			b[3*i+2] = ':'
		}
	}
	id.Key = string(b[:])
	id.Masked = "••:••:••:••:" + id.Key[12:]
	return opt.accept(id)
}

// macDigits returns the twelve lower-case hexadecimal digits of an address.
func macDigits(s string) (string, Refusal) {
	if s == "" {
		return "", RefusedEmpty
	}
	if filler(s) {
		return "", RefusedPlaceholder
	}
	var digits [12]byte
	n := 0
	s = fullOctets(s)
	for i := range len(s) {
		switch c := s[i]; {
		case isHex(c) && n < len(digits):
			digits[n] = toLower(c)
			n++
		case c == ':' || c == '-' || c == '.' || c == ' ':
		case c == '*' || c == 'x' || c == 'X':
			return "", RefusedMasked
		default:
			return "", RefusedMalformed
		}
	}
	if n < len(digits) {
		return "", RefusedMalformed
	}
	if allSame(string(digits[:])) { // all zero, and broadcast
		return "", RefusedAllSame
	}
	return string(digits[:]), ""
}

// fullOctets writes the leading zeros that BSD and macOS leave out of an
// address, such as 3c:84:6a:1:22:10.
func fullOctets(s string) string {
	octets := strings.Split(s, ":")
	if len(octets) != 6 || len(s) == len("00:00:00:00:00:00") {
		return s
	}
	for i, o := range octets {
		if len(o) == 1 {
			octets[i] = "0" + o
		}
	}
	return strings.Join(octets, ":")
}

func hexValue(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c - 'a' + 10
}
