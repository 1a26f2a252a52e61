// Package dhl maps what DHL answers about parcels: the MyDHL API of DHL Express
// and the Shipment Tracking API over all of DHL.
package dhl

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys.
const name = "dhl"

// Shapes of this source.
const (
	shapeExpress = "express-track"
	shapeUnified = "unified-track"
	shapeProof   = "proof-of-delivery"
)

// Source returns the mapping of DHL's answers.
func Source() source.Source {
	return source.Source{Name: name, Title: "DHL", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	var read func(*tree.Node) (parcel.Delivery, error)
	switch it.Shape {
	case shapeExpress:
		read = readExpress
	case shapeUnified:
		read = readUnified
	case shapeProof:
		return domain.ErrUnused
	default:
		return fmt.Errorf("dhl has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "tracking")
	if err != nil {
		return err
	}
	list, found := n.List("shipments"), false // of a whole answer on one line
	if len(list) == 0 {
		list = []*tree.Node{n}
	}
	for _, s := range list {
		d, err := read(s)
		if err != nil {
			return err
		}
		found = d.AddTo(out, it, name) || found
	}
	out.Unknown += n.Unread()
	if !found {
		return domain.ErrUnused
	}
	return nil
}

// recognise tells DHL's two answers, both {"shipments":[…]}, and shipments
// that were taken out of them.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	in := func(member string) bool { return bytes.Contains(h.Sample, []byte(`"`+member+`"`)) }
	listed := len(h.Top) == 0
	switch {
	case h.HasTop("shipments"):
		shape := shapeOf(h.First)
		if shape == "" {
			return source.Match{}
		}
		if h.Format == source.NDJSON {
			return source.Match{Shape: shape, Confidence: 92}
		}
		return source.Match{Shape: shape, Confidence: 95, Items: "shipments"}
	case shapeOf(h.Top) != "":
		return source.Match{Shape: shapeOf(h.Top), Confidence: 92}
	case listed && shapeOf(h.First) != "":
		return source.Match{Shape: shapeOf(h.First), Confidence: 92}
	case listed && h.HasFirst("shipments") && (in("shipmentTrackingNumber") || in("service") && in("statusCode")):
		if in("shipmentTrackingNumber") {
			return source.Match{Shape: shapeExpress, Confidence: 90}
		}
		return source.Match{Shape: shapeUnified, Confidence: 90}
	case h.HasTop("detail", "instance", "title") && bytes.Contains(h.Sample, []byte("/expapi/")):
		return source.Match{Shape: shapeExpress, Confidence: 85}
	case h.HasTop("documents") && h.HasFirst("content", "encodingFormat", "typeCode"):
		return source.Match{Shape: shapeProof, Confidence: 85}
	}
	return source.Match{}
}

// shapeOf recognises one shipment by the names of its members.
func shapeOf(members []string) string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(members, n) })
	}
	switch {
	case has("shipmentTrackingNumber", "events"), has("shipmentTrackingNumber", "receiverDetails"):
		return shapeExpress
	case has("id", "service", "status", "events"), has("id", "service", "status", "details"):
		return shapeUnified
	}
	return ""
}

// person returns a name given in parts or as one.
func person(n *tree.Node) string {
	given, family, whole := n.Text("givenName"), n.Text("familyName"), n.Text("name")
	if given != "" && family != "" {
		return given + " " + family
	}
	if whole != "" {
		return whole
	}
	return strings.TrimSpace(given + family)
}

var errNoNumber = errors.New("shipment has no tracking number")
