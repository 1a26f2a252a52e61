package api

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"sync"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/live"
)

// view is one answer, ordered for reading. It does not change.
type view struct {
	*live.Answer
	workspace *Workspace
	// queue is everybody about whom something is to be said, most urgent first.
	queue []*domain.Person

	once   sync.Once
	shared map[string]*holding // by value key; made when first asked for
}

// holding is one value and who holds it.
type holding struct {
	identifier domain.Identifier
	persons    []string
	hub        *domain.Hub
}

// views keeps the view of each workspace's latest answer.
type views struct {
	mu    sync.Mutex
	known map[domain.WorkspaceID]*view
}

func (s *Server) view(w *Workspace) *view {
	a := w.Live.Answer()
	s.views.mu.Lock()
	defer s.views.mu.Unlock()
	if v := s.views.known[w.ID]; v != nil && v.Answer == a {
		return v
	}
	v := newView(w, a)
	if s.views.known == nil {
		s.views.known = map[domain.WorkspaceID]*view{}
	}
	s.views.known[w.ID] = v
	return v
}

func newView(w *Workspace, a *live.Answer) *view {
	v := &view{Answer: a, workspace: w}
	for _, p := range a.Result.Persons {
		if a.Result.Judgement[p.ID].Tier.Rank() > 0 {
			v.queue = append(v.queue, p)
		}
	}
	slices.SortFunc(v.queue, func(x, y *domain.Person) int { return v.standing(x).compare(v.standing(y)) })
	return v
}

// standing is where a person stands in the queue; it is the cursor of its pages.
type standing struct {
	Rank int    `json:"r"`
	Bits int    `json:"b"`
	ID   string `json:"i"`
}

func (v *view) standing(p *domain.Person) standing {
	j := v.Result.Judgement[p.ID]
	return standing{j.Tier.Rank(), j.Bits, p.ID}
}

func (p standing) compare(o standing) int {
	return cmp.Or(cmp.Compare(o.Rank, p.Rank), cmp.Compare(o.Bits, p.Bits), cmp.Compare(p.ID, o.ID))
}

// person finds somebody whom the caller may see.
func (v *view) person(c *access.Actor, id string) (*domain.Person, error) {
	i, ok := slices.BinarySearchFunc(v.Result.Persons, id, func(p *domain.Person, id string) int { return cmp.Compare(p.ID, id) })
	if !ok || !mayMeet(c, v.Result.Persons[i]) {
		return nil, ErrNotFound
	}
	return v.Result.Persons[i], nil
}

// meets reports whether the caller may see somebody, by id.
func (v *view) meets(c *access.Actor, id string) bool {
	if len(c.Clients) == 0 {
		return true
	}
	_, err := v.person(c, id)
	return err == nil
}

// mayMeet reports whether a person is within the caller's clients.
func mayMeet(c *access.Actor, p *domain.Person) bool {
	return len(c.Clients) == 0 || slices.ContainsFunc(p.Clients, func(x string) bool { return slices.Contains(c.Clients, x) })
}

// valueKey names a value without telling it, as scan reports do.
func (w *Workspace) valueKey(id domain.Identifier) string {
	m := hmac.New(sha256.New, w.ValueKey)
	m.Write([]byte(string(id.Type) + "\x00" + id.Key))
	return "v_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:10]))
}

// holdings lists the values that more than one person holds.
func (v *view) holdings() map[string]*holding {
	v.once.Do(func() {
		v.shared = map[string]*holding{}
		for id, ties := range v.Result.Links.Ties {
			for i := range ties {
				t := &ties[i]
				key := v.workspace.valueKey(t.Identifier)
				h := v.shared[key]
				if h == nil {
					h = &holding{identifier: t.Identifier}
					v.shared[key] = h
				}
				h.persons = append(h.persons, id, t.Other)
				if t.Hub != nil {
					h.hub = t.Hub
				}
			}
		}
		for _, hub := range v.Result.Links.Hubs {
			key := v.workspace.valueKey(hub.Identifier)
			if v.shared[key] == nil {
				v.shared[key] = &holding{identifier: hub.Identifier}
			}
			v.shared[key].hub = &hub
		}
		for _, h := range v.shared {
			slices.Sort(h.persons)
			h.persons = slices.Compact(h.persons)
		}
	})
	return v.shared
}
