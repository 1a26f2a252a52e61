// Package ocsf maps events in the Open Cybersecurity Schema Framework, which
// security lakes and log pipelines write: sign-ins, changes of accounts, and
// inventories of devices and users.
package ocsf

import (
	"fmt"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "ocsf"

// shapeEvents is the one shape: a file may mix events of all classes.
const shapeEvents = "events"

// Source returns the mapping of OCSF events.
func Source() source.Source {
	return source.Source{Name: name, Title: "OCSF", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape != shapeEvents {
		return fmt.Errorf("ocsf has no shape %q", it.Shape)
	}
	return mapEvent(it, out)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	base := []string{"activity_id", "category_uid", "class_uid", "metadata", "time"} // required of every class
	m := source.Match{Shape: shapeEvents, Confidence: 96}
	switch {
	case h.HasTop(base...), h.HasFirst(base...) && len(h.Top) == 0:
		return m
	case !h.HasFirst(base...):
		return source.Match{}
	}
	for _, list := range []string{"events", "records", "Records", "data", "items", "results"} {
		if h.HasTop(list) {
			m.Items = list
			return m
		}
	}
	return source.Match{}
}
