package simulate

import (
	"fmt"
	"time"
)

// lookAlikes makes every group of people who resemble a cell and are none.
func (g *gen) lookAlikes() {
	n := g.p.Innocents
	for _, k := range []struct {
		kind  string
		count int
		make  func() []*person
	}{
		{"couple", n.Couples, g.couple},
		{"couple-applicant", n.CoupleApplicants, g.coupleApplicant},
		{"room-mates", n.RoomMates, g.roomMates},
		{"dorm", n.Dorms, g.dorm},
		{"agency", n.Agencies, g.agency},
		{"peo", n.PEOs, g.peo},
		{"coworking", n.Coworking, g.coworking},
		{"nomad", n.Nomads, g.nomad},
		{"name-change", n.NameChanges, g.nameChange},
		{"family-phone", n.FamilyPhones, g.familyPhone},
		{"rehire", n.Rehires, g.rehire},
		{"twin", n.Twins, g.twin},
		{"hotel-offsite", n.Hotels, g.hotel},
		{"recycled-number", n.RecycledNumbers, g.recycledNumber},
		{"ship-to-parents", n.ShipToParents, g.shipToParents},
		{"bank-switch", n.BankSwitches, g.bankSwitch},
		{"template-resume", n.Templates, g.template},
		{"front-desk", n.FrontDesks, g.frontDesk},
	} {
		for i := range k.count {
			g.group(k.kind, i, k.make())
		}
	}
	if n.CarrierNAT > 0 {
		g.group("carrier-nat", 0, g.sharedExit(n.CarrierNAT, func() *network { return g.carrier[g.r.IntN(len(g.carrier))] }))
	}
	if n.VPNExits > 0 {
		g.group("vpn-exit", 0, g.sharedExit(n.VPNExits, func() *network { return g.corp[g.r.IntN(len(g.corp))] }))
	}
}

func (g *gen) group(kind string, i int, members []*person) {
	for _, p := range members {
		p.group = fmt.Sprintf("%s-%d", kind, i+1)
	}
	g.innocents = append(g.innocents, innocents{kind: kind, members: members})
}

// housemate makes a person who lives with another.
func (g *gen) housemate(p *person, family string) *person {
	given, own := g.names.pick(g.r)
	for given == p.given {
		given, own = g.names.pick(g.r)
	}
	if family == "" {
		family = own
	}
	q := g.named(given, family, p.home.city)
	q.home = p.home
	return q
}

// couple: two workers of one home, one line and one bank account, each with an
// own laptop, browser and factor. Most keep their own surnames.
func (g *gen) couple() []*person {
	a := g.anyone()
	family := ""
	if chance(g.r, 0.3) {
		family = a.family
	}
	b := g.housemate(a, family)
	sharedPhone := chance(g.r, 0.5)
	if sharedPhone {
		b.phone = a.phone
	}
	first, second := g.employee(a), g.employee(b)
	second.net = first.net
	if sharedPhone { // the family's number is nobody's factor
		first.smsPhone, second.smsPhone = "", ""
	}
	joint := second.pay[0].account
	joint.payee = fmt.Sprintf("%s %s & %s %s", a.given, a.family, b.given, b.family)
	first.pay[0].account, second.pay[0].account = joint, joint
	return []*person{a, b}
}

// coupleApplicant: two applicants of one home, at times with one phone.
func (g *gen) coupleApplicant() []*person {
	a := g.anyone()
	b := g.housemate(a, "")
	if chance(g.r, 0.5) {
		b.phone = a.phone
	}
	for _, p := range []*person{a, b} {
		c := g.apply(p, g.since())
		c.street = true
		g.reject(c)
	}
	return []*person{a, b}
}

// roomMates: three workers of one address and line.
func (g *gen) roomMates() []*person {
	a := g.anyone()
	out := []*person{a, g.housemate(a, ""), g.housemate(a, "")}
	first := g.employee(a)
	for _, p := range out[1:] {
		g.employee(p).net = first.net
	}
	return out
}

// dorm: applicants of one building over two years, some with the same unit.
func (g *gen) dorm() []*person {
	building := newAddress(g.r, g.cities[g.r.IntN(47)])
	var out []*person
	for range dormSize {
		p := g.newPerson(building.city)
		p.home = building
		if chance(g.r, 0.6) {
			p.home = building.unit(between(g.r, 101, 140))
		}
		c := g.apply(p, g.within(730, 10))
		c.street = true
		g.reject(c)
		out = append(out, p)
	}
	return out
}

// agency: candidates sent in over two years with the agency's mail and phone;
// for some the agency laid out the résumé.
func (g *gen) agency() []*person {
	_, name := g.names.pick(g.r)
	mail, phone := g.v.mail("talent", name), g.v.phones.take("US")
	layout := g.newMaster()
	layout.layoutOnly = true
	var out []*person
	for i := range agencySize {
		p := g.anyone()
		p.mail, p.phone = mail, phone
		c := g.apply(p, g.within(730, 10))
		c.agency = name + " Staffing"
		if i%3 == 0 {
			layout.write(c)
		}
		g.reject(c)
		out = append(out, p)
	}
	return out
}

