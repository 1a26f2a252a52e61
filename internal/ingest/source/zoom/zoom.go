// Package zoom maps what a Zoom account exports: the participants of meetings
// and the sign-in activity report.
package zoom

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys.
const name = "zoom"

// Shapes of this source.
const (
	shapeParticipants = "participants"
	shapeWebhook      = "webhook"
	shapeActivity     = "sign-in-activity"
	shapeOperations   = "operation-log"
)

// Source returns the mapping of Zoom's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Zoom", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeParticipants:
		return mapParticipants(it, out)
	case shapeWebhook:
		return mapWebhook(it, out)
	case shapeActivity:
		return mapActivity(it, out)
	case shapeOperations:
		return domain.ErrUnused
	}
	return fmt.Errorf("zoom has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	switch {
	case h.HasTop("event", "payload") && bytes.Contains(h.Sample, []byte(`"account_id"`)) &&
		(bytes.Contains(h.Sample, []byte(`"meeting.`)) || bytes.Contains(h.Sample, []byte(`"webinar.`))):
		return source.Match{Shape: shapeWebhook, Confidence: 92}
	case h.HasTop("participants"):
		return recogniseParticipants(h)
	case h.HasTop("user_qos", "user_name"), h.HasTop("harddisk_id", "mac_addr", "user_name"):
		return source.Match{Shape: shapeParticipants, Confidence: 92}
	case h.HasTop("activity_logs") && h.HasFirst("client_type", "email", "ip_address"):
		return source.Match{Shape: shapeActivity, Confidence: 92, Items: "activity_logs"}
	case h.HasTop("client_type", "email", "ip_address", "type", "version"),
		h.HasFirst("client_type", "email", "ip_address", "type", "version"):
		return source.Match{Shape: shapeActivity, Confidence: 92}
	case h.HasTop("operation_logs") && h.HasFirst("action", "category_type", "operator"):
		return source.Match{Shape: shapeOperations, Confidence: 92, Items: "operation_logs"}
	case h.HasTop("action", "category_type", "operation_detail", "operator"),
		h.HasFirst("action", "category_type", "operation_detail", "operator"):
		return source.Match{Shape: shapeOperations, Confidence: 92}
	}
	return source.Match{}
}

// recogniseParticipants tells a page of participants. Where the exporter added
// the meeting to the page, the page is the item, or the number would be lost.
func recogniseParticipants(h source.Head) source.Match {
	paged := h.HasTop("page_size") || h.HasTop("next_page_token") || h.HasTop("total_records")
	named := slices.Contains(h.First, "user_name") || slices.Contains(h.First, "name")
	wrapped := slices.ContainsFunc([]string{"meeting_id", "meetingId", "uuid", "meeting_uuid", "meetingUuid"},
		func(m string) bool { return slices.Contains(h.Top, m) })
	empty := len(h.First) == 0 && paged
	if !named && !empty || !paged && !wrapped {
		return source.Match{}
	}
	m := source.Match{Shape: shapeParticipants, Confidence: 90}
	if !wrapped {
		m.Items = "participants"
	}
	return m
}
