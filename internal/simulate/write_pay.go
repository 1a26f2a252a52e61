package simulate

import "strings"

// payEvents writes where each worker's pay goes, one event notification a
// line: the account given at the start and every change. The realistic profile
// masks numbers the way the vendor does: all of the routing number, all but
// four digits of the account.
func (o *output) payEvents() error {
	r := stream(o.w.p.Seed, "adp pay")
	type change struct {
		w *worker
		e payEvent
	}
	var list []change
	for _, w := range o.w.workers {
		for _, e := range w.pay {
			list = append(list, change{w, e})
		}
	}
	return lines(o, "adp-pay-distributions.ndjson", list, func(t *text, c change) {
		routing, account := o.bank(c.e.account)
		t.lit(`{"events":[{"data":{`)
		eventWorker(t, c.w, `,"payDistribution":{"itemID":"`+c.w.file+`_4"}`)
		t.lit(`,"output":{"payDistribution":{"distributionInstructions":[{"depositAccount":{`)
		t.lit(`"financialParty":{"routingTransitID":{"idValue":"` + routing + `"}},`)
		t.lit(`"financialAccount":{"accountNumber":"` + account + `","typeCode":{"codeValue":"X","shortName":"Checking Account"}}},`)
		t.lit(`"remainingBalanceIndicator":true}]}}}`)
		eventTail(t, r, "worker.pay-distribution.change", "payroll", c.e.at, c.e.at)
		t.lit("}]}")
	})
}

// bank returns the numbers as the profile shows them.
func (o *output) bank(a payAccount) (routing, account string) {
	if o.w.p.full() {
		return a.routing, a.account
	}
	return "XXXXXXXXX", strings.Repeat("X", len(a.account)-4) + a.account[len(a.account)-4:]
}

// payees writes the answer of the bank's name check for the workers that it
// covers: who holds the account, by the bank's own books.
func (o *output) payees() error {
	var rows [][]string
	for _, w := range o.w.workers {
		if !w.checked && !o.w.p.full() {
			continue
		}
		e := w.pay[len(w.pay)-1]
		routing, account := o.bank(e.account)
		rows = append(rows, []string{w.number, w.given + " " + w.family, e.account.payee, routing, account, e.at.UTC().Format("2006-01-02"), "Direct deposit"})
	}
	return o.table("payroll-payees.csv",
		[]string{"Employee ID", "Employee Name", "Account Holder Name", "Routing Number", "Account Number", "Effective Date", "Method"}, rows)
}
