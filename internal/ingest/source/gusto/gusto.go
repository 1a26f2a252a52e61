// Package gusto maps what Gusto's API exports: employees, contractors, their
// homes, the accounts and amounts they are paid, and terminations.
package gusto

import (
	"bytes"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "gusto"

// Shapes of this source.
const (
	shapeEmployees    = "employees"
	shapeContractors  = "contractors"
	shapeAddresses    = "home-addresses"
	shapeAccounts     = "bank-accounts"
	shapePayments     = "contractor-payments"
	shapePayroll      = "payroll"
	shapeTerminations = "terminations"
	shapeReport       = "employee-report"
	shapeOther        = "other"
)

// Source returns the mapping of Gusto's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Gusto", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeEmployees:
		return mapEmployee(it, out)
	case shapeContractors:
		return mapContractor(it, out)
	case shapeAddresses:
		return mapAddress(it, out)
	case shapeAccounts:
		return mapAccount(it, out)
	case shapePayments:
		return mapPayments(it, out)
	case shapePayroll:
		return mapPayroll(it, out)
	case shapeTerminations:
		return mapTermination(it, out)
	case shapeReport:
		return mapRow(it, out)
	case shapeOther:
		return domain.ErrUnused
	}
	return fmt.Errorf("gusto has no shape %q", it.Shape)
}

// lists are the members under which Gusto and exporters put a list that the
// API mostly gives bare.
var lists = []string{"employees", "contractors", "home_addresses", "bank_accounts", "contractor_payments", "payrolls", "terminations", "data", "results"}

func recognise(h source.Head) source.Match {
	if (h.Format == source.CSV || h.Format == source.XLSX) && isReport(h) {
		return source.Match{Shape: shapeReport, Confidence: 92}
	}
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	if h.HasTop("contractor_payments", "total") && bytes.Contains(h.Sample, []byte(`"contractor_uuid"`)) {
		return source.Match{Shape: shapePayments, Confidence: 95, Items: "contractor_payments"}
	}
	if shape := shapeOf(h.HasTop); shape != "" {
		return source.Match{Shape: shape, Confidence: 95}
	}
	shape := shapeOf(h.HasFirst)
	switch {
	case shape == "":
		return source.Match{}
	case len(h.Top) == 0:
		return source.Match{Shape: shape, Confidence: 95}
	}
	for _, list := range lists {
		if h.HasTop(list) {
			return source.Match{Shape: shape, Confidence: 93, Items: list}
		}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(has func(...string) bool) string {
	switch {
	case has("company_uuid", "first_name", "jobs", "last_name", "terminations", "uuid"),
		has("company_uuid", "first_name", "last_name", "onboarding_status", "payment_method", "uuid") && !has("wage_type"):
		return shapeEmployees
	case has("company_uuid", "is_active", "type", "uuid", "wage_type"):
		return shapeContractors
	case has("active", "employee_uuid", "street_1", "uuid", "zip"), has("active", "effective_date", "street_1", "uuid", "zip", "courtesy_withholding"):
		return shapeAddresses
	case has("hidden_account_number", "routing_number", "uuid"):
		return shapeAccounts
	case has("contractor_uuid", "date", "uuid", "wage_total"), has("contractor_uuid", "payments", "wage_total"):
		return shapePayments
	case has("check_date", "employee_compensations", "pay_period"):
		return shapePayroll
	case has("active", "effective_date", "employee_uuid", "run_termination_payroll"):
		return shapeTerminations
	case has("entity_uuid", "event_type", "resource_uuid", "uuid"), has("split_by", "splits", "version"), has("check_date", "pay_period", "payroll_uuid"):
		return shapeOther
	}
	return ""
}
