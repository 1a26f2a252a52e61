package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

var leaverTypes = []domain.IdentifierType{domain.Email, domain.Phone, domain.Profile, domain.Postal, domain.DeviceToken, domain.DeviceID, domain.Bank}

// Leaver is the check for a dismissed person's identifiers on a new applicant.
func Leaver() detect.Detector {
	return detect.Detector{
		ID: "leaver-identifiers", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"EX04"},
			Title:     "A leaver's phone, mail, address or device on a new applicant",
			Stage:     "exit",
			Means:     "After somebody left, a person of another name came with the leaver's own identifiers. A team that lost one position tries again under the next name.",
			MeansNot:  "It does not mean that the leaver did wrong, nor that the newcomer knows the leaver.",
			Innocent: []string{
				"A rehire under a new name, after marriage for instance.",
				"A partner or flatmate of the leaver applies.",
				"The number was given to a new owner.",
			},
			Data:       "A termination date (ADP) and contact details on both sides (ADP, Greenhouse, Ashby).",
			Ceiling:    domain.Hard,
			Source:     "ZachXBT, public research of 2024 and 2025; catalogue EX04",
			Fairness:   "People with compatible names are taken for the same human and left out. Values fade with the time that lies between the two.",
			FirstSteps: []string{"Read the leaver's file for the reason of leaving.", "Compare the dates: weeks say more than years."},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedLinks(leaverTypes...), detect.NeedObservations(leaverTypes...)),
		Requires: []detect.Requirement{
			{Part: "when workers left", AnyOf: []detect.Datum{{Kind: domain.KindWorker, Field: domain.FieldLeftAt}}},
			{Part: "contact details of applicants", AnyOf: contactData()},
		},
		Params: []detect.Param{{Name: "months", Default: 24, Min: 1, Max: 120, Unit: "months", Doc: "how long after a person left their identifiers still count"}},
		Run:    runLeaver,
	}
}

func runLeaver(_ context.Context, v detect.View) (detect.Result, error) {
	if !v.Stage().Applicant && !v.Stage().Worker {
		return detect.NotApplicable("neither an applicant nor a worker"), nil
	}
	window := time.Duration(v.Param("months")*30.44*24) * time.Hour
	known := 0
	var ties [][]domain.Tie
	for _, t := range leaverTypes {
		known += len(v.Observations(t))
		ties = append(ties, v.Ties(t))
	}
	if known == 0 {
		return detect.NotEnough("Nothing is known of this person that a leaver could have had.", "a candidate or worker record with contact details"), nil
	}
	groups := detect.Where(detect.Groups(ties...), func(t domain.Tie) bool {
		return !t.PeerLeft.IsZero() && t.Self.Span.First.Sub(t.PeerLeft) <= window
	})
	r := detect.Shared(groups, "identifier of a leaver", domain.FamilyContact, weighLeaver)
	if r.Outcome == domain.Hit {
		g := detect.Deciding(groups, weighLeaver)
		r.Family = g.Identifier.Type.Family()
		days := int(g.Ties[0].Self.Span.First.Sub(g.Ties[0].PeerLeft) / (24 * time.Hour))
		r.Sentence = fmt.Sprintf("A %s of somebody who had left came back with this person, %d days later and under another name.", detect.Noun(g.Identifier.Type), days)
	}
	return r, nil
}

func weighLeaver(g detect.Group) (domain.Strength, string) {
	if g.Bits() < 4 {
		return domain.Context, "the value is common here, or years lie between the two uses of it"
	}
	if g.Identifier.Type == domain.Postal {
		return domain.Supporting, "an address may be let to the next tenant"
	}
	if g.Identifier.Type.Family() == domain.FamilyDevice {
		return domain.Supporting, "a leaver's laptop may be handed on to the next worker"
	}
	return domain.Hard, ""
}
