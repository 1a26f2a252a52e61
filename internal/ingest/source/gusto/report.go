package gusto

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// codeColumn is what Gusto calls the six characters that it gives each
// employee; the API's employee_code is the same. A report with it is Gusto's.
const codeColumn = "gustoemployeeid"

// reportColumns lists, for what is read, the folded headings of the report
// builder. Plain "Email" is left out: it may be either.
var reportColumns = map[string][]string{
	"first": {"firstname", "legalfirstname"}, "middle": {"middleinitial", "middlename"}, "last": {"lastname", "legallastname"}, "preferred": {"preferredfirstname", "preferredname"},
	"workMail": {"workemail"}, "homeMail": {"personalemail"}, "phone": {"personalphone", "mobilephone", "phonenumber", "phone"},
	"address": {"homeaddress"}, "street": {"homestreet1", "homeaddressstreet1", "homeaddressline1"}, "street2": {"homestreet2", "homeaddressstreet2", "homeaddressline2"},
	"city": {"homecity", "homeaddresscity"}, "state": {"homestate", "homeaddressstate"}, "zip": {"homezip", "homezipcode", "homeaddresszip"},
	"hired": {"startdate", "hiredate"}, "left": {"terminationdate", "lastdayofwork", "enddate"}, "status": {"employmentstatus", "employeestatus", "status"}, "title": {"title", "jobtitle"},
}

func isReport(h source.Head) bool {
	named := h.HasColumns("First name", "Last name") || h.HasColumns("Legal first name", "Legal last name")
	return named && slices.ContainsFunc(h.Columns, func(c string) bool { return source.ColumnKey(c) == codeColumn })
}

// mapRow maps one employee of a downloaded report.
func mapRow(it source.Item, out *source.Out) error {
	cells := map[string]string{}
	code := ""
	for i, heading := range it.Columns {
		if i >= len(it.Cells) || strings.TrimSpace(it.Cells[i]) == "" {
			continue
		}
		key, value := source.ColumnKey(heading), strings.TrimSpace(it.Cells[i])
		if key == codeColumn {
			code = strings.ToUpper(value)
			continue
		}
		what := columnOf(key)
		if what == "" {
			out.Unknown++
		} else if cells[what] == "" {
			cells[what] = value
		}
	}
	if code == "" {
		return errors.New("row has no Gusto employee ID")
	}
	hired, err := when.Named("start date", cells["hired"])
	if err != nil {
		return fmt.Errorf("read row: %w", err)
	}
	left, err := when.Named("end date", cells["left"])
	if err != nil {
		return fmt.Errorf("read row: %w", err)
	}
	if left.Before(hired) {
		left = time.Time{} // hired again since
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: "code/" + code}, it, hired)
	source.AddRef(r, domain.RefEmployee, code)
	source.AddRef(r, domain.RefWorkMail, strings.ToLower(cells["workMail"]))
	addCells(r, cells)
	source.AddTime(r, domain.FieldHiredAt, hired)
	source.AddTime(r, domain.FieldLeftAt, left)
	return nil
}

func columnOf(key string) string {
	for what, names := range reportColumns {
		if slices.Contains(names, key) {
			return what
		}
	}
	return ""
}

func addCells(r *domain.Record, cells map[string]string) {
	full := spaced(cells["first"], cells["middle"], cells["last"])
	source.AddText(r, domain.FieldName, full, "", domain.Recorded)
	if p := cells["preferred"]; p != "" && p != cells["first"] {
		source.AddText(r, domain.FieldName, spaced(p, cells["last"]), "", domain.Recorded)
	}
	source.AddText(r, domain.FieldEmail, cells["homeMail"], domain.RoleHome, domain.Declared)
	source.AddText(r, domain.FieldPhone, cells["phone"], domain.RoleHome, domain.Declared)
	if cells["street"] == "" && cells["address"] != "" {
		source.AddWrittenHome(r, cells["address"])
	} else {
		source.AddHome(r, domain.Address{Lines: []string{cells["street"], cells["street2"]}, City: cells["city"], Region: cells["state"], PostalCode: cells["zip"]})
	}
	source.AddText(r, domain.FieldStatus, strings.ToLower(cells["status"]), "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, cells["title"], "", domain.Recorded)
}
