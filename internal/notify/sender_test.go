package notify_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/wire"
)

// TestCloudEvent reads a delivered message as the CloudEvents 1.0 that it is.
func TestCloudEvent(t *testing.T) {
	w := newWorld(t)
	r := newReceiver(t, nil)
	w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: r.URL, Enabled: true})
	w.emit(w.opened("evt_1"))
	if n := w.send(); n != 1 {
		t.Fatalf("tried %d", n)
	}
	got := r.take()
	if len(got) != 1 {
		t.Fatalf("%d messages", len(got))
	}
	want := `{"specversion":"1.0","id":"evt_1","source":"urn:daylight:main","type":"com.github.daylight-hq.daylight.case.opened","subject":"c_1",` +
		`"time":"2026-06-30T12:00:00Z","datacontenttype":"application/json","data":{"case":"c_1","person":"p_1","tier":"review",` +
		`"rules":["payee-not-worker","device-shared"],"rule_titles":["The payee is another person","device-shared"],"link":"https://daylight.example.com/cases/c_1"}}`
	if string(got[0].body) != want {
		t.Errorf("got  %s\nwant %s", got[0].body, want)
	}
	h := got[0].header
	if h.Get("Content-Type") != notify.ContentType || h.Get(notify.HeaderID) != "evt_1" || h.Get("User-Agent") != "Daylight/test" {
		t.Errorf("headers %v", h)
	}
	d := w.deliveries(notify.Filter{})
	if len(d) != 1 || d[0].State != notify.Delivered || d[0].Attempts != 1 || d[0].DoneAt.IsZero() {
		t.Errorf("%+v", d)
	}
	if n := w.send(); n != 0 {
		t.Errorf("sent again: %d", n)
	}
}

// TestRetries fails ten times over three days, with the same id each time, and
// then gives up; every attempt is in the log.
func TestRetries(t *testing.T) {
	w := newWorld(t)
	r := newReceiver(t, status(500))
	w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: r.URL, Enabled: true})
	w.opt.Limits = notify.Limits{Failures: 1000, Since: time.Hour}
	w.emit(w.opened("evt_1"))
	var last time.Time
	start := w.clock.now()
	for n := 1; n <= 10; n++ {
		if tried := w.send(); tried != 1 {
			t.Fatalf("attempt %d: tried %d", n, tried)
		}
		if w.send() != 0 {
			t.Fatalf("attempt %d is repeated at once", n)
		}
		d := w.deliveries(notify.Filter{})[0]
		if n == 10 {
			if d.State != notify.Failed {
				t.Errorf("after ten attempts it is %s", d.State)
			}
			break
		}
		if d.State != notify.Pending || d.Attempts != n || !d.NextAt.After(last) {
			t.Fatalf("attempt %d: %+v", n, d)
		}
		last = d.NextAt
		w.clock.add(d.NextAt.Sub(w.clock.now()))
	}
	if span := w.clock.now().Sub(start); span < 60*time.Hour || span > 92*time.Hour {
		t.Errorf("the attempts span %v", span)
	}
	for _, m := range r.take() {
		if m.header.Get(notify.HeaderID) != "evt_1" {
			t.Errorf("id %s", m.header.Get(notify.HeaderID))
		}
	}
	attempts, err := w.store.Attempts(t.Context(), ws, w.deliveries(notify.Filter{})[0].ID)
	if err != nil || len(attempts) != 10 || attempts[9].Status != 500 || attempts[9].Fault != notify.FaultStatus {
		t.Errorf("%+v (%v)", attempts, err)
	}
}

// TestAnswers says what each answer leads to.
func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		state  notify.State
		fault  string
		least  time.Duration // until the next attempt
		off    notify.Cause
	}{
		"200": {status(200), notify.Delivered, "", 0, ""},
		"204": {status(204), notify.Delivered, "", 0, ""},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusTemporaryRedirect)
		}, notify.Pending, notify.FaultRedirect, time.Second, ""},
		"400":  {status(400), notify.Pending, notify.FaultStatus, time.Second, ""},
		"gone": {status(410), notify.Pending, notify.FaultStatus, 0, notify.ByGone},
		"busy": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		}, notify.Pending, notify.FaultStatus, time.Hour, ""},
		"wish too far": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "99999999")
			w.WriteHeader(503)
		}, notify.Pending, notify.FaultStatus, time.Second, ""},
		"hangs up": {func(w http.ResponseWriter, _ *http.Request) {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.Close()
			}
		}, notify.Pending, notify.FaultConnect, time.Second, ""},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
					return
				}
			}
		}, notify.Delivered, "", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			r := newReceiver(t, c.answer)
			e := w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: r.URL, Enabled: true})
			w.emit(w.opened("evt_1"))
			w.send()
			d := w.deliveries(notify.Filter{})[0]
			attempts, err := w.store.Attempts(t.Context(), ws, d.ID)
			if err != nil || len(attempts) != 1 || attempts[0].Fault != c.fault || d.State != c.state {
				t.Errorf("%+v %+v (%v)", d, attempts, err)
			}
			if d.State == notify.Pending && d.NextAt.Sub(w.clock.now()) < c.least {
				t.Errorf("the next attempt is in %v", d.NextAt.Sub(w.clock.now()))
			}
			if e = w.endpoint(e.ID); e.Why != c.off || e.Enabled != (c.off == "") {
				t.Errorf("%+v", e)
			}
		})
	}
}

