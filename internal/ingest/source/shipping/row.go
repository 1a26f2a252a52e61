package shipping

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/parcel"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// row is one line of a list, by column.
type row struct {
	at    positions
	cells []string
}

func (r row) cell(c column) string {
	i, ok := r.at[c]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// mapRow maps one parcel, or one device of a parcel.
func mapRow(it source.Item, out *source.Out) error {
	r := row{at: index(it.Columns), cells: it.Cells}
	sent, err := r.date(shipped)
	if err != nil {
		return fmt.Errorf("read ship date: %w", err)
	}
	arrived, err := r.date(delivered)
	if err != nil {
		return fmt.Errorf("read delivery date: %w", err)
	}
	out.Unknown += len(it.Columns) - len(r.at)
	at := sent
	if at.IsZero() {
		at = arrived
	}
	rec := domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindShipment, ID: r.id()},
		OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin}
	r.addRefs(&rec)
	r.addDestination(&rec)
	r.addEvents(&rec, arrived)
	if len(rec.Refs) == 0 || len(rec.Values) == 0 {
		return domain.ErrUnused
	}
	out.Records = append(out.Records, rec)
	return nil
}

// date reads a date; a column that only says yes or no is none.
func (r row) date(c column) (time.Time, error) {
	s := r.cell(c)
	if s == "" || yes(s) || no(s) {
		return time.Time{}, nil
	}
	return when.Parse(s)
}

func yes(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1", "x":
		return true
	}
	return false
}

func no(s string) bool {
	switch strings.ToLower(s) {
	case "no", "n", "false", "0", "none", "n/a", "na", "-", "null":
		return true
	}
	return false
}

// id names the line: its parcel and device, else its device or order with whom
// it went to and when, because a laptop comes back and is sent to the next
// person, else its content.
func (r row) id() string {
	number, device := parcel.Tracking(r.cell(tracking)), asset.Serial(r.cell(serial))
	switch {
	case number != "" && device != "":
		return number + "/" + device
	case number != "":
		return number
	case device == "":
		device = r.cell(order)
	}
	if device == "" {
		h := xxh3.HashString128(strings.Join(r.cells, "\x00")).Bytes()
		return "hash-" + hex.EncodeToString(h[:])
	}
	who := r.cell(employee)
	for _, c := range []column{workMail, recipient} {
		if who == "" {
			who = strings.ToLower(r.cell(c))
		}
	}
	return strings.Join([]string{device, who, r.cell(shipped)}, "/")
}

// addRefs names whose parcel it is: by the employer's own key where the list
// has one, else by the recipient's name alone. An address is never a key: it
// is what is to be compared.
func (r row) addRefs(rec *domain.Record) {
	source.AddRef(rec, domain.RefEmployee, r.cell(employee))
	if m := r.cell(workMail); strings.Contains(m, "@") {
		source.AddRef(rec, domain.RefWorkMail, strings.ToLower(m))
	}
	if len(rec.Refs) == 0 {
		source.AddRef(rec, domain.RefRecipient, r.cell(recipient))
	}
	source.AddRef(rec, domain.RefTracking, parcel.Tracking(r.cell(tracking)))
	source.AddRef(rec, domain.RefSerial, asset.Serial(r.cell(serial)))
}

// addDestination adds to whom, where and what was sent.
func (r row) addDestination(rec *domain.Record) {
	text := func(f domain.Field, c column, role domain.Role) {
		if s := r.cell(c); !no(s) {
			source.AddText(rec, f, s, role, domain.Recorded)
		}
	}
	text(domain.FieldRecipientName, recipient, domain.RoleShipTo)
	var lines []string
	for _, c := range []column{line1, line2, line3} {
		if s := r.cell(c); s != "" && !no(s) {
			lines = append(lines, s)
		}
	}
	town, state, land := r.cell(city), r.cell(region), r.cell(country)
	if len(lines) > 0 {
		rec.Values = append(rec.Values, domain.Value{Field: domain.FieldAddress, Role: domain.RoleShipTo, Assurance: domain.Recorded,
			Address: &domain.Address{Lines: lines, City: town, Region: state, PostalCode: r.cell(postal), Country: land}})
	}
	if town != "" {
		rec.Values = append(rec.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleShipTo, Assurance: domain.Recorded,
			Place: &domain.Place{City: town, Region: state, Country: land}})
	}
	text(domain.FieldPhone, phone, domain.RoleShipTo)
	text(domain.FieldEmail, mail, domain.RoleShipTo)
	text(domain.FieldDeviceSerial, serial, domain.RoleDevice)
}

// addEvents adds what became of the parcel.
func (r row) addEvents(rec *domain.Record, arrived time.Time) {
	source.AddText(rec, domain.FieldSignedBy, parcel.Signer(r.cell(signer)), domain.RoleDelivery, domain.Recorded)
	said := map[string]bool{}
	event := func(kind, place string, at time.Time) {
		if kind == "" || said[kind] {
			return
		}
		said[kind] = true
		v := domain.Value{Field: domain.FieldDeliveryEvent, Text: kind, Time: at, Role: domain.RoleDelivery, Assurance: domain.Recorded}
		switch {
		case place == "" || yes(place):
		case strings.ContainsAny(place, "0123456789"):
			v.Address = &domain.Address{Lines: []string{place}}
		default:
			v.Place = &domain.Place{City: place}
		}
		rec.Values = append(rec.Values, v)
	}
	if s := r.cell(redirected); s != "" && !no(s) {
		event(parcel.Redirected, s, time.Time{})
	}
	if s := r.cell(held); s != "" && !no(s) {
		event(parcel.Held, s, time.Time{})
	}
	if kind := parcel.Event(r.cell(status)); kind == parcel.Delivered {
		event(kind, "", arrived)
	} else {
		event(kind, "", time.Time{})
	}
	if !arrived.IsZero() {
		event(parcel.Delivered, "", arrived)
	}
}
