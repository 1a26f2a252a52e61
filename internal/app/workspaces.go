package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/daylight-hq/daylight/internal/api"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	sources "github.com/daylight-hq/daylight/internal/ingest/source/all"
	"github.com/daylight-hq/daylight/internal/ingest/source/mapper"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// Workspace is one employer's data in a running server.
type Workspace struct {
	ID    domain.WorkspaceID
	Live  *live.Workspace
	Audit *audit.Log

	server *Server
	keys   *sqlstore.Workspace
	hasher identifier.Hasher
	lake   *lake.Lake // nil for none
	setup  atomic.Pointer[setup]
	marks  atomic.Pointer[review.MarkSet]
	loaded loaded
}

// setup is what a workspace works by. It is replaced as a whole.
type setup struct {
	*Outcome // detectors, sources and mappings; no state
	file     *Config
	cfg      *Config // the file's, with what people set
	settings *settings.Settings
	fromFile []string // names of the mappings that the config names
}

// newSetup builds what follows from a config that was checked, and from what
// people set.
func newSetup(file *Config, set *settings.Settings, from *shelf) (*setup, error) {
	by := &setup{Outcome: &Outcome{}, file: file, cfg: file.with(set), settings: set}
	if err := by.build(by.cfg, from); err != nil {
		return nil, err
	}
	by.Engine.Lean = true
	by.addMappings(set.Mappings)
	return by, nil
}

// addMappings lets the mappings that people keep read files, after those that
// the config names. One that can no longer be read, or whose name the config
// took, stands still; the list of mappings says so.
func (by *setup) addMappings(kept settings.Mappings) {
	named := map[string]bool{}
	for _, src := range by.mappings {
		named[src.Name] = true
		by.fromFile = append(by.fromFile, strings.TrimPrefix(src.Name, "map-"))
	}
	var own []source.Source
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		src, err := mapper.Load([]byte(kept[name].YAML), name)
		if err == nil && kept[name].Enabled && !named[src.Name] {
			own = append(own, src)
		}
	}
	by.mappings = append(slices.Clone(by.mappings), own...)
	by.Sources = append(slices.Clone(by.mappings), sources.Sources()...)
}

// setupOf reads what people set of a workspace, whose keys are open.
func (s *Server) setupOf(ctx context.Context, id domain.WorkspaceID) (*setup, error) {
	set, err := s.Settings.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return newSetup(s.cfg.of(id), set, s.shelf)
}

// use makes settings hold in what all workspaces share.
func (s *Server) use(ctx context.Context, id domain.WorkspaceID, set *settings.Settings) {
	p, err := set.Workflow.Policy(s.presets)
	if err == nil {
		err = s.Cases.SetPolicy(id, p)
	}
	if err != nil { // kept by a version with other floors
		s.opt.Log.ErrorContext(ctx, "the presets of the workflow hold: what was set cannot be used", "workspace", id, "cause", err)
	}
	s.silence.SetFactor(id, set.General.SilenceFactor)
}

// of returns the config as it holds for a workspace. The joins, hubs, mappings
// and rules of the file are those of the workspace that it names; what belongs
// to the machine, and the lists, hold for all.
func (c *Config) of(id domain.WorkspaceID) *Config {
	if id == domain.WorkspaceID(c.Workspace) {
		return c
	}
	out := *c
	out.Workspace, out.Tenant, out.Synthetic = string(id), "main", nil
	out.Join, out.Hubs, out.Mappings, out.Rules = JoinConfig{}, nil, nil, nil
	return &out
}

// rest is how long what came in waits at most to be judged together: each
// judgement writes what it found, and while it writes nobody else does.
const rest = 100 * time.Millisecond

// open loads a workspace of the database, which is made when it is new, and
// judges it once.
func (s *Server) open(ctx context.Context, id domain.WorkspaceID) (w *Workspace, err error) {
	w = &Workspace{ID: id, server: s, Audit: audit.New(sqlstore.NewAuditStore(s.DB), id, s.opt.Clock)}
	if w.keys, err = s.DB.Workspace(ctx, id, s.master); err != nil {
		return nil, err
	}
	w.hasher = identifier.NewHasher(w.keys.Keys().Secret)
	by, err := s.setupOf(ctx, id)
	if err != nil {
		return nil, err
	}
	s.use(ctx, id, by.settings)
	w.setup.Store(by)
	if err := w.remark(ctx); err != nil {
		return nil, err
	}
	s.begun.Store(id, w)
	opt := live.Options{Store: w.keys, AtOnce: s.opt.AtOnce, Clock: s.opt.Clock, Log: s.opt.Log.With("workspace", id), Engine: w.engine, OnAnswer: w.follow, Rest: rest}
	if w.lake = s.openLake(w); w.lake != nil {
		opt.Lake = w.lake
	}
	w.Live, err = live.Open(ctx, opt)
	if err != nil {
		return nil, fmt.Errorf("open workspace %s: %w", id, err)
	}
	s.workspaces.put(w)
	return w, nil
}

