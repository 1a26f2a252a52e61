package review

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/daylight-hq/daylight/internal/domain"
)

//go:embed data
var data embed.FS

// Policy is what a workspace may set of the workflow. It can make the rules
// stricter or fit a law; no setting switches a guard off.
type Policy struct {
	Jurisdictions map[string]Jurisdiction
	Retention     []Keep
	Templates     []Template
	Ladders       map[string]Ladder // by job
	DefaultLadder Ladder
	Holidays      []time.Time // days that are no business days, UTC
	Deciders      []Role      // roles that may propose, approve and end cases
	OwnWords      int         // words of a reason that must be somebody's own
	NoticeWords   int
	RoleAge       time.Duration // how long an approver has had the role
	ContainFor    time.Duration
	MaxDelay      time.Duration // of a notice, each time
	MaxSnooze     time.Duration
	MaxSuppress   time.Duration

	banned []string // words of identity documents
}

// Jurisdiction is a preset of how long a person has to answer.
type Jurisdiction struct {
	ID          string `yaml:"id"`
	Title       string `yaml:"title"`
	Days        int    `yaml:"days"`
	Business    bool   `yaml:"business"`
	DisputeDays int    `yaml:"dispute_days"` // added when the person answers
	Basis       string `yaml:"basis"`        // statute, practice or product
	Source      string `yaml:"source"`
	Read        string `yaml:"read"` // month in which the source was last read
}

// Keep says how long cases of an outcome are kept, in days after closing.
type Keep struct {
	Outcome      string `yaml:"outcome"`
	Jurisdiction string `yaml:"jurisdiction"`
	CaseDays     int    `yaml:"case_days"`
	KeyedDays    int    `yaml:"keyed_days"`
	Source       string `yaml:"source"`
}

// Template is a text to begin with.
type Template struct {
	ID    string `yaml:"id"`
	Stage Stage  `yaml:"stage"`
	Use   string `yaml:"use"` // note, question or notice
	Title string `yaml:"title"`
	Text  string `yaml:"text"`
}

// Floors that no configuration goes below.
const (
	minOwnWords   = 8
	minRoleAge    = 24 * time.Hour
	maxContainFor = 72 * time.Hour
	minWaitDays   = 5
)

// LoadPolicy reads the presets that come with Daylight.
func LoadPolicy() (*Policy, error) {
	p := &Policy{
		Deciders: []Role{HR, Security, Payroll, Counsel},
		OwnWords: 12, NoticeWords: 40, RoleAge: minRoleAge, ContainFor: maxContainFor,
		MaxDelay: 30 * day, MaxSnooze: 30 * day, MaxSuppress: 180 * day,
		Jurisdictions: map[string]Jurisdiction{}, Ladders: map[string]Ladder{},
	}
	var list []Jurisdiction
	var steps []Step
	for _, f := range []struct {
		name string
		into any
	}{{"jurisdictions.yaml", &list}, {"retention.yaml", &p.Retention}, {"templates.yaml", &p.Templates}, {"ladder.yaml", &steps}} {
		if err := readYAML(f.name, f.into); err != nil {
			return nil, err
		}
	}
	for _, j := range list {
		p.Jurisdictions[j.ID] = j
	}
	text, err := data.ReadFile("data/identity-documents.txt")
	if err != nil {
		return nil, fmt.Errorf("read identity documents: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			p.banned = append(p.banned, line)
		}
	}
	p.DefaultLadder = Ladder{Steps: steps}
	return p, p.Check()
}

const day = 24 * time.Hour

func readYAML(name string, into any) error {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		return fmt.Errorf("read preset: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read preset %s: %w", name, err)
	}
	return nil
}

