// Package deel maps what Deel's API and webhooks export: people, users of its
// SCIM interface, contracts, payments, invoices and results of checks.
package deel

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "deel"

// Shapes of this source.
const (
	shapePeople    = "people"
	shapeSCIM      = "scim-users"
	shapeContracts = "contracts"
	shapePayments  = "payments"
	shapeInvoices  = "invoices"
	shapeWebhook   = "webhook"
	shapeOther     = "other"
)

// Source returns the mapping of Deel's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Deel", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapePeople:
		return mapPerson(it, out)
	case shapeSCIM:
		return mapUser(it, out)
	case shapeContracts:
		return mapContract(it, out)
	case shapePayments:
		return mapPayment(it, out)
	case shapeInvoices:
		return mapInvoice(it, out)
	case shapeWebhook:
		return mapWebhook(it, out)
	case shapeOther:
		return domain.ErrUnused
	}
	return fmt.Errorf("deel has no shape %q", it.Shape)
}

// scimMark is the schema that Deel's SCIM users name; no other vendor's do.
const scimMark = `"urn:ietf:params:scim:schemas:extension:2.0:User"`

// recognise tells Deel's answers, {"data":…} with a list or one object, and
// lists or lines that an exporter took out of them.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	scim := bytes.Contains(h.Sample, []byte(scimMark))
	switch {
	case scim && h.HasTop("Resources"):
		return source.Match{Shape: shapeSCIM, Confidence: 95, Items: "Resources"}
	case scim && (h.HasTop("schemas", "userName") || h.HasFirst("schemas", "userName")):
		return source.Match{Shape: shapeSCIM, Confidence: 95}
	case h.HasTop("data", "timestamp") && contains(tree.MembersOf(h.Sample, "data"), "meta", "resource") && bytes.Contains(h.Sample, []byte(`"event_type"`)):
		return source.Match{Shape: shapeWebhook, Confidence: 95}
	case h.HasTop("timeOffs"):
		return source.Match{Shape: shapeOther, Confidence: 60}
	}
	if shape := shapeOf(h.Top); shape != "" {
		return source.Match{Shape: shape, Confidence: 93}
	}
	if h.HasTop("data") {
		if shape := shapeOf(tree.MembersOf(h.Sample, "data")); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: "data"}
		}
	}
	shape := shapeOf(h.First)
	switch {
	case shape == "" || len(h.Top) > 0 && !h.HasTop("data"):
		return source.Match{}
	case len(h.Top) > 0:
		return source.Match{Shape: shape, Confidence: 95, Items: "data"}
	}
	return source.Match{Shape: shape, Confidence: 93}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(members []string) string {
	has := func(names ...string) bool { return contains(members, names...) }
	switch {
	case has("emails", "employments", "hiring_status", "id"), has("employments", "hiring_type", "id", "new_hiring_status"):
		return shapePeople
	case has("client", "created_at", "id", "invitations", "signatures", "status", "type"), has("client", "compensation_details", "employee", "employment", "id", "status", "type"),
		has("client", "id", "is_archived", "status", "type", "worker"):
		return shapeContracts
	case has("contractor_email", "contractor_unique_identifier", "payment_date", "total"):
		return shapePayments
	case has("contract_id", "due_date", "id", "issued_at", "label", "total"):
		return shapeInvoices
	case has("date_of_work", "external_id"), has("recipient_profile", "requester_profile"), has("is_complete", "third_party_name"),
		has("annual_salary", "platform_fee_total"), has("legal_name", "payment_cycle_due_date"), has("payslip_id", "status"):
		return shapeOther
	}
	return ""
}

func contains(have []string, want ...string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(have, w) })
}
