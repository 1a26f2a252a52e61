package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	sources "github.com/daylight-hq/daylight/internal/ingest/source/all"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/jobstore"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// ServeOptions are what a server needs besides its config.
type ServeOptions struct {
	DB          string
	Watch       []string // folders to import from
	Data        string   // folder for attachments; empty: beside the database
	Checkpoints string   // folder for signed audit checkpoints; empty for none
	Parser      []string // command line of the limited child that parses documents
	Clock       func() time.Time
	Log         *slog.Logger
}

// Server is everything that runs while `daylight serve` does.
type Server struct {
	DB        *sqlstore.DB
	Workspace domain.WorkspaceID
	Live      *live.Workspace
	Cases     *review.Desk
	Vault     *review.Vault
	Audit     *audit.Log
	Endpoints *notify.Desk
	Jobs      *jobs.Runner
	People    *access.Desk

	opt       ServeOptions
	outcome   *Outcome // config, detectors and mappings
	keys      *sqlstore.Workspace
	hasher    identifier.Hasher
	silence   *notify.Silence
	cfg       *Config
	publisher *audit.Publisher
	close     []func() error
}

// OpenServer opens the database, loads the workspace and judges it once.
func OpenServer(ctx context.Context, cfg *Config, opt ServeOptions) (_ *Server, err error) {
	s := &Server{opt: opt, cfg: cfg, outcome: &Outcome{}, Workspace: domain.WorkspaceID(cfg.Workspace)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.outcome.prepare(cfg); err != nil {
		return nil, err
	}
	s.outcome.Engine.Lean = true
	if s.DB, s.keys, err = openWorkspace(ctx, cfg, opt.DB, opt.Clock); err != nil {
		return nil, err
	}
	s.close = append(s.close, s.DB.Close)
	s.hasher = identifier.NewHasher(s.keys.Keys().Secret)
	if err := s.openReview(); err != nil {
		return nil, err
	}
	s.openAudit()
	s.People = access.New(sqlstore.NewAccess(s.DB), opt.Clock)
	if err := s.openJobs(ctx); err != nil {
		return nil, err
	}
	s.Live, err = live.Open(ctx, live.Options{Store: s.keys, Clock: opt.Clock, Log: opt.Log,
		Engine: func() engine.Config { return s.outcome.Engine }, OnAnswer: s.follow})
	if err != nil {
		return nil, err
	}
	s.close = append(s.close, s.Live.Close)
	return s, nil
}

func (s *Server) openReview() error {
	policy, err := review.LoadPolicy()
	if err != nil {
		return err
	}
	store := sqlstore.NewReview(s.DB)
	if s.Cases, err = review.New(store, policy, s.opt.Clock, review.Hooks{EraseRecords: s.eraseRecords}); err != nil {
		return err
	}
	dir := s.opt.Data
	if dir == "" && postgres.Is(s.opt.DB) {
		return errors.New("name a folder for attachments with --data: a PostgreSQL database has none beside it")
	}
	if dir == "" {
		dir = filepath.Join(filepath.Dir(s.opt.DB), "daylight-attachments")
	}
	s.Vault, err = review.OpenVault(dir, store)
	return err
}

// eraseRecords destroys what is kept of a person outside of review, and judges
// the rest anew.
func (s *Server) eraseRecords(ctx context.Context, _ domain.WorkspaceID, person string) error {
	a := s.Live.Answer()
	i, ok := slices.BinarySearchFunc(a.Result.Persons, person, func(p *domain.Person, id string) int { return strings.Compare(p.ID, id) })
	if !ok {
		return fmt.Errorf("person %s: %w", person, review.ErrNotFound)
	}
	refs, records, accounts := a.State.Owned(a.Config, a.Result.Persons[i].Subjects)
	err := s.Live.Rewrite(ctx, func(ctx context.Context) error {
		_, err := s.keys.Erase(ctx, sqlstore.PersonOwners(refs, records, accounts))
		return err
	})
	if err != nil {
		return fmt.Errorf("erase records: %w", err)
	}
	return nil
}

func (s *Server) openAudit() {
	store := sqlstore.NewAuditStore(s.DB)
	s.Audit = audit.New(store, s.Workspace, s.opt.Clock)
	var to []audit.Pusher
	if s.opt.Checkpoints != "" {
		to = append(to, audit.NewFolder(s.opt.Checkpoints))
	}
	s.publisher = audit.NewPublisher(store, s.opt.Log, to...)
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
	store := sqlstore.NewNotify(s.DB)
	s.Endpoints = notify.NewDesk(store, s.opt.Clock, nil, false)
	sender := notify.NewSender(notify.Options{Store: store, Clock: s.opt.Clock, Log: s.opt.Log, Words: notify.Words{Title: ruleTitle}})
	s.silence = notify.NewSilence(store, s.opt.Clock)
	var err error
	s.Jobs, err = jobstore.Open(ctx, s.DB, s.opt.DB, jobs.Config{Workspaces: []domain.WorkspaceID{s.Workspace}, Log: s.opt.Log, Tasks: []jobs.Task{
		{Kind: "deliver", Every: deliverEvery, Run: func(ctx context.Context, ws domain.WorkspaceID) error {
			_, err := sender.SendDue(ctx, ws)
			return err
		}},
		{Kind: "expire", Every: expireEvery, Run: func(ctx context.Context, ws domain.WorkspaceID) error {
			_, err := s.Cases.Expire(ctx, ws, s.Vault)
			return err
		}},
		{Kind: "publish-checkpoint", Every: publishEvery, Run: func(ctx context.Context, _ domain.WorkspaceID) error {
			_, err := s.publisher.Publish(ctx, s.Audit)
			return err
		}},
		{Kind: "silence", Every: silenceEvery, Run: s.silence.Check},
		{Kind: "prune", Every: dayEvery, Run: s.prune},
		{Kind: "rotate-keys", Every: rotateEvery, Run: s.rotate},
		{Kind: "new-day", Every: dayEvery, Run: func(context.Context, domain.WorkspaceID) error {
			s.Live.Nudge()
			return nil
		}},
	}})
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
)

func (s *Server) prune(ctx context.Context, ws domain.WorkspaceID) error {
	now := s.opt.Clock()
	_, err := sqlstore.NewNotify(s.DB).Prune(ctx, ws, now.Add(-keepDeliveries))
	return errors.Join(err, sqlstore.NewReplies(s.DB).Prune(ctx, ws, now.Add(-keepReplies)))
}

// rotate goes on with a change of keys that somebody has begun.
func (s *Server) rotate(ctx context.Context, _ domain.WorkspaceID) error {
	for {
		done, err := s.keys.RotateSome(ctx, 100)
		if done || err != nil {
			return err
		}
	}
}

func ruleTitle(id string) string {
	for _, d := range Detectors() {
		if d.ID == id {
			return d.Doc.Title
		}
	}
	return ""
}

// follow brings cases in line with an evaluation.
func (s *Server) follow(ctx context.Context, a *live.Answer) error {
	changes, err := s.keys.SaveResults(ctx, a.At, a.Result)
	if err != nil {
		return err
	}
	done, err := s.Cases.Sync(ctx, s.Workspace, a.Result, s.outcome.ConfigHash)
	if err != nil {
		return err
	}
	s.opt.Log.InfoContext(ctx, "judged", "persons", len(a.Result.Persons), "rings", len(a.Result.Links.Rings), "took", a.Took,
		"changes", len(changes), "cases_opened", done.Opened, "cases_changed", done.Changed)
	return nil
}

// Run works until the context ends: it writes, judges, watches and does what
// is due.
func (s *Server) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.Live.Run(ctx) })
	for _, dir := range s.opt.Watch {
		w := &Watcher{Dir: dir, Every: 2 * time.Second, Settle: 5 * time.Second, Clock: s.opt.Clock, Log: s.opt.Log, Import: s.importFiles}
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

func (s *Server) importFiles(ctx context.Context, paths []string) error {
	files, err := s.Import(ctx, paths)
	for _, f := range files {
		s.opt.Log.InfoContext(ctx, "imported", "source", f.Source, "accepted", f.Accepted, "duplicate", f.Duplicate, "unused", f.Unused, "set_aside", f.SetAside)
	}
	return err
}

// Import reads files into the workspace. Their names may carry people's names
// and are not logged.
func (s *Server) Import(ctx context.Context, paths []string) ([]ingest.FileResult, error) {
	im := s.importer()
	files, err := s.Live.Import(ctx, im, paths, sizeOf(paths))
	for _, f := range files {
		if f.Accepted > 0 {
			s.silence.Arrived(s.Workspace, f.Source)
		}
	}
	return files, err
}

func (s *Server) importer() *ingest.Importer {
	im := &ingest.Importer{Mappings: s.outcome.mappings, Sources: sources.Sources(), Tenant: s.cfg.Tenant, FileTime: fileTime(s.opt.Clock), Clock: s.opt.Clock}
	im.Prepare = s.Preparer
	im.Open = func(ctx context.Context, path string) (*read.File, error) {
		return openFile(ctx, path, Options{DB: s.opt.DB, Parser: s.opt.Parser})
	}
	if len(s.opt.Parser) > 0 {
		im.Documents = documents{runner(s.opt.Parser)}
	}
	return im
}

// Preparer returns a new preparer for records that come from elsewhere.
func (s *Server) Preparer() *engine.Preparer { return engine.NewPreparer(s.hasher, s.cfg.Region) }

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
