package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

const day = 24 * time.Hour

// atsAge is how long the applicant tracker has been in use.
const atsAge = 1600 * day

// newPerson invents a person with an own home, mail and phone.
func (g *gen) newPerson(c *city) *person {
	given, family := g.names.pick(g.r)
	return g.named(given, family, c)
}

func (g *gen) named(given, family string, c *city) *person {
	p := &person{given: given, family: family, home: newAddress(g.r, c)}
	p.mail = g.v.mail(given, family)
	p.phone = g.v.phones.take(c.country)
	g.people = append(g.people, p)
	return p
}

func (g *gen) anyone() *person { return g.newPerson(pickCity(g.r, g.cities)) }

// apply adds a candidate record with one application, as yet undecided.
func (g *gen) apply(p *person, at time.Time) *candidate {
	c := &candidate{
		p: p, given: p.given, family: p.family, mail: p.mail, phone: p.phone, home: p.home,
		title: g.r.IntN(len(jobTitles)), street: chance(g.r, g.p.StreetShare) || g.p.full(),
	}
	c.uuid = uuid(g.r)
	if chance(g.r, 0.35) {
		c.links = append(c.links, "https://profiles.example.org/in/"+g.v.handle(p.given, p.family))
	}
	c.apps = append(c.apps, &application{at: at})
	c.diskID = strings.ToUpper(letters(g.r, lowerHex, 16))
	if chance(g.r, 0.5) {
		name, family := g.names.pick(g.r)
		c.referee = &referee{name: name + " " + family, mail: g.v.mail(name, family)}
	}
	p.candidates = append(p.candidates, c)
	return c
}

// reject closes the last application unless it is too young.
func (g *gen) reject(c *candidate) {
	a := c.apps[len(c.apps)-1]
	if at := a.at.Add(time.Duration(between(g.r, 3, 45)) * day); at.Before(g.p.AsOf) {
		a.rejected = at
	}
}

// applicant makes a person who applied and was not hired.
func (g *gen) applicant(at time.Time) *person {
	p := g.anyone()
	g.reject(g.apply(p, at))
	return p
}

// interviewed gives the last application an interview.
func (g *gen) interviewed(c *candidate) {
	a := c.apps[len(c.apps)-1]
	last := a.rejected
	if last.IsZero() {
		last = a.at.Add(20 * day)
	}
	at := moment(g.r, a.at.Add(2*day), last.Add(-12*time.Hour)).Truncate(day)
	at = at.Add(time.Duration(between(g.r, 26, 42)) * 30 * time.Minute) // 13:00 to 21:00 UTC
	if at.Before(a.at) || !at.Before(g.p.AsOf) {
		return
	}
	a.interview = &interview{at: at, minutes: 30 * between(g.r, 1, 2)}
}

// since draws the time of an application in the tracker's life.
func (g *gen) since() time.Time {
	return moment(g.r, g.p.AsOf.Add(-atsAge), g.p.AsOf.Add(-2*day))
}

// within draws a time between so many days before AsOf.
func (g *gen) within(from, to int) time.Time {
	return moment(g.r, g.p.AsOf.Add(-time.Duration(from)*day), g.p.AsOf.Add(-time.Duration(to)*day))
}

// hireDate draws an honest worker's first day.
func (g *gen) hireDate() (at time.Time, fromATS bool) {
	if chance(g.r, g.p.ATSShare) {
		return moment(g.r, g.p.AsOf.Add(-atsAge+70*day), g.p.AsOf.Add(-14*day)).Truncate(day), true
	}
	return moment(g.r, g.p.AsOf.Add(-2600*day), g.p.AsOf.Add(-atsAge)).Truncate(day), false
}

// employee makes an honest worker with a drawn hire date.
func (g *gen) employee(p *person) *worker {
	hire, ats := g.hireDate()
	return g.hire(p, hire, ats)
}

