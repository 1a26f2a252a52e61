package sqlstore

import (
	"context"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/review"
)

// told maps what happens to a case to what others are told of it. A change of
// state is told of besides.
var told = map[review.Action]notify.Type{
	review.Opened: notify.CaseOpened, review.EvidenceChange: notify.CaseChanged,
	"left-undecided": notify.CaseLeft, "contain-expired": notify.ContainmentExpired,
}

// notifyCase tells of what happened to a case, in the transaction in which it
// is kept.
func (u *Unit) notifyCase(ctx context.Context, c *review.Case, events []review.Event) error {
	var out []notify.Event
	for _, e := range events {
		kind, ok := told[e.Action]
		if !ok && e.From != e.To {
			kind, ok = notify.CaseMoved, true
		}
		if ok {
			out = append(out, notify.Event{ID: notify.NewID("evt_"), Workspace: u.Workspace(), Type: kind, At: e.At, Data: caseData(c)})
		}
	}
	return u.Notify(ctx, out...)
}

func caseData(c *review.Case) notify.Data {
	d := notify.Data{Case: c.ID, Person: c.Person, Ring: c.Ring, State: string(c.State)}
	if len(c.Snapshots) == 0 {
		return d
	}
	s := c.Latest()
	d.Tier = s.Tier
	for _, x := range s.Seen {
		if x.Finding.Outcome == domain.Hit && !slices.Contains(d.Rules, x.Finding.Rule) {
			d.Rules = append(d.Rules, x.Finding.Rule)
		}
	}
	return d
}

// notifyDispute tells that a dispute came in, by its id alone.
func (u *Unit) notifyDispute(ctx context.Context, d *review.Dispute) error {
	return u.Notify(ctx, notify.Event{ID: notify.NewID("evt_"), Workspace: u.Workspace(), Type: notify.DisputeReceived, At: d.TakenAt, Data: notify.Data{Dispute: d.ID}})
}

// notifyRings tells which rings have other members.
func (u *Unit) notifyRings(ctx context.Context, changes []review.RingChange) error {
	out := make([]notify.Event, len(changes))
	for i, c := range changes {
		out[i] = notify.Event{ID: notify.NewID("evt_"), Workspace: u.Workspace(), Type: notify.RingChanged, At: c.At, Data: notify.Data{Ring: c.Ring, State: c.Kind}}
	}
	return u.Notify(ctx, out...)
}
