package app

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// mappings of the small company that these tests speak of.
var courtMappings = map[string]string{
	"crew.yaml": `mapping: crew
match: {columns: [id, hired]}
kind: worker
id: id
occurred_at: {column: hired}
refs: {worker: id}
values:
  - {field: name, column: name}
  - {field: hired_at, column: hired}
  - {field: job_title, column: job}
  - {field: phone, column: phone, role: home, assurance: recorded}
  - {field: device_serial, column: serial}
  - {field: client, column: client}
  - {field: status, column: state}
`,
	"pay.yaml": `mapping: pay
match: {columns: [worker, account]}
kind: pay-account
id: worker
occurred_at: {column: since}
refs: {worker: {column: worker, qualify: map-crew}}
values:
  - {field: bank_account, routing: routing, account: account}
  - {field: effective_at, column: since}
`,
	"apps.yaml": `mapping: apps
match: {columns: [candidate, stage]}
kind: application
id: candidate
occurred_at: {column: applied}
refs: {candidate: candidate}
values:
  - {field: name, column: name}
  - {field: phone, column: phone, role: apply, assurance: recorded}
  - {field: profile_url, column: profile, assurance: recorded}
  - {field: device_serial, column: serial}
  - {field: status, column: stage}
  - {field: job_title, column: job}
`,
}

// court is a server with people of every role and a clock that the test moves.
type court struct {
	t       *testing.T
	s       *Server
	stop    func()
	clock   atomic.Int64
	opt     ServeOptions
	cfg     *Config
	handler http.Handler
}

// eachCourt runs a test on both stores.
func eachCourt(t *testing.T, run func(t *testing.T, c *court)) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		t.Setenv("DAYLIGHT_KEY", base64.StdEncoding.EncodeToString(storetest.Master()))
		dir := t.TempDir()
		cfg, err := LoadConfig("")
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range courtMappings {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			cfg.Mappings = append(cfg.Mappings, path)
		}
		slices.Sort(cfg.Mappings)
		c := &court{t: t, cfg: cfg}
		c.clock.Store(time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC).UnixNano())
		c.opt = ServeOptions{DB: store.Address, Data: filepath.Join(dir, "files"), Clock: c.now, Log: slog.New(slog.DiscardHandler)}
		c.start()
		t.Cleanup(func() { c.stop() })
		run(t, c)
	})
}

func (c *court) now() time.Time { return time.Unix(0, c.clock.Load()).UTC() }

// pass moves the clock, and does what a server does by itself meanwhile.
func (c *court) pass(d time.Duration) {
	c.t.Helper()
	c.clock.Add(int64(d))
	if _, err := c.s.Cases.Expire(c.t.Context(), c.s.Main.ID, c.s.Vault); err != nil {
		c.t.Fatal(err)
	}
}

func (c *court) start() {
	c.t.Helper()
	c.s, c.stop = runServer(c.t, c.cfg, c.opt)
	h, err := c.s.API(Listen{PerSecond: -1})
	if err != nil {
		c.t.Fatal(err)
	}
	c.handler = h.Handler()
}

func (c *court) restart() {
	c.t.Helper()
	c.stop()
	c.start()
}

// as is somebody with roles, who has had them for a week. Sessions end while
// the clock runs, so each call has one of its own.
func (c *court) as(name string, roles ...access.Role) *client {
	c.t.Helper()
	store := sqlstore.NewAccess(c.s.DB)
	u, err := store.User(c.t.Context(), c.s.Main.ID, "u_"+name)
	if err != nil {
		u = &access.User{ID: "u_" + name, Version: 1, Login: name + "@corp.example.com", Name: name}
		for _, r := range roles {
			u.Grants = append(u.Grants, access.Grant{Role: r, Since: c.now().Add(-7 * 24 * time.Hour)})
		}
		if err := store.CreateUser(c.t.Context(), c.s.Main.ID, u, access.Change{Action: "test"}); err != nil {
			c.t.Fatal(err)
		}
	}
	secret, _, err := c.s.People.Open(c.t.Context(), c.s.Main.ID, u, "test")
	if err != nil {
		c.t.Fatal(err)
	}
	return &client{t: c.t, handler: c.handler, base: "/v1/workspaces/" + string(c.s.Main.ID), cookie: secret}
}

func (c *court) lead() *client    { return c.as("lead", access.HR, access.Security, access.Payroll) }
func (c *court) second() *client  { return c.as("second", access.HR, access.Security, access.Payroll) }
func (c *court) counsel() *client { return c.as("counsel", access.Counsel) }

