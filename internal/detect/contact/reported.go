package contact

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Reported is the check for a profile that a list of reported accounts names.
func Reported() detect.Detector {
	return detect.Detector{
		ID: "reported-account", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP26"},
			Title:     "A profile that a list of reported accounts names",
			Stage:     "apply",
			Means:     "The link that somebody gives as their own profile stands on a list of accounts that were reported, which you loaded.",
			MeansNot:  "A report is somebody's word. An account that was taken over had an owner before.",
			Innocent: []string{
				"An account that was reported by mistake, or out of spite.",
				"The true owner of an account or name that somebody else used.",
				"A list that is old or wrong.",
			},
			Data:       "Links of applicants, and a list of kind reported-account of your own (docs/lists.md).",
			Ceiling:    domain.Supporting,
			Source:     "Security Alliance (SEAL) and Ketman on rings of accounts; catalogue AP26",
			Fairness:   "Only the account itself counts, never whom it follows or who starred it: that would be guilt by association.",
			FirstSteps: []string{"Read why the account was reported, and when; ask the applicant for another way to see their work."},
		},
		Needs:    detect.Needs(detect.NeedObservations(domain.Profile), detect.NeedIntel(detect.IntelReported)),
		Requires: []detect.Requirement{{Part: "profile links", AnyOf: []detect.Datum{{Kind: domain.KindCandidate, Field: domain.FieldProfileURL}, {Kind: domain.KindApplication, Field: domain.FieldProfileURL}, {Kind: domain.KindProfile, Field: domain.FieldProfileURL}}}},
		Run:      runReported,
	}
}

func runReported(_ context.Context, v detect.View) (detect.Result, error) {
	asked := false
	for _, o := range v.Observations(domain.Profile) {
		hit, ok, known := v.Listed(detect.IntelReported, o.Identifier.Key)
		asked = asked || known
		if ok {
			return detect.Result{Outcome: domain.Hit, Family: domain.FamilyVendor, Strength: domain.Supporting, Bits: 4,
				Sentence: "A list of reported accounts names the profile that this person gives.",
				Evidence: []domain.Evidence{{Claim: "is this person's profile", Observed: "the list " + hit.List + " names it", Source: "applicant tracker and list", Records: o.Records,
					Value: &domain.SharedValue{Identifier: o.Identifier}}}}, nil
		}
	}
	if !asked {
		return detect.NotEnough("No list of reported accounts could be asked about a profile of this person.", "profile links", "a list of kind reported-account"), nil
	}
	return detect.ClearResult("No list of reported accounts names this person's profiles."), nil
}
