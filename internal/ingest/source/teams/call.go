package teams

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// call is what one call record says of the whole call.
type call struct {
	id      string
	meeting string            // thread or number of the meeting; "" of a call between two
	home    string            // the organiser's tenant
	logins  map[string]string // of people by their id in Entra
}

// sides are the two ends of a session, and how its media name their networks
// and devices. In a meeting one of them is Microsoft's service.
var sides = []struct{ end, network, device string }{
	{"caller", "callerNetwork", "callerDevice"},
	{"callee", "calleeNetwork", "calleeDevice"},
}

// mapCall maps each person's session in a call to one presence.
func mapCall(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "call record")
	if err != nil {
		return err
	}
	c := call{id: n.Text("id"), meeting: meetinglink.Ref(n.Text("joinWebUrl")), home: n.Text("organizer", "user", "tenantId"), logins: map[string]string{}}
	if home := n.Text("organizer_v2", "identity", "user", "tenantId"); home != "" {
		c.home = home
	}
	if c.id == "" {
		return errors.New("call record has no id")
	}
	for _, p := range n.List("participants_v2") {
		c.logins[p.Text("identity", "user", "id")] = p.Text("identity", "user", "userPrincipalName")
	}
	sessions := n.List("sessions")
	if len(sessions) == 0 {
		return errors.New("call record was exported without its sessions")
	}
	added := len(out.Records)
	for i, s := range sessions {
		if err := c.addSession(s, it, out); err != nil {
			return fmt.Errorf("session %d: %w", i+1, err)
		}
	}
	if out.Unknown += n.Unread(); len(out.Records) == added {
		return domain.ErrUnused
	}
	return nil
}

func (c *call) addSession(s *tree.Node, it source.Item, out *source.Out) error {
	from, err := when.Named("startDateTime", s.Text("startDateTime"))
	if err != nil {
		return err
	}
	to, err := when.Named("endDateTime", s.Text("endDateTime"))
	if err != nil {
		return err
	}
	direct := true // between two people: the delay is of both their lines
	for _, side := range sides {
		direct = direct && !strings.HasSuffix(s.Text(side.end, "@odata.type"), "serviceEndpoint")
	}
	for _, side := range sides {
		p := c.personOf(s.At(side.end))
		if p == nil {
			continue
		}
		m := mediaOf(s, side.network, side.device)
		if direct {
			m.delays = nil
		}
		id := strings.Join([]string{c.id, s.Text("id"), side.end}, "/")
		c.add(*p, m, id, from, to, it, out)
	}
	return nil
}

// person is who took part at one end of a session.
type person struct {
	id, login, mail, phone, called string // id and login only of the organiser's own people
	host, agent                    string
}

// personOf reads an end of a session, or returns nil where no person is: at
// Microsoft's service, a bot, a room.
func (c *call) personOf(end *tree.Node) *person {
	platform := end.Text("userAgent", "platform")
	if strings.HasSuffix(end.Text("@odata.type"), "serviceEndpoint") || platform == "roomSystem" || platform == "surfaceHub" {
		return nil
	}
	who := end.At("identity")
	p := person{called: who.Text("user", "displayName"), host: end.Text("name"), agent: agentOf(end.Text("userAgent", "productFamily"), platform)}
	switch {
	case who.Has("user", "id"):
		id := who.Text("user", "id")
		login := strings.ToLower(c.logins[id])
		if own := who.Text("user", "tenantId"); c.home != "" && strings.EqualFold(own, c.home) {
			p.id, p.login = id, login
		} else {
			p.mail = login
		}
	case who.Has("guest", "id"):
		p.called = who.Text("guest", "displayName")
	case who.Has("phone", "id"):
		p.phone, p.called = who.Text("phone", "id"), ""
	default:
		return nil
	}
	return &p
}

func agentOf(product, platform string) string {
	var parts []string
	for _, s := range []string{product, platform} {
		if s != "" && s != "unknown" && s != "unknownFutureValue" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " on ")
}

// add appends one presence. Somebody of another company in a call without a
// meeting joins nothing and is left out.
func (c *call) add(p person, m media, id string, from, to time.Time, it source.Item, out *source.Out) {
	if c.meeting == "" && p.id == "" {
		return
	}
	at := from
	if at.IsZero() {
		at = to
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindMeeting, ID: id}, it, at)
	source.AddRef(r, domain.RefMeeting, c.meeting)
	if p.id != "" { // the id is Entra's: its logs name the same account
		source.AddRef(r, domain.RefAccount, domain.QualifiedID("entra", it.Tenant, p.id))
	}
	if strings.Contains(p.login, "@") {
		source.AddRef(r, domain.RefWorkMail, p.login)
	}
	text := func(f domain.Field, how domain.Assurance, values ...string) {
		for _, s := range values {
			source.AddText(r, f, s, domain.RoleMeeting, how)
		}
	}
	text(domain.FieldMeeting, domain.Recorded, c.meeting)
	if strings.Contains(p.mail, "@") {
		text(domain.FieldEmail, domain.Recorded, p.mail)
	}
	text(domain.FieldPhone, domain.Recorded, p.phone)
	text(domain.FieldName, domain.Declared, p.called)
	text(domain.FieldPublicIP, domain.Recorded, m.ips...)
	text(domain.FieldDeviceMAC, domain.Recorded, m.macs...)
	text(domain.FieldBSSID, domain.Recorded, m.bssids...)
	text(domain.FieldHostname, domain.Recorded, p.host)
	text(domain.FieldUserAgent, domain.Recorded, p.agent)
	text(domain.FieldCamera, domain.Recorded, m.cameras...)
	text(domain.FieldMicrophone, domain.Recorded, m.microphones...)
	text(domain.FieldSpeaker, domain.Recorded, m.speakers...)
	if ms := m.delay(); ms > 0 {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldLatency, Number: ms, Role: domain.RoleMeeting, Assurance: domain.Recorded})
	}
	presence(r, "joined", from)
	presence(r, "left", to)
}

func presence(r *domain.Record, event string, at time.Time) {
	if !at.IsZero() {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldEvent, Text: event, Time: at, Role: domain.RoleMeeting, Assurance: domain.Recorded})
	}
}
