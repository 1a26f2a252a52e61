package engine

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
)

// signIn is what one event says, picked out of its values.
type signIn struct {
	whereabouts
	proxy    bool
	tunnel   string
	operator string
	session  string
	managed  string
	failed   bool
	payroll  bool
}

// whereabouts are what decides into which cell an event falls.
type whereabouts struct {
	kind   domain.Kind
	ip     string
	device string
	asn    uint32
	place  domain.Place
}

// payrollApps are words in the names under which payroll systems stand in an
// identity provider's application list.
var payrollApps = []string{"payroll", "adp", "workday", "gusto", "paychex", "paycom", "paylocity", "ukg", "rippling", "deel", "dayforce"}

// isPayroll reports whether an application is one of those. Few are named, a
// million times.
func (s *State) isPayroll(app string) bool {
	known, ok := s.payroll[app]
	if !ok {
		known = namesPayroll(app)
		s.payroll[s.in(app)] = known
	}
	return known
}

func namesPayroll(app string) bool {
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
		a = &account{key: key, epoch: s.epoch}
		s.accounts[key] = a
		addHash(&s.sum, hashPair("account", key))
	}
	a = s.own(a)
	s.touched.account(key)
	for _, ref := range r.Refs {
		if !ref.Type.Person() {
			continue
		}
		if n := s.refs.number(ref); !slices.Contains(a.nums, n) {
			a.nums = append(a.nums, n)
			s.touched.grew(key)
		}
	}
	s.noteEvent(a, p)
	at := example{rec: r}
	s.foldCell(a, &e, &at)
	s.foldSession(a, &e, &at)
	for i := range p.Seen {
		foldSeen(s.observed(a, i, &p.Seen[i], &at), p.Seen[i].Assurance, &at)
	}
}

// noteEvent counts what a folded event carries, at its account: a store keeps
// accounts, not events. Most fields were carried before.
func (s *State) noteEvent(a *account, p *Prepared) {
	for i := range p.Record.Values {
		h := have{p.Record.Key.Kind, p.Record.Values[i].Field}
		if !s.have[h] {
			s.have[h] = true
			a.fields = append(a.fields, h)
		}
	}
	for _, r := range p.Refused {
		if a.refused == nil {
			a.refused = map[Refused]int{}
		}
		a.refused[r]++
		s.refused[r]++
	}
	if p.Record.OccurredAt.After(a.latest) && !inFuture(&p.Record) {
		a.latest = p.Record.OccurredAt
		s.noteLatest(a.latest)
	}
}

// refer lets a copy of an event that was folded before stand as its example,
// where the copy's place sorts first: the order of files must not show. It
// reports whether that changed anything.
func (s *State) refer(r *domain.Record) (changed bool) {
	key := accountKey(r)
	a := s.accounts[key]
	if a == nil || slices.ContainsFunc(r.Values, func(v domain.Value) bool { return v.Field == domain.FieldOutcome && v.Text == "failure" }) {
		return false
	}
	a = s.own(a)
	if r.OccurredAt.After(a.latest) && !inFuture(r) {
		a.latest, changed = r.OccurredAt, true
		s.noteLatest(a.latest)
	}
	earlier := func(ref *domain.RecordRef) {
		if ref.At.Equal(r.OccurredAt) && ref.Key == r.Key.String() && compareOrigins(r.Origin, ref.Origin) < 0 {
			ref.Origin, changed = r.Origin, true
		}
	}
	for _, c := range a.open.cells.list {
		earlier(&c.First)
		earlier(&c.Last)
	}
	for _, o := range a.open.obs.list {
		for i := range o.Records {
			earlier(&o.Records[i])
		}
	}
	if changed {
		s.touched.account(key)
	}
	if changed && s.changed.on {
		s.changed.accounts[key] = true
	}
	return changed
}

// example makes a reference to an event only when it is to be kept: most
// events are neither the first nor the last of anything.
type example struct {
	rec *domain.Record
	ref domain.RecordRef
}