// Check refuses a policy below the floors. Every problem is named.
func (p *Policy) Check() error {
	var errs []error
	bad := func(when bool, format string, args ...any) {
		if when {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(p.OwnWords < minOwnWords, "a reason needs at least %d own words", minOwnWords)
	bad(p.RoleAge < minRoleAge, "an approver must have had the role for at least %s", minRoleAge)
	bad(p.ContainFor <= 0 || p.ContainFor > maxContainFor, "containment ends after at most %s", maxContainFor)
	bad(len(p.Deciders) == 0, "some role must decide cases")
	for _, r := range p.Deciders {
		bad(!slices.Contains([]Role{HR, Security, Payroll, Counsel}, r), "role %q cannot decide cases", r)
	}
	for id, j := range p.Jurisdictions {
		bad(j.Days < minWaitDays, "jurisdiction %s: the waiting period is at least %d days", id, minWaitDays)
		bad(j.Source == "" || j.Read == "" || j.Basis == "", "jurisdiction %s: source, basis and the month it was read are missing", id)
	}
	for _, k := range p.Retention {
		bad(k.CaseDays <= 0 || k.KeyedDays < k.CaseDays, "retention of %s in %s: keyed_days must not end before case_days", k.Outcome, k.Jurisdiction)
		bad(k.Source == "", "retention of %s in %s: the source is missing", k.Outcome, k.Jurisdiction)
	}
	for job, l := range p.Ladders {
		if err := p.CheckLadder(l); err != nil {
			errs = append(errs, fmt.Errorf("ladder of job %s: %w", job, err))
		}
	}
	errs = append(errs, p.CheckLadder(p.DefaultLadder))
	return errors.Join(errs...)
}

// KeepFor returns the line of retention that holds: outcome and jurisdiction
// named beat a wildcard in one of them, and those beat two.
func (p *Policy) KeepFor(o Outcome, jurisdiction string) Keep {
	best, score := Keep{CaseDays: 180, KeyedDays: 365}, -1
	for _, k := range p.Retention {
		if k.Outcome != "*" && k.Outcome != string(o) || k.Jurisdiction != "*" && k.Jurisdiction != jurisdiction {
			continue
		}
		n := 0
		if k.Outcome != "*" {
			n++
		}
		if k.Jurisdiction != "*" {
			n += 2
		}
		if n > score {
			best, score = k, n
		}
	}
	return best
}

// WaitUntil is the end of the waiting period that began with receipt. The day
// of receipt does not count, and the last day is over everywhere on earth:
// noon UTC of the day after.
func (p *Policy) WaitUntil(j Jurisdiction, received time.Time) time.Time {
	return p.after(received, j.Days, j.Business)
}

func (p *Policy) after(from time.Time, days int, business bool) time.Time {
	d := from.UTC().Truncate(day)
	for left := days; left > 0; {
		d = d.Add(day)
		if !business || p.businessDay(d) {
			left--
		}
	}
	return d.Add(day + 12*time.Hour)
}

func (p *Policy) businessDay(d time.Time) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !slices.ContainsFunc(p.Holidays, func(h time.Time) bool { return h.UTC().Truncate(day).Equal(d) })
}

// TemplatesFor lists the texts of a stage for a use.
func (p *Policy) TemplatesFor(s Stage, use string) []Template {
	var out []Template
	for _, t := range p.Templates {
		if t.Stage == s && (use == "" || t.Use == use) {
			out = append(out, t)
		}
	}
	return out
}

// Stage is where in a working life somebody stands.
type Stage string

// Stages.
const (
	StageApplicant Stage = "applicant"
	StageInterview Stage = "interview"
	StageNewHire   Stage = "new-hire" // the first ninety days
	StageWorker    Stage = "worker"
	StageLeaver    Stage = "leaver"
)

// StageOf places a person at a time. An applicant with an interview behind or
// before them stands at the interview.
func StageOf(p *domain.Person, at time.Time) Stage {
	s := p.Stage
	switch {
	case !s.LeftAt.IsZero() && !s.LeftAt.After(at):
		return StageLeaver
	case s.Worker && !s.HiredAt.IsZero() && at.Sub(s.HiredAt) < 90*day:
		return StageNewHire
	case s.Worker:
		return StageWorker
	case slices.ContainsFunc(p.Records, func(r *domain.Record) bool {
		return r.Key.Kind == domain.KindInterview || r.Key.Kind == domain.KindMeeting
	}):
		return StageInterview
	}
	return StageApplicant
}
