// Package once holds what waits for an answer: each thing is handed back once,
// and not after its time.
package once

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// Box holds values under secret ids. It is safe for concurrent use. Its content
// is gone when the process ends.
type Box[T any] struct {
	clock func() time.Time
	life  time.Duration
	limit int

	mu    sync.Mutex
	known map[key]kept[T]
	order []key // oldest first; may hold what was taken
}

// key is an id's SHA-256, so that how long a look-up takes says nothing of ids.
type key [sha256.Size]byte

type kept[T any] struct {
	value T
	until time.Time
}

// New returns a box that keeps values for life, and at most limit of them: then
// the oldest gives way. That bounds the memory that strangers can take; they
// are to be slowed down before they get here.
func New[T any](clock func() time.Time, life time.Duration, limit int) *Box[T] {
	return &Box[T]{clock: clock, life: life, limit: limit, known: map[key]kept[T]{}}
}

// Put keeps a value and returns its id: at least 128 random bits.
func (b *Box[T]) Put(value T) (id string) {
	now := b.clock()
	id = rand.Text()
	at := key(sha256.Sum256([]byte(id)))
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.order) > 0 {
		oldest, ok := b.known[b.order[0]]
		if ok && len(b.order) < b.limit && now.Before(oldest.until) {
			break
		}
		delete(b.known, b.order[0])
		b.order = b.order[1:]
	}
	b.known[at], b.order = kept[T]{value, now.Add(b.life)}, append(b.order, at)
	return id
}

// Take returns a value, the first time that it is asked for.
func (b *Box[T]) Take(id string) (value T, ok bool) {
	at := key(sha256.Sum256([]byte(id)))
	b.mu.Lock()
	defer b.mu.Unlock()
	x, ok := b.known[at]
	delete(b.known, at)
	if !ok || !b.clock().Before(x.until) {
		return value, false
	}
	return x.value, true
}