func (x *example) keep() domain.RecordRef {
	if x.ref.Key == "" {
		x.ref = domain.RecordRef{Key: x.rec.Key.String(), At: x.rec.OccurredAt, Origin: x.rec.Origin}
	}
	return x.ref
}

// before orders the event against a kept example by time, then key, so that
// folding commutes.
func (x *example) before(kept domain.RecordRef) bool {
	if d := x.rec.OccurredAt.Compare(kept.At); d != 0 {
		return d < 0
	}
	return x.keep().Key < kept.Key
}

func (x *example) after(kept domain.RecordRef) bool {
	if d := x.rec.OccurredAt.Compare(kept.At); d != 0 {
		return d > 0
	}
	return x.keep().Key > kept.Key
}

// accountKey is the account an event belongs to: the provider's own id, else
// the login.
func accountKey(r *domain.Record) string {
	for _, t := range []domain.RefType{domain.RefAccount, domain.RefWorkMail} {
		for i := range r.Refs {
			if r.Refs[i].Type == t {
				return r.Refs[i].Value
			}
		}
	}
	return ""
}

func (s *State) readSignIn(r *domain.Record) signIn {
	var e signIn
	repository := ""
	for i := range r.Values {
		v := &r.Values[i]
		switch v.Field {
		case domain.FieldRepository:
			repository = v.Text
		case domain.FieldPublicIP:
			e.ip = v.Text
		case domain.FieldDeviceToken:
			e.device = v.Text
		case domain.FieldDeviceID:
			if e.device == "" {
				e.device = v.Text
			}
		case domain.FieldASN:
			e.asn = uint32(v.Number)
			e.operator = v.Text
		case domain.FieldSession:
			e.session = v.Text
		case domain.FieldManaged:
			e.managed = v.Text
		case domain.FieldProxy:
			e.proxy = v.Text == "true"
		case domain.FieldTunnel:
			e.tunnel = v.Text
		case domain.FieldApp:
			e.payroll = e.payroll || s.isPayroll(v.Text)
		case domain.FieldOutcome:
			e.failed = v.Text == "failure"
		case domain.FieldPlace:
			if v.Place != nil {
				e.place = *v.Place
			}
		}
	}
	switch e.kind = r.Key.Kind; e.kind {
	case domain.KindCommit: // its clock is the author's, and it has no place
		e.whereabouts = whereabouts{kind: e.kind}
	case domain.KindRepositoryCopy:
		e.whereabouts = whereabouts{kind: e.kind, device: repositoryGroup(repository)}
	}
	return e
}

// repositoryGroup puts a repository into one of 256 groups by its name: a machine
// that copies thousands of them fills 256 cells, in any order of events. Twenty
// different repositories fill nineteen or twenty.
func repositoryGroup(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("repository-%02x", xxh3.HashString(strings.ToLower(name))>>56)
}

// memoLimit bounds the memory of what was folded before.
const memoLimit = 1 << 17

// network returns the /24 of an IPv4 or the /48 of an IPv6 address.
func (s *State) network(ip string) string {
	if n, ok := s.networks[ip]; ok {
		return n
	}
	if len(s.networks) >= memoLimit {
		clear(s.networks)
	}
	n := s.in(networkOf(ip))
	s.networks[s.in(ip)] = n
	return n
}

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

// placeKey is a place by name.
type placeKey struct{ country, region, city string }

// place returns country|region|city, made once for each place, and "" for none.
func (s *State) place(p domain.Place) string {
	if p == (domain.Place{}) {
		return ""
	}
	k := placeKey{p.Country, p.Region, p.City}
	if text, ok := s.folded[k]; ok {
		return text
	}
	text := s.in(p.Country + "|" + p.Region + "|" + p.City)
	s.folded[placeKey{s.in(p.Country), s.in(p.Region), s.in(p.City)}] = text
	return text
}

