package hours

import (
	"context"
	"math/rand/v2"

	"github.com/daylight-hq/daylight/internal/activity"
)

// resampled draws each author anew, with replacement, once event by event and
// once day by day, and counts who would be contradicted at their own offset.
// Every author is drawn equally often, those included of whom nothing is said.
func resampled(ctx context.Context, people []person, o Options) (byEvent, byDay Rate, err error) {
	events, days, each := 0, 0, (o.Resamples+len(people)-1)/len(people)
	for i := range people {
		if err := ctx.Err(); err != nil {
			return byEvent, byDay, err
		}
		o.tell("resampling", i, len(people))
		p := &people[i]
		rng := rand.New(rand.NewPCG(o.Seed, uint64(i)))
		byDay := splitDays(p.author.Events)
		for range each {
			events += one(p.wronged(drawEvents(rng, p.author.Events)))
			days += one(p.wronged(drawDays(rng, byDay)))
		}
	}
	return NewRate(events, each*len(people)), NewRate(days, each*len(people)), nil
}

func (p *person) wronged(unix []int64) bool {
	return p.model.Against(activity.HoursOf(unix), activity.Fixed(p.sample.Offset)).Contradicted
}

func drawEvents(rng *rand.Rand, events []Event) []int64 {
	out := make([]int64, len(events))
	for i := range out {
		out[i] = events[rng.IntN(len(events))].Unix
	}
	return out
}

// splitDays cuts events where a UTC day ends.
func splitDays(events []Event) [][]int64 {
	var out [][]int64
	last := int64(-1)
	for _, e := range events {
		if day := e.Unix / 86400; day != last {
			out, last = append(out, nil), day
		}
		out[len(out)-1] = append(out[len(out)-1], e.Unix)
	}
	return out
}

// drawDays draws whole days. A day drawn twice stays one: hours are counted
// once, so such a sample has fewer days, as a shorter export would.
func drawDays(rng *rand.Rand, days [][]int64) []int64 {
	var out []int64
	for range days {
		out = append(out, days[rng.IntN(len(days))]...)
	}
	return out
}
