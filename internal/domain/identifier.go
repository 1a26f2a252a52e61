package domain

import "time"

// IdentifierType is a kind of value that can be shared.
type IdentifierType string

// Identifier types.
const (
	Email       IdentifierType = "email"
	Phone       IdentifierType = "phone"
	Postal      IdentifierType = "postal-address"
	Bank        IdentifierType = "bank-account"
	Wallet      IdentifierType = "wallet"
	Serial      IdentifierType = "device-serial"
	DeviceMAC   IdentifierType = "device-mac"
	DeviceID    IdentifierType = "device-id"
	DeviceToken IdentifierType = "device-token"
	Fingerprint IdentifierType = "device-fingerprint"
	DiskID      IdentifierType = "disk-id"
	Factor      IdentifierType = "factor"
	PublicIP    IdentifierType = "public-ip"
	GatewayMAC  IdentifierType = "gateway-mac"
	BSSID       IdentifierType = "bssid"
	RefereeMail IdentifierType = "referee-email"
	RefereeCall IdentifierType = "referee-phone"
	Referrer    IdentifierType = "referrer" // who referred a candidate
	Profile     IdentifierType = "profile-url"
	RemoteTool  IdentifierType = "remote-tool" // a program by which a computer is worked on from afar
	Lineage     IdentifierType = "document-lineage"
	ResumeSig   IdentifierType = "resume-signature"
	ResumeText  IdentifierType = "resume-text" // two résumés that are nearly the same: a value of one pair of persons

	DocumentNumber  IdentifierType = "document-number"
	ImageHash       IdentifierType = "image-hash"
	CommitHash      IdentifierType = "commit-hash"
	PayHandle       IdentifierType = "pay-handle"
	InvoiceTemplate IdentifierType = "invoice-template"
)

// Identifier is a typed, normalised value that can be shared. Key is
// canonical: two identifiers are the same exactly when Type and Key are. For
// secrets Key is a keyed hash and the clear value is gone.
type Identifier struct {
	Type   IdentifierType
	Key    string
	Masked string // safe to print, such as "•••• 6778" or "j•••@example.com"
	// Documentation marks a value reserved for documentation and tests, such as
	// an example.com address: it identifies nobody outside a synthetic company.
	Documentation bool
}

// Secret reports whether the clear value must never be kept.
func (t IdentifierType) Secret() bool { return t == Bank || t == DocumentNumber }

// Family is the closed set of evidence families. Two findings count as
// independent only when their families differ.
type Family string

// Evidence families.
const (
	FamilyContact  Family = "contact"
	FamilyPostal   Family = "postal"
	FamilyBank     Family = "bank"
	FamilyDocument Family = "document"
	FamilyDevice   Family = "device"
	FamilyFactor   Family = "factor"
	FamilyNetwork  Family = "network"
	FamilyReferee  Family = "referee"
	FamilyPlace    Family = "place"
	FamilyRhythm   Family = "rhythm"
	FamilyEndpoint Family = "endpoint"
	FamilyImage    Family = "image"
	FamilyVendor   Family = "vendor-check"
	FamilyReport   Family = "report" // what people of the firm reported
)

// Family returns the evidence family of an identifier type.
func (t IdentifierType) Family() Family {
	switch t {
	case Email, Phone, Profile:
		return FamilyContact
	case Postal:
		return FamilyPostal
	case Bank, Wallet, PayHandle:
		return FamilyBank
	case Serial, DeviceMAC, DeviceID, DeviceToken, Fingerprint, DiskID:
		return FamilyDevice
	case Factor:
		return FamilyFactor
	case PublicIP, GatewayMAC, BSSID:
		return FamilyNetwork
	case RefereeMail, RefereeCall, Referrer:
		return FamilyReferee
	case RemoteTool:
		return FamilyEndpoint
	case ImageHash:
		return FamilyImage
	case Lineage, ResumeSig, ResumeText, DocumentNumber, CommitHash, InvoiceTemplate:
		return FamilyDocument
	}
	return ""
}

// Span is a closed interval of time.
type Span struct{ First, Last time.Time }

// Include widens the span to hold t; a zero t is ignored.
func (s *Span) Include(t time.Time) {
	if t.IsZero() {
		return
	}
	if s.First.IsZero() || t.Before(s.First) {
		s.First = t
	}
	if s.Last.IsZero() || t.After(s.Last) {
		s.Last = t
	}
}

// Observation says that a subject was seen with an identifier in a role.
type Observation struct {
	Identifier Identifier
	Role       Role
	Assurance  Assurance
	Span       Span
	Count      int
	Records    []RecordRef // at most a handful: the first and the last that prove it
}

// RecordRef points at a record without holding it.
type RecordRef struct {
	Key    string // Key.String()
	At     time.Time
	Origin Origin
}
