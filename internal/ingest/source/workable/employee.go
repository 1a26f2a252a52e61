package workable

import (
	"errors"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapEmployee maps one employee, from the list or from the details, which
// carry a home address. Birth date, marital status, citizenship, passports,
// visas, social numbers, languages, pay and photos are not read.
func mapEmployee(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("id")
	if id == "" {
		return errors.New("employee has no id")
	}
	started, err := when.Named("start_date", n.Text("start_date"))
	if err != nil {
		return err
	}
	hired, err := when.Named("hire_date", n.Text("hire_date"))
	if err != nil {
		return err
	}
	if started.IsZero() {
		started = hired
	}
	left, err := when.Named("termination_date", n.First("termination_date", "last_working_date"))
	if err != nil {
		return err
	}
	key := id
	switch { // the list and a delivery tell less and do not take the place of the details
	case it.Shape == shapeWebhook:
		key = "event/" + id
	case slices.Contains(n.Names(), "status_semantic_type"):
		key = "listed/" + id
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: key}, it, started)
	source.AddRef(r, domain.RefWorker, qualified(it, id))
	source.AddRef(r, domain.RefEmployee, n.Text("employee_number"))
	source.AddRef(r, domain.RefCandidate, qualified(it, n.Text("candidate_id")))
	source.AddRef(r, domain.RefWorkMail, strings.ToLower(n.Text("work_email")))
	addEmployee(r, n)
	source.AddText(r, domain.FieldStatus, employment(n), "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, n.Text("job_title"), "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, started)
	if !left.Before(started) {
		source.AddTime(r, domain.FieldLeftAt, left)
	}
	return nil
}

func addEmployee(r *domain.Record, n *tree.Node) {
	last := n.Text("lastname")
	source.AddText(r, domain.FieldName, spaced(n.Text("firstname"), last), "", domain.Recorded)
	if p := n.Text("preferred_name"); p != "" {
		source.AddText(r, domain.FieldName, spaced(p, last), "", domain.Recorded)
	}
	mails, phones := []string{n.Text("email")}, []string{n.Text("phone")}
	for _, m := range n.List("personal_email") {
		mails = append(mails, m.Text("value"))
	}
	for _, p := range n.List("phone_group") {
		if p.Text("value", "phone_type") != "phone_type_work" {
			phones = append(phones, p.Text("value", "phone"))
		}
	}
	work := n.Text("work_email")
	for i, m := range mails {
		if !slices.Contains(mails[:i], m) && !strings.EqualFold(m, work) {
			source.AddText(r, domain.FieldEmail, m, domain.RoleHome, domain.Declared)
		}
	}
	for i, p := range phones {
		if !slices.Contains(phones[:i], p) {
			source.AddText(r, domain.FieldPhone, p, domain.RoleHome, domain.Declared)
		}
	}
	a := n.At("address")
	if street := a.Text("street_name"); street != "" {
		source.AddHome(r, domain.Address{Lines: []string{spaced(a.Text("street_number"), street)}, City: a.Text("city"),
			Region: a.First("state_code", "subregion"), PostalCode: a.Text("zip_code"), Country: a.First("country_code", "country")})
	} else if a.Has("city") {
		source.AddPlace(r, domain.RoleHome, domain.Place{City: a.Text("city"), Region: a.First("state_code", "subregion"), Country: a.First("country_code", "country")})
	}
}

// employment gives the word behind "status_" or, without one, how far the
// profile is.
func employment(n *tree.Node) string {
	switch s, state := strings.TrimPrefix(n.Text("status_semantic_type"), "status_"), n.Text("state"); s {
	case "inactive", "terminated":
		return "terminated"
	case "":
		return strings.ToLower(state)
	default:
		return strings.ToLower(s)
	}
}
