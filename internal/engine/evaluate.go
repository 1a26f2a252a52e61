package engine

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

// Config is all that steers an evaluation besides the records.
type Config struct {
	AsOf      time.Time // zero: the latest occurrence not in the future
	Join      JoinConfig
	Detectors []detect.Detector
	Disabled  map[string]bool               // by rule id
	Params    map[string]map[string]float64 // by rule id and name
	Intel     detect.Intel
	KnownHub  func(domain.Identifier, time.Time) (kind, why string, ok bool)
	Building  func(domain.Identifier) string
	// Carriers names the sources that can fill a datum, for "too little data".
	Carriers func(detect.Datum) []string
	// Synthetic lets documentation values count as identifiers. Nil decides by
	// the data: they count when they make up most of the workspace's mail
	// addresses and phone numbers.
	Synthetic *bool
	Strict    bool // undeclared reads panic; for tests
	// Lean forgets the checks that had too little data of people about whom
	// nothing was found, who are most of a large workspace.
	Lean bool
}

// Result is the whole answer, sorted.
type Result struct {
	AsOf    time.Time
	Persons []*domain.Person
	// Findings holds, by person id and sorted by rule, the hits and the checks
	// that had too little data. Checks that were clear are only counted.
	Findings  map[string][]domain.Finding
	Clear     map[string]int // checks that were clear, by person id
	Judgement map[string]detect.Judgement
	Links     link.Result
	RingOf    map[string]string // person id to ring id
	SameAs    []SameAs
	Conflicts []Conflict
	Loose     int // records that belong to nobody
	Refused   []RefusedCount
	Synthetic bool
	Errors    []string // detectors that broke on somebody, said and counted

	all []examined // while detectors run
}

// RefusedCount counts values that are no identifiers.
type RefusedCount struct {
	Refused
	Count int
}

// Evaluate judges everybody. It changes nothing in the state.
func (s *State) Evaluate(ctx context.Context, cfg Config) (*Result, error) {
	res := &Result{AsOf: cfg.AsOf}
	if res.AsOf.IsZero() {
		res.AsOf = s.LatestOccurrence()
	}
	subjects, conflicts, loose := s.subjects(cfg.Join, cfg.Intel.Names)
	res.Conflicts, res.Loose = conflicts, len(loose)
	res.Persons, res.SameAs = s.assemble(subjects, cfg.Join, cfg.Intel.Names)
	res.Synthetic = s.synthetic(res.Persons, cfg.Synthetic)
	if !res.Synthetic {
		dropDocumentation(res.Persons)
	}
	opt := link.Defaults()
	opt.AsOf, opt.Names, opt.KnownHub, opt.Building = res.AsOf, cfg.Intel.Names, cfg.KnownHub, cfg.Building
	res.Links = link.Run(res.Persons, opt)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.runDetectors(ctx, cfg, res)
	res.judge()
	res.Refused = refusedCounts(s.refused)
	return res, ctx.Err()
}

// synthetic decides whether documentation values identify people here.
func (s *State) synthetic(persons []*domain.Person, set *bool) bool {
	if set != nil {
		return *set
	}
	doc, all := 0, 0
	for _, p := range persons {
		for i := range p.Observations {
			if o := &p.Observations[i]; o.Identifier.Type == domain.Email || o.Identifier.Type == domain.Phone {
				all++
				if o.Identifier.Documentation {
					doc++
				}
			}
		}
	}
	return all > 0 && doc*2 > all
}

func dropDocumentation(persons []*domain.Person) {
	for _, p := range persons {
		p.Observations = slices.DeleteFunc(p.Observations, func(o domain.Observation) bool { return o.Identifier.Documentation })
	}
}

// runDetectors judges persons on all cores. Each person's findings depend on
// that person's view only, so the split does not show.
func (s *State) runDetectors(ctx context.Context, cfg Config, res *Result) {
	unmet := s.unmet(cfg)
	rules := compile(cfg)
	n := len(res.Persons)
	res.all = make([]examined, n)
	workers := runtime.GOMAXPROCS(0)
	errs := make([][]string, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && ctx.Err() == nil; i += workers {
				x := examine(ctx, cfg, rules, res, res.Persons[i], unmet)
				res.keep(i, x, cfg.Lean)
				errs[w] = append(errs[w], x.broken...)
			}
		})
	}
	wg.Wait()
	res.Findings = make(map[string][]domain.Finding, n)
	res.Clear = make(map[string]int, n)
	for i, p := range res.Persons {
		res.Findings[p.ID], res.Clear[p.ID] = res.all[i].findings, res.all[i].clear
	}
	res.all = nil
	res.Errors = slices.Concat(errs...)
	slices.Sort(res.Errors)
}

// compile sets the thresholds of every detector that is switched on.
func compile(cfg Config) []*detect.Compiled {
	var out []*detect.Compiled
	for _, d := range cfg.Detectors {
		if !cfg.Disabled[d.ID] {
			out = append(out, detect.Compile(d, cfg.Params[d.ID], cfg.Strict))
		}
	}
	return out
}

// unmet lists, per rule, the required parts that no record can fill, with the
// sources that would.
func (s *State) unmet(cfg Config) map[string][]string {
	out := map[string][]string{}
	for _, d := range cfg.Detectors {
		for _, r := range d.Requires {
			if r.Optional || s.carries(r) {
				continue
			}
			out[d.ID] = append(out[d.ID], describeMissing(r, cfg.Carriers))
		}
	}
	return out
}

