package identifier

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
)

func TestBankAccount(t *testing.T) {
	h := NewHasher([]byte("a key"))
	tests := []struct {
		name   string
		forms  []domain.BankAccount // one account
		masked string
		doc    bool
	}{
		{"us", []domain.BankAccount{
			{Routing: "021000021", Account: "4172678660116"}, {Routing: "0210-0002-1", Account: "0004172678660116", Country: "us"},
		}, "•••• 0116", false},
		{"iban", []domain.BankAccount{
			{IBAN: "DE89370400440532013000"}, {IBAN: "de89 3704 0044 0532 0130 00", Country: "DE"},
		}, "•••• 3000", false},
		{"british", []domain.BankAccount{
			{IBAN: "GB29NWBK60161331926819"}, {Routing: "60-16-13", Account: "31926819", Country: "GB"}, {Routing: "601613", Account: "31926819"},
		}, "•••• 6819", false},
		{"indian", []domain.BankAccount{{Routing: "HDFC0000060", Account: "50100012398761", Country: "IN"}}, "•••• 8761", false},
		{"test routing", []domain.BankAccount{{Routing: "990000013", Account: "70012345678"}}, "•••• 5678", true},
		{"test account", []domain.BankAccount{{Routing: "021000022", Account: "9999000047"}}, "•••• 0047", true},
		{"test letters", []domain.BankAccount{{Routing: "021000022", Account: "TEST0047"}}, "•••• 0047", true},
		{"test iban", []domain.BankAccount{{IBAN: "ZZ00 DAYL 0000 1234 5679"}}, "•••• 5679", true},
	}
	seen := map[string]string{}
	for _, test := range tests {
		first := ""
		for _, form := range test.forms {
			id, refusal := BankAccount(form, h, Options{AllowDocumentation: true})
			if refusal != "" || id.Masked != test.masked || id.Documentation != test.doc || len(id.Key) != sumLength {
				t.Errorf("%s: %+v: got %+v, %q", test.name, form, id, refusal)
			}
			if first == "" {
				first = id.Key
			}
			if id.Key != first {
				t.Errorf("%s: %+v has another key", test.name, form)
			}
			if _, refusal := BankAccount(form, h, Options{}); test.doc != (refusal == RefusedDocumentation) {
				t.Errorf("%s: in a real run %q", test.name, refusal)
			}
		}
		if other, ok := seen[first]; ok {
			t.Errorf("%s and %s have one key", test.name, other)
		}
		seen[first] = test.name
	}
}

func TestBankAccountRefusals(t *testing.T) {
	tests := []struct {
		account domain.BankAccount
		want    Refusal
		masked  string
	}{
		{domain.BankAccount{}, RefusedEmpty, "••••"},
		{domain.BankAccount{Routing: "XXXXXXXXX", Account: "XXXXXXXXXXXXX6778"}, RefusedMasked, "•••• 6778"}, // ADP
		{domain.BankAccount{Routing: "021000021", Account: "XXXXXXXXXXXXXXXXX"}, RefusedMasked, "••••"},
		{domain.BankAccount{Routing: "XXXXXXXXX", Account: "4172678660116"}, RefusedMasked, "•••• 0116"},
		{domain.BankAccount{Routing: "021000021", Account: "****6778"}, RefusedMasked, "•••• 6778"},
		{domain.BankAccount{Routing: "021000021", Account: "•••• 6778"}, RefusedMasked, "•••• 6778"},
		{domain.BankAccount{IBAN: "DE89XXXXXXXXXXXXXX3000"}, RefusedMasked, "•••• 3000"},
		{domain.BankAccount{Routing: "021000021", Account: "123456789"}, RefusedPlaceholder, "•••• 6789"},
		{domain.BankAccount{Routing: "021000021", Account: "000000000"}, RefusedAllSame, "•••• 0000"},
		{domain.BankAccount{Routing: "000000000", Account: "4172678660116"}, RefusedAllSame, "•••• 0116"},
		{domain.BankAccount{Routing: "123456789", Account: "4172678660116"}, RefusedPlaceholder, "•••• 0116"},
		{domain.BankAccount{Routing: "021000022", Account: "4172678660116"}, RefusedChecksum, "•••• 0116"},
		{domain.BankAccount{Account: "4172678660116"}, RefusedIncomplete, "•••• 0116"},
		{domain.BankAccount{Routing: "021000021", Account: "0012"}, RefusedTooShort, "•••• 0012"},
		{domain.BankAccount{Routing: "021000021", Account: "n/a"}, RefusedPlaceholder, "••••"},
		{domain.BankAccount{Routing: "021000021", Account: "TEST0047"}, RefusedMalformed, "•••• 0047"},
		{domain.BankAccount{IBAN: "DE89370400440532013001"}, RefusedChecksum, "•••• 3001"},
		{domain.BankAccount{IBAN: "DE8937040044053201300"}, RefusedMalformed, "•••• 1300"},
		{domain.BankAccount{IBAN: "QQ89370400440532013000"}, RefusedMalformed, "•••• 3000"},
	}
	for _, test := range tests {
		id, refusal := BankAccount(test.account, Hasher{}, Options{AllowDocumentation: true})
		if refusal != test.want || id.Key != "" || id.Masked != test.masked {
			t.Errorf("%+v: got %+v, %q, want %q", test.account, id, refusal, test.want)
		}
	}
}

func TestHasher(t *testing.T) {
	a, b := NewHasher([]byte("one")), NewHasher([]byte("two"))
	sums := map[string]bool{
		a.Sum("x", "y"): true, b.Sum("x", "y"): true, a.Sum("y", "x"): true, a.Sum("xy", ""): true, Hasher{}.Sum("x", "y"): true,
	}
	if len(sums) != 5 {
		t.Errorf("key or domain does not reach the sum: %v", sums)
	}
	if NewHasher(nil).Sum("x", "y") != (Hasher{}).Sum("x", "y") {
		t.Error("the zero hasher is not the one of an all-zero key")
	}
	// RFC 4231, test case 6: a key above the block size.
	long := make([]byte, 131)
	for i := range long {
		long[i] = 0xaa
	}
	if NewHasher(long).key == NewHasher(long[:64]).key {
		t.Error("a long key was cut instead of hashed")
	}
}
