package notify_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

const ws domain.WorkspaceID = "main"

var admin = notify.Actor{ID: "u_1", Kind: "person", Role: "admin"}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a real store, a desk and a sender on it.
type world struct {
	t     *testing.T
	clock *clock
	store *sqlstore.Notify
	desk  *notify.Desk
	opt   notify.Options
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func newWorld(t *testing.T) *world {
	t.Helper()
	c := &clock{at: storetest.Now}
	s := storetest.SQLite(t)
	s.Clock = c.now
	db := s.Open(t)
	storetest.Workspace(t, db, ws)
	store := sqlstore.NewNotify(db)
	words := notify.Words{Console: func(domain.WorkspaceID) string { return "https://daylight.example.com" }, Title: func(rule string) string {
		return map[string]string{"payee-not-worker": "The payee is another person"}[rule]
	}}
	return &world{t, c, store, notify.NewDesk(store, c.now, loopback, true),
		notify.Options{Store: store, Clock: c.now, Words: words, Allowed: loopback, Plain: true, Version: "test"}}
}

// send delivers what is due and returns how many deliveries were tried.
func (w *world) send() int {
	w.t.Helper()
	n, err := notify.NewSender(w.opt).SendDue(w.t.Context(), ws)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) emit(events ...notify.Event) {
	w.t.Helper()
	if err := w.store.Emit(w.t.Context(), ws, events...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) opened(id string) notify.Event {
	return notify.Event{ID: id, Workspace: ws, Type: notify.CaseOpened, At: w.clock.now(),
		Data: notify.Data{Case: "c_1", Person: "p_1", Tier: domain.TierReview, Rules: []string{"payee-not-worker", "device-shared"}}}
}

func (w *world) create(d notify.Draft) *notify.Endpoint {
	w.t.Helper()
	e, err := w.desk.Create(w.t.Context(), ws, d, admin)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) endpoint(id string) *notify.Endpoint {
	w.t.Helper()
	e, err := w.store.Endpoint(w.t.Context(), ws, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) deliveries(f notify.Filter) []notify.Delivery {
	w.t.Helper()
	list, err := w.store.Deliveries(w.t.Context(), ws, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// message is what a receiver got.
type message struct {
	header http.Header
	body   []byte
}

// receiver is a real HTTP server that keeps what it gets and answers as told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	answer func(w http.ResponseWriter, r *http.Request)
}

func newReceiver(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.got = append(r.got, message{req.Header.Clone(), body})
		answer := r.answer
		r.mu.Unlock()
		if answer != nil {
			answer(rw, req)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.got
	r.got = nil
	return out
}

func (r *receiver) say(answer func(w http.ResponseWriter, r *http.Request)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

func status(code int) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}
