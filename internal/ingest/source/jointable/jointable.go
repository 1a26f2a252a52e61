// Package jointable maps the employer's own table of who is who: which
// candidate became which employee.
package jointable

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// name is the source's name in keys.
const name = "jointable"

// shapeTable is the one shape of this source.
const shapeTable = "join-table"

// Source returns the mapping of join tables.
func Source() source.Source {
	return source.Source{Name: name, Title: "Join table", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape != shapeTable {
		return fmt.Errorf("jointable has no shape %q", it.Shape)
	}
	return mapRow(it, out)
}

// maxOther is how many columns a join table may have that are not read: a
// wider one is a report of something else that happens to have two ids.
const maxOther = 8

// recognise claims a list that names a person by two systems' ids. Lists of
// accounts, parcels, devices and software are other sources'.
func recognise(h source.Head) source.Match {
	if h.Format != source.CSV && h.Format != source.XLSX {
		return source.Match{}
	}
	at := index(h.Columns)
	employed := at.has(employee) || at.has(worker)
	applicant := at.has(candidate) && (employed || at.has(workMail)) ||
		at.has(application) && (employed || at.has(workMail) && namesTracker(h.Columns[at[application]]))
	if !applicant && !(at.has(worker) && at.has(employee)) || len(h.Columns)-len(at) > maxOther {
		return source.Match{}
	}
	if elsewhere(h.Columns) || assigns(at, h.Rows) {
		return source.Match{}
	}
	return source.Match{Shape: shapeTable, Confidence: 60}
}

// elsewhere reports headings of lists that other sources read, and of those
// that say who may use which application.
func elsewhere(columns []string) bool {
	for _, c := range columns {
		key := source.ColumnKey(c)
		for _, sign := range []string{"tracking", "shipdate", "shippeddate", "dateshipped", "serial", "accountnumber", "routing", "iban",
			"sortcode", "wallet", "accountholder", "payee", "useragent", "ipaddress", "paydate", "netpay",
			"applicationname", "appname", "entitlement", "permission", "accesslevel", "licence", "license"} {
			if strings.Contains(key, sign) {
				return true
			}
		}
	}
	return false
}

// assigns reports that one application stands beside two employees. Whoever
// applied was hired once; a program has many users, and to join them would
// make one person of them all.
func assigns(at positions, rows [][]string) bool {
	user := map[string]string{}
	for _, cells := range rows {
		r := row{at: at, cells: cells}
		id := r.cell(application)
		if id == "" {
			continue
		}
		who := cmp.Or(r.cell(employee), r.cell(worker), strings.ToLower(r.cell(workMail)))
		if other, seen := user[id]; seen && other != who {
			return true
		}
		user[id] = who
	}
	return false
}

// column is something that a table can say, under one of several headings.
type column int

const (
	candidate column = iota
	application
	employee
	worker
	workMail
	applicants
	workers
	hired
)

// headings lists the folded headings of each column. What ADP calls worker id
// or associate id is the number that people see; the associate OID is hidden.
var headings = map[column][]string{
	candidate: {"candidateid", "candidatenumber", "candidateno", "candidate", "greenhousecandidateid", "greenhouseid",
		"ashbycandidateid", "ashbyid", "levercandidateid", "leverid", "atsid", "atscandidateid", "applicantid", "personcandidateid"},
	application: {"applicationid", "greenhouseapplicationid", "ashbyapplicationid", "leverapplicationid", "applicationnumber", "atsapplicationid"},
	employee: {"employeeid", "employeenumber", "employeeno", "employeenum", "empid", "empno", "employeecode", "staffid", "staffnumber",
		"personnelnumber", "filenumber", "positionid", "associateid", "workerid", "hrisid", "hrid"},
	worker: {"associateoid", "aoid", "adpassociateoid", "adpaoid", "workeroid", "workdayid", "workdayworkerid", "workdaywid",
		"bamboohrid", "ripplingid", "ukgid"},
	workMail: {"workemail", "workmail", "workemailaddress", "companyemail", "corporateemail", "employeeemail", "employeeworkemail",
		"userprincipalname", "upn"},
	applicants: {"ats", "atsname", "atssystem", "atssource", "candidatesystem", "candidatesource", "applicanttracker"},
	workers:    {"hris", "hrisname", "hrsystem", "hrissystem", "workersystem"},
	hired:      {"hiredate", "hiredat", "hiredon", "hireddate", "datehired", "dateofhire", "startdate", "startedat", "employmentstartdate"},
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

// row is one line of the table, by column.
type row struct {
	at      positions
	columns []string
	cells   []string
	tenant  string
}

// cell returns what a column says; a dash and the like say nothing, and an
// empty id in a spreadsheet is often a 0.
func (r row) cell(c column) string {
	i, ok := r.at[c]
	if !ok || i >= len(r.cells) {
		return ""
	}
	s := strings.TrimSpace(r.cells[i])
	switch strings.ToLower(s) {
	case "-", "--", "n/a", "na", "none", "null", "#n/a", "tbd", "unknown", "0":
		return ""
	}
	return s
}

func mapRow(it source.Item, out *source.Out) error {
	r := row{at: index(it.Columns), columns: it.Columns, cells: it.Cells, tenant: it.Tenant}
	var at time.Time
	if s := r.cell(hired); s != "" {
		var err error
		if at, err = when.Parse(s); err != nil {
			return fmt.Errorf("read hire date: %w", err)
		}
	}
	rec := domain.Record{OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin}
	source.AddRef(&rec, domain.RefCandidate, r.qualified(candidate, applicants, tracker(r.cell(candidate))))
	source.AddRef(&rec, domain.RefApplicant, r.qualified(application, applicants, tracker(r.cell(application))))
	source.AddRef(&rec, domain.RefWorker, r.qualified(worker, workers, "adp"))
	source.AddRef(&rec, domain.RefEmployee, r.cell(employee))
	if m := strings.ToLower(r.cell(workMail)); strings.Contains(m, "@") {
		source.AddRef(&rec, domain.RefWorkMail, m)
	}
	out.Unknown += len(it.Columns) - len(r.at)
	if len(rec.Refs) < 2 {
		return domain.ErrUnused // it joins nothing
	}
	ids := make([]string, len(rec.Refs))
	for i, ref := range rec.Refs {
		ids[i] = ref.String()
	}
	rec.Key = domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindJoin, ID: strings.Join(ids, " ")}
	source.AddTime(&rec, domain.FieldHiredAt, at)
	out.Records = append(out.Records, rec)
	return nil
}

// qualified gives an id the name of the system that issued it: what the id
// itself says, else the column that names the system, else the heading, else
// the default.
func (r row) qualified(id, system column, fallback string) string {
	s := r.cell(id)
	if s == "" {
		return ""
	}
	if parts := strings.Split(s, ":"); len(parts) == 3 && parts[0] != "" && parts[1] != "" && parts[2] != "" {
		return s
	}
	by := cmp.Or(systemOf(r.columns[r.at[id]]), fallback)
	if named := source.ColumnKey(r.cell(system)); named != "" {
		by = named
	}
	return domain.QualifiedID(by, r.tenant, s)
}

// systemOf returns the system that a heading names first, or "".
func systemOf(heading string) string {
	key := source.ColumnKey(heading)
	for _, known := range []string{"greenhouse", "ashby", "lever", "adp", "workday", "bamboohr", "rippling", "ukg"} {
		if strings.HasPrefix(key, known) {
			return known
		}
	}
	return ""
}

// namesTracker reports whether a heading says that it is an applicant
// tracker's: an identity provider's application id is a program's.
func namesTracker(heading string) bool {
	return systemOf(heading) != "" || strings.HasPrefix(source.ColumnKey(heading), "ats")
}

// tracker tells by its form which applicant tracker issued an id: Greenhouse
// counts, Ashby gives UUIDs.
func tracker(id string) string {
	if len(id) == 36 && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-' {
		return "ashby"
	}
	return "greenhouse"
}
