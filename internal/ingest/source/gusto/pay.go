package gusto

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapAccount maps one account that an employee or contractor is paid into.
// Gusto masks its number and names no holder: "name" is what the person calls
// the account. A company's own account is not read.
func mapAccount(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "bank account")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id, who := n.Text("uuid"), n.First("employee_uuid", "contractor_uuid")
	if n.Has("company_uuid") && who == "" {
		return domain.ErrUnused
	}
	if id == "" || who == "" {
		return errors.New("bank account has no uuid or names nobody")
	}
	var account domain.Record
	source.AddBank(&account, domain.BankAccount{Routing: n.Text("routing_number"), Account: n.First("account_number", "hidden_account_number"), Country: "US"})
	if len(account.Values) == 0 {
		return domain.ErrUnused
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPayAccount, ID: id}, it, time.Time{})
	source.AddRef(r, domain.RefWorker, worker(it, who))
	r.Values = append(r.Values, account.Values...)
	return nil
}

// mapPayments maps what one contractor was paid: one payment, or all of a
// period in a list. Gusto pays in US dollars.
func mapPayments(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "contractor payment")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	who, paid := n.Text("contractor_uuid"), 0
	payments := []*tree.Node{n}
	if n.Has("payments") {
		payments = n.List("payments")
	}
	for i, p := range payments {
		to := who
		if to == "" {
			to = p.Text("contractor_uuid")
		}
		id := p.Text("uuid")
		if id == "" || to == "" {
			return fmt.Errorf("payment %d has no uuid or names no contractor", i+1)
		}
		at, err := when.Named("date of payment", p.Text("date"))
		if err != nil {
			return err
		}
		sum := p.Number("wage_total") + p.Number("reimbursement")
		if s := strings.ToLower(p.Text("status")); at.IsZero() || sum == 0 || s == "canceled" || s == "cancelled" {
			continue
		}
		addPay(it, out, id, to, at, sum)
		paid++
	}
	if paid == 0 {
		return domain.ErrUnused
	}
	return nil
}

func addPay(it source.Item, out *source.Out, id, who string, at time.Time, sum float64) {
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPay, ID: id}, it, at)
	source.AddRef(r, domain.RefWorker, worker(it, who))
	source.AddAmount(r, sum, "USD")
}

// mapPayroll maps a payroll that has been processed: what each employee got.
func mapPayroll(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "payroll")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	id := n.First("payroll_uuid", "uuid")
	if id == "" {
		return errors.New("payroll has no uuid")
	}
	at, err := when.Named("check_date", n.Text("check_date"))
	if err != nil {
		return err
	}
	if n.Has("processed") && !n.True("processed") || at.IsZero() {
		return domain.ErrUnused
	}
	paid := 0
	for _, c := range n.List("employee_compensations") {
		who, sum := c.Text("employee_uuid"), c.Number("net_pay")
		if who == "" || sum == 0 || c.True("excluded") {
			continue
		}
		addPay(it, out, id+"/"+who, who, at, sum)
		paid++
	}
	if paid == 0 {
		return domain.ErrUnused
	}
	return nil
}
