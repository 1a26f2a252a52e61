// Package sysmon maps Sysmon's events of Windows, taken from the event log as JSON.
package sysmon

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// name is the source's name in keys and qualified references.
const name = "sysmon"

// Shapes of this source.
const (
	shapeEvents = "events"
	shapeBeats  = "winlogbeat"
)

// Source returns the mapping of Sysmon's events.
func Source() source.Source {
	return source.Source{Name: name, Title: "Microsoft Sysmon", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

// event is one event, however it was taken from the log.
type event struct {
	id       string
	computer string
	data     *tree.Node
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape != shapeEvents && it.Shape != shapeBeats {
		return fmt.Errorf("sysmon has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	if it.Shape == shapeBeats {
		w := n.At("winlog")
		return event{w.Text("event_id"), w.Text("computer_name"), w.At("event_data")}.add(it, out)
	}
	sys := n.At("Event", "System")
	id := sys.Text("EventID")
	if id == "" {
		id = sys.Text("EventID", "#text") // where the element has attributes
	}
	return event{id, sys.Text("Computer"), n.At("Event", "EventData")}.add(it, out)
}

// add maps the start of a program (1), a connection (3), a file made by a program
// (11) and a name that a program asked for (22). The host that a connection names is
// not read: Windows looks it up backwards from the address, and it may be any
// provider's.
func (e event) add(it source.Item, out *source.Out) error {
	var p inventory.Program
	switch e.id {
	case "1":
		p = inventory.Program{Name: e.data.Text("Product"), Publisher: known(e.data.Text("Company")), Command: e.data.Text("CommandLine")}
	case "3", "11":
	case "22":
		p = inventory.Program{Domain: known(e.data.Text("QueryName"))}
	default:
		return domain.ErrUnused
	}
	image := e.data.Text("Image")
	if p.Command == "" {
		p.Command = `"` + image + `"`
	}
	if p.Name = known(p.Name); e.id != "1" || p.Name == "" {
		p.Name = image[strings.LastIndexAny(image, `\/`)+1:]
	}
	host := strings.ToLower(e.computer)
	if host == "" {
		return errors.New("event names no computer")
	}
	at, err := when.Named("UtcTime", e.data.Text("UtcTime"))
	if err != nil {
		return err
	}
	if at.IsZero() {
		return errors.New("event has no time")
	}
	p.At, p.Event = at, true
	on := inventory.Host{Source: name, Tenant: it.Tenant, ID: host, Device: domain.QualifiedID(name, it.Tenant, host)}
	if !on.Program(it, out, p) {
		return domain.ErrUnused
	}
	return nil
}

// known drops what Sysmon writes where it does not know.
func known(s string) string {
	if s == "-" || s == "?" {
		return ""
	}
	return s
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	ours := strings.Contains(string(h.Sample), "Microsoft-Windows-Sysmon")
	switch {
	case ours && (h.HasTop("Event") || h.HasFirst("Event") && len(h.Top) == 0):
		return source.Match{Shape: shapeEvents, Confidence: 95}
	case ours && (h.HasTop("winlog") || h.HasFirst("winlog") && len(h.Top) == 0):
		return source.Match{Shape: shapeBeats, Confidence: 95}
	}
	return source.Match{}
}
