// Package place holds the checks on where people and laptops are.
package place

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		ImpossibleTravel(),
		NeverMeet(),
		BrowserZone(),
	}
}

// ImpossibleTravel is the check for sign-ins that no journey joins.
func ImpossibleTravel() detect.Detector {
	return detect.Detector{
		ID: "impossible-travel", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK02"},
			Title:     "Sign-ins from two places that no journey joins, on a young account",
			Stage:     "work",
			Means:     "Within hours, an account was used from places so far apart that nobody can have travelled between them.",
			MeansNot:  "A VPN, a mobile carrier's gateway or a privacy relay moves the address and not the person; such networks are left out.",
			Innocent: []string{
				"A VPN or a relay that no list knows.",
				"A phone on a carrier whose gateway is far away.",
				"Somebody at home uses the account's other device, with permission.",
			},
			Data:     "Okta System Log with coordinates; without them the country's own extent is allowed for. A VPN list makes it surer.",
			Ceiling:  domain.Supporting,
			Source:   "Microsoft Entra and Defender documentation of impossible travel; Panther issues 907 and 1670 on its noise; catalogue WK02",
			Fairness: "Only the distance between two of the person's own sign-ins counts, never which country either is in.",
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedActivity(domain.KindSignIn), detect.NeedLinks(domain.PublicIP),
			detect.NeedIntel(detect.IntelPlaces, detect.IntelCarriers, detect.IntelVPN)),
		Requires: []detect.Requirement{{Part: "places of sign-ins", AnyOf: signInPlaces()}},
		Params: []detect.Param{
			{Name: "kmh", Default: 1000, Min: 300, Max: 3000, Unit: "km/h", Doc: "faster than this is no journey; airliners cruise at about 900"},
			{Name: "km", Default: 500, Min: 100, Max: 5000, Unit: "km", Doc: "shorter distances are within the error of locating an address"},
			{Name: "account_days", Default: 90, Min: 1, Max: 3650, Unit: "days", Doc: "older accounts give context only"},
			{Name: "times", Default: 2, Min: 1, Max: 50, Unit: "journeys", Doc: "fewer of them are context only"},
		},
		Applies: detect.Worker,
		Run:     runTravel,
	}
}

// signInPlaces are the data that place a sign-in: what the source says, else
// the address.
func signInPlaces() []detect.Datum {
	return []detect.Datum{{Kind: domain.KindSignIn, Field: domain.FieldPlace}, {Kind: domain.KindSignIn, Field: domain.FieldPublicIP}}
}

// stop is one day's stay in one place over one network.
type stop struct {
	cell  *domain.Activity
	place domain.Place
	day   int32
	span  domain.Span
	id    string // native id of the day's first event
}

