package simulate

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sort"
	"time"
)

// apps are what people sign in to. The payroll system is one of them.
var apps = []string{"Northwind Mail", "Northwind Chat", "Northwind Code", "Northwind Wiki", "ADP Workforce Now"}

const payrollApp = 4

// eventsPerSession is the mean that expand gives.
const eventsPerSession = 3.1

// eventKind is the kind of one identity provider event.
type eventKind uint8

const (
	sessionStart eventKind = iota
	factorUsed
	appSignIn
)

// signIn is one event before it is written.
type signIn struct {
	at      time.Time
	w       *worker
	net     *network
	browser *browser
	kind    eventKind
	app     uint8
	session uint64
}

// diary yields the events of one day after another.
type diary struct {
	w       *world
	r       *rand.Rand
	people  []*worker
	next    []int   // index into people[i].script
	perDay  float64 // ordinary sessions of one worker on one workday
	session uint64
	late    []signIn // events of sessions that ran past midnight UTC
}

func newDiary(w *world) *diary {
	d := &diary{w: w, r: stream(w.p.Seed, "sign-ins")}
	for _, k := range w.workers {
		if !k.noLog {
			d.people = append(d.people, k)
			slices.SortStableFunc(k.script, func(a, b session) int { return a.at.Compare(b.at) })
		}
	}
	d.next = make([]int, len(d.people))
	each := w.p.EventsPerWorker
	if w.p.OktaEvents > 0 {
		each = float64(w.p.OktaEvents) / float64(max(1, len(d.people)))
	}
	d.perDay = each / eventsPerSession / (float64(w.p.OktaDays) * 5 / 7)
	return d
}

// day returns the events of the day that begins at from, in the order of time,
// in the memory of buf.
func (d *diary) day(from time.Time, buf []signIn) []signIn {
	to := from.Add(day)
	out := append(buf, d.late...)
	workday := from.Weekday() != time.Saturday && from.Weekday() != time.Sunday
	for i, w := range d.people {
		for ; d.next[i] < len(w.script) && w.script[d.next[i]].at.Before(to); d.next[i]++ {
			if s := w.script[d.next[i]]; !s.at.Before(from) && w.active(s.at) {
				out = d.expand(out, w, s)
			}
		}
		if !workday || w.scripted || !w.active(from.Add(12*time.Hour)) || w.travelling(from) {
			continue
		}
		n := int(d.perDay)
		if chance(d.r, d.perDay-float64(n)) {
			n++
		}
		for range n {
			out = d.expand(out, w, d.ordinary(w, from))
		}
	}
	slices.SortStableFunc(out, func(a, b signIn) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	n := sort.Search(len(out), func(i int) bool { return !out[i].at.Before(to) })
	d.late = append(d.late[:0], out[n:]...)
	return out[:n]
}

// ordinary draws a session in the worker's office hours, mostly from home.
func (d *diary) ordinary(w *worker, day time.Time) session {
	zone := w.netAt(day.Add(16 * time.Hour)).city.zone
	minute := 8*60 + d.r.IntN(10*60)
	y, m, dd := day.Date()
	at := time.Date(y, m, dd, 0, minute, d.r.IntN(60), d.r.IntN(1000)*1e6, zone).UTC()
	s := session{at: at, net: w.netAt(at), browser: w.browser, app: -1}
	switch x := d.r.Float64(); {
	case w.mobile != nil && x < d.w.p.MobileShare:
		s.net = w.mobile
	case w.corpVPN != nil && x > 0.6:
		s.net = w.corpVPN
	case w.private != nil && x > 0.7:
		s.net = w.private
	}
	return s
}

// expand appends the events of one session: its start, at times a factor, then
// one to three applications.
func (d *diary) expand(out []signIn, w *worker, s session) []signIn {
	d.session++
	e := signIn{at: s.at, w: w, net: s.net, browser: s.browser, session: d.session}
	out = append(out, e)
	if chance(d.r, 0.3) {
		e.kind, e.at = factorUsed, e.at.Add(time.Duration(2000+d.r.IntN(20_000))*time.Millisecond)
		out = append(out, e)
	}
	n := 1 + d.r.IntN(5)/2 // 1, 1, 2, 2, 3: 1.8 on average
	for i := range n {
		e.kind, e.at, e.app = appSignIn, e.at.Add(time.Duration(3000+d.r.IntN(90_000))*time.Millisecond), uint8(d.r.IntN(payrollApp))
		if i == 0 && s.app >= 0 {
			e.app = uint8(s.app)
		}
		out = append(out, e)
	}
	return out
}
