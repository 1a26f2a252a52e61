package postal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func placeOf(a domain.Address) domain.Place {
	return domain.Place{City: a.City, Region: a.Region, Country: a.Country}
}

func cityOf(a domain.Address) string {
	parts := slices.DeleteFunc([]string{a.City, a.Region}, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return "an unnamed place"
	}
	return strings.Join(parts, ", ")
}

// SignedByOther is the check for parcels that somebody else signed for.
func SignedByOther() detect.Detector {
	return detect.Detector{
		ID: "signed-by-other", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON04"},
			Title:     "Parcel signed for by another name, or redirected on its way",
			Stage:     "onboard",
			Means:     "Somebody of another surname took the laptop in, or the parcel was redirected or held for pick-up away from its address.",
			MeansNot:  "Partners keep their own names in many cultures, and front desks sign for whole buildings.",
			Innocent: []string{
				"A partner, a parent or a flatmate was at home.",
				"A front desk, a concierge or a neighbour.",
				"The worker was away and had the parcel held.",
			},
			Data:     "Proof of delivery: FedEx receivedByName and scan events DE and HP, UPS receivedBy and redirects, or signed-by columns of a shipping CSV.",
			Ceiling:  domain.Supporting,
			Source:   "FBI guidance (from memory of the source); exports.md on what carriers write; catalogue ON04",
			Fairness: "Another surname alone is context. It supports only with a redirect, or when one signer serves two or more workers who do not live together.",
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedClaims(domain.FieldSignedBy, domain.FieldDeliveryEvent),
			detect.NeedLinks(domain.Postal)),
		Requires: []detect.Requirement{{Part: "who signed for parcels", AnyOf: []detect.Datum{
			{Kind: domain.KindDelivery, Field: domain.FieldSignedBy}, {Kind: domain.KindShipment, Field: domain.FieldSignedBy}}}},
		Applies: detect.Worker,
		Run:     runSigned,
	}
}

func runSigned(_ context.Context, v detect.View) (detect.Result, error) {
	signed, events := v.Claims(domain.FieldSignedBy), v.Claims(domain.FieldDeliveryEvent)
	if len(signed) == 0 && len(events) == 0 {
		return detect.NotEnough("No proof of delivery is known.", "proof of delivery (FedEx, UPS or a shipping CSV)"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Context}
	for _, s := range signed {
		if otherName(v, s.Text) {
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "the worker receives it", Observed: "signed for under another name",
				Source: sourceOf(s), Records: []domain.RecordRef{s.Record}})
		}
	}
	moved := 0
	for _, e := range events {
		if e.Text == "redirected" || e.Text == "held-for-pickup" {
			moved++
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "sent to the address on file", Observed: "the parcel was " + strings.ReplaceAll(e.Text, "-", " "),
				Source: sourceOf(e), Records: []domain.RecordRef{e.Record}})
		}
	}
	if len(r.Evidence) == 0 {
		return detect.ClearResult("Parcels were taken in by the worker and were not redirected."), nil
	}
	return strengthen(v, r, moved), nil
}

// strengthen raises a signature by another name to supporting when the parcel
// was also moved, or when the address takes in the equipment of several people
// who do not live together.
func strengthen(v detect.View, r detect.Result, moved int) detect.Result {
	others := len(r.Evidence) > moved
	several := 0
	for _, t := range v.Ties(domain.Postal) {
		if t.Hub == nil && t.Self.HasRole(domain.RoleShipTo) && t.Peer.HasRole(domain.RoleShipTo) && !t.Household && t.Names == domain.NamesDifferent {
			several++
		}
	}
	switch {
	case others && moved > 0:
		r.Strength, r.Bits = domain.Supporting, 3
		r.Sentence = "A parcel was moved on its way and taken in under another name."
	case others && several > 0:
		r.Strength, r.Bits = domain.Supporting, 3
		r.Sentence = fmt.Sprintf("Parcels were taken in under another name, at an address that also took in equipment for %d others.", several)
	case others:
		r.Sentence = "A parcel was taken in under another name."
	default:
		r.Sentence = "A parcel was moved on its way."
	}
	return r
}

// otherName reports whether a signature such as "D.HERRERA" fits none of the
// worker's names. Front desks and the like are no names.
func otherName(v detect.View, signed string) bool {
	if isDesk(signed) {
		return false
	}
	known := false
	for _, n := range v.Names() {
		switch v.SameName(n.Text, strings.ReplaceAll(signed, ".", " ")) {
		case domain.NamesSame, domain.NamesVariant:
			return false
		case domain.NamesDifferent:
			known = true
		}
	}
	return known
}

// deskWords are what carriers write when no person signed.
var deskWords = []string{"front desk", "frontdesk", "reception", "mailroom", "mail room", "concierge", "office", "signature on file", "driver release", "signature not required", "left at"}

func isDesk(signed string) bool {
	signed = strings.ToLower(strings.TrimSpace(signed))
	return signed == "" || slices.ContainsFunc(deskWords, func(w string) bool { return strings.Contains(signed, w) })
}

func sourceOf(c detect.Claim) string {
	source, _, _ := strings.Cut(c.Record.Key, ":")
	return source
}
