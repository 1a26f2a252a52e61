package detect

import (
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// RingContext is what a person's ring adds to the tier.
type RingContext struct {
	Persons int  // members of the ring; 0 outside any
	Hard    bool // the ring has a link that is hard and recorded on both sides
}

// Judgement is the tier of a person and why it is that.
type Judgement struct {
	Tier   domain.Tier
	Bits   int // one value a family, no family counting twice
	Reason string
}

// Judge turns one person's findings into a tier: review is one hard finding or
// two families; urgent is a hard finding and a second family, or a hard
// finding inside a ring of three with a hard link. A ring alone raises nobody.
//
// quiet is how many checks were made and found nothing.
func Judge(findings []domain.Finding, quiet int, ring RingContext) Judgement {
	var hard, supporting []domain.Family
	lowered, evaluated := false, quiet > 0
	best := map[domain.Family]int{}
	for _, f := range findings {
		if f.Outcome == domain.Hit {
			evaluated = true
			if f.Strength != domain.Context {
				best[f.Family] = max(best[f.Family], f.Bits)
			}
			switch f.Strength {
			case domain.Hard:
				hard = addFamily(hard, f.Family)
			case domain.Supporting:
				supporting = addFamily(supporting, f.Family)
			case domain.Context:
				lowered = lowered || f.Lowered != ""
			}
		}
	}
	j := Judgement{}
	for _, b := range best {
		j.Bits += b
	}
	all := slices.Clone(hard)
	for _, f := range supporting {
		all = addFamily(all, f)
	}
	j.Tier, j.Reason = tierOf(len(hard), len(all), ring, lowered, evaluated)
	return j
}

func tierOf(hard, families int, ring RingContext, lowered, evaluated bool) (domain.Tier, string) {
	switch {
	case hard > 0 && families > 1:
		return domain.TierUrgent, "a hard finding and a second family of evidence"
	case hard > 0 && ring.Persons >= 3 && ring.Hard:
		return domain.TierUrgent, "a hard finding inside a ring of three or more with a hard link"
	case hard > 0:
		return domain.TierReview, "one hard finding"
	case families > 1:
		return domain.TierReview, "two independent families of evidence"
	case families == 1:
		return domain.TierWatch, "one supporting finding, which needs a second family"
	case lowered:
		return domain.TierWatch, "a finding that its context explains"
	case evaluated:
		return domain.TierNone, "nothing found by the checks that could be made"
	}
	return domain.TierInsufficient, "too little data for any check"
}

func addFamily(list []domain.Family, f domain.Family) []domain.Family {
	if slices.Contains(list, f) {
		return list
	}
	return append(list, f)
}
