// Package fedex maps what FedEx's Track API answers.
package fedex

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// name is the source's name in keys.
const name = "fedex"

// Shapes of this source.
const (
	shapeTrack = "track"
	shapeShip  = "ship"
	shapeProof = "proof-of-delivery"
)

// Source returns the mapping of FedEx's answers.
func Source() source.Source {
	return source.Source{Name: name, Title: "FedEx", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeTrack:
		return mapTrack(it, out)
	case shapeShip, shapeProof:
		return domain.ErrUnused
	}
	return fmt.Errorf("fedex has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	in := func(member string) bool { return bytes.Contains(h.Sample, []byte(`"`+member+`"`)) }
	answer := h.HasTop("transactionId") || h.HasFirst("transactionId")
	switch {
	case h.HasTop("output") && in("completeTrackResults") && answer:
		return source.Match{Shape: shapeTrack, Confidence: 95, Items: "output.completeTrackResults"}
	case h.HasFirst("output", "transactionId") && in("completeTrackResults"),
		h.HasTop("trackResults", "trackingNumber"), h.HasFirst("trackResults", "trackingNumber"):
		return source.Match{Shape: shapeTrack, Confidence: 95}
	case answer && h.HasTop("errors") && (in("parameterList") || bytes.Contains(h.Sample, []byte("TRACKING."))):
		return source.Match{Shape: shapeTrack, Confidence: 85}
	case answer && h.HasTop("output") && (in("transactionShipments") || in("cancelledShipment")):
		return source.Match{Shape: shapeShip, Confidence: 90}
	case answer && h.HasTop("output") && in("documentType") && in("documentFormat"):
		return source.Match{Shape: shapeProof, Confidence: 90}
	}
	return source.Match{}
}

// answer is a whole answer, or one tracking number of it.
type answer struct {
	complete
	Errors []fault `json:"errors"`
	Output struct {
		CompleteTrackResults []complete `json:"completeTrackResults"`
	} `json:"output"`
}

type fault struct {
	Code wire.Text `json:"code"`
}

// complete is everything known under one tracking number. FedEx uses numbers
// again, so there can be several parcels.
type complete struct {
	TrackingNumber wire.Text `json:"trackingNumber"`
	TrackResults   []parcels `json:"trackResults"`
}

func mapTrack(it source.Item, out *source.Out) error {
	var a answer
	unknown, err := wire.UnmarshalCount(it.JSON, &a)
	if err != nil {
		return fmt.Errorf("decode tracking: %w", err)
	}
	out.Unknown += unknown
	if len(a.Errors) > 0 {
		return fmt.Errorf("%w: %q", errAnswer, a.Errors[0].Code)
	}
	if len(a.TrackResults) > 0 {
		a.Output.CompleteTrackResults = append(a.Output.CompleteTrackResults, a.complete)
	}
	found := false
	var unknownNumber error
	for _, c := range a.Output.CompleteTrackResults {
		for i := range c.TrackResults {
			err := c.TrackResults[i].add(it, out, string(c.TrackingNumber))
			switch {
			case err == nil:
				found = true
			case errors.Is(err, errAnswer):
				unknownNumber = err
			default:
				return err
			}
		}
	}
	switch {
	case found:
		return nil
	case unknownNumber != nil:
		return unknownNumber
	}
	return errors.New("answer holds no tracking result")
}

// errAnswer marks a result that FedEx itself gave as an error.
var errAnswer = errors.New("FedEx answered with an error")
