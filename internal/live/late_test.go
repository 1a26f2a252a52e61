package live_test

import (
	"context"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestJudgedLate opens a workspace that is too large to be judged at once: it
// answers with nobody, says that nobody was judged, and settles when it runs.
func TestJudgedLate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		ws := storetest.Workspace(t, store.Open(t), "main")
		w, stop := start(t, live.Options{Store: ws})
		defer stop()
		if _, err := w.Add(t.Context(), records(20)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		stop()
		opt := live.Options{Store: ws, AtOnce: 39, Engine: config, Clock: time.Now}
		late, err := live.Open(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if a := late.Answer(); !a.At.IsZero() || a.Len() != 0 {
			t.Errorf("before it runs the answer is of %s and holds %d persons", a.At, a.Len())
		}
		if err := late.Close(); err != nil {
			t.Fatal(err)
		}
		again, stop := start(t, live.Options{Store: ws, AtOnce: 39})
		defer stop()
		a, err := again.Settle(t.Context())
		if err != nil || a.Len() != 20 || !a.Whole || a.At.IsZero() {
			t.Errorf("settled with %d persons, whole %v, error %v", a.Len(), a.Whole, err)
		}
	})
}

// TestFollowsAgain fails what follows from an answer: what was not said is said
// with the next, and all of it when asked for again.
func TestFollowsAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		f := &forgetful{failures: 2, told: make(chan *live.Answer, 100)}
		w, stop := start(t, live.Options{Store: storetest.Workspace(t, store.Open(t), "main"), OnAnswer: f.follow})
		defer stop()
		if _, err := w.Add(t.Context(), records(3)); err != nil {
			t.Fatal(err)
		}
		for a := range f.told {
			if a.Len() == 3 {
				if !a.Whole {
					t.Error("the first answer that was taken is not whole")
				}
				break
			}
		}
		w.Again()
		if a := <-f.told; !a.Whole || a.Round != w.Answer().Round {
			t.Errorf("asked for again, the answer is whole: %v", a.Whole)
		}
	})
}

// forgetful fails at first.
type forgetful struct {
	failures int
	told     chan *live.Answer
}

func (f *forgetful) follow(_ context.Context, a *live.Answer) error {
	if f.failures--; f.failures >= 0 {
		return errDisk
	}
	f.told <- a
	return nil
}
