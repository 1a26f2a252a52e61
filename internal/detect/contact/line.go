package contact

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// InternetLine is the check for a phone number of an internet service.
func InternetLine() detect.Detector {
	return detect.Detector{
		ID: "internet-phone-line", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP04"},
			Title:     "The phone is a line of an internet service",
			Stage:     "apply",
			Means:     "A carrier look-up that the employer made says that the number is an internet line, or that it was moved lately.",
			MeansNot:  "It says nothing by itself: such lines are cheap and common.",
			Innocent: []string{
				"Somebody who keeps a number apart for job applications.",
				"Somebody new in a country, or who lives abroad for a time.",
				"A carrier that sells internet lines as its normal ones.",
			},
			Data:     "The answer of a carrier look-up, through a mapping.",
			Ceiling:  domain.Context,
			Source:   "KnowBe4; Mandiant; lists of signals of applicant trackers; catalogue AP04",
			Fairness: "Never more than context. The number's country and prefix are not looked at.",
		},
		Needs: detect.Needs(detect.NeedClaims(domain.FieldPhoneLine)),
		Requires: []detect.Requirement{{Part: "kinds of phone lines", AnyOf: []detect.Datum{
			{Kind: domain.KindCandidate, Field: domain.FieldPhoneLine}, {Kind: domain.KindApplication, Field: domain.FieldPhoneLine},
			{Kind: domain.KindCheck, Field: domain.FieldPhoneLine}, {Kind: domain.KindWorker, Field: domain.FieldPhoneLine}}}},
		Run: runInternetLine,
	}
}

func runInternetLine(_ context.Context, v detect.View) (detect.Result, error) {
	lines := v.Claims(domain.FieldPhoneLine)
	if len(lines) == 0 {
		return detect.NotEnough("The kind of this person's phone line is not known.", "a carrier look-up, through a mapping"), nil
	}
	for _, c := range lines {
		if c.Text == "voip" || c.Text == "ported" {
			return detect.Result{Outcome: domain.Hit, Family: domain.FamilyContact, Strength: domain.Context,
				Sentence: "The phone is a line of an internet service or was moved lately.",
				Lowered:  "such lines are common",
				Evidence: []domain.Evidence{{Claim: "is reached by phone", Observed: "the look-up answers " + c.Text, Source: "carrier look-up", Records: []domain.RecordRef{c.Record}}}}, nil
		}
	}
	return detect.ClearResult("The phone is a line of a carrier."), nil
}
