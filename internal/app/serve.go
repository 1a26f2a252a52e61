package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// Listen says where a server answers.
type Listen struct {
	Address, Metrics string
	TLSCert, TLSKey  string
	Proxies          []netip.Prefix
	Version          string
	// PerSecond bounds the requests of one caller; those of one address are half
	// of it. Zero is 100, less than zero no bound.
	PerSecond float64
	Ready     func(Answering) // is told once, for whoever is at the machine
	// Demo lets whoever knows a key, made at each start, be one of the made-up
	// people of a sample company, and lets time pass on its calendar. Only on
	// loopback; nil: no demonstration.
	Demo *Calendar
}

// Check refuses to speak plain HTTP to other machines.
func (l Listen) Check() error {
	if (l.TLSCert == "") != (l.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	host, _, err := net.SplitHostPort(l.Address)
	if err != nil {
		return fmt.Errorf("--listen %s: give host:port, such as 127.0.0.1:8470", l.Address)
	}
	ip, err := netip.ParseAddr(host)
	loopback := host == "localhost" || err == nil && ip.IsLoopback()
	if !loopback && l.Demo != nil {
		return errors.New("--demo answers on loopback only: whoever opens its link is signed in")
	}
	if !loopback && l.TLSCert == "" && len(l.Proxies) == 0 {
		return errors.New("--listen on other than loopback needs --tls-cert and --tls-key, or --trusted-proxies that speak TLS")
	}
	return nil
}

// Answering says where a server answers. Setup is set while nobody can sign in:
// a link good for a quarter of an hour, whose token stands behind the #, which
// browsers do not send.
type Answering struct{ Address, Setup, Demo string }

// Serve answers until the context ends.
func (s *Server) Serve(ctx context.Context, l Listen) error {
	handler, err := s.API(l)
	if err != nil {
		return err
	}
	front, scheme, err := l.open(s.opt.Log)
	if err != nil {
		return err
	}
	at := Answering{Address: scheme + "://" + front.Addr().String()}
	if at.Setup, err = s.inviteFirst(ctx, at.Address); err != nil {
		return errors.Join(err, front.Close())
	}
	if l.Demo != nil {
		at.Demo = at.Address + "/#demo=" + s.demoKey
	}
	l.Ready(at)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Run(ctx) })
	g.Go(func() error { return handler.Serve(ctx, front) })
	if l.Metrics != "" {
		figures, err := net.Listen("tcp", l.Metrics)
		if err != nil {
			return fmt.Errorf("listen for figures: %w", err)
		}
		g.Go(func() error { return handler.ServeMetrics(ctx, figures) })
	}
	return g.Wait()
}

func (l Listen) open(log *slog.Logger) (front net.Listener, scheme string, err error) {
	front, err = net.Listen("tcp", l.Address)
	if err != nil {
		return nil, "", fmt.Errorf("listen: %w", err)
	}
	if l.TLSCert == "" {
		return front, "http", nil
	}
	cert, err := loadCertificate(l.TLSCert, l.TLSKey, log)
	if err != nil {
		return nil, "", errors.Join(err, front.Close())
	}
	return tls.NewListener(front, &tls.Config{GetCertificate: cert.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}), "https", nil
}

// inviteFirst returns a setup link while the main workspace has no admin. Those
// of other workspaces are printed by the command that makes them.
func (s *Server) inviteFirst(ctx context.Context, base string) (link string, err error) {
	needs, err := s.People.NeedsSetup(ctx, s.Main.ID)
	if err != nil || !needs {
		return "", err
	}
	token, err := s.People.Setup(ctx, s.Main.ID)
	return setupLink(base, s.Main.ID, token), err
}

// rate allows four seconds' worth of requests at once.
func rate(perSecond float64) api.Rate {
	if perSecond <= 0 {
		return api.Rate{}
	}
	return api.Rate{PerSecond: perSecond, Burst: int(4 * perSecond)}
}

// watches reports whether a file stands in a folder that is watched.
func (s *Server) watches(path string) bool {
	return slices.ContainsFunc(s.watchers, func(w *Watcher) bool { return w.holds(path) })
}

// rewatch has the watched folders read once more.
func (s *Server) rewatch() {
	for _, w := range s.watchers {
		w.Again()
	}
}

// searchRate is how often somebody may look people up: by hand, never a list.
func searchRate(perSecond float64) api.Rate {
	if perSecond <= 0 {
		return api.Rate{}
	}
	return api.Rate{PerSecond: 0.5, Burst: 20}
}

// forAPI finds a workspace for the API.
func (s *Server) forAPI(id domain.WorkspaceID) (*api.Workspace, bool) {
	w, err := s.Workspace(id)
	if err != nil {
		return nil, false
	}
	return w.forAPI(), true
}

// API returns the HTTP server over the workspaces.
func (s *Server) API(l Listen) (*api.Server, error) {
	l.PerSecond = cmp.Or(l.PerSecond, s.cfg.Server.PerSecond, 100)
	pages, err := s.pages(l)
	if err != nil {
		return nil, err
	}
	s.passkeys.setLocal(localOrigin(l))
	audits := sqlstore.NewAuditStore(s.DB)
	return api.New(api.Options{Version: l.Version, Log: s.opt.Log, Clock: s.opt.Clock, Access: s.People, Cases: s.Cases, Vault: s.Vault, Settings: s.Settings,
		Intake: s.Intake, Aside: sqlstore.NewIntake(s.DB), Watched: s.watches, Rewatch: s.rewatch,
		Workspaces: s.forAPI,
		Detectors:  Detectors(), Reads: audit.NewRecorder(audits.Append), Replies: sqlstore.NewReplies(s.DB),
		Notify: sqlstore.NewNotify(s.DB), Endpoints: s.Endpoints, Jobs: s.Jobs, Ready: s.DB.Ping, Judged: s.judged, Metrics: s.observe(), Proxies: l.Proxies,
		ByAddress: rate(l.PerSecond / 2), ByCaller: rate(l.PerSecond), BySearch: searchRate(l.PerSecond), Audits: audits, Places: s.shelf.tables.Places, Console: pages, Trace: s.telemetry.request})
}
