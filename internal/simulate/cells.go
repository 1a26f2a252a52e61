package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A cell is built so that every persona is tied to another by what systems
// record, and no persona has every trait:
//
//	house      3 to 6 laptops sent to a facilitator, signed for by them, and
//	           standing on one public address, gateway and access point
//	operator   2 or 3 accounts run by one person: one browser, or one phone
//	           for text messages, or both
//	mule       pay of several accounts ends in one account of a third name
//	master     résumés made from one file
//	successor  after a dismissal, new names apply with the same phone
//	early      rejected names that shared phone, mail and résumé with one hire

// house is a facilitator's home.
type house struct {
	at     *address
	net    *network
	signer string
}

// cellPlan is one cell while it is being made.
type cellPlan struct {
	name    string
	hired   []*person
	rest    []*person // never hired
	houses  []house
	masters []*master
	mules   []payAccount
	referee *referee
	used    map[string]bool // first names taken in the cell
}

func (g *gen) cell(i int) {
	n := between(g.r, g.p.CellMin, g.p.CellMax)
	hired := max(4, (65*n+50)/100)
	c := &cellPlan{name: fmt.Sprintf("cell-%d", i+1), used: map[string]bool{}}
	for range 3 {
		c.masters = append(c.masters, g.newMaster())
	}
	name, family := g.names.pick(g.r)
	c.referee = &referee{name: name + " " + family, mail: g.v.mail(name, family), phone: g.v.phones.take("US")}
	for k := range 2 {
		given, surname := g.names.pick(g.r)
		c.mules = append(c.mules, g.v.payAccount(given+" "+surname))
		if k == 0 || hired >= 7 {
			c.houses = append(c.houses, g.newHouse())
		}
	}
	for k := range n {
		p := g.persona(c)
		if k < hired {
			c.hired = append(c.hired, p)
		} else {
			c.rest = append(c.rest, p)
		}
	}
	g.hireCell(c)
	g.operators(c)
	g.payCell(c)
	g.dismiss(c)
	g.applicantsOf(c)
	g.cells = append(g.cells, cell{id: c.name, members: slices.Concat(c.hired, c.rest)})
}

func (g *gen) newHouse() house {
	home := newAddress(g.r, g.cities[g.r.IntN(47)])
	return house{at: home, net: g.v.homeNetwork(home.city), signer: g.v.signer(g.names)}
}

// persona borrows an identity: an unused first name, so that no two personas
// of a cell could be one person under two spellings, and a home of its own.
func (g *gen) persona(c *cellPlan) *person {
	for {
		given, family := g.names.pick(g.r)
		if c.used[given[:3]] || c.used[family] {
			continue
		}
		c.used[given[:3]], c.used[family] = true, true
		p := g.named(given, family, g.cities[g.r.IntN(47)])
		p.group = c.name
		return p
	}
}

// loners are operators who do everything right: rented identity, own clean
// laptop at the claimed home, own account. Nothing ties them to anybody.
func (g *gen) loners() {
	for i := range g.p.Lone {
		p := g.anyone()
		p.group = fmt.Sprintf("lone-%d", i+1)
		g.hire(p, g.within(220, 60).Truncate(day), true)
		g.lone = append(g.lone, p)
	}
}

// hireCell hires the personas over the past year and places their laptops. The
// last one is in no house: its laptop goes to a mailbox store.
func (g *gen) hireCell(c *cellPlan) {
	start := 330
	for i, p := range c.hired {
		w := g.hire(p, g.within(start, start-20).Truncate(day), true)
		start -= 200 / len(c.hired)
		cand := p.candidates[0]
		cand.title = g.r.IntN(engineering)
		w.title = cand.title
		cand.client = g.exits[g.r.IntN(len(g.exits))]
		if g.r.IntN(3) > 0 {
			cand.referee = c.referee
		}
		w.mobile, w.corpVPN, w.private, w.smsPhone = nil, nil, nil, ""
		w.laptop.reports = true
		if i == len(c.hired)-1 {
			store := newAddress(g.r, g.cities[g.r.IntN(47)])
			g.stores = append(g.stores, store)
			w.parcel = g.parcel(w, store.unit(between(g.r, 100, 999)))
			continue
		}
		w.scripted = i%5 == 4 // never signs in from where the laptop stands
		h := c.houses[i%len(c.houses)]
		w.net = h.net
		w.parcel = g.parcel(w, h.at)
		w.parcel.signer = h.signer
		if i%4 == 1 { // sent to the claimed home, then turned away on the road
			w.parcel.to, w.parcel.redirect = p.home, h.at
		}
	}
	// One recommends another.
	c.hired[2].candidates[0].referrer = c.hired[0].worker
}

