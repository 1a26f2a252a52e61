package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/notify"
)

// TestSilenceIsTold: a source that came every hour over the API and then no
// more is told of by mail, once; and that it is back.
func TestSilenceIsTold(t *testing.T) {
	box, port := newPostbox(t)
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Server.Mail = &MailConfig{Host: "127.0.0.1", Port: port, From: "daylight@example.com", Encryption: "none"}
	var later atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	s, stop := runServer(t, cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: clock, Log: slog.New(slog.DiscardHandler)})
	defer stop()
	addEndpoint(t, s, notify.Draft{Kind: notify.Mail, Name: "desk", Address: "desk@example.com", Types: []notify.Type{notify.SourceSilent, notify.SourceBack}, Enabled: true})
	h, lines := handlerOf(t, s), strings.SplitAfter(string(signIns(t)), "\n")
	who, n := as(t, s, h, s.Main.ID, access.Security), 0
	arrive := func() {
		t.Helper()
		if who.cookie, _, err = s.People.Open(t.Context(), s.Main.ID, &access.User{ID: "u_security"}, "test"); err != nil { // none lasts an hour unused
			t.Fatal(err)
		}
		if status, reply := who.do("POST", "/records?source=okta&shape=system-log", []byte(lines[n])); status != http.StatusOK {
			t.Fatalf("a record gave %d: %.300s", status, reply)
		}
		n++
	}
	check := func(want int) {
		t.Helper()
		if err := s.silence.Check(t.Context(), s.Main.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.sender.SendDue(t.Context(), s.Main.ID); err != nil { // the server's own job may have been faster
			t.Fatal(err)
		}
		within(t, 10*time.Second, "the mails", func() bool { return len(box.take()) >= want })
		if got := len(box.take()); got != want {
			t.Fatalf("%d mails, want %d", got, want)
		}
	}
	for range 6 {
		arrive()
		check(0)
		later.Add(int64(time.Hour))
	}
	later.Add(int64(90 * time.Minute)) // two and a half hours after the last
	check(0)
	later.Add(int64(time.Hour))
	check(1)
	check(1)
	arrive()
	check(2)
	mails := box.take()
	if len(mails) != 2 || !strings.Contains(mails[0], "okta") || !strings.Contains(mails[1], "okta") {
		t.Fatalf("%d mails: %q", len(mails), mails)
	}
}

// TestNotReadyWithoutDatabase: a supervisor hears that the database is away,
// and not where it is; the process itself is well.
func TestNotReadyWithoutDatabase(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "d.db")
	s := openServer(t, cfg, ServeOptions{DB: db, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	h := handlerOf(t, s)
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "http://127.0.0.1"+path, nil))
		return w
	}
	if w := ask("/readyz"); w.Code != http.StatusOK {
		t.Errorf("with a database: %d %s", w.Code, w.Body)
	}
	if err := s.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if w := ask("/readyz"); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), db) || strings.Contains(w.Body.String(), "sql") {
		t.Errorf("without a database: %d %s", w.Code, w.Body)
	}
	if w := ask("/healthz"); w.Code != http.StatusOK {
		t.Errorf("the process: %d %s", w.Code, w.Body)
	}
}
