package engine

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
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
	OffFor    map[string][]string           // by rule id: jobs for all of whose candidates it is off, as [domain.Person.Jobs] names them
	Params    map[string]map[string]float64 // by rule id and name
	Intel     detect.Intel
	KnownHub  func(domain.Identifier, time.Time) (kind, why string, ok bool)
	Building  func(domain.Identifier) string
	// Victim reports whether somebody's identity or account was found to have
	// been misused: they are in no ring. Nil is nobody.
	Victim func(person string) bool
	// Carriers names the sources that can fill a datum, for "too little data".
	Carriers func(detect.Datum) []string
	// Synthetic lets documentation values count as identifiers. Nil decides by
	// the data: they count when they make up most of the workspace's mail
	// addresses and phone numbers.
	Synthetic *bool
	Strict    bool // undeclared reads panic; for tests
	// Lean forgets the checks that had too little data of people about whom
	// nothing was found, who are most of a large workspace, and their records.
	Lean bool
}

// Result is the whole answer, sorted.
type Result struct {
	AsOf time.Time
	// Persons is everybody, sorted by id. Under [Config.Lean] those about whom
	// nothing was found are without records, observations and activity.
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
	Digest    []byte   // hash of all that was judged: the same data give the same
	Errors    []string // detectors that broke on somebody, said and counted
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
	drafts, same := s.assemble(subjects, cfg.Join, cfg.Intel.Names)
	res.SameAs = same
	texts := link.NewTexts(textsOf(drafts))
	for _, d := range drafts {
		d.alike = texts.Alike(d.ID)
	}
	res.Synthetic = s.synthetic(drafts, cfg.Synthetic)
	res.Digest = s.digest()
	res.Persons = s.spellOut(drafts, res.Synthetic)
	opt := link.Defaults()
	opt.AsOf, opt.Names, opt.KnownHub, opt.Building, opt.Victim = res.AsOf, cfg.Intel.Names, cfg.KnownHub, cfg.Building, cfg.Victim
	opt.Population = len(drafts)
	res.Links = link.Run(slices.DeleteFunc(slices.Clone(res.Persons), func(p *domain.Person) bool { return p == nil }), opt)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.runDetectors(ctx, cfg, res, drafts)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	res.judge()
	res.Refused = refusedCounts(s.refused)
	return res, nil
}

// synthetic decides whether documentation values identify people here.
func (s *State) synthetic(drafts []*draft, set *bool) bool {
	if set != nil {
		return *set
	}
	doc, all := 0, 0
	for _, d := range drafts {
		for _, id := range d.ids {
			if t := s.ids.typeOf(id); t == domain.Email || t == domain.Phone {
				all++
				if s.ids.rows[id].documentation {
					doc++
				}
			}
		}
	}
	return all > 0 && doc*2 > all
}

// digest is a hash of everything in the state, in no order.
func (s *State) digest() []byte {
	sum := s.sum
	for _, list := range s.fixes {
		for _, x := range list {
			addHash(&sum, hashPair(x.Key.String()+"\x00"+string(x.Field), x.Was+"\x00"+x.Is))
		}
	}
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, sum[0]), sum[1])
}

func addHash(sum *[2]uint64, h domain.Hash) {
	sum[0] += binary.LittleEndian.Uint64(h[:8])
	sum[1] += binary.LittleEndian.Uint64(h[8:])
}

// spellOut makes persons of the drafts that share an identifier with another:
// linking compares those. The rest stay nil until detectors look at them.
func (s *State) spellOut(drafts []*draft, documentation bool) []*domain.Person {
	const nobody, several = -1, -2
	holder := make([]int32, len(s.ids.rows))
	for i := range holder {
		holder[i] = nobody
	}
	counts := func(id int32) bool { return documentation || !s.ids.rows[id].documentation }
	for i, d := range drafts {
		for _, id := range d.ids {
			switch {
			case !counts(id):
			case holder[id] == nobody:
				holder[id] = int32(i)
			default:
				holder[id] = several
			}
		}
	}
	out := make([]*domain.Person, len(drafts))
	inParallel(len(drafts), func(_, i int) {
		if len(drafts[i].alike) > 0 || slices.ContainsFunc(drafts[i].ids, func(id int32) bool { return holder[id] == several }) {
			out[i] = s.whole(drafts[i], documentation, &speller{})
		}
	})
	return out
}

