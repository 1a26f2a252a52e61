package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// build makes the world of p. It is a pure function of p.
func build(p Params) (*world, error) {
	cities, err := loadCities(cityTable)
	if err != nil {
		return nil, err
	}
	abroad, err := loadCities(abroadTable)
	if err != nil {
		return nil, err
	}
	r := stream(p.Seed, "people")
	g := &gen{world: world{p: p}, r: r, names: newNameBook(), v: newValues(r), cities: cities, abroad: abroad, left: p.Employees}
	g.sharedNetworks()
	for i := range p.Cells {
		g.cell(i)
	}
	g.loners()
	g.lookAlikes()
	g.plainWorkers()
	g.plainApplicants()
	g.finish()
	return &g.world, nil
}

// sharedNetworks lays out what many people use: carrier gateways in
// 192.0.2.0/24, the company's VPN and venues in 198.51.100.0/24, commercial
// exits in 203.0.113.0/24 (RFC 5737).
func (g *gen) sharedNetworks() {
	for i := range min(240, 8+g.p.Employees/150) {
		g.carrier = append(g.carrier, &network{ip: fmt.Sprintf("192.0.2.%d", i+1), city: g.cities[g.r.IntN(47)], op: carrierOperator})
	}
	for i := range 4 {
		g.corp = append(g.corp, &network{ip: fmt.Sprintf("198.51.100.%d", i+1), city: g.cities[6], op: officeOperator})
	}
	for i := 64; i < 255; i++ {
		g.venues = append(g.venues, fmt.Sprintf("198.51.100.%d", i))
	}
	for i := range 12 { // eight exits of a known operator, four that no list names
		n := &network{ip: fmt.Sprintf("203.0.113.%d", 11+i), city: g.abroad[i%len(g.abroad)], op: vpnOperator, proxy: true, tunnel: "PALEMOON_VPN"}
		if i >= 8 {
			n = &network{ip: fmt.Sprintf("203.0.113.%d", 200+i), city: g.abroad[i%len(g.abroad)], op: vpnOther}
		}
		g.exits = append(g.exits, n)
	}
	for range 3 {
		g.stores = append(g.stores, newAddress(g.r, pickCity(g.r, g.cities)))
	}
}

// venue returns the network of a shared place, with an own router.
func (g *gen) venue(c *city) *network {
	n := &network{city: c, op: venueOperator}
	if len(g.venues) > 0 {
		n.ip, g.venues = g.venues[0], g.venues[1:]
	} else {
		n.ip = g.v.homeIP(c)
	}
	n.gateway, n.bssid = g.v.router()
	return n
}

// finish numbers everything in the order of time, as the vendors' systems
// would, and derives what depends on all of it.
func (g *gen) finish() {
	slices.SortStableFunc(g.workers, func(a, b *worker) int { return a.hire.Compare(b.hire) })
	for i, w := range g.workers {
		w.number, w.file = fmt.Sprintf("E%06d", 100_101+7*i), fmt.Sprintf("%06d", 1001+i)
	}
	g.listCandidates()
	g.numberApplications()
	g.checkins()
	g.tracked()
	g.pickResumes()
	g.clients()
}

// clients says from where applications were sent. Only the full profile writes
// it, so it comes last and disturbs nothing.
func (g *gen) clients() {
	if !g.p.full() {
		return
	}
	for _, c := range g.greens {
		if c.client != nil {
			continue
		}
		if c.client = (&network{ip: g.v.homeIP(c.home.city), city: c.home.city}); c.p.worker != nil {
			c.client = c.p.worker.net
		}
	}
}

// listCandidates puts candidates into one tracker or the other.
func (g *gen) listCandidates() {
	var all []*candidate
	for _, p := range g.people {
		all = append(all, p.candidates...)
	}
	slices.SortStableFunc(all, func(a, b *candidate) int { return a.apps[0].at.Compare(b.apps[0].at) })
	ashby := 0
	for _, c := range all {
		// The subsidiary's tracker holds plain applicants only.
		if ashby < g.p.Ashby && c.p.group == "" && c.p.worker == nil && len(c.p.candidates) == 1 && g.r.IntN(8) == 0 {
			c.ashby = true
			ashby++
			g.ashbys = append(g.ashbys, c)
			continue
		}
		c.id = 51_000_000 + 11*int64(len(g.greens)) + int64(g.r.IntN(11))
		g.greens = append(g.greens, c)
	}
}

func (g *gen) numberApplications() {
	var hosts []*worker
	for _, w := range g.workers {
		if w.p.group == "" && w.left.IsZero() && w.hire.Before(g.p.AsOf.Add(-400*day)) {
			hosts = append(hosts, w)
		}
	}
	var apps []*application
	for _, c := range g.greens {
		apps = append(apps, c.apps...)
	}
	slices.SortStableFunc(apps, func(a, b *application) int { return a.at.Compare(b.at) })
	for i, a := range apps {
		a.id = 71_000_000 + int64(9*i) + int64(g.r.IntN(9))
		if in := a.interview; in != nil {
			in.id, in.meeting = a.id-50_000_000, 90_000_000_000+int64(scatter(uint64(i), 30))
			if len(hosts) > 0 {
				in.host = hosts[g.r.IntN(len(hosts))]
			}
		}
	}
}

// checkins draws when laptops reported the network they stand in.
func (g *gen) checkins() {
	for _, w := range g.workers {
		if w.noLog || !w.laptop.reports {
			continue
		}
		from := g.p.window()
		if w.hire.After(from) {
			from = w.hire.Add(5 * day)
		}
		to := g.p.AsOf
		if !w.left.IsZero() && w.rehire.IsZero() {
			to = w.left
		}
		add := func(at time.Time) {
			if at.Before(to) && !at.Before(from) {
				w.laptop.checkins = append(w.laptop.checkins, checkin{at: at, net: w.netAt(at)})
			}
		}
		for range g.p.CheckinsPerHost {
			add(moment(g.r, from, to))
		}
		for _, s := range w.stays { // a stay is seen at least once
			add(moment(g.r, s.from, s.to))
		}
		slices.SortFunc(w.laptop.checkins, func(a, b checkin) int { return a.at.Compare(b.at) })
	}
}

// tracked chooses the parcels that the carrier's tracking file still knows.
func (g *gen) tracked() {
	from := g.p.AsOf.Add(-time.Duration(g.p.TrackingDays) * day)
	for _, w := range g.workers {
		if w.parcel != nil && !w.parcel.sent.Before(from) {
			w.parcel.inTracking = chance(g.r, 0.7)
		}
	}
}

// parcels returns the parcels in the order in which they were sent.
func (w *world) parcels() []*worker {
	var out []*worker
	for _, k := range w.workers {
		if k.parcel != nil {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b *worker) int {
		return cmp.Or(a.parcel.sent.Compare(b.parcel.sent), cmp.Compare(a.parcel.tracking, b.parcel.tracking))
	})
	return out
}
