package mapper

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// form is the set of keys a field is filled from.
type form int

const (
	formText     form = iota // column, columns or const
	formWord                 // column or const; kept in lower case
	formFlag                 // column or const; a yes becomes "true"
	formCommand              // column with a command line, of which the values are dropped
	formDocument             // column with a document's number, or with its machine-readable zone
	formFault                // column or const with a code, or column with a machine-readable zone
	formTime                 // column with layout and zone
	formAmount               // column with currency or currency_column
	formASN                  // column with the network's number; operator names it
	formStart                // column with a time; minutes is the length
	formAddress              // lines and the other parts, or one column
	formPlace                // city, region, country, or lat and lon
	formBank                 // iban, or routing and account
	formDelivery             // const, with at and the parts of an address or place
	formNumber               // column with a plain number
)

// keysOf says in words which keys a form is filled from.
func (f form) keysOf() string {
	switch f {
	case formTime:
		return "`column`, `layout`, `zone`"
	case formAmount:
		return "`column`, `currency` or `currency_column`, `decimal`"
	case formNumber:
		return "`column`, `decimal`"
	case formASN:
		return "`column`, `operator`"
	case formStart:
		return "`column`, `layout`, `zone`, `minutes`"
	case formAddress:
		return "`lines` or `column`; `city`, `region`, `postal_code`, `country`"
	case formPlace:
		return "`city`, `region`, `country`, or `lat` with `lon`"
	case formBank:
		return "`iban`, or `routing` with `account`; `country`"
	case formDelivery:
		return "`const`; `at`, `lines`, `city`, `region`, `postal_code`, `country`"
	case formWord, formFlag, formFault:
		return "`column` or `const`"
	case formCommand, formDocument:
		return "`column`"
	}
	return "`column` or `columns`"
}

// fieldInfo is what the mapper knows of one field of the domain.
type fieldInfo struct {
	field domain.Field
	form  form
	// role and assurance are the defaults that do not depend on the kind;
	// zero where they do (see [defaults]).
	role      domain.Role
	assurance domain.Assurance
	// word marks a text field that may be a constant: a constant identifier
	// would tie every row of the file together.
	word bool
	doc  string
}

func lookupField(f domain.Field) (fieldInfo, bool) {
	for _, i := range fieldTable() {
		if i.field == f {
			return i, true
		}
	}
	return fieldInfo{}, false
}

// keysInWords says which keys fill the field.
func (f fieldInfo) keysInWords() string {
	if f.form == formText && f.word {
		return "`column`, `columns` or `const`"
	}
	return f.form.keysOf()
}

// kindInfo is one kind with the role and assurance that its contact and place
// values take where the mapping names none.
type kindInfo struct {
	kind      domain.Kind
	role      domain.Role
	assurance domain.Assurance
	doc       string
}