// runDetectors judges persons on all cores. Each person's findings depend on
// that person's view only, so the split does not show.
func (s *State) runDetectors(ctx context.Context, cfg Config, res *Result, drafts []*draft) {
	unmet := s.unmet(cfg)
	rules := compile(cfg)
	all := make([]examined, len(drafts))
	memory := make([]*speller, runtime.GOMAXPROCS(0))
	for w := range memory {
		memory[w] = &speller{}
	}
	inParallel(len(drafts), func(w, i int) {
		if ctx.Err() != nil {
			return
		}
		p := res.Persons[i]
		if p == nil {
			p = s.whole(drafts[i], res.Synthetic, memory[w])
		}
		all[i] = examine(ctx, rules, detect.Input{AsOf: res.AsOf, Person: p, Ties: res.Links.Ties[p.ID], Intel: cfg.Intel}, unmet, memory[w])
		if all[i].keep(cfg.Lean); cfg.Lean && all[i].uneventful() {
			p = &drafts[i].Person
		} else if p == &memory[w].person {
			memory[w] = &speller{findings: memory[w].findings}
		}
		res.Persons[i] = p
	})
	res.Findings = make(map[string][]domain.Finding, len(drafts))
	res.Clear = make(map[string]int, len(drafts))
	for i, p := range res.Persons {
		if p == nil { // the context ended
			continue
		}
		res.Findings[p.ID], res.Clear[p.ID] = all[i].findings, all[i].clear
		res.Errors = append(res.Errors, all[i].broken...)
	}
	slices.Sort(res.Errors)
}

// compile sets the thresholds of every detector that is switched on.
func compile(cfg Config) []*detect.Compiled {
	var out []*detect.Compiled
	for _, d := range cfg.Detectors {
		if cfg.Disabled[d.ID] {
			continue
		}
		c := detect.Compile(d, cfg.Params[d.ID], cfg.Strict)
		if off := cfg.OffFor[d.ID]; len(off) > 0 {
			c.Off = func(p *domain.Person) bool { return onlyOf(p, off) }
		}
		out = append(out, c)
	}
	return out
}

// onlyOf reports that somebody has jobs, and none but these. Who has another
// job too is looked at as its candidates are.
func onlyOf(p *domain.Person, jobs []string) bool {
	mine := p.Jobs()
	return len(mine) > 0 && !slices.ContainsFunc(mine, func(j string) bool { return !slices.Contains(jobs, j) })
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
		if s.have[have{d.Kind, d.Field}] || d.Field == domain.FieldLeftAt && s.anyGone(d.Kind) {
			return true
		}
	}
	return false
}

