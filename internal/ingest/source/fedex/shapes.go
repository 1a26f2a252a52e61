package fedex

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow FedEx's Track API v1 reference (developer.fedex.com).
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	return []source.Shape{
		{
			Name: shapeTrack, Title: "Tracking (Track API v1 JSON)", Formats: json,
			Where:      "POST /track/v1/trackingnumbers with includeDetailedScans, by the account that shipped",
			Permission: "an API project with Track; streets only for the shipper's own account",
			Reach:      "90 days after delivery, two years for a proof of delivery",
			Kinds:      []domain.Kind{domain.KindDelivery},
			Fields: []domain.Field{domain.FieldRecipientName, domain.FieldSignedBy, domain.FieldPlace,
				domain.FieldAddress, domain.FieldDeliveryEvent},
			Reads: []string{"trackingNumber", "trackingNumberInfo", "recipientInformation.contact.personName",
				"recipientInformation.address", "lastUpdatedDestinationAddress", "specialHandlings.type",
				"holdAtLocation.locationContactAndAddress.address", "deliveryDetails.receivedByName", "deliveryDetails.signedByName",
				"deliveryDetails.actualDeliveryAddress", "deliveryDetails.locationType", "customDeliveryOptions",
				"dateAndTimes (ACTUAL_DELIVERY)", "scanEvents", "error.code"},
			Absent: []domain.Field{domain.FieldAddress, domain.FieldPhone, domain.FieldDeviceSerial},
		},
		{
			Name: shapeShip, Title: "Ship API answers (recognised, not read)", Formats: json,
			Where:      "POST /ship/v1/shipments",
			Permission: "an API project with Ship",
			Reach:      "as saved; the answer does not repeat the recipient",
		},
		{
			Name: shapeProof, Title: "Proof of delivery documents (recognised, not read)", Formats: json,
			Where:      "POST /track/v1/trackingdocuments",
			Permission: "an API project with Track",
			Reach:      "two years",
		},
	}
}
