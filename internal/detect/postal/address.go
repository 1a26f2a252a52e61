// Package postal holds the checks on where people live and where equipment
// goes.
package postal

import (
	"context"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		HomeAddress(),
		ShipToShared(),
		ShipToNotHome(),
		SignedByOther(),
		Forwarder(),
		TaxPost(),
		ThreePlaces(),
		Redirected(),
	}
}

// HomeAddress is the check for a home address that is another person's, or a
// mailbox store's.
func HomeAddress() detect.Detector {
	return detect.Detector{
		ID: "shared-home-address", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP31"},
			Title:     "Home address of another person, or of a mailbox store",
			Stage:     "apply",
			Means:     "Two people of different names declare one home, or the home is a place where mail is taken in for a fee.",
			MeansNot:  "Living together is normal, and a mailbox is a sensible thing to have. This alone never asks for a review.",
			Innocent: []string{
				"A couple, a family or flatmates.",
				"A dorm, a shelter or a co-living house.",
				"Somebody between homes, or who moves often, uses a mailbox.",
			},
			Data:     "A street-level home address: ADP carries it; applicant trackers mostly carry a city only. Mailbox stores come from a list that the user supplies.",
			Ceiling:  domain.Supporting,
			Source:   "ROK-US alert, 2023; SEAL; catalogue AP31",
			Fairness: "Only equality of the whole address counts. ZIP codes and neighbourhoods are never looked at.",
		},
		Needs: detect.Needs(detect.NeedLinks(domain.Postal), detect.NeedObservations(domain.Postal),
			detect.NeedClaims(domain.FieldAddress), detect.NeedIntel(detect.IntelMailboxStore)),
		Requires: []detect.Requirement{{Part: "street-level home addresses", AnyOf: homeData()}},
		Run:      runHome,
	}
}

func homeData() []detect.Datum {
	return []detect.Datum{
		{Kind: domain.KindWorker, Field: domain.FieldAddress}, {Kind: domain.KindAddressChange, Field: domain.FieldAddress},
		{Kind: domain.KindCandidate, Field: domain.FieldAddress},
	}
}

func runHome(_ context.Context, v detect.View) (detect.Result, error) {
	home := false
	for _, o := range v.Observations(domain.Postal) {
		home = home || o.Role == domain.RoleHome
	}
	if !home {
		return detect.NotEnough("No street-level home address is known; a city is no address.", "home address (from ADP workers or a mapped HR export)"), nil
	}
	groups := detect.Where(detect.Groups(v.Ties(domain.Postal)), func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleHome) && t.Peer.HasRole(domain.RoleHome)
	})
	r := detect.Shared(groups, "home address", domain.FamilyPostal, func(detect.Group) (domain.Strength, string) {
		return domain.Supporting, ""
	})
	return withMailboxStore(v, r), nil
}

// withMailboxStore adds what a list of mailbox stores says; without a list
// that part is said to be unanswered.
func withMailboxStore(v detect.View, r detect.Result) detect.Result {
	asked := false
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address == nil || c.Role != domain.RoleHome {
			continue
		}
		name, hit, known := v.MailboxStore(*c.Address)
		asked = asked || known
		if !hit {
			continue
		}
		r.Outcome, r.Family = domain.Hit, domain.FamilyPostal
		r.Strength, r.Lowered = domain.Supporting, ""
		r.Bits = max(r.Bits, 4)
		r.Sentence = "The declared home is a place where mail is taken in: " + name + "."
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "lives there", Observed: "listed as " + name,
			Source: "mailbox-store list", Records: []domain.RecordRef{c.Record}})
	}
	if !asked {
		r.Counter = append(r.Counter, "Whether the home is a mailbox store could not be checked: no list is loaded.")
	}
	return r
}

// ShipToShared is the check for a second device to one address.
func ShipToShared() detect.Detector {
	return detect.Detector{
		ID: "shared-ship-to", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON03"},
			Title:     "Equipment for two workers sent to one address or phone",
			Stage:     "onboard",
			Means:     "Laptops for people of different names went to one place. A facilitator's house takes in the laptops of a whole team.",
			MeansNot:  "It does not say that the person who takes parcels in knows what the laptops are for.",
			Innocent: []string{
				"A couple who both work here.",
				"An office, an employer of record or a co-working space that takes parcels in.",
				"A parcel shop near both.",
			},
			Data:     "Ship-to addresses with an employee key or a recipient's name: shipping CSV, FedEx Ship Manager history, an asset system.",
			Ceiling:  domain.Hard,
			Source:   "US Department of Justice cases, 2024 and 2025; catalogue ON03",
			Fairness: "Recipients are joined by the employer's key, or by a name that exactly one worker bears; never by the address itself.",
			FirstSteps: []string{
				"List every parcel that went to the address, for leavers too.",
				"Ask the asset team whether the address is an office or a partner's.",
			},
		},
		Needs: detect.Needs(detect.NeedLinks(domain.Postal, domain.Phone), detect.NeedObservations(domain.Postal, domain.Phone)),
		Requires: []detect.Requirement{{Part: "ship-to addresses of equipment", AnyOf: []detect.Datum{
			{Kind: domain.KindShipment, Field: domain.FieldAddress}, {Kind: domain.KindDelivery, Field: domain.FieldAddress}}}},
		Applies: detect.Worker,
		Run:     runShipTo,
	}
}

