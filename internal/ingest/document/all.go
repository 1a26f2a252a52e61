package document

import (
	"context"
	"errors"
	"sync"
)

// Read is one document's outcome.
type Read struct {
	Path string
	Hash string // hex SHA-256 of the document's bytes, "" if they could not be read
	Doc  Doc
	Err  error // that of [Runner.Parse]
}

// task is one document on its way to a worker.
type task struct {
	path string
	done chan Read // holds one
}

// ParseAll reads many documents with so many children at a time, each of
// which serves several documents one after another. It calls fn once for each
// path, in the order of paths and on the caller's goroutine; an error in what
// was read touches its own document only. It stops early and returns the error when fn returns one, when the context ends
// or when no child can be started, and it returns after its children are gone.
func (r Runner) ParseAll(ctx context.Context, paths []string, workers int, fn func(Read) error) error {
	r, err := r.withDefaults()
	if err != nil {
		return err
	}
	workers = max(1, min(workers, len(paths)))
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	tasks := make(chan task)
	// The queue keeps the order; its size bounds how far workers run ahead of
	// a slow document.
	queue := make(chan task, 4*workers)
	running.Go(func() {
		defer close(tasks)
		defer close(queue)
		for _, p := range paths {
			t := task{path: p, done: make(chan Read, 1)}
			for _, to := range []chan<- task{queue, tasks} {
				select {
				case to <- t:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for range workers {
		running.Go(func() { r.work(ctx, tasks) })
	}
	for t := range queue {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case got := <-t.done:
			if got.Err != nil && (errors.Is(got.Err, ErrStart) || ctx.Err() != nil) {
				return got.Err
			}
			if err := fn(got); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// work serves tasks with one child at a time.
func (r Runner) work(ctx context.Context, tasks <-chan task) {
	s := seat{runner: r}
	defer s.leave()
	for t := range tasks {
		t.done <- s.read(ctx, t.path)
	}
}
