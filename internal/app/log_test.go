package app

import (
	"bytes"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// logged collects a log that many write to.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestLogNamesNobody runs a sample company through a server whose log says all
// it can: no name, address, number, network or account of anybody stands in it.
func TestLogNamesNobody(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	out := &logged{}
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, stop := runServer(t, cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: time.Now, Log: log})
	defer stop()
	if err := s.Main.importFiles(t.Context(), sampleFiles(t)); err != nil {
		t.Fatal(err)
	}
	a, err := s.Main.Live.Settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u := &access.User{ID: "u_sam", Version: 1, Login: "sam@corp.example.com", Name: "Sam"}
	for _, r := range access.Roles() {
		u.Grants = append(u.Grants, access.Grant{Role: r, Since: time.Now().Add(-48 * time.Hour)})
	}
	if err := sqlstore.NewAccess(s.DB).CreateUser(t.Context(), s.Main.ID, u, access.Change{Action: "test"}); err != nil {
		t.Fatal(err)
	}
	secret, _, err := s.People.Open(t.Context(), s.Main.ID, u, "test")
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, handler: handlerOf(t, s), base: "/v1/workspaces/" + string(s.Main.ID), cookie: secret}
	persons := a.Result().Persons
	for _, p := range persons[:20] {
		c.do("GET", "/subjects/"+p.ID, nil)
		c.do("POST", "/search", map[string]any{"purpose": "incident", "reason": "to see what is logged of it", "by": "name", "what": p.Names[0].Text})
		c.do("GET", "/subjects/"+url.PathEscape(p.Names[0].Text)+"?q="+url.QueryEscape(p.Names[0].Text), nil)
	}
	stop()
	text := out.String()
	if strings.Count(text, "route=") < 40 {
		t.Fatalf("the log says little:\n%.2000s", text)
	}
	secrets := 0
	for _, p := range persons {
		for _, n := range p.Names {
			secrets += hidden(t, text, n.Text)
		}
		for _, m := range p.Keys.Emails {
			secrets += hidden(t, text, m)
		}
		for _, o := range p.Observations {
			if o.Identifier.Type != domain.ResumeSig { // short hashes that a request id may hold by chance
				secrets += hidden(t, text, o.Identifier.Key)
			}
		}
	}
	if secrets < 500 {
		t.Errorf("only %d values were looked for", secrets)
	}
}

func hidden(t *testing.T, text, value string) int {
	t.Helper()
	if len(value) < 7 {
		return 0
	}
	if strings.Contains(text, value) {
		t.Errorf("the log holds %q", value)
	}
	return 1
}
