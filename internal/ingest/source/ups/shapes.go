package ups

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow UPS's API documents (developer.ups.com).
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	delivery := []domain.Field{domain.FieldRecipientName, domain.FieldPlace, domain.FieldAddress,
		domain.FieldSignedBy, domain.FieldDeliveryEvent}
	return []source.Shape{
		{
			Name: shapeTrack, Title: "Tracking (JSON)", Formats: json,
			Where:      "GET /api/track/v1/details/{inquiryNumber}?returnSignature=true",
			Permission: "an app with Tracking; addresses only for the shipper's own parcels",
			Reach:      "120 days",
			Kinds:      []domain.Kind{domain.KindDelivery}, Fields: delivery,
			Reads: []string{"inquiryNumber", "package.trackingNumber", "package.deliveryDate", "package.deliveryTime",
				"package.deliveryInformation.receivedBy", "package.accessPointInformation", "package.packageAddress (DESTINATION)",
				"package.activity.date, time, gmtDate, gmtTime, location.address, status.type, status.description", "warnings.code"},
			Absent: []domain.Field{domain.FieldPhone, domain.FieldDeviceSerial},
		},
		{
			Name: shapeQuantum, Title: "Quantum View (JSON)", Formats: json,
			Where:      "POST /api/quantumview/v3/events",
			Permission: "a Quantum View Data subscription",
			Reach:      "seven days, or as saved",
			Kinds:      []domain.Kind{domain.KindShipment, domain.KindDelivery},
			Fields:     append([]domain.Field{domain.FieldPhone}, delivery...),
			Reads: []string{"Manifest.ShipTo", "Manifest.PickupDate", "Manifest.Package.TrackingNumber",
				"Delivery.TrackingNumber, Date, Time, DeliveryLocation, ActivityLocation",
				"Exception.TrackingNumber, Date, Time, StatusDescription, ReasonDescription, UpdatedAddress"},
			Absent: []domain.Field{domain.FieldDeviceSerial},
		},
		{
			Name: shapeIntercept, Title: "Delivery Intercept answers (recognised, not read)", Formats: json,
			Where:      "POST /api/deliveryintercept/v1/…; the answer does not repeat the parcel",
			Permission: "an app with Delivery Intercept",
			Reach:      "as saved; the redirect itself shows in Tracking",
		},
		{
			Name: shapeOther, Title: "Shipping, address validation and alert answers (recognised, not read)", Formats: json,
			Where:      "UPS Shipping, Address Validation and Track Alert APIs",
			Permission: "an app with the API",
			Reach:      "as saved; the answers do not repeat the recipient",
		},
	}
}
