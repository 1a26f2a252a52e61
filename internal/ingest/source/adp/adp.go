// Package adp maps what ADP Workforce Now says of workers, their addresses and
// the accounts that their pay goes to.
package adp

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// name is the source's name in keys and qualified references.
const name = "adp"

// Shapes of this source.
const (
	shapeWorkers       = "workers"
	shapeEvents        = "events"
	shapeDistributions = "pay-distributions"
	shapeMessage       = "message"
)

// Source returns the mapping of ADP's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "ADP Workforce Now", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeWorkers:
		return mapWorker(it, out)
	case shapeEvents:
		return mapEvent(it, out)
	case shapeDistributions:
		return mapDistribution(it, out)
	case shapeMessage:
		return domain.ErrUnused
	}
	return fmt.Errorf("adp has no shape %q", it.Shape)
}

// recognise goes by members that ADP alone names so: other systems list
// workers and events too.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	says := func(member string) bool { return bytes.Contains(h.Sample, []byte(`"`+member+`"`)) }
	switch {
	case h.HasTop("workers") && (says("associateOID") || says("workerID") && (says("legalName") || says("workAssignments"))):
		return source.Match{Shape: shapeWorkers, Confidence: 95, Items: "workers"}
	case h.HasTop("events") && says("data") && (says("associateOID") || says("payDistribution") || says("jobApplications") ||
		says("externalScreeningPackages") || says("transform") && says("legalName")):
		return source.Match{Shape: shapeEvents, Confidence: 95, Items: "events"}
	case h.HasTop("payDistributions"):
		return source.Match{Shape: shapeDistributions, Confidence: 95, Items: "payDistributions"}
	case h.HasTop("associateOID", "person"), h.HasFirst("associateOID", "person") && len(h.Top) == 0:
		return source.Match{Shape: shapeWorkers, Confidence: 90}
	case h.HasTop("data", "eventNameCode"), h.HasFirst("data", "eventNameCode") && len(h.Top) == 0:
		return source.Match{Shape: shapeEvents, Confidence: 90}
	case h.HasTop("confirmMessage"), h.HasTop("_confirmMessage"), h.HasTop("applicantOnboarding"),
		h.HasTop("requestKeys", "skipMetadataEnvelope"),
		h.HasTop("meta") && len(h.Top) == 1 && (says("/data/transforms") || says("/data/eventContext") || says("codeListTitle")):
		return source.Match{Shape: shapeMessage, Confidence: 80}
	}
	return source.Match{}
}

// code is how ADP writes a value of a list.
type code struct {
	Value wire.Text `json:"codeValue"`
	Short wire.Text `json:"shortName"`
}

// status gives a worker's or an instruction's state as one word. A death is
// kept as the end of the work, no more.
func (c code) status() string {
	s := strings.ToLower(string(c.Short))
	if s == "" || len(s) == 1 {
		s = strings.ToLower(string(c.Value))
	}
	switch s {
	case "a":
		return "active"
	case "i":
		return "inactive"
	case "l", "leave of absence", "on leave":
		return "leave"
	case "t", "d", "r", "deceased", "retired":
		return "terminated"
	}
	return s
}

// date reads a date that may be missing.
func date(text wire.Text, what string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := when.Parse(string(text))
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", what, err)
	}
	return t, nil
}

// workerRef qualifies an associate OID.
func workerRef(tenant string, oid wire.Text) string {
	if oid == "" {
		return ""
	}
	return domain.QualifiedID(name, tenant, string(oid))
}