// peo: laptops sent to an office of the employer of record over eighteen
// months; its desk signs for all.
func (g *gen) peo() []*person {
	office := newAddress(g.r, g.cities[g.r.IntN(47)])
	office.line2 = "Suite 200"
	desk := g.v.signer(g.names)
	var out []*person
	for i := range peoSize {
		p := g.newPerson(office.city)
		w := g.hire(p, g.p.AsOf.Add(-time.Duration(560-36*i+g.r.IntN(20))*day).Truncate(day), true)
		w.parcel = g.parcel(w, office)
		w.parcel.signer = desk
		out = append(out, p)
	}
	return out
}

// coworking: workers of one city who work from one place on some days.
func (g *gen) coworking() []*person {
	c := g.cities[g.r.IntN(47)]
	net := g.venue(c)
	var out []*person
	for i := range coworkingSize {
		p := g.newPerson(c)
		w := g.employee(p)
		w.laptop.reports, w.mobile = true, nil
		for range between(g.r, 4, 7) {
			from := workday(g.within(g.p.OktaDays-2, 2))
			w.stays = append(w.stays, stay{from: from, to: from.Add(day), net: net})
			w.script = append(w.script, session{at: from.Add(time.Duration(13*60+17*i%400) * time.Minute), net: net, browser: w.browser, app: -1})
		}
		out = append(out, p)
	}
	return out
}

// nomad: four countries within the window, at least a day of travel between
// the last sign-in of one and the first of the next, now and then through a
// commercial VPN.
func (g *gen) nomad() []*person {
	p := g.anyone()
	w := g.employee(p)
	w.corpVPN, w.private, w.mobile = nil, nil, nil
	span := time.Duration(g.p.OktaDays-2) * day / 4
	from := g.p.window().Add(day)
	for _, c := range sample(g.r, g.abroad[:6], 4) {
		w.stays = append(w.stays, stay{from: from, to: from.Add(span), net: g.v.homeNetwork(c), journey: true})
		from = from.Add(span)
	}
	for _, s := range w.stays {
		for d := 2; s.from.Add(time.Duration(d+2) * day).Before(s.to); d += between(g.r, 1, 7) {
			at := s.from.Add(time.Duration(d)*day + time.Duration(between(g.r, 7*60, 17*60))*time.Minute)
			w.script = append(w.script, session{at: at, net: s.net, browser: w.browser, app: -1})
			if g.r.IntN(4) == 0 {
				w.script = append(w.script, session{at: at.Add(30 * time.Minute), net: g.exits[g.r.IntN(8)], browser: w.browser, app: -1})
			}
		}
	}
	w.scripted = true
	return []*person{p}
}

// nameChange: another surname in HR than on the application.
func (g *gen) nameChange() []*person {
	p := g.anyone()
	hire := g.within(900, 100).Truncate(day)
	w := g.hire(p, hire, true)
	_, family := g.names.pick(g.r)
	w.family = family
	if chance(g.r, 0.5) {
		w.pay[0].account.payee = p.given + " " + family
	}
	return []*person{p}
}

// familyPhone: a parent and a child, who gave one phone and one home. In every
// second case the parent is a worker.
func (g *gen) familyPhone() []*person {
	parent := g.anyone()
	child := g.housemate(parent, parent.family)
	child.phone = parent.phone
	if len(g.innocents)%2 == 0 {
		g.employee(parent).smsPhone = ""
	} else {
		c := g.apply(parent, g.since())
		c.street = true
		g.reject(c)
	}
	c := g.apply(child, g.since())
	c.street = true
	g.reject(c)
	return []*person{parent, child}
}

// rehire: left, applied again with the same particulars, every second time
// with success.
func (g *gen) rehire() []*person {
	p := g.anyone()
	w := g.hire(p, g.within(1300, 900).Truncate(day), true)
	w.leave(g.within(500, 300), g.p.window())
	c := g.apply(p, w.left.Add(time.Duration(between(g.r, 60, 150))*day))
	c.links = p.candidates[0].links
	if len(g.innocents)%2 == 0 {
		w.rehire = c.apps[0].at.Add(30 * day).Truncate(day)
		w.noLog = false
		c.apps[0].hired = true
	} else {
		g.reject(c)
	}
	return []*person{p}
}

// twin: one home, one surname, near-same first names, everything else own.
func (g *gen) twin() []*person {
	first, second := g.names.nearGiven(g.r)
	_, family := g.names.pick(g.r)
	a := g.named(first, family, pickCity(g.r, g.cities))
	b := g.named(second, family, a.home.city)
	b.home = a.home
	one := g.employee(a)
	g.employee(b).net = one.net
	return []*person{a, b}
}
