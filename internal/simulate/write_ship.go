package simulate

import "time"

// shipments writes what the company's own shipping list holds. Some parcels
// carry no employee number, only a name.
func (o *output) shipments() error {
	r := stream(o.w.p.Seed, "shipping list")
	var rows [][]string
	for _, w := range o.w.parcels() {
		p := w.parcel
		to, redirected, event := p.to, "", "Delivered"
		if p.redirect != nil {
			redirected, event = p.redirect.lines()+", "+p.redirect.city.name+", "+p.redirect.city.region+" "+p.redirect.postal, "Redirected by recipient, delivered"
		}
		line1, line2 := to.carrierForm(r)
		number := w.number
		if p.noKey {
			number = ""
		}
		rows = append(rows, []string{number, w.p.given + " " + w.p.family, p.tracking, "FedEx", w.laptop.serial,
			line1, line2, to.city.name, to.city.region, to.postal, to.city.country,
			stamp(p.sent), stamp(p.done), event, redirected, p.signer})
	}
	return o.table("shipments.csv", []string{"Employee ID", "Recipient Name", "Tracking Number", "Carrier", "Serial Number",
		"Ship To Address 1", "Ship To Address 2", "Ship To City", "Ship To State", "Ship To Zip", "Ship To Country",
		"Ship Date", "Delivered At", "Status", "Redirected To", "Signed By"}, rows)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// hires writes the join table between tracker and HR system.
func (o *output) hires() error {
	var rows [][]string
	for _, c := range o.w.greens {
		w := c.p.worker
		if w == nil || !w.joined {
			continue
		}
		for _, a := range c.apps {
			if a.hired {
				rows = append(rows, []string{itoa(c.id), w.number})
			}
		}
	}
	return o.table("hires.csv", []string{"candidate_id", "employee_id"}, rows)
}

// fedex writes the carrier's own account of part of the parcels, in the shape
// of the Track API. The street is there because the shipper is the one who asks.
func (o *output) fedex() error {
	var list []*worker
	for _, w := range o.w.parcels() {
		if w.parcel.inTracking {
			list = append(list, w)
		}
	}
	head := `{"transactionId":"00000000-0000-4000-8000-0000000000f1","output":{"completeTrackResults":[`
	return items(o, "fedex-tracking.json", head, "]}}\n", list, func(t *text, w *worker) {
		p := w.parcel
		end := p.to
		if p.redirect != nil {
			end = p.redirect
		}
		t.open('{')
		t.str("trackingNumber", p.tracking)
		t.lit(`,"trackResults":[{"trackingNumberInfo":{`)
		t.str("trackingNumber", p.tracking)
		t.lit(`,"carrierCode":"FDXE"},"additionalTrackingInfo":{"packageIdentifiers":[{"type":"SHIPPER_REFERENCE","values":["`)
		t.lit(w.laptop.serial + `"]}]},"recipientInformation":{"contact":{"personName":"` + w.p.given + " " + w.p.family + `"}`)
		fedexAddress(t, "address", p.to)
		t.lit(`},"latestStatusDetail":{"code":"DL","derivedCode":"DL","statusByLocale":"Delivered","description":"Delivered"}`)
		t.lit(`,"deliveryDetails":{`)
		t.str("receivedByName", p.signer)
		t.str("signedByName", p.signer)
		t.str("locationType", "RESIDENCE")
		fedexAddress(t, "actualDeliveryAddress", end)
		t.close('}')
		t.array("dateAndTimes")
		t.open('{')
		t.str("dateTime", stamp(p.done))
		t.str("type", "ACTUAL_DELIVERY")
		t.lit("},{")
		t.str("dateTime", stamp(p.sent))
		t.str("type", "SHIP")
		t.lit("}]")
		t.array("scanEvents")
		scan(t, p.done, "DL", "Delivered", end)
		if p.redirect != nil {
			scan(t, p.done.Add(-20*time.Hour), "RR", "Delivery option requested", p.to)
		}
		scan(t, p.sent, "PU", "Picked up", nil)
		t.lit("]}]}")
	})
}

func fedexAddress(t *text, key string, a *address) {
	t.object(key)
	t.array("streetLines")
	t.b = appendQuoted(t.b, a.line1)
	if a.line2 != "" {
		t.comma()
		t.b = appendQuoted(t.b, a.line2)
	}
	t.close(']')
	t.str("city", a.city.name)
	t.str("stateOrProvinceCode", a.city.region)
	t.str("postalCode", a.postal)
	t.str("countryCode", a.city.country)
	t.bool("residential", true)
	t.close('}')
}

func scan(t *text, at time.Time, code, what string, where *address) {
	t.open('{')
	t.str("date", stamp(at))
	t.str("eventType", code)
	t.str("eventDescription", what)
	t.str("derivedStatusCode", code)
	if code == "RR" {
		t.str("exceptionDescription", "Recipient redirected the package to another address")
	}
	t.object("scanLocation")
	if where != nil {
		t.str("city", where.city.name)
		t.str("stateOrProvinceCode", where.city.region)
		t.str("countryCode", where.city.country)
	}
	t.lit("}}")
}
