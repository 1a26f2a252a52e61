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
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/console"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/wire"
)

// pages is everything that is not the API: the console, and in a demonstration
// the way to be one of its people.
func (s *Server) pages(l Listen) (http.Handler, error) {
	pages, err := console.New()
	if err != nil || !l.Demo {
		return pages, err
	}
	d, err := newDemo(s)
	if err != nil {
		return nil, err
	}
	s.demoKey = d.key
	mux := http.NewServeMux()
	mux.HandleFunc("POST /demo/people", d.list)
	mux.HandleFunc("POST /demo/session", d.enter)
	mux.Handle("/", pages)
	return mux, nil
}

// demo opens sessions of made-up people for whoever knows its key.
type demo struct {
	server *Server
	key    string
	people []demoPerson
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

func newDemo(s *Server) (*demo, error) {
	d := &demo{server: s, key: rand.Text(), people: demoPeople()}
	ctx := context.Background()
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

// asked reads a request and checks its key.
func (d *demo) asked(w http.ResponseWriter, r *http.Request) (id string, ok bool) {
	var in struct {
		Key string `json:"key"`
		ID  string `json:"id"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4096))
	if err == nil {
		err = wire.Unmarshal(body, &in)
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(in.Key), []byte(d.key)) != 1 {
		http.Error(w, "this demonstration has another key: open the link that was printed last", http.StatusForbidden)
		return "", false
	}
	return in.ID, true
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
	id, ok := d.asked(w, r)
	if !ok {
		return
	}
	if !slices.ContainsFunc(d.people, func(p demoPerson) bool { return p.ID == id }) {
		http.NotFound(w, r)
		return
	}
	secret, err := d.open(r.Context(), id)
	if err != nil {
		d.server.opt.Log.ErrorContext(r.Context(), "demonstration: no session", "cause", err)
		http.Error(w, "no session", http.StatusInternalServerError)
		return
	}
	c := api.SessionCookie(secret)
	http.SetCookie(w, &c)
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
