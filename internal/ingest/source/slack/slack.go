// Package slack maps what a Slack workspace exports: its access logs, its
// audit logs and its members.
package slack

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "slack"

// Shapes of this source.
const (
	shapeAccess  = "access-logs"
	shapeAudit   = "audit-logs"
	shapeMembers = "members"
	shapeMember  = "member"
	shapeOther   = "other"
)

// Source returns the mapping of Slack's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Slack", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeAccess:
		return mapAccess(it, out)
	case shapeAudit:
		return mapAudit(it, out)
	case shapeMembers, shapeMember:
		return mapMember(it, out)
	case shapeOther:
		return domain.ErrUnused
	}
	return fmt.Errorf("slack has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	if shape := shapeOf(h.HasTop, h.Sample); shape != "" {
		return source.Match{Shape: shape, Confidence: 92}
	}
	if h.HasTop("ok", "user") {
		members := tree.MembersOf(h.Sample, "user")
		if slices.Contains(members, "team_id") && slices.Contains(members, "profile") {
			return source.Match{Shape: shapeMember, Confidence: 92}
		}
	}
	if h.HasTop("ok", "call") || h.HasTop("actions", "ok") || h.HasTop("ok", "schemas") ||
		h.HasTop("api_app_id", "event", "event_id", "type") {
		return source.Match{Shape: shapeOther, Confidence: 90}
	}
	shape := shapeOf(h.HasFirst, h.Sample)
	switch {
	case shape == "":
		return source.Match{}
	case len(h.Top) == 0:
		return source.Match{Shape: shape, Confidence: 92}
	}
	for _, list := range []string{"logins", "entries", "members", "users", "logs", "data", "results"} {
		if h.HasTop(list) {
			return source.Match{Shape: shape, Confidence: 92, Items: list}
		}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(has func(...string) bool, sample []byte) string {
	switch {
	case has("count", "date_first", "date_last", "ip", "user_agent", "user_id"):
		return shapeAccess
	case has("action", "actor", "context") && bytes.Contains(sample, []byte(`"ip_address"`)) && bytes.Contains(sample, []byte(`"ua"`)):
		return shapeAudit
	case has("id", "is_bot", "name", "profile", "team_id"):
		return shapeMembers
	case has("change_type", "date", "user_id", "user_name"): // integration logs
		return shapeOther
	}
	return ""
}
