package app

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
)

// TestDemo: whoever knows the key is one of the made-up people, with that
// person's rights; nobody else is, and a workspace with accounts of its own has
// no demonstration.
func TestDemo(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	calendar := &Calendar{Clock: time.Now}
	opt := ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: calendar.Now, Log: slog.New(slog.DiscardHandler)}
	s, stop := runServer(t, cfg, opt)
	defer stop()
	h, err := s.API(Listen{PerSecond: -1, Demo: calendar})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, handler: h.Handler()}
	if status, _ := c.do("POST", "/demo/people", map[string]any{"key": "guessed"}); status != http.StatusForbidden {
		t.Errorf("a guessed key gave %d", status)
	}
	if status, _ := c.do("POST", "/demo/session", map[string]any{"key": s.demoKey, "id": "u_real"}); status != http.StatusNotFound {
		t.Errorf("somebody who is not of the demonstration gave %d", status)
	}
	for _, p := range demoPeople() {
		door := &client{t: t, handler: h.Handler()}
		if status, _ := door.do("POST", "/demo/session", map[string]any{"key": s.demoKey, "id": p.ID}); status != http.StatusNoContent || door.cookie == "" {
			t.Fatalf("%s: %d", p.ID, status)
		}
		in := &client{t: t, handler: h.Handler(), base: "/v1/workspaces/" + string(s.Main.ID), cookie: door.cookie}
		var me api.Me
		in.want(http.StatusOK, "GET", "/session", nil, &me)
		if len(me.Roles) != len(p.Roles) || me.NeedsFactor {
			t.Errorf("%s has %v", p.ID, me.Roles)
		}
	}
	before := s.opt.Clock()
	if status, _ := c.do("POST", "/demo/later", map[string]any{"key": s.demoKey, "hours": 24}); status != http.StatusNoContent {
		t.Errorf("letting time pass gave %d", status)
	}
	if now := s.opt.Clock(); now.Sub(before) < 24*time.Hour {
		t.Errorf("the clock went from %s to %s", before, now)
	}
	if _, err := s.People.Setup(t.Context(), s.Main.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.People.Invite(t.Context(), s.Main.ID, access.Draft{Login: "real@corp.example", Name: "Real"}, &access.Actor{Workspace: s.Main.ID, ID: "demo_admin", Kind: access.Person, Grants: []access.Grant{{Role: access.Admin}}, Factor: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.API(Listen{Demo: calendar}); err == nil {
		t.Error("a workspace in which somebody has an account became a demonstration")
	}
}