func runTravel(_ context.Context, v detect.View) (detect.Result, error) {
	stops, moved, listed := stopsOf(v)
	if len(stops) < 2 {
		return detect.NotEnough("Fewer than two sign-ins can be placed.", "Okta System Log with coordinates or countries"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPlace, Strength: domain.Supporting, Bits: 4}
	journeys := 0
	for i := range stops {
		for j := i + 1; j < len(stops) && stops[j].day-stops[i].day <= 1; j++ {
			km, gap, fast := tooFast(v, stops[i], stops[j])
			if !fast {
				continue
			}
			journeys++
			if len(r.Evidence) < 5 {
				r.Evidence = append(r.Evidence, journeyEvidence(stops[i], stops[j], km, gap))
			}
		}
	}
	if moved > 0 {
		r.Counter = append(r.Counter, leftOut(moved))
	}
	if !listed {
		r.Counter = append(r.Counter, "No VPN list is loaded, so an unmarked VPN cannot be told from a journey.")
	}
	if journeys == 0 {
		return detect.Result{Outcome: domain.Clear, Sentence: "Every pair of sign-ins leaves time to travel.", Counter: r.Counter}, nil
	}
	r.Sentence = fmt.Sprintf("Sign-ins came from places that no journey joins, %d times.", journeys)
	if journeys == 1 {
		r.Sentence = "Sign-ins came from places that no journey joins, once."
	}
	return lowerTravel(v, r, journeys), nil
}

// lowerTravel makes an old account's or a single coincidence context.
func lowerTravel(v detect.View, r detect.Result, journeys int) detect.Result {
	hired := v.Stage().HiredAt
	age := v.AsOf().Sub(hired)
	switch {
	case hired.IsZero() || age > days(v.Param("account_days")):
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "the account is not young"
	case journeys < int(v.Param("times")):
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "it happened once"
	case age <= days(30):
		r.Bits = 6
	}
	return r
}

// leftOut says how many days' sign-ins say nothing of places.
func leftOut(days int) string {
	return fmt.Sprintf("Sign-ins over VPNs, carriers, relays or an address that many share were left out (count of days: %d).", days)
}

func days(n float64) time.Duration { return time.Duration(n*24) * time.Hour }

// stopsOf lists the cells that place the person, leaving out those whose
// network moves the address. moved counts the cells left out; listed reports
// whether a VPN list was there to ask.
func stopsOf(v detect.View) (stops []stop, moved int, listed bool) {
	crowded := crowdedExits(v)
	for _, c := range v.Activity(domain.KindSignIn) {
		p, placed := v.PlaceOf(c)
		if !placed {
			continue
		}
		tunnel, known := movesAddress(v, c)
		listed = listed || known
		if tunnel || crowded[exitKey(c.IP)] {
			moved += len(c.Days)
			continue
		}
		for _, d := range c.Days {
			stops = append(stops, stop{c, p, d.Day, d.Span(), d.ID})
		}
	}
	slices.SortFunc(stops, func(a, b stop) int {
		return cmp.Or(a.span.First.Compare(b.span.First), cmp.Compare(a.id, b.id), cmp.Compare(a.cell.Place, b.cell.Place))
	})
	return stops, moved, listed
}

// crowdedExits lists the addresses from which so many otherwise unlike people
// sign in that they are an office's, a carrier's or a VPN's: where such an
// address is located says little of any of them.
func crowdedExits(v detect.View) map[string]bool {
	out := map[string]bool{}
	for _, t := range v.Ties(domain.PublicIP) {
		if t.Hub != nil {
			out[t.Identifier.Key] = true
		}
	}
	return out
}

// exitKey is the key under which an address is shared: of IPv6 the network,
// since each device makes up the rest.
func exitKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, 64).Masked().Addr().String()
}

// movesAddress reports whether a cell's network says little about where the
// person is, and whether a list could be asked.
func movesAddress(v detect.View, c *domain.Activity) (moves, known bool) {
	if c.Proxy || c.Tunnel != "" || v.Carrier(c.ASN, c.Operator) {
		return true, false
	}
	ip, err := netip.ParseAddr(c.IP)
	if err != nil {
		return false, false
	}
	hits, known := v.Network(ip, c.First.At)
	return len(hits) > 0, known
}

// tooFast reports whether no journey joins two stops: the least distance
// between them, over the time between leaving one and reaching the other, is
// beyond the speed limit. When one stay lies within the other, the person must
// have gone there and back.
func tooFast(v detect.View, a, b stop) (km float64, gap time.Duration, fast bool) {
	least, _, ok := v.Distance(a.place, b.place)
	if !ok || least < v.Param("km") {
		return 0, 0, false
	}
	km = least
	switch {
	case b.span.First.After(a.span.Last):
		gap = b.span.First.Sub(a.span.Last)
	case a.span.First.After(b.span.Last):
		gap = a.span.First.Sub(b.span.Last)
	default:
		gap = min(a.span.Last.Sub(a.span.First), b.span.Last.Sub(b.span.First))
		if gap == 0 {
			gap = max(a.span.Last.Sub(a.span.First), b.span.Last.Sub(b.span.First))
		}
		km = 2 * least
	}
	if gap <= 0 {
		return least, 0, true
	}
	return least, gap, km/gap.Hours() > v.Param("kmh")
}

// ref points at the first event of the stop's day.
func (s stop) ref() domain.RecordRef {
	r := s.cell.First
	if i := strings.LastIndex(r.Key, ":"); i >= 0 && !s.span.First.Equal(r.At) {
		// The same file, but the line is the cell's first event's, not this one's.
		return domain.RecordRef{Key: r.Key[:i+1] + s.id, At: s.span.First, Origin: domain.Origin{File: r.Origin.File, FileHash: r.Origin.FileHash}}
	}
	return r
}

func journeyEvidence(a, b stop, km float64, gap time.Duration) domain.Evidence {
	return domain.Evidence{
		Claim:    "one person uses the account",
		Observed: fmt.Sprintf("at least %.0f km apart within %s, on %s", km, gap.Round(time.Minute), a.span.First.Format("2 January 2006")),
		Source:   "okta", Records: []domain.RecordRef{a.ref(), b.ref()},
	}
}
