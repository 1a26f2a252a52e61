// Package referee holds the checks on referees.
package referee

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Shared(),
		Own(),
		YoungDomain(),
		Chain(),
	}
}

// Shared is the check for one referee behind several candidates.
func Shared() detect.Detector {
	types := []domain.IdentifierType{domain.RefereeMail, domain.RefereeCall}
	return detect.Detector{
		ID: "shared-referee", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP16"},
			Title:     "One referee's mail or phone behind candidates of different names",
			Stage:     "apply",
			Means:     "The same contact vouches for several people. A team that vouches for itself uses few mailboxes.",
			MeansNot:  "A former manager honestly recommends a whole team.",
			Innocent: []string{
				"Colleagues from one former team name the same manager.",
				"A school or an employer answers references through one mailbox.",
			},
			Data:     "No built-in source carries referees; map the background-check export with daylight map.",
			Ceiling:  domain.Supporting,
			Source:   "Google Threat Intelligence, April 2025; Vitay; catalogue AP16",
			Fairness: "Only equality of the contact counts; the referee's country, mail provider and prefix are never looked at.",
		},
		Needs: detect.Needs(detect.NeedLinks(types...), detect.NeedObservations(types...)),
		Requires: []detect.Requirement{{Part: "referees' mail or phone", AnyOf: []detect.Datum{
			{Kind: domain.KindReferee, Field: domain.FieldRefereeEmail}, {Kind: domain.KindReferee, Field: domain.FieldRefereePhone}}}},
		Applies: detect.Applicant,
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			if len(v.Observations(domain.RefereeMail))+len(v.Observations(domain.RefereeCall)) == 0 {
				return detect.NotEnough("No referee is known for this candidate.", "referees (map the background-check export)"), nil
			}
			return detect.Shared(detect.Groups(v.Ties(domain.RefereeMail), v.Ties(domain.RefereeCall)), "referee", domain.FamilyReferee,
				func(detect.Group) (domain.Strength, string) { return domain.Supporting, "" }), nil
		},
	}
}
