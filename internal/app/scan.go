// Package app is the composition root: it alone, with cli, knows which
// adapters stand behind the interfaces of the inner packages.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/detect/all"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	sources "github.com/daylight-hq/daylight/internal/ingest/source/all"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// Options are what a scan needs besides its config.
type Options struct {
	Paths      []string // files, folders, archives, or "-"
	Stdin      io.Reader
	AsOf       time.Time
	ObservedAt time.Time
	Full       bool     // absence means gone, for every source and kind that the run carries
	Lean       bool     // keep no unanswered checks of people about whom nothing was found
	DB         string   // database path or address; empty keeps nothing
	Parser     []string // command line of the limited child that parses documents
	Clock      func() time.Time
	// CheckpointEvery is the least time between two checkpoints within a file;
	// zero is two seconds.
	CheckpointEvery time.Duration
	OnProgress      func(ingest.Progress)
	OnAside         func(ingest.SetAside)
}

// Outcome is all that a scan produced.
type Outcome struct {
	Result     *engine.Result
	State      *engine.State
	Files      []ingest.FileResult
	ConfigHash string
	Engine     engine.Config
	Sources    []source.Source
	Notices    []string
	Lake       string // folder of raw records; empty for none
	Key        []byte // workspace key for value keys; nil without a database
	mappings   []source.Source
	workspace  *sqlstore.Workspace
	lake       *lake.Lake // nil for none
	close      []func() error
}

// Close releases what the outcome holds.
func (o *Outcome) Close() error {
	var errs []error
	for _, f := range slices.Backward(o.close) {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// Scan reads the exports, joins and links them, and judges everybody.
func Scan(ctx context.Context, cfg *Config, opt Options) (_ *Outcome, err error) {
	out := &Outcome{}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Close())
		}
	}()
	if err := out.prepare(cfg); err != nil {
		return nil, err
	}
	im, err := out.importer(ctx, cfg, opt)
	if err != nil {
		return nil, err
	}
	files, total, err := collect(opt.Paths, excluded(cfg, opt))
	if err != nil {
		return nil, err
	}
	out.Files, err = im.Run(ctx, files, total)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	if err := out.finish(ctx, im, opt); err != nil {
		return nil, err
	}
	if out.lake != nil {
		if err := out.tidy(ctx, cfg.lakeFrom(opt.Clock())); err != nil {
			return nil, err
		}
	}
	out.Notices = append(out.Notices, idleJoins(out.State, out.Engine.Join)...)
	out.Engine.AsOf, out.Engine.Lean = opt.AsOf, opt.Lean
	out.Result, err = out.State.Evaluate(ctx, out.Engine)
	if err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	return out, nil
}

// idleJoins tells of keys in the config's join section that no record carries.
func idleJoins(s *engine.State, join engine.JoinConfig) (notices []string) {
	refs := slices.Clone(join.Split)
	for _, m := range join.Merge {
		refs = append(refs, m[0], m[1])
	}
	slices.SortFunc(refs, func(a, b domain.Ref) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value)) })
	for _, r := range slices.Compact(refs) {
		if !s.Knows(r) {
			notices = append(notices, fmt.Sprintf("The config joins or splits by %s, which no record carries: see how the key is written with daylight join explain.", r))
		}
	}
	return notices
}

// prepare checks the config and builds everything that does not read exports.
func (o *Outcome) prepare(cfg *Config) error {
	if err := cfg.Check(all.Detectors()); err != nil {
		return fmt.Errorf("config: %w", err)
	}
	from, err := loadShelf(cfg)
	if err != nil {
		return err
	}
	return o.build(cfg, from)
}

// build prepares by a config that was checked.
func (o *Outcome) build(cfg *Config, from *shelf) (err error) {
	detectors := all.Detectors()
	if o.ConfigHash, err = cfg.Hash(detectors); err != nil {
		return err
	}
	if o.mappings, err = mappings(cfg); err != nil {
		return err
	}
	o.Sources = append(slices.Clone(o.mappings), sources.Sources()...)
	o.Notices = slices.Clone(from.notices)
	o.Engine, err = engineConfig(cfg, detectors, o.Sources, from)
	return err
}

// Detectors returns every detector.
func Detectors() []detect.Detector { return all.Detectors() }

// Indicators returns the indicator catalogue.
func Indicators() []detect.Indicator { return all.Catalogue() }

func engineConfig(cfg *Config, detectors []detect.Detector, sources []source.Source, from *shelf) (engine.Config, error) {
	joins, err := cfg.joins()
	if err != nil {
		return engine.Config{}, err
	}
	know, err := from.knowledge(cfg)
	if err != nil {
		return engine.Config{}, err
	}
	ec := engine.Config{
		Join: joins, Detectors: detectors, Disabled: map[string]bool{}, OffFor: map[string][]string{}, Params: map[string]map[string]float64{},
		Intel: know, KnownHub: know.KnownHub, Building: know.Building,
		Carriers:  func(d detect.Datum) []string { return carriers(sources, d) },
		Synthetic: cfg.Synthetic,
	}
	for id, r := range cfg.Rules {
		ec.Disabled[id] = r.Enabled != nil && !*r.Enabled
		ec.Params[id] = r.Params
		for _, job := range r.OffFor {
			ec.OffFor[id] = append(ec.OffFor[id], review.FoldJob(job))
		}
	}
	return ec, nil
}

