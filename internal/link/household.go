package link

import (
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// householdMax is the largest group at one home that still reads as a
// household; more is a dorm or a house full of laptops.
const householdMax = 4

// homes returns the keys of the addresses that a person declares as home.
func homes(p *domain.Person) []string {
	var out []string
	for _, o := range p.Observations {
		if o.Identifier.Type == domain.Postal && o.Role == domain.RoleHome {
			out = append(out, o.Identifier.Key)
		}
	}
	return out
}

// household reports whether two persons look like people who live together:
// the same declared home with few others, sharing only what a home shares,
// each with their own devices, factors and documents, and no laptop sent to a
// place that neither declared.
func household(a, b *domain.Person, values []*value) bool {
	if !colocated(a, b, values) {
		return false
	}
	for _, v := range values {
		if v.hub == nil && !householdShares(v.id.Type) && !lentOnce(v, a, b) {
			return false
		}
	}
	declared := append(homes(a), homes(b)...)
	return shippedWithin(a, declared) && shippedWithin(b, declared)
}

// loan is the longest time between first and last use for which a device of
// the other still counts as lent.
const loan = 24 * time.Hour

// lentOnce reports whether a device that both used was used by one of them on
// one occasion only, who has another of the kind: partners lend each other a
// laptop.
func lentOnce(v *value, a, b *domain.Person) bool {
	if v.id.Type.Family() != domain.FamilyDevice {
		return false
	}
	return slices.ContainsFunc(v.holders, func(h holder) bool {
		if h.person.ID != a.ID && h.person.ID != b.ID || h.side.Span.Last.Sub(h.side.Span.First) > loan {
			return false
		}
		return slices.ContainsFunc(h.person.Observations, func(o domain.Observation) bool {
			return o.Identifier.Type == v.id.Type && o.Identifier.Key != v.id.Key
		})
	})
}

// householdShares lists what honest people under one roof share.
func householdShares(t domain.IdentifierType) bool {
	switch t {
	case domain.Phone, domain.Postal, domain.Bank, domain.PublicIP, domain.GatewayMAC, domain.BSSID, domain.Fingerprint:
		return true
	}
	return false
}

// colocated reports whether both declare one home that few share.
func colocated(a, b *domain.Person, values []*value) bool {
	for _, v := range values {
		if v.id.Type != domain.Postal || len(v.holders) > householdMax {
			continue
		}
		if slices.Contains(homes(a), v.id.Key) && slices.Contains(homes(b), v.id.Key) {
			return true
		}
	}
	return false
}

func shippedWithin(p *domain.Person, declared []string) bool {
	for _, o := range p.Observations {
		if o.Identifier.Type == domain.Postal && o.Role == domain.RoleShipTo && !slices.Contains(declared, o.Identifier.Key) {
			return false
		}
	}
	return true
}
