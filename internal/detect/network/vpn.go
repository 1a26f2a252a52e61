package network

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// VPNAtWork is the check for work that is done through a VPN of one's own.
func VPNAtWork() detect.Detector {
	return detect.Detector{
		ID: "vpn-at-work", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK01"},
			Title:     "Work is done through a VPN that is not the employer's",
			Stage:     "work",
			Means:     "On many days after the hire the sign-ins came through an exit of a public VPN or a hosting network. It hides where the work is done.",
			MeansNot:  "Many honest people use a VPN always and everywhere. Ask first.",
			Innocent: []string{
				"A habit of privacy, or a router that sends everything through a VPN.",
				"A network that blocks things, such as a hotel's or a school's.",
				"The employer's own VPN, rented from a public operator, that the config does not name.",
				"A list that is wrong about an address.",
			},
			Data:     "Addresses of sign-ins, VPN or hosting lists of those days, and the day of the hire. That a source calls one sign-in of many a proxy's is not counted: which days it speaks of is not kept.",
			Ceiling:  domain.Supporting,
			Source:   "Red Canary; LevelBlue (a case caught in ten days); catalogue WK01",
			Fairness: "Which operator or country it is, is never looked at. An exit that several colleagues use counts as the firm's.",
			FirstSteps: []string{
				"Ask, as you would anybody, which VPN is in use and why.",
				"Ask IT whether the exit is the firm's own.",
			},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedActivity(domain.KindSignIn), detect.NeedLinks(domain.PublicIP), detect.NeedIntel(detect.IntelVPN)),
		Requires: []detect.Requirement{
			{Part: "networks of sign-ins", AnyOf: []detect.Datum{{Kind: domain.KindSignIn, Field: domain.FieldPublicIP}}},
			{Part: "days of hire", AnyOf: []detect.Datum{{Kind: domain.KindWorker, Field: domain.FieldHiredAt}}},
		},
		Params: []detect.Param{
			{Name: "days", Default: 5, Min: 2, Max: 100, Unit: "days", Doc: "on so many days, at least, it is more than a hotel's network"},
			{Name: "share", Default: 0.3, Min: 0.05, Max: 1, Unit: "of the active days", Doc: "and on so large a part of the days with sign-ins"},
			{Name: "colleagues", Default: 2, Min: 1, Max: 50, Unit: "persons", Doc: "an exit that so many others of other names use too is taken for the firm's"},
		},
		Applies: detect.Worker,
		Run:     runVPN,
	}
}

func runVPN(_ context.Context, v detect.View) (detect.Result, error) {
	hired := v.Stage().HiredAt
	if hired.IsZero() {
		return detect.NotEnough("When the work began is not known.", "days of hire"), nil
	}
	days := daysOf(v, domain.DayOf(hired))
	switch {
	case len(days.active) == 0:
		return detect.NotEnough("No sign-in after the hire is known.", "the identity provider's log"), nil
	case !days.listed:
		return detect.NotEnough("No list says whether these networks are a VPN's.", "a VPN or hosting list of those days"), nil
	case len(days.hidden) == 0:
		return detect.ClearResult("The sign-ins came through no listed VPN."), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyNetwork, Strength: domain.Supporting, Bits: 3,
		Sentence: fmt.Sprintf("On %d of %d days with sign-ins the work was done through a VPN or hosting network.", len(days.hidden), len(days.active)),
		Evidence: days.evidence}
	if len(days.hidden) < int(v.Param("days")) || float64(len(days.hidden)) < v.Param("share")*float64(len(days.active)) {
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "it was seldom, as on journeys"
	}
	return r, nil
}

// workDays are the days with sign-ins, and those of them behind a listed network.
type workDays struct {
	active, hidden map[int32]bool
	listed         bool
	evidence       []domain.Evidence // one for each network
}

func daysOf(v detect.View, from int32) workDays {
	out := workDays{active: map[int32]bool{}, hidden: map[int32]bool{}}
	firm := firmExits(v)
	for _, c := range v.Activity(domain.KindSignIn) {
		ip, err := netip.ParseAddr(c.IP)
		if err != nil {
			continue
		}
		before := len(out.hidden)
		for _, d := range c.Days {
			if d.Day < from {
				continue
			}
			out.active[d.Day] = true
			behind, known := listedOn(v, ip, d.Span().First)
			if out.listed = out.listed || known; behind && !firm[c.IP] {
				out.hidden[d.Day] = true
			}
		}
		if len(out.hidden) > before && len(out.evidence) < 5 {
			source, _, _ := strings.Cut(c.Last.Key, ":")
			out.evidence = append(out.evidence, domain.Evidence{Claim: "works from home", Observed: "sign-ins through a VPN or hosting network", Source: source, Records: []domain.RecordRef{c.Last}})
		}
	}
	return out
}

// listedOn reports whether a list of that day calls an address a VPN's or a
// host's, and whether a list could be asked.
func listedOn(v detect.View, ip netip.Addr, at time.Time) (behind, known bool) {
	hits, known := v.Network(ip, at)
	for _, h := range hits {
		switch {
		case h.Own:
			return false, true
		case !h.Stale && (h.Kind == "vpn" || h.Kind == "hosting"):
			behind = true
		}
	}
	return behind, known
}

// listedAt is [listedOn] of an address that was observed.
func listedAt(v detect.View, o domain.Observation) (behind, known bool) {
	ip, err := netip.ParseAddr(o.Identifier.Key)
	if err != nil {
		return false, false
	}
	return listedOn(v, ip, o.Span.First)
}

// firmExits lists the addresses through which several others of other names sign
// in too.
func firmExits(v detect.View) map[string]bool {
	others := map[string]int{}
	out := map[string]bool{}
	for _, t := range v.Ties(domain.PublicIP) {
		if t.Names == domain.NamesDifferent && t.Self.HasRole(domain.RoleSignIn) && t.Peer.HasRole(domain.RoleSignIn) {
			others[t.Identifier.Key]++
		}
		if t.Hub != nil || others[t.Identifier.Key] >= int(v.Param("colleagues")) {
			out[t.Identifier.Key] = true
		}
	}
	return out
}