// opened are the open workspaces of a server.
type opened struct {
	mu   sync.RWMutex
	list map[domain.WorkspaceID]*Workspace
}

func (o *opened) put(w *Workspace) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.list == nil {
		o.list = map[domain.WorkspaceID]*Workspace{}
	}
	o.list[w.ID] = w
}

func (o *opened) get(id domain.WorkspaceID) (*Workspace, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	w, ok := o.list[id]
	return w, ok
}

// all lists the open workspaces by name.
func (o *opened) all() []*Workspace {
	o.mu.RLock()
	defer o.mu.RUnlock()
	out := make([]*Workspace, 0, len(o.list))
	for _, w := range o.list {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b *Workspace) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}

// errNotOpen says that a workspace is not one of this server.
var errNotOpen = errors.New("the workspace is not open")

// Workspace returns an open workspace.
func (s *Server) Workspace(id domain.WorkspaceID) (*Workspace, error) {
	if w, ok := s.workspaces.get(id); ok {
		return w, nil
	}
	return nil, fmt.Errorf("workspace %s: %w", id, errNotOpen)
}

// Workspaces lists the open workspaces by name.
func (s *Server) Workspaces() []*Workspace { return s.workspaces.all() }

// judged reports whether every workspace was judged since the start.
func (s *Server) judged() bool {
	return !slices.ContainsFunc(s.Workspaces(), func(w *Workspace) bool { return w.Live.Answer().At.IsZero() })
}

// each makes a task of the server out of what one workspace does.
func (s *Server) each(do func(*Workspace, context.Context) error) func(context.Context, domain.WorkspaceID) error {
	return func(ctx context.Context, id domain.WorkspaceID) error {
		w, err := s.Workspace(id)
		if err != nil {
			return err
		}
		return do(w, ctx)
	}
}

// lookEvery is how often a server looks for workspaces that were made
// meanwhile, such as from the command line.
const lookEvery = 2 * time.Second

// keepUp runs the open workspaces, and opens those that are made meanwhile,
// until the context ends.
func (s *Server) keepUp(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, w := range s.Workspaces() {
		wg.Go(func() { w.Live.Run(ctx) })
	}
	refused := map[domain.WorkspaceID]bool{} // and told about
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		made, err := s.openNew(ctx, refused)
		if err != nil && ctx.Err() == nil {
			s.opt.Log.WarnContext(ctx, "cannot look for new workspaces", "cause", err)
		}
		for _, w := range made {
			wg.Go(func() { w.Live.Run(ctx) })
			s.Jobs.AddWorkspace(w.ID)
			s.opt.Log.InfoContext(ctx, "a workspace was opened", "workspace", w.ID)
		}
	}
}

// openNew opens the workspaces of the database that are not open, and brings the
// others in step with what was set meanwhile, such as by another server. One
// that cannot be opened keeps no other closed: it is logged, once.
func (s *Server) openNew(ctx context.Context, refused map[domain.WorkspaceID]bool) (made []*Workspace, err error) {
	list, err := sqlstore.NewSettings(s.DB).Changed(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(list)) {
		w, ok := s.workspaces.get(id)
		if !ok {
			if w, err = s.open(ctx, id); err == nil {
				w.loaded.seen = list[id]
				made = append(made, w)
			}
		} else {
			err = w.keepUp(ctx, list[id])
		}
		if err != nil && !refused[id] && ctx.Err() == nil {
			s.opt.Log.ErrorContext(ctx, "a workspace cannot be opened, or its settings not be read", "workspace", id, "cause", err)
		}
		refused[id] = err != nil
	}
	return made, nil
}

// forAPI is the workspace as the API sees it.
func (w *Workspace) forAPI() *api.Workspace {
	by := w.setup.Load()
	out := &api.Workspace{ID: w.ID, Live: w.Live, Audit: w.Audit, Prepare: w.Preparer, Sources: by.Sources, ValueKey: w.keys.Keys().Value, ConfigHash: by.ConfigHash,
		Settings: by.settings, Effective: by.file.effective(by.settings, by.cfg), Pins: by.file.pins(), PinsRule: by.file.pinsRule, Reload: w.Reload,
		Arrived: func(source string) { w.server.silence.Arrived(w.ID, source) }}
	out.OwnMappings = by.fromFile
	out.Passkeys = w.server.passkeysOf(w, out.Effective.Console)
	if w.ID == domain.WorkspaceID(w.server.cfg.Workspace) {
		out.Provider = w.server.provider
	}
	return out
}

