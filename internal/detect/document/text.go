package document

import (
	"context"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// NearDuplicate is the check for résumés that are nearly the same word for
// word under different names.
func NearDuplicate() detect.Detector {
	return detect.Detector{
		ID: "resume-near-duplicate", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP02"},
			Title:     "Nearly the same résumé under two names",
			Stage:     "apply",
			Means:     "Two résumés under different names have most of their passages in common, word for word. Passages that many candidates use are taken out first.",
			MeansNot:  "A public template that is hardly filled in reads the same for everybody, and some services write one text for many.",
			Innocent: []string{
				"A public template, a career service or an agency that writes the text.",
				"Friends who start from one another's file, or classmates with one project to tell of.",
				"One person under a new name, or in two languages' spelling of it.",
				"Somebody whose résumé was copied: the copy shows on both sides.",
			},
			Data:       "Résumé files as downloaded, beside the candidates export and under the names that it lists. Only hashes of runs of five words are kept.",
			Ceiling:    domain.Supporting,
			Source:     "United States advisory, May 2022; FBI, January 2025; catalogue AP02",
			Fairness:   "The words are compared with each other only; nothing is inferred from how somebody writes.",
			FirstSteps: []string{"Read both résumés side by side.", "Ask about one of the shared projects in the interview, in the same words as of everybody."},
		},
		Needs: detect.Needs(detect.NeedLinks(domain.ResumeText), detect.NeedObservations(domain.ResumeText), detect.NeedClaims(domain.FieldResumeWords)),
		Requires: []detect.Requirement{{Part: "résumé files", AnyOf: []detect.Datum{
			{Kind: domain.KindResume, Field: domain.FieldResumeWords}}}},
		Params: []detect.Param{
			{Name: "many", Default: 4, Min: 2, Max: 40, Unit: "persons", Doc: "as many other people with nearly this text, who come one by one over the days below, use a template or a service"},
			{Name: "days", Default: 90, Min: 14, Max: 720, Unit: "days", Doc: "over which the résumés came, at least, for a template; whoever sends one text under many names does so within weeks"},
		},
		Applies: detect.Applicant,
		Run:     runNearDuplicate,
	}
}

func runNearDuplicate(_ context.Context, v detect.View) (detect.Result, error) {
	if !slices.ContainsFunc(v.Claims(domain.FieldResumeWords), func(c detect.Claim) bool { return c.Text != "" }) {
		return detect.NotEnough("No résumé file of this candidate was read, or it is too short to be compared.", "the résumé file, under the name that the applicant tracker lists"), nil
	}
	groups := detect.Groups(v.Ties(domain.ResumeText))
	many := float64(len(groups)) >= v.Param("many") && spread(groups) >= v.Param("days")
	return detect.Shared(groups, "text of most of a résumé", domain.FamilyDocument, func(detect.Group) (domain.Strength, string) {
		if many {
			return domain.Context, "many résumés here are nearly the same, as with a public template or a writing service"
		}
		return domain.Supporting, ""
	}), nil
}

// spread returns the days between the first and the last sight of the résumés.
func spread(groups []detect.Group) float64 {
	var all domain.Span
	for _, g := range groups {
		for _, t := range g.Ties {
			all.Include(t.Self.Span.First)
			all.Include(t.Peer.Span.First)
		}
	}
	return all.Last.Sub(all.First).Hours() / 24
}
