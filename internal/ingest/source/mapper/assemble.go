package mapper

import (
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// addTimes fills occurred_at and the dated fields.
func (p *proposal) addTimes() {
	for _, m := range p.timeMeanings() {
		f, ok := p.first(m)
		if !ok {
			continue
		}
		if r, fits := p.dates(f); fits {
			p.m.OccurredAt = TimeColumn{Column: f.name, Layout: r.layout}
			break
		}
		p.used[f.name] = true
	}
	for _, t := range []struct {
		meaning meaning
		field   domain.Field
	}{
		{"applied_at", domain.FieldAppliedAt}, {"hired_at", domain.FieldHiredAt},
		{"left_at", domain.FieldLeftAt}, {"effective_at", domain.FieldEffectiveAt},
	} {
		f, ok := p.first(t.meaning)
		if !ok {
			continue
		}
		if r, fits := p.dates(f); fits {
			p.m.Values = append(p.m.Values, Value{Field: t.field, Column: f.name, Layout: r.layout})
		}
	}
	if f, ok := p.first("interview_at"); ok && p.m.Kind == domain.KindInterview {
		if r, fits := p.dates(f); fits {
			v := Value{Field: domain.FieldInterviewAt, Column: f.name, Layout: r.layout}
			if length, ok := p.first("minutes"); ok {
				v.Minutes = length.name
			}
			p.m.Values = append(p.m.Values, v)
		}
	}
}

// timeMeanings lists what may say when a row of the kind happened, best first.
func (p *proposal) timeMeanings() []meaning {
	switch p.m.Kind {
	case domain.KindCandidate, domain.KindApplication:
		return []meaning{"applied_at", "event_time"}
	case domain.KindDelivery:
		return []meaning{"event_time", "delivered_at"}
	case domain.KindPayAccount, domain.KindAddressChange:
		return []meaning{"event_time", "effective_at"}
	}
	return []meaning{"event_time"}
}

// refMeanings pairs what a column means with the join key it fills.
func refMeanings() []struct {
	meaning meaning
	ref     domain.RefType
} {
	return []struct {
		meaning meaning
		ref     domain.RefType
	}{
		{"employee", domain.RefEmployee}, {"work_email", domain.RefWorkMail},
		{"candidate_id", domain.RefCandidate}, {"worker_id", domain.RefWorker},
		{"application_id", domain.RefApplicant}, {"account_id", domain.RefAccount},
		{"tracking", domain.RefTracking}, {"serial", domain.RefSerial},
		{"meeting", domain.RefMeeting}, {"device_id", domain.RefDeviceUser},
	}
}

func (p *proposal) addRefs() {
	for _, r := range refMeanings() {
		f, ok := p.first(r.meaning)
		if !ok {
			continue
		}
		p.m.Refs = append(p.m.Refs, Ref{Type: r.ref, Column: f.name})
		if info, _ := lookupRef(r.ref); info.qualified {
			p.note(f.name, "joins other exports only if qualify names the source that issued the id, such as qualify: %s", exampleIssuer(r.ref))
		}
	}
	if p.m.Kind != domain.KindShipment && p.m.Kind != domain.KindDelivery {
		return
	}
	person := slices.ContainsFunc(p.m.Refs, func(r Ref) bool { return r.Type.Person() })
	if f, ok := p.recipient(); ok && !person {
		p.m.Refs = append(p.m.Refs, Ref{Type: domain.RefRecipient, Column: f.name})
		p.note(f.name, "used as the key, because the row carries no other: it joins by the recipient's name")
	}
}

func exampleIssuer(t domain.RefType) string {
	switch t {
	case domain.RefCandidate, domain.RefApplicant:
		return "greenhouse"
	case domain.RefWorker:
		return "adp"
	case domain.RefDeviceUser:
		return "intune"
	}
	return "okta"
}

// recipient is the column with the name a parcel is addressed to.
func (p *proposal) recipient() (found, bool) {
	if f, ok := p.first("recipient_name"); ok {
		return f, true
	}
	return p.first("full_name")
}

func (p *proposal) addValues() {
	p.addNames()
	for _, m := range []meaning{"personal_email", "phone", "profile_url"} {
		for _, f := range p.all(m) {
			if m == "phone" && f.qualifier == "work" {
				p.used[f.name] = true
				p.note(f.name, "left out: a work phone is the employer's and says nothing of the person")
				continue
			}
			v := Value{Field: contactField(m), Column: f.name}
			if m != "profile_url" {
				v.Role = p.personRole(f.qualifier)
			}
			p.m.Values = append(p.m.Values, v)
		}
	}
	for _, group := range []string{"", "ship-to", "home", "work", "sign-in"} {
		p.addPlaceGroup(group)
	}
	p.addBank()
	p.addAmount()
	p.addDelivery()
	p.addPlain()
}

func contactField(m meaning) domain.Field {
	if m == "personal_email" {
		return domain.FieldEmail
	}
	return domain.Field(m)
}

// personRole is the role of a contact value: the qualifier's where it says
// one, the candidate's own in a list of referees, else the kind's default.
func (p *proposal) personRole(who string) domain.Role {
	switch {
	case p.m.Kind == domain.KindReferee:
		return domain.RoleApply
	case who == "ship-to" && p.m.Kind != domain.KindShipment:
		return domain.RoleShipTo
	case who == "home" && p.m.Kind != domain.KindWorker && p.m.Kind != domain.KindPayAccount && p.m.Kind != domain.KindPay:
		return domain.RoleHome
	}
	return ""
}

// addNames fills name from first and last name, else from one column. A
// parcel's plain name is its recipient's.
func (p *proposal) addNames() {
	first, okFirst := p.first("first_name")
	last, okLast := p.first("last_name")
	full, okFull := p.first("full_name")
	field := domain.FieldName
	if p.m.Kind == domain.KindShipment || p.m.Kind == domain.KindDelivery {
		if p.has("recipient_name") {
			return
		}
		field = domain.FieldRecipientName
	}
	v := Value{Field: field}
	switch {
	case okFirst && okLast:
		v.Columns = []string{first.name, last.name}
		p.used[full.name] = true
	case okFull:
		v.Column = full.name
	default:
		return
	}
	if field == domain.FieldName {
		v.Role = p.personRole("")
	}
	p.m.Values = append(p.m.Values, v)
}

// addPlaceGroup turns the address columns of one qualifier into an address
// where there is a street, else into a place; coordinates make a place too.
func (p *proposal) addPlaceGroup(group string) {
	part := map[meaning]string{}
	for _, f := range p.found {
		who := f.qualifier
		if who == "self" {
			who = ""
		}
		if _, taken := part[f.meaning]; who == group && !taken {
			part[f.meaning] = f.name
		}
	}
	if group == "work" {
		p.leaveOutWorkplace(part)
		return
	}
	role := p.placeRole(group)
	var lines []string
	for _, m := range []meaning{"street", "street2", "street3"} {
		if part[m] != "" && part["street"] != "" {
			lines = append(lines, part[m])
		}
	}
	if len(lines) == 0 && part["address"] != "" {
		lines = []string{part["address"]}
		if part["street2"] != "" {
			lines = append(lines, part["street2"])
		}
	}
	v := Value{Role: role, City: part["city"], Region: part["region"], Country: part["country"]}
	if len(lines) > 0 {
		a := v
		a.Field, a.Lines, a.PostalCode = domain.FieldAddress, lines, part["postal_code"]
		p.m.Values = append(p.m.Values, a)
	}
	point := part["lat"] != "" && part["lon"] != ""
	if point {
		v.Lat, v.Lon = part["lat"], part["lon"]
	}
	if point || len(lines) == 0 && part["city"] != "" {
		v.Field = domain.FieldPlace
		p.m.Values = append(p.m.Values, v)
		if !point && part["postal_code"] == "" {
			p.note(part["city"], "there is no street: kept as a place, which compares with other places and is no identifier")
		}
	}
}

func (p *proposal) leaveOutWorkplace(part map[meaning]string) {
	for _, m := range []meaning{"street", "street2", "street3", "address", "city", "region", "postal_code", "country", "lat", "lon"} {
		if name := part[m]; name != "" {
			p.used[name] = true
			p.note(name, "left out: a place of work is the employer's; every colleague shares it")
		}
	}
}

// placeRole names a role only where the kind's default would be another.
func (p *proposal) placeRole(group string) domain.Role {
	k, _ := lookupKind(p.m.Kind)
	role := domain.Role(group)
	if group == "" && p.m.Kind == domain.KindReferee {
		return domain.RoleApply
	}
	if group == "" || role == k.role || p.m.Kind == domain.KindDelivery && group == "ship-to" {
		return ""
	}
	return role
}

func (p *proposal) addBank() {
	if p.m.Kind == domain.KindPayAccount || p.has("account", "iban", "wallet") {
		v := Value{Field: domain.FieldBankAccount}
		if f, ok := p.first("iban"); ok {
			v.IBAN = f.name
		}
		routing, okRouting := p.first("routing")
		account, okAccount := p.first("account")
		if okRouting && okAccount {
			v.Routing, v.Account = routing.name, account.name
		} else if okAccount && v.IBAN == "" {
			p.note(account.name, "left out: an account number without its routing number is no account; add the routing column")
			p.used[account.name] = true
		}
		if v.IBAN != "" || v.Account != "" {
			p.m.Values = append(p.m.Values, v)
		}
	}
	if f, ok := p.first("payee_name"); ok {
		p.m.Values = append(p.m.Values, Value{Field: domain.FieldPayeeName, Column: f.name})
	}
}

// addAmount needs a currency: from a column, from the header, or from a
// dollar sign, which is noted as a guess.
func (p *proposal) addAmount() {
	f, ok := p.first("amount")
	if !ok {
		return
	}
	v := Value{Field: domain.FieldAmount, Column: f.name}
	if c, ok := p.first("currency"); ok {
		v.CurrencyColumn = c.name
		p.m.Values = append(p.m.Values, v)
		return
	}
	for _, w := range headerWords(f.name) {
		if code := strings.ToUpper(w); slices.Contains([]string{"USD", "EUR", "GBP", "CAD", "AUD", "INR", "CHF", "JPY"}, code) {
			v.Currency = code
		}
	}
	if v.Currency == "" && slices.ContainsFunc(f.filled(), func(s string) bool { return strings.Contains(s, "$") }) {
		v.Currency = "USD"
		p.note(f.name, "the dollar sign is taken as USD; other countries write it too")
	}
	if v.Currency == "" {
		p.used[f.name] = true
		p.note(f.name, "left out: no column or sign says the currency; add currency to read it")
		return
	}
	p.m.Values = append(p.m.Values, v)
}

// addDelivery turns a delivery date into an event, where a parcel is meant.
func (p *proposal) addDelivery() {
	if p.m.Kind != domain.KindShipment && p.m.Kind != domain.KindDelivery {
		return
	}
	f, ok := p.first("delivered_at")
	if !ok {
		return
	}
	if r, fits := p.dates(f); fits {
		p.m.Values = append(p.m.Values, Value{
			Field: domain.FieldDeliveryEvent, Const: "delivered", When: Condition{Column: f.name},
			At: TimeColumn{Column: f.name, Layout: r.layout},
		})
	}
}

// addPlain fills the fields that are one column each.
func (p *proposal) addPlain() {
	for _, t := range []struct {
		meaning meaning
		field   domain.Field
		many    bool
	}{
		{"referee_name", domain.FieldRefereeName, false}, {"referee_email", domain.FieldRefereeEmail, true},
		{"referee_phone", domain.FieldRefereePhone, true}, {"recipient_name", domain.FieldRecipientName, false},
		{"signed_by", domain.FieldSignedBy, false}, {"wallet", domain.FieldWallet, true},
		{"serial", domain.FieldDeviceSerial, false}, {"device_mac", domain.FieldDeviceMAC, true},
		{"gateway_mac", domain.FieldGatewayMAC, false}, {"bssid", domain.FieldBSSID, false},
		{"public_ip", domain.FieldPublicIP, true}, {"device_id", domain.FieldDeviceID, false},
		{"device_token", domain.FieldDeviceToken, false}, {"fingerprint", domain.FieldFingerprint, false},
		{"hostname", domain.FieldHostname, false}, {"disk_id", domain.FieldDiskID, false},
		{"factor_id", domain.FieldFactorID, false}, {"factor_phone", domain.FieldFactorPhone, true},
		{"event", domain.FieldEvent, false}, {"outcome", domain.FieldOutcome, false}, {"app", domain.FieldApp, false},
		{"proxy", domain.FieldProxy, false}, {"user_agent", domain.FieldUserAgent, false},
		{"meeting", domain.FieldMeeting, false}, {"job_title", domain.FieldJobTitle, false},
		{"status", domain.FieldStatus, false}, {"client", domain.FieldClient, false},
		{"referral", domain.FieldReferral, false}, {"document_name", domain.FieldDocumentName, false},
	} {
		for i, f := range p.all(t.meaning) {
			if i > 0 && !t.many || p.refOnly(t.meaning) {
				continue
			}
			p.m.Values = append(p.m.Values, Value{Field: t.field, Column: f.name})
		}
	}
	if f, ok := p.first("asn"); ok {
		v := Value{Field: domain.FieldASN, Column: f.name}
		if op, ok := p.first("operator"); ok {
			v.Operator = op.name
		}
		p.m.Values = append(p.m.Values, v)
	}
}

// refOnly reports whether a meaning is only a key in records of the kind: a
// serial on a shipment says which device was sent, not that it was used.
func (p *proposal) refOnly(m meaning) bool {
	switch m {
	case "serial", "device_id", "device_mac", "hostname":
		return p.m.Kind == domain.KindShipment || p.m.Kind == domain.KindDelivery || p.m.Kind == domain.KindWorker
	case "status":
		return p.m.Kind == domain.KindShipment || p.m.Kind == domain.KindDelivery || p.m.Kind == domain.KindDevice || p.m.Kind == domain.KindCheckin || p.m.Kind == domain.KindSignIn
	case "job_title":
		switch p.m.Kind {
		case domain.KindDevice, domain.KindCheckin, domain.KindShipment, domain.KindDelivery, domain.KindSignIn:
			return true
		}
	}
	return false
}

// addID chooses the row's own id: the kind's natural one where the sample
// holds it in every row and never twice, else none.
func (p *proposal) addID() {
	for _, m := range p.idMeanings() {
		f, ok := p.first(m)
		if !ok {
			continue
		}
		columns := []found{f}
		if m == "candidate_id" && p.m.Kind == domain.KindReferee {
			mail, hasMail := p.first("referee_email")
			if !hasMail {
				continue
			}
			columns = append(columns, mail)
		}
		if unique(columns) {
			for _, c := range columns {
				p.m.ID = append(p.m.ID, c.name)
			}
			return
		}
		p.note(f.name, "not used as the row's id: it is empty or repeated in the sample")
	}
	p.note("", "no id column: a row is known by what is read from it, so a changed row counts as a new one")
}

func (p *proposal) idMeanings() []meaning {
	switch p.m.Kind {
	case domain.KindReferee:
		return []meaning{"row_id", "candidate_id"}
	case domain.KindWorker:
		return []meaning{"worker_id", "employee", "row_id"}
	case domain.KindCandidate:
		return []meaning{"candidate_id", "row_id"}
	case domain.KindApplication:
		return []meaning{"application_id", "row_id"}
	case domain.KindShipment, domain.KindDelivery:
		return []meaning{"tracking", "row_id"}
	case domain.KindDevice:
		return []meaning{"device_id", "serial", "row_id"}
	case domain.KindAccount:
		return []meaning{"account_id", "row_id", "work_email"}
	case domain.KindPayAccount:
		return []meaning{"row_id", "employee", "worker_id"}
	}
	// An id in an inventory report is the device's, not the report's.
	if p.m.Kind == domain.KindCheckin {
		return nil
	}
	return []meaning{"row_id"}
}

// unique reports whether the columns together are filled and different in
// every row of the sample.
func unique(columns []found) bool {
	seen := map[string]bool{}
	for i := range columns[0].cells {
		var key strings.Builder
		for _, c := range columns {
			if c.cells[i] == "" {
				return false
			}
			key.WriteString(c.cells[i] + "\x00")
		}
		if seen[key.String()] {
			return false
		}
		seen[key.String()] = true
	}
	return true
}