// TestSwitchedOff: an endpoint that fails for a day is switched off, others are
// told, and it gets what it missed once it is switched on again.
func TestSwitchedOff(t *testing.T) {
	w := newWorld(t)
	bad, good := newReceiver(t, status(500)), newReceiver(t, nil)
	e := w.create(notify.Draft{Kind: notify.Webhook, Name: "bad", URL: bad.URL, Types: []notify.Type{notify.CaseOpened}, Enabled: true})
	w.create(notify.Draft{Kind: notify.Webhook, Name: "good", URL: good.URL, Types: []notify.Type{notify.EndpointDisabled}, Enabled: true})
	for n := range 19 {
		w.emit(w.opened(fmt.Sprintf("evt_%d", n)))
	}
	for w.send() > 0 {
	}
	if got := w.endpoint(e.ID); !got.Enabled || got.Failures != 19 {
		t.Fatalf("switched off after one bad minute: %+v", got)
	}
	w.clock.add(24 * time.Hour)
	w.send()
	off := w.endpoint(e.ID)
	if off.Enabled || off.Why != notify.ByFaults {
		t.Fatalf("still on: %+v", off)
	}
	w.send()
	if got := good.take(); len(got) != 1 || !bytes.Contains(got[0].body, []byte(e.ID)) {
		t.Fatalf("others were told %q", got)
	}
	w.emit(w.opened("evt_missed"))
	bad.say(nil)
	bad.take()
	if w.clock.add(48 * time.Hour); w.send() != 0 || len(bad.take()) != 0 {
		t.Fatal("an endpoint that is off gets messages")
	}
	on, err := w.desk.Update(t.Context(), ws, e.ID, off.Version, notify.Draft{Kind: notify.Webhook, Name: "bad", URL: bad.URL, Types: []notify.Type{notify.CaseOpened}, Enabled: true}, admin)
	if err != nil || on.Failures != 0 {
		t.Fatalf("%+v (%v)", on, err)
	}
	if n, err := w.store.Replay(t.Context(), ws, e.ID, w.clock.now().Add(-100*time.Hour), notify.Change{Actor: admin, Action: notify.Redelivered, Endpoint: e.ID}); err != nil || n != 1 {
		t.Fatalf("replayed %d (%v)", n, err)
	}
	w.send()
	ids := map[string]bool{}
	for _, m := range bad.take() {
		ids[m.header.Get(notify.HeaderID)] = true
	}
	if len(ids) != 20 || !ids["evt_missed"] {
		t.Errorf("got %d events: %v", len(ids), ids)
	}
}

// TestOneHangs: an endpoint that never answers does not keep others waiting,
// and is asked once, not once a message.
func TestOneHangs(t *testing.T) {
	w := newWorld(t)
	release := make(chan struct{})
	slow := newReceiver(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	fast := newReceiver(t, nil)
	w.opt.Client = notify.NewClient(loopback)
	w.opt.Client.Timeout = 300 * time.Millisecond
	w.create(notify.Draft{Kind: notify.Webhook, Name: "slow", URL: slow.URL, Enabled: true})
	w.create(notify.Draft{Kind: notify.Webhook, Name: "fast", URL: fast.URL, Enabled: true})
	for n := range 10 {
		w.emit(w.opened(fmt.Sprintf("evt_%d", n)))
	}
	start := time.Now()
	w.send()
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if got := len(fast.take()); got != 10 {
		t.Errorf("the other one got %d of 10", got)
	}
	if got := len(slow.take()); got != 1 {
		t.Errorf("the one that hangs was asked %d times", got)
	}
}

// TestKilledInBetween: what a sender claimed and never finished is sent again
// when the lease has ended, and not before.
func TestKilledInBetween(t *testing.T) {
	w := newWorld(t)
	r := newReceiver(t, nil)
	w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: r.URL, Enabled: true})
	w.emit(w.opened("evt_1"))
	if due, err := w.store.Claim(t.Context(), ws, 10, 10, time.Minute); err != nil || len(due) != 1 {
		t.Fatalf("claimed %d (%v)", len(due), err)
	}
	if n := w.send(); n != 0 {
		t.Fatalf("sent %d that another one holds", n)
	}
	w.clock.add(time.Minute)
	if n := w.send(); n != 1 || len(r.take()) != 1 {
		t.Errorf("sent %d", n)
	}
}

