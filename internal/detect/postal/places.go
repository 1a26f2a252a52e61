package postal

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// addressData is where addresses in the given roles come from.
func addressData(kinds ...domain.Kind) (out []detect.Datum) {
	for _, k := range kinds {
		out = append(out, detect.Datum{Kind: k, Field: domain.FieldAddress})
	}
	return out
}

// ThreePlaces is the check for papers, home, equipment and tax post in three
// towns.
func ThreePlaces() detect.Detector {
	return detect.Detector{
		ID: "three-places", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ID07"},
			Title:     "Home, papers, equipment and tax post are in three places",
			Stage:     "identity",
			Means:     "The addresses that stand for one person in different systems lie in three or more places far from each other.",
			MeansNot:  "People have a home, a parents' home and a place where parcels arrive by day.",
			Innocent: []string{
				"Somebody who studies, or who works far from home during the week.",
				"A move that not every system has heard of.",
				"A tax adviser's or a parent's address for post.",
			},
			Data:     "Addresses of HR, shipping, tax forms, identity checks and returns.",
			Ceiling:  domain.Supporting,
			Source:   "United States advisory, May 2022; Splunk's joins of HR with shipping; catalogue ID07",
			Fairness: "Only distances between a person's own addresses count. Which towns or countries they are in is never looked at.",
		},
		Needs: detect.Needs(detect.NeedClaims(domain.FieldAddress), detect.NeedIntel(detect.IntelPlaces)),
		Requires: []detect.Requirement{
			{Part: "home addresses", AnyOf: homeData()},
			{Part: "addresses of equipment, tax forms or papers", AnyOf: addressData(domain.KindShipment, domain.KindDelivery, domain.KindTaxForm, domain.KindCheck, domain.KindReturn)},
		},
		Params: []detect.Param{
			{Name: "km", Default: 100, Min: 20, Max: 1000, Unit: "km", Doc: "addresses that may lie closer to each other are one place"},
			{Name: "places", Default: 3, Min: 3, Max: 10, Unit: "places", Doc: "from so many on it is told"},
		},
		Applies: detect.Worker,
		Run:     runThreePlaces,
	}
}

func runThreePlaces(_ context.Context, v detect.View) (detect.Result, error) {
	latest := map[domain.Role]detect.Claim{}
	for _, c := range inOrder(v) {
		switch c.Role {
		case domain.RoleHome, domain.RoleShipTo, domain.RoleTax, domain.RoleCheck, domain.RoleReturn:
			if c.Address.City != "" {
				latest[c.Role] = c // oldest first, so the last stays
			}
		}
	}
	if len(latest) < 2 {
		return detect.NotEnough("Addresses of this person are known from one system only.", "addresses of HR, shipping, tax forms or identity checks"), nil
	}
	var places []detect.Claim
	for _, role := range slices.Sorted(maps.Keys(latest)) {
		c := latest[role]
		if !slices.ContainsFunc(places, func(p detect.Claim) bool { return !farApart(v, *p.Address, *c.Address) }) {
			places = append(places, c)
		}
	}
	if len(places) < int(v.Param("places")) {
		return detect.ClearResult("The addresses of this person lie in fewer than three places."), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Supporting, Bits: 2,
		Sentence: fmt.Sprintf("The addresses that stand for this person lie in %d places far from each other.", len(places))}
	for _, c := range places {
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "is at home in one place", Observed: fmt.Sprintf("%s in %s", roleNoun(c.Role), cityOf(*c.Address)),
			Source: "records of the employer", Records: []domain.RecordRef{c.Record}})
	}
	return r, nil
}

// inOrder lists the addresses by their days, and those of one moment by what
// they say: which of two versions a source sent first is not known.
func inOrder(v detect.View) []detect.Claim {
	claims := slices.DeleteFunc(v.Claims(domain.FieldAddress), func(c detect.Claim) bool { return c.Address == nil })
	key := func(c detect.Claim) string {
		full, _, _ := v.AddressKey(*c.Address)
		return full
	}
	slices.SortStableFunc(claims, func(a, b detect.Claim) int {
		return cmp.Or(a.Record.At.Compare(b.Record.At), cmp.Compare(key(a), key(b)))
	})
	return claims
}

// farApart reports whether two addresses surely lie in different places. Doubt
// counts as one place.
func farApart(v detect.View, a, b domain.Address) bool {
	if sameCity(a, b) {
		return false
	}
	least, _, ok := v.Distance(placeOf(a), placeOf(b))
	return ok && least > v.Param("km")
}

func roleNoun(r domain.Role) string {
	switch r {
	case domain.RoleHome:
		return "the home on file"
	case domain.RoleShipTo:
		return "the address to which equipment went"
	case domain.RoleTax:
		return "the address on the tax form"
	case domain.RoleCheck:
		return "the address on the papers"
	}
	return "the address from which equipment came back"
}

