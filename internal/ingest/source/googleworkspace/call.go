package googleworkspace

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// addCall maps one person's presence in one Meet call, told when it ends. Of
// people outside the organisation Google gives neither address nor place.
func (a activity) addCall(e event, ended time.Time, it source.Item, out *source.Out) error {
	who, kind := e.text("identifier"), e.text("identifier_type")
	if e.name != "call_ended" || kind == "device_id" { // a room's own device is no person
		return domain.ErrUnused
	}
	code := meetinglink.Ref("https://meet.google.com/" + e.text("meeting_code"))
	internal := e.text("is_external") != "true" && kind == "email_address" && strings.Contains(who, "@")
	if code == "" && !internal {
		return domain.ErrUnused // nothing joins it to an interview
	}
	joined, left, err := e.presence(ended)
	if err != nil {
		return err
	}
	id := a.id(e, joined)
	if conference, endpoint := e.text("conference_id"), e.text("endpoint_id"); conference != "" && endpoint != "" {
		id = strings.Join([]string{conference, endpoint, strconv.FormatInt(joined.Unix(), 10)}, "/")
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindMeeting, ID: id}, it, joined)
	source.AddRef(r, domain.RefMeeting, code)
	text := func(f domain.Field, s string, how domain.Assurance) {
		source.AddText(r, f, s, domain.RoleMeeting, how)
	}
	text(domain.FieldMeeting, code, domain.Recorded)
	switch {
	case internal:
		source.AddRef(r, domain.RefWorkMail, strings.ToLower(who))
		if strings.EqualFold(a.mail, who) && a.profile != "" {
			source.AddRef(r, domain.RefAccount, domain.QualifiedID(name, it.Tenant, a.profile))
		}
	case kind == "email_address":
		text(domain.FieldEmail, who, domain.Recorded)
	case kind == "phone_number":
		text(domain.FieldPhone, who, domain.Recorded)
	}
	text(domain.FieldName, e.text("display_name"), domain.Declared)
	ip := signin.Public(e.text("ip_address"))
	text(domain.FieldPublicIP, ip, domain.Recorded)
	text(domain.FieldUserAgent, e.text("device_type"), domain.Recorded)
	// The region is the city or the part of the country, whichever is known.
	if p := (domain.Place{City: e.text("location_region"), Country: e.text("location_country")}); p != (domain.Place{}) {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Role: domain.RoleMeeting, Assurance: domain.Recorded, Place: &p})
	}
	if rtt, err := strconv.ParseFloat(e.text("network_rtt_msec_mean"), 64); err == nil && rtt > 0 && rtt < 1e6 {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldLatency, Number: rtt, Role: domain.RoleMeeting, Assurance: domain.Recorded})
	}
	for _, p := range []struct {
		what string
		at   time.Time
	}{{"joined", joined}, {"left", left}} {
		if !p.at.IsZero() {
			r.Values = append(r.Values, domain.Value{Field: domain.FieldEvent, Text: p.what, Time: p.at, Role: domain.RoleMeeting, Assurance: domain.Recorded})
		}
	}
	return nil
}

// longest is beyond any call: Meet ends one after 24 hours.
const longest = 48 * time.Hour

// presence reads when a call began for a person, and when it ended. The event
// is written at its end, and says how long it was.
func (e event) presence(ended time.Time) (joined, left time.Time, err error) {
	seconds, _ := strconv.ParseFloat(e.text("duration_seconds"), 64)
	if !(seconds >= 0 && seconds <= longest.Seconds()) {
		return joined, left, fmt.Errorf("a call of %.0f seconds", seconds)
	}
	lasted := time.Duration(seconds) * time.Second
	if start := e.text("start_timestamp_seconds"); start != "" {
		if joined, err = when.ParseEpoch(start); err != nil {
			return joined, left, fmt.Errorf("read start_timestamp_seconds: %w", err)
		}
		return joined, joined.Add(lasted), nil
	}
	if ended.IsZero() {
		return joined, left, errors.New("the call has no time")
	}
	return ended.Add(-lasted), ended, nil
}
