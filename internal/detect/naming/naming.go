// Package naming holds the check on the names under which one person stands in
// several systems.
package naming

import (
	"context"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Differ(),
	}
}

// Differ is the check for names that do not go together.
func Differ() detect.Detector {
	return detect.Detector{
		ID: "names-differ", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ID06"},
			Title:     "Systems know one person under names that do not go together",
			Stage:     "identity",
			Means:     "Two systems of the employer give one person, by one key, full names that no nickname, order, spelling, transliteration or marriage explains.",
			MeansNot:  "It is the most common false alarm of all. It is shown so that a reader knows of it, and counts for nothing.",
			Innocent: []string{
				"A chosen name, a name after a marriage or a transition, a stage name.",
				"A romanisation that tables do not know.",
				"A clerk's slip, or a shared account.",
			},
			Data:     "Names of HR, the applicant tracker, payroll, the identity provider, meetings and commits.",
			Ceiling:  domain.Context,
			Source:   "Greenhouse and Okta on names that differ; Security Alliance; catalogue ID06",
			Fairness: "Names are compared with each other only. What a name tells of origin or gender is never an input. Never more than context.",
		},
		Needs: detect.Needs(detect.NeedClaims(domain.FieldName)),
		Requires: []detect.Requirement{{Part: "names", AnyOf: []detect.Datum{
			{Kind: domain.KindWorker, Field: domain.FieldName}, {Kind: domain.KindCandidate, Field: domain.FieldName}, {Kind: domain.KindAccount, Field: domain.FieldName}}}},
		Run: run,
	}
}

// speaksOf reports whether a kind's name is that of the person, and not of
// somebody a document or a parcel names.
func speaksOf(k domain.Kind) bool {
	switch k {
	case domain.KindWorker, domain.KindCandidate, domain.KindAccount, domain.KindMeeting, domain.KindGitAuthor, domain.KindProfile, domain.KindSignature, domain.KindPlatformAccount:
		return true
	}
	return false
}

func run(_ context.Context, v detect.View) (detect.Result, error) {
	var names []detect.Claim
	for _, c := range v.Claims(domain.FieldName) {
		if speaksOf(c.Kind) && len(strings.Fields(c.Text)) >= 2 && c.Role != domain.RoleReferee {
			names = append(names, c)
		}
	}
	systems := map[string]bool{}
	for _, c := range names {
		systems[systemOf(c)] = true
	}
	if len(systems) < 2 {
		return detect.NotEnough("Fewer than two systems give a full name of this person.", "names from a second system"), nil
	}
	for i, a := range names {
		for _, b := range names[i+1:] {
			if systemOf(a) != systemOf(b) && v.SameName(a.Text, b.Text) == domain.NamesDifferent {
				return differ(a, b), nil
			}
		}
	}
	return detect.ClearResult("The names that systems give this person go together."), nil
}

func systemOf(c detect.Claim) string {
	system, _, _ := strings.Cut(c.Record.Key, ":")
	return system
}

func differ(a, b detect.Claim) detect.Result {
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyDocument, Strength: domain.Context,
		Sentence: fmt.Sprintf("Two systems (%s and %s) know this person under names that do not go together.", systemOf(a), systemOf(b)),
		Lowered:  "people change, choose and write their names in many ways",
		Evidence: []domain.Evidence{{Claim: "one name in " + systemOf(a), Observed: "another name in " + systemOf(b), Source: systemOf(a) + ", " + systemOf(b),
			Records: []domain.RecordRef{a.Record, b.Record}}}}
}
