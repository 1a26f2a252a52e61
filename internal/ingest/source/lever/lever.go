// Package lever maps what Lever's API and webhooks export: opportunities,
// contacts, applications, interviews and résumés.
package lever

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "lever"

// Shapes of this source.
const (
	shapeOpportunities = "opportunities"
	shapeContacts      = "contacts"
	shapeApplications  = "applications"
	shapeInterviews    = "interviews"
	shapeResumes       = "resumes"
	shapeWebhook       = "webhook"
	shapeOther         = "other"
)

// Source returns the mapping of Lever's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Lever", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	maps := map[string]func(source.Item, *source.Out, *tree.Node) error{
		shapeOpportunities: mapOpportunity, shapeContacts: mapContact, shapeApplications: mapApplication,
		shapeInterviews: mapInterview, shapeResumes: mapResume, shapeWebhook: mapWebhook,
	}
	if it.Shape == shapeOther {
		return domain.ErrUnused
	}
	to, known := maps[it.Shape]
	if !known {
		return fmt.Errorf("lever has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return to(it, out, n)
}

// recognise tells Lever's answers, {"data":…} with a list or one object, and
// lists or lines that an exporter took out of them.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	switch {
	case h.HasTop("data", "event", "triggeredAt"):
		if isWebhook(h.Sample) {
			return source.Match{Shape: shapeWebhook, Confidence: 95}
		}
		return source.Match{}
	case h.HasTop("data"):
		if shape := shapeOf(tree.MembersOf(h.Sample, "data")); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: "data"}
		}
		if shape := shapeOf(h.First); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: "data"}
		}
		return source.Match{}
	}
	if shape := shapeOf(h.Top); shape != "" {
		return source.Match{Shape: shape, Confidence: 93}
	}
	if shape := shapeOf(h.First); shape != "" && len(h.Top) == 0 {
		return source.Match{Shape: shape, Confidence: 93}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(members []string) string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(members, n) })
	}
	switch {
	case has("applications", "contact", "emails", "id", "origin", "stage"):
		return shapeOpportunities
	case has("emails", "headline", "id", "isAnonymized", "phones"):
		return shapeContacts
	case has("candidateId", "customQuestions", "id", "opportunityId", "posting"):
		return shapeApplications
	case has("duration", "feedbackReminder", "id", "interviewers", "panel"):
		return shapeInterviews
	case has("createdAt", "file", "id", "parsedData"):
		return shapeResumes
	case has("applicationTitle", "appliedAt", "currentStage"), has("categories", "distributionChannels", "text"),
		has("accessRole", "externalDirectoryId"), has("configuration", "event", "url"):
		return shapeOther
	}
	return ""
}

// isWebhook looks for the name of an event, because other vendors also send an
// event with data.
func isWebhook(sample []byte) bool {
	for _, event := range []string{"applicationCreated", "candidateHired", "candidateStageChange", "candidateArchiveChange", "candidateDeleted",
		"interviewCreated", "interviewUpdated", "interviewDeleted", "contactCreated", "contactUpdated"} {
		if bytes.Contains(sample, []byte(`"`+event+`"`)) {
			return true
		}
	}
	return false
}
