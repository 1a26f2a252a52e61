package identifier

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

const (
	minAccount = 4  // digits, without leading zeros
	maxAccount = 34 // the length of the longest IBAN
	// testCountry is a user-assigned code of ISO 3166-1: no bank is there.
	testCountry = "ZZ"
)

// bankDomain separates the keyed hashes of accounts from those of other secrets.
const bankDomain = "bank-account"

// BankAccount normalises an account and replaces it by its keyed hash. IBANs
// are checked by length and mod 97 (ISO 13616), American routing numbers by
// the ABA checksum. A British IBAN and the sort code and account inside it are
// one account. Masked is set also on refusal, when there are digits to show.
//
// Documentation values are IBANs of country ZZ, and accounts whose routing
// number begins with 99, or account with 99990000 or TEST, where the routing
// number fails its checksum.
func BankAccount(b domain.BankAccount, h Hasher, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Bank}
	iban, routing, account := compact(b.IBAN), compact(b.Routing), compact(b.Account)
	id.Masked = maskAccount(iban, account)
	if hidden(b.Account) || masked(iban) || strings.ContainsAny(b.IBAN, "*•●…") {
		return id, RefusedMasked
	}
	var canonical string
	var refusal Refusal
	switch {
	case iban != "":
		canonical, id.Documentation, refusal = ibanKey(iban)
	case filler(strings.TrimSpace(b.Account)):
		refusal = RefusedPlaceholder
	case account == "":
		refusal = RefusedEmpty
	case hidden(b.Routing):
		refusal = RefusedMasked
	default:
		canonical, id.Documentation, refusal = domesticKey(routing, account, strings.ToUpper(strings.TrimSpace(b.Country)))
	}
	if refusal != "" {
		id.Documentation = false
		return id, refusal
	}
	id.Key = h.Sum(bankDomain, canonical)
	return opt.accept(id)
}

// hidden reports masking in a number: X, stars or bullets. An account with
// two of X is taken as masked, as no bank's number depends on one.
func hidden(s string) bool {
	return strings.ContainsAny(s, "*•●…█∙") || strings.Contains(strings.ToUpper(s), "XX")
}

// maskAccount shows the last four characters, as payroll screens do.
func maskAccount(iban, account string) string {
	s := account
	if iban != "" {
		s = iban
	}
	s = strings.ReplaceAll(s, "X", "")
	if len(s) < 4 {
		return "••••"
	}
	return "•••• " + lastBytes(s, 4)
}

// ibanKey checks an IBAN and returns its canonical text.
func ibanKey(iban string) (key string, test bool, refusal Refusal) {
	if len(iban) < 5 || !isAlpha(iban[0]) || !isAlpha(iban[1]) || !allDigits(iban[2:4]) {
		return "", false, RefusedMalformed
	}
	country := iban[:2]
	if allSame(iban[4:]) {
		return "", false, RefusedAllSame
	}
	if country == testCountry {
		if len(iban) < 15 || len(iban) > maxAccount {
			return "", false, RefusedMalformed
		}
		return "iban:" + iban, true, ""
	}
	if want := ibanLengths()[country]; want != len(iban) {
		return "", false, RefusedMalformed
	}
	if mod97(iban) != 1 {
		return "", false, RefusedChecksum
	}
	if country == "GB" { // bank code, sort code, account
		return sortCodeKey(iban[8:14], iban[14:]), false, ""
	}
	return "iban:" + iban, false, ""
}

// mod97 is the remainder of ISO 7064: the first four characters go to the end
// and letters count from ten.
func mod97(iban string) int {
	rest := 0
	for _, part := range []string{iban[4:], iban[:4]} {
		for i := range len(part) {
			if c := part[i]; isDigit(c) {
				rest = (rest*10 + int(c-'0')) % 97
			} else {
				rest = (rest*100 + int(c-'A') + 10) % 97
			}
		}
	}
	return rest
}

func sortCodeKey(sortCode, account string) string {
	return "gb:" + sortCode + ":" + strings.TrimLeft(account, "0")
}

// domesticKey checks an account given by bank and number.
func domesticKey(routing, account, country string) (key string, test bool, refusal Refusal) {
	number := strings.TrimLeft(account, "0")
	switch {
	case number == "" || allSame(account):
		return "", false, RefusedAllSame
	case counting(account):
		return "", false, RefusedPlaceholder
	case len(number) < minAccount:
		return "", false, RefusedTooShort
	case len(account) > maxAccount:
		return "", false, RefusedTooLong
	case routing == "":
		return "", false, RefusedIncomplete
	case allSame(routing):
		return "", false, RefusedAllSame
	case counting(routing):
		return "", false, RefusedPlaceholder
	}
	testAccount := strings.HasPrefix(number, "99990000") || strings.HasPrefix(number, "TEST")
	if (testAccount || strings.HasPrefix(routing, "99")) && !aba(routing) {
		return "test:" + routing + ":" + number, true, ""
	}
	if !strings.ContainsAny(account, "0123456789") {
		return "", false, RefusedMalformed
	}
	switch {
	case american(country, routing):
		if len(routing) != 9 || !allDigits(routing) {
			return "", false, RefusedMalformed
		}
		if !aba(routing) {
			return "", false, RefusedChecksum
		}
		if !allDigits(account) || len(account) > 17 { // the width of the NACHA field
			return "", false, RefusedMalformed
		}
		return "us:" + routing + ":" + number, false, ""
	case isBritish(country) && len(routing) == 6 && allDigits(routing):
		return sortCodeKey(routing, number), false, ""
	case len(routing) < 3 || len(routing) > 12:
		return "", false, RefusedMalformed
	}
	return "bank:" + routing + ":" + number, false, ""
}

// american reports whether a routing number is to be read as an ABA number.
func american(country, routing string) bool {
	switch country {
	case "US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA":
		return true
	case "":
		return len(routing) == 9 && allDigits(routing)
	}
	return false
}

func isBritish(country string) bool {
	switch country {
	case "GB", "UK", "GBR", "UNITED KINGDOM", "":
		return true
	}
	return false
}

// aba checks an American routing number: weights 3, 7, 1 sum to a multiple of
// ten, and the first two digits name a Federal Reserve district or use.
func aba(routing string) bool {
	if len(routing) != 9 || !allDigits(routing) {
		return false
	}
	weights := [3]int{3, 7, 1}
	sum := 0
	for i := range 9 {
		sum += weights[i%3] * int(routing[i]-'0')
	}
	district := int(routing[0]-'0')*10 + int(routing[1]-'0')
	known := district <= 12 || 21 <= district && district <= 32 || 61 <= district && district <= 72 || district == 80
	return sum%10 == 0 && known
}
