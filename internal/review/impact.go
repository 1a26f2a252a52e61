package review

import (
	"context"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Impact counts what the workflow did to people in a span of time. It names
// nobody but in Confirmed, which is for adding up and not for showing.
type Impact struct {
	From, To time.Time
	Opened   map[domain.Tier]int
	Closed   map[Outcome]int
	Actions  map[Action]int
	Stages   map[Stage]int // where people whose cases were closed stood
	Waiting  map[State]int // cases that are not closed, as of now
	// MedianOpen is how long half of the cases that were closed in the span had
	// been open at most, MostOpen how long nine in ten.
	MedianOpen, MostOpen time.Duration
	Weeks                []Week
	// Rules says how cases ended in which a rule had a hit when they were closed.
	Rules map[string]Ended
	// Confirmed are the people whose cases ended so in the span.
	Confirmed []string
}

// Week counts cases of seven days that begin on a Monday, UTC.
type Week struct {
	From           time.Time
	Opened, Closed int
}

// Ended counts how closed cases of people ended.
type Ended struct {
	Confirmed    int
	Misused      int // the concern was real, and the person a victim
	Innocent     int
	Inconclusive int
}

// few is how many decided cases tell nothing of a rule.
const few = 5

// Precision is the share of decided cases in which the concern was real. ok is
// false where too few were decided to say.
func (e Ended) Precision() (share float64, ok bool) {
	found := e.Confirmed + e.Misused
	if found+e.Innocent < few {
		return 0, false
	}
	return float64(found) / float64(found+e.Innocent), true
}

// Add counts a case.
func (e *Ended) Add(o Outcome, n int) {
	switch o {
	case Confirmed:
		e.Confirmed += n
	case IdentityMisused, TakenOver:
		e.Misused += n
	case Explained, NoConcern:
		e.Innocent += n
	default:
		e.Inconclusive += n
	}
}

// LeftUndecided counts people who were flagged and rejected or withdrawn in the
// tracker while nobody had decided their case, by when that was seen. It should
// be nought.
func (i Impact) LeftUndecided() int { return i.Actions[actLeft] }

// Overruled is the share of proposals that did not stand: sent back, withdrawn
// or overturned. A share near nought over many proposals says that the second
// person and the appeal may be mere form.
func (i Impact) Overruled() float64 {
	if i.Actions[Propose] == 0 {
		return 0
	}
	return float64(i.Actions[SendBack]+i.Actions[Withdraw]+i.Actions[Overturn]) / float64(i.Actions[Propose])
}

// Impact reports on a span of time, its end excluded: of all cases, or of those
// of some end clients.
func (d *Desk) Impact(ctx context.Context, ws domain.WorkspaceID, from, to time.Time, clients []string) (Impact, error) {
	if !from.Before(to) {
		return Impact{}, &Invalid{"to", "a time after the beginning"}
	}
	return d.store.Impact(ctx, ws, from, to, clients)
}
