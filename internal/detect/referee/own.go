package referee

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Own is the check for a referee who is reached where the candidate is.
func Own() detect.Detector {
	return detect.Detector{
		ID: "referee-is-candidate", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP16"},
			Title:     "A referee answers from the candidate's own connection, mail or phone",
			Stage:     "apply",
			Means:     "The mail address or phone of a referee is also the candidate's own, or the referee answered from an address that the candidate uses.",
			MeansNot:  "A slip in a form looks the same.",
			Innocent: []string{
				"The candidate typed their own contact into the referee's field.",
				"Candidate and referee work in one office, or live together.",
				"The referee answered at the candidate's desk.",
			},
			Data:     "Referees with their contact, and the address from which the reference was given; map the background-check export with daylight map.",
			Ceiling:  domain.Supporting,
			Source:   "Google Threat Intelligence, April 2025; Vitay's alert; catalogue AP16",
			Fairness: "Only equality counts; the referee's country, mail provider and prefix are never looked at.",
		},
		Needs: detect.Needs(
			detect.NeedObservations(domain.RefereeMail, domain.RefereeCall, domain.Email, domain.Phone, domain.PublicIP),
			detect.NeedLinks(domain.PublicIP)),
		Requires: []detect.Requirement{{Part: "referees' contact or address", AnyOf: []detect.Datum{
			{Kind: domain.KindReferee, Field: domain.FieldRefereeEmail}, {Kind: domain.KindReferee, Field: domain.FieldRefereePhone},
			{Kind: domain.KindReferee, Field: domain.FieldPublicIP}}}},
		Applies: detect.Applicant,
		Run:     runOwn,
	}
}

func runOwn(_ context.Context, v detect.View) (detect.Result, error) {
	mails, calls := v.Observations(domain.RefereeMail), v.Observations(domain.RefereeCall)
	var from, own []domain.Observation
	for _, o := range v.Observations(domain.PublicIP) {
		if o.Role == domain.RoleReferee {
			from = append(from, o)
		} else {
			own = append(own, o)
		}
	}
	if len(mails)+len(calls)+len(from) == 0 {
		return detect.NotEnough("No referee is known for this candidate.", "referees (map the background-check export)"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyReferee, Strength: domain.Supporting, Bits: 4}
	r.Evidence = append(r.Evidence, same(mails, v.Observations(domain.Email), "the candidate's own mail address")...)
	r.Evidence = append(r.Evidence, same(calls, v.Observations(domain.Phone), "the candidate's own phone")...)
	contact := len(r.Evidence) > 0
	r.Evidence = append(r.Evidence, same(from, own, "an address that the candidate uses")...)
	switch {
	case len(r.Evidence) == 0:
		return detect.ClearResult("No referee is reached where the candidate is."), nil
	case contact:
		r.Sentence = "A referee is reached under the candidate's own mail address or phone."
	default:
		r.Sentence = "A referee answered from an address that the candidate uses."
		if manyUse(v, r.Evidence) {
			r.Strength, r.Bits, r.Lowered = domain.Context, 0, "many people use that address, as in an office"
		}
	}
	return r, nil
}

// same pairs what a referee shows with what the candidate shows.
func same(referee, candidate []domain.Observation, what string) (out []domain.Evidence) {
	for _, a := range referee {
		for _, b := range candidate {
			if a.Identifier.Key == b.Identifier.Key && b.Role != domain.RoleReferee {
				id := a.Identifier
				out = append(out, domain.Evidence{Claim: "is vouched for by somebody else", Observed: "the referee uses " + what, Source: "reference form and applicant tracker",
					Records: append(append([]domain.RecordRef{}, a.Records...), b.Records...), Value: &domain.SharedValue{Identifier: id}})
				break
			}
		}
	}
	return out
}

// manyUse reports whether the address is a hub's.
func manyUse(v detect.View, evidence []domain.Evidence) bool {
	for _, t := range v.Ties(domain.PublicIP) {
		for _, e := range evidence {
			if e.Value != nil && t.Identifier == e.Value.Identifier && t.Hub != nil {
				return true
			}
		}
	}
	return false
}
