package bank

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// SharedHandle is the check for one account at a payment service behind two
// accounts of a platform.
func SharedHandle() detect.Detector {
	return detect.Detector{
		ID: "shared-pay-handle", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP33"},
			Title:     "One payment account behind two people",
			Stage:     "apply",
			Means:     "Two people of different names, or a client and a freelancer, use one account at a payment service.",
			MeansNot:  "It does not say whose account it is.",
			Innocent: []string{
				"A couple, or a family business.",
				"An agency that is paid for its freelancers.",
				"A new account of the same person under a changed name.",
			},
			Data:     "Accounts of a freelance platform with the payment service's account name; a CSV through a mapping.",
			Ceiling:  domain.Hard,
			Source:   "United States advisory, May 2022; catalogue AP33",
			Fairness: "Which payment service it is, or of which country, is never looked at.",
		},
		Needs: detect.Needs(detect.NeedLinks(domain.PayHandle), detect.NeedObservations(domain.PayHandle)),
		Requires: []detect.Requirement{{Part: "accounts at payment services", AnyOf: []detect.Datum{
			{Kind: domain.KindPlatformAccount, Field: domain.FieldPayHandle}, {Kind: domain.KindPayAccount, Field: domain.FieldPayHandle}}}},
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			if len(v.Observations(domain.PayHandle)) == 0 {
				return detect.NotEnough("No account at a payment service is known for this person.", "platform accounts with their payment accounts"), nil
			}
			return detect.Shared(detect.Groups(v.Ties(domain.PayHandle)), "payment account", domain.FamilyBank, func(g detect.Group) (domain.Strength, string) {
				if !g.Recorded() {
					return domain.Supporting, "it was typed, not recorded by the platform"
				}
				return domain.Hard, ""
			}), nil
		},
	}
}
