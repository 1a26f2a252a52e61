// Package ups maps what UPS answers about parcels: the Tracking API and
// Quantum View.
package ups

import (
	"bytes"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys.
const name = "ups"

// Shapes of this source.
const (
	shapeTrack     = "track"
	shapeQuantum   = "quantum-view"
	shapeIntercept = "delivery-intercept"
	shapeOther     = "other-answers"
)

// Source returns the mapping of UPS's answers.
func Source() source.Source {
	return source.Source{Name: name, Title: "UPS", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeTrack:
		return mapTrack(it, out)
	case shapeQuantum:
		return mapQuantum(it, out)
	case shapeIntercept, shapeOther:
		return domain.ErrUnused
	}
	return fmt.Errorf("ups has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	in := func(member string) bool { return bytes.Contains(h.Sample, []byte(`"`+member+`"`)) }
	match := func(shape string, confidence int, items string) source.Match {
		return source.Match{Shape: shape, Confidence: confidence, Items: items}
	}
	switch {
	case h.HasTop("trackResponse"):
		return match(shapeTrack, 95, "trackResponse.shipment")
	case h.HasFirst("trackResponse"), h.HasFirst("inquiryNumber", "package"), h.HasTop("inquiryNumber", "package"):
		return match(shapeTrack, 90, "")
	case h.HasTop("QuantumViewResponse"):
		return match(shapeQuantum, 95, "QuantumViewResponse.QuantumViewEvents.SubscriptionEvents")
	case h.HasTop("response") && in("errors") && bytes.Contains(h.Sample, []byte(`"TV`)):
		return match(shapeTrack, 85, "")
	case h.HasTop("response") && (in("commonEligibilityMap") || in("interceptCharge")),
		h.HasTop("statusCode", "statusMsg", "subStatusCode", "transactionId"):
		return match(shapeIntercept, 85, "")
	case h.HasTop("ShipmentResponse"), h.HasTop("VoidShipmentResponse"), h.HasTop("XAVResponse"), h.HasTop("validTrackingNumbers"):
		return match(shapeOther, 85, "")
	}
	return source.Match{}
}
