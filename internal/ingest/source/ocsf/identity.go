package ocsf

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/agent"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// Activities of Authentication by which a person comes or goes. Tickets are
// asked for by machines.
const (
	logon  = 1
	logoff = 2
)

// addSignIn maps an Authentication event.
func (e *event) addSignIn(it source.Item, out *source.Out) error {
	user := e.doc.At("user")
	if e.activity != logon && e.activity != logoff || !human(user) {
		return domain.ErrUnused
	}
	return e.signIn(user, it).Add(it, out)
}

// signIn reads where somebody acted. Of what a host logged the device is the
// host itself, which many may use, and is left out.
func (e *event) signIn(user *tree.Node, it source.Item) signin.Event {
	n, from := e.doc, e.doc.At("src_endpoint")
	s := signin.Event{
		Source: name, ID: e.id, At: e.at, Other: e.vendor.account(it.Tenant, user), Mail: mail(user),
		Event: n.First("type_name", "activity_name"), Outcome: outcomeOf(n), IP: from.Text("ip"), Place: placeOf(from.At("location")),
		ASN: from.Number("autonomous_system", "number"), Operator: from.Text("autonomous_system", "name"),
		App: n.Text("service", "name"), Agent: agent.Families(n.Text("http_request", "user_agent")), Session: n.Text("session", "uid"),
	}
	if s.Operator == "" {
		s.Operator = from.Text("location", "isp")
	}
	if actor := n.At("actor"); same(actor.At("user"), user) {
		if s.Mail == "" {
			s.Mail = mail(actor.At("user"))
		}
		if s.Session == "" {
			s.Session = actor.Text("session", "uid")
		}
	}
	if e.vendor.identity() {
		s.Device, s.Managed = n.Text("device", "uid"), owned(n.At("device"))
	}
	return s
}

// same reports whether two users are one account.
func same(a, b *tree.Node) bool { return a.Text("uid") != "" && a.Text("uid") == b.Text("uid") }

func outcomeOf(n *tree.Node) string {
	switch id := n.Text("status_id"); {
	case id == "1", id == "" && n.Text("status") == "Success":
		return "success"
	case id == "2", id == "" && n.Text("status") == "Failure":
		return "failure"
	case id == "99":
		return "other"
	}
	return ""
}

func placeOf(n *tree.Node) domain.Place {
	p := domain.Place{City: n.Text("city"), Region: n.Text("region"), Country: n.Text("country")}
	if n.Has("lat") && n.Has("long") {
		p.Lat, p.Lon, p.HasPoint = n.Number("lat"), n.Number("long"), true
	} else if c := n.List("coordinates"); len(c) == 2 { // until 1.0: longitude first
		p.Lon, p.Lat, p.HasPoint = c[0].Number(), c[1].Number(), true
	}
	return p
}

// owned reports whether a device is the employer's, as far as the event says.
func owned(device *tree.Node) string {
	switch {
	case device.True("is_managed"), device.True("is_compliant"):
		return "true"
	case device.Text("uid") != "" && device.Has("is_managed"):
		return "false"
	}
	return ""
}

// created and statuses are the activities of Account Change that say how an
// account stands.
const created = 1

var statuses = map[int]string{created: "active", 2: "active", 5: "deactivated", 6: "deleted", 9: "locked"}

// addChange maps an Account Change: how the account stands now, and, where its
// owner made the change, where the owner was.
func (e *event) addChange(it source.Item, out *source.Out) error {
	user, added := e.doc.At("user"), len(out.Records)
	if !human(user) {
		return domain.ErrUnused
	}
	status, account := statuses[e.activity], e.vendor.account(it.Tenant, user)
	if outcome := outcomeOf(e.doc); status != "" && account != "" && outcome != "failure" {
		part := "status"
		if e.activity == created {
			part = "created"
		}
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAccount, ID: account + "/" + part}, it, e.at)
		e.who(r, user, account)
		source.AddText(r, domain.FieldStatus, status, "", domain.Recorded)
		if e.activity == created {
			source.AddTime(r, domain.FieldCreatedAt, e.at)
		}
	}
	if same(e.doc.At("actor", "user"), user) {
		if err := e.signIn(user, it).Add(it, out); err != nil && err != domain.ErrUnused {
			return err
		}
	}
	if len(out.Records) == added {
		return domain.ErrUnused
	}
	return nil
}

// who names the account that a record is of, and its owner.
func (e *event) who(r *domain.Record, user *tree.Node, account string) {
	source.AddRef(r, domain.RefAccount, account)
	address, called := mail(user), user.Text("full_name")
	source.AddRef(r, domain.RefWorkMail, address)
	// The name of a user is a login, which some mappings fill with a full name.
	if plain := user.Text("name"); called == "" && strings.Contains(plain, " ") {
		called = plain
	}
	source.AddText(r, domain.FieldName, called, domain.RoleProfile, domain.Recorded)
}
