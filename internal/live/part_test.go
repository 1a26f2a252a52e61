package live_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// heard is what parts said so far: who stands how.
type heard struct {
	mu     sync.Mutex
	stand  map[string]engine.Standing
	serial uint64
	parts  int // that were not of everybody
	longer chan struct{}
}

func (h *heard) take(_ context.Context, p *live.Part) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.Whole {
		h.stand = map[string]engine.Standing{}
	} else {
		h.parts++
	}
	for _, id := range p.Gone {
		delete(h.stand, id)
	}
	for _, st := range p.Changed {
		h.stand[st.Person.ID] = st
	}
	h.serial = p.Serial
	select {
	case h.longer <- struct{}{}:
	default:
	}
	return nil
}

// tell renders who stands how, as far as a result says it too.
func (h *heard) tell(t *testing.T) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	res := &engine.Result{}
	for id, st := range h.stand {
		add(res, id, st)
	}
	return dump(t, res)
}

func add(res *engine.Result, id string, st engine.Standing) {
	if res.Findings == nil {
		*res = engine.Result{Findings: map[string][]domain.Finding{}, Judgement: map[string]detect.Judgement{}, Clear: map[string]int{}, RingOf: map[string]string{}}
	}
	res.Findings[id], res.Judgement[id], res.Clear[id] = st.Findings, st.Judgement, st.Clear
	if st.Ring != nil {
		res.RingOf[id] = st.Ring.ID
	}
}

// TestPart adds records group by group: what parts say in sum is what judging
// everybody says, and most of it is said without.
func TestPart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		ws := storetest.Workspace(t, store.Open(t), "main")
		h := &heard{longer: make(chan struct{}, 1)}
		w, stop := start(t, live.Options{Store: ws, OnPart: h.take})
		defer stop()
		for part := range slices.Chunk(records(40), 10) {
			if _, err := w.Add(t.Context(), part); err != nil {
				t.Fatal(err)
			}
			a, err := w.Settle(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := &engine.Result{}
			for _, p := range a.Result.Persons {
				st := engine.Standing{Findings: a.Result.Findings[p.ID], Judgement: a.Result.Judgement[p.ID], Clear: a.Result.Clear[p.ID]}
				add(want, p.ID, st)
			}
			want.RingOf = a.Result.RingOf
			text, deadline := dump(t, want), time.After(20*time.Second)
			for h.tell(t) != text {
				select {
				case <-h.longer:
				case <-deadline:
					t.Fatalf("parts say\n%s\nwant\n%s", h.tell(t), text)
				}
			}
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.parts == 0 {
			t.Error("everybody was judged each time")
		}
	})
}
