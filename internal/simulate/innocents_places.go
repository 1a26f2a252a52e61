package simulate

import "time"

// hotel: thirty workers at one hotel for three days.
func (g *gen) hotel() []*person {
	net := g.venue(g.cities[g.r.IntN(47)])
	from := workday(g.within(g.p.OktaDays-8, 8))
	for from.Weekday() != time.Tuesday {
		from = from.Add(-day)
	}
	var out []*person
	for i := range hotelSize {
		p := g.anyone()
		w := g.hire(p, g.within(1500, 150).Truncate(day), true)
		w.laptop.reports = i%3 > 0
		w.stays = append(w.stays, stay{from: from, to: from.Add(3 * day), net: net, journey: true})
		w.mobile = nil
		for d := range 3 {
			at := from.Add(time.Duration(d)*day + time.Duration(13*60+7*i)*time.Minute)
			w.script = append(w.script, session{at: at, net: net, browser: w.browser, app: -1})
		}
		out = append(out, p)
	}
	return out
}

// sharedExit: workers who sign in from home and, minutes later, through an
// address that stands in another city and that many share.
func (g *gen) sharedExit(n int, exit func() *network) []*person {
	var out []*person
	for range n {
		p := g.anyone()
		w := g.hire(p, g.within(1500, 150).Truncate(day), true)
		net := exit()
		for range 5 {
			at := workday(g.within(g.p.OktaDays-2, 2)).Add(time.Duration(between(g.r, 14*60, 20*60)) * time.Minute)
			w.script = append(w.script,
				session{at: at, net: w.net, browser: w.browser, app: -1},
				session{at: at.Add(time.Duration(between(g.r, 5, 40)) * time.Minute), net: net, browser: w.browser, app: -1})
		}
		out = append(out, p)
	}
	return out
}

// recycledNumber: the phone of somebody who left more than two years ago was
// given to somebody who applies now.
func (g *gen) recycledNumber() []*person {
	gone := g.anyone()
	w := g.hire(gone, g.within(2400, 1800).Truncate(day), false)
	w.leave(g.within(1400, 900), g.p.window())
	w.smsPhone = ""
	heir := g.newPerson(gone.home.city)
	heir.phone = gone.phone
	g.reject(g.apply(heir, g.within(120, 10)))
	return []*person{gone, heir}
}

// shipToParents: the laptop went to the parents, or to the home that the
// worker left soon afterwards.
func (g *gen) shipToParents() []*person {
	p := g.anyone()
	w := g.hire(p, g.within(700, 260).Truncate(day), true)
	if len(g.innocents)%2 == 0 {
		w.parcel = g.parcel(w, newAddress(g.r, p.home.city))
		return []*person{p}
	}
	w.parcel = g.parcel(w, w.home)
	g.move(w)
	return []*person{p}
}

// bankSwitch: a new joiner opens an account and moves the pay there three
// weeks after the first day, from home.
func (g *gen) bankSwitch() []*person {
	p := g.anyone()
	w := g.hire(p, g.within(80, 40).Truncate(day), true)
	at := w.hire.Add(time.Duration(between(g.r, 18, 24))*day + 19*time.Hour)
	w.pay = append(w.pay, payEvent{at: at, account: g.v.payAccount(p.given + " " + p.family)})
	w.script = append(w.script, session{at: at.Add(-3 * time.Minute), net: w.net, browser: w.browser, app: payrollApp})
	return []*person{p}
}

// template: candidates who started from one public résumé template and wrote
// their own words.
func (g *gen) template() []*person {
	public := g.newMaster()
	public.layoutOnly = true
	var out []*person
	for range templateSize {
		p := g.anyone()
		c := g.apply(p, g.since())
		g.reject(c)
		public.write(c)
		out = append(out, p)
	}
	return out
}

// frontDesk: workers of one building, whose concierge signs for all.
func (g *gen) frontDesk() []*person {
	building := newAddress(g.r, g.cities[g.r.IntN(47)])
	desk := g.v.signer(g.names)
	var out []*person
	for i := range frontDeskSize {
		p := g.newPerson(building.city)
		p.home = building.unit(100*(1+i/4) + i%4 + 1)
		w := g.hire(p, g.p.AsOf.Add(-time.Duration(1300-100*i+g.r.IntN(60))*day).Truncate(day), true)
		w.parcel = g.parcel(w, p.home)
		w.parcel.signer = desk
		if i%2 == 0 {
			w.parcel.signer = "FRONT DESK"
		}
		out = append(out, p)
	}
	return out
}
