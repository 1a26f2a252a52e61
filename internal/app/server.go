package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/intake"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/store/jobstore"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// ServeOptions are what a server needs besides its config.
type ServeOptions struct {
	DB          string
	Watch       []string // folders to import from
	Data        string   // folder for attachments; empty: beside the database
	Checkpoints string   // folder for signed audit checkpoints; empty for none
	Parser      []string // command line of the limited child that parses documents
	AtOnce      int      // see [live.Options]
	Version     string   // of the program, for figures and traces
	Clock       func() time.Time
	Log         *slog.Logger
}

// Server is everything that runs while `daylight serve` does: what all
// workspaces share, and the workspaces.
type Server struct {
	DB        *sqlstore.DB
	Main      *Workspace // the one that the config names
	Cases     *review.Desk
	Vault     *review.Vault
	Intake    *intake.Desk
	Endpoints *notify.Desk
	Jobs      *jobs.Runner
	People    *access.Desk
	Settings  *settings.Desk

	opt         ServeOptions
	cfg         *Config
	lakeDir     string // of raw records; empty for none
	shelf       *shelf
	demoKey     string // of a demonstration
	presets     *review.Policy
	master      []byte
	workspaces  opened
	begun       sync.Map // domain.WorkspaceID to *Workspace: open, or with its first judgement under way
	silence     *notify.Silence
	sender      *notify.Sender
	provider    *oidc.Desk // nil: none
	passkeys    passkeys
	watchers    []*Watcher
	telemetry   *telemetry
	evaluations prometheus.Histogram
	close       []func() error
}

// OpenServer opens the database, loads its workspaces and judges each once. The
// workspace that the config names is made when it is not there.
func OpenServer(ctx context.Context, cfg *Config, opt ServeOptions) (_ *Server, err error) {
	s := &Server{opt: opt, cfg: cfg, evaluations: newEvaluations()}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := cfg.Check(Detectors()); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if s.telemetry, err = newTelemetry(ctx, opt.Version); err != nil {
		return nil, err
	}
	s.close = append(s.close, func() error { return s.telemetry.close(ctx) })
	if s.shelf, err = loadShelf(cfg); err != nil {
		return nil, err
	}
	if _, err := newSetup(cfg, settings.None(), s.shelf); err != nil {
		return nil, err // before anything is made
	}
	if s.master, err = masterKey(ctx, cfg, opt.DB); err != nil {
		return nil, err
	}
	if s.DB, err = openDatabase(ctx, opt.DB, opt.Clock); err != nil {
		return nil, err
	}
	s.close = append(s.close, s.DB.Close)
	if err := s.openReview(); err != nil {
		return nil, err
	}
	if err := s.openDesks(); err != nil {
		return nil, err
	}
	if s.provider, err = s.openProvider(); err != nil {
		return nil, err
	}
	for _, dir := range opt.Watch {
		s.watchers = append(s.watchers, &Watcher{Dir: dir, Every: 2 * time.Second, Settle: 5 * time.Second, Clock: opt.Clock, Log: opt.Log,
			Import: func(ctx context.Context, paths []string) error { return s.Main.importFiles(ctx, paths) }})
	}
	s.close = append(s.close, s.closeWorkspaces)
	if s.Main, err = s.open(ctx, domain.WorkspaceID(cfg.Workspace)); err != nil {
		return nil, err
	}
	if _, err := s.openNew(ctx, map[domain.WorkspaceID]bool{}); err != nil {
		return nil, err
	}
	return s, s.openJobs(ctx)
}

func (s *Server) openReview() error {
	var err error
	if s.presets, err = review.LoadPolicy(); err != nil {
		return err
	}
	s.Settings = settings.NewDesk(sqlstore.NewSettings(s.DB), s.presets, s.opt.Clock)
	store := sqlstore.NewReview(s.DB)
	if s.Cases, err = review.New(store, s.presets, s.opt.Clock, s.reviewHooks()); err != nil {
		return err
	}
	dir := s.opt.Data
	if dir == "" && postgres.Is(s.opt.DB) {
		return errors.New("name a folder for attachments with --data: a PostgreSQL database has none beside it")
	}
	if dir == "" {
		dir = filepath.Join(filepath.Dir(s.opt.DB), "daylight-attachments")
	}
	if s.Vault, err = review.OpenVault(dir, store); err != nil {
		return err
	}
	s.lakeDir = s.lakeOf(dir)
	return s.openIntake(filepath.Join(dir, ".imports")) // no workspace is called so
}

// openIntake opens where people hand files in.
func (s *Server) openIntake(dir string) (err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return err
	}
	s.Intake, err = intake.New(intake.Options{Store: sqlstore.NewIntake(s.DB), Dir: dir, Sealer: intake.Sealer{Seal: seal.Seal, Open: seal.Open},
		Clock: s.opt.Clock, Log: s.opt.Log, Run: s.readImport,
		Workspaces: func() (ids []domain.WorkspaceID) {
			for _, w := range s.Workspaces() {
				ids = append(ids, w.ID)
			}
			return ids
		},
		List: func(dir string) ([]string, error) {
			files, _, err := collect([]string{dir}, nil)
			return files, err
		}})
	if err == nil {
		s.close = append(s.close, s.Intake.Close)
	}
	return err
}

