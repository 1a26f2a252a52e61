package shipping

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// The columns of FedEx Ship Manager are those of its shipment export
// ("Recipient Contact Name") and of fedex.com's upload file
// ("recipientContactName"), which its history gives back.
func shapes() []source.Shape {
	tables := []source.Format{source.CSV, source.XLSX}
	kinds := []domain.Kind{domain.KindShipment}
	return []source.Shape{
		{
			Name: shapeList, Title: "Shipping, order or asset list (CSV)", Formats: tables,
			Where:      "whatever the team that ships laptops keeps: an asset system's export, an order list, a spreadsheet",
			Permission: "whoever keeps the list",
			Reach:      "as far as the list goes",
			Kinds:      kinds,
			Fields: []domain.Field{domain.FieldRecipientName, domain.FieldAddress, domain.FieldPlace, domain.FieldPhone,
				domain.FieldEmail, domain.FieldDeviceSerial, domain.FieldSignedBy, domain.FieldDeliveryEvent},
			Reads: []string{"employee id", "work email", "recipient", "email", "ship-to address, city, state, postal code, country",
				"phone", "tracking number", "serial number", "order id or asset tag", "ship date", "delivered date", "signed by",
				"redirected to", "held at", "status"},
		},
		{
			Name: shapeShipManager, Title: "FedEx Ship Manager shipment history (CSV)", Formats: tables,
			Where:      "Ship Manager at fedex.com > Shipments > Export, or Ship Manager Software > Reports > Shipment detail",
			Permission: "a Ship Manager user of the account; administrators see every user's shipments",
			Reach:      "fedex.com keeps 120 days; the software keeps what its database holds",
			Kinds:      kinds,
			Fields: []domain.Field{domain.FieldRecipientName, domain.FieldAddress, domain.FieldPlace, domain.FieldPhone,
				domain.FieldEmail, domain.FieldDeviceSerial, domain.FieldSignedBy, domain.FieldDeliveryEvent},
			Reads: []string{"Shipment ID", "Tracking Number", "Ship Date", "Recipient Contact Name", "Recipient Address 1 to 3",
				"Recipient City", "Recipient State", "Recipient Postal Code", "Recipient Country", "Recipient Phone", "Recipient Email"},
			Absent: []domain.Field{domain.FieldSignedBy, domain.FieldDeliveryEvent, domain.FieldDeviceSerial},
		},
	}
}