// kindTable lists the kinds a mapping can yield. What a person types about
// themselves is declared, even when an HR system holds it: a typed value must
// never raise somebody else's tier. What a carrier, device manager, identity
// provider or payroll run uses is recorded.
func kindTable() []kindInfo {
	d, r := domain.Declared, domain.Recorded
	return []kindInfo{
		{domain.KindCandidate, domain.RoleApply, d, "a person in the applicant tracker"},
		{domain.KindApplication, domain.RoleApply, d, "one application to a job"},
		{domain.KindResume, domain.RoleDocument, d, "a résumé's contact lines and document ids"},
		{domain.KindInterview, domain.RoleMeeting, r, "a scheduled interview"},
		{domain.KindWorker, domain.RoleHome, d, "an employee or contractor"},
		{domain.KindJoin, domain.RoleHome, d, "a row of the employer's own join table"},
		{domain.KindAddressChange, domain.RoleHome, d, "a worker's address changed"},
		{domain.KindPayAccount, domain.RoleHome, d, "where a worker's pay goes"},
		{domain.KindPay, domain.RoleHome, d, "an amount paid"},
		{domain.KindShipment, domain.RoleShipTo, r, "equipment sent to somebody"},
		{domain.KindDelivery, domain.RoleDelivery, r, "a carrier's account of one parcel"},
		{domain.KindDevice, domain.RoleDevice, r, "a managed device and its user"},
		{domain.KindCheckin, domain.RoleDevice, r, "one inventory report of a device"},
		{domain.KindAccount, domain.RoleWork, r, "an account at the identity provider"},
		{domain.KindFactor, domain.RoleFactor, r, "an MFA factor enrolled by an account"},
		{domain.KindSignIn, domain.RoleSignIn, r, "an event at the identity provider"},
		{domain.KindMeeting, domain.RoleMeeting, r, "one person's presence in one meeting"},
		{domain.KindReferee, domain.RoleReferee, d, "a referee named by a candidate"},
		{domain.KindPastJob, domain.RoleApply, d, "one job that a résumé or an application states"},
		{domain.KindSkill, domain.RoleApply, d, "one technology, and since when it is said to be used"},
		{domain.KindProfile, domain.RoleProfile, d, "a public profile as it stood on one day"},
		{domain.KindGitAuthor, domain.RoleCommit, r, "one name and mail under which an account committed"},
		{domain.KindRepository, domain.RoleProfile, r, "a repository that somebody shows as their own"},
		{domain.KindPlatformAccount, domain.RoleApply, r, "an account on a freelance platform"},
		{domain.KindCheck, domain.RoleCheck, r, "what a vendor or an authority answered about somebody"},
		{domain.KindSignature, domain.RoleSigning, r, "one electronic signature"},
		{domain.KindSoftware, domain.RoleDevice, r, "a program found or run on a company device"},
		{domain.KindPeripheral, domain.RoleDevice, r, "a display or USB device on a company device"},
		{domain.KindReport, domain.RoleWork, r, "a concern that a person reported, by code"},
		{domain.KindInvoice, domain.RolePayee, r, "an invoice of a contractor"},
		{domain.KindPayee, domain.RolePayee, r, "a company or person in the list of payees"},
		{domain.KindTaxForm, domain.RoleTax, r, "a tax form sent, sent back or answered"},
		{domain.KindReturn, domain.RoleReturn, r, "a company device that came back, or did not"},
		{domain.KindHiringCall, domain.RoleApply, r, "calls to the hiring system's API by one account in one day"},
		{domain.KindCommit, domain.RoleCommit, r, "one commit"},
		{domain.KindRepositoryCopy, domain.RoleSignIn, r, "a clone or download of a repository"},
	}
}

func lookupKind(k domain.Kind) (kindInfo, bool) {
	for _, i := range kindTable() {
		if i.kind == k {
			return i, true
		}
	}
	return kindInfo{}, false
}

// defaults returns the role and assurance of a field in a record of a kind
// where the mapping names none: the field's own, else the kind's. Fields that
// say enough by themselves (times, words, numbers) have no role.
func defaults(f fieldInfo, k domain.Kind) (domain.Role, domain.Assurance) {
	ki, _ := lookupKind(k)
	role, assurance := f.role, f.assurance
	switch f.field {
	case domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldAddress, domain.FieldPlace, domain.FieldPublicIP:
		role = ki.role
	}
	if assurance == 0 {
		assurance = ki.assurance
	}
	if f.field == domain.FieldPublicIP {
		assurance = domain.Recorded // the server saw it, whoever sent the form
	}
	return role, assurance
}

type roleInfo struct {
	role domain.Role
	doc  string
}

func roleTable() []roleInfo {
	return []roleInfo{
		{domain.RoleHome, "where the person lives, or their private contact"},
		{domain.RoleWork, "given or used by the employer"},
		{domain.RoleApply, "stated on an application"},
		{domain.RoleShipTo, "where equipment was sent"},
		{domain.RoleDelivery, "where or how a parcel arrived"},
		{domain.RolePayee, "who receives pay"},
		{domain.RoleSignIn, "seen at a sign-in"},
		{domain.RoleDevice, "belongs to or was seen by a device"},
		{domain.RoleFactor, "used as a second factor"},
		{domain.RoleReferee, "belongs to a referee"},
		{domain.RoleDocument, "stands in a document"},
		{domain.RoleMeeting, "seen in a meeting"},
		{domain.RoleProfile, "a public profile"},
		{domain.RoleSigning, "at an electronic signature"},
		{domain.RoleCheck, "at a vendor's check, or on the document checked"},
		{domain.RoleCommit, "under a commit"},
		{domain.RoleTax, "on a tax form"},
		{domain.RoleReturn, "where a company device came back from"},
	}
}

type refInfo struct {
	ref       domain.RefType
	qualified bool // the value is held as source:tenant:id
	doc       string
}

func refTable() []refInfo {
	return []refInfo{
		{domain.RefCandidate, true, "applicant tracker's candidate id"},
		{domain.RefWorker, true, "HR system's person id"},
		{domain.RefEmployee, false, "employee number"},
		{domain.RefWorkMail, false, "mail address given by the employer"},
		{domain.RefAccount, true, "identity provider's user id"},
		{domain.RefApplicant, true, "application id"},
		{domain.RefTracking, false, "parcel's tracking number"},
		{domain.RefSerial, false, "company device's serial number"},
		{domain.RefMeeting, false, "meeting's number or link id"},
		{domain.RefFile, false, "document's file name"},
		{domain.RefRecipient, false, "recipient's name, where a shipment carries no other key"},
		{domain.RefDeviceUser, true, "identity provider's or manager's device id"},
		{domain.RefSigner, true, "signature service's id of who signed"},
	}
}