// openDesks makes what takes the workspace with each call.
func (s *Server) openDesks() error {
	mailer, err := s.cfg.mailer()
	if err != nil {
		return err
	}
	s.People = access.New(sqlstore.NewAccess(s.DB), s.opt.Clock)
	store, allowed := sqlstore.NewNotify(s.DB), s.cfg.Server.Networks
	s.Endpoints = notify.NewDesk(store, s.opt.Clock, allowed, false)
	s.sender = notify.NewSender(notify.Options{Store: store, Clock: s.opt.Clock, Log: s.opt.Log, Mailer: mailer, Allowed: allowed,
		Words: notify.Words{Title: ruleTitle, Console: s.console}})
	s.silence = notify.NewSilence(store, s.opt.Clock)
	return nil
}

// Intervals of what a server does by itself.
const (
	deliverEvery = 10 * time.Second
	expireEvery  = 10 * time.Minute
	publishEvery = 10 * time.Minute
	silenceEvery = 5 * time.Minute
	rotateEvery  = 15 * time.Minute
	dayEvery     = 24 * time.Hour
)

func (s *Server) openJobs(ctx context.Context) error {
	var list []domain.WorkspaceID
	for _, w := range s.Workspaces() {
		list = append(list, w.ID)
	}
	tasks := []jobs.Task{
		{Kind: "deliver", Every: deliverEvery, Run: func(ctx context.Context, ws domain.WorkspaceID) error {
			_, err := s.sender.SendDue(ctx, ws)
			return err
		}},
		{Kind: "expire", Every: expireEvery, Run: func(ctx context.Context, ws domain.WorkspaceID) error {
			_, err := s.Cases.Expire(ctx, ws, s.Vault)
			return err
		}},
		{Kind: "publish-checkpoint", Every: publishEvery, Run: s.each((*Workspace).publish)},
		{Kind: "silence", Every: silenceEvery, Run: s.silence.Check},
		{Kind: "prune", Every: dayEvery, Run: s.prune},
		{Kind: "rotate-keys", Every: rotateEvery, Run: s.each((*Workspace).rotate)},
		{Kind: "forget-applicants", Every: dayEvery, Run: s.each((*Workspace).forgetApplicants)},
		{Kind: "tidy-lake", Every: dayEvery, Run: s.each((*Workspace).tidyLake)},
		{Kind: "new-day", Every: dayEvery, Run: s.each((*Workspace).newDay)},
	}
	for i, t := range tasks {
		tasks[i].Run = func(ctx context.Context, ws domain.WorkspaceID) error {
			return s.telemetry.run(ctx, "job "+t.Kind, string(ws), func(ctx context.Context) error { return t.Run(ctx, ws) })
		}
	}
	var err error
	s.Jobs, err = jobstore.Open(ctx, s.DB, s.opt.DB, jobs.Config{Workspaces: list, Log: s.opt.Log, Tasks: tasks})
	if err != nil {
		return err
	}
	s.close = append(s.close, func() error { s.Jobs.Close(); return nil })
	return nil
}

// How long what was delivered, and answers to repeated writes, are kept.
const (
	keepDeliveries = 30 * 24 * time.Hour
	keepReplies    = 24 * time.Hour
	keepSignIns    = 48 * time.Hour // longer than any session, invitation or lock lasts
	keepSearches   = 365 * 24 * time.Hour
)

func (s *Server) prune(ctx context.Context, ws domain.WorkspaceID) error {
	now := s.opt.Clock()
	_, err := sqlstore.NewNotify(s.DB).Prune(ctx, ws, now.Add(-keepDeliveries))
	return errors.Join(err, sqlstore.NewReplies(s.DB).Prune(ctx, ws, now.Add(-keepReplies)), sqlstore.NewAccess(s.DB).Forget(ctx, ws, now.Add(-keepSignIns)),
		sqlstore.NewAuditStore(s.DB).DropSearches(ctx, ws, now.Add(-keepSearches)), s.Intake.Sweep(ctx, ws))
}

func ruleTitle(id string) string {
	for _, d := range Detectors() {
		if d.ID == id {
			return d.Doc.Title
		}
	}
	return ""
}

// Run works until the context ends: it writes, judges, watches and does what
// is due.
func (s *Server) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.keepUp(ctx) })
	wg.Go(func() { s.Intake.Work(ctx) })
	for _, w := range s.watchers {
		wg.Go(func() { w.Run(ctx) })
	}
	if err := s.Jobs.Start(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return s.Jobs.Stop(stop)
}

func (s *Server) closeWorkspaces() error {
	var errs []error
	for _, w := range s.Workspaces() {
		errs = append(errs, w.Live.Close())
	}
	return errors.Join(errs...)
}

// Close releases everything; call it when Run has returned.
func (s *Server) Close() error {
	var errs []error
	for i := len(s.close) - 1; i >= 0; i-- {
		errs = append(errs, s.close[i]())
	}
	s.close = nil
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}
