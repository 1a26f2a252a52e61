package place

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// NeverMeet is the check for a laptop and a person that are never in one place.
func NeverMeet() detect.Detector {
	return detect.Detector{
		ID: "places-never-meet", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON07"},
			Title:     "The laptop's place and the sign-ins' places never meet",
			Stage:     "onboard",
			Means:     "Over weeks, no sign-in came from near where the laptop was delivered, nor from near the declared home.",
			MeansNot:  "Somebody who moved, and says so, signs in from the new home: that is counted in their favour.",
			Innocent: []string{
				"A long journey or a move not yet on file.",
				"The laptop was forwarded to the worker.",
				"A VPN or a relay that no list knows.",
			},
			Data:     "Delivery city (FedEx, UPS, shipping CSV) and Okta sign-in places over at least two weeks. One snapshot is not enough.",
			Ceiling:  domain.Hard,
			Source:   "Insikt Group, August 2026; catalogue ON07",
			Fairness: "Distances only; never which country or neighbourhood a place is in.",
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedActivity(domain.KindSignIn), detect.NeedLinks(domain.PublicIP),
			detect.NeedClaims(domain.FieldPlace, domain.FieldAddress), detect.NeedObservations(domain.PublicIP),
			detect.NeedIntel(detect.IntelPlaces, detect.IntelCarriers, detect.IntelVPN)),
		Requires: []detect.Requirement{
			{Part: "where equipment was delivered", AnyOf: []detect.Datum{
				{Kind: domain.KindDelivery, Field: domain.FieldPlace}, {Kind: domain.KindShipment, Field: domain.FieldAddress}}},
			{Part: "places of sign-ins", AnyOf: signInPlaces()},
		},
		Params: []detect.Param{
			{Name: "km", Default: 300, Min: 50, Max: 3000, Unit: "km", Doc: "sign-ins nearer than this meet the laptop or the home"},
			{Name: "weeks", Default: 2, Min: 1, Max: 26, Unit: "weeks", Doc: "sign-ins must span at least this long"},
			{Name: "active_days", Default: 8, Min: 2, Max: 180, Unit: "days", Doc: "and fall on at least this many days"},
			{Name: "lasting_weeks", Default: 6, Min: 2, Max: 52, Unit: "weeks", Doc: "from this span on the finding is hard"},
			{Name: "settled_places", Default: 2, Min: 1, Max: 20, Unit: "places", Doc: "sign-ins from more places than this are a journey, which is supporting only"},
		},
		Applies: detect.Worker,
		Run:     runMeet,
	}
}

func runMeet(_ context.Context, v detect.View) (detect.Result, error) {
	delivered, from := deliveredTo(v)
	stops, moved, _ := stopsOf(v)
	active := map[int32]bool{}
	var span domain.Span
	var after []stop
	for _, s := range stops {
		if !s.span.Last.Before(from) {
			after = append(after, s)
			active[s.day] = true
			span.Include(s.span.First)
			span.Include(s.span.Last)
		}
	}
	weeks := span.Last.Sub(span.First).Hours() / 24 / 7
	if len(delivered) == 0 || weeks < v.Param("weeks") || len(active) < int(v.Param("active_days")) {
		return detect.NotEnough("There are too few placed sign-ins after the delivery, or no delivery place.",
			"delivery places and several weeks of Okta sign-ins outside VPNs"), nil
	}
	if any, ok := meets(v, after, delivered); any || !ok {
		if !ok {
			return detect.NotEnough("The places could not be located.", "places with coordinates or known city names"), nil
		}
		return detect.ClearResult("Sign-ins come from where the laptop was delivered."), nil
	}
	return neverMet(v, after, weeks, len(active), moved), nil
}

