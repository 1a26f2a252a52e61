package ingest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// putAll hands in batches from many goroutines in an order of chance and
// returns the errors.
func putAll(ctx context.Context, l *line, n int) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for _, seq := range rand.Perm(n) {
		wg.Go(func() { errs[seq] = l.put(ctx, seq, &decoded{seq: seq}) })
	}
	wg.Wait()
	return errs
}

func TestLineCommitsInOrder(t *testing.T) {
	for limit := 1; limit < 9; limit++ {
		var got []int
		l := newLine(limit, func(d *decoded) error { got = append(got, d.seq); return nil })
		errs := putAll(t.Context(), l, 50)
		if len(got) != 50 || !slices.IsSorted(got) || errors.Join(errs...) != nil || l.failed() {
			t.Fatalf("limit %d: %v %v", limit, got, errs)
		}
	}
}

// TestLineStops: nothing is committed after a commit that failed, and nobody
// waits for its turn for ever.
func TestLineStops(t *testing.T) {
	broken := errors.New("broken")
	last := -1
	l := newLine(3, func(d *decoded) error {
		if d.seq == 20 {
			return broken
		}
		last = d.seq
		return nil
	})
	errs := putAll(t.Context(), l, 50)
	if last != 19 || !l.failed() {
		t.Errorf("the last batch was %d", last)
	}
	for seq, err := range errs {
		if seq > 22 && !errors.Is(err, broken) {
			t.Errorf("batch %d: %v", seq, err)
		}
	}
}

func TestLineStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	committed := 0
	l := newLine(3, func(d *decoded) error {
		if committed++; committed == 10 {
			cancel()
		}
		return nil
	})
	errs := putAll(ctx, l, 50)
	if !errors.Is(errors.Join(errs...), context.Canceled) || committed >= 50 {
		t.Errorf("%d committed, %v", committed, errs)
	}
}
