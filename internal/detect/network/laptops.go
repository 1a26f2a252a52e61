// Package network holds the checks on the networks that company laptops are on.
package network

import (
	"context"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		LaptopsTogether(),
		VPNAtWork(),
		AppliedTogether(),
		AppliedThroughVPN(),
	}
}

var networkTypes = []domain.IdentifierType{domain.GatewayMAC, domain.BSSID, domain.PublicIP}

// LaptopsTogether is the check for company laptops on one home network.
func LaptopsTogether() detect.Detector {
	return detect.Detector{
		ID: "laptops-on-one-network", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON06"},
			Title:     "Company laptops of two people on one network, though their homes differ",
			Stage:     "onboard",
			Means:     "Two company laptops report the same gateway, Wi-Fi access point or public address, while their users declare different homes. Laptops in a facilitator's house do.",
			MeansNot:  "Laptops meet at offices, hotels and events, and a carrier puts many homes behind one address.",
			Innocent: []string{
				"An office day, a co-working space, a hotel or an event.",
				"A couple who both work here.",
				"A carrier that puts many customers behind one address.",
			},
			Data:     "Fleet or osquery: public address in newer versions; gateway and access point only where the employer schedules those queries. Intune carries none of them.",
			Ceiling:  domain.Hard,
			Source:   "Mandiant podcast (two laptops in one house); catalogue ON06",
			Fairness: "Only equality of the network counts, never where it is.",
		},
		Needs: detect.Needs(detect.NeedLinks(networkTypes...), detect.NeedObservations(networkTypes...)),
		Requires: []detect.Requirement{{Part: "networks that company laptops were on", AnyOf: []detect.Datum{
			{Kind: domain.KindDevice, Field: domain.FieldPublicIP}, {Kind: domain.KindCheckin, Field: domain.FieldPublicIP},
			{Kind: domain.KindCheckin, Field: domain.FieldGatewayMAC}, {Kind: domain.KindCheckin, Field: domain.FieldBSSID}}}},
		Params: []detect.Param{{Name: "visit_days", Default: 7, Min: 0, Max: 90, Unit: "days",
			Doc: "laptops that were on one network for no longer than this may have met there"}},
		Applies: detect.Worker,
		Run:     runLaptops,
	}
}

func runLaptops(_ context.Context, v detect.View) (detect.Result, error) {
	known := false
	var ties [][]domain.Tie
	for _, t := range networkTypes {
		for _, o := range v.Observations(t) {
			known = known || o.Role == domain.RoleDevice
		}
		ties = append(ties, v.Ties(t))
	}
	if !known {
		return detect.NotEnough("No network is known that this person's company laptop was on.", "Fleet hosts with public address, or scheduled osquery queries for gateway and access point"), nil
	}
	groups := detect.Where(detect.Groups(ties...), func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleDevice) && t.Peer.HasRole(domain.RoleDevice)
	})
	return detect.Shared(groups, "network of a company laptop", domain.FamilyNetwork, func(g detect.Group) (domain.Strength, string) {
		switch {
		case !apart(g):
			return domain.Context, "they declare the same home"
		case g.Identifier.Type == domain.PublicIP:
			return domain.Supporting, "a public address can stand for a carrier, a hotel or an office"
		case visit(g, v.Param("visit_days")):
			return domain.Supporting, "one of the laptops was seen there for a few days at most: a visit, an event or an office day looks the same"
		case comesAndGoes(v, g):
			return domain.Supporting, "in the same weeks this laptop was also on a network that is not shared, as one that is carried between home and an office is"
		}
		return domain.Hard, ""
	}), nil
}

// visit reports whether, with every peer, one of the two laptops was on the
// network for no longer than a visit lasts.
func visit(g detect.Group, days float64) bool {
	stay := time.Duration(days * 24 * float64(time.Hour))
	brief := func(s domain.Side) bool { return s.Span.Last.Sub(s.Span.First) <= stay }
	for _, t := range g.Ties {
		if !brief(t.Self) && !brief(t.Peer) {
			return false
		}
	}
	return true
}

// comesAndGoes reports whether, while the laptop was on the shared network, it
// was also, for longer than a visit, on one of the same kind that nobody
// shares. A laptop in a facilitator's house stays there.
func comesAndGoes(v detect.View, g detect.Group) bool {
	shared := map[string]bool{}
	for _, t := range v.Ties(g.Identifier.Type) {
		shared[t.Identifier.Key] = true
	}
	here := g.Ties[0].Self.Span
	for _, o := range v.Observations(g.Identifier.Type) {
		if shared[o.Identifier.Key] || o.Role != domain.RoleDevice {
			continue
		}
		from, to := o.Span.First, o.Span.Last
		if from.Before(here.First) {
			from = here.First
		}
		if to.After(here.Last) {
			to = here.Last
		}
		if to.Sub(from).Hours() > 24*v.Param("visit_days") {
			return true
		}
	}
	return false
}

// apart reports whether somebody on the network declares another home.
func apart(g detect.Group) bool {
	for _, t := range g.Ties {
		if !t.Colocated {
			return true
		}
	}
	return false
}
