package hours

import "fmt"

// Floors that a model must hold to be of use, and to wrong nobody.
const (
	floorWithin1  = 0.75 // of the answered, at least
	floorWithin2  = 0.88
	floorAnswered = 0.75 // of authors, at least
	floorFound    = 0.80 // of claims 8 to 12 hours off, at least
	mostWrong     = 1    // authors, on either clock
	mostResampled = 0.01 // of resamples
	// enough answered authors must be there before a floor is held against a
	// file: below, one person moves a share by more than five points.
	enoughAnswered = 20
)

// Missed says which floors the figures miss, in words.
func (f Figures) Missed() []string {
	if f.Answered.Count < enoughAnswered {
		return []string{fmt.Sprintf("only %d authors were answered, and %d are needed to judge", f.Answered.Count, enoughAnswered)}
	}
	var out []string
	least := func(what string, r Rate, floor float64) {
		if r.Share < floor {
			out = append(out, fmt.Sprintf("%s is %.1f %%, at least %.0f %% are asked", what, 100*r.Share, 100*floor))
		}
	}
	least("answered", f.Answered, floorAnswered)
	least("within 1 h", f.Within1, floorWithin1)
	least("within 2 h", f.Within2, floorWithin2)
	least("found of claims 8 to 12 h off", f.Found, floorFound)
	if n := max(f.Wrong.Count, f.WrongClock.Count); n > mostWrong {
		out = append(out, fmt.Sprintf("%d authors are contradicted at their true offset, at most %d may be", n, mostWrong))
	}
	if s := max(f.WrongEvent.Share, f.WrongDay.Share); s > mostResampled {
		out = append(out, fmt.Sprintf("%.2f %% of resamples are contradicted at the true offset, at most %.0f %% may be", 100*s, 100*mostResampled))
	}
	return out
}
