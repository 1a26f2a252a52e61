package payroll

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// row is one line of a list, by column.
type row struct {
	at    positions
	cells []string
}

// cell returns what a column says; a dash and the like say nothing.
func (r row) cell(c column) string {
	i, ok := r.at[c]
	if !ok || i >= len(r.cells) {
		return ""
	}
	s := strings.TrimSpace(r.cells[i])
	switch strings.ToLower(s) {
	case "-", "--", "n/a", "na", "none", "null":
		return ""
	}
	return s
}

func mapRow(it source.Item, out *source.Out) error {
	r := row{at: index(it.Columns), cells: it.Cells}
	effectiveAt, err := r.date(effective)
	if err != nil {
		return fmt.Errorf("read effective date: %w", err)
	}
	paidAt, err := r.date(paid)
	if err != nil {
		return fmt.Errorf("read pay date: %w", err)
	}
	sum, err := r.amount()
	if err != nil {
		return fmt.Errorf("read amount: %w", err)
	}
	var base domain.Record
	r.addRefs(&base)
	who := r.who()
	values := r.account()
	if len(values) == 0 && (sum == 0 || who == "") {
		return domain.ErrUnused // a total, a heading, or one paid by cheque
	}
	if who == "" {
		return errors.New("row names no employee")
	}
	out.Unknown += len(it.Columns) - len(r.at)
	if len(values) > 0 {
		at := effectiveAt
		if at.IsZero() {
			at = paidAt
		}
		rec := r.record(it, domain.KindPayAccount, joined(who, day(effectiveAt), r.lastFour()), at, base)
		rec.Values = append(rec.Values, r.names()...)
		rec.Values = append(rec.Values, values...)
		source.AddTime(&rec, domain.FieldEffectiveAt, effectiveAt)
		out.Records = append(out.Records, rec)
	}
	if sum != 0 && !paidAt.IsZero() {
		rec := r.record(it, domain.KindPay, joined(who, day(paidAt), r.lastFour(), strconv.FormatFloat(sum, 'f', 2, 64)), paidAt, base)
		rec.Values = append(rec.Values, domain.Value{Field: domain.FieldAmount, Number: sum, Text: strings.ToUpper(r.cell(currency)), Assurance: domain.Recorded})
		out.Records = append(out.Records, rec)
	}
	return nil
}

func (r row) record(it source.Item, kind domain.Kind, id string, at time.Time, base domain.Record) domain.Record {
	return domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: kind, ID: id},
		OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin, Refs: append([]domain.Ref(nil), base.Refs...)}
}

// joined builds an id from its parts; a slash within a part is escaped, so
// that no two lists of parts give one id.
func joined(parts ...string) string {
	escape := strings.NewReplacer("%", "%25", "/", "%2F")
	for i, p := range parts {
		parts[i] = escape.Replace(p)
	}
	return strings.Join(parts, "/")
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (r row) date(c column) (time.Time, error) {
	s := r.cell(c)
	if s == "" {
		return time.Time{}, nil
	}
	return when.Parse(s)
}

// amount reads a sum as American and British payrolls write it.
func (r row) amount() (float64, error) {
	s := strings.NewReplacer("$", "", "£", "", "€", "", ",", "", " ", "").Replace(r.cell(amount))
	if s == "" {
		return 0, nil
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = "-" + s[1:len(s)-1]
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, errors.New("it is no number")
	}
	return n, nil
}

// employeeID is the employer's number of the person. Where the list has ADP's
// company code, its file number alone would name one person in each company: the two make up the
// position id.
func (r row) employeeID() string {
	if p := r.cell(position); p != "" {
		return p
	}
	if id := r.cell(employee); id != "" {
		return id
	}
	id := r.cell(file)
	if code := r.cell(company); code != "" && id != "" {
		return code + strings.Repeat("0", max(6-len(id), 0)) + id
	}
	return id
}

// who names the person within this list.
func (r row) who() string {
	if id := r.employeeID(); id != "" {
		return id
	}
	return r.workMail()
}

func (r row) workMail() string {
	if m := strings.ToLower(r.cell(workMail)); strings.Contains(m, "@") {
		return m
	}
	return ""
}

func (r row) addRefs(rec *domain.Record) {
	source.AddRef(rec, domain.RefEmployee, r.employeeID())
	source.AddRef(rec, domain.RefWorkMail, r.workMail())
}

// names gives the employee's name and address as payroll has them.
func (r row) names() []domain.Value {
	var rec domain.Record
	who := r.cell(fullName)
	if who == "" {
		who = strings.TrimSpace(r.cell(firstName) + " " + r.cell(lastName))
	}
	source.AddText(&rec, domain.FieldName, who, "", domain.Recorded)
	if m := r.cell(mail); strings.Contains(m, "@") {
		source.AddText(&rec, domain.FieldEmail, m, "", domain.Recorded)
	}
	return rec.Values
}

// account gives where the pay goes and in whose name. A name that the bank
// returned is verified; a name that payroll typed is, once the bank agreed.
func (r row) account() []domain.Value {
	var rec domain.Record
	b := domain.BankAccount{IBAN: r.cell(iban), Routing: r.cell(routing), Account: r.cell(account), Country: r.cell(country)}
	if i, t := r.cell(institution), r.cell(transit); b.Routing == "" && t != "" {
		b.Routing = i + t // Canada: institution and transit; elsewhere the transit number is the whole
		if i != "" && b.Country == "" {
			b.Country = "CA"
		}
	}
	if b.IBAN != "" || b.Account != "" {
		rec.Values = append(rec.Values, domain.Value{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &b})
	}
	source.AddText(&rec, domain.FieldWallet, r.cell(wallet), domain.RolePayee, domain.Recorded)
	outcome := checked(r.cell(check))
	source.AddText(&rec, domain.FieldPayeeName, r.cell(verified), domain.RolePayee, domain.Verified)
	if s := r.cell(payee); !strings.EqualFold(s, r.cell(verified)) {
		assurance := domain.Recorded
		if outcome == "success" {
			assurance = domain.Verified
		}
		source.AddText(&rec, domain.FieldPayeeName, s, domain.RolePayee, assurance)
	}
	if len(rec.Values) > 0 {
		source.AddText(&rec, domain.FieldOutcome, outcome, domain.RolePayee, domain.Verified)
		source.AddText(&rec, domain.FieldStatus, strings.ToLower(r.cell(status)), "", domain.Recorded)
	}
	return rec.Values
}

// checked folds the answer of a bank's name check; a close match is none.
func checked(s string) string {
	switch key := source.ColumnKey(s); key {
	case "":
		return ""
	case "match", "matched", "fullmatch", "exactmatch", "yes", "y", "true", "pass", "passed", "verified", "mtch":
		return "success"
	case "nomatch", "notmatched", "notamatch", "mismatch", "no", "n", "false", "fail", "failed", "nmtc":
		return "failure"
	}
	return "other"
}

// lastFour tells a person's accounts apart by no more than a payslip prints.
func (r row) lastFour() string {
	for _, c := range []column{iban, account, wallet} {
		if s := []rune(r.cell(c)); len(s) > 0 {
			return string(s[max(len(s)-4, len(s)/2):])
		}
	}
	return ""
}
