package code

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Copied is the check for one history of code behind two names.
func Copied() detect.Detector {
	return detect.Detector{
		ID: "copied-commits", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP22", "AP29"},
			Title:     "One history of code shown by people of different names",
			Stage:     "apply",
			Means:     "Repositories that people of different names show as their own hold the same commits or the same trees of files.",
			MeansNot:  "A copy is the way open source works. It matters only where it is shown as one's own work.",
			Innocent: []string{
				"A class, a course or a tutorial that everybody does.",
				"A template, or a fork that is called one.",
				"A repository that moved with its owner, or that two wrote together.",
			},
			Data:     "Repositories with hashes of their commits and trees, from a git log that the candidate or the reviewer makes; see docs/first-day.md.",
			Ceiling:  domain.Supporting,
			Source:   "Security Alliance (SEAL) and Ketman on copied histories; catalogue AP22 and AP29",
			Fairness: "Only equality of hashes counts. Followers, stars, pictures and texts of a profile are never read.",
		},
		Needs: detect.Needs(detect.NeedLinks(domain.CommitHash), detect.NeedObservations(domain.CommitHash)),
		Requires: []detect.Requirement{{Part: "hashes of commits", AnyOf: []detect.Datum{
			{Kind: domain.KindRepository, Field: domain.FieldCommitHash}, {Kind: domain.KindGitAuthor, Field: domain.FieldCommitHash}}}},
		Params: []detect.Param{{Name: "crowd", Default: 5, Min: 2, Max: 50, Unit: "persons", Doc: "from so many others on it is a course's or a template's"}},
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			if len(v.Observations(domain.CommitHash)) == 0 {
				return detect.NotEnough("No history of code of this person was read.", "repositories with hashes of their commits"), nil
			}
			return detect.Shared(samePeople(detect.Groups(v.Ties(domain.CommitHash))), "history of code", domain.FamilyDocument, func(g detect.Group) (domain.Strength, string) {
				if g.Bits() < 4 || len(g.Others()) >= int(v.Param("crowd")) {
					return domain.Context, "many here show it, as with a course or a template"
				}
				return domain.Supporting, ""
			}), nil
		},
	}
}

// samePeople keeps one hash for each set of people: a history has many.
func samePeople(groups []detect.Group) []detect.Group {
	seen := map[string]bool{}
	return slices.DeleteFunc(groups, func(g detect.Group) bool {
		key := strings.Join(g.Others(), " ")
		dup := seen[key] && g.Hub == nil
		seen[key] = true
		return dup
	})
}

// SeveralAuthors is the check for several full names under one account.
func SeveralAuthors() detect.Detector {
	return detect.Detector{
		ID: "names-under-one-account", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP24"},
			Title:     "One account commits under several full names",
			Stage:     "apply",
			Means:     "An account's own commits carry, one after the other, full names of different people. Whoever serves several personas from one account leaves them.",
			MeansNot:  "A name is typed once into a setting. It proves nothing about who sits there.",
			Innocent: []string{
				"A name at work and one in private, a name after a marriage or a transition.",
				"Two people who work at one machine.",
				"A student who was given a teacher's settings.",
			},
			Data:     "Names and addresses under an account's commits, one row for each: a git log export or GitHub's API.",
			Ceiling:  domain.Supporting,
			Source:   "Open-source analysers of code-host accounts; catalogue AP24",
			Fairness: "Names are compared with each other only; nicknames, orders, spellings, transliterations and a family name changed by marriage are one name.",
		},
		Needs:    detect.Needs(detect.NeedRecords(domain.KindGitAuthor)),
		Requires: []detect.Requirement{{Part: "names under commits", AnyOf: []detect.Datum{{Kind: domain.KindGitAuthor, Field: domain.FieldName}}}},
		Params:   []detect.Param{{Name: "names", Default: 3, Min: 2, Max: 10, Unit: "names", Doc: "fewer that do not go together are context: a handle, or one change of name"}},
		Run:      runSeveralAuthors,
	}
}

func runSeveralAuthors(_ context.Context, v detect.View) (detect.Result, error) {
	var names []detect.Claim
	for _, r := range v.Records(domain.KindGitAuthor) {
		for _, val := range r.Values {
			if val.Field == domain.FieldName && len(strings.Fields(val.Text)) >= 2 {
				names = append(names, detect.Claim{Value: val, Kind: r.Key.Kind, Record: detect.RefOf(r)})
			}
		}
	}
	if len(names) == 0 {
		return detect.NotEnough("No full name stands under this person's commits.", "authors of commits (git log or GitHub)"), nil
	}
	var apart []detect.Claim
	for _, c := range names {
		if !slices.ContainsFunc(apart, func(o detect.Claim) bool { return v.SameName(o.Text, c.Text) != domain.NamesDifferent }) {
			apart = append(apart, c)
		}
	}
	if len(apart) < 2 {
		return detect.ClearResult("The names under this person's commits go together."), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyDocument, Strength: domain.Supporting, Bits: 3,
		Sentence: fmt.Sprintf("Under this account's commits stand %d full names that do not go together.", len(apart))}
	for _, c := range apart {
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "is one author", Observed: "a full name of its own under commits", Source: "commits", Records: []domain.RecordRef{c.Record}})
	}
	if len(apart) < int(v.Param("names")) {
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "a second name can be a change of name, or a colleague at the machine"
	}
	return r, nil
}