func neverMet(v detect.View, after []stop, weeks float64, active, moved int) detect.Result {
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPlace, Strength: domain.Supporting, Bits: 4,
		Sentence: fmt.Sprintf("On %d days over %.0f weeks no sign-in came from near the place of delivery.", active, weeks),
		Evidence: []domain.Evidence{{Claim: "the laptop was delivered to the worker", Observed: "every placed sign-in came from elsewhere",
			Source: "shipping and okta", Records: []domain.RecordRef{after[0].ref(), after[len(after)-1].ref()}}}}
	if moved > 0 {
		r.Counter = append(r.Counter, leftOut(moved))
	}
	atHome, located := meets(v, after, homesOf(v))
	settled := countPlaces(after) <= int(v.Param("settled_places"))
	switch {
	case laptopIsThere(v):
		r.Strength, r.Bits = domain.Context, 0
		r.Lowered = "the laptop reports from the same network as the sign-ins, so it is where the person is"
	case located && atHome:
		r.Strength, r.Bits = domain.Context, 0
		r.Lowered = "the sign-ins come from the declared home"
	case located && settled && weeks >= v.Param("lasting_weeks"):
		r.Strength, r.Bits = domain.Hard, 7
		r.Sentence += " None came from near the declared home either."
		if commonExit(v, after) {
			r.Strength, r.Lowered = domain.Supporting, "two or more others sign in through the same address, which may be the exit of the firm's own VPN"
		}
	}
	return r
}

// commonExit reports whether most of the stops went through an address from
// which at least two others, of other names, sign in too: where such an address
// is located is no surer than whose it is.
func commonExit(v detect.View, stops []stop) bool {
	others := map[string]int{}
	for _, t := range v.Ties(domain.PublicIP) {
		if t.Names == domain.NamesDifferent && !t.Household && t.Self.HasRole(domain.RoleSignIn) && t.Peer.HasRole(domain.RoleSignIn) {
			others[t.Identifier.Key]++
		}
	}
	common := 0
	for _, s := range stops {
		if others[exitKey(s.cell.IP)] >= 2 {
			common++
		}
	}
	return 2*common > len(stops)
}

// laptopIsThere reports whether the company laptop was seen on a network from
// which the person signed in.
func laptopIsThere(v detect.View) bool {
	laptop := map[string]bool{}
	for _, o := range v.Observations(domain.PublicIP) {
		if o.Role == domain.RoleDevice {
			laptop[o.Identifier.Key] = true
		}
	}
	for _, o := range v.Observations(domain.PublicIP) {
		if o.Role == domain.RoleSignIn && laptop[o.Identifier.Key] {
			return true
		}
	}
	return false
}

func countPlaces(stops []stop) int {
	places := map[string]bool{}
	for _, s := range stops {
		places[s.place.Country+"|"+s.place.Region+"|"+s.place.City] = true
	}
	return len(places)
}

// deliveredTo lists where equipment arrived, and when the first of it did.
func deliveredTo(v detect.View) (places []domain.Place, from time.Time) {
	note := func(at time.Time) {
		if from.IsZero() || at.Before(from) {
			from = at
		}
	}
	for _, c := range v.Claims(domain.FieldPlace) {
		if c.Place != nil && (c.Role == domain.RoleDelivery || c.Role == domain.RoleShipTo) {
			places = append(places, *c.Place)
			note(c.Record.At)
		}
	}
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address != nil && (c.Role == domain.RoleShipTo || c.Role == domain.RoleDelivery) {
			places = append(places, addressPlace(*c.Address))
			note(c.Record.At)
		}
	}
	return places, from
}

func addressPlace(a domain.Address) domain.Place {
	return domain.Place{City: a.City, Region: a.Region, Country: a.Country}
}

func homesOf(v detect.View) []domain.Place {
	var out []domain.Place
	for _, c := range v.Claims(domain.FieldPlace) {
		if c.Place != nil && (c.Role == domain.RoleHome || c.Role == domain.RoleApply) {
			out = append(out, *c.Place)
		}
	}
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address != nil && c.Role == domain.RoleHome {
			out = append(out, addressPlace(*c.Address))
		}
	}
	return out
}

// meets reports whether any stop may be near any of the places, and whether
// every comparison could be made. Doubt counts as meeting.
func meets(v detect.View, stops []stop, places []domain.Place) (near, located bool) {
	for _, p := range places {
		for _, s := range stops {
			least, _, ok := v.Distance(s.place, p)
			if !ok {
				continue
			}
			located = true
			if least <= v.Param("km") {
				return true, true
			}
		}
	}
	return false, located
}
