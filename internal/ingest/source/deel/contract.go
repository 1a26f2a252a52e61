package deel

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapContract maps one contract of a contractor, an employee of record or an
// employee of global payroll. Its end is not read: who has another contract, or
// whose end is only planned, has not left, and GET /people tells who has.
func mapContract(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "contract")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return addContract(it, out, n, "contract/")
}

func addContract(it source.Item, out *source.Out, n *tree.Node, prefix string) error {
	id := n.Text("id")
	if id == "" {
		return errors.New("contract has no id")
	}
	who, employment := n.At("worker"), n.At("employment")
	if n.Has("employee") {
		who = n.At("employee")
	}
	full := spaced(who.Text("first_name"), who.Text("last_name"))
	if full == "" {
		full = who.First("full_name", "legal_name")
	}
	email := who.First("email", "expected_email")
	if full == "" && email == "" {
		return domain.ErrUnused // nobody was invited yet
	}
	started, err := when.Named("start date", first(n.Text("start_date"), employment.Text("start_date")))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: prefix + id}, it, started)
	source.AddRef(r, domain.RefWorker, qualified(it, who.Text("id")))
	source.AddRef(r, domain.RefEmployee, contractKey(it, id))
	source.AddText(r, domain.FieldName, full, "", domain.Recorded)
	source.AddText(r, domain.FieldEmail, email, domain.RoleHome, domain.Declared)
	source.AddText(r, domain.FieldPhone, who.Text("phone"), domain.RoleHome, domain.Declared)
	source.AddText(r, domain.FieldJobTitle, first(n.Text("job_title"), n.Text("title")), "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, started)
	return nil
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// mapWebhook maps one delivery: what it says of a contract, or the result of a
// check. It tells of one moment and has a key of its own.
func mapWebhook(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "webhook")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	sent, err := when.Named("timestamp of webhook", n.Text("timestamp"))
	if err != nil {
		return err
	}
	if !sent.IsZero() && (it.ObservedAt.IsZero() || sent.Before(it.ObservedAt)) {
		it.ObservedAt = sent // it was seen when it was sent: the last one stands
	}
	event, resource := n.Text("data", "meta", "event_type"), n.At("data", "resource")
	switch {
	case n.True("data", "meta", "is_simulation"):
		return domain.ErrUnused
	case event == "bgcheck.result.available":
		return addCheck(it, out, resource)
	case strings.HasPrefix(event, "contract.") && resource.Has("worker"):
		return addContract(it, out, resource, "event/"+event+"/contract/")
	}
	return domain.ErrUnused
}

// checks names what Daylight knows of the checks that Deel sells, by a word in
// their names. Criminal and credit records are no matter of who somebody is and
// are not read.
var checks = []struct{ word, check string }{
	{"education", "education"}, {"employment", "employment"}, {"identity", "identity"}, {"right to work", "work-authorisation"},
}

func addCheck(it source.Item, out *source.Out, n *tree.Node) error {
	id, contract := n.Text("id"), n.Text("contract_id")
	called := strings.ToLower(n.Text("name"))
	what := ""
	for _, c := range checks {
		if strings.Contains(called, c.word) && !strings.Contains(called, "crim") {
			what = c.check
			break
		}
	}
	if what == "" || !n.True("is_complete") {
		return domain.ErrUnused
	}
	if id == "" || contract == "" {
		return errors.New("check has no id or names no contract")
	}
	at, err := when.Named("completed_at of check", strings.ReplaceAll(n.Text("completed_at"), " ", ""))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCheck, ID: id}, it, at)
	source.AddRef(r, domain.RefEmployee, contractKey(it, contract))
	source.AddText(r, domain.FieldCheck, what, domain.RoleCheck, domain.Recorded)
	source.AddText(r, domain.FieldOutcome, outcome(n.Text("result")), "", domain.Recorded)
	return nil
}

// outcome reads the word of a result. What is neither cleared nor failed waits
// for a person to look at it, which is no failure.
func outcome(result string) string {
	switch strings.ToLower(result) {
	case "cleared", "clear", "passed":
		return "success"
	case "failed", "not_cleared":
		return "failure"
	}
	return "other"
}

// mapPayment maps one line of the payment breakdown.
func mapPayment(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "payment")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	who, group := n.Text("contractor_unique_identifier"), n.Text("group_id")
	if who == "" || group == "" {
		return errors.New("payment names no contractor or no group")
	}
	at, err := when.Named("payment_date", n.Text("payment_date"))
	if err != nil {
		return err
	}
	sum := n.Number("total")
	if at.IsZero() || sum == 0 {
		return domain.ErrUnused
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPay, ID: fmt.Sprintf("%s/%s@%s", group, who, at.Format("2006-01-02"))}, it, at)
	source.AddRef(r, domain.RefWorker, qualified(it, who))
	source.AddText(r, domain.FieldName, n.Text("contractor_employee_name"), "", domain.Recorded)
	source.AddText(r, domain.FieldEmail, n.Text("contractor_email"), domain.RoleHome, domain.Declared)
	source.AddAmount(r, sum, n.Text("currency"))
	return nil
}

// mapInvoice maps one invoice of a contractor. Invoices between the employer
// and Deel name no contract and are not read.
func mapInvoice(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "invoice")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id, contract := n.Text("id"), n.Text("contract_id")
	if contract == "" {
		return domain.ErrUnused
	}
	if id == "" {
		return errors.New("invoice has no id")
	}
	at, err := when.Named("date of invoice", first(n.Text("issued_at"), n.Text("created_at")))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindInvoice, ID: id}, it, at)
	source.AddRef(r, domain.RefEmployee, contractKey(it, contract))
	source.AddText(r, domain.FieldInvoiceNumber, n.Text("label"), "", domain.Recorded)
	source.AddAmount(r, n.Number("total"), n.Text("currency"))
	source.AddText(r, domain.FieldStatus, strings.ToLower(n.Text("status")), "", domain.Recorded)
	return nil
}
