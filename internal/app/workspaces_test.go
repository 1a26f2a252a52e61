package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// as makes somebody with a role in a workspace, and signs them in.
func as(t *testing.T, s *Server, h http.Handler, ws domain.WorkspaceID, role access.Role) *client {
	t.Helper()
	u := &access.User{ID: "u_" + string(role), Version: 1, Login: string(role) + "@corp.example.com", Name: string(role),
		Grants: []access.Grant{{Role: role, Since: s.opt.Clock().Add(-48 * time.Hour)}}}
	if err := sqlstore.NewAccess(s.DB).CreateUser(t.Context(), ws, u, access.Change{Action: "test"}); err != nil {
		t.Fatal(err)
	}
	secret, _, err := s.People.Open(t.Context(), ws, u, "test")
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, handler: h, base: "/v1/workspaces/" + string(ws), cookie: secret}
}

func handlerOf(t *testing.T, s *Server) http.Handler {
	t.Helper()
	h, err := s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	return h.Handler()
}

// within waits for something that another goroutine does.
func within(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, limit)
		}
	}
}

// lines is a log that can be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestTwoWorkspaces makes a workspace while the server runs, lets its first
// admin in by the printed link, and loads records into it: nothing of it shows
// in the other one, in the figures or in the log.
func TestTwoWorkspaces(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	var log lines
	db := filepath.Join(t.TempDir(), "d.db")
	s, stop := runServer(t, cfg, ServeOptions{DB: db, Clock: time.Now, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	defer stop()
	h := handlerOf(t, s)
	link, err := CreateWorkspace(t.Context(), cfg, db, "beta", "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	within(t, 20*time.Second, "the new workspace is opened", func() bool { _, err := s.Workspace("beta"); return err == nil })
	boss := firstAdmin(t, h, "beta", link)
	if len(boss) == 0 {
		t.Fatal("no admin")
	}
	security, other := as(t, s, h, "beta", access.Security), as(t, s, h, "main", access.Security)
	status, reply := security.do("POST", "/records?source=okta&shape=system-log", signIns(t))
	if status != http.StatusOK || !bytes.Contains(reply, []byte(`"accepted"`)) {
		t.Fatalf("records gave %d: %.300s", status, reply)
	}
	beta, err := s.Workspace("beta")
	if err != nil {
		t.Fatal(err)
	}
	a, err := beta.Live.Settle(t.Context())
	if err != nil || len(a.View.Result().Persons) == 0 {
		t.Fatalf("nobody is in the new workspace (%v)", err)
	}
	if _, err := s.Main.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Main.Live.Answer().View.Result().Persons); n != 0 {
		t.Errorf("%d persons show in the other workspace", n)
	}
	someone := a.View.Result().Persons[0].ID
	security.want(http.StatusOK, "GET", "/subjects/"+someone, nil, nil)
	other.want(http.StatusNotFound, "GET", "/subjects/"+someone, nil, nil)
	for name, c := range map[string]*client{
		"the other's cookie": {t: t, handler: h, base: security.base, cookie: other.cookie},
		"its cookie there":   {t: t, handler: h, base: other.base, cookie: security.cookie},
	} {
		if status, _ := c.do("GET", "/overview", nil); status != http.StatusUnauthorized {
			t.Errorf("%s gave %d", name, status)
		}
	}
	within(t, 20*time.Second, "tasks of the new workspace run", func() bool {
		list, err := s.Jobs.List(t.Context(), jobs.Filter{Workspace: "beta", State: jobs.Done})
		return err == nil && len(list) > 0
	})
	quiet(t, s, &log, a.View.Result().Persons)
	stop()
	again, stop := runServer(t, cfg, ServeOptions{DB: db, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	defer stop()
	if beta, err = again.Workspace("beta"); err != nil || len(beta.Live.Answer().View.Result().Persons) != len(a.View.Result().Persons) {
		t.Errorf("after a restart the new workspace is not as it was (%v)", err)
	}
}

// firstAdmin redeems a setup link, as the console does.
func firstAdmin(t *testing.T, h http.Handler, ws, link string) string {
	t.Helper()
	_, token, ok := strings.Cut(link, "/w/"+ws+"#setup=")
	if !ok {
		t.Fatalf("no link to %s: %s", ws, link)
	}
	body := map[string]string{"token": token, "login": "boss@corp.example.com", "name": "Boss", "password": testPassword}
	wrong := &client{t: t, handler: h, base: "/v1/workspaces/main"}
	if ws != "main" {
		wrong.want(http.StatusNotFound, "POST", "/setup", body, nil)
	}
	c := &client{t: t, handler: h, base: "/v1/workspaces/" + ws}
	var made struct {
		ID string `json:"id"`
	}
	c.want(http.StatusCreated, "POST", "/setup", body, &made)
	c.want(http.StatusNotFound, "POST", "/setup", body, nil)
	return made.ID
}

// figuresOf reads what /metrics shows.
func figuresOf(t *testing.T, s *Server) string {
	t.Helper()
	h, err := s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.ServeMetrics(ctx, l) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	r, err := http.Get("http://" + l.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || !bytes.Contains(text, []byte("daylight_")) {
		t.Fatalf("no figures (%v)", err)
	}
	return string(text)
}

// quiet looks for people in the figures and in the log.
func quiet(t *testing.T, s *Server, log *lines, people []*domain.Person) {
	t.Helper()
	shown := log.String()
	if !strings.Contains(shown, "workspace=beta") {
		t.Error("the log does not say which workspace it speaks of")
	}
	figures := figuresOf(t, s)
	if strings.Contains(figures, "beta") {
		t.Error("the figures tell of a workspace")
	}
	shown += figures
	for _, p := range people {
		for _, n := range p.Names {
			if len(n.Text) > 4 && strings.Contains(shown, n.Text) {
				t.Fatalf("the log names somebody")
			}
		}
		for _, mail := range p.Keys.Emails {
			if strings.Contains(shown, mail) {
				t.Fatalf("the log tells a mail address")
			}
		}
	}
}

// TestRecoverTheLastAdmin gets back in from the machine, beside a running
// server: each link ends the one before, works once and not for ever, and is in
// the audit log.
func TestRecoverTheLastAdmin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		cfg, err := LoadConfig("")
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		cfg.KeyFile = filepath.Join(dir, "key")
		var mu sync.Mutex
		now := time.Now()
		clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		s, stop := runServer(t, cfg, ServeOptions{DB: store.Address, Data: dir, Clock: clock, Log: slog.New(slog.DiscardHandler)})
		defer stop()
		h := handlerOf(t, s)
		first, err := s.inviteFirst(t.Context(), "http://here")
		if err != nil {
			t.Fatal(err)
		}
		firstAdmin(t, h, "main", first)
		invite := func() (token string) {
			t.Helper()
			link, err := InviteAdmin(t.Context(), cfg, store.Address, "main", "", clock)
			if err != nil {
				t.Fatal(err)
			}
			_, token, _ = strings.Cut(link, "#setup=")
			return token
		}
		c := &client{t: t, handler: h, base: "/v1/workspaces/main"}
		redeem := func(status int, token, login string) {
			t.Helper()
			c.want(status, "POST", "/setup", map[string]string{"token": token, "login": login, "name": "Recovered", "password": testPassword}, nil)
		}
		early, late := invite(), invite()
		redeem(http.StatusNotFound, early, "second@corp.example.com")
		redeem(http.StatusCreated, late, "second@corp.example.com")
		redeem(http.StatusNotFound, late, "third@corp.example.com")
		old := invite()
		mu.Lock()
		now = now.Add(access.SetupLife + time.Second)
		mu.Unlock()
		redeem(http.StatusNotFound, old, "third@corp.example.com")
		var begun, used int
		for i := uint64(0); ; i++ {
			entry, _, err := s.Main.Audit.Inclusion(t.Context(), i, i+1)
			if err != nil {
				break
			}
			begun += bytes.Count(entry, []byte("setup.begun"))
			used += bytes.Count(entry, []byte("setup.used"))
		}
		if begun != 4 || used != 2 {
			t.Errorf("the log has %d links made and %d used, not 4 and 2", begun, used)
		}
	})
}

// TestEmptyWorkspacesAreSmall opens many workspaces: each costs little memory.
func TestEmptyWorkspacesAreSmall(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	opt := ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	s, err := OpenServer(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const many = 100
	if _, err := s.DB.NewWorkspace(t.Context(), "first", s.master); err != nil {
		t.Fatal(err)
	}
	if _, err := s.openNew(t.Context(), map[domain.WorkspaceID]bool{}); err != nil { // once, for what is shared
		t.Fatal(err)
	}
	for i := range many {
		if _, err := s.DB.NewWorkspace(t.Context(), domain.WorkspaceID(fmt.Sprintf("w%d", i)), s.master); err != nil {
			t.Fatal(err)
		}
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, start := heap(), time.Now()
	made, err := s.openNew(t.Context(), map[domain.WorkspaceID]bool{})
	if err != nil || len(made) != many {
		t.Fatalf("opened %d workspaces (%v)", len(made), err)
	}
	took, each := time.Since(start)/many, (int64(heap())-int64(before))/many
	t.Logf("an empty workspace takes %s to open and %d KB of memory", took, each>>10)
	if each > 1<<20 {
		t.Errorf("an empty workspace takes %d KB", each>>10)
	}
}
