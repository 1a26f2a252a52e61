package domain

import (
	"fmt"
	"strings"
	"time"
)

// WorkspaceID names one employer's data. Every stored thing belongs to one.
type WorkspaceID string

// Key identifies a record for good: the system it came from, the tenant of
// that system, the kind of thing it is and the system's own id for it.
type Key struct {
	Source string // vendor folder name, such as "okta"
	Tenant string // which account of that vendor; "main" when only one is known
	Kind   Kind
	ID     string // the system's own id
}

// String renders the key as source:tenant:kind:id.
func (k Key) String() string {
	return k.Source + ":" + k.Tenant + ":" + string(k.Kind) + ":" + k.ID
}

// ParseKey reads what [Key.String] writes. ok is false for a text with fewer
// than four parts; a source, a tenant and a kind hold no colon.
func ParseKey(text string) (k Key, ok bool) {
	parts := strings.SplitN(text, ":", 4)
	if len(parts) < 4 || parts[3] == "" {
		return Key{}, false
	}
	return Key{Source: parts[0], Tenant: parts[1], Kind: Kind(parts[2]), ID: parts[3]}, true
}

// Kind says what one record is about.
type Kind string

// Low-volume kinds are kept one by one, with history. High-volume kinds (see
// [Kind.HighVolume]) fold into [Activity] and [Observation].
const (
	KindCandidate     Kind = "candidate"      // a person in the applicant tracker
	KindApplication   Kind = "application"    // one application of a candidate to a job
	KindResume        Kind = "resume"         // a résumé file: text signature and document lineage
	KindInterview     Kind = "interview"      // a scheduled interview
	KindWorker        Kind = "worker"         // an employee or contractor in the HR system
	KindJoin          Kind = "join"           // a row of the employer's own join table
	KindAddressChange Kind = "address-change" // a worker's address changed
	KindPayAccount    Kind = "pay-account"    // where a worker's pay goes
	KindPay           Kind = "pay"            // an amount paid
	KindShipment      Kind = "shipment"       // equipment sent to somebody
	KindDelivery      Kind = "delivery"       // a carrier's account of one parcel
	KindDevice        Kind = "device"         // a managed device and its user
	KindCheckin       Kind = "checkin"        // one inventory report of a device (network it was on)
	KindAccount       Kind = "account"        // an account at the identity provider
	KindFactor        Kind = "factor"         // an MFA factor enrolled by an account
	KindSignIn        Kind = "sign-in"        // high volume: an identity provider event
	KindMeeting       Kind = "meeting"        // one person's presence in one meeting
	KindReferee       Kind = "referee"        // a referee named by a candidate

	KindPastJob         Kind = "past-job"         // one job that a résumé or an application states
	KindSkill           Kind = "skill"            // one technology, and since when it is said to be used
	KindProfile         Kind = "profile"          // a public profile as it stood on one day
	KindGitAuthor       Kind = "git-author"       // one name and mail under which an account committed
	KindRepository      Kind = "repository"       // one repository that somebody shows as their own
	KindPlatformAccount Kind = "platform-account" // an account on a freelance platform
	KindCheck           Kind = "check"            // what a vendor or an authority answered about somebody
	KindSignature       Kind = "signature"        // one electronic signature under an offer or a form
	KindSoftware        Kind = "software"         // a program found or run on a company device
	KindPeripheral      Kind = "peripheral"       // a display or USB device on a company device
	KindReport          Kind = "report"           // a concern that a person reported, by code
	KindInvoice         Kind = "invoice"          // an invoice of a contractor
	KindPayee           Kind = "payee"            // a company or person in the list of payees
	KindTaxForm         Kind = "tax-form"         // a tax form sent, sent back or answered
	KindReturn          Kind = "device-return"    // a company device that came back, or did not
	KindHiringCall      Kind = "hiring-call"      // calls to the hiring system's API by one account in one day
	KindCommit          Kind = "commit"           // high volume: one commit
	KindRepositoryCopy  Kind = "repository-copy"  // high volume: a clone or download of a repository
)

// HighVolume reports whether records of this kind fold into activity instead
// of being kept one by one.
func (k Kind) HighVolume() bool {
	return k == KindSignIn || k == KindCommit || k == KindRepositoryCopy
}

// Origin is where a record stood.
type Origin struct {
	File     string // path as given by the user
	FileHash string // hex SHA-256 of the file's bytes as stored; empty for a stream
	Line     int    // 1-based line of text, or row of a sheet; 0 where it has no meaning
	Offset   int64  // byte offset in the decoded text
}

// String renders file:line.
func (o Origin) String() string {
	if o.Line > 0 {
		return fmt.Sprintf("%s:%d", o.File, o.Line)
	}
	return fmt.Sprintf("%s@%d", o.File, o.Offset)
}

// Record is one item from a source, mapped to the shared vocabulary. What a
// source read and did not map is gone: protected fields never reach this type.
type Record struct {
	Key        Key
	OccurredAt time.Time // when it happened, by the source's clock, in UTC; zero if the source does not say
	ObservedAt time.Time // when the export was made
	Origin     Origin
	Refs       []Ref   // the employer's own keys by which records join
	Values     []Value // every typed thing the record says
	Hash       Hash    // canonical hash of Refs, Values and OccurredAt
}

// Hash is a 128-bit content hash.
type Hash [16]byte

// RefType is a kind of join key.
type RefType string

// Person refs join subjects: two records that carry the same one speak of the
// same subject. Object refs do not: a record that carries only object refs is
// attached to every subject that holds the object.
const (
	RefCandidate  RefType = "candidate"   // applicant tracker's candidate id, qualified source:tenant:id
	RefWorker     RefType = "worker"      // HR system's person id, qualified source:tenant:id
	RefEmployee   RefType = "employee"    // employee number or file number, as the employer writes it
	RefWorkMail   RefType = "work-mail"   // mail address given by the employer
	RefAccount    RefType = "account"     // identity provider's user id, qualified source:tenant:id
	RefApplicant  RefType = "application" // application id, qualified source:tenant:id
	RefTracking   RefType = "tracking"    // object: a parcel's tracking number
	RefSerial     RefType = "serial"      // object: a company device's serial number
	RefMeeting    RefType = "meeting"     // object: a meeting's number or link id
	RefFile       RefType = "file"        // object: a document's file name, as the tracker lists it
	RefRecipient  RefType = "recipient"   // object: a recipient's name, where a shipment carries no other key
	RefDeviceUser RefType = "device-id"   // object: identity provider's or MDM's device id, qualified source:tenant:id
	RefSigner     RefType = "signer"      // object: signature service's id of a recipient with the name signed, qualified source:tenant:id
)

// Person reports whether the ref type identifies a person, so that it joins.
func (t RefType) Person() bool {
	switch t {
	case RefCandidate, RefWorker, RefEmployee, RefWorkMail, RefAccount, RefApplicant:
		return true
	}
	return false
}

// Ref is one join key. Value is already normalised by the source (trimmed;
// mail addresses in lower case).
type Ref struct {
	Type  RefType
	Value string
}

// String renders type=value.
func (r Ref) String() string { return string(r.Type) + "=" + r.Value }

// QualifiedID builds the source:tenant:id form used by qualified refs and by
// the keys of a scan report.
func QualifiedID(source, tenant, id string) string {
	return strings.Join([]string{source, tenant, id}, ":")
}
