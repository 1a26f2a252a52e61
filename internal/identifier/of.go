package identifier

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Refusal is the reason why a value of an identifier field is no identifier.
// The empty refusal means that it was accepted.
type Refusal string

// Refusals, as they are counted and shown.
const (
	RefusedEmpty         Refusal = "empty"         // nothing but space and punctuation
	RefusedMasked        Refusal = "masked"        // the source hides part of it; equal masks are not equal values
	RefusedPlaceholder   Refusal = "placeholder"   // filler, sample text, or a mailbox of a role
	RefusedDefault       Refusal = "default"       // what a maker, template or protocol puts there unasked
	RefusedVirtual       Refusal = "virtual"       // of a virtual machine or virtual network, alike on many computers
	RefusedRandomised    Refusal = "randomised"    // a hardware address that its device invents anew
	RefusedPrivate       Refusal = "private"       // has a meaning inside one network only
	RefusedDocumentation Refusal = "documentation" // reserved for documentation, tests and fiction
	RefusedAllSame       Refusal = "all-same"      // one character repeated
	RefusedTooShort      Refusal = "too-short"
	RefusedTooLong       Refusal = "too-long"
	RefusedMalformed     Refusal = "malformed"  // not of the form that its kind has
	RefusedChecksum      Refusal = "checksum"   // right form, wrong check digits
	RefusedIncomplete    Refusal = "incomplete" // a part without which it is not unique is missing
	RefusedNoRegion      Refusal = "no-region"  // a national phone number, and no region to read it in
	RefusedCityOnly      Refusal = "city-only"  // an address without a street
	RefusedUnparsed      Refusal = "unparsed"   // an address that could not be taken apart
)

// Options set how values are read.
type Options struct {
	// DefaultRegion is the ISO 3166-1 alpha-2 code in which phone numbers
	// without a country code are read. Empty: they are refused.
	DefaultRegion string
	// AllowDocumentation lets values through that are reserved for
	// documentation and tests, marked with Identifier.Documentation. They are
	// identifiers in synthetic data only.
	AllowDocumentation bool
}

// accept returns id unless it is a documentation value that opt refuses.
func (o Options) accept(id domain.Identifier) (domain.Identifier, Refusal) {
	if id.Documentation && !o.AllowDocumentation {
		return domain.Identifier{Type: id.Type, Masked: id.Masked}, RefusedDocumentation
	}
	return id, ""
}

// Of normalises one value of a record. With ok, id is set. Without ok, refusal
// says why the value is no identifier; an empty refusal means that its field
// never is one. A refused bank account still has Masked set, fit to show. The
// result depends on the field, the value and opt only, so callers may cache it.
func Of(v domain.Value, h Hasher, opt Options) (id domain.Identifier, refusal Refusal, ok bool) {
	id, refusal, known := of(v, h, opt)
	if !known {
		return domain.Identifier{}, "", false
	}
	return id, refusal, refusal == ""
}

func of(v domain.Value, h Hasher, opt Options) (id domain.Identifier, refusal Refusal, known bool) {
	known = true
	switch v.Field {
	case domain.FieldPublicIP:
		id, refusal = IP(v.Text, opt)
	case domain.FieldDeviceToken:
		id, refusal = Opaque(domain.DeviceToken, v.Text)
	case domain.FieldDeviceID:
		id, refusal = Opaque(domain.DeviceID, v.Text)
	case domain.FieldFingerprint:
		id, refusal = Opaque(domain.Fingerprint, v.Text)
	case domain.FieldDiskID:
		id, refusal = Opaque(domain.DiskID, v.Text)
	case domain.FieldFactorID:
		id, refusal = Opaque(domain.Factor, v.Text)
	case domain.FieldResumeSig:
		id, refusal = Opaque(domain.ResumeSig, v.Text)
	case domain.FieldEmail:
		id, refusal = Email(v.Text, opt)
	case domain.FieldRefereeEmail:
		id, refusal = Email(v.Text, opt)
		id.Type = domain.RefereeMail
	case domain.FieldPhone, domain.FieldFactorPhone:
		id, refusal = Phone(v.Text, opt)
	case domain.FieldRefereePhone:
		id, refusal = Phone(v.Text, opt)
		id.Type = domain.RefereeCall
	case domain.FieldReferral:
		id, refusal = Referrer(v.Text, opt)
	case domain.FieldProfileURL:
		id, refusal = URL(v.Text, opt)
	case domain.FieldWallet:
		id, refusal = Wallet(v.Text, opt)
	case domain.FieldDeviceSerial:
		id, refusal = Serial(v.Text)
	case domain.FieldDeviceMAC:
		id, refusal = MAC(domain.DeviceMAC, v.Text, opt)
	case domain.FieldGatewayMAC:
		id, refusal = MAC(domain.GatewayMAC, v.Text, opt)
	case domain.FieldBSSID:
		id, refusal = MAC(domain.BSSID, v.Text, opt)
	case domain.FieldAddress:
		id, refusal = PostalAddress(addressOf(v))
	case domain.FieldBankAccount:
		id, refusal = BankAccount(accountOf(v), h, opt)
	default:
		return ofPaper(v, h, opt)
	}
	return id, refusal, known
}

// ofPaper normalises what documents, code and payment services carry.
func ofPaper(v domain.Value, h Hasher, opt Options) (id domain.Identifier, refusal Refusal, known bool) {
	known = true
	switch v.Field {
	case domain.FieldSoftware:
		id, known = RemoteTool(v.Text)
	case domain.FieldLineage:
		id, refusal = Lineage(v.Text)
	case domain.FieldImageHash:
		id, refusal = Schemed(domain.ImageHash, v.Text)
	case domain.FieldInvoiceTemplate:
		id, refusal = Schemed(domain.InvoiceTemplate, v.Text)
	case domain.FieldCommitHash:
		id, refusal = CommitHash(v.Text)
	case domain.FieldPayHandle:
		id, refusal = PayHandle(v.Text, opt)
	case domain.FieldDocumentNumber:
		id, refusal = DocumentNumber(v.Text, h)
	default:
		known = false
	}
	return id, refusal, known
}

// addressOf returns the address of v, or its text as the only line.
func addressOf(v domain.Value) domain.Address {
	if v.Address != nil {
		return *v.Address
	}
	return domain.Address{Lines: []string{v.Text}}
}

// accountOf returns the account of v; a bare text is an IBAN or an account
// number whose bank is unknown.
func accountOf(v domain.Value) domain.BankAccount {
	switch {
	case v.Bank != nil:
		return *v.Bank
	case len(v.Text) > 4 && isAlpha(v.Text[0]) && isAlpha(v.Text[1]) && isDigit(v.Text[2]):
		return domain.BankAccount{IBAN: v.Text}
	}
	return domain.BankAccount{Account: strings.TrimSpace(v.Text)}
}
