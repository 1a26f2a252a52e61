package audit

import (
	"context"
	"sync"
)

// Recorder enters what changes nothing else, such as reads of personal data,
// before the answer is given. Entries that arrive while others are being
// written share the next transaction, so that many readers wait for few of
// them. It may be used by several goroutines.
type Recorder struct {
	write func(ctx context.Context, entries []Entry) error
	turn  chan struct{} // held by whoever writes

	mu   sync.Mutex
	next *group // those who wait for the next transaction; nil when nobody does
}

// group is the entries of one transaction.
type group struct {
	entries []Entry
	done    chan struct{}
	err     error // set before done is closed
}

// NewRecorder returns a recorder that writes with write: all entries in one
// transaction, or none.
func NewRecorder(write func(ctx context.Context, entries []Entry) error) *Recorder {
	return &Recorder{write: write, turn: make(chan struct{}, 1)}
}

// Record returns nil once the entry is in the log for good. When ctx ends
// before, it is not known whether the entry was written.
func (r *Recorder) Record(ctx context.Context, e Entry) error {
	if err := e.check(); err != nil { // it must not fail for the others
		return err
	}
	g := r.join(e)
	select {
	case r.turn <- struct{}{}:
	case <-g.done:
		return g.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-r.turn }()
	if r.take(g) {
		g.err = r.write(context.WithoutCancel(ctx), g.entries) // it is not only ours
		close(g.done)
	}
	<-g.done // whoever took it held the turn before us
	return g.err
}

func (r *Recorder) join(e Entry) *group {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == nil {
		r.next = &group{done: make(chan struct{})}
	}
	r.next.entries = append(r.next.entries, e)
	return r.next
}

// take closes a group to others, and reports false when that was done already.
func (r *Recorder) take(g *group) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != g {
		return false
	}
	r.next = nil
	return true
}