// ChangedPerson is the check for a profile that became somebody else's.
func ChangedPerson() detect.Detector {
	return detect.Detector{
		ID: "profile-changed-person", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP10", "AP28", "AP23"},
			Title:     "A public profile that became another person's",
			Stage:     "apply",
			Means:     "Two dated snapshots of one profile give full names of different people, most telling after a long silence. Old accounts are bought and taken over.",
			MeansNot:  "A profile that is new, thin or private says nothing. So do commits that are older than their account, which are told as context.",
			Innocent: []string{
				"A name after a marriage or a transition, or a chosen name.",
				"A project's account that was handed on.",
				"Work that was uploaded from another place, with its old dates.",
			},
			Data:     "Two snapshots of a profile on different days, through a mapping (id, name, day it was opened); days of first commits for the rest.",
			Ceiling:  domain.Supporting,
			Source:   "Amazon on accounts that were taken over; Security Alliance, case 1; open-source analysers of accounts (a third of all accounts have commits older than themselves); catalogue AP10, AP23 and AP28",
			Fairness: "Nobody is asked to have a profile. Pictures, followers and texts are not read; silence is never held against anybody.",
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindProfile, domain.KindRepository)),
		Requires: []detect.Requirement{{Part: "snapshots of profiles", AnyOf: []detect.Datum{
			{Kind: domain.KindProfile, Field: domain.FieldName}, {Kind: domain.KindProfile, Field: domain.FieldCreatedAt}}}},
		Run: runChangedPerson,
	}
}

func runChangedPerson(_ context.Context, v detect.View) (detect.Result, error) {
	snapshots := slices.Clone(v.Records(domain.KindProfile))
	slices.SortStableFunc(snapshots, func(a, b *domain.Record) int {
		return cmp.Or(cmp.Compare(a.Key.String(), b.Key.String()), dayOf(a).Compare(dayOf(b)))
	})
	pairs := 0
	for i := 1; i < len(snapshots); i++ {
		a, b := snapshots[i-1], snapshots[i]
		if a.Key != b.Key || !dayOf(a).Before(dayOf(b)) {
			continue
		}
		pairs++
		if v.SameName(textOf(a, domain.FieldName), textOf(b, domain.FieldName)) == domain.NamesDifferent {
			return changed(a, b), nil
		}
	}
	if older, opened, ok := olderWork(v); ok {
		return detect.Result{Outcome: domain.Hit, Family: domain.FamilyDocument, Strength: domain.Context,
			Sentence: "Work under this account is older than the account.", Lowered: "a third of all accounts show it: work is uploaded from elsewhere",
			Evidence: []domain.Evidence{{Claim: "made under this account", Observed: "a first commit before the account was opened", Source: "code host", Records: []domain.RecordRef{detect.RefOf(older), detect.RefOf(opened)}}}}, nil
	}
	if pairs == 0 && len(v.Records(domain.KindRepository)) == 0 {
		return detect.NotEnough("There are no two dated snapshots of one profile of this person.", "a second snapshot of the profile on another day"), nil
	}
	return detect.ClearResult("The profile did not change its person."), nil
}

func changed(a, b *domain.Record) detect.Result {
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyDocument, Strength: domain.Supporting, Bits: 3,
		Sentence: "Between two snapshots the profile's full name became another person's.",
		Evidence: []domain.Evidence{{Claim: "is this person's profile", Observed: fmt.Sprintf("another full name on %s than on %s", dayOf(a).Format("2 January 2006"), dayOf(b).Format("2 January 2006")),
			Source: a.Key.Source, Records: []domain.RecordRef{detect.RefOf(a), detect.RefOf(b)}}}}
}

func dayOf(r *domain.Record) time.Time {
	if r.OccurredAt.IsZero() {
		return r.ObservedAt
	}
	return r.OccurredAt
}

func textOf(r *domain.Record, f domain.Field) string {
	for i := range r.Values {
		if r.Values[i].Field == f {
			return r.Values[i].Text
		}
	}
	return ""
}

func timeOf(r *domain.Record, f domain.Field) time.Time {
	for i := range r.Values {
		if r.Values[i].Field == f {
			return r.Values[i].Time
		}
	}
	return time.Time{}
}

// olderWork finds a repository whose work began before the account was opened.
func olderWork(v detect.View) (work, account *domain.Record, ok bool) {
	for _, p := range v.Records(domain.KindProfile) {
		opened := timeOf(p, domain.FieldCreatedAt)
		for _, r := range v.Records(domain.KindRepository) {
			began := timeOf(r, domain.FieldStartedAt)
			if began.IsZero() {
				began = r.OccurredAt
			}
			if r.Key.Source == p.Key.Source && !opened.IsZero() && !began.IsZero() && began.Before(opened.AddDate(0, 0, -1)) {
				return r, p, true
			}
		}
	}
	return nil, nil, false
}
