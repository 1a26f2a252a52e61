// Package workable maps what Workable's API and webhooks export: candidates
// with the jobs they state, interviews and other events, and employees.
package workable

import (
	"bytes"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "workable"

// Shapes of this source.
const (
	shapeCandidates = "candidates"
	shapeEmployees  = "employees"
	shapeEvents     = "events"
	shapeWebhook    = "webhook"
	shapeOther      = "other"
)

// Source returns the mapping of Workable's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Workable", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	maps := map[string]func(source.Item, *source.Out, *tree.Node) error{
		shapeCandidates: mapCandidate, shapeEmployees: mapEmployee, shapeEvents: mapEvent, shapeWebhook: mapWebhook,
	}
	if it.Shape == shapeOther {
		return domain.ErrUnused
	}
	to, known := maps[it.Shape]
	if !known {
		return fmt.Errorf("workable has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return to(it, out, n)
}

// lists are the members that hold the items of Workable's answers.
var lists = []string{"candidates", "employees", "events", "candidate", "employee", "event", "data"}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	if h.HasTop("data", "event_type", "fired_at", "resource_type") {
		return source.Match{Shape: shapeWebhook, Confidence: 95}
	}
	if shape := shapeOf(h.HasTop, h.Sample); shape != "" {
		return source.Match{Shape: shape, Confidence: 93}
	}
	for _, list := range lists {
		if !h.HasTop(list) {
			continue
		}
		one := tree.MembersOf(h.Sample, list)
		within := source.Head{Top: one}
		if shape := shapeOf(within.HasTop, h.Sample); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: list}
		}
		if shape := shapeOf(h.HasFirst, h.Sample); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: list}
		}
	}
	if shape := shapeOf(h.HasFirst, h.Sample); len(h.Top) == 0 && shape != "" {
		return source.Match{Shape: shape, Confidence: 93}
	}
	if h.HasTop("subscriptions") && h.HasFirst("event", "target") || h.HasTop("members") && h.HasFirst("collaboration_rules", "hris_role") ||
		h.HasTop("activities") && h.HasFirst("action", "stage_name") {
		return source.Match{Shape: shapeOther, Confidence: 90}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(has func(...string) bool, sample []byte) string {
	switch {
	case has("disqualified", "firstname", "id", "job", "lastname", "stage"):
		return shapeCandidates
	case has("employee_number", "firstname", "id", "lastname", "work_email"), has("firstname", "id", "lastname", "state", "status_semantic_type"):
		return shapeEmployees
	case has("cancelled", "candidate", "ends_at", "id", "starts_at", "type") && bytes.Contains(sample, []byte(`"shortcode"`)):
		return shapeEvents
	}
	return ""
}
