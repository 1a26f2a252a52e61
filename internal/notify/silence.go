package notify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Arrival is when records of one source came.
type Arrival struct {
	Source string
	Last   time.Time
	Gaps   []time.Duration // between arrivals, newest last; at most maxGaps
	Silent bool            // a silence was told
}

const (
	maxGaps = 64
	minGaps = 4 // fewer tell nothing of what is usual
	// together is the longest gap between records of one delivery.
	together   = time.Minute
	minSilence = time.Hour
)

// usualFactor is how many times the usual gap is silence.
const usualFactor = 3

// usual is after how long without a record the source counts as silent: factor
// times the median gap, and longer than gaps that came more than once, such as
// weekends.
func (a *Arrival) usual(factor float64) (silence time.Duration, known bool) {
	if len(a.Gaps) < minGaps {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(a.Gaps))
	median, second := sorted[len(sorted)/2], sorted[len(sorted)-2]
	return max(time.Duration(factor*float64(median)), second+second/4, minSilence), true
}

// note takes down that records came.
func (a *Arrival) note(at time.Time) {
	gap := at.Sub(a.Last)
	switch {
	case a.Last.IsZero():
	case gap <= 0:
		return
	case gap >= together:
		a.Gaps = append(a.Gaps, gap)
		a.Gaps = a.Gaps[max(0, len(a.Gaps)-maxGaps):]
	}
	a.Last = at
}

// Silence watches for sources that send nothing any more. It is safe for
// concurrent use.
type Silence struct {
	store Store
	clock func() time.Time

	mu    sync.Mutex
	since map[domain.WorkspaceID]map[string][]time.Time // noted since the last check, ascending
	times map[domain.WorkspaceID]float64                // times the usual gap, where it is not the usual factor
}

// NewSilence returns a watch.
func NewSilence(store Store, clock func() time.Time) *Silence {
	return &Silence{store: store, clock: clock, since: map[domain.WorkspaceID]map[string][]time.Time{}, times: map[domain.WorkspaceID]float64{}}
}

// SetFactor sets how many times its usual gap a source of a workspace may send
// nothing before it counts as silent; zero is three.
func (s *Silence) SetFactor(ws domain.WorkspaceID, factor float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.times[ws] = factor
}

// Arrived notes that records of a source came just now. It only touches
// memory; [Silence.Check] keeps it.
func (s *Silence) Arrived(ws domain.WorkspaceID, source string) {
	now := s.clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.since[ws] == nil {
		s.since[ws] = map[string][]time.Time{}
	}
	list := s.since[ws][source]
	// The last of a close row is moved on, so that the row stays short.
	if n := len(list); n > 1 && now.Sub(list[n-1]) < together && list[n-1].Sub(list[n-2]) < together {
		list[n-1] = now
		return
	}
	s.since[ws][source] = append(list, now)
}

// Check keeps what was noted, and tells of sources that fell silent or came
// back.
func (s *Silence) Check(ctx context.Context, ws domain.WorkspaceID) error {
	s.mu.Lock()
	noted, factor := s.since[ws], cmp.Or(s.times[ws], usualFactor)
	delete(s.since, ws)
	s.mu.Unlock()
	list, err := s.store.Arrivals(ctx, ws)
	if err != nil {
		s.putBack(ws, noted)
		return err
	}
	byName := merge(list, noted)
	now := s.clock()
	var events []Event
	var changed []Arrival
	for _, source := range slices.Sorted(maps.Keys(byName)) {
		a := byName[source]
		told := a.Silent
		limit, known := a.usual(factor)
		a.Silent = known && now.Sub(a.Last) > limit
		if a.Silent != told {
			events = append(events, silenceEvent(ws, a, now))
		}
		if a.Silent != told || noted[source] != nil {
			changed = append(changed, *a)
		}
	}
	if err := s.keep(ctx, ws, changed, events); err != nil {
		s.putBack(ws, noted)
		return err
	}
	return nil
}

func silenceEvent(ws domain.WorkspaceID, a *Arrival, now time.Time) Event {
	e := Event{ID: NewID("evt_"), Workspace: ws, Type: SourceBack, At: now, Data: Data{Source: a.Source}}
	if a.Silent {
		e.Type, e.Data.Since = SourceSilent, a.Last
	}
	return e
}

// keep tells first: a crash between the two tells twice rather than never.
func (s *Silence) keep(ctx context.Context, ws domain.WorkspaceID, changed []Arrival, events []Event) error {
	if len(events) > 0 {
		if err := s.store.Emit(ctx, ws, events...); err != nil {
			return fmt.Errorf("tell of silent sources: %w", err)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return s.store.SaveArrivals(ctx, ws, changed)
}

// putBack keeps what was noted for the next check.
func (s *Silence) putBack(ws domain.WorkspaceID, noted map[string][]time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for source, times := range noted {
		if s.since[ws] == nil {
			s.since[ws] = map[string][]time.Time{}
		}
		s.since[ws][source] = append(times, s.since[ws][source]...)
	}
}

// merge takes down what was noted.
func merge(list []Arrival, noted map[string][]time.Time) map[string]*Arrival {
	out := map[string]*Arrival{}
	for i := range list {
		out[list[i].Source] = &list[i]
	}
	for source, times := range noted {
		if out[source] == nil {
			out[source] = &Arrival{Source: source}
		}
		for _, at := range times {
			out[source].note(at)
		}
	}
	return out
}
