package zoom

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// meeting is how a page, a participant or a webhook names its meeting. The
// API's pages do not: exporters add one of these.
type meeting struct {
	MeetingID   wire.Text `json:"meeting_id"`
	MeetingIDJS wire.Text `json:"meetingId"`
	UUID        wire.Text `json:"meeting_uuid"`
	UUIDJS      wire.Text `json:"meetingUuid"`
}

func (m meeting) number() string {
	for _, n := range []wire.Text{m.MeetingID, m.MeetingIDJS} {
		if d := meetinglink.Zoom(string(n)); d != "" {
			return d
		}
	}
	return ""
}

func (m meeting) uuid() string {
	if m.UUID != "" {
		return string(m.UUID)
	}
	return string(m.UUIDJS)
}

// participant is one presence in one meeting: of the dashboard (metrics), its
// quality-of-service pages, the report, the past-meetings list or a webhook.
// Zoom leaves most of it blank for guests.
type participant struct {
	meeting
	ID              wire.Text  `json:"id"`
	UserID          wire.Text  `json:"user_id"`
	ParticipantUser wire.Text  `json:"participant_user_id"`
	ParticipantUUID wire.Text  `json:"participant_uuid"`
	RegistrantID    wire.Text  `json:"registrant_id"`
	UserName        wire.Text  `json:"user_name"`
	Name            wire.Text  `json:"name"`
	Email           wire.Text  `json:"email"`
	UserEmail       wire.Text  `json:"user_email"`
	IPAddress       wire.Texts `json:"ip_address"`
	PublicIP        wire.Texts `json:"public_ip"`
	Location        wire.Text  `json:"location"`
	Device          wire.Text  `json:"device"`
	MACAddr         wire.Texts `json:"mac_addr"`
	HarddiskID      wire.Text  `json:"harddisk_id"`
	PCName          wire.Text  `json:"pc_name"`
	Camera          wire.Text  `json:"camera"`
	Microphone      wire.Text  `json:"microphone"`
	Speaker         wire.Text  `json:"speaker"`
	JoinTime        wire.Text  `json:"join_time"`
	LeaveTime       wire.Text  `json:"leave_time"`
}

// page is a page of participants with what exporters add to it.
type page struct {
	meeting
	PageUUID     wire.Text     `json:"uuid"`
	Participants []participant `json:"participants"`
}

// errNoMeeting: without a number nothing joins the participant to an interview.
var errNoMeeting = fmt.Errorf("participant's meeting has no number and no member of the account takes part: %w", domain.ErrUnused)

// mapParticipants maps a page, or one participant of it.
func mapParticipants(it source.Item, out *source.Out) error {
	var p page
	var single participant
	unknown, isPage, err := decodePage(it.JSON, &p, &single)
	if err != nil {
		return fmt.Errorf("decode participants: %w", err)
	}
	out.Unknown += unknown
	if !isPage {
		return single.add(it, out, single.number(), single.uuid(), "")
	}
	number, uuid := p.number(), p.uuid()
	if uuid == "" {
		uuid = string(p.PageUUID)
	}
	added := len(out.Records)
	for i := range p.Participants {
		one := &p.Participants[i]
		own := number
		if n := one.number(); n != "" {
			own = n
		}
		err := one.add(it, out, own, uuid, "")
		if err != nil && !errors.Is(err, domain.ErrUnused) {
			return fmt.Errorf("participant %d: %w", i+1, err)
		}
	}
	if len(out.Records) == added {
		return errNoMeeting
	}
	return nil
}

// decodePage decodes a page into pg or, when the item has no list of
// participants, one participant into one.
func decodePage(data []byte, pg *page, one *participant) (unknown int, isPage bool, err error) {
	var w wire.Walker
	w.Reset(data)
	for w.Object(); w.Next(); {
		isPage = string(w.Name()) == "participants" || isPage
		w.Skip()
	}
	if err := w.End(); err != nil {
		return 0, false, err
	}
	if isPage {
		unknown, err = wire.UnmarshalCount(data, pg)
		return unknown, true, err
	}
	unknown, err = wire.UnmarshalCount(data, one)
	return unknown, false, err
}

// internal reports whether Zoom says the participant belongs to the account:
// since March 2023 it blanks these ids for everybody else.
func (p *participant) internal() bool { return p.ID != "" || p.ParticipantUser != "" }

func (p *participant) mail() string {
	m := strings.ToLower(strings.TrimSpace(string(p.Email)))
	if m == "" {
		m = strings.ToLower(strings.TrimSpace(string(p.UserEmail)))
	}
	if !strings.Contains(m, "@") {
		return ""
	}
	return m
}