// Redirected is the check for a home that changes between the offer and the
// shipment of the laptop.
func Redirected() detect.Detector {
	return detect.Detector{
		ID: "moved-before-shipment", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON01"},
			Title:     "The address changed between the offer and the shipment",
			Stage:     "onboard",
			Means:     "Shortly before the laptop was sent the home on file moved far away, and the laptop went to the new address.",
			MeansNot:  "Many people move for a new job.",
			Innocent: []string{
				"A real move around the start of the job.",
				"The first address was the parents' or a student home.",
				"An old address in the application that HR put right.",
			},
			Data:       "Changes of address with their dates (ADP, BambooHR, Gusto), the day of the hire, and a shipping list.",
			Ceiling:    domain.Supporting,
			Source:     "United States advisory, May 2022; Nisos (a change with a family's emergency as the reason); catalogue ON01",
			Fairness:   "Only that the address changed, when and how far counts. Which towns they are is never looked at.",
			FirstSteps: []string{"Ask the recruiter who asked for the change, when, and by which channel.", "Ask for a short call at the new address once the laptop is there."},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedClaims(domain.FieldAddress), detect.NeedIntel(detect.IntelPlaces)),
		Requires: []detect.Requirement{
			{Part: "changes of address", AnyOf: addressData(domain.KindAddressChange, domain.KindWorker)},
			{Part: "ship-to addresses of equipment", AnyOf: addressData(domain.KindShipment, domain.KindDelivery)},
			{Part: "days of hire", AnyOf: []detect.Datum{{Kind: domain.KindWorker, Field: domain.FieldHiredAt}}},
		},
		Params: []detect.Param{
			{Name: "km", Default: 100, Min: 20, Max: 1000, Unit: "km", Doc: "a move within it is no concern"},
			{Name: "days", Default: 45, Min: 5, Max: 180, Unit: "days", Doc: "from the change to the shipment, and from the hire to it, at most"},
		},
		Applies: detect.Worker,
		Run:     runRedirected,
	}
}

func runRedirected(_ context.Context, v detect.View) (detect.Result, error) {
	var homes, sent []detect.Claim
	for _, c := range inOrder(v) {
		switch {
		case c.Record.At.IsZero():
		case c.Role == domain.RoleHome || c.Role == domain.RoleApply:
			homes = append(homes, c)
		case c.Role == domain.RoleShipTo:
			sent = append(sent, c)
		}
	}
	hired := v.Stage().HiredAt
	if len(homes) == 0 || len(sent) == 0 || hired.IsZero() {
		return detect.NotEnough("When the home on file changed and where equipment went are not both known.", "changes of address (HR)", "shipments with a street", "days of hire"), nil
	}
	within := time.Duration(v.Param("days")*24) * time.Hour
	for _, s := range sent {
		if d := s.Record.At.Sub(hired); d < -within || d > within {
			continue
		}
		if before, after, ok := movedFor(v, homes, s, within); ok {
			return moved(before, after, s), nil
		}
	}
	return detect.ClearResult("The home on file did not move far shortly before equipment was sent."), nil
}

// movedFor finds the change of home, shortly before a shipment, to where the
// shipment went. Of two homes that are on file from one moment on neither is a
// change of the other.
func movedFor(v detect.View, homes []detect.Claim, s detect.Claim, within time.Duration) (before, after detect.Claim, ok bool) {
	_, to, known := v.AddressKey(*s.Address)
	first := 0 // of those before, all of one moment
	for i := 1; known && i < len(homes); {
		end := i + 1
		for end < len(homes) && homes[end].Record.At.Equal(homes[i].Record.At) {
			end++
		}
		ago := s.Record.At.Sub(homes[i].Record.At)
		from := !homes[i].Record.At.Equal(homes[first].Record.At)
		if from && ago >= 0 && ago <= within && allFar(v, homes[first:i], homes[i:end], to) {
			return homes[first], homes[i], true
		}
		if from {
			first = i
		}
		i = end
	}
	return before, after, false
}

// allFar reports whether all homes of one moment are the building to, and all
// of the moment before far from it.
func allFar(v detect.View, before, after []detect.Claim, to string) bool {
	for _, a := range after {
		if _, home, _ := v.AddressKey(*a.Address); home != to {
			return false
		}
		for _, b := range before {
			if !farApart(v, *b.Address, *a.Address) {
				return false
			}
		}
	}
	return true
}

func moved(before, after, sent detect.Claim) detect.Result {
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Supporting, Bits: 3,
		Sentence: "Shortly before the laptop was sent the home on file moved far away, and the laptop went to the new address.",
		Evidence: []domain.Evidence{
			{Claim: "lives in " + cityOf(*before.Address), Observed: fmt.Sprintf("the home on file became one in %s on %s", cityOf(*after.Address), after.Record.At.Format("2 January 2006")),
				Source: "HR", Records: []domain.RecordRef{before.Record, after.Record}},
			{Claim: "lives in " + cityOf(*before.Address), Observed: "equipment was sent to the new address on " + sent.Record.At.Format("2 January 2006"),
				Source: "shipping", Records: []domain.RecordRef{sent.Record}},
		}}
}
