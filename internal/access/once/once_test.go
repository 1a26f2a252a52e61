package once

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const life = 5 * time.Minute

var start = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)

// TestBox compares a box with a map that forgets nothing.
func TestBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := start
		b := New[int](func() time.Time { return now }, life, 1000)
		type put struct {
			value int
			at    time.Time
		}
		open := map[string]put{}
		var ids []string
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			if len(ids) == 0 || rapid.Bool().Draw(t, "put") {
				id := b.Put(i)
				if _, twice := open[id]; twice {
					t.Fatal("an id comes twice")
				}
				open[id], ids = put{i, now}, append(ids, id)
				continue
			}
			id := rapid.SampledFrom(ids).Draw(t, "id")
			want, known := open[id]
			delete(open, id)
			known = known && now.Sub(want.at) < life
			if got, ok := b.Take(id); ok != known || ok && got != want.value {
				t.Fatalf("took %d %v, want %d %v", got, ok, want.value, known)
			}
		}
	})
}

// TestLimit: the oldest gives way, and what ran out leaves.
func TestLimit(t *testing.T) {
	now := start
	b := New[int](func() time.Time { return now }, life, 100)
	first := b.Put(0)
	var last string
	for i := range 100 {
		last = b.Put(i + 1)
	}
	if len(b.known) != 100 || len(b.order) != 100 {
		t.Errorf("%d kept, %d in order", len(b.known), len(b.order))
	}
	if _, ok := b.Take(first); ok {
		t.Error("the oldest did not give way")
	}
	if v, ok := b.Take(last); !ok || v != 100 {
		t.Errorf("the newest is %d %v", v, ok)
	}
	now = now.Add(life)
	b.Put(7)
	if len(b.known) != 1 || len(b.order) != 1 {
		t.Errorf("%d kept, %d in order after all ran out", len(b.known), len(b.order))
	}
}

// TestTakenOnce: of many that answer together, one does.
func TestTakenOnce(t *testing.T) {
	b := New[int](func() time.Time { return start }, life, 100)
	id := b.Put(1)
	var taken atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, ok := b.Take(id); ok {
				taken.Add(1)
			}
		})
	}
	wg.Wait()
	if taken.Load() != 1 {
		t.Errorf("taken %d times", taken.Load())
	}
}
