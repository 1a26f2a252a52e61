package mapper

import (
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// fieldTable lists every field a mapping can fill. Left out are document_error,
// which says what Daylight could not read, and resume_words, which it makes.
func fieldTable() []fieldInfo {
	return slices.Concat(personFields(), systemFields(), evidenceFields())
}

// personFields are what records say of a person and of what is sent to them.
func personFields() []fieldInfo {
	d, r := domain.Declared, domain.Recorded
	return []fieldInfo{
		{field: domain.FieldName, doc: "full name; compared with other names, never scored"},
		{field: domain.FieldEmail, doc: "mail address"},
		{field: domain.FieldPhone, doc: "phone number"},
		{field: domain.FieldProfileURL, role: domain.RoleProfile, assurance: d, doc: "profile page, such as LinkedIn or GitHub"},
		{field: domain.FieldAddress, form: formAddress, doc: "street address"},
		{field: domain.FieldPlace, form: formPlace, doc: "city or coordinates; never an identifier"},
		{field: domain.FieldJobTitle, assurance: r, doc: "job title"},
		{field: domain.FieldStatus, form: formWord, assurance: r, word: true, doc: "active, terminated, rejected, hired …"},
		{field: domain.FieldAppliedAt, form: formTime, assurance: r, doc: "when the person applied"},
		{field: domain.FieldHiredAt, form: formTime, assurance: r, doc: "first day of work"},
		{field: domain.FieldLeftAt, form: formTime, assurance: r, doc: "last day of work"},
		{field: domain.FieldClient, assurance: r, word: true, doc: "end client of a placement"},
		{field: domain.FieldBankAccount, form: formBank, role: domain.RolePayee, assurance: r, doc: "account that pay goes to; masked values are refused later"},
		{field: domain.FieldPayeeName, role: domain.RolePayee, assurance: r, doc: "holder of the account, as the bank or payroll names it"},
		{field: domain.FieldWallet, role: domain.RolePayee, assurance: r, doc: "wallet address that pay goes to"},
		{field: domain.FieldAmount, form: formAmount, assurance: r, doc: "amount paid"},
		{field: domain.FieldEffectiveAt, form: formTime, assurance: r, doc: "when a change takes effect"},
		{field: domain.FieldReferral, assurance: r, doc: "candidate or worker who referred"},
		{field: domain.FieldRecipientName, role: domain.RoleShipTo, assurance: r, doc: "to whom a parcel is addressed"},
		{field: domain.FieldSignedBy, role: domain.RoleDelivery, assurance: r, doc: "who signed for a parcel"},
		{field: domain.FieldDeliveryEvent, form: formDelivery, role: domain.RoleDelivery, assurance: r, word: true, doc: "redirected, held-for-pickup, delivered or returned"},
	}
}

// systemFields are what devices, sign-ins, meetings and documents leave.
func systemFields() []fieldInfo {
	d, r := domain.Declared, domain.Recorded
	return []fieldInfo{
		{field: domain.FieldDeviceSerial, role: domain.RoleDevice, assurance: r, doc: "serial number of a company device"},
		{field: domain.FieldDeviceMAC, role: domain.RoleDevice, assurance: r, doc: "MAC address of a device or its dock; never a gateway's"},
		{field: domain.FieldGatewayMAC, role: domain.RoleDevice, assurance: r, doc: "MAC address of the network's gateway"},
		{field: domain.FieldBSSID, role: domain.RoleDevice, assurance: r, doc: "Wi-Fi access point"},
		{field: domain.FieldPublicIP, assurance: r, doc: "public IP address"},
		{field: domain.FieldDeviceID, role: domain.RoleDevice, assurance: r, doc: "identity provider's or manager's id of a device"},
		{field: domain.FieldDeviceToken, role: domain.RoleDevice, assurance: r, doc: "hash of a browser cookie that marks a device"},
		{field: domain.FieldFingerprint, role: domain.RoleDevice, assurance: r, doc: "device fingerprint; context only"},
		{field: domain.FieldHostname, role: domain.RoleDevice, assurance: r, doc: "host name; compared within meetings only"},
		{field: domain.FieldDiskID, role: domain.RoleDevice, assurance: r, doc: "disk id as a meeting client reports it"},
		{field: domain.FieldFactorID, role: domain.RoleFactor, assurance: r, doc: "authenticator id that is unique to a device"},
		{field: domain.FieldFactorPhone, role: domain.RoleFactor, assurance: r, doc: "phone number of an sms or call factor"},
		{field: domain.FieldEvent, assurance: r, word: true, doc: "what happened, in the source's word"},
		{field: domain.FieldOutcome, form: formWord, assurance: r, word: true, doc: "success, failure or other"},
		{field: domain.FieldApp, assurance: r, word: true, doc: "application signed in to"},
		{field: domain.FieldASN, form: formASN, assurance: r, doc: "number of the network's operator"},
		{field: domain.FieldProxy, form: formFlag, assurance: r, word: true, doc: "the source calls the network a proxy or VPN"},
		{field: domain.FieldTunnel, assurance: r, word: true, doc: "VPN operator named by the source"},
		{field: domain.FieldUserAgent, role: domain.RoleDevice, assurance: r, doc: "browser and system families"},
		{field: domain.FieldMeeting, role: domain.RoleMeeting, assurance: r, doc: "meeting number or link id"},
		{field: domain.FieldInterviewAt, form: formStart, assurance: r, doc: "when an interview starts"},
		{field: domain.FieldRefereeName, role: domain.RoleReferee, assurance: d, doc: "name of a referee"},
		{field: domain.FieldRefereeEmail, role: domain.RoleReferee, assurance: d, doc: "mail address of a referee"},
		{field: domain.FieldRefereePhone, role: domain.RoleReferee, assurance: d, doc: "phone number of a referee"},
		{field: domain.FieldDocumentName, role: domain.RoleDocument, assurance: r, doc: "file name of a document"},
		{field: domain.FieldAuthor, role: domain.RoleDocument, assurance: r, doc: "author a document names"},
		{field: domain.FieldProducer, role: domain.RoleDocument, assurance: r, doc: "software that made a document"},
		{field: domain.FieldCreatedAt, form: formTime, assurance: r, doc: "when a document was made"},
		{field: domain.FieldLineage, role: domain.RoleDocument, assurance: r, doc: "scheme:value, such as an rsid or a PDF id"},
		{field: domain.FieldResumeSig, role: domain.RoleDocument, assurance: r, doc: "signature of a résumé's words"},
	}
}

// evidenceFields are what checks, endpoints, histories and books say.
func evidenceFields() []fieldInfo {
	d, r := domain.Declared, domain.Recorded
	return []fieldInfo{
		{field: domain.FieldPhoneLine, form: formWord, assurance: r, word: true, doc: "mobile, landline or voip, as a carrier look-up answered"},
		{field: domain.FieldTimeZone, assurance: r, doc: "IANA zone of a browser or client, or its offset as +02:00"},
		{field: domain.FieldEmployer, assurance: d, doc: "employer of a past job"},
		{field: domain.FieldEngagement, form: formWord, assurance: d, word: true, doc: "full-time, part-time or contract"},
		{field: domain.FieldStartedAt, form: formTime, assurance: d, doc: "when a past job began, or since when a technology is used"},
		{field: domain.FieldEndedAt, form: formTime, assurance: d, doc: "when a past job ended"},
		{field: domain.FieldTechnology, assurance: d, doc: "a technology that somebody says to have used"},
		{field: domain.FieldDomain, doc: "domain of a past employer's site, or one that a device spoke to"},
		{field: domain.FieldPayHandle, role: domain.RolePayee, assurance: r, doc: "account at a payment service, as service:name"},
		{field: domain.FieldRepository, assurance: r, doc: "repository, as owner/name"},
		{field: domain.FieldCommitHash, role: domain.RoleCommit, assurance: r, doc: "full hash of a commit or tree"},
		{field: domain.FieldCheck, form: formWord, assurance: r, word: true, doc: "identity, liveness, education, employment, tax-name, work-authorisation or account-name"},
		{field: domain.FieldFault, form: formFault, assurance: r, word: true, doc: "what a check found wrong, by code; of a machine-readable zone, check-digit where one is wrong"},
		{field: domain.FieldDocumentNumber, form: formDocument, role: domain.RoleCheck, assurance: r, doc: "number of an identity document, as issuer:number, or its machine-readable zone; only the number's keyed hash is kept"},
		{field: domain.FieldImageHash, role: domain.RoleCheck, assurance: r, doc: "scheme:value of a document's background or template; never of a face"},
		{field: domain.FieldConcern, form: formWord, assurance: r, word: true, doc: "what somebody reported, by code"},
		{field: domain.FieldSoftware, role: domain.RoleDevice, assurance: r, doc: "a program's name"},
		{field: domain.FieldPublisher, role: domain.RoleDevice, assurance: r, doc: "who made or signed a program"},
		{field: domain.FieldCommand, form: formCommand, role: domain.RoleDevice, assurance: r, doc: "executable and its switches; their values are dropped"},
		{field: domain.FieldUSB, role: domain.RoleDevice, assurance: r, doc: "vendor:product of a USB device, four hexadecimal digits each"},
		{field: domain.FieldUSBName, role: domain.RoleDevice, assurance: r, doc: "what a USB device calls itself"},
		{field: domain.FieldUSBSerial, role: domain.RoleDevice, assurance: r, doc: "serial number of a USB device"},
		{field: domain.FieldUSBClasses, role: domain.RoleDevice, assurance: r, doc: "interface classes of a USB device, such as 03 08"},
		{field: domain.FieldDisplay, role: domain.RoleDevice, assurance: r, doc: "maker and name of a display"},
		{field: domain.FieldManaged, form: formFlag, assurance: r, word: true, doc: "the device of a session is the employer's"},
		{field: domain.FieldSession, assurance: r, doc: "identity provider's id of a session"},
		{field: domain.FieldLatency, form: formNumber, assurance: r, doc: "delay in milliseconds"},
		{field: domain.FieldCamera, role: domain.RoleMeeting, assurance: r, doc: "camera, as a meeting client names it"},
		{field: domain.FieldMicrophone, role: domain.RoleMeeting, assurance: r, doc: "microphone, as a meeting client names it"},
		{field: domain.FieldSpeaker, role: domain.RoleMeeting, assurance: r, doc: "speaker, as a meeting client names it"},
		{field: domain.FieldCompany, role: domain.RolePayee, assurance: r, doc: "a payee that is no person"},
		{field: domain.FieldRegisteredAt, form: formTime, assurance: r, doc: "when a company was registered"},
		{field: domain.FieldInvoiceNumber, assurance: r, doc: "number of an invoice"},
		{field: domain.FieldInvoiceTemplate, role: domain.RoleDocument, assurance: r, doc: "scheme:value of what an invoice was made from"},
		{field: domain.FieldForm, assurance: r, word: true, doc: "tax form, such as W-2"},
	}
}