// add maps one presence. event is "" for a whole presence, else what a webhook
// said of it.
func (p *participant) add(it source.Item, out *source.Out, number, uuid, event string) error {
	joined, err := optionalTime(p.JoinTime)
	if err != nil {
		return fmt.Errorf("read join time: %w", err)
	}
	left, err := optionalTime(p.LeaveTime)
	if err != nil {
		return fmt.Errorf("read leave time: %w", err)
	}
	mail := p.mail()
	if number == "" && (mail == "" || !p.internal()) {
		return errNoMeeting
	}
	at := joined
	if at.IsZero() || event == "left" {
		at = left
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindMeeting, ID: p.key(it, number, uuid, event)}, it, at)
	source.AddRef(r, domain.RefMeeting, number)
	text := func(f domain.Field, s string, a domain.Assurance) {
		source.AddText(r, f, s, domain.RoleMeeting, a)
	}
	text(domain.FieldMeeting, number, domain.Recorded)
	if mail != "" && p.internal() {
		source.AddRef(r, domain.RefWorkMail, mail)
	} else {
		text(domain.FieldEmail, mail, domain.Declared)
	}
	display := string(p.UserName)
	if display == "" {
		display = string(p.Name)
	}
	text(domain.FieldName, display, domain.Declared)
	for _, ip := range addresses(p.IPAddress, p.PublicIP) {
		text(domain.FieldPublicIP, ip, domain.Recorded)
	}
	for _, mac := range split(p.MACAddr) {
		text(domain.FieldDeviceMAC, mac, domain.Recorded)
	}
	text(domain.FieldDiskID, string(p.HarddiskID), domain.Recorded)
	text(domain.FieldHostname, string(p.PCName), domain.Recorded)
	text(domain.FieldUserAgent, string(p.Device), domain.Recorded)
	text(domain.FieldCamera, string(p.Camera), domain.Recorded)
	text(domain.FieldMicrophone, string(p.Microphone), domain.Recorded)
	text(domain.FieldSpeaker, string(p.Speaker), domain.Recorded)
	if place := placeOf(string(p.Location)); place != nil {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleMeeting, Assurance: domain.Recorded, Place: place})
	}
	presence(r, "joined", joined)
	presence(r, "left", left)
	return nil
}

func presence(r *domain.Record, event string, at time.Time) {
	if !at.IsZero() {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldEvent, Text: event, Time: at, Role: domain.RoleMeeting, Assurance: domain.Recorded})
	}
}

// key names one presence: the meeting, who, and when they joined, because a
// person who drops out and comes back is listed twice.
func (p *participant) key(it source.Item, number, uuid, event string) string {
	who := ""
	for _, id := range []wire.Text{p.ParticipantUUID, p.RegistrantID, p.UserID, p.ParticipantUser, p.ID} {
		if id != "" {
			who = string(id)
			break
		}
	}
	if uuid == "" {
		uuid = number
	}
	if who == "" || uuid == "" {
		h := xxh3.HashString128(fmt.Sprint(string(p.UserName), "\x00", string(p.Name), "\x00", string(p.JoinTime), "\x00", p.mail())).Bytes()
		who = "hash-" + hex.EncodeToString(h[:])
	}
	return strings.Trim(strings.Join([]string{uuid, who, string(p.JoinTime), event}, "/"), "/")
}

func optionalTime(s wire.Text) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return when.Parse(string(s))
}

// split takes lists apart that Zoom writes as one text.
func split(lists ...wire.Texts) (parts []string) {
	for _, list := range lists {
		for _, s := range list {
			parts = append(parts, strings.FieldsFunc(string(s), func(c rune) bool {
				return c == ';' || c == ',' || c == ' ' || c == '|'
			})...)
		}
	}
	return parts
}

// addresses returns every IP address in the lists, each once, without those of
// the participant's own network.
func addresses(lists ...wire.Texts) (ips []string) {
	seen := map[string]bool{}
	for _, s := range split(lists...) {
		ip, err := netip.ParseAddr(s)
		if err == nil && ip.IsGlobalUnicast() && !ip.IsPrivate() && !seen[ip.String()] {
			seen[ip.String()] = true
			ips = append(ips, ip.String())
		}
	}
	return ips
}

// placeOf reads Zoom's "San Jose (US )".
func placeOf(location string) *domain.Place {
	city, rest, found := strings.Cut(location, "(")
	city = strings.TrimSpace(city)
	country := ""
	if found {
		country, _, _ = strings.Cut(rest, ")")
		country = strings.TrimSpace(country)
	}
	if city == "" && country == "" {
		return nil
	}
	return &domain.Place{City: city, Country: country}
}
