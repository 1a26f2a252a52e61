package app

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/simulate"
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
// in the other one, or of anybody in the log.
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
	if err != nil || len(a.Result.Persons) == 0 {
		t.Fatalf("nobody is in the new workspace (%v)", err)
	}
	if _, err := s.Main.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Main.Live.Answer().Result.Persons); n != 0 {
		t.Errorf("%d persons show in the other workspace", n)
	}
	someone := a.Result.Persons[0].ID
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
	quiet(t, &log, a.Result.Persons)
	stop()
	again, stop := runServer(t, cfg, ServeOptions{DB: db, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	defer stop()
	if beta, err = again.Workspace("beta"); err != nil || len(beta.Live.Answer().Result.Persons) != len(a.Result.Persons) {
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

// quiet looks for people in the log.
func quiet(t *testing.T, log *lines, people []*domain.Person) {
	t.Helper()
	shown := log.String()
	if !strings.Contains(shown, "workspace=beta") {
		t.Error("the log does not say which workspace it speaks of")
	}
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

// TestSettingsOverHTTP changes settings of a running server: they hold at once,
// in one workspace, and after a restart; another server on the same database
// follows.
func TestSettingsOverHTTP(t *testing.T) {
	dir := t.TempDir()
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	off := false
	cfg.Rules = map[string]RuleConfig{Detectors()[0].ID: {Enabled: &off}}
	opt := ServeOptions{DB: filepath.Join(dir, "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	s, stop := runServer(t, cfg, opt)
	defer stop()
	if _, err := CreateWorkspace(t.Context(), cfg, opt.DB, "beta", "", time.Now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.openNew(t.Context(), map[domain.WorkspaceID]bool{}); err != nil {
		t.Fatal(err)
	}
	sampleInto(t, s.Main)
	h := handlerOf(t, s)
	admin, counsel := as(t, s, h, "main", access.Admin), as(t, s, h, "main", access.Counsel)
	rule := ruleWithHits(t, s)
	var rules struct {
		Rules []struct {
			ID       string   `json:"id"`
			Enabled  bool     `json:"enabled"`
			Hits     int      `json:"hits"`
			OffFor   []string `json:"off_for"`
			ReadOnly bool     `json:"read_only"`
		} `json:"rules"`
	}
	look := func() (enabled bool, hits int) {
		t.Helper()
		if _, err := s.Main.Live.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		counsel.want(http.StatusOK, "GET", "/rules", nil, &rules)
		for _, r := range rules.Rules {
			if _, pinned := cfg.Rules[r.ID]; r.ReadOnly != pinned {
				t.Errorf("%s is read-only: %v", r.ID, r.ReadOnly)
			}
			if r.ID == rule {
				enabled, hits = r.Enabled, r.Hits
			}
		}
		return enabled, hits
	}
	_, before := look()
	if before == 0 {
		t.Fatal("the rule says nothing of anybody")
	}
	hash := s.Main.setup.Load().ConfigHash
	set := func(status int, rule string, body any) {
		t.Helper()
		counsel.want(status, "PUT", "/settings/rules/"+rule, body, nil)
	}
	set(http.StatusUnprocessableEntity, rule, map[string]any{"enabled": false, "off_for": []string{}, "why": ""})
	set(http.StatusOK, rule, map[string]any{"enabled": false, "off_for": []string{}, "why": "too many contractors share a co-working space"})
	if enabled, hits := look(); enabled || hits != 0 {
		t.Errorf("switched off, it is on: %v, with %d hits", enabled, hits)
	}
	if s.Main.setup.Load().ConfigHash == hash {
		t.Error("another config has the same hash")
	}
	set(http.StatusOK, rule, map[string]any{"enabled": true, "off_for": []string{}, "why": ""})
	if enabled, hits := look(); !enabled || hits != before {
		t.Errorf("switched on again, it has %d hits, before %d", hits, before)
	}
	if s.Main.setup.Load().ConfigHash == hash {
		t.Log("the hash names what was set, not only what follows from it")
	}
	for pinned := range cfg.Rules {
		set(http.StatusConflict, pinned, map[string]any{"enabled": true, "off_for": []string{}, "why": ""})
	}
	set(http.StatusNotFound, "no-such-rule", map[string]any{"enabled": true, "off_for": []string{}, "why": ""})
	general(t, s, admin)
	policies(t, s, counsel)
	if other, err := s.Workspace("beta"); err != nil || other.setup.Load().settings.General.Name != "" || s.Cases.Policy("beta").Jurisdictions["uk"].Days == 21 {
		t.Errorf("settings of one workspace hold in the other (%v)", err)
	}
	follower(t, cfg, opt, admin)
	stop()
	s, stop = runServer(t, cfg, opt)
	defer stop()
	if g := s.Main.setup.Load().settings.General; g.Name != "Followed" || s.Cases.Policy("main").Jurisdictions["uk"].Days != 21 {
		t.Errorf("after a restart: %+v", g)
	}
}

// sampleFiles writes a sample company.
func sampleFiles(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	if _, err := simulate.Write(t.Context(), dir, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	files, _, err := collect([]string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// sampleInto loads a sample company.
func sampleInto(t *testing.T, w *Workspace) {
	t.Helper()
	files := sampleFiles(t)
	if _, err := w.Import(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func ruleWithHits(t *testing.T, s *Server) string {
	t.Helper()
	hits := map[string]int{}
	for _, list := range s.Main.Live.Answer().Result.Findings {
		for _, f := range list {
			if f.Outcome == domain.Hit {
				hits[f.Rule]++
			}
		}
	}
	best := ""
	for rule, n := range hits {
		if n > hits[best] || n == hits[best] && rule < best {
			best = rule
		}
	}
	if best == "" {
		t.Fatal("no rule says anything")
	}
	return best
}

// general changes what admins set.
func general(t *testing.T, s *Server, admin *client) {
	t.Helper()
	var g map[string]any
	admin.want(http.StatusOK, "GET", "/settings", nil, &g)
	if g["name"] != "main" || g["region"] != "US" || len(g["read_only"].([]any)) != 0 {
		t.Errorf("by default: %v", g)
	}
	delete(g, "read_only")
	g["name"], g["region"], g["mail_domains"], g["clients"] = "Acme", "gb", []string{"corp.example.com"}, []string{"North Ltd"}
	admin.want(http.StatusOK, "PUT", "/settings", g, &g)
	if g["region"] != "GB" || s.Main.setup.Load().cfg.Region != "GB" {
		t.Errorf("after the change: %v", g)
	}
	var about struct {
		Name string `json:"name"`
	}
	admin.want(http.StatusOK, "GET", "/about", nil, &about)
	if about.Name != "Acme" {
		t.Errorf("the workspace is called %s", about.Name)
	}
	user := func(status int, login string, clients ...string) {
		t.Helper()
		admin.want(status, "POST", "/users", map[string]any{"login": login, "name": "New", "clients": clients}, nil)
	}
	user(http.StatusUnprocessableEntity, "new@elsewhere.example")
	user(http.StatusUnprocessableEntity, "new@corp.example.com", "South Ltd")
	user(http.StatusCreated, "new@corp.example.com", "North Ltd")
	delete(g, "read_only")
	g["silence_factor"] = 0.1
	admin.want(http.StatusUnprocessableEntity, "PUT", "/settings", g, nil)
	var history struct {
		Versions []struct {
			Version int            `json:"version"`
			By      string         `json:"by"`
			Values  map[string]any `json:"values"`
		} `json:"versions"`
	}
	admin.want(http.StatusOK, "GET", "/settings/history/general", nil, &history)
	if len(history.Versions) != 1 || history.Versions[0].Values["name"] != "Acme" || history.Versions[0].By != "u_admin" {
		t.Errorf("history: %+v", history)
	}
}

// policies changes what counsel sets, by sending back what was read.
func policies(t *testing.T, s *Server, counsel *client) {
	t.Helper()
	var p map[string]any
	counsel.want(http.StatusOK, "GET", "/settings/workflow", nil, &p)
	for _, x := range p["waiting_periods"].([]any) {
		if j := x.(map[string]any); j["id"] == "uk" {
			j["days"] = 21
		}
	}
	p["jobs"] = map[string]string{"Data Engineer": "uk"}
	counsel.want(http.StatusOK, "PUT", "/settings/workflow", p, &p)
	own := 0
	for _, x := range p["waiting_periods"].([]any) {
		if x.(map[string]any)["own"] == true {
			own++
		}
	}
	if got := s.Cases.Policy("main").Jurisdictions["uk"].Days; got != 21 || own != 1 {
		t.Errorf("the waiting period is %d days, and %d are the workspace's own", got, own)
	}
}

// follower runs a second server on the database and changes settings by the
// first.
func follower(t *testing.T, cfg *Config, opt ServeOptions, admin *client) {
	t.Helper()
	opt.Data = t.TempDir()
	second, err := OpenServer(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	var g map[string]any
	admin.want(http.StatusOK, "GET", "/settings", nil, &g)
	delete(g, "read_only")
	g["name"] = "Followed"
	admin.want(http.StatusOK, "PUT", "/settings", g, nil)
	if _, err := second.openNew(t.Context(), map[domain.WorkspaceID]bool{}); err != nil {
		t.Fatal(err)
	}
	if got := second.Main.setup.Load().settings.General.Name; got != "Followed" {
		t.Errorf("the other server says %s", got)
	}
}

// TestRuleOffForAJob switches a rule off for the candidates of one job: those
// of others, and those with another job too, are looked at as before.
func TestRuleOffForAJob(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	opt := Options{Paths: []string{filepath.Dir(sampleFiles(t)[0])}, Clock: time.Now}
	all, err := Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	rule, job := "", ""
	for _, p := range all.Result.Persons {
		for _, f := range all.Result.Findings[p.ID] {
			if mine := p.Jobs(); f.Outcome == domain.Hit && len(mine) == 1 && job == "" {
				rule, job = f.Rule, mine[0]
			}
		}
	}
	if job == "" {
		t.Fatal("nobody with a job has a finding")
	}
	cfg.Rules = map[string]RuleConfig{rule: {OffFor: []string{"  " + strings.ToUpper(job)}}}
	some, err := Scan(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer some.Close()
	said := func(o *Outcome, id string) bool {
		return slices.ContainsFunc(o.Result.Findings[id], func(f domain.Finding) bool { return f.Rule == rule })
	}
	hidden := 0
	for _, p := range all.Result.Persons {
		was, is := said(all, p.ID), said(some, p.ID)
		only := slices.Equal(p.Jobs(), []string{job})
		if is != (was && !only) {
			t.Errorf("%s with jobs %v: %v before, %v now", p.ID, p.Jobs(), was, is)
		}
		if was && !is {
			hidden++
		}
	}
	t.Logf("%s is off for %d people who are %s", rule, hidden, job)
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
