// Package fleet maps the hosts of a Fleet server and the results of osquery's
// scheduled queries.
package fleet

import (
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// name is the source's name in keys and qualified references.
const name = "fleet"

// Shapes of this source.
const (
	shapeHosts    = "hosts"
	shapeHostsCSV = "hosts-csv"
	shapeResults  = "osquery-results"
)

// Source returns the mapping of Fleet's and osquery's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Fleet and osquery", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeHosts:
		return mapHost(it, out)
	case shapeHostsCSV:
		return mapHostRow(it, out)
	case shapeResults:
		return mapResult(it, out)
	}
	return fmt.Errorf("fleet has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	host := []string{"hardware_serial", "hostname", "osquery_version", "primary_mac", "uuid"}
	switch h.Format {
	case source.CSV, source.XLSX:
		if h.HasColumns(host...) {
			return source.Match{Shape: shapeHostsCSV, Confidence: 95}
		}
	case source.JSON, source.NDJSON:
		results := h.HasTop("columns") || h.HasTop("snapshot") || h.HasTop("diffResults")
		inList := hasOne(h.First, "columns", "snapshot", "diffResults")
		switch {
		case h.HasFirst(host...) && h.HasTop("hosts"):
			return source.Match{Shape: shapeHosts, Confidence: 95, Items: "hosts"}
		case h.HasFirst(host...) && len(h.Top) == 0, h.HasTop(host...), h.HasTop("host") && strings.Contains(string(h.Sample), `"osquery_version"`):
			return source.Match{Shape: shapeHosts, Confidence: 95}
		case h.HasTop("action", "name") && results, h.HasTop("hostIdentifier", "name") && results,
			h.HasFirst("action", "hostIdentifier", "name") && inList:
			return source.Match{Shape: shapeResults, Confidence: 90}
		}
	}
	return source.Match{}
}

func hasOne(have []string, names ...string) bool {
	for _, h := range have {
		for _, n := range names {
			if h == n {
				return true
			}
		}
	}
	return false
}

// sharedUUIDs are hardware UUIDs that makers left on whole batches of boards.
var sharedUUIDs = map[string]bool{
	"00000000-0000-0000-0000-000000000000": true,
	"ffffffff-ffff-ffff-ffff-ffffffffffff": true,
	"03000200-0400-0500-0006-000700080009": true,
	"03020100-0504-0706-0809-0a0b0c0d0e0f": true,
	"12345678-1234-5678-90ab-cddeefaabbcc": true,
}

// hostRef builds the reference by which an inventory and query results name
// one host, or "" for an id that many hosts share.
func hostRef(tenant, uuid string) string {
	uuid = strings.ToLower(strings.TrimSpace(uuid))
	if uuid == "" || sharedUUIDs[uuid] {
		return ""
	}
	return domain.QualifiedID(name, tenant, uuid)
}

// optionalTime reads a date; Go programs such as Fleet write the first day of
// year 1 for none, and Fleet the first of 2000 for "never".
func optionalTime(s wire.Text) (time.Time, error) {
	if s == "" || strings.HasPrefix(string(s), "0001-01-01") || strings.HasPrefix(string(s), "2000-01-01T00:00:00") {
		return time.Time{}, nil
	}
	return when.Parse(string(s))
}
