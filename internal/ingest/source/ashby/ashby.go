// Package ashby maps what Ashby's API exports: candidates, applications, the
// addresses they were sent from, and interview schedules.
package ashby

import (
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// name is the source's name in keys and qualified references.
const name = "ashby"

// Shapes of this source.
const (
	shapeCandidates   = "candidates"
	shapeApplications = "applications"
	shapeClientInfo   = "client-info"
	shapeSchedules    = "interview-schedules"
	shapeOther        = "other"
)

// Source returns the mapping of Ashby's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Ashby", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeCandidates:
		return mapCandidate(it, out)
	case shapeApplications:
		return mapApplication(it, out)
	case shapeClientInfo:
		return mapClientInfo(it, out)
	case shapeSchedules:
		return mapSchedule(it, out)
	case shapeOther:
		return domain.ErrUnused
	}
	return fmt.Errorf("ashby has no shape %q", it.Shape)
}

// recognise tells Ashby's answers, {"success":true,"results":…} with a list or
// one object, and lists or lines that an exporter took out of them.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	if h.HasTop("results") {
		if shape := shapeOf(h.First); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: "results"}
		}
		if shape := shapeOf(resultMembers(h.Sample)); shape != "" {
			return source.Match{Shape: shape, Confidence: 95, Items: "results"}
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

// resultMembers lists the members of "results" when it is one object, as in
// the answers of candidate.info and application.info.
func resultMembers(sample []byte) (names []string) {
	var w wire.Walker
	w.Reset(sample)
	for w.Object(); w.Next(); {
		if string(w.Name()) != "results" {
			w.Skip()
			continue
		}
		for w.Object(); w.Next(); {
			names = append(names, string(w.Name()))
			w.Skip()
		}
	}
	return names
}

// shapeOf recognises one item by the names of its members.
func shapeOf(members []string) string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(members, n) })
	}
	switch {
	case has("applicationIds", "emailAddresses", "phoneNumbers", "socialLinks"):
		return shapeCandidates
	case has("candidate", "createdAt", "currentInterviewStage", "job", "status"),
		has("candidate", "createdAt", "status", "submitterClientIp"):
		return shapeApplications
	case has("applicationId", "interviewEvents"):
		return shapeSchedules
	case has("candidateId", "ipAddress", "relatedEntityId", "relatedEntityType"):
		return shapeClientInfo
	case has("firstName", "globalRole", "isEnabled"), has("defaultInterviewPlanId", "interviewPlanIds"),
		has("externalTitle", "instructionsPlain", "isDebrief"), has("candidateId", "fraudSignals"):
		return shapeOther
	}
	return ""
}