// anyGone reports whether a full export no longer carries some record of a
// kind, which says that somebody left.
func (s *State) anyGone(kind domain.Kind) bool {
	for k := range s.gone {
		if k.Kind == kind {
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

// examined is what the detectors said of one person.
type examined struct {
	findings []domain.Finding
	clear    int
	broken   []string
}

// uneventful reports whether nobody will see what was said: without a hit, and
// with some check made, the tier is "nothing found".
func (x examined) uneventful() bool {
	return x.clear > 0 && !slices.ContainsFunc(x.findings, func(f domain.Finding) bool { return f.Outcome == domain.Hit })
}

// keep gives the findings memory of their own, or forgets them where nobody will
// see them.
func (x *examined) keep(lean bool) {
	if lean && x.uneventful() || len(x.findings) == 0 {
		x.findings = nil
		return
	}
	x.findings = slices.Clone(x.findings)
}

// examine runs every detector on one person: first those that look at
// everybody, then, of somebody about whom a finding counts, those that
// corroborate one. The findings stand in mem.
func examine(ctx context.Context, rules []*detect.Compiled, in detect.Input, unmet map[string][]string, mem *speller) (x examined) {
	x.findings = mem.findings[:0]
	for _, d := range rules {
		if !d.Corroborates {
			x.ask(ctx, d, in, unmet[d.ID], nil)
		}
	}
	if first := countingOf(x.findings); len(first) > 0 {
		for _, d := range rules {
			if d.Corroborates {
				x.ask(ctx, d, in, unmet[d.ID], first)
			}
		}
	}
	slices.SortFunc(x.findings, func(a, b domain.Finding) int { return cmp.Compare(a.Rule, b.Rule) })
	mem.findings = x.findings
	return x
}

func countingOf(findings []domain.Finding) (out []domain.Finding) {
	for i := range findings {
		if counts(findings[i]) {
			out = append(out, findings[i])
		}
	}
	return out
}

// counts reports whether a finding can raise somebody's tier.
func counts(f domain.Finding) bool { return f.Outcome == domain.Hit && f.Strength != domain.Context }

// ask runs one detector. A hit that corroborates nothing but findings of its
// own family is dropped, as if it had not been asked.
func (x *examined) ask(ctx context.Context, d *detect.Compiled, in detect.Input, missing []string, first []domain.Finding) {
	p := in.Person
	if d.Applies != nil && !d.Applies(p.Stage) || d.Off != nil && d.Off(p) {
		return
	}
	var r detect.Result
	if len(missing) > 0 {
		r = detect.NotEnough("No source of this workspace carries what this check needs.", missing...)
	} else {
		var err error
		r, err = run(ctx, d, d.View(in))
		if err != nil {
			x.broken = append(x.broken, fmt.Sprintf("%s on %s: %v", d.ID, p.ID, err))
			return
		}
	}
	switch r.Outcome {
	case domain.Clear:
		x.clear++
	case domain.Hit, domain.NotEnoughData:
		other := func(f domain.Finding) bool { return f.Family != r.Family }
		if r.Outcome == domain.NotEnoughData || !d.Corroborates || slices.ContainsFunc(first, other) {
			x.findings = append(x.findings, findingOf(&d.Detector, p.ID, r))
		}
	}
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
	for i := range res.Links.Rings {
		r := &res.Links.Rings[i]
		c := contextOf(r)
		for _, m := range r.Members {
			res.RingOf[m], context[m] = r.ID, c
		}
	}
	res.Judgement = make(map[string]detect.Judgement, len(res.Persons))
	for _, p := range res.Persons {
		res.Judgement[p.ID] = detect.Judge(res.Findings[p.ID], res.Clear[p.ID], context[p.ID])
	}
	res.rankRings()
}

// contextOf is what a ring says of its members.
func contextOf(r *domain.Ring) (c detect.RingContext) {
	if r == nil {
		return c
	}
	c.Persons = len(r.Members)
	for i := range r.Edges {
		c.Hard = c.Hard || r.Edges[i].Hard
	}
	return c
}

// rankRings gives each ring the highest tier of its members.
func (res *Result) rankRings() {
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
			out[sub.id] = s.explain(sub)
		}
	}
	return out
}

// Owned lists what the records and accounts of subjects are kept under: their
// join keys, their own keys and those of the accounts.
func (s *State) Owned(cfg Config, subjectIDs []string) (refs []domain.Ref, records, accounts []string) {
	subjects, _, _ := s.subjects(cfg.Join, cfg.Intel.Names)
	for _, sub := range subjects {
		if !slices.Contains(subjectIDs, sub.id) {
			continue
		}
		for _, n := range sub.refs {
			refs = append(refs, s.refs.ref(n))
		}
		for _, row := range sub.rows {
			records = append(records, s.keyText(row))
		}
		for _, a := range sub.accounts {
			accounts = append(accounts, a.key)
		}
	}
	return refs, records, accounts
}
