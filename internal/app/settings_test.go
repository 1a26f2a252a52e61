package app

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/simulate"
)

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
	if _, err := w.Import(t.Context(), files, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Live.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func ruleWithHits(t *testing.T, s *Server) string {
	t.Helper()
	hits := map[string]int{}
	for _, list := range s.Main.Live.Answer().View.Result().Findings {
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

// TestViewsOverHTTP keeps, changes and removes a view, with ETags.
func TestViewsOverHTTP(t *testing.T) {
	s, c := serve(t)
	hr, recruiter := as(t, s, c.handler, "main", access.HR), as(t, s, c.handler, "main", access.Recruiter)
	type view struct {
		ID      string              `json:"id"`
		Version int                 `json:"version"`
		Owner   string              `json:"owner"`
		Mine    bool                `json:"mine"`
		Updated string              `json:"updated_at"`
		Name    string              `json:"name"`
		Page    string              `json:"page"`
		Filter  map[string][]string `json:"filter"`
		Sort    string              `json:"sort"`
		Place   int                 `json:"place"`
		Shared  bool                `json:"shared"`
	}
	draft := map[string]any{"name": "Mine first", "page": "queue", "filter": map[string][]string{"assignee": {"u_hr"}}, "sort": "age", "shared": true}
	var made view
	hr.want(http.StatusCreated, "POST", "/views", draft, &made)
	if !made.Mine || made.Version != 1 || made.Filter["assignee"][0] != "u_hr" || made.Sort != "age" {
		t.Errorf("made %+v", made)
	}
	var list struct {
		Views   []view              `json:"views"`
		Filters map[string][]string `json:"filters"`
	}
	recruiter.want(http.StatusOK, "GET", "/views", nil, &list)
	if len(list.Views) != 1 || list.Views[0].Mine || len(list.Filters["queue"]) == 0 {
		t.Errorf("others see %+v", list)
	}
	recruiter.want(http.StatusForbidden, "PUT", "/views/"+made.ID, draft, nil)
	recruiter.want(http.StatusForbidden, "DELETE", "/views/"+made.ID, nil, nil)
	draft["shared"], draft["name"] = false, "Only mine"
	hr.want(http.StatusOK, "PUT", "/views/"+made.ID, draft, &made)
	if made.Version != 2 || made.Shared {
		t.Errorf("changed to %+v", made)
	}
	recruiter.want(http.StatusNotFound, "GET", "/views/"+made.ID, nil, nil)
	draft["filter"] = map[string][]string{"name": {"Zelda"}}
	hr.want(http.StatusUnprocessableEntity, "PUT", "/views/"+made.ID, draft, nil)
	hr.want(http.StatusNoContent, "DELETE", "/views/"+made.ID, nil, nil)
	hr.want(http.StatusNotFound, "GET", "/views/"+made.ID, nil, nil)
}
