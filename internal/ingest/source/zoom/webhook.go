package zoom

import (
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// webhook is one delivery of a meeting event.
type webhook struct {
	Event   wire.Text `json:"event"`
	Payload struct {
		Object struct {
			ID          wire.Text   `json:"id"`
			UUID        wire.Text   `json:"uuid"`
			Participant participant `json:"participant"`
		} `json:"object"`
	} `json:"payload"`
}

// mapWebhook reads who joined and left; other events carry nothing that is
// read, registrations among them, which hold what a guest typed into a form.
func mapWebhook(it source.Item, out *source.Out) error {
	var h webhook
	unknown, err := wire.UnmarshalCount(it.JSON, &h)
	if err != nil {
		return fmt.Errorf("decode webhook: %w", err)
	}
	out.Unknown += unknown
	_, what, _ := strings.Cut(string(h.Event), ".participant_")
	if what != "joined" && what != "left" {
		return domain.ErrUnused
	}
	o := &h.Payload.Object
	return o.Participant.add(it, out, meetinglink.Zoom(string(o.ID)), string(o.UUID), what)
}

// activity is one line of the sign in / sign out report.
type activity struct {
	Email      wire.Text  `json:"email"`
	Time       wire.Text  `json:"time"`
	Type       wire.Text  `json:"type"`
	IPAddress  wire.Texts `json:"ip_address"`
	ClientType wire.Text  `json:"client_type"`
}

// mapActivity maps one sign-in to the Zoom account, by the account's mail.
func mapActivity(it source.Item, out *source.Out) error {
	var a activity
	unknown, err := wire.UnmarshalCount(it.JSON, &a)
	if err != nil {
		return fmt.Errorf("decode activity: %w", err)
	}
	out.Unknown += unknown
	mail := strings.ToLower(strings.TrimSpace(string(a.Email)))
	ips := addresses(a.IPAddress)
	if !strings.Contains(mail, "@") || len(ips) == 0 {
		return domain.ErrUnused
	}
	at, err := when.Parse(string(a.Time))
	if err != nil {
		return fmt.Errorf("read time of activity: %w", err)
	}
	id := strings.Join([]string{mail, at.Format(time.RFC3339), string(a.Type), ips[0]}, "/")
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindSignIn, ID: id}, it, at)
	source.AddRef(r, domain.RefWorkMail, mail)
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleSignIn, domain.Recorded)
	}
	text(domain.FieldEvent, strings.ToLower(string(a.Type)))
	text(domain.FieldPublicIP, ips[0])
	text(domain.FieldApp, "Zoom")
	text(domain.FieldUserAgent, string(a.ClientType))
	return nil
}
