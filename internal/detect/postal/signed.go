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

// sameCity reports whether two addresses name one city. Towns are wider than
// the distance that counts as near.
func sameCity(a, b domain.Address) bool {
	return a.City != "" && strings.EqualFold(strings.TrimSpace(a.City), strings.TrimSpace(b.City)) &&
		strings.EqualFold(strings.TrimSpace(a.Region), strings.TrimSpace(b.Region))
}

// hubAt returns the hub that an address is, as far as this person shares it.
func hubAt(v detect.View, a domain.Address) *domain.Hub {
	full, _, ok := v.AddressKey(a)
	for _, t := range v.Ties(domain.Postal) {
		if ok && t.Identifier.Key == full && t.Hub != nil {
			return t.Hub
		}
	}
	return nil
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
			Data:     "Proof of delivery: FedEx receivedByName and scan events DE and HP, UPS receivedBy and redirects, USPS and DHL where they name who signed, or signed-by columns of a shipping CSV.",
			Ceiling:  domain.Supporting,
			Source:   "FBI guidance (from memory of the source); exports.md on what carriers write; catalogue ON04",
			Fairness: "Another surname alone is context. It supports only with a redirect, or when one signer serves two or more workers who do not live together.",
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedClaims(domain.FieldSignedBy, domain.FieldDeliveryEvent),
			detect.NeedRecords(domain.KindDelivery, domain.KindShipment), detect.NeedLinks(domain.Postal)),
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
	parcel := parcels(v)
	signedAway, moved := map[string]bool{}, map[string]bool{}
	for _, s := range signed {
		if otherName(v, s.Text) {
			signedAway[parcel(s)] = true
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "the worker receives it", Observed: "signed for under another name",
				Source: sourceOf(s), Records: []domain.RecordRef{s.Record}})
		}
	}
	for _, e := range events {
		if e.Text == "redirected" || e.Text == "held-for-pickup" {
			moved[parcel(e)] = true
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "sent to the address on file", Observed: "the parcel was " + strings.ReplaceAll(e.Text, "-", " "),
				Source: sourceOf(e), Records: []domain.RecordRef{e.Record}})
		}
	}
	switch {
	case len(r.Evidence) > 0:
	case len(signed) == 0:
		return detect.NotEnough("Nobody says who signed for this worker's parcels.", "proof of delivery with a signature (FedEx, UPS or a shipping CSV)"), nil
	default:
		return detect.ClearResult("No parcel was signed for under another name, and none was moved on its way."), nil
	}
	return strengthen(v, r, signedAway, moved), nil
}

// parcels returns what names the parcel that a claim is about: its tracking
// number, else its record. A carrier may tell of one parcel in several records.
func parcels(v detect.View) func(detect.Claim) string {
	tracking := map[string]string{}
	for _, r := range slices.Concat(v.Records(domain.KindDelivery), v.Records(domain.KindShipment)) {
		for _, ref := range r.Refs {
			if ref.Type == domain.RefTracking {
				tracking[r.Key.String()] = ref.Value
			}
		}
	}
	return func(c detect.Claim) string {
		if t, ok := tracking[c.Record.Key]; ok {
			return t
		}
		return c.Record.Key
	}
}

// strengthen raises a signature by another name to supporting when the same
// parcel was also moved, or when the address takes in the equipment of several people
// who do not live together.
func strengthen(v detect.View, r detect.Result, signedAway, moved map[string]bool) detect.Result {
	others, both := len(signedAway) > 0, false
	for p := range signedAway {
		both = both || moved[p]
	}
	neighbours := map[string]bool{}
	for _, t := range v.Ties(domain.Postal) {
		if t.Hub == nil && t.Self.HasRole(domain.RoleShipTo) && t.Peer.HasRole(domain.RoleShipTo) && !t.Household && t.Names == domain.NamesDifferent {
			neighbours[t.Other] = true
		}
	}
	switch several := len(neighbours); {
	case both:
		r.Strength, r.Bits = domain.Supporting, 3
		r.Sentence = "A parcel was moved on its way and taken in under another name."
	case others && several > 0:
		r.Strength, r.Bits = domain.Supporting, 3
		r.Sentence = fmt.Sprintf("Parcels were taken in under another name, at an address that also took in equipment for %s.", otherPeople(several))
	case others:
		r.Sentence = "A parcel was taken in under another name."
	default:
		r.Sentence = "A parcel was moved on its way."
	}
	return r
}

func otherPeople(n int) string {
	if n == 1 {
		return "another person"
	}
	return fmt.Sprintf("%d other persons", n)
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
