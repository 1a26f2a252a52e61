package simulate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// holding is one value that a person holds.
type holding struct {
	key      string // kind and value
	family   string
	recorded bool // by a system, not typed by the person
	hard     bool // worth a look alone when recorded on both sides
}

// holdings lists everything by which people could be linked.
func holdings(w *world, p *person) []holding {
	var out []holding
	add := func(family string, recorded, hard bool, kind, value string) {
		if value != "" {
			out = append(out, holding{kind + "=" + value, family, recorded, hard})
		}
	}
	for _, c := range p.candidates {
		add("contact", false, true, "phone", c.phone)
		add("contact", false, true, "mail", c.mail)
		add("contact", false, true, "url", c.portfolio)
		for _, l := range c.links {
			add("contact", false, true, "url", l)
		}
		if r := c.resume; r != nil {
			if r.pdf {
				add("document", true, false, "pdf-id", r.id)
				add("document", true, false, "xmp", r.doc)
			} else {
				for _, id := range r.rsids {
					add("document", true, false, "rsid", id)
				}
			}
		}
	}
	add("postal", false, false, "home", p.home.oneText())
	if p.worker != nil {
		atWork(w, p, add)
	}
	return out
}

// atWork adds what systems know of a worker.
func atWork(w *world, p *person, add func(family string, recorded, hard bool, kind, value string)) {
	k := p.worker
	add("contact", false, true, "phone", p.phone)
	add("factor", true, true, "phone", k.smsPhone)
	add("contact", true, true, "mail", k.mail)
	add("device", true, true, "serial", k.laptop.serial)
	add("device", true, true, "mac", k.laptop.mac)
	if k.parcel != nil {
		end := k.parcel.to
		if k.parcel.redirect != nil {
			end = k.parcel.redirect
		}
		add("postal", true, true, "ship-to", end.oneText())
	}
	for _, e := range k.pay {
		add("bank", true, true, "bank", e.account.routing+"/"+e.account.account)
	}
	for _, c := range k.laptop.checkins {
		add("network", true, true, "gateway", c.net.gateway)
		add("network", true, true, "bssid", c.net.bssid)
	}
	for _, s := range k.script {
		if k.active(s.at) && !s.at.Before(w.p.window()) && s.at.Before(w.p.AsOf) {
			add("device", true, true, "dtHash", s.browser.dtHash)
			add("device", true, true, "device-id", s.browser.deviceID)
		}
	}
	if !k.noLog && !k.scripted {
		add("device", true, true, "dtHash", k.browser.dtHash)
		add("device", true, true, "device-id", k.browser.deviceID)
		if strings.HasPrefix(k.net.ip, "198.18.") {
			add("network", true, false, "ip", k.net.ip)
		}
	}
}

