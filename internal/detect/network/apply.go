package network

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

var applyTypes = []domain.IdentifierType{domain.DeviceToken, domain.PublicIP}

// AppliedTogether is the check for applications of several people from one
// browser or connection, and for applications in great numbers.
func AppliedTogether() detect.Detector {
	return detect.Detector{
		ID: "applied-together", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP17", "AP21", "AP33"},
			Title:     "Applications of several people from one browser or connection",
			Stage:     "apply",
			Means:     "People of different names applied, called the hiring system or opened accounts on the platform from one browser, or within days from one connection.",
			MeansNot:  "It does not say that one person sat there. Homes, schools and job centres share a connection.",
			Innocent: []string{
				"Flatmates, a couple or a class who apply in the same week.",
				"A job centre, a library or a recruiter who applies for several.",
				"A tool that fills in applications for whoever uses it, or copies adverts.",
			},
			Data:     "Applications or platform accounts with the address or browser from which they came (Ashby, Lever, a platform's log, the hiring system's access log through a mapping).",
			Ceiling:  domain.Supporting,
			Source:   "Insikt Group; Mandiant; Microsoft, April 2026; catalogue AP17, AP21 and AP33",
			Fairness: "Only equality counts; the country and the operator of the connection are never looked at. No port of anybody's network is ever probed.",
		},
		Needs:    detect.Needs(detect.NeedLinks(applyTypes...), detect.NeedObservations(applyTypes...), detect.NeedRecords(domain.KindApplication)),
		Requires: []detect.Requirement{{Part: "addresses or browsers of applications", AnyOf: applyData()}},
		Params: []detect.Param{
			{Name: "days", Default: 14, Min: 1, Max: 365, Unit: "days", Doc: "on one connection, applications further apart are strangers': addresses change hands"},
			{Name: "others", Default: 2, Min: 1, Max: 20, Unit: "persons", Doc: "fewer others on one connection are context: two people share a home"},
			{Name: "a_day", Default: 20, Min: 5, Max: 500, Unit: "applications", Doc: "of one person to one employer in one day; told as context, since honest people use tools that do it"},
		},
		Run: runAppliedTogether,
	}
}

func applyData() (out []detect.Datum) {
	for _, k := range []domain.Kind{domain.KindCandidate, domain.KindApplication, domain.KindPlatformAccount, domain.KindHiringCall} {
		out = append(out, detect.Datum{Kind: k, Field: domain.FieldPublicIP}, detect.Datum{Kind: k, Field: domain.FieldDeviceToken})
	}
	return out
}

func runAppliedTogether(_ context.Context, v detect.View) (detect.Result, error) {
	known := false
	var ties [][]domain.Tie
	for _, t := range applyTypes {
		for _, o := range v.Observations(t) {
			known = known || o.Role == domain.RoleApply
		}
		ties = append(ties, v.Ties(t))
	}
	near := time.Duration(v.Param("days")*24) * time.Hour
	groups := detect.Where(detect.Groups(ties...), func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleApply) && t.Peer.HasRole(domain.RoleApply) &&
			(t.Identifier.Type == domain.DeviceToken || gap(t.Self.Span, t.Peer.Span) <= near)
	})
	r := detect.Shared(groups, "browser or connection of an application", domain.FamilyNetwork, func(g detect.Group) (domain.Strength, string) {
		if g.Identifier.Type == domain.PublicIP && len(g.Others()) < int(v.Param("others")) {
			return domain.Context, "two people share a connection in any home"
		}
		return domain.Supporting, ""
	})
	if r.Outcome == domain.Hit {
		return r, nil
	}
	if most, at := busiestDay(v.Records(domain.KindApplication)); most >= int(v.Param("a_day")) {
		return inGreatNumbers(most, at), nil
	}
	if !known {
		return detect.NotEnough("From where this person applied is not known.", "applications with their address or browser"), nil
	}
	return r, nil
}

// gap is how far two spans lie apart; 0 where they touch.
func gap(a, b domain.Span) time.Duration {
	return max(0, b.First.Sub(a.Last), a.First.Sub(b.Last))
}

// busiestDay counts the applications of the day that has most, with one of them.
func busiestDay(records []*domain.Record) (most int, at domain.RecordRef) {
	seen, days := map[domain.Key]bool{}, map[int32]int{}
	for _, r := range records {
		if r.OccurredAt.IsZero() || seen[r.Key] {
			continue
		}
		seen[r.Key] = true
		day := domain.DayOf(r.OccurredAt)
		if days[day]++; days[day] > most {
			most, at = days[day], detect.RefOf(r)
		}
	}
	return most, at
}

func inGreatNumbers(n int, at domain.RecordRef) detect.Result {
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyNetwork, Strength: domain.Context,
		Sentence: fmt.Sprintf("This person sent %d applications on one day.", n),
		Lowered:  "honest people use tools that do it",
		Evidence: []domain.Evidence{{Claim: "applied", Observed: fmt.Sprintf("%d applications on %s", n, at.At.Format("2 January 2006")), Source: "applicant tracker", Records: []domain.RecordRef{at}}}}
}

// AppliedThroughVPN is the check for an application that came through a VPN.
func AppliedThroughVPN() detect.Detector {
	return detect.Detector{
		ID: "applied-through-vpn", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP18"},
			Title:     "An application came through a VPN or a hosting network",
			Stage:     "apply",
			Means:     "The address from which somebody applied is listed as an exit of a public VPN or as a data centre's.",
			MeansNot:  "It says nothing by itself. A great part of honest candidates apply so.",
			Innocent: []string{
				"A habit of privacy.",
				"A country or a campus where a VPN is needed to reach the site.",
				"A work laptop that sends everything through the present employer's gateway.",
			},
			Data:     "Applications with their address (Ashby, Lever), and VPN or hosting lists of those days.",
			Ceiling:  domain.Context,
			Source:   "Mandiant, Microsoft, Spur, Unit 42; catalogue AP18",
			Fairness: "Never more than context, and never a reason to refuse. Which operator it is, is not weighed: the operator that reports name most is one that many honest people in one country depend on.",
		},
		Needs: detect.Needs(detect.NeedObservations(domain.PublicIP), detect.NeedIntel(detect.IntelVPN)),
		Requires: []detect.Requirement{{Part: "addresses of applications", AnyOf: []detect.Datum{
			{Kind: domain.KindCandidate, Field: domain.FieldPublicIP}, {Kind: domain.KindApplication, Field: domain.FieldPublicIP},
			{Kind: domain.KindPlatformAccount, Field: domain.FieldPublicIP}}}},
		Run: runAppliedThroughVPN,
	}
}

func runAppliedThroughVPN(_ context.Context, v detect.View) (detect.Result, error) {
	asked := false
	for _, o := range v.Observations(domain.PublicIP) {
		if o.Role != domain.RoleApply {
			continue
		}
		behind, known := listedAt(v, o)
		asked = asked || known
		if behind {
			return detect.Result{Outcome: domain.Hit, Family: domain.FamilyNetwork, Strength: domain.Context,
				Sentence: "An application came through a VPN or hosting network.",
				Lowered:  "many honest candidates apply so",
				Evidence: []domain.Evidence{{Claim: "applied", Observed: "from an address that a list of that day calls a VPN's or a host's", Source: "applicant tracker", Records: o.Records}}}, nil
		}
	}
	if !asked {
		return detect.NotEnough("No list says whether these applications came through a VPN.", "applications with their address", "a VPN or hosting list of those days"), nil
	}
	return detect.ClearResult("The applications came through no listed VPN."), nil
}
