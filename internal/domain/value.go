package domain

import "time"

// Field names one typed thing that a record can say. The list is closed: it
// is the vocabulary of every source, of the generic mapper and of the
// detectors' needs. Protected attributes have no field and so cannot enter.
type Field string

// Fields. Those marked (identifier) are normalised into an [Identifier].
const (
	FieldName        Field = "name"         // full name as written; used only to compare two names for compatibility
	FieldEmail       Field = "email"        // (identifier)
	FieldPhone       Field = "phone"        // (identifier)
	FieldProfileURL  Field = "profile_url"  // (identifier) LinkedIn, GitHub, portfolio
	FieldAddress     Field = "address"      // (identifier) street level; Value.Address set
	FieldPlace       Field = "place"        // city level or coordinates; Value.Place set; never an identifier
	FieldJobTitle    Field = "job_title"    //
	FieldStatus      Field = "status"       // active, terminated, rejected, hired … lower case
	FieldAppliedAt   Field = "applied_at"   // Value.Time
	FieldHiredAt     Field = "hired_at"     // Value.Time
	FieldLeftAt      Field = "left_at"      // Value.Time
	FieldClient      Field = "client"       // end client of a placement
	FieldBankAccount Field = "bank_account" // (identifier) Value.Bank set
	FieldPayeeName   Field = "payee_name"   // holder of the account, as the bank or payroll names it
	FieldWallet      Field = "wallet"       // (identifier) chain address
	FieldAmount      Field = "amount"       // Value.Number; Text is the ISO 4217 currency
	FieldEffectiveAt Field = "effective_at" // Value.Time; when a change takes effect
	FieldReferral    Field = "referral"     // (identifier, type referrer) mail, key or full name of the candidate or worker who referred

	FieldRecipientName Field = "recipient_name" // to whom a parcel is addressed
	FieldSignedBy      Field = "signed_by"      // who signed for it
	FieldDeliveryEvent Field = "delivery_event" // redirected, held-for-pickup, delivered, returned; Value.Time, Value.Place or Value.Address

	FieldDeviceSerial Field = "device_serial" // (identifier) of a company device
	FieldDeviceMAC    Field = "device_mac"    // (identifier) a device's own or dock MAC; never a gateway's
	FieldGatewayMAC   Field = "gateway_mac"   // (identifier) MAC of the network's gateway
	FieldBSSID        Field = "bssid"         // (identifier) Wi-Fi access point
	FieldPublicIP     Field = "public_ip"     // (identifier)
	FieldDeviceID     Field = "device_id"     // (identifier) identity provider's id of a device
	FieldDeviceToken  Field = "device_token"  // (identifier) Okta dtHash: a browser cookie's hash
	FieldFingerprint  Field = "fingerprint"   // (identifier, context only) repeats on like laptops
	FieldHostname     Field = "hostname"      // compared within meetings only
	FieldDiskID       Field = "disk_id"       // (identifier) Zoom harddisk_id
	FieldFactorID     Field = "factor_id"     // (identifier) MFA authenticator id that is unique to a device
	FieldFactorPhone  Field = "factor_phone"  // (identifier, type phone) phone of an sms or call factor

	FieldEvent     Field = "event"     // what happened, in the source's word
	FieldOutcome   Field = "outcome"   // success, failure, other
	FieldApp       Field = "app"       // application signed in to
	FieldASN       Field = "asn"       // Value.Number; Text is the operator's name
	FieldProxy     Field = "proxy"     // "true" when the source calls the network a proxy or VPN
	FieldTunnel    Field = "tunnel"    // VPN operator named by the source
	FieldUserAgent Field = "userAgent" // browser and system families, not the raw string

	FieldMeeting       Field = "meeting"        // meeting number or link id
	FieldInterviewAt   Field = "interview_at"   // Value.Time start; Number is minutes
	FieldRefereeName   Field = "referee_name"   //
	FieldRefereeEmail  Field = "referee_email"  // (identifier, type referee)
	FieldRefereePhone  Field = "referee_phone"  // (identifier, type referee)
	FieldDocumentName  Field = "document_name"  // file name
	FieldAuthor        Field = "author"         // author a document names
	FieldProducer      Field = "producer"       // software that made a document
	FieldCreatedAt     Field = "created_at"     // Value.Time
	FieldLineage       Field = "lineage"        // (identifier) DOCX rsid, PDF /ID or XMP id: Text is scheme:value
	FieldResumeSig     Field = "resume_sig"     // (identifier) signature of a résumé's words
	FieldDocumentError Field = "document_error" // why a document could not be read

	FieldPhoneLine   Field = "phone_line"   // mobile, landline or voip, as a carrier look-up answered
	FieldTimeZone    Field = "time_zone"    // IANA zone of a browser or client, or its offset as +02:00
	FieldEmployer    Field = "employer"     // of a past job, as written
	FieldEngagement  Field = "engagement"   // full-time, part-time or contract
	FieldStartedAt   Field = "started_at"   // Value.Time; of a past job, or since when a skill is used
	FieldEndedAt     Field = "ended_at"     // Value.Time
	FieldTechnology  Field = "technology"   // of a skill
	FieldDomain      Field = "domain"       // of a past employer's site, or one that a device spoke to
	FieldPayHandle   Field = "pay_handle"   // (identifier) account name at a payment service
	FieldRepository  Field = "repository"   // owner/name
	FieldCommitHash  Field = "commit_hash"  // (identifier) of a commit or tree
	FieldResumeWords Field = "resume_words" // hashed word shingles of a résumé, never its words

	FieldCheck          Field = "check"           // what was checked: identity, liveness, education, employment, tax-name, work-authorisation, account-name
	FieldFault          Field = "fault"           // what was found wrong, by code
	FieldDocumentNumber Field = "document_number" // (identifier) of an identity document
	FieldImageHash      Field = "image_hash"      // (identifier) scheme:value of a document's background or template, never of a face
	FieldConcern        Field = "concern"         // what was reported, by code

	FieldSoftware   Field = "software"    // (identifier, type remote-tool, where it is one) a program's name
	FieldPublisher  Field = "publisher"   // who made or signed it
	FieldCommand    Field = "command"     // executable and names of its switches, without their values
	FieldUSB        Field = "usb"         // vendor:product, four hexadecimal digits each
	FieldUSBName    Field = "usb_name"    // what a USB device calls itself
	FieldUSBSerial  Field = "usb_serial"  //
	FieldUSBClasses Field = "usb_classes" // interface classes, two hexadecimal digits each, sorted
	FieldDisplay    Field = "display"     // maker:name as EDID gives it
	FieldManaged    Field = "managed"     // "true" when the device of a session is the employer's, "false" when it is known not to be
	FieldSession    Field = "session"     // the identity provider's id of a session
	FieldLatency    Field = "latency"     // Value.Number, milliseconds
	FieldCamera     Field = "camera"      // names of devices as a meeting client reports them
	FieldMicrophone Field = "microphone"
	FieldSpeaker    Field = "speaker"

	FieldCompany         Field = "company"          // a payee that is no person
	FieldRegisteredAt    Field = "registered_at"    // Value.Time; of a company
	FieldInvoiceNumber   Field = "invoice_number"   //
	FieldInvoiceTemplate Field = "invoice_template" // (identifier) scheme:value of what an invoice was made from
	FieldForm            Field = "form"             // W-2, 1099 …
)

