package dhl

import (
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// readUnified reads one shipment of the Shipment Tracking API. For Express its
// places are service areas; names are there only for whoever proved to know
// the receiver's postal code.
func readUnified(n *tree.Node) (parcel.Delivery, error) {
	id := n.Text("id")
	d := parcel.Delivery{ID: id, Numbers: []string{id}}
	if id == "" {
		return d, errNoNumber
	}
	area := strings.EqualFold(n.Text("service"), "express")
	d.Recipient = person(n.At("details", "receiver"))
	d.SentTo = spot(n.At("destination", "address"), area)
	if pieces := n.Texts("details", "pieceIds"); len(pieces) == 1 && pieces[0] != id {
		d.Numbers = append(d.Numbers, pieces[0])
	}
	for i, e := range n.List("events") {
		if err := addUnified(&d, e, area); err != nil {
			return d, fmt.Errorf("read date of event %d: %w", i+1, err)
		}
	}
	if len(d.Events) == 0 { // the last event stands beside the list too
		if err := addUnified(&d, n.At("status"), area); err != nil {
			return d, fmt.Errorf("read date of status: %w", err)
		}
	}
	proof := n.At("details", "proofOfDelivery")
	d.SignedBy = person(proof.At("signed"))
	at, err := when.Named("date of delivery", proof.Text("timestamp"))
	if err != nil {
		return d, err
	}
	if !at.IsZero() && !d.Has(parcel.Delivered) {
		d.Events = append(d.Events, parcel.Happening{Event: parcel.Delivered, At: at})
	}
	return d, nil
}

func addUnified(d *parcel.Delivery, e *tree.Node, area bool) error {
	at, err := when.Named("timestamp", e.Text("timestamp"))
	if err != nil {
		return err
	}
	if at.After(d.LastSeen) {
		d.LastSeen = at
	}
	where := spot(e.At("location", "address"), area)
	code := strings.ToLower(e.Text("statusCode"))
	kind := happened(e.First("description", "status", "remark"))
	switch {
	case code == "delivered" && kind != parcel.Held && kind != parcel.Returned:
		kind = parcel.Delivered
	case code != "" && code != "delivered" && kind == parcel.Delivered:
		kind = ""
	}
	if kind != "" {
		d.Events = append(d.Events, parcel.Happening{Event: kind, At: at, Where: where})
	}
	return nil
}

// spot reads an address, unless it is only a service area.
func spot(n *tree.Node, area bool) parcel.Spot {
	s := parcel.Spot{Lines: []string{n.Text("streetAddress")}, City: n.Text("addressLocality"),
		Region: n.Text("addressRegion"), Postal: n.Text("postalCode"), Country: n.Text("countryCode")}
	if area && s.Postal == "" {
		return parcel.Spot{}
	}
	return s
}

// happened reads what DHL's English descriptions say beyond those that all
// carriers use.
func happened(description string) string {
	text := strings.ToLower(description)
	for _, p := range []string{"await collection", "awaiting collection", "available for collection", "ready for collection",
		"collected at the", "at the servicepoint", "at a servicepoint", "at dhl servicepoint", "packstation", "parcelshop", "parcel shop", "postfiliale", "retail outlet for pick-up"} {
		if strings.Contains(text, p) {
			return parcel.Held
		}
	}
	for _, p := range []string{"returned to the sender", "return to the sender", "returned to the shipper", "returned to shipper"} {
		if strings.Contains(text, p) {
			return parcel.Returned
		}
	}
	return parcel.Event(text)
}
