package link

import (
	"fmt"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// likeShare is the share of a hub's pairs that may also share something
// personal before its holders stop being "otherwise unlike".
const likeShare = 0.05

// burst is the window in which an honest hub does not gather most of its
// people, and an event or a flood does.
const burst = 14 * 24 * time.Hour

// flood is the kind of a crowd that came nearly all at once: it is shown, and
// what it shares keeps its weight.
const flood = "flood"

// findHubs marks the values that many otherwise unlike persons share. Degree
// alone never makes a hub: it needs a list that names it, or people who are
// otherwise unlike and came over time.
func findHubs(values []*value, between sharedBetween, opt Options) []domain.Hub {
	var hubs []domain.Hub
	for _, v := range values {
		if v.shown, v.hub, v.core = hubbed(v, between, opt); v.shown != nil {
			hubs = append(hubs, *v.shown)
		}
	}
	return hubs
}

// hubbed returns the hub to show of a value, if any, and, unless that is a mere
// flood, the hub that it is and its core.
func hubbed(v *value, between sharedBetween, opt Options) (shown, hub *domain.Hub, core map[string]bool) {
	if h := knownHub(v, opt); h != nil {
		return h, h, nil
	}
	h := hubOf(v, between)
	if h == nil || h.Kind == flood {
		return h, nil, nil
	}
	return h, h, recordedCore(v, between)
}

// knownHub asks the lists and the employer's config.
func knownHub(v *value, opt Options) *domain.Hub {
	if opt.KnownHub == nil {
		return nil
	}
	n := len(v.holders)
	kind, why, ok := opt.KnownHub(v.id, v.holders[n-1].side.Span.Last)
	if !ok {
		return nil
	}
	return &domain.Hub{Identifier: v.id, Persons: n, Kind: kind, Why: why}
}

func hubOf(v *value, between sharedBetween) *domain.Hub {
	n := len(v.holders)
	from := rules[v.id.Type].hubFrom
	if from == 0 || n < from {
		return nil
	}
	alike := alikeShare(v, between)
	if alike > likeShare {
		return nil
	}
	kind, why := structureOf(v)
	if kind == flood {
		return &domain.Hub{Identifier: v.id, Persons: n, Kind: flood, Why: fmt.Sprintf("%d persons hold it and %s", n, why)}
	}
	return &domain.Hub{Identifier: v.id, Persons: n, Kind: kind,
		Why: fmt.Sprintf("%d persons hold it and %s; %.0f %% of their pairs share anything else that is personal", n, why, alike*100)}
}

// alikeShare returns the share of the value's pairs that share something
// personal besides: a value of another family that does not merely say that
// people were in one spot.
func alikeShare(v *value, between sharedBetween) float64 {
	total, alike := 0, 0
	n := min(len(v.holders), 60)
	for i := range n {
		for j := i + 1; j < n; j++ {
			total++
			for _, other := range between(v.holders[i].person.ID, v.holders[j].person.ID) {
				if personal(other, v) {
					alike++
					break
				}
			}
		}
	}
	if total == 0 {
		return 0
	}
	return float64(alike) / float64(total)
}

// personal reports whether sharing other makes two holders of v alike.
func personal(other, v *value) bool {
	if other.id.Type.Family() == v.id.Type.Family() || rules[other.id.Type].physical {
		return false
	}
	return rules[other.id.Type].hard && len(other.holders) < max(rules[other.id.Type].hubFrom, 2)
}

// structureOf names the kind of hub that the value's spread suggests, or a
// flood when nearly all came at once.
func structureOf(v *value) (kind, why string) {
	share, span := crowding(v)
	days := int(span / (24 * time.Hour))
	spread := share <= 0.6 && span >= 4*burst
	t := v.id.Type
	switch {
	case t == domain.Fingerprint:
		return "like-laptops", "a fingerprint repeats on laptops and browsers of one make"
	case t.Family() == domain.FamilyNetwork && spread:
		return "shared-network", fmt.Sprintf("came over %d days, as at an office, a carrier or a VPN exit", days)
	case t.Family() == domain.FamilyNetwork:
		return "event", fmt.Sprintf("were there within %d days, as at a hotel or an event", days)
	case !spread:
		return flood, fmt.Sprintf("%.0f %% of them came within %d days, as in one batch or a flood; what they share keeps its weight", share*100, int(burst/(24*time.Hour)))
	case t == domain.Postal:
		return "shared-building", fmt.Sprintf("came over %d days, as at a dorm, an office or a mailbox store", days)
	case t == domain.Email || t == domain.Phone || t == domain.Profile:
		return "agency-mailbox", fmt.Sprintf("came over %d days, as through an agency", days)
	case t.Family() == domain.FamilyDocument:
		return "template", fmt.Sprintf("came over %d days, as with a public template", days)
	case t.Family() == domain.FamilyBank:
		return "shared-payee", fmt.Sprintf("came over %d days, as with an employer of record or an agency", days)
	case t.Family() == domain.FamilyReferee:
		return "common-referee", fmt.Sprintf("came over %d days, as with a team's former manager", days)
	}
	return "shared-device", fmt.Sprintf("came over %d days, as at a kiosk or a shared service", days)
}

// crowding returns the greatest share of first sights that fall within one
// burst window, and the time between the first and the last first sight.
func crowding(v *value) (share float64, span time.Duration) {
	var at []time.Time
	for _, h := range v.holders {
		if !h.side.Span.First.IsZero() {
			at = append(at, h.side.Span.First)
		}
	}
	if len(at) < 2 {
		return 1, 0
	}
	slices.SortFunc(at, time.Time.Compare)
	most, left := 0, 0
	for right := range at {
		for at[right].Sub(at[left]) > burst {
			left++
		}
		most = max(most, right-left+1)
	}
	return float64(most) / float64(len(at)), at[len(at)-1].Sub(at[0])
}

// recordedCore returns those whose hold on a hub is recorded, unless they make
// a hub by themselves: flooding a cell's phone with junk that merely declares
// it leaves the cell's own ties standing.
func recordedCore(v *value, between sharedBetween) map[string]bool {
	if v.id.Type.Family() == domain.FamilyNetwork || v.id.Type.Family() == domain.FamilyPostal {
		return nil
	}
	alone := &value{id: v.id, holders: v.recorded()}
	if len(alone.holders) < 2 {
		return nil
	}
	if h := hubOf(alone, between); h != nil && h.Kind != flood {
		return nil
	}
	core := map[string]bool{}
	for _, h := range alone.holders {
		core[h.person.ID] = true
	}
	return core
}

// recorded lists the holders whose hold is at least recorded.
func (v *value) recorded() []holder {
	var out []holder
	for _, h := range v.holders {
		if h.side.Assurance >= domain.Recorded {
			out = append(out, h)
		}
	}
	return out
}
