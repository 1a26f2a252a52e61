package gusto

import (
	"errors"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

func worker(it source.Item, id string) string {
	if id == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, id)
}

// mapEmployee maps one employee. Birth date, social number, wages, garnishments
// and paid time off are not read.
func mapEmployee(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "employee")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id := n.Text("uuid")
	if id == "" {
		return errors.New("employee has no uuid")
	}
	hired, title, err := job(n)
	if err != nil {
		return err
	}
	left, err := leaving(n)
	if err != nil {
		return err
	}
	if left.Before(hired) {
		left = time.Time{} // hired again since
	}
	at := hired
	if left.After(at) {
		at = left
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: id}, it, at)
	source.AddRef(r, domain.RefWorker, worker(it, id))
	source.AddRef(r, domain.RefEmployee, strings.ToUpper(n.Text("employee_code"))) // Gusto reads it in either case
	source.AddRef(r, domain.RefWorkMail, strings.ToLower(n.Text("work_email")))
	addPerson(r, n)
	source.AddHome(r, address(n.At("home_address")))
	status := "active"
	if n.True("terminated") {
		status = "terminated"
	}
	source.AddText(r, domain.FieldStatus, status, "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, title, "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, hired)
	source.AddTime(r, domain.FieldLeftAt, left)
	return nil
}

// addPerson adds names and private contacts. The mail is the one that the
// person signs in to Gusto with: where it is the work address too, it says
// nothing more.
func addPerson(r *domain.Record, n *tree.Node) {
	last := n.Text("last_name")
	source.AddText(r, domain.FieldName, spaced(n.Text("first_name"), n.Text("middle_initial"), last), "", domain.Recorded)
	if p := n.Text("preferred_first_name"); p != "" && !strings.EqualFold(p, n.Text("first_name")) {
		source.AddText(r, domain.FieldName, spaced(p, last), "", domain.Recorded)
	}
	mails := []string{n.Text("email"), n.Text("personal_email")}
	for i, m := range mails {
		if !strings.EqualFold(m, n.Text("work_email")) && (i == 0 || !strings.EqualFold(m, mails[0])) {
			source.AddText(r, domain.FieldEmail, m, domain.RoleHome, domain.Declared)
		}
	}
	source.AddText(r, domain.FieldPhone, n.Text("phone"), domain.RoleHome, domain.Declared)
}

// job gives the hire date and title of the main job, else of the first.
func job(n *tree.Node) (hired time.Time, title string, err error) {
	jobs := n.List("jobs")
	for i, j := range jobs {
		if i > 0 && !j.True("primary") {
			continue
		}
		title = j.Text("title")
		if hired, err = when.Named("hire_date", j.First("hire_date", "original_hire_date")); err != nil {
			return hired, title, err
		}
	}
	return hired, title, nil
}

// leaving gives the latest termination that holds now or takes effect later.
func leaving(n *tree.Node) (left time.Time, err error) {
	for _, t := range n.List("terminations") {
		at, err := when.Named("effective_date of termination", t.Text("effective_date"))
		if err != nil {
			return left, err
		}
		if at.After(left) {
			left = at
		}
	}
	return left, nil
}

func address(n *tree.Node) domain.Address {
	return domain.Address{Lines: []string{n.Text("street_1"), n.Text("street_2")}, City: n.Text("city"), Region: n.Text("state"),
		PostalCode: n.Text("zip"), Country: n.Text("country")}
}

// mapContractor maps one contractor. A business is a payee that is no person.
func mapContractor(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "contractor")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id := n.Text("uuid")
	if id == "" {
		return errors.New("contractor has no uuid")
	}
	started, err := when.Named("start_date", n.Text("start_date"))
	if err != nil {
		return err
	}
	if company := n.Text("business_name"); company != "" && strings.EqualFold(n.Text("type"), "business") {
		p := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPayee, ID: id}, it, started)
		source.AddRef(p, domain.RefWorker, worker(it, id))
		source.AddText(p, domain.FieldCompany, company, domain.RolePayee, domain.Recorded)
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: id}, it, started)
	source.AddRef(r, domain.RefWorker, worker(it, id))
	addPerson(r, n)
	source.AddHome(r, address(n.At("address")))
	status := "active"
	if n.Has("is_active") && !n.True("is_active") {
		status = "inactive"
	}
	source.AddText(r, domain.FieldStatus, status, "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, started)
	return nil
}

// mapAddress maps one home of an employee, past ones too.
func mapAddress(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "home address")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id, who := n.Text("uuid"), n.Text("employee_uuid")
	if id == "" || who == "" {
		return errors.New("home address has no uuid or names no employee")
	}
	since, err := when.Named("effective_date", n.Text("effective_date"))
	if err != nil {
		return err
	}
	var lines domain.Record
	if source.AddAddress(&lines, domain.RoleHome, address(n)); len(lines.Values) == 0 {
		return domain.ErrUnused
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAddressChange, ID: id}, it, since)
	source.AddRef(r, domain.RefWorker, worker(it, who))
	r.Values = append(r.Values, lines.Values...)
	source.AddTime(r, domain.FieldEffectiveAt, since)
	return nil
}

// mapTermination maps one termination, asked for by itself.
func mapTermination(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "termination")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	who := n.Text("employee_uuid")
	if who == "" {
		return errors.New("termination names no employee")
	}
	left, err := when.Named("effective_date of termination", n.Text("effective_date"))
	if err != nil {
		return err
	}
	if left.IsZero() {
		return domain.ErrUnused
	}
	id := "termination/" + who + "@" + left.Format(time.DateOnly)
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: id}, it, left)
	source.AddRef(r, domain.RefWorker, worker(it, who))
	source.AddTime(r, domain.FieldLeftAt, left)
	return nil
}

func spaced(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
