// Package usps maps what the tracking interface of the United States Postal
// Service answers.
package usps

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// name is the source's name in keys.
const name = "usps"

// shapeTrack is an answer about one parcel, or a list of them.
const shapeTrack = "track"

// Source returns the mapping of the Postal Service's answers.
func Source() source.Source {
	return source.Source{Name: name, Title: "USPS", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

// Members follow the Postal Service's Tracking API v3 (developers.usps.com).
func shapes() []source.Shape {
	return []source.Shape{{
		Name: shapeTrack, Title: "Tracking (API v3 JSON)", Formats: []source.Format{source.JSON, source.NDJSON},
		Where:      "GET /tracking/v3/tracking/{trackingNumber}?expand=DETAIL",
		Permission: "an app at developers.usps.com with Tracking; who signed only for the mailer's own parcels",
		Reach:      "120 days, two years with a signature",
		Kinds:      []domain.Kind{domain.KindDelivery},
		Fields:     []domain.Field{domain.FieldPlace, domain.FieldSignedBy, domain.FieldDeliveryEvent},
		Reads: []string{"trackingNumber", "uniqueMailPieceID", "status", "destinationCity, destinationState, destinationZIP, destinationCountryCode",
			"trackingEvents.eventType, eventCode, GMTTimestamp, eventTimestamp, GMTOffset, eventCity, eventState, eventZIP, eventCountry, name", "error.code"},
		Absent: []domain.Field{domain.FieldRecipientName, domain.FieldAddress, domain.FieldPhone, domain.FieldDeviceSerial},
	}}
}

// recognise tells the Postal Service's answers. An answer of the summary kind
// lists no events.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	mail := bytes.Contains(h.Sample, []byte(`"mailClass"`)) || bytes.Contains(h.Sample, []byte(`"uniqueMailPieceID"`)) ||
		bytes.Contains(h.Sample, []byte(`"statusCategory"`))
	listed := h.HasFirst("trackingNumber") && len(h.Top) == 0
	switch {
	case mail && h.HasTop("trackingNumber", "trackingEvents"), mail && listed && h.HasFirst("trackingEvents"):
		return source.Match{Shape: shapeTrack, Confidence: 95}
	case h.HasTop("trackingNumber", "statusCategory", "statusSummary"), listed && h.HasFirst("statusCategory", "statusSummary"):
		return source.Match{Shape: shapeTrack, Confidence: 90}
	case h.HasTop("apiVersion", "error") && bytes.Contains(h.Sample, []byte(`"parameter"`)) && bytes.Contains(h.Sample, []byte(`"errors"`)):
		return source.Match{Shape: shapeTrack, Confidence: 70}
	}
	return source.Match{}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	if it.Shape != shapeTrack {
		return fmt.Errorf("usps has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "tracking")
	if err != nil {
		return err
	}
	err = mapTrack(it, out, n)
	out.Unknown += n.Unread()
	return err
}

func mapTrack(it source.Item, out *source.Out, n *tree.Node) error {
	number := n.Text("trackingNumber")
	switch {
	case n.Has("error"):
		return fmt.Errorf("USPS answered with error %q", n.Text("error", "code"))
	case number == "":
		return errors.New("answer has no tracking number")
	}
	d := parcel.Delivery{ID: number, Numbers: []string{number}, SentTo: parcel.Spot{
		City: n.Text("destinationCity"), Region: n.Text("destinationState"),
		Country: country(n.First("destinationCountryCode", "destinationCountry"), n.Text("destinationZIP"))}}
	if piece := n.Text("uniqueMailPieceID"); piece != "" { // numbers are used again
		d.ID += "/" + piece
	}
	for i, e := range n.List("trackingEvents") {
		if err := add(&d, e); err != nil {
			return fmt.Errorf("read date of scan %d: %w", i+1, err)
		}
	}
	if len(d.Events) == 0 { // a summary
		for _, kind := range happened(n.Text("status")) {
			d.Events = append(d.Events, parcel.Happening{Event: kind})
		}
	}
	if !d.AddTo(out, it, name) {
		return domain.ErrUnused
	}
	return nil
}

// add adds one scan, and who signed where it is the delivery's.
func add(d *parcel.Delivery, e *tree.Node) error {
	at, err := seen(e)
	if err != nil {
		return err
	}
	if at.After(d.LastSeen) {
		d.LastSeen = at
	}
	where := parcel.Spot{City: e.Text("eventCity"), Region: e.Text("eventState"),
		Country: country(e.Text("eventCountry"), e.First("eventZIP", "eventZIPCode"))}
	signer := e.First("name", "recipientName")
	kinds := happened(e.Text("eventType"))
	if len(kinds) == 0 && e.Text("eventCode") == "01" {
		kinds = []string{parcel.Delivered}
	}
	for _, kind := range kinds {
		d.Events = append(d.Events, parcel.Happening{Event: kind, At: at, Where: where})
		if kind == parcel.Delivered && d.SignedBy == "" {
			d.SignedBy = signer
		}
	}
	return nil
}

// country is the United States where a place has a ZIP code and names no other.
func country(named, zip string) string {
	if named == "" && zip != "" {
		return "US"
	}
	return named
}

// happened says what a scan means for where the parcel went. A parcel fetched
// at the counter was both held and delivered; one handed to an agent for the
// last mile is still on its way.
func happened(description string) []string {
	text := strings.ToLower(description)
	has := func(phrases ...string) bool {
		for _, p := range phrases {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("to original sender"):
		return []string{parcel.Returned}
	case has("agent for final delivery"):
		return nil
	case has("delivered") && has("picked up at"):
		return []string{parcel.Delivered, parcel.Held}
	case has("held at post office", "requests own pick-up", "requests own pickup", "reminder to pick up"):
		return []string{parcel.Held}
	case strings.HasPrefix(text, "forwarded"):
		return []string{parcel.Redirected}
	}
	if e := parcel.Event(text); e != "" {
		return []string{e}
	}
	return nil
}

// seen prefers the Greenwich clock, then the local one with its distance from
// Greenwich; a local one alone is read as if it were Greenwich.
func seen(e *tree.Node) (time.Time, error) {
	gmt, local, offset := e.Text("GMTTimestamp"), e.Text("eventTimestamp"), e.Text("GMTOffset")
	if gmt == "" {
		gmt = local
		if len(local) == len("2006-01-02T15:04:05") && len(offset) == len("-05:00") {
			gmt += offset
		}
	}
	return when.Named("time of scan", gmt)
}
