// Package okta maps what an Okta org exports: the System Log and the users,
// factors and devices of its API.
package okta

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "okta"

// Shapes of this source.
const (
	shapeLog     = "system-log"
	shapeHook    = "event-hook"
	shapeLogCSV  = "system-log-csv"
	shapeUsers   = "users"
	shapeFactors = "factors"
	shapeDevices = "devices"
)

// Source returns the mapping of Okta's exports. Its Map may be called from
// several goroutines, each with its own Out.
func Source() source.Source {
	m := &mapper{}
	m.readers.New = func() any { return newReader() }
	return source.Source{
		Name:      name,
		Title:     "Okta",
		Shapes:    shapes(),
		Recognise: recognise,
		Map:       m.mapItem,
	}
}

// mapper lends out readers: each keeps the words it has seen, so that a
// million events share one copy of a city's name.
type mapper struct{ readers sync.Pool }

func (m *mapper) mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeLog, shapeHook, shapeLogCSV:
		r := m.readers.Get().(*reader)
		defer m.readers.Put(r)
		if it.Shape == shapeLogCSV {
			return r.mapRow(it, out)
		}
		return r.mapEvent(it, out)
	case shapeUsers:
		return mapUser(it, out)
	case shapeFactors:
		return mapFactor(it, out)
	case shapeDevices:
		return mapDevice(it, out)
	}
	return fmt.Errorf("okta has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	switch h.Format {
	case source.CSV, source.XLSX:
		if h.HasColumns("event_type", "actor.alternate_id", "client.ip_address") {
			return source.Match{Shape: shapeLogCSV, Confidence: 95}
		}
	case source.JSON, source.NDJSON:
		if bytes.Contains(h.Sample, []byte(`"com.okta.event_hook"`)) && h.HasTop("data", "eventType") {
			return source.Match{Shape: shapeHook, Confidence: 98, Items: "data.events"}
		}
		if shape := shapeOf(h.Top, h.Sample); shape != "" {
			return source.Match{Shape: shape, Confidence: 95}
		}
		shape := shapeOf(h.First, h.Sample)
		if shape == "" {
			break
		}
		if len(h.Top) == 0 {
			return source.Match{Shape: shape, Confidence: 95}
		}
		for _, list := range wrappers {
			if h.HasTop(list) {
				return source.Match{Shape: shape, Confidence: 93, Items: list}
			}
		}
	}
	return source.Match{}
}

// wrappers are the members under which exporters and log pipelines put a list
// that the API gives bare.
var wrappers = []string{"events", "logs", "records", "Records", "users", "factors", "devices", "items", "results", "data", "value"}

// shapeOf recognises one item by the names of its members.
func shapeOf(members []string, sample []byte) string {
	has := func(names ...string) bool {
		for _, n := range names {
			if !slices.Contains(members, n) {
				return false
			}
		}
		return true
	}
	count := func(names ...string) (n int) {
		for _, m := range names {
			if slices.Contains(members, m) {
				n++
			}
		}
		return n
	}
	switch {
	case (has("actor", "eventType") || has("actor", "eventtype")) &&
		count("client", "legacyEventType", "legacyeventtype", "debugContext", "debugcontext", "displayMessage",
			"displaymessage", "securityContext", "securitycontext", "authenticationContext", "authenticationcontext",
			"published", "outcome") >= 2:
		return shapeLog
	case has("factorType", "provider", "id"):
		return shapeFactors
	case has("id", "profile", "resourceType", "status") && bytes.Contains(sample, []byte(`"UDDevice"`)):
		return shapeDevices
	case has("id", "lastLogin", "profile", "status", "statusChanged") && !has("scope"):
		return shapeUsers
	}
	return ""
}
