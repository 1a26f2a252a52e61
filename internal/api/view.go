package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/live"
)

// view is one answer, for reading. It does not change.
type view struct {
	*live.Answer
	workspace *Workspace
	shared    *values
}

// values are those that more than one person holds, by value key.
type values struct {
	once sync.Once
	of   *live.Answer
	by   map[string]*holding
}

// valuesFor is how long the list of shared values is used for later answers too:
// making it costs a look at everybody.
const valuesFor = 5 * time.Second

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
	v := &view{Answer: a, workspace: w, shared: &values{of: a}}
	if old := s.views.known[w.ID]; old != nil && old.shared.of.Round == a.Round && a.At.Sub(old.shared.of.At) < valuesFor {
		v.shared = old.shared // nobody was erased since: then everybody is judged
	}
	if s.views.known == nil {
		s.views.known = map[domain.WorkspaceID]*view{}
	}
	s.views.known[w.ID] = v
	return v
}

// first is the place before all others in the queue.
var first = engine.Place{Rank: 1 << 20}

// standing is [engine.Place] as the cursor of pages.
type standing struct {
	Rank int    `json:"r"`
	Bits int    `json:"b"`
	ID   string `json:"i"`
}

// person finds somebody whom the caller may see.
func (v *view) person(c *access.Actor, id string) (*domain.Person, error) {
	p := v.Person(id)
	if p == nil || !mayMeet(c, p) {
		return nil, ErrNotFound
	}
	return p, nil
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

// holdings lists the values that more than one person holds, some seconds late.
func (v *view) holdings() map[string]*holding {
	v.shared.once.Do(func() { v.shared.by = v.workspace.holdings(v.shared.of) })
	return v.shared.by
}

func (w *Workspace) holdings(a *live.Answer) map[string]*holding {
	by := map[string]*holding{}
	of := func(id domain.Identifier) *holding {
		key := w.valueKey(id)
		if by[key] == nil {
			by[key] = &holding{identifier: id}
		}
		return by[key]
	}
	for st := range a.All() {
		for i := range st.Ties {
			h := of(st.Ties[i].Identifier)
			h.persons = append(h.persons, st.Person.ID, st.Ties[i].Other)
		}
		for _, hub := range st.Hubs {
			of(hub.Identifier).hub = hub
		}
	}
	for _, h := range by {
		slices.Sort(h.persons)
		h.persons = slices.Compact(h.persons)
	}
	return by
}
