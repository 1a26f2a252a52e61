package engine

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// signIn is what one event says, picked out of its values.
type signIn struct {
	cell     domain.ActivityKey
	ip       string
	proxy    bool
	tunnel   string
	operator string
	lat, lon float64
	hasPoint bool
	failed   bool
	payroll  bool
}

// payrollApps are words in the names under which payroll systems stand in an
// identity provider's application list.
var payrollApps = []string{"payroll", "adp", "workday", "gusto", "paychex", "paycom", "paylocity", "ukg", "rippling", "deel", "dayforce"}

func isPayroll(app string) bool {
	app = strings.ToLower(app)
	for _, w := range payrollApps {
		if strings.Contains(app, w) {
			return true
		}
	}
	return false
}

// fold adds an event to its account's activity and observations. A failed
// attempt places nobody: whoever types a colleague's login from afar must not
// move the colleague.
func (s *State) fold(p *Prepared) {
	r := &p.Record
	e := s.readSignIn(r)
	key := accountKey(r)
	if e.failed || key == "" || r.OccurredAt.IsZero() {
		return
	}
	a := s.accounts[key]
	if a == nil {
		key = s.in(key)
		a = &account{key: key, cells: map[domain.ActivityKey]*domain.Activity{}, obs: map[obsKey]*domain.Observation{}}
		s.accounts[key] = a
	}
	for _, ref := range r.Refs {
		if ref.Type.Person() && !slices.Contains(a.refs, ref) {
			a.refs = append(a.refs, domain.Ref{Type: ref.Type, Value: s.in(ref.Value)})
		}
	}
	if s.changed.on {
		s.changed.accounts[key] = true
	}
	at := domain.RecordRef{Key: r.Key.String(), At: r.OccurredAt, Origin: r.Origin}
	s.foldCell(a, e, at)
	for i := range p.Seen {
		s.foldSeen(a, &p.Seen[i], at)
	}
}

// accountKey is the account an event belongs to: the provider's own id, else
// the login.
func accountKey(r *domain.Record) string {
	for _, t := range []domain.RefType{domain.RefAccount, domain.RefWorkMail} {
		for _, ref := range r.Refs {
			if ref.Type == t {
				return ref.Value
			}
		}
	}
	return ""
}

func (s *State) readSignIn(r *domain.Record) signIn {
	e := signIn{cell: domain.ActivityKey{Kind: r.Key.Kind, Day: domain.DayOf(r.OccurredAt)}}
	for i := range r.Values {
		v := &r.Values[i]
		switch v.Field {
		case domain.FieldPublicIP:
			e.ip = v.Text
			e.cell.Network = s.in(networkOf(v.Text))
		case domain.FieldDeviceToken:
			e.cell.Device = s.in(v.Text)
		case domain.FieldDeviceID:
			if e.cell.Device == "" {
				e.cell.Device = s.in(v.Text)
			}
		case domain.FieldASN:
			e.cell.ASN = uint32(v.Number)
			e.operator = s.in(v.Text)
		case domain.FieldProxy:
			e.proxy = v.Text == "true"
		case domain.FieldTunnel:
			e.tunnel = s.in(v.Text)
		case domain.FieldApp:
			e.payroll = e.payroll || isPayroll(v.Text)
		case domain.FieldOutcome:
			e.failed = v.Text == "failure"
		case domain.FieldPlace:
			if v.Place != nil {
				e.cell.Place = s.in(v.Place.Country + "|" + v.Place.Region + "|" + v.Place.City)
				e.lat, e.lon, e.hasPoint = v.Place.Lat, v.Place.Lon, v.Place.HasPoint
			}
		}
	}
	return e
}

// networkOf returns the /24 of an IPv4 or the /48 of an IPv6 address.
func networkOf(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	bits := 48
	if a = a.Unmap(); a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

func (s *State) foldCell(a *account, e signIn, at domain.RecordRef) {
	c := a.cells[e.cell]
	if c == nil {
		c = &domain.Activity{ActivityKey: e.cell, First: at, Last: at}
		a.cells[e.cell] = c
	}
	c.Count++
	c.Hours |= 1 << at.At.UTC().Hour()
	c.Span.Include(at.At)
	if e.payroll {
		c.Payroll.Include(at.At)
	}
	c.Proxy = c.Proxy || e.proxy
	c.Tunnel = max(c.Tunnel, e.tunnel)
	c.Operator = max(c.Operator, e.operator)
	if earlier(at, c.First) || c.Count == 1 {
		c.First, c.IP = at, s.in(e.ip)
		c.Lat, c.Lon, c.HasPoint = e.lat, e.lon, e.hasPoint
	}
	if earlier(c.Last, at) {
		c.Last = at
	}
}

// earlier orders examples by time, then key, so that folding commutes.
func earlier(a, b domain.RecordRef) bool {
	if d := a.At.Compare(b.At); d != 0 {
		return d < 0
	}
	return a.Key < b.Key
}

func (s *State) foldSeen(a *account, seen *Seen, at domain.RecordRef) {
	k := obsKey{seen.Identifier.Type, seen.Identifier.Key, seen.Role}
	o := a.obs[k]
	if o == nil {
		id := seen.Identifier
		id.Key, id.Masked = s.in(id.Key), s.in(id.Masked)
		k.key = id.Key
		o = &domain.Observation{Identifier: id, Role: seen.Role, Records: []domain.RecordRef{at}}
		a.obs[k] = o
	}
	o.Assurance = max(o.Assurance, seen.Assurance)
	o.Count++
	o.Span.Include(at.At)
	switch {
	case earlier(at, o.Records[0]):
		if len(o.Records) == 1 {
			o.Records = append(o.Records, o.Records[0])
		}
		o.Records[0] = at
	case len(o.Records) == 1 && earlier(o.Records[0], at):
		o.Records = append(o.Records, at)
	case len(o.Records) == 2 && earlier(o.Records[1], at):
		o.Records[1] = at
	}
}
