// Package code holds the checks on commits and on those who made them.
package code

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Author(),
		Copied(),
		SeveralAuthors(),
		ChangedPerson(),
		Bulk(),
	}
}

// Author is the check for commits under the mail address of somebody else.
func Author() detect.Detector {
	return detect.Detector{
		ID: "commits-as-another", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK08"},
			Title:     "Commits carry the mail address of another person",
			Stage:     "work",
			Means:     "A worker's commits were made by a program that is set up with the address of somebody else whom the workspace knows under another name. Who serves several personas from one machine forgets to change it.",
			MeansNot:  "A git address is typed once and forgotten; it proves who set the machine up, not who sits at it.",
			Innocent: []string{
				"Two colleagues who work at one machine, or who commit for each other.",
				"A laptop that was handed on with its settings.",
				"A bot or a build account.",
				"A change of name after a marriage.",
			},
			Data:       "Authors of commits: a git log export or GitHub's API, one row for each name and address of an account.",
			Ceiling:    domain.Hard,
			Source:     "Security Alliance (SEAL) guidance; catalogue WK08",
			Fairness:   "Addresses only. A second name alone says nothing: people marry, and write their names in several ways.",
			FirstSteps: []string{"Look which machine pushed those commits."},
		},
		Needs: detect.Needs(detect.NeedLinks(domain.Email), detect.NeedObservations(domain.Email)),
		Requires: []detect.Requirement{{Part: "addresses of commits", AnyOf: []detect.Datum{
			{Kind: domain.KindGitAuthor, Field: domain.FieldEmail}}}},
		Applies: detect.Worker,
		Run:     runAuthor,
	}
}

func runAuthor(_ context.Context, v detect.View) (detect.Result, error) {
	committed := false
	for _, o := range v.Observations(domain.Email) {
		committed = committed || o.Role == domain.RoleCommit
	}
	if !committed {
		return detect.NotEnough("No commit of this person is known.", "authors of commits (git log or GitHub)"), nil
	}
	groups := detect.Where(detect.Groups(v.Ties(domain.Email)), func(t domain.Tie) bool { return t.Self.HasRole(domain.RoleCommit) })
	return detect.Shared(groups, "mail address of commits", domain.FamilyContact, func(g detect.Group) (domain.Strength, string) {
		switch {
		case g.Bits() < 4:
			return domain.Context, "many commit under it, as under a bot's"
		case allCommit(g):
			return domain.Supporting, "each knows it from commits only, as colleagues at one machine do"
		}
		return domain.Hard, ""
	}), nil
}

// allCommit reports whether no peer holds the value but by commits.
func allCommit(g detect.Group) bool {
	for _, t := range g.Ties {
		for _, role := range t.Peer.Roles {
			if role != domain.RoleCommit {
				return false
			}
		}
	}
	return true
}
