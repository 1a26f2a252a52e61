package deel

import (
	"errors"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

func qualified(it source.Item, id string) string {
	if id == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, id)
}

// contractKey is the key by which what names only a contract joins its worker.
// It stands where an employee number would, with Deel's name before it, so
// that it meets no other system's number.
func contractKey(it source.Item, id string) string {
	if id == "" {
		return ""
	}
	return qualified(it, "contract/"+id)
}

// mapPerson maps one person of GET /people. The worker id is not read: Deel
// counts it up by itself, and another system's employee number may be the same.
// Birth date, nationality, gender, pronouns and pay have no place here.
func mapPerson(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "person")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id := n.Text("id")
	if id == "" {
		return errors.New("person has no id")
	}
	state, last := status(n.Text("hiring_status")), n.Text("termination_last_day")
	if completed := n.Text("completion_date"); last == "" && state == "terminated" {
		last = completed // of whoever still works it is only planned
	}
	started, left, err := span(n.Text("start_date"), last)
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: id}, it, later(started, left))
	source.AddRef(r, domain.RefWorker, qualified(it, id))
	source.AddRef(r, domain.RefEmployee, n.Text("external_id"))
	mails := readMails(n)
	source.AddRef(r, domain.RefWorkMail, strings.ToLower(mails.work))
	full := spaced(n.Text("first_name"), n.Text("last_name"))
	if full == "" {
		full = n.Text("full_name")
	}
	addNames(r, full, n.Text("preferred_first_name"), n.Text("last_name"))
	mails.add(r)
	for _, a := range n.List("addresses") {
		source.AddHome(r, scimAddress(a))
	}
	source.AddText(r, domain.FieldStatus, state, "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, n.Text("job_title"), "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, started)
	source.AddTime(r, domain.FieldLeftAt, left)
	for _, e := range n.List("employments") {
		addEmployment(it, out, id, e.First("id", "contract_id"), full)
	}
	return nil
}

// addEmployment gives the worker once more under a contract's key: payments,
// invoices and contracts name it. The name goes with it, so that a key used
// again joins no two people.
func addEmployment(it source.Item, out *source.Out, worker, contract, full string) {
	if contract == "" {
		return
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: worker + "/contract/" + contract}, it, time.Time{})
	source.AddRef(r, domain.RefWorker, qualified(it, worker))
	source.AddRef(r, domain.RefEmployee, contractKey(it, contract))
	source.AddText(r, domain.FieldName, full, "", domain.Recorded)
}

// mapUser maps one user of the SCIM interface, which has the same id as in
// GET /people, and an address.
func mapUser(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "user")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id := n.Text("id")
	if id == "" {
		return errors.New("user has no id")
	}
	x := n.At("urn:ietf:params:scim:schemas:extension:2.0:User")
	end := x.Text("endDate")
	if n.True("active") {
		end = "" // an end that is planned, or of an earlier contract
	}
	started, left, err := span(x.Text("startDate"), end)
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: "scim/" + id}, it, later(started, left))
	source.AddRef(r, domain.RefWorker, qualified(it, id))
	mails := readMails(n)
	source.AddRef(r, domain.RefWorkMail, strings.ToLower(mails.work))
	family := n.Text("name", "familyName")
	full := spaced(n.Text("name", "givenName"), family)
	addNames(r, full, x.Text("preferredFirstName"), family)
	mails.add(r)
	for _, a := range n.List("addresses") {
		source.AddHome(r, scimAddress(a))
	}
	state := status(x.Text("hiringStatus"))
	if state == "" && n.Has("active") && !n.True("active") {
		state = "inactive"
	}
	source.AddText(r, domain.FieldStatus, state, "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, n.Text("title"), "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, started)
	source.AddTime(r, domain.FieldLeftAt, left)
	for _, e := range x.List("employments") {
		addEmployment(it, out, id, e.Text("contractId"), full)
	}
	return nil
}

func scimAddress(a *tree.Node) domain.Address {
	return domain.Address{Lines: []string{a.First("streetAddress", "street")}, City: a.First("locality", "city"), Region: a.First("region", "state"),
		PostalCode: a.First("postalCode", "zip"), Country: a.Text("country")}
}

// mails are a person's addresses: the employer's one, and those of their own.
type mails struct {
	work string
	own  []string
}

// readMails tells the employer's address from the others by its type. Where the
// same address is given as both, it is the person's own.
func readMails(n *tree.Node) (m mails) {
	for _, e := range n.List("emails") {
		value := e.Text("value")
		switch kind := strings.ToLower(e.Text("type")); {
		case value == "":
		case kind == "work":
			m.work = value
		case !containsFold(m.own, value):
			m.own = append(m.own, value)
		}
	}
	if containsFold(m.own, m.work) {
		m.work = ""
	}
	return m
}

func (m mails) add(r *domain.Record) {
	for _, own := range m.own {
		source.AddText(r, domain.FieldEmail, own, domain.RoleHome, domain.Declared)
	}
}

func containsFold(list []string, s string) bool {
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return true
		}
	}
	return false
}

func addNames(r *domain.Record, full, preferred, family string) {
	source.AddText(r, domain.FieldName, full, "", domain.Recorded)
	if also := spaced(preferred, family); preferred != "" && family != "" && !strings.EqualFold(also, full) {
		source.AddText(r, domain.FieldName, also, "", domain.Recorded)
	}
}

// span reads the first and the last day; an end before the start belongs to
// an earlier contract.
func span(from, to string) (started, ended time.Time, err error) {
	if started, err = when.Named("start date", from); err != nil {
		return started, ended, err
	}
	if ended, err = when.Named("end date", to); err != nil {
		return started, ended, err
	}
	if ended.Before(started) {
		ended = time.Time{}
	}
	return started, ended, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// status gives Deel's word in lower case. Whoever is "inactive" has left.
func status(word string) string {
	if word = strings.ToLower(word); word == "inactive" {
		return "terminated"
	}
	return word
}

func spaced(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
