package greenhouse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// reportColumns are the columns that are read of the report, by what they say:
// the report's author chooses among them.
var reportColumns = map[string][]string{
	"candidate":   {"Candidate ID"},
	"application": {"Application ID"},
	"name":        {"Candidate Name", "Name", "Full Name"},
	"first":       {"First Name", "Candidate First Name"},
	"last":        {"Last Name", "Candidate Last Name"},
	"email":       {"Email", "Candidate Email", "Email Address", "Personal Email Address", "Emails"},
	"phone":       {"Phone", "Candidate Phone", "Phone Number", "Phone Numbers"},
	"job":         {"Job", "Job Name", "Jobs"},
	"applied":     {"Applied On", "Application Date", "Date Applied", "Applied At", "Applied Date"},
	"status":      {"Status", "Application Status"},
	"hired":       {"Hired On", "Hire Date", "Hired Date", "Hired At", "Start Date"},
	"address":     {"Address", "Candidate Address"},
	"place":       {"Candidate Location", "Application Location"},
	"profile":     {"LinkedIn Profile", "LinkedIn", "LinkedIn URL", "Website", "GitHub"},
	"employee":    {"Employee ID", "Employee Number"},
}

func isReport(h source.Head) bool {
	any := func(what string) bool {
		return slices.ContainsFunc(reportColumns[what], func(c string) bool { return h.HasColumns(c) })
	}
	named := any("name") || any("first") && any("last")
	return any("candidate") && named && any("applied") && (any("application") || any("job"))
}

// mapRow maps one row of a downloaded candidate report.
func mapRow(it source.Item, out *source.Out) error {
	read := 0
	cell := func(what string) string {
		for _, c := range reportColumns[what] {
			if s := it.Cell(c); s != "" {
				read++
				return s
			}
		}
		return ""
	}
	c := candidate{id: cell("candidate"), first: cell("first"), last: cell("last")}
	if c.id == "" {
		return errors.New("row has no candidate id")
	}
	if full := cell("name"); full != "" {
		c.first, c.last = full, ""
	}
	c.mails, c.phones, c.sites = list(cell("email")), list(cell("phone")), list(cell("profile"))
	if a := cell("address"); a != "" {
		c.addresses = []contact{{value: a}}
	}
	if n := cell("employee"); n != "" {
		c.employee = []string{n}
	}
	a := application{
		id: cell("application"), candidateID: c.id, appliedAt: cell("applied"),
		status: strings.ToLower(cell("status")), place: cell("place"),
	}
	job := cell("job")
	if job != "" {
		a.jobs = []string{job}
	}
	if a.status == "hired" {
		a.hiredAt = cell("hired")
	}
	if a.id == "" {
		a.rowID = rowID(&a, job)
	}
	if a.id != "" || a.rowID != "" {
		c.applications = []application{a}
	}
	filled := 0
	for _, s := range it.Cells {
		if strings.TrimSpace(s) != "" {
			filled++
		}
	}
	out.Unknown += max(filled-read, 0)
	if err := c.add(it, out); err != nil {
		return fmt.Errorf("read row: %w", err)
	}
	return nil
}

// rowID names an application by whose it is, when and for which job, where the
// report leaves its id out; "" where the row tells of none.
func rowID(a *application, job string) string {
	if a.appliedAt == "" {
		return ""
	}
	day := a.appliedAt
	if at, err := optionalTime(day); err == nil {
		day = at.Format(time.DateOnly) // however this export writes it
	}
	return a.candidateID + "/" + day + "/" + job
}

// list splits a cell that holds several values.
func list(cell string) (values []contact) {
	for v := range strings.FieldsFuncSeq(cell, func(c rune) bool { return c == ',' || c == ';' || c == '\n' || c == '|' }) {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, contact{value: v})
		}
	}
	return values
}