// hire makes p a worker: account, laptop, parcel, pay, and, when hired through
// the tracker, the candidate record that led there.
func (g *gen) hire(p *person, at time.Time, fromATS bool) *worker {
	w := &worker{
		p: p, given: p.given, family: p.family, title: g.r.IntN(len(jobTitles)), hire: at, home: p.home, fromATS: fromATS,
		oid: "G3" + letters(g.r, upperSafe, 14), okta: "00u" + letters(g.r, alphanum, 17),
		mail: g.v.workMail(p.given, p.family), net: g.v.homeNetwork(p.home.city),
	}
	p.worker = w
	if fromATS {
		c := g.apply(p, at.Add(-time.Duration(between(g.r, 21, 60))*day).Add(time.Duration(g.r.IntN(86400))*time.Second))
		c.apps[0].hired = true
		c.title = w.title
		g.interviewed(c)
		w.joined = chance(g.r, g.p.HireJoinShare) || g.p.full()
	}
	g.equip(w)
	w.pay = []payEvent{{at: at, account: g.v.payAccount(p.given + " " + p.family)}}
	w.checked = chance(g.r, g.p.PayeeCheck)
	if chance(g.r, g.p.SMSShare) {
		w.smsPhone = p.phone
	}
	// Abroad the company knows no carrier's gateway.
	if on := chance(g.r, 0.6); on && w.home.city.country == "US" {
		w.mobile = g.carrier[g.r.IntN(len(g.carrier))]
	}
	g.workers = append(g.workers, w)
	g.left--
	return w
}

// equip gives a worker a browser, a laptop and, mostly, its parcel.
func (g *gen) equip(w *worker) {
	l := &laptop{serial: g.v.serial(), mac: g.v.mac(), uuid: uuid(g.r), intuneID: uuid(g.r), reports: chance(g.r, g.p.OsqueryShare)}
	switch n := g.r.IntN(100); {
	case n < 60:
		l.platform, l.vendor, l.model = "windows", "Quarrystone", "WorkBook 14"
	case n < 92:
		l.platform, l.vendor, l.model = "darwin", "Pomona", "SlateBook Pro"
	default:
		l.platform, l.vendor, l.model = "ubuntu", "Quarrystone", "WorkBook 14 L"
	}
	l.host = "NW-" + l.serial[3:]
	w.laptop = l
	w.browser = g.newBrowser(l.platform)
	if chance(g.r, g.p.ShippedShare) {
		w.parcel = g.parcel(w, w.home)
	}
}