func lookupRef(t domain.RefType) (refInfo, bool) {
	for _, i := range refTable() {
		if i.ref == t {
			return i, true
		}
	}
	return refInfo{}, false
}

// deliveryEvents is the closed list that delivery_event takes.
func deliveryEvents() []string {
	return []string{"delivered", "held-for-pickup", "redirected", "returned"}
}

func fieldNames() []string {
	var out []string
	for _, f := range fieldTable() {
		out = append(out, string(f.field))
	}
	return out
}

func kindNames() []string {
	var out []string
	for _, k := range kindTable() {
		out = append(out, string(k.kind))
	}
	return out
}

func roleNames() []string {
	var out []string
	for _, r := range roleTable() {
		out = append(out, string(r.role))
	}
	return out
}

func refNames() []string {
	var out []string
	for _, r := range refTable() {
		out = append(out, string(r.ref))
	}
	return out
}

// Word is one word of the vocabulary.
type Word struct{ Name, Doc string }

// Words are the closed lists that a mapping is written in.
type Words struct{ Kinds, Fields, Roles, Keys []Word }

// AllWords returns the vocabulary. What a field is filled from stands in its Doc.
func AllWords() (w Words) {
	for _, k := range kindTable() {
		w.Kinds = append(w.Kinds, Word{string(k.kind), k.doc})
	}
	for _, f := range fieldTable() {
		w.Fields = append(w.Fields, Word{string(f.field), f.doc + " (" + strings.ReplaceAll(f.keysInWords(), "`", "") + ")"})
	}
	for _, r := range roleTable() {
		w.Roles = append(w.Roles, Word{string(r.role), r.doc})
	}
	for _, r := range refTable() {
		w.Keys = append(w.Keys, Word{string(r.ref), r.doc})
	}
	return w
}

// oneOf is the remedy for a word outside a closed list: the nearest member
// where one is near, then the whole list.
func oneOf(got string, list []string) string {
	sorted := slices.Clone(list)
	sort.Strings(sorted)
	best, bestAt := 3, ""
	for _, s := range sorted {
		if d := editDistance(got, s); d < best {
			best, bestAt = d, s
		}
	}
	all := strings.Join(sorted, ", ")
	if bestAt != "" {
		return fmt.Sprintf("did you mean %s? use one of: %s", bestAt, all)
	}
	return "use one of: " + all
}

// editDistance counts insertions, deletions and replacements of bytes between
// two short words. Words over 40 bytes are far from everything.
func editDistance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := prev
			if a[i-1] != b[j-1] {
				cost++
			}
			prev = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// Vocabulary renders, in Markdown, the closed lists a mapping is written in:
// kinds with their defaults, fields with the keys that fill them, roles and
// join keys. The documentation page and the command's help print it.
func Vocabulary() string {
	var b strings.Builder
	b.WriteString("### Kinds\n\n| kind | what a row is | contact and place values stand as |\n|---|---|---|\n")
	for _, k := range kindTable() {
		fmt.Fprintf(&b, "| `%s` | %s | %s, %s |\n", k.kind, k.doc, k.role, k.assurance)
	}
	b.WriteString("\n### Fields\n\n| field | what it holds | filled from | role, assurance unless named |\n|---|---|---|---|\n")
	for _, f := range fieldTable() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.field, f.doc, f.keysInWords(), defaultsInWords(f))
	}
	b.WriteString("\n### Roles\n\n| role | meaning |\n|---|---|\n")
	for _, r := range roleTable() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.role, r.doc)
	}
	b.WriteString("\n### Join keys (`refs`)\n\n| key | what it is | joins persons | takes `qualify` |\n|---|---|---|---|\n")
	for _, r := range refTable() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ref, r.doc, yesNo(r.ref.Person()), yesNo(r.qualified))
	}
	return b.String()
}

func defaultsInWords(f fieldInfo) string {
	role, assurance := defaults(f, "")
	switch f.field {
	case domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldAddress, domain.FieldPlace:
		return "as the kind"
	case domain.FieldPublicIP:
		return "as the kind, recorded"
	}
	if role == "" {
		return assurance.String()
	}
	return string(role) + ", " + assurance.String()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
