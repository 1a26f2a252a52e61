// Package document holds the checks on where documents come from.
package document

import (
	"context"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Lineage(),
		NearDuplicate(),
	}
}

// Lineage is the check for résumés that descend from one file.
func Lineage() detect.Detector {
	types := []domain.IdentifierType{domain.Lineage, domain.ResumeSig}
	return detect.Detector{
		ID: "shared-document-lineage", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP03"},
			Title:     "Résumés of different people that descend from one file",
			Stage:     "apply",
			Means:     "Two résumés carry the same ancestor marks (Word revision ids, PDF ids, XMP ids, one author, program and minute of making) or nearly the same words, under different names.",
			MeansNot:  "A public template leaves marks too; many people use one.",
			Innocent: []string{
				"A public template, a career service or an agency that rewrites résumés.",
				"Friends who start from one another's file.",
				"A family computer.",
			},
			Data:     "Résumé files as downloaded, beside the candidates export and under the names that it lists. Links in exports expire.",
			Ceiling:  domain.Supporting,
			Source:   "Gem/Tofu list of signals; ECMA-376 (w:rsid) and ISO 32000 (/ID); catalogue AP03",
			Fairness: "The words are compared with each other only; nothing is inferred from how somebody writes.",
		},
		Needs: detect.Needs(detect.NeedLinks(types...), detect.NeedObservations(types...)),
		Requires: []detect.Requirement{{Part: "résumé files", AnyOf: []detect.Datum{
			{Kind: domain.KindResume, Field: domain.FieldLineage}, {Kind: domain.KindResume, Field: domain.FieldResumeSig}}}},
		Applies: detect.Applicant,
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			if len(v.Observations(domain.Lineage))+len(v.Observations(domain.ResumeSig)) == 0 {
				return detect.NotEnough("No résumé file of this candidate was read.", "the résumé file, under the name that the applicant tracker lists"), nil
			}
			return detect.Shared(distinct(detect.Groups(v.Ties(domain.Lineage), v.Ties(domain.ResumeSig))), "ancestor of a résumé", domain.FamilyDocument,
				func(g detect.Group) (domain.Strength, string) {
					switch {
					case g.Bits() == 0 && g.Ties[0].Persons < 5:
						return domain.Context, "a single mark of its kind is shared, which can be chance"
					case g.Bits() < 2:
						return domain.Context, "many documents here carry this mark, as with a public template"
					}
					return domain.Supporting, ""
				}), nil
		},
	}
}

// distinct keeps one mark for each set of people: a document has many marks,
// and what they say together is one thing.
func distinct(groups []detect.Group) []detect.Group {
	seen := map[string]bool{}
	return slices.DeleteFunc(groups, func(g detect.Group) bool {
		key := string(g.Identifier.Type) + " " + strings.Join(g.Others(), " ")
		dup := seen[key] && g.Hub == nil
		seen[key] = true
		return dup
	})
}
