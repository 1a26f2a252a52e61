package history

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Employer is the check for a past employer whose site is younger than the job.
func Employer() detect.Detector {
	return detect.Detector{
		ID: "employer-younger-than-job", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP15"},
			Title:     "A past employer whose site is younger than the job",
			Stage:     "apply",
			Means:     "The domain that is given for a past employer was registered long after the job is said to have begun, or after it ended.",
			MeansNot:  "Firms rename themselves, and some had no site for years.",
			Innocent: []string{
				"A firm that took a new name or a new domain.",
				"A start-up that is gone, whose domain somebody else bought.",
				"A firm that came to the web late.",
			},
			Data:       "Past jobs with dates and the employer's domain, and a list of kind domain-age of your own (docs/lists.md), made from registry data (RDAP).",
			Ceiling:    domain.Supporting,
			Source:     "SentinelLabs on front companies and their copied sites; United States advisory, May 2022; catalogue AP15",
			Fairness:   "Which country a firm or a domain is of is never looked at. A firm that no registry knows says nothing.",
			FirstSteps: []string{"Look the firm up in an archive of the web, and ask the applicant for somebody who worked there."},
		},
		Needs:    detect.Needs(detect.NeedRecords(domain.KindPastJob), detect.NeedIntel(detect.IntelDomainAge)),
		Requires: []detect.Requirement{{Part: "domains of past employers", AnyOf: []detect.Datum{{Kind: domain.KindPastJob, Field: domain.FieldDomain}}}},
		Params:   []detect.Param{{Name: "months", Default: 12, Min: 1, Max: 120, Unit: "months", Doc: "a site that came so long after the job's first day is told; a firm is often older than its site"}},
		Applies:  detect.Applicant,
		Run:      runEmployer,
	}
}

func runEmployer(_ context.Context, v detect.View) (detect.Result, error) {
	asked, never := 0, 0
	var late []domain.Evidence
	for _, r := range v.Records(domain.KindPastJob) {
		site, began, ended := jobSite(r)
		hit, ok, known := v.Listed(detect.IntelDomainAge, site)
		if site == "" || began.IsZero() || !known || !ok || hit.Registered.IsZero() {
			continue
		}
		asked++
		switch {
		case !ended.IsZero() && hit.Registered.After(ended):
			never++
		case !hit.Registered.After(began.AddDate(0, int(v.Param("months")), 0)):
			continue
		}
		late = append(late, domain.Evidence{Claim: "worked there from " + began.Format("January 2006"),
			Observed: fmt.Sprintf("the employer's domain was registered in %s", hit.Registered.Format("January 2006")), Source: "list " + hit.List, Records: []domain.RecordRef{detect.RefOf(r)}})
	}
	switch {
	case asked == 0:
		return detect.NotEnough("Of no past employer both a domain and the day of its registration are known.", "past jobs with the employer's domain", "a list of kind domain-age"), nil
	case len(late) == 0:
		return detect.ClearResult("The sites of the past employers are old enough."), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyDocument, Strength: domain.Supporting, Bits: 3, Evidence: late,
		Sentence: fmt.Sprintf("%s than the job that is stated there.", sites(len(late)))}
	if never == 0 && len(late) < 2 {
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "one firm can have changed its domain while the job went on"
	}
	return r, nil
}

func sites(n int) string {
	if n == 1 {
		return "The site of one past employer is younger"
	}
	return fmt.Sprintf("The sites of %d past employers are younger", n)
}

// jobSite reads the employer's domain and the dates of a past job.
func jobSite(r *domain.Record) (site string, began, ended time.Time) {
	for i := range r.Values {
		switch v := &r.Values[i]; v.Field {
		case domain.FieldDomain:
			site = v.Text
		case domain.FieldStartedAt:
			began = v.Time
		case domain.FieldEndedAt:
			ended = v.Time
		}
	}
	return site, began, ended
}
