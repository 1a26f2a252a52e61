package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/engine"
)

// TestSnapshot judges a snapshot while records come in: it must say what the
// state said when it was taken, and the state must lose nothing. Under the race
// detector it proves that the two share nothing that changes.
func TestSnapshot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := copies(t, world(t))
		cut := rapid.IntRange(0, len(records)).Draw(t, "cut")
		cfg := config(knowledge())
		s, plain := engine.NewState(0), engine.NewState(0)
		defer s.Close()
		defer plain.Close()
		add(t, s, records[:cut]...)
		add(t, plain, records[:cut]...)
		want := dump(t, evaluate(t, plain, cfg))

		snapshot := s.Snapshot()
		answer := make(chan string)
		go func() {
			res, err := snapshot.Evaluate(background(t), cfg)
			if err != nil {
				answer <- err.Error()
				return
			}
			answer <- dump(t, res)
		}()
		add(t, s, records[cut:]...)
		differ(t, "what came in later", want, <-answer)

		add(t, plain, records[cut:]...)
		differ(t, "a snapshot", dump(t, evaluate(t, plain, cfg)), dump(t, evaluate(t, s, cfg)))
		differ(t, "a second snapshot", dump(t, evaluate(t, s, cfg)), dump(t, evaluate(t, s.Snapshot(), cfg)))
	})
}
