package identifier

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"

	"github.com/mr-tron/base58"
	"golang.org/x/crypto/sha3"

	"github.com/daylight-hq/daylight/internal/domain"
)

var walletTable = sync.OnceValue(func() map[string]string {
	return set(must("wallet.txt"), "default")
})

// evmTestPrefix marks synthetic Ethereum addresses. With a wrong EIP-55
// checksum besides, no wallet accepts them.
const evmTestPrefix = "0x7e57"

// Wallet normalises a chain address to scheme:address, checked by its own
// check digits: Ethereum and its kin (EIP-55 when in mixed case), Bitcoin and
// Litecoin (base58check, BIP 173, BIP 350) and TRON. Test networks, and
// addresses 0x7e57… whose EIP-55 checksum is wrong, are documentation values.
func Wallet(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Wallet}
	s := strings.TrimSpace(text)
	for _, p := range []string{"ethereum:", "bitcoin:", "tron:", "litecoin:", "dogecoin:"} {
		if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) {
			s, _, _ = strings.Cut(s[len(p):], "?")
		}
	}
	switch {
	case s == "" || s == "-":
		return id, RefusedEmpty
	case filler(s):
		return id, RefusedPlaceholder
	case strings.ContainsAny(s, "*•●…") || strings.Contains(s, "..."):
		return id, RefusedMasked
	case len(s) < 26:
		return id, RefusedTooShort
	case len(s) > 90: // the limit of BIP 173
		return id, RefusedTooLong
	}
	var refusal Refusal
	switch lower := strings.ToLower(s); {
	case strings.HasPrefix(lower, "0x"):
		id.Key, id.Documentation, refusal = evm(s)
	case strings.HasPrefix(lower, "bc1"), strings.HasPrefix(lower, "tb1"), strings.HasPrefix(lower, "ltc1"):
		id.Key, id.Documentation, refusal = bech32Wallet(s)
	default:
		id.Key, id.Documentation, refusal = base58Wallet(s)
	}
	if refusal == "" {
		if _, found := walletTable()[id.Key]; found {
			refusal = RefusedDefault
		}
	}
	if refusal != "" {
		return domain.Identifier{Type: domain.Wallet}, refusal
	}
	address := id.Key[strings.IndexByte(id.Key, ':')+1:]
	id.Masked = address[:6] + "…" + lastBytes(address, 4)
	return opt.accept(id)
}

// evm checks an address of Ethereum and the chains that share its form.
func evm(s string) (key string, test bool, refusal Refusal) {
	digits := s[2:]
	if len(digits) != 40 {
		return "", false, RefusedMalformed
	}
	lower, upper := false, false
	for i := range len(digits) {
		if !isHex(digits[i]) {
			return "", false, RefusedMalformed
		}
		lower = lower || isLower(digits[i])
		upper = upper || isUpper(digits[i])
	}
	key = "0x" + strings.ToLower(digits)
	if allSame(digits) {
		return "", false, RefusedAllSame
	}
	if lower && upper && !eip55(digits) {
		if !strings.HasPrefix(key, evmTestPrefix) {
			return "", false, RefusedChecksum
		}
		test = true
	}
	// Lowered, a synthetic address has no checksum left to tell it by: its
	// prefix alone then marks it, at the cost of one real address in 65,536.
	test = test || !(lower && upper) && strings.HasPrefix(key, evmTestPrefix)
	return "ethereum:" + key, test, ""
}

// eip55 checks the mixed-case checksum: a letter is upper case when the
// matching digit of the Keccak-256 of the lower-case address is 8 or above.
func eip55(digits string) bool {
	sum := sha3.NewLegacyKeccak256()
	sum.Write([]byte(strings.ToLower(digits)))
	hash := hex.EncodeToString(sum.Sum(nil))
	for i := range len(digits) {
		if isAlpha(digits[i]) && isUpper(digits[i]) != (hash[i] >= '8') {
			return false
		}
	}
	return true
}

// base58Wallet checks an address in base58check: a version byte, 20 bytes and
// four bytes of a double SHA-256.
func base58Wallet(s string) (key string, test bool, refusal Refusal) {
	raw, err := base58.Decode(s)
	if err != nil || len(raw) != 25 {
		return "", false, RefusedMalformed
	}
	first := sha256.Sum256(raw[:21])
	second := sha256.Sum256(first[:])
	if string(second[:4]) != string(raw[21:]) {
		return "", false, RefusedChecksum
	}
	switch raw[0] {
	case 0x00, 0x05:
		return "bitcoin:" + s, false, ""
	case 0x6f, 0xc4: // test network
		return "bitcoin:" + s, true, ""
	case 0x41:
		return "tron:" + s, false, ""
	case 0x30, 0x32:
		return "litecoin:" + s, false, ""
	case 0x1e:
		return "dogecoin:" + s, false, ""
	}
	return "", false, RefusedMalformed
}

const (
	bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	bech32Sum    = 1          // BIP 173
	bech32mSum   = 0x2bc830a3 // BIP 350
)

// bech32Wallet checks a segregated-witness address. Version 0 is bech32, the
// later ones bech32m.
func bech32Wallet(s string) (key string, test bool, refusal Refusal) {
	lower := strings.ToLower(s)
	if s != lower && s != strings.ToUpper(s) {
		return "", false, RefusedMalformed
	}
	cut := strings.LastIndexByte(lower, '1')
	prefix, body := lower[:cut], lower[cut+1:]
	if len(body) < 14 {
		return "", false, RefusedTooShort
	}
	values := make([]byte, 0, len(prefix)*2+1+len(body))
	for i := range len(prefix) {
		values = append(values, prefix[i]>>5)
	}
	values = append(values, 0)
	for i := range len(prefix) {
		values = append(values, prefix[i]&31)
	}
	for i := range len(body) {
		v := strings.IndexByte(bech32Digits, body[i])
		if v < 0 {
			return "", false, RefusedMalformed
		}
		values = append(values, byte(v))
	}
	want := uint32(bech32mSum)
	if body[0] == 'q' {
		want = bech32Sum
	}
	if bech32Polymod(values) != want {
		return "", false, RefusedChecksum
	}
	if prefix == "ltc" {
		return "litecoin:" + lower, false, ""
	}
	return "bitcoin:" + lower, prefix == "tb", ""
}

// bech32Polymod is the checksum of BIP 173 over values of five bits.
func bech32Polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
