package bamboohr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// employee holds what is read of an employee, by column. Whatever no column
// names is dropped where it stands: birth date, gender, ethnicity, marital
// status, social numbers, pronouns, photos, emergency contacts and pay.
type employee map[column]string

// column is something that BambooHR can say of an employee.
type column int

const (
	id column = iota
	number
	first
	middle
	last
	lastFirst
	preferred
	display
	workMail
	homeMail
	mobile
	homePhone
	line1
	line2
	city
	region
	postal
	country
	hired
	original
	left
	status
	title
	linkedIn
)

// columns lists, folded by [source.ColumnKey], the aliases of the API, the
// names of the datasets and the headings of reports and webhooks. The work
// phone is not read: a switchboard's number ties strangers together.
var columns = map[string]column{
	"id": id, "eeid": id, "employeeid": id,
	"employeenumber": number, "employee": number, "employeeno": number,
	"firstname": first, "middlename": middle, "lastname": last, "lastnamefirstname": lastFirst,
	"preferredname": preferred, "displayname": display, "fullname1": display, "employeename": display,
	"workemail": workMail, "homeemail": homeMail, "personalemail": homeMail,
	"mobilephone": mobile, "homephone": homePhone,
	"address1": line1, "addressline1": line1, "address2": line2, "addressline2": line2,
	"city": city, "state": region, "statecode": region, "province": region, "zipcode": postal, "zip": postal, "postalcode": postal, "country": country,
	"hiredate": hired, "originalhiredate": original, "terminationdate": left,
	"status": status, "employeestatus": status, "jobtitle": title, "jobinformationjobtitle": title, "linkedin": linkedIn, "linkedinurl": linkedIn,
}

// set keeps a value under the column that its name stands for and reports
// whether there is one. BambooHR writes an empty date as 0000-00-00.
func (e employee) set(field, value string) bool {
	c, known := columns[source.ColumnKey(field)]
	if value = strings.TrimSpace(value); known && value != "" && value != "0000-00-00" && e[c] == "" {
		e[c] = value
	}
	return known
}

// mapEmployee maps one employee of the API, of its directory, of a report in
// JSON, or of the employee dataset, which puts the columns into "fields".
func mapEmployee(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "employee")
	if err != nil {
		return err
	}
	if n.Has("fields") {
		n = n.At("fields")
	}
	e := employee{}
	for _, field := range n.Names() {
		if _, known := columns[source.ColumnKey(field)]; known {
			e.set(field, n.Text(field))
		}
	}
	out.Unknown += n.Unread()
	return e.add(it, out)
}

// add gives the employee. The dataset names no id, only the employee number.
// The directory tells less of everybody, so it has keys of its own and does
// not take the place of what a report said.
func (e employee) add(it source.Item, out *source.Out) error {
	key := e[id]
	if key == "" && e[number] != "" {
		key = "number/" + e[number]
	}
	if key == "" {
		return errors.New("employee has neither id nor number")
	}
	if it.Shape == shapeDirectory {
		key = "directory/" + key
	}
	from, to, err := e.dates()
	if err != nil {
		return err
	}
	at := from
	if to.After(at) {
		at = to
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: key}, it, at)
	e.addRefs(it, r)
	e.addPerson(r)
	source.AddHome(r, e.home())
	e.addJob(r, from, to)
	return nil
}

func (e employee) addRefs(it source.Item, r *domain.Record) {
	if e[id] != "" {
		source.AddRef(r, domain.RefWorker, domain.QualifiedID(name, it.Tenant, e[id]))
	}
	source.AddRef(r, domain.RefEmployee, e[number])
	source.AddRef(r, domain.RefWorkMail, strings.ToLower(e[workMail]))
}

// addPerson adds names and private contacts.
func (e employee) addPerson(r *domain.Record) {
	family := e[last]
	names := []string{spaced(e[first], e[middle], family)}
	if e[first] == "" || family == "" {
		names = []string{spoken(e[lastFirst])}
	}
	if e[preferred] != "" && family != "" {
		names = append(names, spaced(e[preferred], family))
	}
	names = append(names, e[display])
	for i, n := range names {
		if !slices.ContainsFunc(names[:i], func(have string) bool { return strings.EqualFold(have, n) }) {
			source.AddText(r, domain.FieldName, n, "", domain.Recorded)
		}
	}
	source.AddText(r, domain.FieldEmail, e[homeMail], domain.RoleHome, domain.Declared)
	source.AddText(r, domain.FieldPhone, e[mobile], domain.RoleHome, domain.Declared)
	if e[homePhone] != e[mobile] {
		source.AddText(r, domain.FieldPhone, e[homePhone], domain.RoleHome, domain.Declared)
	}
	if strings.Contains(strings.Trim(e[linkedIn], "/"), "/") { // more than the site's own name
		source.AddText(r, domain.FieldProfileURL, e[linkedIn], domain.RoleProfile, domain.Declared)
	}
}

func (e employee) home() domain.Address {
	return domain.Address{Lines: []string{e[line1], e[line2]}, City: e[city], Region: e[region], PostalCode: e[postal], Country: e[country]}
}

func (e employee) addJob(r *domain.Record, from, to time.Time) {
	state := strings.ToLower(e[status])
	if state == "inactive" { // BambooHR's word for whoever has left
		state = "terminated"
	}
	source.AddText(r, domain.FieldStatus, state, "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, e[title], "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, from)
	source.AddTime(r, domain.FieldLeftAt, to)
}

// dates gives the latest hire and, where it ended that one, the end.
func (e employee) dates() (from, to time.Time, err error) {
	if from, err = when.Named("hire date", e[hired]); err != nil {
		return from, to, err
	}
	if from.IsZero() {
		if from, err = when.Named("original hire date", e[original]); err != nil {
			return from, to, err
		}
	}
	if to, err = when.Named("termination date", e[left]); err != nil {
		return from, to, err
	}
	if to.Before(from) {
		to = time.Time{} // hired again since
	}
	return from, to, nil
}

// isReport knows the headings of a downloaded employee report: BambooHR alone
// calls the number "Employee #". A list of accounts is payroll's.
func isReport(h source.Head) bool {
	numbered := slices.ContainsFunc(h.Columns, func(c string) bool {
		return strings.EqualFold(strings.TrimSpace(c), "employee #") || strings.EqualFold(strings.TrimSpace(c), "eeid")
	})
	named := h.HasColumns("First name", "Last name") || h.HasColumns("Last name, First name") || h.HasColumns("Display name")
	about := h.HasColumns("Hire date") || h.HasColumns("Home email") || h.HasColumns("Mobile phone") || h.HasColumns("Address Line 1")
	for _, c := range h.Columns {
		if key := source.ColumnKey(c); strings.Contains(key, "accountnumber") || strings.Contains(key, "routing") || strings.Contains(key, "tracking") {
			return false
		}
	}
	return numbered && named && about
}

func mapRow(it source.Item, out *source.Out) error {
	e := employee{}
	for i, c := range it.Columns {
		if i < len(it.Cells) && strings.TrimSpace(it.Cells[i]) != "" && !e.set(c, it.Cells[i]) {
			out.Unknown++
		}
	}
	if err := e.add(it, out); err != nil {
		return fmt.Errorf("read row: %w", err)
	}
	return nil
}

// spoken turns "Abbott, Charlotte" into "Charlotte Abbott".
func spoken(name string) string {
	family, given, found := strings.Cut(name, ",")
	if !found {
		return name
	}
	return spaced(given, family)
}

func spaced(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