func (s *State) carries(r detect.Requirement) bool {
	for _, d := range r.AnyOf {
		if s.have[have{d.Kind, d.Field}] {
			return true
		}
	}
	return false
}

func describeMissing(r detect.Requirement, carriers func(detect.Datum) []string) string {
	var from []string
	for _, d := range r.AnyOf {
		if carriers != nil {
			from = append(from, carriers(d)...)
		}
	}
	slices.Sort(from)
	from = slices.Compact(from)
	if len(from) == 0 {
		return r.Part + " (no built-in source carries it; map a CSV with daylight map)"
	}
	return fmt.Sprintf("%s (from %s)", r.Part, joinWords(from))
}

func joinWords(words []string) string {
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " or "
		default:
			out += ", "
		}
		out += w
	}
	return out
}

// keep stores what was said of person i. A lean result drops what nobody will
// see: without a hit, and with some check made, the tier is "nothing found".
func (res *Result) keep(i int, x examined, lean bool) {
	hit := slices.ContainsFunc(x.findings, func(f domain.Finding) bool { return f.Outcome == domain.Hit })
	if lean && !hit && x.clear > 0 {
		x.findings = nil
	}
	res.all[i] = examined{findings: slices.Clip(x.findings), clear: x.clear}
}

// examined is what the detectors said of one person.
type examined struct {
	findings []domain.Finding
	clear    int
	broken   []string
}

// examine runs every detector on one person.
func examine(ctx context.Context, cfg Config, rules []*detect.Compiled, res *Result, p *domain.Person, unmet map[string][]string) (x examined) {
	in := detect.Input{AsOf: res.AsOf, Person: p, Ties: res.Links.Ties[p.ID], Intel: cfg.Intel}
	for _, d := range rules {
		if d.Applies != nil && !d.Applies(p.Stage) {
			continue
		}
		var r detect.Result
		if missing := unmet[d.ID]; len(missing) > 0 {
			r = detect.NotEnough("No source of this workspace carries what this check needs.", missing...)
		} else {
			var err error
			r, err = run(ctx, d, d.View(in))
			if err != nil {
				x.broken = append(x.broken, fmt.Sprintf("%s on %s: %v", d.ID, p.ID, err))
				continue
			}
		}
		switch r.Outcome {
		case domain.Clear:
			x.clear++
		case domain.Hit, domain.NotEnoughData:
			x.findings = append(x.findings, findingOf(&d.Detector, p.ID, r))
		}
	}
	slices.SortFunc(x.findings, func(a, b domain.Finding) int { return cmp.Compare(a.Rule, b.Rule) })
	return x
}

// run keeps one broken detector from stopping the rest.
func run(ctx context.Context, d *detect.Compiled, v detect.View) (r detect.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return d.Run(ctx, v)
}

func findingOf(d *detect.Detector, person string, r detect.Result) domain.Finding {
	f := domain.Finding{Rule: d.ID, Version: d.Version, Subject: person, Outcome: r.Outcome, Family: r.Family,
		Strength: r.Strength, Bits: r.Bits, Sentence: r.Sentence, Missing: r.Missing, Evidence: r.Evidence,
		Counter: r.Counter, Lowered: r.Lowered}
	if r.Outcome == domain.Hit {
		f.Innocent = slices.Concat(r.Innocent, d.Doc.Innocent)
	}
	return f
}

// judge turns findings and rings into tiers.
func (res *Result) judge() {
	res.RingOf = map[string]string{}
	context := map[string]detect.RingContext{}
	for _, r := range res.Links.Rings {
		c := detect.RingContext{Persons: len(r.Members)}
		for _, e := range r.Edges {
			c.Hard = c.Hard || e.Hard
		}
		for _, m := range r.Members {
			res.RingOf[m], context[m] = r.ID, c
		}
	}
	res.Judgement = make(map[string]detect.Judgement, len(res.Persons))
	for _, p := range res.Persons {
		res.Judgement[p.ID] = detect.Judge(res.Findings[p.ID], res.Clear[p.ID], context[p.ID])
	}
	for i := range res.Links.Rings {
		r := &res.Links.Rings[i]
		r.Tier = domain.TierNone
		for _, m := range r.Members {
			if t := res.Judgement[m].Tier; t.Rank() > r.Tier.Rank() {
				r.Tier = t
			}
		}
	}
}

func refusedCounts(refused map[Refused]int) []RefusedCount {
	out := make([]RefusedCount, 0, len(refused))
	for k, n := range refused {
		out = append(out, RefusedCount{k, n})
	}
	slices.SortFunc(out, func(a, b RefusedCount) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason))
	})
	return out
}

// Carries reports whether some record carries any of the data, for --check.
func (s *State) Carries(r detect.Requirement) bool { return s.carries(r) }

// Explain lists why each subject of a person was joined.
func (s *State) Explain(cfg Config, subjectIDs []string) map[string][]Join {
	subjects, _, _ := s.subjects(cfg.Join, cfg.Intel.Names)
	out := map[string][]Join{}
	for _, sub := range subjects {
		if slices.Contains(subjectIDs, sub.id) {
			out[sub.id] = sub.explain()
		}
	}
	return out
}
