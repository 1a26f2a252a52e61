// Package history holds the checks on what a résumé says of earlier years.
package history

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Dates(),
		Employer(),
	}
}

//go:embed releases.csv
var releasesText string

// release is the year in which something could first be used.
type release struct {
	name string
	year int
}

// releases finds a technology by its folded name.
var releases = sync.OnceValue(func() map[string]release {
	out := map[string]release{}
	for line := range strings.Lines(releasesText) {
		parts := strings.SplitN(strings.TrimSpace(line), ",", 4)
		if strings.HasPrefix(line, "#") || len(parts) < 4 {
			continue
		}
		year, err := strconv.Atoi(parts[2])
		if err != nil {
			continue // a test reads every line
		}
		for _, name := range append(strings.Split(parts[1], "/"), parts[0]) {
			if name = fold(name); name != "" {
				out[name] = release{parts[0], year}
			}
		}
	}
	return out
})

func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// Dates is the check for a history that cannot have been as it is told.
func Dates() detect.Detector {
	return detect.Detector{
		ID: "impossible-history", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP14"},
			Title:     "The history that is told cannot have been so",
			Stage:     "apply",
			Means:     "The application says that a technology was used years before anybody outside its makers could, or names several full-time jobs at once for years.",
			MeansNot:  "Dates on résumés are rounded, and rewritten by recruiters and by programs that fill in forms.",
			Innocent: []string{
				"A recruiter or a form that turned \"ten years of web work\" into ten years of one tool.",
				"Work at the firm that made the technology.",
				"A job that went on part-time beside the next, or a firm of one's own.",
				"A slip of one year.",
			},
			Data:       "Skills and past jobs with dates, as an applicant tracker or a résumé parser gives them; years of first public releases from a table with sources.",
			Ceiling:    domain.Supporting,
			Source:     "DTEX Systems; catalogue AP14",
			Fairness:   "Schools and countries are never read. A gap, and a job that is not named, say nothing.",
			FirstSteps: []string{"Ask for one project of those years, and what it was built with."},
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindSkill, domain.KindPastJob)),
		Requires: []detect.Requirement{{Part: "skills or past jobs with dates", AnyOf: []detect.Datum{
			{Kind: domain.KindSkill, Field: domain.FieldStartedAt}, {Kind: domain.KindPastJob, Field: domain.FieldStartedAt}}}},
		Params: []detect.Param{
			{Name: "years", Default: 2, Min: 1, Max: 10, Unit: "years", Doc: "a technology that is said to have been used so much before its first public release counts"},
			{Name: "technologies", Default: 2, Min: 1, Max: 10, Unit: "technologies", Doc: "from so many on the finding supports: one slip is nobody's fault"},
			{Name: "overlap_months", Default: 12, Min: 3, Max: 60, Unit: "months", Doc: "full-time jobs that overlap for less are a hand-over or a rounded date"},
			{Name: "jobs", Default: 3, Min: 2, Max: 10, Unit: "jobs", Doc: "from so many full-time jobs at one time on the finding supports"},
		},
		Applies: detect.Applicant,
		Run:     run,
	}
}

func run(_ context.Context, v detect.View) (detect.Result, error) {
	early, dated := tooEarly(v)
	together, jobs := atOnce(v)
	if dated+jobs == 0 {
		return detect.NotEnough("No skill or past job of this person has a date.", "skills and past jobs with dates (an applicant tracker or a résumé parser)"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyDocument, Strength: domain.Context, Evidence: early}
	supports := len(early) >= int(v.Param("technologies"))
	if len(early) > 0 {
		r.Sentence = things(len(early)) + " said to have been used before anybody could."
	}
	if len(together) >= 2 {
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "each was a full-time job", Observed: fmt.Sprintf("%d full-time jobs at one time for at least %.0f months", len(together), v.Param("overlap_months")),
			Source: "application", Records: refs(together)})
		supports = supports || len(together) >= int(v.Param("jobs"))
		r.Sentence = strings.TrimSpace(r.Sentence + fmt.Sprintf(" %d full-time jobs are stated for the same time.", len(together)))
	}
	switch {
	case len(r.Evidence) == 0:
		return detect.ClearResult("The dates that are stated can be true."), nil
	case supports:
		r.Strength, r.Bits = domain.Supporting, 3
	default:
		r.Lowered = "one such date is a slip, or a recruiter's"
	}
	return r, nil
}

func things(n int) string {
	if n == 1 {
		return "1 technology is"
	}
	return fmt.Sprintf("%d technologies are", n)
}

// tooEarly lists technologies that are said to have been used before their
// first public release, and counts those that have a date and stand in the table.
func tooEarly(v detect.View) (out []domain.Evidence, dated int) {
	said := map[string]bool{}
	for _, r := range v.Records(domain.KindSkill) {
		name, since := "", time.Time{}
		for i := range r.Values {
			switch val := &r.Values[i]; val.Field {
			case domain.FieldTechnology:
				name = fold(val.Text)
			case domain.FieldStartedAt:
				since = val.Time
			}
		}
		known, ok := releases()[name]
		if !ok || since.IsZero() {
			continue
		}
		dated++
		if since.Year()+int(v.Param("years")) <= known.year && !said[known.name] {
			said[known.name] = true
			out = append(out, domain.Evidence{Claim: fmt.Sprintf("%s since %d", known.name, since.Year()), Observed: fmt.Sprintf("first public release in %d", known.year),
				Source: r.Key.Source, Records: []domain.RecordRef{detect.RefOf(r)}})
		}
	}
	return out, dated
}

// job is a full-time job with dates.
type job struct {
	from, to time.Time
	ref      domain.RecordRef
}

// atOnce returns the most full-time jobs that are stated for one time and that
// overlap each other for long, and counts those with dates.
func atOnce(v detect.View) (most []job, dated int) {
	var jobs []job
	employers := map[string]bool{}
	for _, r := range v.Records(domain.KindPastJob) {
		j, employer, full := jobOf(r, v.AsOf())
		if j.from.IsZero() || !j.to.After(j.from) {
			continue
		}
		dated++
		if key := employer + j.from.Format(time.DateOnly); full && !employers[key] { // one job may stand on two résumés
			employers[key] = true
			jobs = append(jobs, j)
		}
	}
	slices.SortFunc(jobs, func(a, b job) int { return a.from.Compare(b.from) })
	least := time.Duration(v.Param("overlap_months")*30.4*24) * time.Hour
	for i, first := range jobs {
		group := []job{first}
		end := first.to
		for _, j := range jobs[:i] {
			if until := earlier(end, j.to); until.Sub(first.from) >= least {
				group, end = append(group, j), until
			}
		}
		if len(group) > len(most) {
			most = group
		}
	}
	return most, dated
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// jobOf reads a past job. One without an end goes on.
func jobOf(r *domain.Record, asOf time.Time) (j job, employer string, full bool) {
	j.ref, j.to = detect.RefOf(r), asOf
	for i := range r.Values {
		switch val := &r.Values[i]; val.Field {
		case domain.FieldStartedAt:
			j.from = val.Time
		case domain.FieldEndedAt:
			j.to = val.Time
		case domain.FieldEmployer:
			employer = fold(val.Text)
		case domain.FieldEngagement:
			full = val.Text == "full-time"
		}
	}
	return j, employer, full
}

func refs(jobs []job) (out []domain.RecordRef) {
	for _, j := range jobs {
		out = append(out, j.ref)
	}
	return out
}
