// Package payroll maps lists of whom payroll pays, and where: a payee list in
// CSV, whoever made it, and the register of direct deposits.
package payroll

import (
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys.
const name = "payroll"

// Shapes of this source.
const (
	shapePayees   = "payees"
	shapeRegister = "adp-direct-deposit"
)

// Source returns the mapping of payroll lists.
func Source() source.Source {
	return source.Source{Name: name, Title: "Payroll list", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapePayees, shapeRegister:
		return mapRow(it, out)
	}
	return fmt.Errorf("payroll has no shape %q", it.Shape)
}

// recognise claims a list that says who is paid and into which account, or how
// much on which day. A list of parcels is never one.
func recognise(h source.Head) source.Match {
	if h.Format != source.CSV && h.Format != source.XLSX {
		return source.Match{}
	}
	at := index(h.Columns)
	if elsewhere(h.Columns) || !at.has(employee) && !at.has(workMail) && !at.has(file) && !at.has(position) {
		return source.Match{}
	}
	bank := at.has(iban) || at.has(account) && at.has(routing)
	switch {
	case h.HasColumns("File #", "Employee Name") && at.has(account) && at.has(routing):
		return source.Match{Shape: shapeRegister, Confidence: 80}
	case bank, at.has(wallet), at.has(payee) && (at.has(account) || at.has(effective) || at.has(check)),
		at.has(verified), at.has(amount) && at.has(paid):
		return source.Match{Shape: shapePayees, Confidence: 60}
	}
	return source.Match{}
}

// elsewhere reports headings of lists that other sources read: parcels,
// devices, sign-ins and candidates.
func elsewhere(columns []string) bool {
	for _, c := range columns {
		key := source.ColumnKey(c)
		for _, sign := range []string{"tracking", "shipdate", "shippeddate", "dateshipped", "shipmentdate", "waybill", "serialnumber",
			"candidateid", "applicationid", "useragent", "ipaddress"} {
			if strings.Contains(key, sign) {
				return true
			}
		}
	}
	return false
}

// column is something that a list can say, under one of several headings.
type column int

const (
	employee column = iota
	file
	company
	position
	fullName
	firstName
	lastName
	workMail
	mail
	routing
	institution
	transit
	account
	iban
	country
	wallet
	payee
	verified
	check
	effective
	amount
	currency
	paid
	status
)

// headings lists the folded headings of each column, the plainest last.
var headings = map[column][]string{
	employee: {"employeeid", "employeenumber", "employeeno", "empid", "empno", "employeenum", "employeecode", "employeeidentifier",
		"workerid", "workernumber", "associateid", "staffid", "staffnumber", "personnelnumber", "personnelno", "payrollid",
		"payrollnumber"},
	file:      {"filenumber", "fileno", "filenum", "adpfilenumber", "file"},
	company:   {"companycode", "cocode", "paygroup", "payrollgroup", "payrollcompanycode"},
	position:  {"positionid"},
	fullName:  {"employeename", "workername", "associatename", "payrollname", "employeefullname", "fullname", "name", "employee"},
	firstName: {"employeefirstname", "legalfirstname", "firstname", "givenname"},
	lastName:  {"employeelastname", "legallastname", "lastname", "surname", "familyname"},
	workMail:  {"workemail", "workmail", "workemailaddress", "companyemail", "corporateemail", "employeeemail", "employeeworkemail"},
	mail:      {"personalemail", "homeemail", "emailaddress", "email"},
	routing: {"routingnumber", "routingno", "routing", "bankroutingnumber", "routingtransitnumber", "transitroutingnumber", "abanumber",
		"abaroutingnumber", "aba", "rtn", "transitaba", "banktransitaba", "bankdepositnumber", "bankaba", "transitnumberaba", "sortcode",
		"banksortcode", "branchsortcode", "bsb"},
	institution: {"institutionnumber", "institutionno", "financialinstitutionnumber"},
	transit:     {"transitnumber", "transitno", "branchtransitnumber"},
	account: {"accountnumber", "accountno", "accountnum", "account", "bankaccountnumber", "bankaccountno", "bankaccount",
		"depositaccountnumber", "depositaccount", "directdepositaccountnumber", "directdepositaccount", "acctnumber", "acctno", "acct"},
	iban:    {"iban", "bankiban", "accountiban", "ibannumber"},
	country: {"bankcountry", "bankcountrycode", "accountcountry"},
	wallet:  {"walletaddress", "wallet", "cryptowallet", "cryptoaddress", "walletid", "blockchainaddress"},
	payee: {"accountholdername", "accountholder", "payeename", "payee", "nameonaccount", "bankaccountname", "accountname",
		"beneficiaryname", "beneficiary", "accountownername", "accountowner", "holdername", "bankaccountholder", "bankaccountholdername"},
	verified: {"verifiedname", "verifiedaccountname", "verifiedaccountholder", "nameperbank", "bankreturnedname", "returnedname",
		"namereturned", "actualname", "actualaccountname", "matchedname", "nameheldbybank"},
	check: {"namecheckresult", "namecheck", "namematch", "namematchresult", "matchresult", "copresult", "copstatus",
		"confirmationofpayee", "confirmationofpayeeresult", "payeecheck", "payeecheckresult", "vopresult", "verificationofpayee",
		"accountvalidationresult", "ownershipmatch"},
	effective: {"effectivedate", "effectiveon", "effective", "startdate", "changedate", "datechanged", "changedon", "changedat",
		"lastchanged", "updatedat", "updatedon", "accountchangedate"},
	amount:   {"depositamount", "netpay", "netamount", "paymentamount", "amountpaid", "paidamount", "netpayamount", "amount"},
	currency: {"currency", "currencycode", "paymentcurrency", "paycurrency"},
	paid:     {"paydate", "paymentdate", "checkdate", "datepaid", "paiddate", "paidon", "depositdate", "valuedate"},
	status:   {"depositstatus", "accountstatus", "paymentstatus", "status"},
}

// positions says where in a row each column stands.
type positions map[column]int

func (p positions) has(c column) bool { _, ok := p[c]; return ok }

// index finds each column under the first of its headings that is there.
func index(columns []string) positions {
	at := map[string]int{}
	for i, c := range columns {
		if key := source.ColumnKey(c); key != "" {
			if _, twice := at[key]; !twice {
				at[key] = i
			}
		}
	}
	p := positions{}
	for c, names := range headings {
		for _, n := range names {
			if i, ok := at[n]; ok {
				p[c] = i
				break
			}
		}
	}
	return p
}
