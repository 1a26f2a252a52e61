// Package shipping maps lists of what was sent to whom: an order or asset list
// in CSV, whoever made it, and the shipment history of FedEx Ship Manager.
package shipping

import (
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys.
const name = "shipping"

// Shapes of this source.
const (
	shapeList        = "shipping-list"
	shapeShipManager = "fedex-ship-manager"
)

// Source returns the mapping of shipping lists.
func Source() source.Source {
	return source.Source{Name: name, Title: "Shipping list", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeList, shapeShipManager:
		return mapRow(it, out)
	}
	return fmt.Errorf("shipping has no shape %q", it.Shape)
}

// recognise claims a list that says what was sent: a tracking number or a
// ship date, and somebody or somewhere it went to.
func recognise(h source.Head) source.Match {
	if h.Format != source.CSV && h.Format != source.XLSX {
		return source.Match{}
	}
	if h.HasColumns("Tracking Number", "Recipient Contact Name", "Recipient Address 1", "Recipient Postal Code") ||
		h.HasColumns("senderContactName", "recipientContactName", "recipientLine1", "recipientPostcode") {
		return source.Match{Shape: shapeShipManager, Confidence: 95}
	}
	at := index(h.Columns)
	sent := at.has(tracking) || at.has(shipped) && (at.has(serial) || at.shipTo(h.Columns))
	whom := at.has(recipient) || at.has(employee) || at.has(workMail) || at.has(line1)
	if sent && whom {
		return source.Match{Shape: shapeList, Confidence: 60}
	}
	return source.Match{}
}

// column is something that a list can say, under one of several headings.
type column int

const (
	employee column = iota
	workMail
	mail
	recipient
	line1
	line2
	line3
	city
	region
	postal
	country
	phone
	tracking
	serial
	order
	shipped
	delivered
	signer
	redirected
	held
	status
)

// headings lists the folded headings of each column, the plainest last: a list
// that has both "ship to city" and "city" means the first.
var headings = map[column][]string{
	employee: {"employeeid", "employeenumber", "employeeno", "empid", "empno", "employeecode", "workerid", "staffid",
		"personnelnumber", "associateid", "filenumber"},
	workMail: {"workemail", "workmail", "workemailaddress", "companyemail", "corporateemail", "employeeemail",
		"assigneeemail", "assignedtoemail", "upn", "userprincipalname"},
	mail: {"recipientemail", "shiptoemail", "recipientemailaddress", "contactemail", "emailaddress", "email"},
	recipient: {"recipientcontactname", "recipientname", "shiptoname", "shiptocontact", "shiptocontactname", "shiptoattention",
		"deliverto", "deliveredtoname", "consigneename", "consignee", "attentionname", "attention", "recipient",
		"contactname", "employeename", "assignedto", "assignee", "fullname", "name"},
	line1: {"shiptoaddress1", "shiptoaddressline1", "shiptostreet", "shiptostreet1", "recipientaddress1", "recipientaddressline1",
		"recipientline1", "recipientstreet", "shippingaddress1", "shippingaddressline1", "shippingstreet", "deliveryaddress1",
		"deliveryaddressline1", "shiptoaddress", "recipientaddress", "shippingaddress", "deliveryaddress", "addressline1",
		"address1", "street1", "streetaddress", "street", "address"},
	line2: {"shiptoaddress2", "shiptoaddressline2", "shiptostreet2", "recipientaddress2", "recipientaddressline2", "recipientline2",
		"shippingaddress2", "shippingaddressline2", "deliveryaddress2", "deliveryaddressline2", "addressline2", "address2", "street2", "unit", "apartment"},
	line3: {"shiptoaddress3", "shiptoaddressline3", "recipientaddress3", "recipientaddressline3", "recipientline3",
		"shippingaddress3", "addressline3", "address3", "street3"},
	city: {"shiptocity", "recipientcity", "shippingcity", "deliveryaddresscity", "city", "town"},
	region: {"shiptostate", "shiptostateprovince", "shiptoprovince", "shiptoregion", "recipientstate", "recipientstateprovince",
		"recipientprovince", "shippingstate", "shippingprovince", "stateprovince", "state", "province", "region"},
	postal: {"shiptozip", "shiptozipcode", "shiptopostalcode", "shiptopostcode", "recipientpostalcode", "recipientpostcode",
		"recipientzip", "recipientzipcode", "shippingzip", "shippingpostalcode", "postalcode", "postcode", "zipcode", "zip"},
	country: {"shiptocountry", "shiptocountrycode", "recipientcountry", "recipientcountrycode", "shippingcountry", "countrycode", "country"},
	phone: {"shiptophone", "shiptophonenumber", "recipientphone", "recipientphonenumber", "recipientcontactnumber",
		"recipientmobile", "contactphone", "contactnumber", "phonenumber", "phone", "mobile", "telephone"},
	tracking: {"trackingnumber", "trackingno", "trackingnum", "trackingid", "trackingcode", "carriertrackingnumber",
		"outboundtrackingnumber", "outboundtracking", "mastertrackingnumber", "airwaybill", "waybillnumber", "waybill", "awb", "tracking"},
	serial: {"serialnumber", "serialno", "serialnum", "deviceserialnumber", "deviceserial", "laptopserialnumber", "laptopserial",
		"assetserialnumber", "assetserial", "serial"},
	order: {"shipmentid", "orderid", "ordernumber", "orderno", "requestid", "assettag", "reference"},
	shipped: {"shipdate", "shippeddate", "dateshipped", "shippedat", "shippedon", "shipmentdate", "shippingdate", "senddate",
		"sentdate", "shipdatestamp", "shipped"},
	delivered:  {"delivereddate", "actualdeliverydate", "deliveredat", "deliveredon", "datedelivered", "actualdelivery", "deliverydate", "delivered"},
	signer:     {"signedby", "signedforby", "receivedby", "podsignature", "podname", "signature", "signatory"},
	redirected: {"redirectedto", "redirectedaddress", "redirectaddress", "reroutedto", "forwardedto", "redirected", "redirect"},
	held:       {"heldat", "heldatlocation", "holdatlocation", "holdlocation", "heldforpickup", "pickuplocation", "pickuppoint"},
	status:     {"deliverystatus", "trackingstatus", "shipmentstatus", "status"},
}

// positions says where in a row each column stands.
type positions map[column]int

func (p positions) has(c column) bool { _, ok := p[c]; return ok }

// shipTo reports whether the list names where things go, so that a list of
// people with a date in it is not taken for one of parcels.
func (p positions) shipTo(columns []string) bool {
	i, ok := p[line1]
	if !ok {
		return false
	}
	key := source.ColumnKey(columns[i])
	for _, prefix := range []string{"shipto", "recipient", "shipping", "delivery"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// index finds each column under the first of its headings that is there.
func index(columns []string) positions {
	at := map[string]int{}
	for i, c := range columns {
		if key := source.ColumnKey(c); key != "" {
			if _, twice := at[key]; !twice {
				at[key] = i
			}
		}
	}
	p := positions{}
	for c, names := range headings {
		for _, n := range names {
			if i, ok := at[n]; ok {
				p[c] = i
				break
			}
		}
	}
	return p
}
