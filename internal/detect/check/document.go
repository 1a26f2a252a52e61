// Package check holds the detectors that read what vendors and authorities
// answered about somebody, and the papers that were shown to them.
package check

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		SharedDocument(),
		Failed(),
		Denied(),
	}
}

// SharedDocument is the check for one identity document, one template or one
// device behind the verification of two people.
func SharedDocument() detect.Detector {
	types := []domain.IdentifierType{domain.DocumentNumber, domain.ImageHash, domain.DeviceToken, domain.DeviceID}
	return detect.Detector{
		ID: "shared-identity-document", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ID02", "ID03"},
			Title:     "One identity document, image template or device verified two people",
			Stage:     "identity",
			Means:     "The identity checks of two people of different names were passed with one document number, with images made from one template, or on one device.",
			MeansNot:  "It does not say who of the two is the document's owner. The owner of a borrowed identity is a victim.",
			Innocent: []string{
				"A person of two names, before and after a marriage or a change of name.",
				"A couple or siblings who share one phone (for the device).",
				"A helper at a hiring event who held the phone for everybody.",
				"A vendor that hashes its own frame instead of the document (for the template).",
			},
			Data:     "Results of an identity verification vendor, with the document's number (kept as a keyed hash only), the hash of its background and the device of the session; any CSV through a mapping.",
			Ceiling:  domain.Hard,
			Source:   "GitLab, February 2026 (one pipeline, 135 personas); Microsoft; catalogue ID02 and ID03",
			Fairness: "Hashes of numbers and of backgrounds only. Faces are never compared: that is biometric data.",
			FirstSteps: []string{
				"Ask the vendor for both sessions before they age out.",
				"Ask which of the two can show the document in person.",
			},
		},
		Needs: detect.Needs(detect.NeedLinks(types...), detect.NeedObservations(types...)),
		Requires: []detect.Requirement{{Part: "documents or devices of identity checks", AnyOf: []detect.Datum{
			{Kind: domain.KindCheck, Field: domain.FieldDocumentNumber}, {Kind: domain.KindCheck, Field: domain.FieldImageHash},
			{Kind: domain.KindCheck, Field: domain.FieldDeviceToken}, {Kind: domain.KindCheck, Field: domain.FieldDeviceID}}}},
		Params: []detect.Param{
			{Name: "event_persons", Default: 4, Min: 3, Max: 100, Unit: "persons",
				Doc: "a device on which this many were verified may be a helper's at a hiring event, or an office's"},
		},
		Run: runDocument,
	}
}

// atCheck keeps the ties that both sides come to by a check.
func atCheck(t domain.Tie) bool {
	return t.Self.HasRole(domain.RoleCheck) && t.Peer.HasRole(domain.RoleCheck)
}

func runDocument(_ context.Context, v detect.View) (detect.Result, error) {
	known := len(v.Observations(domain.DocumentNumber)) + len(v.Observations(domain.ImageHash))
	for _, t := range []domain.IdentifierType{domain.DeviceToken, domain.DeviceID} {
		for _, o := range v.Observations(t) {
			if o.Role == domain.RoleCheck {
				known++
			}
		}
	}
	if known == 0 {
		return detect.NotEnough("No document or device of an identity check is known.", "results of the identity verification vendor, with document and device"), nil
	}
	groups := detect.Groups(v.Ties(domain.DocumentNumber), v.Ties(domain.ImageHash))
	groups = append(groups, detect.Where(detect.Groups(v.Ties(domain.DeviceToken), v.Ties(domain.DeviceID)), atCheck)...)
	return detect.Shared(groups, "identity document or device of a check", domain.FamilyDocument, func(g detect.Group) (domain.Strength, string) {
		switch g.Identifier.Type {
		case domain.DeviceToken, domain.DeviceID:
			if len(g.Others())+1 >= int(v.Param("event_persons")) {
				return domain.Context, "so many were verified on it that it may be a helper's at a hiring event"
			}
			return domain.Supporting, "a family may share the phone on which each was verified"
		case domain.ImageHash:
			if g.Bits() < 6 || !g.Recorded() {
				return domain.Supporting, "several share it, or it was not the vendor who saw it, so it may be the vendor's own frame"
			}
		}
		if !g.Recorded() {
			return domain.Supporting, "the number was typed, and a slip of one digit gives another's"
		}
		return domain.Hard, ""
	}), nil
}
