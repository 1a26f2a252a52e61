package app

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// SignInConfig says how people sign in besides passwords and passkeys.
type SignInConfig struct {
	Provider *ProviderConfig `yaml:"provider,omitempty"`
}

// ProviderConfig names an OpenID Connect provider, for the workspace that the
// config names.
type ProviderConfig struct {
	Issuer   string `yaml:"issuer"` // as the provider writes it
	ClientID string `yaml:"client_id"`
	// SecretFile holds the client's secret; or DAYLIGHT_PROVIDER_SECRET does.
	SecretFile string `yaml:"secret_file,omitempty"`
	// Address is where people reach the console, such as https://daylight.example.com.
	Address string `yaml:"address"`
	// Domains are the company's mail domains; none for no bounds.
	Domains []string `yaml:"domains,omitempty"`
	// Groups give roles to members, by the claim that GroupsClaim names ("groups").
	// Where there are any, nobody of the provider has other roles.
	GroupsClaim string                   `yaml:"groups_claim,omitempty"`
	Groups      map[string][]access.Role `yaml:"groups,omitempty"`
	// Loopback allows plain HTTP to a provider on this machine, for tests.
	Loopback bool `yaml:"loopback,omitempty"`
}

const (
	providerSecret = "DAYLIGHT_PROVIDER_SECRET"
	providerTime   = 10 * time.Second // of one question to the provider
)

// openProvider makes the desk of the identity provider; nil where there is none.
func (s *Server) openProvider() (*oidc.Desk, error) {
	c := s.cfg.SignIn.Provider
	if c == nil {
		return nil, nil
	}
	secret := os.Getenv(providerSecret)
	if c.SecretFile != "" {
		data, err := os.ReadFile(s.cfg.path(c.SecretFile))
		if err != nil {
			return nil, fmt.Errorf("read the secret of the identity provider: %w", err)
		}
		secret = strings.TrimSpace(string(data))
	}
	return oidc.New(oidc.Options{Issuer: c.Issuer, ClientID: c.ClientID, Secret: secret,
		Redirect: strings.TrimRight(c.Address, "/") + "/v1/workspaces/" + url.PathEscape(s.cfg.Workspace) + api.ProviderReturn,
		Domains:  c.Domains, Claim: c.GroupsClaim, Groups: c.Groups, Loopback: c.Loopback, Client: &http.Client{Timeout: providerTime},
		Users: sqlstore.NewAccess(s.DB), Clock: s.opt.Clock, Log: s.opt.Log})
}

// passkeys keeps the desk of each workspace, for sign-ins that are under way.
// Who changes the address of the console gets another one: passkeys are bound to
// the name they were made for.
type passkeys struct {
	mu    sync.Mutex
	local string // origin of workspaces that have no address; "" for none
	desks map[domain.WorkspaceID]passkeyDesk
}

type passkeyDesk struct {
	origin string
	desk   *passkey.Desk
}

// localOrigin is the name by which browsers on this machine reach a server:
// they bind no passkey to an address.
func localOrigin(l Listen) string {
	host, port, err := net.SplitHostPort(l.Address)
	if ip, ierr := netip.ParseAddr(host); err != nil || host != "localhost" && (ierr != nil || !ip.IsLoopback()) {
		return ""
	}
	if port == "0" {
		return ""
	}
	if l.TLSCert != "" {
		return "https://localhost:" + port
	}
	return "http://localhost:" + port
}

func (p *passkeys) setLocal(origin string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.local = origin
}

// passkeysOf returns the passkeys of a workspace; nil where people reach it by
// an address only, which browsers bind no passkeys to.
func (s *Server) passkeysOf(w *Workspace, console string) *passkey.Desk {
	p := &s.passkeys
	p.mu.Lock()
	defer p.mu.Unlock()
	origin := p.local
	if at, err := url.Parse(console); err == nil && at.Host != "" {
		origin = at.Scheme + "://" + at.Host
	}
	if known, ok := p.desks[w.ID]; ok && known.origin == origin {
		return known.desk
	}
	if p.desks == nil {
		p.desks = map[domain.WorkspaceID]passkeyDesk{}
	}
	desk, err := s.newPasskeys(w, origin)
	if err != nil && origin != "" {
		s.opt.Log.Warn("no passkeys: set an address of the console that browsers bind them to", "workspace", w.ID, "cause", err)
	}
	p.desks[w.ID] = passkeyDesk{origin, desk}
	return desk
}

func (s *Server) newPasskeys(w *Workspace, origin string) (*passkey.Desk, error) {
	secret, err := hkdf.Key(sha256.New, s.master, []byte(w.ID), "made-up passkeys", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the secret of passkeys: %w", err)
	}
	return passkey.New(passkey.Options{Origins: []string{origin}, Secret: secret, Users: sqlstore.NewAccess(s.DB), Clock: s.opt.Clock, Log: s.opt.Log})
}
