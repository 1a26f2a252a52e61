package app

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/settings"
)

// with returns the config with what people set of a workspace. What the file
// names holds: see [Config.pins].
func (c *Config) with(s *settings.Settings) *Config {
	out := *c
	if !c.regionHeld {
		out.Region = cmp.Or(s.General.Region, c.Region)
	}
	out.Rules = maps.Clone(c.Rules)
	if out.Rules == nil {
		out.Rules = map[string]RuleConfig{}
	}
	for id, set := range s.Rules {
		if c.pinsRule(id) {
			continue
		}
		r := out.Rules[id]
		r.Enabled, r.OffFor = &set.Enabled, set.OffFor
		out.Rules[id] = r
	}
	return &out
}

// pins is what of the general settings the file holds, so that nobody changes
// it over the API.
func (c *Config) pins() settings.Pins {
	var p settings.Pins
	if c.regionHeld {
		p.Values.Region, p.Members = c.Region, append(p.Members, "region")
	}
	return p
}

// pinsRule reports that the file switches a rule.
func (c *Config) pinsRule(id string) bool {
	r := c.Rules[id]
	return r.Enabled != nil || len(r.OffFor) > 0
}

// effective is what people set, with what the file holds and the defaults.
func (c *Config) effective(s *settings.Settings, with *Config) settings.General {
	g := s.General
	g.Region = with.Region
	g.Name = cmp.Or(g.Name, c.Workspace)
	g.SilenceFactor = cmp.Or(g.SilenceFactor, defaultSilence)
	return g
}

const defaultSilence = 3

// loaded keeps a workspace's settings in step with the database.
type loaded struct {
	mu   sync.Mutex
	seen int64 // how many versions there were
}

// Reload makes what is set in the database hold. Where that changes how people
// are judged, everybody is judged again.
func (w *Workspace) Reload(ctx context.Context) error {
	w.loaded.mu.Lock()
	defer w.loaded.mu.Unlock()
	by, err := w.server.setupOf(ctx, w.ID)
	if err != nil {
		return err
	}
	w.server.use(ctx, w.ID, by.settings)
	if was := w.setup.Swap(by); was.ConfigHash != by.ConfigHash {
		w.Live.Nudge()
	}
	return nil
}

// keepUp reloads when the number of versions says that something changed.
func (w *Workspace) keepUp(ctx context.Context, versions int64) error {
	w.loaded.mu.Lock()
	same := w.loaded.seen == versions
	w.loaded.mu.Unlock()
	if same {
		return nil
	}
	if err := w.Reload(ctx); err != nil {
		return err
	}
	w.loaded.mu.Lock()
	defer w.loaded.mu.Unlock()
	w.loaded.seen = versions
	return nil
}

// console is where people reach a workspace in the console, by the address that
// was set; "" where none was.
func (s *Server) console(id domain.WorkspaceID) string {
	w, err := s.Workspace(id)
	if err != nil {
		return ""
	}
	address := w.setup.Load().settings.General.Console
	if address == "" {
		return ""
	}
	return address + "/w/" + url.PathEscape(string(id))
}