// cell returns the cell of an account into which an event falls. Most events
// come from where the one before came from.
func (s *State) cell(a *account, w whereabouts) *domain.Activity {
	x := a.open
	if x.current != nil && x.last == w {
		return x.current
	}
	key := domain.ActivityKey{Kind: w.kind, Device: s.in(w.device), Network: s.network(w.ip), ASN: w.asn, Place: s.place(w.place)}
	c := x.cells.get(key)
	if c == nil {
		c = &domain.Activity{ActivityKey: key}
		x.cells.add(c)
	}
	w.ip, w.device = s.in(w.ip), key.Device
	w.place.Country, w.place.Region, w.place.City = s.in(w.place.Country), s.in(w.place.Region), s.in(w.place.City)
	x.last, x.current = w, c
	return c
}

func (s *State) foldCell(a *account, e *signIn, at *example) {
	c := s.cell(a, e.whereabouts)
	c.Count++
	c.Proxy = c.Proxy || e.proxy
	if e.tunnel > c.Tunnel {
		c.Tunnel = s.in(e.tunnel)
	}
	if e.operator > c.Operator {
		c.Operator = s.in(e.operator)
	}
	if c.Count == 1 || at.before(c.First) {
		c.First, c.IP = at.keep(), s.in(e.ip)
		c.Lat, c.Lon, c.HasPoint = e.place.Lat, e.place.Lon, e.place.HasPoint
	}
	if c.Count == 1 || at.after(c.Last) {
		c.Last = at.keep()
	}
	foldDay(c, e.payroll, at.rec)
}

// foldDay adds an event to its day.
func foldDay(c *domain.Activity, payroll bool, r *domain.Record) {
	day := domain.DayOf(r.OccurredAt)
	second := uint32(r.OccurredAt.Unix() - int64(day)*86400)
	i, found := slices.BinarySearchFunc(c.Days, day, func(d domain.ActiveDay, day int32) int { return cmp.Compare(d.Day, day) })
	if !found {
		c.Days = slices.Insert(c.Days, i, domain.ActiveDay{Day: day, First: second, Last: second, ID: strings.Clone(r.Key.ID)})
	}
	d := &c.Days[i]
	d.Count++
	d.Hours |= 1 << (second / 3600)
	d.Payroll = d.Payroll || payroll
	if second < d.First || second == d.First && r.Key.ID < d.ID {
		d.First, d.ID = second, strings.Clone(r.Key.ID)
	}
	d.Last = max(d.Last, second)
}

// observed returns an account's observation of the i-th identifier of an
// event, made if it is the first. Most events show what the one before showed.
func (s *State) observed(a *account, i int, seen *Seen, at *example) *domain.Observation {
	x := a.open
	if i < len(x.recent) {
		if o := x.recent[i]; o.Identifier.Key == seen.Identifier.Key && o.Identifier.Type == seen.Identifier.Type && o.Role == seen.Role {
			return o
		}
	}
	k := obsKey{seen.Identifier.Type, seen.Identifier.Key, seen.Role}
	o := x.obs.get(k)
	if o == nil {
		id := seen.Identifier
		id.Key, id.Masked = s.in(id.Key), s.in(id.Masked)
		o = &domain.Observation{Identifier: id, Role: seen.Role, Records: []domain.RecordRef{at.keep()}}
		x.obs.add(o)
		a.ids = append(a.ids, s.ids.number(id))
	}
	if i < len(x.recent) {
		x.recent[i] = o
	} else if i == len(x.recent) {
		x.recent = append(x.recent, o)
	}
	return o
}

func foldSeen(o *domain.Observation, as domain.Assurance, at *example) {
	o.Assurance = max(o.Assurance, as)
	o.Count++
	o.Span.Include(at.rec.OccurredAt)
	last := len(o.Records) - 1
	switch {
	case at.before(o.Records[0]):
		if last == 0 {
			o.Records = append(o.Records, o.Records[0])
		}
		o.Records[0] = at.keep()
	case last == 0 && at.after(o.Records[0]):
		o.Records = append(o.Records, at.keep())
	case last == 1 && at.after(o.Records[1]):
		o.Records[1] = at.keep()
	}
}
