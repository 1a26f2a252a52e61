// Package meeting holds the checks on interviews and the meetings they were
// held in.
package meeting

import (
	"context"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Joined(),
		Camera(),
		Through(),
	}
}

var meetingTypes = []domain.IdentifierType{domain.DiskID, domain.DeviceMAC, domain.PublicIP}

// Joined is the check for candidates who join interviews from one device.
func Joined() detect.Detector {
	return detect.Detector{
		ID: "shared-interview-device", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"IV09"},
			Title:     "Two candidates join interviews from one device or network",
			Stage:     "interview",
			Means:     "Candidates of different names joined their interviews from one computer or one address.",
			MeansNot:  "A library computer or a shared flat does the same.",
			Innocent: []string{
				"A library, a job centre or a university room.",
				"Flatmates or a couple who both apply.",
			},
			Data:     "Zoom dashboard participants joined to interviews by the meeting link. Zoom blanks most fields of guests, so this is usually not enough data.",
			Ceiling:  domain.Hard,
			Source:   "Insikt Group, August 2026; exports.md on Zoom's blank fields; catalogue IV09",
			Fairness: "Video, voice and looks are never touched.",
		},
		Needs: detect.Needs(detect.NeedLinks(meetingTypes...), detect.NeedObservations(meetingTypes...), detect.NeedClaims(domain.FieldInterviewAt)),
		Requires: []detect.Requirement{{Part: "devices or addresses of meeting participants", AnyOf: []detect.Datum{
			{Kind: domain.KindMeeting, Field: domain.FieldPublicIP}, {Kind: domain.KindMeeting, Field: domain.FieldDiskID},
			{Kind: domain.KindMeeting, Field: domain.FieldDeviceMAC}}}},
		Applies: detect.Applicant,
		Run:     runJoined,
	}
}

func runJoined(_ context.Context, v detect.View) (detect.Result, error) {
	known := false
	var ties [][]domain.Tie
	for _, t := range meetingTypes {
		for _, o := range v.Observations(t) {
			known = known || o.Role == domain.RoleMeeting
		}
		ties = append(ties, v.Ties(t))
	}
	if !known {
		return detect.NotEnough("No device or address is known from this candidate's interviews.", "Zoom dashboard participants with the meeting's number"), nil
	}
	groups := detect.Where(detect.Groups(ties...), func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleMeeting) && t.Peer.HasRole(domain.RoleMeeting)
	})
	r := detect.Shared(groups, "device or network at an interview", domain.FamilyDevice, weighJoined)
	if r.Outcome != domain.Hit || detect.Deciding(groups, weighJoined).Identifier.Type != domain.PublicIP {
		return r, nil
	}
	r.Family = domain.FamilyNetwork
	if collides(v, groups) {
		r.Counter = append(r.Counter, "The interviews overlapped, so two people may really have sat there.")
	}
	return r, nil
}

func weighJoined(g detect.Group) (domain.Strength, string) {
	switch g.Identifier.Type {
	case domain.DiskID:
		return domain.Hard, ""
	case domain.DeviceMAC:
		return domain.Supporting, "a network card can sit in a shared dock or room system"
	}
	return domain.Supporting, "a network can be a library's or a shared home's"
}

// collides reports whether some peer joined within minutes of this person.
func collides(v detect.View, groups []detect.Group) bool {
	const overlap = 10 * time.Minute
	for _, c := range v.Claims(domain.FieldInterviewAt) {
		for _, g := range groups {
			for _, t := range g.Ties {
				if d := t.Peer.Span.First.Sub(c.Time); d > -overlap && d < overlap {
					return true
				}
			}
		}
	}
	return false
}
