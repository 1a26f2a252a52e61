package identifier

import (
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
)

func TestPapers(t *testing.T) {
	h := NewHasher([]byte("paper"))
	sha := strings.Repeat("4f9a1c02", 5)
	for _, c := range []struct {
		field   domain.Field
		text    string
		want    string // key; for document numbers only whether there is one
		refusal Refusal
	}{
		{domain.FieldCommitHash, " " + strings.ToUpper(sha), sha, ""},
		{domain.FieldCommitHash, sha[:7], "", RefusedTooShort},
		{domain.FieldCommitHash, sha + "00", "", RefusedMalformed},
		{domain.FieldCommitHash, strings.Repeat("0", 40), "", RefusedAllSame},
		{domain.FieldCommitHash, "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "", RefusedDefault},
		{domain.FieldCommitHash, strings.Repeat("g", 40), "", RefusedMalformed},
		{domain.FieldCommitHash, "", "", RefusedEmpty},
		{domain.FieldImageHash, "PDQ:9C41D0AA8e21", "pdq:9c41d0aa8e21", ""},
		{domain.FieldImageHash, "9c41d0aa8e21", "", RefusedMalformed},
		{domain.FieldImageHash, "pdq:000000000000", "", RefusedAllSame},
		{domain.FieldInvoiceTemplate, "docx:7a1be90c", "docx:7a1be90c", ""},
		{domain.FieldPayHandle, "PayPal:Mona.Vey@posteo.net", "paypal:mona.vey@posteo.net", ""},
		{domain.FieldPayHandle, "cashapp:$monavey", "cashapp:monavey", ""},
		{domain.FieldPayHandle, "wise:@monavey", "wise:monavey", ""},
		{domain.FieldPayHandle, "monavey", "", RefusedMalformed},
		{domain.FieldPayHandle, "paypal:m***@posteo.net", "", RefusedMasked},
		{domain.FieldPayHandle, "paypal:test@test.com", "", RefusedPlaceholder},
		{domain.FieldDocumentNumber, "usa-passport:C 0384 4716", "yes", ""},
		{domain.FieldDocumentNumber, "usa-passport:*****4716", "", RefusedMasked},
		{domain.FieldDocumentNumber, "usa-passport:000000000", "", RefusedAllSame},
		{domain.FieldDocumentNumber, "usa-passport:123456789", "", RefusedPlaceholder},
		{domain.FieldDocumentNumber, "---", "", RefusedEmpty},
	} {
		id, refusal, ok := Of(domain.Value{Field: c.field, Text: c.text}, h, Options{})
		switch {
		case refusal != c.refusal || ok != (c.refusal == ""):
			t.Errorf("%s %q: refused as %q, want %q", c.field, c.text, refusal, c.refusal)
		case c.field == domain.FieldDocumentNumber:
			if (id.Key != "") != (c.want != "") || strings.Contains(id.Key+id.Masked, "0384") {
				t.Errorf("%s %q: key %q, masked %q", c.field, c.text, id.Key, id.Masked)
			}
		case ok && id.Key != c.want:
			t.Errorf("%s %q: key %q, want %q", c.field, c.text, id.Key, c.want)
		}
	}
}

// A number that is written in another way is the same; another issuer's is not.
func TestDocumentNumberSpelling(t *testing.T) {
	h := NewHasher([]byte("paper"))
	key := func(s string) string {
		id, refusal := DocumentNumber(s, h)
		if refusal != "" {
			t.Fatalf("%q is refused: %s", s, refusal)
		}
		return id.Key
	}
	if a, b := key("usa-passport:C03844716"), key("USA-Passport: c-0384 4716"); a != b {
		t.Error("the same number has two keys")
	}
	if a, b := key("usa-passport:C03844716"), key("can-passport:C03844716"); a == b {
		t.Error("two issuers' numbers have one key")
	}
	other, _ := DocumentNumber("usa-passport:C03844716", NewHasher([]byte("other")))
	if other.Key == key("usa-passport:C03844716") {
		t.Error("the key does not depend on the workspace's secret")
	}
}
