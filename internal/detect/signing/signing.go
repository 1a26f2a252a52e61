// Package signing holds the check on where and with what a contract was signed.
package signing

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Elsewhere(),
	}
}

// Elsewhere is the check for an electronic signature from far away, through a
// VPN, or from the device of somebody else.
func Elsewhere() detect.Detector {
	return detect.Detector{
		ID: "signed-from-elsewhere", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON14"},
			Title:     "The contract was signed from elsewhere",
			Stage:     "onboard",
			Means:     "The certificate of an electronic signature shows a place far from every declared address, an exit of a VPN or hosting network, or a device that signed for somebody else too.",
			MeansNot:  "A contract may be signed on a journey. The place of an internet address is an estimate.",
			Innocent: []string{
				"Signed on a journey or during a move.",
				"A privacy service or the VPN of the present employer.",
				"A couple, or a helper, who signs on one device.",
				"An address that tables place wrongly.",
			},
			Data:       "Certificates of completion (DocuSign, or a CSV through a mapping): address, place and device of each signature.",
			Ceiling:    domain.Supporting,
			Source:     "Security Alliance (SEAL) guidance; Microsoft; catalogue ON14",
			Fairness:   "Distances and named networks only, never which country. One oddity alone is context.",
			FirstSteps: []string{"Ask, in the same words as of everybody, where the contract was signed."},
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindSignature), detect.NeedClaims(domain.FieldAddress, domain.FieldPlace),
			detect.NeedObservations(domain.PublicIP), detect.NeedLinks(domain.PublicIP, domain.DeviceToken, domain.DeviceID), detect.NeedIntel(detect.IntelPlaces, detect.IntelVPN)),
		Requires: []detect.Requirement{{Part: "from where contracts were signed", AnyOf: []detect.Datum{
			{Kind: domain.KindSignature, Field: domain.FieldPublicIP}, {Kind: domain.KindSignature, Field: domain.FieldPlace}, {Kind: domain.KindSignature, Field: domain.FieldDeviceToken}}}},
		Params: []detect.Param{
			{Name: "km", Default: 300, Min: 50, Max: 3000, Unit: "km", Doc: "a signature nearer than this to a declared address was given at home"},
		},
		Run: run,
	}
}

// oddities are what is odd about one person's signatures.
type oddities struct {
	far, hidden, shared bool
	known               bool // something could be compared
	evidence            []domain.Evidence
}

func (o *oddities) note(observed string, records ...domain.RecordRef) {
	source, _, _ := strings.Cut(records[0].Key, ":")
	o.evidence = append(o.evidence, domain.Evidence{Claim: "signed at home, on a device of one's own", Observed: observed, Source: source, Records: records})
}

func run(_ context.Context, v detect.View) (detect.Result, error) {
	signatures := v.Records(domain.KindSignature)
	if len(signatures) == 0 {
		return detect.NotEnough("No electronic signature of this person is known.", "certificates of completion of electronic signatures"), nil
	}
	var o oddities
	for _, r := range signatures {
		for i := range r.Values {
			if val := &r.Values[i]; val.Field == domain.FieldPlace && val.Place != nil {
				o.distance(v, r, *val.Place)
			}
		}
	}
	o.networks(v)
	o.others(v)
	if len(o.evidence) == 0 {
		if !o.known {
			return detect.NotEnough("Where the contract was signed cannot be compared with anything.", "the address or place of each signature, and a declared address"), nil
		}
		return detect.ClearResult("The signatures fit the declared addresses and a device of one's own."), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyNetwork, Strength: domain.Context, Evidence: o.evidence}
	switch {
	case o.shared:
		r.Strength, r.Bits, r.Family = domain.Supporting, 5, domain.FamilyDevice
		r.Sentence = "The device or connection that signed this contract signed for a person of another name too."
	case o.far && o.hidden:
		r.Strength, r.Bits = domain.Supporting, 4
		r.Sentence = "The contract was signed far from every declared address and through a VPN or hosting network."
	case o.far:
		r.Sentence, r.Lowered = "The contract was signed far from every declared address.", "people sign on journeys"
	default:
		r.Sentence, r.Lowered = "The contract was signed through a VPN or hosting network.", "many use one for privacy"
	}
	return r, nil
}

// networks asks the lists about the addresses from which contracts were signed.
func (o *oddities) networks(v detect.View) {
	for _, seen := range v.Observations(domain.PublicIP) {
		ip, err := netip.ParseAddr(seen.Identifier.Key)
		if err != nil || seen.Role != domain.RoleSigning {
			continue
		}
		hits, listed := v.Network(ip, seen.Span.First)
		o.known = o.known || listed
		for _, h := range hits {
			if !h.Own && !h.Stale && (h.Kind == "vpn" || h.Kind == "hosting") {
				o.hidden = true
				o.note("the address belongs to a "+h.Kind+" network ("+h.List+")", seen.Records...)
				break
			}
		}
	}
}

// distance compares where a contract was signed with the declared addresses.
func (o *oddities) distance(v detect.View, r *domain.Record, at domain.Place) {
	nearest := 0.0
	for _, home := range declared(v) {
		least, _, ok := v.Distance(at, home)
		if !ok {
			continue
		}
		if o.known = true; least < v.Param("km") {
			return
		}
		if nearest == 0 || least < nearest {
			nearest = least
		}
	}
	if nearest > 0 {
		o.far = true
		o.note(fmt.Sprintf("signed at least %.0f km from every declared address", nearest), detect.RefOf(r))
	}
}

func declared(v detect.View) (out []domain.Place) {
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address != nil && (c.Role == domain.RoleHome || c.Role == domain.RoleApply || c.Role == domain.RoleShipTo) {
			out = append(out, domain.Place{City: c.Address.City, Region: c.Address.Region, Country: c.Address.Country})
		}
	}
	for _, c := range v.Claims(domain.FieldPlace) {
		if c.Place != nil && (c.Role == domain.RoleHome || c.Role == domain.RoleApply) {
			out = append(out, *c.Place)
		}
	}
	return out
}

// others looks for people of another name who signed with the same.
func (o *oddities) others(v detect.View) {
	signing := func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleSigning) && t.Peer.HasRole(domain.RoleSigning) && !t.Household && t.Names == domain.NamesDifferent
	}
	for _, g := range detect.Where(detect.Groups(v.Ties(domain.DeviceToken), v.Ties(domain.DeviceID), v.Ties(domain.PublicIP)), signing) {
		if g.Hub == nil && g.Bits() >= 4 {
			o.shared, o.known = true, true
			o.evidence = append(o.evidence, g.Evidence())
		}
	}
}
