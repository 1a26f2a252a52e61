package review

import (
	"context"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Impact counts what the workflow did to people in a span of time. It names
// nobody.
type Impact struct {
	From, To time.Time
	Opened   map[domain.Tier]int
	Closed   map[Outcome]int
	Actions  map[Action]int
	// MedianOpen is how long half of the cases that were closed in the span had
	// been open at most.
	MedianOpen time.Duration
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

// Impact reports on a span of time, its end excluded.
func (d *Desk) Impact(ctx context.Context, ws domain.WorkspaceID, from, to time.Time) (Impact, error) {
	if !from.Before(to) {
		return Impact{}, &Invalid{"to", "a time after the beginning"}
	}
	return d.store.Impact(ctx, ws, from, to)
}
