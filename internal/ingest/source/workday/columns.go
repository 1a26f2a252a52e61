package workday

import (
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// column is something that a report can say.
type column int

const (
	employee column = iota
	worker
	candidate
	application
	fullName
	firstName
	middleName
	lastName
	preferred
	descriptor
	workMail
	homeMail
	homePhone
	homeWhole
	homeLine1
	homeLine2
	homeCity
	homeRegion
	homePostal
	homeCountry
	hired
	original
	left
	status
	title
	applied
	pastEmployer
	pastTitle
	pastFrom
	pastTo
	account
	routing
	iban
	effective
)

// headings lists the folded names of each column, as Workday's delivered fields
// are called and as report writers shorten them. An address, mail or phone
// counts as a person's own only where the name says home or personal: the plain
// "Address Line 1" of a report is as often the office's.
var headings = map[column][]string{
	employee: {"employeeid", "workeremployeeid", "employeenumber", "contingentworkerid", "personnelnumber", "workerid", "empid", "staffid"},
	worker:   {"workdayid", "wid", "workerwid", "workdayidworker", "universalid"}, candidate: {"candidateid"},
	application: {"jobapplicationid", "applicationid"},
	fullName:    {"legalname", "legalfullname", "fullname", "fulllegalname", "legalnamefullname", "workername", "employeename", "candidatename", "name"},
	firstName:   {"firstname", "legalfirstname", "legalnamefirstname", "givenname"}, middleName: {"middlename", "legalmiddlename", "legalnamemiddlename"},
	lastName:  {"lastname", "legallastname", "legalnamelastname", "familyname", "surname"},
	preferred: {"preferredname", "preferredfullname", "preferrednamefullname"}, descriptor: {"worker", "employee", "candidate"},
	workMail: {"workemail", "primaryworkemail", "emailprimarywork", "emailwork", "workemailaddress", "primaryworkemailaddress", "businessemail"},
	homeMail: {"homeemail", "primaryhomeemail", "emailprimaryhome", "emailhome", "personalemail", "homeemailaddress", "personalemailaddress", "primaryhomeemailaddress",
		"candidateemail", "candidateemailaddress"},
	homePhone: {"homephone", "personalphone", "mobilephone", "primaryhomephone", "phonehome", "homemobilephone", "personalmobile", "homephonenumber", "candidatephone"},
	homeWhole: {"homeaddress", "primaryhomeaddress", "addresshome", "homeaddressfull", "homeaddressformatted"},
	homeLine1: {"homeaddressline1", "primaryhomeaddressline1", "homeaddresslineone", "homestreet"}, homeLine2: {"homeaddressline2", "primaryhomeaddressline2", "homeaddresslinetwo"},
	homeCity:   {"homecity", "homeaddresscity", "primaryhomeaddresscity", "homemunicipality"},
	homeRegion: {"homestate", "homeregion", "homeaddressstate", "homeaddressregion", "primaryhomeaddressstate", "homestateprovince"},
	homePostal: {"homepostalcode", "homezip", "homezipcode", "homeaddresspostalcode", "primaryhomeaddresspostalcode"}, homeCountry: {"homecountry", "homeaddresscountry", "primaryhomeaddresscountry"},
	hired: {"hiredate", "mostrecenthiredate", "lasthiredate", "startdate", "contractstartdate"}, original: {"originalhiredate", "firsthiredate"},
	left:    {"terminationdate", "lastdayofwork", "lastdayworked", "contractenddateactual"},
	status:  {"workerstatus", "employeestatus", "activestatus", "status", "employmentstatus", "candidatestage", "candidatestatus"},
	title:   {"jobtitle", "businesstitle", "positiontitle", "jobprofilename"},
	applied: {"applicationdate", "jobapplicationdate", "dateapplied", "applieddate"}, pastEmployer: {"jobhistorycompany", "pastcompany", "previousemployer", "priorcompany"},
	pastTitle: {"jobhistoryjobtitle", "jobhistorybusinesstitle", "pastjobtitle"}, pastFrom: {"jobhistorystartdate", "pastjobstartdate"}, pastTo: {"jobhistoryenddate", "pastjobenddate"},
	account: {"accountnumber", "bankaccountnumber", "bankaccount"}, routing: {"routingnumber", "routingtransitnumber", "bankidnumber", "bankidnumberroutingtransitnumber", "sortcode"},
	iban: {"iban", "bankaccountiban"}, effective: {"effectivedate", "paymentelectioneffectivedate", "accounteffectivedate"},
}

// plain are the names inside a group that says whose they are.
var plain = map[string]column{
	"addressline1": homeLine1, "addressline2": homeLine2, "city": homeCity, "state": homeRegion, "region": homeRegion, "stateprovince": homeRegion,
	"postalcode": homePostal, "zipcode": homePostal, "country": homeCountry, "address": homeWhole, "email": homeMail, "emailaddress": homeMail,
	"phone": homePhone, "phonenumber": homePhone,
}

// homes, wholes and repeats are the folded names of groups that are looked into,
// without "group": those that are a person's own, those that only hold what
// the report could have said flat, and those of which a person has several.
var (
	homes = []string{"home", "homeaddress", "homeaddresses", "homecontact", "homecontactinformation", "homeemail", "homephone", "primaryhome", "personal",
		"personalcontact", "addresshome", "emailhome", "phonehome"}
	wholes = []string{"worker", "employee", "candidate", "person", "legalname", "name", "employment", "workerdata", "employeedata", "personaldata",
		"contact", "contactinformation", "jobapplication", "position", "job"}
	repeats = []string{"jobhistory", "paymentelection", "paymentelections", "bankaccount", "bankaccounts"}
)

// columnOf finds the column that a name stands for, in a group or outside.
func columnOf(group, field string) (column, bool) {
	key := strings.TrimPrefix(source.ColumnKey(field), "cf") // a calculated field, as report writers mark it
	if group == "jobhistory" {
		return named(group + strings.TrimPrefix(key, group))
	}
	if c, known := named(key); known {
		return c, true
	}
	if slices.Contains(homes, group) {
		c, known := plain[key]
		return c, known
	}
	return 0, false
}

func named(key string) (column, bool) {
	for c, names := range headings {
		if slices.Contains(names, key) {
			return c, true
		}
	}
	return 0, false
}
