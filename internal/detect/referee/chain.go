package referee

import (
	"context"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// chainTypes are what people of one referrer may share besides.
var chainTypes = []domain.IdentifierType{
	domain.Phone, domain.Email, domain.Profile, domain.Postal, domain.Bank, domain.Wallet, domain.PayHandle, domain.DeviceToken, domain.DeviceID,
	domain.DiskID, domain.Factor, domain.RefereeMail, domain.RefereeCall, domain.Lineage, domain.DocumentNumber,
}

// Chain is the check for people whom one person referred and who share more.
func Chain() detect.Detector {
	return detect.Detector{
		ID: "referral-chain", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP30"},
			Title:     "One person referred people who share identifiers",
			Stage:     "apply",
			Means:     "Somebody referred this person and others of other names, and these share phones, devices, accounts or referees with each other. A team that is in the house brings in its own.",
			MeansNot:  "Friends refer friends; that two people know each other is what a referral says.",
			Innocent: []string{
				"A couple or flatmates whom a friend referred.",
				"A former team that followed its manager.",
				"An agency that stands as the referrer of all its people.",
			},
			Data:     "Referrers of candidates (Greenhouse, Ashby, BambooHR) as mail, key or full name.",
			Ceiling:  domain.Supporting,
			Source:   "Security Alliance (SEAL); ZachXBT; catalogue AP30",
			Fairness: "Structure only: who referred whom and what they share. Who the referrer is, and of what origin anybody is, is never looked at.",
		},
		Needs:    detect.Needs(detect.NeedLinks(append(slices.Clone(chainTypes), domain.Referrer)...), detect.NeedObservations(domain.Referrer)),
		Requires: []detect.Requirement{{Part: "referrers", AnyOf: []detect.Datum{{Kind: domain.KindApplication, Field: domain.FieldReferral}, {Kind: domain.KindCandidate, Field: domain.FieldReferral}}}},
		Params:   []detect.Param{{Name: "others", Default: 2, Min: 1, Max: 10, Unit: "persons", Doc: "fewer others are context: a friend refers two who know each other"}},
		Applies:  detect.Applicant,
		Run:      runChain,
	}
}

func runChain(_ context.Context, v detect.View) (detect.Result, error) {
	if len(v.Observations(domain.Referrer)) == 0 {
		return detect.NotEnough("Nobody is known to have referred this person.", "referrers (applicant tracker)"), nil
	}
	referred := map[string]domain.Tie{}
	for _, t := range v.Ties(domain.Referrer) {
		if counts(t) {
			referred[t.Other] = t
		}
	}
	var r detect.Result
	others := map[string]bool{}
	for _, of := range chainTypes {
		for _, t := range v.Ties(of) {
			by, ok := referred[t.Other]
			if !ok || !counts(t) || !t.Raises || others[t.Other] {
				continue
			}
			others[t.Other] = true
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "was referred on their own merit",
				Observed: fmt.Sprintf("one referrer stands behind this person and another, and both hold the same %s", detect.Noun(of)),
				Source:   "applicant tracker", Records: slices.Concat(by.Self.Records, by.Peer.Records, t.Peer.Records),
				Value: &domain.SharedValue{Identifier: t.Identifier, Others: []string{t.Other}}})
		}
	}
	if len(others) == 0 {
		return detect.ClearResult("Nobody whom the same person referred shares anything with this person."), nil
	}
	r.Outcome, r.Family, r.Strength, r.Bits = domain.Hit, domain.FamilyReferee, domain.Supporting, 3
	r.Sentence = fmt.Sprintf("Whoever referred this person also referred %s with whom this person shares more.", persons(len(others)))
	if len(others) < int(v.Param("others")) {
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "a friend refers two who know each other"
	}
	return r, nil
}

func persons(n int) string {
	if n == 1 {
		return "1 other"
	}
	return fmt.Sprintf("%d others", n)
}

// counts leaves out crowds, households, and whoever is most likely the person
// himself or herself.
func counts(t domain.Tie) bool {
	return t.Hub == nil && !t.Household && t.Names != domain.NamesSame && t.Names != domain.NamesVariant
}