// send brings records of one mapping and returns what became of each line.
func (c *court) send(mapping string, lines ...string) []string {
	c.t.Helper()
	status, reply := c.loader().do("POST", "/records?source=map-"+mapping+"&shape="+mapping, []byte(strings.Join(lines, "\n")+"\n"))
	if status != http.StatusOK {
		c.t.Fatalf("records gave %d: %s", status, reply)
	}
	var out []string
	for line := range strings.Lines(string(reply)) {
		_, rest, _ := strings.Cut(line, `"status":"`)
		word, _, _ := strings.Cut(rest, `"`)
		out = append(out, word)
		if word == "set-aside" || word == "" {
			c.t.Fatalf("not taken: %s", line)
		}
	}
	if _, err := c.s.Main.Live.Settle(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *court) loader() *client {
	c.t.Helper()
	var made struct {
		Secret string `json:"secret"`
	}
	c.as("root", access.Admin).want(http.StatusCreated, "POST", "/tokens", map[string]any{"name": "loader", "scopes": []string{"records.write"}, "days": 7}, &made)
	return &client{t: c.t, handler: c.handler, base: "/v1/workspaces/" + string(c.s.Main.ID), token: made.Secret}
}

// crew sends a worker with an account of pay.
func (c *court) crew(id, name, phone, account string, more ...string) {
	c.t.Helper()
	c.send("crew", crewLine(id, name, phone, more...))
	c.send("pay", fmt.Sprintf(`{"worker":%q,"routing":"991234567","account":%q,"since":"2026-02-01"}`, id, account))
}

func crewLine(id, name, phone string, more ...string) string {
	extra := ""
	for _, m := range more {
		extra += "," + m
	}
	return fmt.Sprintf(`{"id":%q,"name":%q,"hired":"2026-01-15","job":"Data  Engineer","phone":%q%s}`, id, name, phone, extra)
}

// courtCase is what these tests read of a case.
type courtCase struct {
	ID           string    `json:"id"`
	Subject      string    `json:"subject"`
	State        string    `json:"state"`
	Version      int       `json:"version"`
	Outcome      string    `json:"outcome"`
	Tier         string    `json:"tier"`
	Job          string    `json:"job"`
	Jurisdiction string    `json:"jurisdiction"`
	Names        []string  `json:"names"`
	LeftAt       time.Time `json:"left_undecided_at"`
	KeepUntil    time.Time `json:"keep_until"`
	Findings     []struct {
		Rule        string `json:"rule"`
		Fingerprint string `json:"fingerprint"`
		Evidence    []struct {
			Records []string `json:"records"`
		} `json:"evidence"`
	} `json:"findings"`
	Identifiers []struct {
		Type string `json:"type"`
		Key  string `json:"key"`
	} `json:"identifiers"`
}

func (c *court) cases(query string) []courtCase {
	c.t.Helper()
	var out struct {
		Cases []courtCase `json:"cases"`
	}
	c.lead().want(http.StatusOK, "GET", "/cases?limit=200&"+query, nil, &out)
	return out.Cases
}

// about is the person's case of a name.
func (c *court) about(name string) courtCase {
	c.t.Helper()
	for _, x := range c.cases("kind=person") {
		if slices.Contains(x.Names, name) {
			return c.read(x.ID)
		}
	}
	c.t.Fatalf("there is no case about %s: %+v", name, c.cases("kind=person"))
	return courtCase{}
}

// subject is the id of the person of a name.
func (c *court) subject(name string) string {
	c.t.Helper()
	for st := range c.s.Main.Live.Answer().All() {
		if slices.ContainsFunc(st.Person.Names, func(n domain.Name) bool { return n.Text == name }) {
			return st.Person.ID
		}
	}
	c.t.Fatalf("there is nobody called %s", name)
	return ""
}

func (c *court) read(id string) (out courtCase) {
	c.t.Helper()
	c.lead().want(http.StatusOK, "GET", "/cases/"+id, nil, &out)
	return out
}

// ringed says who is in a ring, by name.
func (c *court) ringed() map[string]bool {
	c.t.Helper()
	if _, err := c.s.Main.Live.Settle(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	var reply struct {
		Rings []struct {
			People []struct {
				Names []string `json:"names"`
			} `json:"people"`
		} `json:"rings"`
	}
	c.lead().want(http.StatusOK, "GET", "/rings", nil, &reply)
	out := map[string]bool{}
	for _, r := range reply.Rings {
		for _, m := range r.People {
			out[strings.Join(m.Names, " ")] = true
		}
	}
	return out
}