// follow brings what is kept in line with an answer: results, cases and rings.
func (w *Workspace) follow(ctx context.Context, a *live.Answer) error {
	s, by := w.server, w.setup.Load()
	s.telemetry.judged(ctx, string(w.ID), a)
	s.evaluations.Observe(a.Took.Seconds())
	if !a.Whole {
		if err := w.keys.SavePart(ctx, a.At, a.View, &a.Changes); err != nil {
			return err
		}
		_, err := s.Cases.SyncPart(ctx, w.ID, a.View, &a.Changes, by.ConfigHash)
		return err
	}
	followed, err := s.Cases.Followed(ctx, w.ID)
	if err != nil {
		return err
	}
	res := a.View.Part(slices.Concat(followed, a.View.Said()))
	changes, err := w.keys.SaveResults(ctx, a.At, res)
	if err != nil {
		return err
	}
	done, err := s.Cases.Sync(ctx, w.ID, res, by.ConfigHash)
	if err != nil {
		return err
	}
	s.opt.Log.InfoContext(ctx, "judged everybody", "workspace", w.ID, "persons", a.View.Len(), "rings", a.View.RingCount(), "took", a.Took,
		"changes", len(changes), "cases_opened", done.Opened, "cases_changed", done.Changed)
	return nil
}

// eraseRecords destroys what is kept of a person outside of review, and judges
// the rest anew.
func (w *Workspace) eraseRecords(ctx context.Context, person string) error {
	a := w.Live.Answer()
	p := a.Person(person)
	if p == nil {
		return fmt.Errorf("person %s: %w", person, review.ErrNotFound)
	}
	refs, records, accounts := w.Live.Snapshot().Owned(a.Config, p.Subjects)
	err := w.Live.Rewrite(ctx, func(ctx context.Context) error {
		_, err := w.keys.Erase(ctx, sqlstore.PersonOwners(refs, records, accounts))
		return err
	})
	if err != nil {
		return fmt.Errorf("erase records: %w", err)
	}
	return w.server.Intake.DropKept(ctx, w.ID) // they may speak of the person
}

// rotate goes on with a change of keys that somebody has begun.
func (w *Workspace) rotate(ctx context.Context) error {
	for {
		done, err := w.keys.RotateSome(ctx, rotateBatch)
		if done || err != nil {
			return err
		}
	}
}

// newDay judges again: what is judged depends on the day.
func (w *Workspace) newDay(ctx context.Context) error {
	if err := w.remark(ctx); err != nil {
		return err
	}
	w.Live.Nudge()
	return nil
}

// publish signs the log as it stands, and hands the checkpoint out.
func (w *Workspace) publish(ctx context.Context) error {
	s := w.server
	to := []audit.Pusher{told{sqlstore.NewNotify(s.DB), w.ID, s.opt.Clock}}
	if s.opt.Checkpoints != "" {
		to = append(to, audit.NewFolder(s.opt.Checkpoints))
	}
	_, err := audit.NewPublisher(sqlstore.NewAuditStore(s.DB), s.opt.Log, to...).Publish(ctx, w.Audit)
	return err
}

// readImport reads the files of an import that somebody handed in.
func (s *Server) readImport(ctx context.Context, id domain.WorkspaceID, paths []string, tell func(ingest.Progress)) (files []ingest.FileResult, err error) {
	w, err := s.Workspace(id)
	if err != nil {
		return nil, err
	}
	err = s.telemetry.run(ctx, "import", string(id), func(ctx context.Context) error {
		files, err = w.Import(ctx, paths, tell)
		return err
	})
	return files, err
}

// importFiles imports, and tells the log how much.
func (w *Workspace) importFiles(ctx context.Context, paths []string) error {
	files, err := w.Import(ctx, paths, nil)
	for _, f := range files {
		w.server.opt.Log.InfoContext(ctx, "imported", "workspace", w.ID, "source", f.Source, "accepted", f.Accepted, "duplicate", f.Duplicate, "unused", f.Unused, "set_aside", f.SetAside, "erased", f.Erased)
	}
	return err
}

// Import reads files into the workspace. Their names may carry people's names
// and are not logged.
func (w *Workspace) Import(ctx context.Context, paths []string, tell func(ingest.Progress)) ([]ingest.FileResult, error) {
	im := w.importer()
	im.OnProgress = tell
	files, err := w.Live.Import(ctx, im, paths, sizeOf(paths))
	for _, f := range files {
		if f.Accepted > 0 {
			w.server.silence.Arrived(w.ID, f.Source)
		}
	}
	return files, err
}

func (w *Workspace) importer() *ingest.Importer {
	by, opt := w.setup.Load(), w.server.opt
	im := &ingest.Importer{Mappings: by.mappings, Sources: sources.Sources(), Tenant: by.cfg.Tenant, FileTime: fileTime(opt.Clock), Clock: opt.Clock}
	im.Prepare = w.Preparer
	im.Open = func(ctx context.Context, path string) (*read.File, error) {
		return openFile(ctx, path, Options{DB: opt.DB, Parser: opt.Parser})
	}
	if len(opt.Parser) > 0 {
		im.Documents = documents{runner(opt.Parser)}
	}
	return im
}

// Preparer returns a new preparer for records that come from elsewhere.
func (w *Workspace) Preparer() *engine.Preparer {
	return engine.NewPreparer(w.hasher, w.setup.Load().cfg.Region)
}
