package notify_test

import (
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/notify"
)

// TestSilence plays days of arrivals and says when silence is told.
func TestSilence(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	for name, c := range map[string]struct {
		gaps   []time.Duration
		silent time.Duration // told after that long, at a check every quarter of an hour; 0 is never in two days
	}{
		"hourly":           {repeat(20, hour), 3 * hour},
		"every minute":     {repeat(100, 2*time.Minute), hour},
		"daily":            {repeat(20, day), 3 * day},
		"weekdays":         {repeat(4, day, day, day, day, 3*day), 3*day + 18*hour},
		"after one outage": {append(repeat(20, hour), 10*day, hour, hour), 3 * hour},
		"too few":          {repeat(3, hour), 0},
		"never":            {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			watch := notify.NewSilence(w.store, w.clock.now)
			check := func() {
				t.Helper()
				if err := watch.Check(t.Context(), ws); err != nil {
					t.Fatal(err)
				}
			}
			if c.gaps != nil {
				watch.Arrived(ws, "okta")
			}
			for _, g := range c.gaps {
				w.clock.add(g)
				watch.Arrived(ws, "okta")
				check()
				watch = notify.NewSilence(w.store, w.clock.now) // a restart
			}
			w.endpointless(t)
			var told time.Duration
			for gone := time.Duration(0); gone < max(c.silent, day)+day && told == 0; gone += 15 * time.Minute {
				if check(); len(w.deliveries(notify.Filter{})) > 0 {
					told = gone
				}
				w.clock.add(15 * time.Minute)
			}
			if c.silent == 0 && told != 0 || c.silent != 0 && (told < c.silent || told > c.silent+15*time.Minute) {
				t.Fatalf("told after %v, want %v", told, c.silent)
			}
			if told == 0 {
				return
			}
			check()
			watch.Arrived(ws, "okta")
			check()
			check()
			list := w.deliveries(notify.Filter{})
			if len(list) != 2 || types(list)[notify.SourceSilent] != 1 || types(list)[notify.SourceBack] != 1 {
				t.Errorf("told %v", types(list))
			}
		})
	}
}

// endpointless adds an endpoint that nothing is sent to in this test, so that
// events leave deliveries.
func (w *world) endpointless(t *testing.T) {
	t.Helper()
	w.create(notify.Draft{Kind: notify.Webhook, Name: "any", URL: "http://127.0.0.1:1/", Enabled: true})
}

func types(list []notify.Delivery) map[notify.Type]int {
	out := map[notify.Type]int{}
	for _, d := range list {
		out[d.Event.Type]++
	}
	return out
}

func repeat(n int, gaps ...time.Duration) []time.Duration {
	var out []time.Duration
	for range n {
		out = append(out, gaps...)
	}
	return out
}

// TestArrivedInBursts: a million records at once are one arrival.
func TestArrivedInBursts(t *testing.T) {
	w := newWorld(t)
	watch := notify.NewSilence(w.store, w.clock.now)
	for range 10 {
		for range 1000 {
			watch.Arrived(ws, "okta")
			w.clock.add(time.Millisecond)
		}
		w.clock.add(time.Hour - time.Second)
	}
	if err := watch.Check(t.Context(), ws); err != nil {
		t.Fatal(err)
	}
	list, err := w.store.Arrivals(t.Context(), ws)
	if err != nil || len(list) != 1 || len(list[0].Gaps) != 9 || list[0].Gaps[0].Round(time.Minute) != time.Hour {
		t.Errorf("%+v (%v)", list, err)
	}
}
