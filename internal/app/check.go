package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/intel"
	"github.com/daylight-hq/daylight/internal/place"
	"github.com/daylight-hq/daylight/internal/report"
)

// Checks tells which detectors the records at hand can feed.
func Checks(o *Outcome) report.Checks { return checks(o.State, o.Engine.Detectors, o.Sources) }

func checks(s *engine.State, detectors []detect.Detector, sources []source.Source) report.Checks {
	out := report.Checks{Checks: []report.Check{}, BestOn: []string{}}
	unlocks := map[string][]string{} // export to the checks it would complete
	for _, d := range detectors {
		c := checkOf(s, d, sources)
		for _, export := range c.Unlocked {
			unlocks[export] = append(unlocks[export], d.ID)
		}
		out.Checks = append(out.Checks, c)
	}
	for export, rules := range unlocks {
		if len(rules) > len(out.BestOn) || len(rules) == len(out.BestOn) && export < out.Best {
			out.Best, out.BestOn = export, rules
		}
	}
	slices.Sort(out.BestOn)
	return out
}

// checkOf lists a detector's parts. Unlocked are the exports of which each one
// alone would fill every required part that is missing.
func checkOf(s *engine.State, d detect.Detector, sources []source.Source) report.Check {
	c := report.Check{Rule: d.ID, Title: d.Doc.Title, Answers: true, Parts: []report.Part{}, Unlocked: []string{}}
	first := true
	for _, r := range d.Requires {
		p := report.Part{Part: r.Part, Optional: r.Optional, Have: s.Carries(r), Fields: []string{}, Sources: []string{}}
		for _, x := range r.AnyOf {
			p.Fields = append(p.Fields, string(x.Kind)+"."+string(x.Field))
			p.Sources = append(p.Sources, carriers(sources, x)...)
		}
		slices.Sort(p.Sources)
		p.Sources = slices.Compact(p.Sources)
		c.Parts = append(c.Parts, p)
		if p.Have || p.Optional {
			continue
		}
		c.Answers = false
		if first {
			c.Unlocked, first = slices.Clone(p.Sources), false
			continue
		}
		c.Unlocked = slices.DeleteFunc(c.Unlocked, func(e string) bool { return !slices.Contains(p.Sources, e) })
	}
	return c
}

// DryRun recognises and counts, and judges nobody.
func DryRun(ctx context.Context, cfg *Config, opt Options) ([]ingest.FileResult, report.Checks, error) {
	o := &Outcome{}
	defer o.Close()
	if err := o.prepare(cfg); err != nil {
		return nil, report.Checks{}, err
	}
	im, err := o.importer(ctx, cfg, opt)
	if err != nil {
		return nil, report.Checks{}, err
	}
	files, total, err := collect(opt.Paths, excluded(cfg, opt))
	if err != nil {
		return nil, report.Checks{}, err
	}
	results, err := im.Run(ctx, files, total)
	return results, Checks(o), err
}

// Head opens a file and returns what a source may look at.
func Head(ctx context.Context, path string, opt Options) (source.Head, error) {
	f, err := openFile(ctx, path, opt)
	if err != nil {
		return source.Head{}, err
	}
	defer f.Close()
	if f.Format() == source.Document {
		return source.Head{}, fmt.Errorf("%s: %w as a table; a résumé needs no mapping", path, read.ErrUnrecognised)
	}
	return f.Head(), nil
}

// Health is one thing that doctor looked at.
type Health struct {
	Name    string `json:"name"`
	Detail  string `json:"detail"`
	Problem string `json:"problem"`
}

// Doctor looks at everything that a scan relies on.
func Doctor(ctx context.Context, cfg *Config, db string, parser []string, opt Options) []Health {
	var out []Health
	add := func(name, detail string, err error) {
		h := Health{Name: name, Detail: detail}
		if err != nil {
			h.Detail, h.Problem = "", err.Error()
		}
		out = append(out, h)
	}
	add("config", orDefault(cfg.file, "defaults"), cfg.Check(Detectors()))
	_, err := place.Load()
	add("place table", "built in", err)
	_, err = intel.LoadIP()
	add("network table", "built in", err)
	held, err := runner(parser).Probe(ctx)
	add("child that reads documents", fmt.Sprintf("network cut off: %v, kernel limits: %v", held.NoNetwork(), held.Limits), err)
	if db == "" {
		return out
	}
	if err := Exists(db); err != nil {
		add("database", "", fmt.Errorf("%w; daylight scan DIR --db %s makes it", err, db))
		return out
	}
	_, err = masterKey(ctx, cfg, db)
	add("key", "readable by its owner only", err)
	if err != nil {
		return out
	}
	d, ws, err := openWorkspace(ctx, cfg, db, opt.Clock)
	if err != nil {
		add("database", "", err)
		return out
	}
	add("database", d.Name, nil)
	defer d.Close()
	add("database pages", "integrity check passed", d.Check(ctx))
	s := engine.NewState(0)
	defer s.Close()
	err = ws.Load(ctx, s)
	records, accounts, cells, events := s.Counts()
	add("records", fmt.Sprintf("%d records, %d accounts, %d days of activity, %d events", records, accounts, cells, events), err)
	return out
}
