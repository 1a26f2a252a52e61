package dhl

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
)

// Members follow DHL's API documents (developer.dhl.com).
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	return []source.Shape{
		{
			Name: shapeExpress, Title: "DHL Express tracking (MyDHL API JSON)", Formats: json,
			Where:      "GET /mydhlapi/shipments/{shipmentTrackingNumber}/tracking?trackingView=all-checkpoints&levelOfDetail=shipment",
			Permission: "an app with MyDHL API; names and addresses only for the account that shipped",
			Reach:      "90 days",
			Kinds:      []domain.Kind{domain.KindDelivery}, Fields: parcel.DeliveryFields(),
			Reads: []string{"shipmentTrackingNumber", "shipmentTimestamp", "receiverDetails.name", "receiverDetails.postalAddress",
				"pieces.trackingNumber (of a single piece)", "events.date, time, GMTOffset, typeCode, description, signedBy (at the delivery)", "instance, title (of an error)"},
			Absent: []domain.Field{domain.FieldPhone, domain.FieldDeviceSerial},
		},
		{
			Name: shapeUnified, Title: "Shipment Tracking, all of DHL (JSON)", Formats: json,
			Where:      "GET api-eu.dhl.com/track/shipments?trackingNumber=…&recipientPostalCode=…",
			Permission: "an app with Shipment Tracking - Unified; names only with the receiver's postal code",
			Reach:      "90 days",
			Kinds:      []domain.Kind{domain.KindDelivery}, Fields: parcel.DeliveryFields(),
			Reads: []string{"id", "service", "destination.address", "details.receiver", "details.proofOfDelivery.timestamp, signed",
				"details.pieceIds (of a single piece)", "status", "events.timestamp, statusCode, status, description, remark, location.address"},
			Absent: []domain.Field{domain.FieldPhone, domain.FieldDeviceSerial},
		},
		{
			Name: shapeProof, Title: "Electronic proof of delivery (recognised, not read)", Formats: json,
			Where:      "GET /mydhlapi/shipments/{shipmentTrackingNumber}/proof-of-delivery",
			Permission: "an app with MyDHL API",
			Reach:      "90 days; a picture, the name is in Tracking",
		},
	}
}
