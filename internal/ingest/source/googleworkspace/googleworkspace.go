// Package googleworkspace maps the audit activities of Google Workspace's
// Reports API: sign-ins, managed devices and Meet calls.
package googleworkspace

import (
	"bytes"
	"fmt"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "googleworkspace"

// shapeActivities is the one shape: every application's activities look alike,
// and a file may mix them.
const shapeActivities = "activities"

// Source returns the mapping of Google Workspace's audit activities.
func Source() source.Source {
	return source.Source{Name: name, Title: "Google Workspace", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape != shapeActivities {
		return fmt.Errorf("googleworkspace has no shape %q", it.Shape)
	}
	return mapActivity(it, out)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	ours := bytes.Contains(h.Sample, []byte(`"applicationName"`)) &&
		(bytes.Contains(h.Sample, []byte(`admin#reports#activit`)) || bytes.Contains(h.Sample, []byte(`"uniqueQualifier"`)))
	m := source.Match{Shape: shapeActivities, Confidence: 95}
	switch {
	case !ours:
		return source.Match{}
	case h.HasTop("items", "kind") && (h.HasFirst("id") || len(h.First) == 0):
		m.Items = "items"
	case h.HasTop("actor", "id"):
	case h.HasFirst("actor", "id") && len(h.Top) == 0:
	default:
		return source.Match{}
	}
	return m
}
