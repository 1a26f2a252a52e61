package okta

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// mapEvent maps one System Log event in JSON.
func (r *reader) mapEvent(it source.Item, out *source.Out) error {
	if err := r.readEvent(it.JSON); err != nil {
		return fmt.Errorf("decode event: %w", err)
	}
	out.Unknown += r.unknown
	if r.ev.uuid == "" {
		h := xxh3.Hash128(it.JSON).Bytes()
		r.ev.uuid = "hash-" + hex.EncodeToString(h[:])
	}
	return r.add(it, out)
}

// add maps the event that was read to a sign-in.
func (r *reader) add(it source.Item, out *source.Out) error {
	e := &r.ev
	if e.eventType == "" {
		return errors.New("event names no type")
	}
	if !placesPerson(e.eventType) || !e.person() {
		return domain.ErrUnused
	}
	e.settle()
	if !e.located() {
		return domain.ErrUnused
	}
	if e.atErr != nil {
		return fmt.Errorf("read published: %w", e.atErr)
	}
	if e.at.IsZero() {
		return errors.New("event carries no time")
	}
	refs, values := spare(out)
	rec := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindSignIn, ID: e.uuid}, it, e.at)
	rec.Refs = append(refs, domain.Ref{Type: domain.RefAccount, Value: r.account(it.Tenant, e.actorID)})
	if mail := r.mail(e.login); mail != "" {
		rec.Refs = append(rec.Refs, domain.Ref{Type: domain.RefWorkMail, Value: mail})
	}
	rec.Values = r.values(values)
	return nil
}

// spare returns the slices of the record that the next Add overwrites, when
// that was an event too: events fold and are not kept, so their slices are
// free; those of any other kind may still be in use.
func spare(out *source.Out) ([]domain.Ref, []domain.Value) {
	n := len(out.Records)
	if n == cap(out.Records) {
		return make([]domain.Ref, 0, 2), make([]domain.Value, 0, 12)
	}
	old := out.Records[: n+1 : n+1][n]
	if !old.Key.Kind.HighVolume() {
		return make([]domain.Ref, 0, 2), make([]domain.Value, 0, 12)
	}
	return old.Refs[:0], old.Values[:0]
}

// account builds the qualified id of a user.
func (r *reader) account(tenant, id string) string {
	b := append(r.scratch[:0], name...)
	b = append(b, ':')
	b = append(b, tenant...)
	b = append(b, ':')
	b = append(b, id...)
	r.scratch = b
	return r.words.of(b)
}

// mail returns a login in lower case if it is a mail address.
func (r *reader) mail(login string) string {
	if strings.IndexByte(login, '@') < 1 {
		return ""
	}
	b := r.scratch[:0]
	for i := range len(login) {
		c := login[i]
		if c >= 0x80 {
			return strings.ToLower(strings.TrimSpace(login))
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != ' ' {
			b = append(b, c)
		}
	}
	r.scratch = b
	return r.words.of(b)
}

// values appends what the event says of its place, device and outcome.
func (r *reader) values(vs []domain.Value) []domain.Value {
	e := &r.ev
	text := func(f domain.Field, s string) {
		if s != "" {
			vs = append(vs, domain.Value{Field: f, Text: s, Role: domain.RoleSignIn, Assurance: domain.Recorded})
		}
	}
	text(domain.FieldEvent, e.eventType)
	text(domain.FieldOutcome, outcomeOf(e.result))
	text(domain.FieldPublicIP, e.ip)
	if !e.geo.empty() {
		vs = append(vs, domain.Value{Field: domain.FieldPlace, Role: domain.RoleSignIn,
			Assurance: domain.Recorded, Place: r.words.place(e.geo)})
	}
	if e.asn > 0 || e.asOrg != "" {
		vs = append(vs, domain.Value{Field: domain.FieldASN, Text: e.asOrg, Number: e.asn,
			Role: domain.RoleSignIn, Assurance: domain.Recorded})
	}
	if e.proxy {
		text(domain.FieldProxy, "true")
	}
	text(domain.FieldTunnel, e.tunnel)
	text(domain.FieldDeviceToken, e.dtHash)
	text(domain.FieldDeviceID, e.deviceID)
	text(domain.FieldFingerprint, e.fingerprint)
	text(domain.FieldApp, e.app)
	text(domain.FieldUserAgent, r.agent())
	return vs
}

// agent joins the families of browser and system.
func (r *reader) agent() string {
	browser, os := family(r.ev.browser), family(r.ev.os)
	if browser == "UNKNOWN" || browser == "" {
		if os == "Unknown" {
			return ""
		}
		return os
	}
	b := append(r.scratch[:0], browser...)
	if os != "" && os != "Unknown" {
		b = append(b, " on "...)
		b = append(b, os...)
	}
	r.scratch = b
	return r.words.of(b)
}