// Value is one typed thing that a record says, as the source wrote it.
type Value struct {
	Field     Field
	Text      string
	Role      Role      // in what role it stands; empty where the field says enough
	Assurance Assurance // how the source came to know it
	Time      time.Time
	Number    float64
	Address   *Address
	Bank      *BankAccount
	Place     *Place
}

// Address is a postal address in parts. Lines holds whatever the source did
// not split; City alone is no address.
type Address struct {
	Lines      []string
	City       string
	Region     string
	PostalCode string
	Country    string // ISO 3166-1 alpha-2 where the source gives it, else as written
}

// BankAccount is a bank account as a source gives it. Masked values stay as
// they are: the normaliser refuses them.
type BankAccount struct {
	IBAN    string
	Routing string // ABA routing number, sort code or institution+transit
	Account string
	Country string
}

// Place is a point or a city. Lat and Lon are degrees, north and east
// positive; HasPoint says whether they are set.
type Place struct {
	City     string
	Region   string
	Country  string // ISO 3166-1 alpha-2, else as written
	Lat, Lon float64
	HasPoint bool
}

// Role says in what role a value stands.
type Role string

// Roles.
const (
	RoleHome     Role = "home"
	RoleWork     Role = "work"
	RoleApply    Role = "apply"   // stated on an application
	RoleShipTo   Role = "ship-to" // where equipment was sent
	RoleDelivery Role = "delivery"
	RolePayee    Role = "payee"
	RoleSignIn   Role = "sign-in"
	RoleDevice   Role = "device"
	RoleFactor   Role = "factor"
	RoleReferee  Role = "referee"
	RoleDocument Role = "document"
	RoleMeeting  Role = "meeting"
	RoleProfile  Role = "profile"
	RoleSigning  Role = "signing" // at an electronic signature
	RoleCheck    Role = "check"   // at a vendor's check, or on the document checked
	RoleCommit   Role = "commit"  // under a commit
	RoleTax      Role = "tax"     // on a tax form
	RoleReturn   Role = "return"  // where a company device came back from
)

// Assurance says how a value came to be known. A value that somebody merely
// declared can raise that person's tier and never another's.
type Assurance uint8

// Assurances, weakest first.
const (
	Declared Assurance = iota + 1 // typed by the subject
	Recorded                      // recorded by a system in the course of use
	Verified                      // proved by a check
)

// String returns declared, recorded or verified.
func (a Assurance) String() string {
	switch a {
	case Declared:
		return "declared"
	case Recorded:
		return "recorded"
	case Verified:
		return "verified"
	}
	return "unknown"
}
