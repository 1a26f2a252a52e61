package bamboohr

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// delivery is what a webhook tells of one employee.
type delivery struct {
	employee
	at    time.Time
	moved bool // the address is among what changed
}

// mapWebhook maps one employee of a delivery that carries fields. A delivery
// tells of part of an employee, so it has a key of its own and does not take
// the place of the whole; an address becomes a change of address.
func mapWebhook(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "webhook")
	if err != nil {
		return err
	}
	if strings.EqualFold(n.Text("action"), "deleted") { // the employer's wish to keep nothing
		return domain.ErrUnused
	}
	d, err := readDelivery(n)
	if err != nil {
		return err
	}
	out.Unknown += n.Unread()
	if it.ObservedAt.IsZero() || d.at.Before(it.ObservedAt) {
		it.ObservedAt = d.at // it was seen when it was sent: the last one stands
	}
	move := d.move(it)
	part, err := d.part(it)
	if err != nil {
		return err
	}
	for _, r := range []domain.Record{move, part} {
		if len(r.Values) > 0 {
			d.addRefs(it, &r)
			out.Records = append(out.Records, r)
		}
	}
	if len(out.Records) == 0 {
		return domain.ErrUnused
	}
	return nil
}

func readDelivery(n *tree.Node) (d delivery, err error) {
	d.employee = employee{id: n.Text("id")}
	for _, f := range n.Texts("changedFields") {
		switch columns[source.ColumnKey(f)] {
		case line1, line2, city, region, postal, country:
			d.moved = true
		}
	}
	fields := n.At("fields")
	for _, field := range fields.Names() {
		if _, known := columns[source.ColumnKey(field)]; known {
			value := fields.Text(field)
			if value == "" {
				value = fields.Text(field, "value")
			}
			d.set(field, value)
		}
	}
	stamp := n.Text("timestamp")
	switch {
	case d.employee[id] == "":
		return d, errors.New("webhook names no employee")
	case stamp == "":
		return d, errors.New("webhook has no timestamp")
	}
	if d.at, err = when.Parse(stamp); err != nil {
		return d, fmt.Errorf("read timestamp of webhook: %w", err)
	}
	return d, nil
}

func (d *delivery) record(it source.Item, kind domain.Kind, prefix string) domain.Record {
	key := domain.Key{Source: name, Tenant: it.Tenant, Kind: kind, ID: prefix + d.employee[id] + "@" + d.at.Format(time.RFC3339)}
	return domain.Record{Key: key, OccurredAt: d.at, ObservedAt: it.ObservedAt, Origin: it.Origin}
}

// move is the change of address, without values where none changed.
func (d *delivery) move(it source.Item) domain.Record {
	r := d.record(it, domain.KindAddressChange, "")
	if !d.moved {
		return r
	}
	if source.AddAddress(&r, domain.RoleHome, d.home()); len(r.Values) > 0 {
		source.AddTime(&r, domain.FieldEffectiveAt, d.at)
	}
	return r
}

// part is what the delivery says of the worker beside the address.
func (d *delivery) part(it source.Item) (domain.Record, error) {
	r := d.record(it, domain.KindWorker, "event/")
	from, to, err := d.dates()
	if err != nil {
		return r, err
	}
	d.addPerson(&r)
	d.addJob(&r, from, to)
	return r, nil
}