func mustBuild(t *testing.T, p Params) *world {
	t.Helper()
	w, err := build(p)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestUnrelatedPeopleShareNothing: whatever two people share was meant to be
// shared, because they belong to one cell or one group of look-alikes.
func TestUnrelatedPeopleShareNothing(t *testing.T) {
	for seed := range uint64(2) {
		p := Defaults()
		p.Seed = seed + 1
		w := mustBuild(t, p)
		holders := map[string]*person{}
		for _, q := range w.people {
			for _, h := range holdings(w, q) {
				first, ok := holders[h.key]
				if !ok {
					holders[h.key] = q
				} else if first != q && (q.group == "" || first.group != q.group) {
					t.Errorf("seed %d: %s %s (%s) and %s %s (%s) share %s", p.Seed, first.given, first.family, first.group, q.given, q.family, q.group, h.key)
				}
			}
		}
	}
}

// TestLoneOperatorsShareNothing: they are expected misses.
func TestLoneOperatorsShareNothing(t *testing.T) {
	w := mustBuild(t, Defaults())
	held := map[string]int{}
	for _, q := range w.people {
		mine := map[string]bool{}
		for _, h := range holdings(w, q) {
			mine[h.key] = true
		}
		for k := range mine {
			held[k]++
		}
	}
	for _, q := range w.lone {
		for _, h := range holdings(w, q) {
			if held[h.key] > 1 {
				t.Errorf("lone operator shares %s", h.key)
			}
		}
	}
}

// tie is what two personas share.
type tie struct {
	hard     bool
	recorded bool
	families []string
}

// holds says whether a tie can carry an edge: one hard value that systems
// recorded on both sides, or two families of which one was so recorded.
func (x tie) holds() bool { return x.hard || x.recorded && len(x.families) >= 2 }

func tieOf(w *world, a, b *person) (x tie) {
	theirs := map[string]holding{}
	for _, h := range holdings(w, b) {
		if old, ok := theirs[h.key]; !ok || h.recorded && !old.recorded {
			theirs[h.key] = h
		}
	}
	for _, h := range holdings(w, a) {
		o, ok := theirs[h.key]
		if !ok {
			continue
		}
		both := h.recorded && o.recorded
		x.recorded = x.recorded || both
		x.hard = x.hard || both && h.hard
		if !slices.Contains(x.families, h.family) {
			x.families = append(x.families, h.family)
		}
	}
	return x
}

// TestEveryMemberIsTied: over many seeds every persona of a cell can be found:
// the ties that hold make the cell one piece, and a persona without a hard tie
// has two, so that none hangs on a single soft one.
func TestEveryMemberIsTied(t *testing.T) {
	for seed := range uint64(12) {
		p := small(seed+1, Realistic)
		p.Cells = 4
		w := mustBuild(t, p)
		for _, c := range w.cells {
			checkCell(t, w, c, fmt.Sprintf("seed %d %s", p.Seed, c.id))
		}
	}
}

func checkCell(t *testing.T, w *world, c cell, name string) {
	t.Helper()
	reached := map[*person]bool{c.members[0]: true}
	for grown := true; grown; {
		grown = false
		for _, a := range c.members {
			for _, b := range c.members {
				if reached[a] && !reached[b] && tieOf(w, a, b).holds() {
					reached[b], grown = true, true
				}
			}
		}
	}
	for i, a := range c.members {
		hard, soft := 0, 0
		for _, b := range c.members {
			if x := tieOf(w, a, b); a != b && x.hard {
				hard++
			} else if a != b && x.holds() {
				soft++
			}
		}
		if !reached[a] || hard == 0 && soft < 2 {
			t.Errorf("%s: member %d (worker %v): reached %v, %d hard ties, %d soft", name, i, a.worker != nil, reached[a], hard, soft)
		}
	}
}

// TestCellsLookLikeCells checks the shape that the tradecraft describes.
func TestCellsLookLikeCells(t *testing.T) {
	w := mustBuild(t, Defaults())
	for _, c := range w.cells {
		houses, hired, redirected, mules, dismissed := map[string]int{}, 0, 0, 0, 0
		for _, p := range c.members {
			k := p.worker
			if k == nil {
				continue
			}
			hired++
			end := k.parcel.to
			if k.parcel.redirect != nil {
				end = k.parcel.redirect
				redirected++
			}
			houses[end.oneText()]++
			if end.oneText() == p.home.oneText() {
				t.Errorf("%s: a laptop went to the claimed home", c.id)
			}
			if k.pay[len(k.pay)-1].account.payee != p.given+" "+p.family {
				mules++
			}
			if !k.left.IsZero() {
				dismissed++
			}
		}
		if hired < 4 || redirected < 1 || mules < 2 || dismissed != 1 {
			t.Errorf("%s: %d hired, %d redirected, %d mules, %d dismissed", c.id, hired, redirected, mules, dismissed)
		}
		for at, n := range houses {
			if n > 6 {
				t.Errorf("%s: %d laptops at %s", c.id, n, at)
			}
		}
	}
}

// TestInnocentsKeepTheirOwn: what tells look-alikes from a cell is there.
func TestInnocentsKeepTheirOwn(t *testing.T) {
	w := mustBuild(t, Defaults())
	for _, g := range w.innocents {
		seen := map[string]*person{}
		for _, p := range g.members {
			k := p.worker
			if k == nil {
				continue
			}
			for _, v := range []string{k.browser.dtHash, k.browser.deviceID, k.laptop.serial, k.smsPhone, k.mail} {
				if q := seen[v]; v != "" && q != nil && q != p {
					t.Errorf("%s: two people share %s", g.kind, v)
				}
				seen[v] = p
			}
		}
	}
}

// TestHonestTravelIsPossible: nobody but the members of cells, and those who
// switch between shared gateways, moves faster than an airliner between two
// places that are not VPN exits.
func TestHonestTravelIsPossible(t *testing.T) {
	w := mustBuild(t, Defaults())
	type seen struct {
		at  time.Time
		net *network
	}
	last := map[*worker]seen{}
	d := newDiary(w)
	var events []signIn
	for at := w.p.window(); at.Before(w.p.AsOf); at = at.Add(day) {
		events = d.day(at, events[:0])
		for _, e := range events {
			group := e.w.p.group
			if e.net.proxy || strings.HasPrefix(group, "cell") || strings.HasPrefix(group, "carrier") || strings.HasPrefix(group, "vpn") {
				continue
			}
			if before, ok := last[e.w]; ok {
				km, hours := distance(before.net.city, e.net.city), e.at.Sub(before.at).Hours()
				if km > 300 && km > 950*hours {
					t.Errorf("%s %s (%s): %.0f km from %s to %s in %.1f hours", e.w.given, e.w.family, group, km, before.net.city.name, e.net.city.name, hours)
				}
			}
			last[e.w] = seen{e.at, e.net}
		}
	}
}

// distance is along a great circle, in km (haversine formula).
func distance(a, b *city) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b.lat-a.lat)*rad, (b.lon-a.lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.lat*rad)*math.Cos(b.lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}