// carriers names the exports that can fill a datum.
func carriers(sources []source.Source, d detect.Datum) []string {
	var out []string
	for _, s := range sources {
		for _, sh := range s.Shapes {
			if slices.Contains(sh.Kinds, d.Kind) && slices.Contains(sh.Fields, d.Field) {
				out = append(out, s.Title+" "+sh.Title)
			}
		}
	}
	return out
}

// importer wires the reading side, with a store behind it when one is named.
func (o *Outcome) importer(ctx context.Context, cfg *Config, opt Options) (*ingest.Importer, error) {
	o.State = engine.NewState(0)
	o.close = append(o.close, o.State.Close)
	im := &ingest.Importer{
		Mappings: o.mappings, Sources: sources.Sources(), State: o.State, Tenant: cfg.Tenant, Full: opt.Full,
		ObservedAt: opt.ObservedAt, FileTime: fileTime(opt.Clock),
		Every: cmp.Or(opt.CheckpointEvery, 2*time.Second), Clock: opt.Clock, OnProgress: opt.OnProgress, OnAside: opt.OnAside,
	}
	var hasher identifier.Hasher
	if opt.DB != "" {
		h, err := o.openStore(ctx, cfg, opt, im)
		if err != nil {
			return nil, err
		}
		hasher = h
	}
	im.Prepare = func() *engine.Preparer { return engine.NewPreparer(hasher, cfg.Region) }
	im.Open = func(ctx context.Context, path string) (*read.File, error) { return openFile(ctx, path, opt) }
	if len(opt.Parser) > 0 {
		im.Documents = documents{runner(opt.Parser)}
	}
	return im, nil
}

func fileTime(clock func() time.Time) func(string) (time.Time, error) {
	return func(path string) (time.Time, error) {
		if path == "-" {
			return clock(), nil
		}
		info, err := os.Stat(archiveOf(path))
		if err != nil {
			return time.Time{}, err
		}
		return info.ModTime(), nil
	}
}

// archiveOf returns the file that a path stands in: the archive of a member,
// else the path itself.
func archiveOf(path string) string {
	if outer, _, ok := read.Split(path); ok {
		return outer
	}
	return path
}

// finish applies a full export's silence.
func (o *Outcome) finish(ctx context.Context, im *ingest.Importer, opt Options) error {
	if !opt.Full {
		return nil
	}
	type group struct {
		source, tenant string
		kind           domain.Kind
	}
	present := im.Present()
	groups := map[group]bool{}
	for k := range present {
		o.State.MarkPresent(k)
		groups[group{k.Source, k.Tenant, k.Kind}] = true
	}
	dates, torn := exportDates(o.Files)
	for g := range groups {
		if torn[g.source] {
			continue
		}
		at := cmp.Or(dates[g.source], opt.Clock().UTC())
		for _, k := range o.State.Absent(g.source, g.tenant, g.kind, present) {
			o.State.MarkGone(k, at)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(torn)) {
		o.Notices = append(o.Notices, fmt.Sprintf("Something of %s was set aside, so nothing of it counts as gone, although --full was given.", name))
	}
	return im.Flush(ctx)
}

// exportDates says when each source was exported, and of which something was
// set aside: what could not be read may be what seems to be gone.
func exportDates(files []ingest.FileResult) (dates map[string]time.Time, torn map[string]bool) {
	dates, torn = map[string]time.Time{}, map[string]bool{}
	for _, f := range files {
		if f.Source == "" {
			continue
		}
		if f.SetAside > 0 {
			torn[f.Source] = true
		}
		if f.ObservedAt.After(dates[f.Source]) {
			dates[f.Source] = f.ObservedAt
		}
	}
	return dates, torn
}

// excluded returns what lies in a scanned folder and is no export: the config,
// its lists and mappings, and the database.
func excluded(cfg *Config, opt Options) []string {
	var out []string
	for _, p := range append(cfg.named(), cfg.KeyFile) {
		if p != "" {
			out = append(out, cfg.path(p))
		}
	}
	if cfg.file != "" {
		out = append(out, cfg.file)
	}
	if opt.DB != "" && !strings.Contains(opt.DB, "://") {
		out = append(out, opt.DB, opt.DB+"-wal", opt.DB+"-shm", opt.DB+".key")
	}
	if dir := cfg.lakeFolder(opt.DB); opt.DB != "" && dir != "" {
		out = append(out, dir)
	}
	for i, p := range out {
		if abs, err := filepath.Abs(p); err == nil {
			out[i] = abs
		}
	}
	return out
}

// collect lists the files below the paths, sorted, each once, and adds up
// their sizes. Hidden files and what is excluded are passed over.
func collect(paths, skip []string) (files []string, total int64, err error) {
	for _, p := range paths {
		if p == "-" {
			files = append(files, p)
			continue
		}
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			abs, err := filepath.Abs(path)
			if err != nil {
				return err
			}
			hidden := path != p && strings.HasPrefix(d.Name(), ".")
			switch {
			case d.IsDir() && (hidden || slices.Contains(skip, abs)):
				return fs.SkipDir
			case d.IsDir() || hidden || slices.Contains(skip, abs) || !d.Type().IsRegular():
				return nil
			}
			members, err := read.Members(path)
			if err != nil {
				return err
			}
			files = append(files, members...)
			return nil
		})
		if err != nil {
			return nil, 0, fmt.Errorf("list %s: %w", p, err)
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	return files, sizeOf(files), nil
}

func sizeOf(files []string) int64 {
	var total int64
	counted := map[string]bool{}
	for _, f := range files {
		outer := archiveOf(f)
		if info, err := os.Stat(outer); err == nil && !counted[outer] {
			counted[outer] = true
			total += info.Size()
		}
	}
	return total
}
