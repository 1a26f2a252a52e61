package referee

import (
	"context"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// YoungDomain is the check for a referee whose mail domain was made for the
// occasion.
func YoungDomain() detect.Detector {
	return detect.Detector{
		ID: "referee-young-domain", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP16"},
			Title:     "A referee's mail domain is younger than the job they vouch for",
			Stage:     "apply",
			Means:     "The domain of the referee's mail address was registered shortly before or after the application.",
			MeansNot:  "New firms are founded every day, and people vouch from them.",
			Innocent: []string{
				"A former manager who founded a firm.",
				"A firm that took a new name.",
				"A person's own new domain for mail.",
			},
			Data:       "Referees with their mail address, the day of the application, and a list of kind domain-age of your own (docs/lists.md).",
			Ceiling:    domain.Supporting,
			Source:     "Google Threat Intelligence, April 2025; catalogue AP16",
			Fairness:   "Which country the domain or the firm is of is never looked at.",
			FirstSteps: []string{"Call the former employer by a number that you found yourself."},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedObservations(domain.RefereeMail), detect.NeedIntel(detect.IntelDomainAge)),
		Requires: []detect.Requirement{
			{Part: "referees' mail", AnyOf: []detect.Datum{{Kind: domain.KindReferee, Field: domain.FieldRefereeEmail}}},
			{Part: "days of applications", AnyOf: []detect.Datum{{Kind: domain.KindApplication, Field: domain.FieldAppliedAt}, {Kind: domain.KindCandidate, Field: domain.FieldAppliedAt}}},
		},
		Params:  []detect.Param{{Name: "days", Default: 180, Min: 14, Max: 1000, Unit: "days", Doc: "a domain that is younger than that on the day of the application is told"}},
		Applies: detect.Applicant,
		Run:     runYoungDomain,
	}
}

func runYoungDomain(_ context.Context, v detect.View) (detect.Result, error) {
	asked, applied := false, v.Stage().AppliedAt
	for _, o := range v.Observations(domain.RefereeMail) {
		_, host, _ := strings.Cut(o.Identifier.Key, "@")
		hit, ok, known := v.Listed(detect.IntelDomainAge, host)
		if !ok || !known || hit.Registered.IsZero() || applied.IsZero() {
			continue
		}
		asked = true
		if hit.Registered.After(applied.AddDate(0, 0, -int(v.Param("days")))) {
			return detect.Result{Outcome: domain.Hit, Family: domain.FamilyReferee, Strength: domain.Supporting, Bits: 3,
				Sentence: "The domain of a referee's mail address was registered around the application.",
				Evidence: []domain.Evidence{{Claim: "is vouched for by a former employer", Observed: "the mail domain was registered in " + hit.Registered.Format("January 2006"),
					Source: "list " + hit.List, Records: o.Records}}}, nil
		}
	}
	if !asked {
		return detect.NotEnough("Of no referee's mail domain the day of its registration is known.", "referees with their mail", "a list of kind domain-age"), nil
	}
	return detect.ClearResult("The referees' mail domains are old enough."), nil
}