func runShipTo(_ context.Context, v detect.View) (detect.Result, error) {
	known := false
	for _, o := range slices.Concat(v.Observations(domain.Postal), v.Observations(domain.Phone)) {
		known = known || o.Role == domain.RoleShipTo
	}
	if !known {
		return detect.NotEnough("No street or phone is known to which equipment of this worker went.", "shipments with a street and an employee key or a unique recipient name"), nil
	}
	sent := func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleShipTo) && t.Peer.HasRole(domain.RoleShipTo, domain.RoleHome)
	}
	groups := detect.Where(detect.Groups(v.Ties(domain.Postal), v.Ties(domain.Phone)), sent)
	return detect.Shared(groups, "ship-to address or phone", domain.FamilyPostal, func(g detect.Group) (domain.Strength, string) {
		for _, t := range g.Ties {
			if t.Peer.HasRole(domain.RoleShipTo) && !t.Household {
				return domain.Hard, ""
			}
		}
		return domain.Supporting, "equipment went to somebody else's home, but no equipment of theirs went there"
	}), nil
}

// ShipToNotHome is the check for equipment sent elsewhere than home.
func ShipToNotHome() detect.Detector {
	return detect.Detector{
		ID: "ship-to-not-home", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON01"},
			Title:     "Equipment sent elsewhere than the declared home",
			Stage:     "onboard",
			Means:     "The laptop went to an address that is not the worker's home on file, or the address changed between the offer and the shipment.",
			MeansNot:  "People move, and parcels go to parents, offices and neighbours.",
			Innocent: []string{
				"A real move around the start of the job.",
				"A parent, a partner or a neighbour who is at home by day.",
				"An office or a parcel shop.",
			},
			Data:     "ADP home address and a shipping CSV.",
			Ceiling:  domain.Supporting,
			Source:   "US advisory, May 2022; Nisos; Splunk's comparison of ServiceNow with Workday; catalogue ON01",
			Fairness: "Addresses are compared as wholes; a change of unit or spelling is the same address.",
		},
		Needs: detect.Needs(detect.NeedClaims(domain.FieldAddress), detect.NeedLinks(domain.Postal),
			detect.NeedIntel(detect.IntelMailboxStore, detect.IntelPlaces)),
		Requires: []detect.Requirement{
			{Part: "ship-to addresses of equipment", AnyOf: []detect.Datum{
				{Kind: domain.KindShipment, Field: domain.FieldAddress}, {Kind: domain.KindDelivery, Field: domain.FieldAddress}}},
			{Part: "street-level home addresses", AnyOf: homeData()},
		},
		Params: []detect.Param{{Name: "near_km", Default: 40, Min: 0, Max: 500, Unit: "km", Doc: "a ship-to city within this distance of home is context only"}},

		Applies: detect.Worker,
		Run:     runShipToNotHome,
	}
}

func runShipToNotHome(_ context.Context, v detect.View) (detect.Result, error) {
	homes, sent := map[string]detect.Claim{}, []detect.Claim{}
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address == nil {
			continue
		}
		_, building, ok := v.AddressKey(*c.Address)
		switch {
		case !ok:
		case c.Role == domain.RoleHome:
			homes[building] = c
		case c.Role == domain.RoleShipTo:
			sent = append(sent, c)
		}
	}
	if len(homes) == 0 || len(sent) == 0 {
		return detect.NotEnough("A home address and a ship-to address are not both known.", "home address (ADP) and ship-to address (shipping CSV)"), nil
	}
	for _, c := range sent {
		_, building, _ := v.AddressKey(*c.Address)
		if _, same := homes[building]; !same {
			return shippedElsewhere(v, c, homes), nil
		}
	}
	return detect.ClearResult("Equipment went to the declared home."), nil
}

func shippedElsewhere(v detect.View, c detect.Claim, homes map[string]detect.Claim) detect.Result {
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Supporting, Bits: 3,
		Sentence: "Equipment was sent to an address that is not the declared home."}
	near := false
	for _, key := range sortedKeys(homes) {
		h := homes[key]
		_, most, ok := v.Distance(placeOf(*h.Address), placeOf(*c.Address))
		near = near || ok && most <= v.Param("near_km") || sameCity(*h.Address, *c.Address)
		r.Evidence = append(r.Evidence, domain.Evidence{
			Claim:    "lives in " + cityOf(*h.Address),
			Observed: fmt.Sprintf("equipment sent to another address, in %s, on %s", cityOf(*c.Address), c.Record.At.Format("2 January 2006")),
			Source:   "HR and shipping", Records: []domain.RecordRef{h.Record, c.Record},
		})
	}
	if near {
		r.Strength, r.Bits = domain.Context, 0
		r.Lowered = "both addresses lie close together"
	}
	if hub := hubAt(v, *c.Address); hub != nil {
		r.Strength, r.Bits = domain.Context, 0
		r.Lowered = "many people's equipment or mail goes to that address: " + hub.Why
	}
	if name, hit, _ := v.MailboxStore(*c.Address); hit {
		r.Strength, r.Bits, r.Lowered = domain.Supporting, 5, ""
		r.Sentence = "Equipment was sent to a place where mail is taken in: " + name + "."
	}
	return r
}
