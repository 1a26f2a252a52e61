// Package bamboohr maps what BambooHR exports: employees of its API, its
// reports and its webhooks, and the applications of its applicant tracker.
package bamboohr

import (
	"bytes"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "bamboohr"

// Shapes of this source.
const (
	shapeEmployees    = "employees"
	shapeDirectory    = "directory"
	shapeReport       = "employee-report"
	shapeWebhook      = "webhook"
	shapeApplications = "applications"
	shapeOther        = "other"
)

// Source returns the mapping of BambooHR's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "BambooHR", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeEmployees, shapeDirectory:
		return mapEmployee(it, out)
	case shapeReport:
		return mapRow(it, out)
	case shapeWebhook:
		return mapWebhook(it, out)
	case shapeApplications:
		return mapApplication(it, out)
	case shapeOther:
		return domain.ErrUnused
	}
	return fmt.Errorf("bamboohr has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	switch h.Format {
	case source.CSV, source.XLSX:
		if isReport(h) {
			return source.Match{Shape: shapeReport, Confidence: 85}
		}
		return source.Match{}
	case source.JSON, source.NDJSON:
	default:
		return source.Match{}
	}
	says := func(text string) bool { return bytes.Contains(h.Sample, []byte(text)) }
	switch {
	case h.HasTop("applications", "paginationComplete"):
		return source.Match{Shape: shapeApplications, Confidence: 95, Items: "applications"}
	case h.HasTop("applicant", "appliedDate", "id", "job"), h.HasFirst("applicant", "appliedDate", "id", "job"):
		return source.Match{Shape: shapeApplications, Confidence: 95, Items: listed(h, "applications", "data")}
	case h.HasTop("employees") && h.HasFirst("changedFields", "fields", "id"):
		return source.Match{Shape: shapeWebhook, Confidence: 95, Items: "employees"}
	case h.HasTop("employees", "latest"), h.HasTop("employees", "table"),
		h.HasTop("data", "timestamp", "type") && says(`"employee.`) && says(`"employeeId"`):
		return source.Match{Shape: shapeOther, Confidence: 95}
	case h.HasTop("employees", "fields") && says(`"photoUploaded"`):
		return source.Match{Shape: shapeDirectory, Confidence: 95, Items: "employees"}
	case h.HasTop("employees", "fields") && says(`"firstName"`) && says(`"lastName"`):
		return source.Match{Shape: shapeEmployees, Confidence: 95, Items: "employees"}
	case h.HasTop("data", "links", "meta") && h.HasFirst("fields") && says(`"employeeNumber"`):
		return source.Match{Shape: shapeEmployees, Confidence: 95, Items: "data"}
	case isEmployee(h.HasTop):
		return source.Match{Shape: shapeEmployees, Confidence: 93}
	case isEmployee(h.HasFirst):
		return source.Match{Shape: shapeEmployees, Confidence: 93, Items: listed(h, "employees", "data")}
	case h.HasFirst("fieldId", "alias"), h.HasFirst("changedFields", "employeeId"):
		return source.Match{Shape: shapeOther, Confidence: 60}
	}
	return source.Match{}
}

// isEmployee knows an employee by the aliases that only BambooHR uses together.
func isEmployee(has func(...string) bool) bool {
	return has("firstName", "id", "lastName", "workEmail") &&
		(has("homeEmail") || has("photoUploaded") || has("address1") || has("zipcode") || has("hireDate", "supervisor") || has("displayName", "workPhoneExtension"))
}

// listed returns the member that holds the items, "" where the document is the list.
func listed(h source.Head, members ...string) string {
	for _, m := range members {
		if h.HasTop(m) {
			return m
		}
	}
	return ""
}