func TestRedeliverAndTry(t *testing.T) {
	w := newWorld(t)
	r := newReceiver(t, nil)
	e := w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: r.URL, Enabled: true})
	w.emit(w.opened("evt_1"))
	w.send()
	first := w.deliveries(notify.Filter{})[0]
	if _, err := w.store.Redeliver(t.Context(), ws, first.ID, notify.Change{Actor: admin, Action: notify.Redelivered}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Try(t.Context(), ws, e.ID); err != nil {
		t.Fatal(err)
	}
	w.send()
	got := r.take()
	if len(got) != 3 || got[1].header.Get(notify.HeaderID) != "evt_1" || !bytes.Contains(got[2].body, []byte("daylight.test")) {
		t.Errorf("got %q", got)
	}
	if _, err := w.desk.Try(t.Context(), ws, "ep_none"); !errors.Is(err, notify.ErrNotFound) {
		t.Errorf("a test of an unknown endpoint: %v", err)
	}
	if _, err := w.store.Redeliver(t.Context(), ws, "dl_none", notify.Change{Actor: admin, Action: notify.Redelivered}); !errors.Is(err, notify.ErrNotFound) {
		t.Errorf("an unknown delivery: %v", err)
	}
}

// TestWants: types and tiers choose.
func TestWants(t *testing.T) {
	urgent := notify.Event{Type: notify.CaseOpened, Data: notify.Data{Tier: domain.TierUrgent}}
	review := notify.Event{Type: notify.CaseOpened, Data: notify.Data{Tier: domain.TierReview}}
	silent := notify.Event{Type: notify.SourceSilent}
	own := notify.Event{Type: notify.EndpointDisabled, Data: notify.Data{Endpoint: "ep_1"}}
	for name, c := range map[string]struct {
		endpoint notify.Endpoint
		want     [4]bool // of the four events above
	}{
		"all":    {notify.Endpoint{ID: "ep_1"}, [4]bool{true, true, true, false}},
		"urgent": {notify.Endpoint{ID: "ep_2", Tier: domain.TierUrgent}, [4]bool{true, false, true, true}},
		"silent": {notify.Endpoint{ID: "ep_2", Types: []notify.Type{notify.SourceSilent}}, [4]bool{false, false, true, false}},
	} {
		got := [4]bool{c.endpoint.Wants(&urgent), c.endpoint.Wants(&review), c.endpoint.Wants(&silent), c.endpoint.Wants(&own)}
		if got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestNoPersonalData: an event with a text that is no id is refused before it
// is kept.
func TestNoPersonalData(t *testing.T) {
	w := newWorld(t)
	for name, d := range map[string]notify.Data{
		"name":     {Case: "Ana Ferro"},
		"mail":     {Person: "ana@example.com"},
		"sentence": {State: "She said no"},
		"rule":     {Rules: []string{"payee Müller"}},
		"long":     {Source: strings.Repeat("a", 200)},
		"note":     {Checkpoint: "anything"},
	} {
		e := w.opened("evt_1")
		e.Data = d
		if err := w.store.Emit(t.Context(), ws, e); !errors.Is(err, notify.ErrEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzEncode: whatever passes the check encodes to JSON that reads back, and
// holds no at sign.
func FuzzEncode(f *testing.F) {
	f.Add("evt_1", "c_1", "p_1", "okta")
	f.Add("", "ana@example.com", "\xff", "a b")
	f.Fuzz(func(t *testing.T, id, c, person, source string) {
		e := notify.Event{ID: id, Workspace: ws, Type: notify.CaseOpened, At: time.Unix(1, 0), Data: notify.Data{Case: c, Person: person, Source: source}}
		body, err := notify.Words{}.Encode(&e)
		if err != nil {
			return
		}
		var back struct {
			ID   string      `json:"id"`
			Data notify.Data `json:"data"`
		}
		if err := wire.Unmarshal(body, &back); err != nil || back.ID != id || back.Data.Case != c || bytes.ContainsAny(body, "@") {
			t.Errorf("%s: %v", body, err)
		}
	})
}