// operators puts two or three accounts into one hand each. Groups run across
// houses, which ties the houses to each other.
func (g *gen) operators(c *cellPlan) {
	for first, k := 0, 0; first < len(c.hired); k++ {
		last := min(first+2, len(c.hired))
		if len(c.hired)-last == 1 {
			last++
		}
		g.operate(c.hired[first:last], k)
		first = last
	}
}

// operate gives one operator's accounts the same browser, the same phone, or
// both, and writes when they are used from where.
func (g *gen) operate(accounts []*person, k int) {
	own := g.newBrowser("windows")
	phone := ""
	if k%3 != 0 {
		phone = g.v.phones.take("US")
	}
	exit := g.exits[g.r.IntN(len(g.exits))]
	for i, p := range accounts {
		w := p.worker
		w.smsPhone = phone
		b := own
		if k%3 == 1 && len(accounts) == 2 { // tied by the phone and not by the browser
			b = g.newBrowser("windows")
		}
		from := g.p.window()
		if w.hire.After(from) {
			from = w.hire
		}
		for range 8 {
			at := workday(moment(g.r, from, g.p.AsOf.Add(-day)))
			at = at.Add(time.Duration(between(g.r, 1*60, 9*60)) * time.Minute)
			w.script = append(w.script, session{at: at, net: exit, browser: b, app: -1})
			if i%2 == 0 && !w.scripted && g.r.IntN(3) == 0 { // the laptop at the house was in use minutes before
				w.script = append(w.script, session{at: at.Add(-time.Duration(between(g.r, 15, 50)) * time.Minute), net: w.net, browser: w.browser, app: -1})
			}
		}
	}
}

// workday moves a moment to midnight UTC of the nearest weekday before it.
func workday(t time.Time) time.Time {
	t = t.Truncate(day)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.Add(-day)
	}
	return t
}

// payCell sends the pay of most personas to two mules, for half of them by a
// change soon after the first day, made through a rented exit.
func (g *gen) payCell(c *cellPlan) {
	for i, p := range c.hired {
		if i%4 == 3 {
			continue // an account in the borrowed name
		}
		w, mule := p.worker, c.mules[i%2]
		if i < 4 {
			w.checked = true
		}
		if i%2 == 1 {
			w.pay[0].account = mule
			continue
		}
		at := w.hire.Add(time.Duration(between(g.r, 9, 24)) * day)
		w.pay = append(w.pay, payEvent{at: at.Add(14 * time.Hour), account: mule})
		w.script = append(w.script, session{at: at.Add(14*time.Hour - 4*time.Minute), net: g.exits[g.r.IntN(8)], browser: w.script[0].browser, app: payrollApp})
	}
}

// dismiss ends one account; its phone is a factor, so a system recorded it.
func (g *gen) dismiss(c *cellPlan) {
	w := c.hired[1].worker
	w.leave(g.within(40, 32), g.p.window())
	w.smsPhone = w.p.phone
	c.masters[0].write(w.p.candidates[0])
	for i, p := range c.hired {
		if i >= 3 && i < 6 {
			c.masters[2].write(p.candidates[0])
		}
	}
}

// applicantsOf makes the personas that were never hired: two or three follow
// the dismissed one; the others came earlier, beside the third hire.
func (g *gen) applicantsOf(c *cellPlan) {
	followers := len(c.rest)
	if followers > 3 {
		followers = 2
	}
	gone, third := c.hired[1], c.hired[2]
	early := third.phone
	portfolio := "https://" + strings.ToLower(letters(g.r, lowerHex, 8)) + ".example.net/work"
	for i, p := range c.rest {
		if i < followers {
			p.phone = gone.phone
			cand := g.apply(p, g.within(24, 4))
			g.reject(cand)
			c.masters[0].write(cand)
			continue
		}
		p.phone = early
		if i > followers && i%2 == 1 {
			p.mail = c.rest[i-1].mail
		}
		cand := g.apply(p, g.within(420, 60))
		g.reject(cand)
		cand.portfolio = portfolio
		c.masters[1].write(cand)
	}
	if followers < len(c.rest) {
		third.candidates[0].portfolio = portfolio
		c.masters[1].write(third.candidates[0])
	}
	for _, p := range c.rest {
		cand := p.candidates[0]
		cand.title = g.r.IntN(engineering)
		cand.client = g.exits[g.r.IntN(len(g.exits))]
		cand.diskID = c.hired[0].candidates[0].diskID
		cand.referee = c.referee
		g.interviewed(cand)
	}
}