// agents are the browsers of each platform: name, system, raw user agent.
var agents = map[string][3]string{
	"windows": {"CHROME", "Windows 10", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/139.0.0.0"},
	"darwin":  {"CHROME", "Mac OS X", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/139.0.0.0"},
	"ubuntu":  {"FIREFOX", "Linux", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"},
}

func (g *gen) newBrowser(platform string) *browser {
	a := agents[platform]
	return &browser{
		dtHash: letters(g.r, lowerHex, 64), deviceID: "guo" + letters(g.r, alphanum, 17), agent: a[0], os: a[1], raw: a[2],
		print: fmt.Sprintf("%s%032x", platform[:1], 7+g.r.IntN(40)), // like laptops repeat it
	}
}

// parcel sends a laptop to an address around the first day.
func (g *gen) parcel(w *worker, to *address) *parcel {
	sent := w.hire.Add(-time.Duration(between(g.r, 4, 10)) * day).Add(15 * time.Hour)
	p := &parcel{tracking: g.v.tracking(), sent: sent, to: to, noKey: chance(g.r, g.p.NoKeyShare)}
	p.done = sent.Add(time.Duration(between(g.r, 1, 4)) * day).Add(time.Duration(between(g.r, 0, 300)) * time.Minute)
	p.signer = strings.ToUpper(w.p.given[:1] + "." + w.p.family)
	if chance(g.r, g.p.OtherSigner) {
		p.signer = g.v.signer(g.names)
	}
	return p
}

// leave ends the employment.
func (w *worker) leave(at, window time.Time) {
	w.left = at.Truncate(day)
	w.noLog = w.left.Before(window)
}

// active reports whether the worker is employed at t.
func (w *worker) active(t time.Time) bool {
	if t.Before(w.hire) {
		return false
	}
	return w.left.IsZero() || t.Before(w.left) || !w.rehire.IsZero() && !t.Before(w.rehire)
}

// netAt returns where the worker is online at t.
func (w *worker) netAt(t time.Time) *network {
	for _, s := range w.stays {
		if within(t, s.from, s.to) {
			return s.net
		}
	}
	return w.net
}

// travelling reports whether the worker is on the way on the day that begins
// at d: the last day before a stay, its first and last day, or the day after.
func (w *worker) travelling(d time.Time) bool {
	for _, s := range w.stays {
		if s.journey && (within(d, s.from.Add(-day), s.from.Add(day)) || within(d, s.to.Add(-day), s.to.Add(day))) {
			return true
		}
	}
	return false
}

func within(t, from, to time.Time) bool { return !t.Before(from) && t.Before(to) }

// plainWorkers fills the company with people to whom nothing special happens
// beyond what happens in any company.
func (g *gen) plainWorkers() {
	for g.left > 0 {
		w := g.employee(g.anyone())
		if chance(g.r, g.p.LeaverShare) {
			w.leave(moment(g.r, w.hire.Add(10*day), g.p.AsOf.Add(-5*day)), g.p.window())
		}
		if chance(g.r, g.p.CorpVPNShare) {
			w.corpVPN = g.corp[g.r.IntN(len(g.corp))]
		}
		if chance(g.r, g.p.PrivacyVPN) {
			w.private = g.exits[g.r.IntN(len(g.exits))]
		}
		if chance(g.r, g.p.TripShare) {
			g.trip(w)
		}
		if chance(g.r, g.p.MovedShare) {
			g.move(w)
		}
		if at := w.hire.Add(200 * day); chance(g.r, g.p.BankMoveShare) && at.Before(g.p.AsOf) {
			w.pay = append(w.pay, payEvent{at: moment(g.r, at, g.p.AsOf).Truncate(day), account: g.v.payAccount(w.p.given + " " + w.p.family)})
		}
	}
}

// trip sends a worker to another city for three to five days of the window.
func (g *gen) trip(w *worker) {
	from := g.within(g.p.OktaDays-1, 6).Truncate(day)
	net := g.v.homeNetwork(pickCity(g.r, g.cities)) // an own address: a rented flat
	w.stays = append(w.stays, stay{from: from, to: from.Add(time.Duration(between(g.r, 3, 5)) * day), net: net, journey: true})
}

// move gives a worker who joined long ago a new home, before the window.
func (g *gen) move(w *worker) {
	from, to := w.hire.Add(120*day), g.p.window().Add(-5*day)
	if !from.Before(to) {
		return
	}
	w.moved, w.former = moment(g.r, from, to).Truncate(day), w.home
	w.home = newAddress(g.r, pickCity(g.r, g.cities))
	w.p.home = w.home
	w.net = g.v.homeNetwork(w.home.city)
}

// plainApplicants fills the tracker.
func (g *gen) plainApplicants() {
	have := 0
	for _, p := range g.people {
		if len(p.candidates) > 0 {
			have++
		}
	}
	for ; have < g.p.Applicants; have++ {
		p := g.applicant(g.since())
		c := p.candidates[0]
		if chance(g.r, g.p.InterviewShare) {
			g.interviewed(c)
		}
		if chance(g.r, 0.1) { // a second job in the same record
			c.apps = append(c.apps, &application{at: moment(g.r, c.apps[0].at, g.p.AsOf)})
			g.reject(c)
		}
		if chance(g.r, g.p.RepeatShare) {
			g.repeat(p)
		}
	}
}

// repeat adds a second record of the same person, at times with a new mail
// address or a changed phone.
func (g *gen) repeat(p *person) {
	first := p.candidates[0]
	c := g.apply(p, moment(g.r, first.apps[0].at, g.p.AsOf.Add(-day)))
	g.reject(c)
	c.links = first.links
	switch g.r.IntN(3) {
	case 0:
		c.mail = g.v.mail(p.given, p.family)
		p.moreMails = append(p.moreMails, c.mail)
	case 1:
		c.phone = g.v.phones.take(p.home.city.country)
	}
}

func sample[T any](r *rand.Rand, list []T, n int) []T {
	out := make([]T, 0, n)
	for _, i := range r.Perm(len(list))[:min(n, len(list))] {
		out = append(out, list[i])
	}
	return out
}
