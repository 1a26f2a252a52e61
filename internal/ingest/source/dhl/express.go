package dhl

import (
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// readExpress reads one shipment of the MyDHL API. Its events name the service
// area of a facility, which can lie a hundred kilometres from the door: where
// the parcel was left is not known from them.
func readExpress(n *tree.Node) (parcel.Delivery, error) {
	number := n.Text("shipmentTrackingNumber")
	d := parcel.Delivery{ID: number, Numbers: []string{number}}
	switch {
	case n.Has("instance"):
		return d, fmt.Errorf("DHL answered with error %q", n.Text("title"))
	case number == "":
		return d, errNoNumber
	}
	sent, err := when.Named("date of shipment", n.Text("shipmentTimestamp"))
	if err != nil {
		return d, err
	}
	if !sent.IsZero() { // ten digits are used again
		d.ID += "/" + sent.Format(time.DateOnly)
	}
	to := n.At("receiverDetails", "postalAddress")
	d.Recipient = n.Text("receiverDetails", "name")
	d.SentTo = parcel.Spot{Lines: []string{to.Text("addressLine1"), to.Text("addressLine2"), to.Text("addressLine3")},
		City: to.Text("cityName"), Region: to.Text("provinceCode"), Postal: to.Text("postalCode"), Country: to.Text("countryCode")}
	if pieces := n.List("pieces"); len(pieces) == 1 { // of several, each may be another person's
		d.Numbers = append(d.Numbers, pieces[0].Text("trackingNumber"))
	}
	for i, e := range n.List("events") {
		if err := addExpress(&d, e); err != nil {
			return d, fmt.Errorf("read date of event %d: %w", i+1, err)
		}
	}
	return d, nil
}

// addExpress adds one event. Codes follow DHL Express's list of events; what
// they leave open the description says. Only who signed at the delivery is
// read: at other events the member holds numbers and times.
func addExpress(d *parcel.Delivery, e *tree.Node) error {
	at, err := expressTime(e)
	if err != nil {
		return err
	}
	if at.After(d.LastSeen) {
		d.LastSeen = at
	}
	said, signer := happened(e.Text("description")), e.Text("signedBy")
	kind := ""
	switch e.Text("typeCode") {
	case "OK", "DD": // delivered; delivered damaged
		kind = parcel.Delivered
		if said == parcel.Held || said == parcel.Returned {
			kind = said
		}
	case "RT":
		kind = parcel.Returned
	case "CC": // waits to be collected
		kind = parcel.Held
	default:
		if said != parcel.Delivered {
			kind = said
		}
	}
	if kind == "" {
		return nil
	}
	d.Events = append(d.Events, parcel.Happening{Event: kind, At: at})
	if kind == parcel.Delivered {
		d.SignedBy = signer
	}
	return nil
}

// expressTime joins the local date and time with their distance from
// Greenwich, where it is given.
func expressTime(e *tree.Node) (time.Time, error) {
	date, clock, offset := e.Text("date"), e.Text("time"), e.Text("GMTOffset")
	if date == "" || clock == "" {
		return when.Named("date", date)
	}
	if len(offset) != len("+09:00") {
		offset = "Z"
	}
	return when.Parse(date + "T" + clock + offset)
}
