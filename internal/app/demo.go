package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/console"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Calendar is a clock that a demonstration can put forward, so that a waiting
// period can be seen to end.
type Calendar struct {
	Clock func() time.Time
	ahead atomic.Int64 // nanoseconds
}

// Now is the clock's time, as far ahead as it was put.
func (c *Calendar) Now() time.Time { return c.Clock().Add(time.Duration(c.ahead.Load())) }

// Pass puts the clock forward.
func (c *Calendar) Pass(d time.Duration) { c.ahead.Add(int64(d)) }

// pages is everything that is not the API: the console, and in a demonstration
// the way to be one of its people.
func (s *Server) pages(l Listen) (http.Handler, error) {
	pages, err := console.New()
	if err != nil || l.Demo == nil {
		return pages, err
	}
	d, err := newDemo(s, l.Demo)
	if err != nil {
		return nil, err
	}
	s.demoKey = d.key
	mux := http.NewServeMux()
	mux.HandleFunc("POST /demo/people", d.list)
	mux.HandleFunc("POST /demo/session", d.enter)
	mux.HandleFunc("POST /demo/later", d.later)
	mux.Handle("/", pages)
	return mux, nil
}

// demo opens sessions of made-up people for whoever knows its key.
type demo struct {
	server   *Server
	calendar *Calendar
	key      string
	people   []demoPerson
}

type demoPerson struct {
	ID    string        `json:"id"`
	Name  string        `json:"name"`
	Roles []access.Role `json:"roles"`
}

// demoPeople work at the sample company. Two of each deciding role show that no
// decision is one person's.
func demoPeople() []demoPerson {
	return []demoPerson{
		{"demo_security", "Sam Ortega", []access.Role{access.Security}},
		{"demo_counsel", "Robin Hale", []access.Role{access.Counsel, access.Payroll}},
		{"demo_hr", "Alex Lindgren", []access.Role{access.HR}},
		{"demo_payroll", "Kim Barros", []access.Role{access.Payroll}},
		{"demo_security2", "Jo Nakamura", []access.Role{access.Security, access.HR}},
		{"demo_recruiter", "Toni Weiss", []access.Role{access.Recruiter}},
		{"demo_auditor", "Charlie Okafor", []access.Role{access.Auditor}},
		{"demo_admin", "Dana Petrov", []access.Role{access.Admin}},
	}
}

// newDemo makes the people of a demonstration. It refuses a workspace in which
// anybody else has an account: that one is real.
func newDemo(s *Server, calendar *Calendar) (*demo, error) {
	d := &demo{server: s, calendar: calendar, key: rand.Text(), people: demoPeople()}
	ctx := context.Background()
	there, err := s.People.Users(ctx, s.Main.ID)
	if err != nil {
		return nil, err
	}
	for _, u := range there {
		if !slices.ContainsFunc(d.people, func(p demoPerson) bool { return p.ID == u.ID }) {
			return nil, errors.New("--demo refuses this database: people have accounts in it")
		}
	}
	store := sqlstore.NewAccess(s.DB)
	since := s.opt.Clock().Add(-30 * 24 * time.Hour) // they may approve at once
	for _, p := range d.people {
		u := &access.User{ID: p.ID, Version: 1, Login: p.ID + "@demo.example", Name: p.Name}
		for _, r := range p.Roles {
			u.Grants = append(u.Grants, access.Grant{Role: r, Since: since})
		}
		err := store.CreateUser(ctx, s.Main.ID, u, access.Change{Action: "demo.prepared", Object: u.ID})
		if err != nil && !errors.Is(err, access.ErrExists) {
			return nil, fmt.Errorf("make the people of the demonstration: %w", err)
		}
	}
	return d, nil
}

type demoIn struct {
	Key   string `json:"key"`
	ID    string `json:"id"`
	Hours int    `json:"hours"`
}

// asked reads a request and checks its key.
func (d *demo) asked(w http.ResponseWriter, r *http.Request) (in demoIn, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4096))
	if err == nil {
		err = wire.Unmarshal(body, &in)
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(in.Key), []byte(d.key)) != 1 {
		http.Error(w, "this demonstration has another key: open the link that was printed last", http.StatusForbidden)
		return in, false
	}
	return in, true
}

func (d *demo) list(w http.ResponseWriter, r *http.Request) {
	if _, ok := d.asked(w, r); !ok {
		return
	}
	data, err := wire.Marshal(struct {
		Workspace domain.WorkspaceID `json:"workspace"`
		People    []demoPerson       `json:"people"`
	}{d.server.Main.ID, d.people})
	if err != nil {
		http.Error(w, "cannot list", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

func (d *demo) enter(w http.ResponseWriter, r *http.Request) {
	in, ok := d.asked(w, r)
	if !ok {
		return
	}
	if !slices.ContainsFunc(d.people, func(p demoPerson) bool { return p.ID == in.ID }) {
		http.NotFound(w, r)
		return
	}
	secret, err := d.open(r.Context(), in.ID)
	if err != nil {
		d.server.opt.Log.ErrorContext(r.Context(), "demonstration: no session", "cause", err)
		http.Error(w, "no session", http.StatusInternalServerError)
		return
	}
	c := api.SessionCookie(secret)
	http.SetCookie(w, &c)
	w.WriteHeader(http.StatusNoContent)
}

// later lets time pass.
func (d *demo) later(w http.ResponseWriter, r *http.Request) {
	in, ok := d.asked(w, r)
	if !ok {
		return
	}
	if in.Hours < 1 || in.Hours > 24*365 {
		http.Error(w, "hours: 1 to 8760", http.StatusUnprocessableEntity)
		return
	}
	d.calendar.Pass(time.Duration(in.Hours) * time.Hour)
	w.WriteHeader(http.StatusNoContent)
}

func (d *demo) open(ctx context.Context, id string) (secret string, err error) {
	u, err := d.server.People.User(ctx, d.server.Main.ID, id)
	if err != nil {
		return "", err
	}
	secret, _, err = d.server.People.Open(ctx, d.server.Main.ID, u, "demonstration")
	return secret, err
}
