package fleet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/wire"
)

// host is one host of GET /api/v1/fleet/hosts, old shape and new.
type host struct {
	ID              wire.Text  `json:"id"`
	UUID            wire.Text  `json:"uuid"`
	Hostname        wire.Text  `json:"hostname"`
	ComputerName    wire.Text  `json:"computer_name"`
	HardwareSerial  wire.Text  `json:"hardware_serial"`
	PrimaryMAC      wire.Text  `json:"primary_mac"`
	PublicIP        wire.Text  `json:"public_ip"`
	CreatedAt       wire.Text  `json:"created_at"`
	SeenTime        wire.Text  `json:"seen_time"`
	DetailUpdatedAt wire.Text  `json:"detail_updated_at"`
	EndUsers        []endUser  `json:"end_users"`
	DeviceMapping   []mapping  `json:"device_mapping"`
	Software        []software `json:"software"`
	Geolocation     *struct {
		Country  wire.Text `json:"country_iso"`
		City     wire.Text `json:"city_name"`
		Geometry struct {
			Coordinates []float64 `json:"coordinates"` // longitude first, as GeoJSON has it
		} `json:"geometry"`
	} `json:"geolocation"`
}

type endUser struct {
	IDPUserName wire.Text `json:"idp_username"`
	OtherEmails []mapping `json:"other_emails"`
}

type mapping struct {
	Email  wire.Text `json:"email"`
	Source wire.Text `json:"source"`
}

func mapHost(it source.Item, out *source.Out) error {
	var h struct {
		host
		Host *host `json:"host"` // the answer to a request for one host
	}
	unknown, err := wire.UnmarshalCount(it.JSON, &h)
	if err != nil {
		return fmt.Errorf("decode host: %w", err)
	}
	out.Unknown += unknown
	if h.Host != nil {
		return h.Host.add(it, out)
	}
	return h.host.add(it, out)
}

// mapHostRow maps a row of Hosts > Export hosts. A row lists mapped addresses
// with commas and does not say where they come from.
func mapHostRow(it source.Item, out *source.Out) error {
	h := host{
		ID: cell(it, "id"), UUID: cell(it, "uuid"), Hostname: cell(it, "hostname"), ComputerName: cell(it, "computer_name"),
		HardwareSerial: cell(it, "hardware_serial"), PrimaryMAC: cell(it, "primary_mac"), PublicIP: cell(it, "public_ip"),
		CreatedAt: cell(it, "created_at"), SeenTime: cell(it, "seen_time"), DetailUpdatedAt: cell(it, "detail_updated_at"),
	}
	for m := range strings.SplitSeq(string(cell(it, "device_mapping")), ",") {
		h.DeviceMapping = append(h.DeviceMapping, mapping{Email: wire.Text(strings.TrimSpace(m))})
	}
	out.Unknown += max(len(it.Columns)-11, 0)
	return h.add(it, out)
}

func cell(it source.Item, column string) wire.Text { return wire.Text(it.Cell(column)) }

// owner returns the one work address that a host belongs to, or "". An
// identity provider's word goes before what an admin typed, and that before
// browser profiles, which count only when there is a single one: a browser
// holds private addresses too.
func (h *host) owner() string {
	var idp, typed, browser []string
	put := func(m mapping) {
		mail := strings.ToLower(strings.TrimSpace(string(m.Email)))
		if !strings.Contains(mail, "@") {
			return
		}
		switch src := string(m.Source); {
		case strings.Contains(src, "idp"):
			idp = append(idp, mail)
		case strings.HasPrefix(src, "custom"):
			typed = append(typed, mail)
		default:
			browser = append(browser, mail)
		}
	}
	for _, u := range h.EndUsers {
		put(mapping{Email: u.IDPUserName, Source: "idp"})
		for _, m := range u.OtherEmails {
			put(m)
		}
	}
	for _, m := range h.DeviceMapping {
		put(m)
	}
	for _, list := range [][]string{idp, typed, browser} {
		slices.Sort(list)
		if list = slices.Compact(list); len(list) > 0 {
			if len(list) > 1 {
				return "" // two people share the host: it joins neither
			}
			return list[0]
		}
	}
	return ""
}

// add gives the device and, where the server saw an address or place, one
// check-in. The primary MAC is the host's own.
func (h *host) add(it source.Item, out *source.Out) error {
	id := strings.ToLower(string(h.UUID))
	if id == "" || sharedUUIDs[id] {
		id = string(h.ID)
	}
	if id == "" {
		return errors.New("host has no id")
	}
	var created, seen, detail time.Time
	for _, d := range []struct {
		at   *time.Time
		text wire.Text
		name string
	}{{&created, h.CreatedAt, "created_at"}, {&seen, h.SeenTime, "seen_time"}, {&detail, h.DetailUpdatedAt, "detail_updated_at"}} {
		var err error
		if *d.at, err = optionalTime(d.text); err != nil {
			return fmt.Errorf("read %s: %w", d.name, err)
		}
	}
	if seen.IsZero() {
		seen = detail
	}
	h.addDevice(it, out, id, seen, created)
	h.addCheckin(it, out, id, seen)
	h.addSoftware(it, out, id)
	return nil
}

func (h *host) addDevice(it source.Item, out *source.Out, id string, seen, created time.Time) {
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDevice, ID: id}, it, seen)
	h.addRefs(it, r)
	text := func(f domain.Field, s wire.Text) {
		source.AddText(r, f, string(s), domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, h.HardwareSerial)
	text(domain.FieldDeviceMAC, h.PrimaryMAC)
	if hostRef(it.Tenant, string(h.UUID)) != "" {
		text(domain.FieldDeviceID, h.UUID)
	}
	if text(domain.FieldHostname, h.ComputerName); h.ComputerName == "" {
		text(domain.FieldHostname, h.Hostname)
	}
	source.AddTime(r, domain.FieldCreatedAt, created)
}

func (h *host) addRefs(it source.Item, r *domain.Record) {
	source.AddRef(r, domain.RefWorkMail, h.owner())
	source.AddRef(r, domain.RefSerial, asset.Serial(string(h.HardwareSerial)))
	source.AddRef(r, domain.RefDeviceUser, hostRef(it.Tenant, string(h.UUID)))
}

func (h *host) addCheckin(it source.Item, out *source.Out, id string, seen time.Time) {
	place := h.place()
	if h.PublicIP == "" && place == nil || seen.IsZero() {
		return
	}
	key := domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCheckin, ID: id + "/" + seen.Format(time.RFC3339)}
	r := out.Add(key, it, seen)
	h.addRefs(it, r)
	source.AddText(r, domain.FieldPublicIP, string(h.PublicIP), domain.RoleDevice, domain.Recorded)
	if place != nil {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleDevice, Assurance: domain.Recorded, Place: place})
	}
}

func (h *host) place() *domain.Place {
	g := h.Geolocation
	if g == nil || g.City == "" && g.Country == "" {
		return nil
	}
	p := &domain.Place{City: string(g.City), Country: string(g.Country)}
	if c := g.Geometry.Coordinates; len(c) == 2 && c[0] >= -180 && c[0] <= 180 && c[1] >= -90 && c[1] <= 90 && (c[0] != 0 || c[1] != 0) {
		p.Lon, p.Lat, p.HasPoint = c[0], c[1], true
	}
	return p
}
