package document

import (
	"context"
	"errors"
	"sync"
)

// result is one document's outcome.
type result struct {
	doc Doc
	err error
}

// task is one document on its way to a worker.
type task struct {
	path string
	done chan result // holds one
}

// ParseAll reads many documents with so many children at a time, each of
// which serves several documents one after another. It calls fn once for each
// path, in the order of paths and on the caller's goroutine, with the document
// or the error of [Runner.Parse]; an error touches its own document only. It
// stops early and returns the error when fn returns one, when the context ends
// or when no child can be started, and it returns after its children are gone.
func (r Runner) ParseAll(ctx context.Context, paths []string, workers int, fn func(path string, d Doc, err error) error) error {
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
			t := task{path: p, done: make(chan result, 1)}
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
			if got.err != nil && (errors.Is(got.err, ErrStart) || ctx.Err() != nil) {
				return got.err
			}
			if err := fn(t.path, got.doc, got.err); err != nil {
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
		doc, err := s.parse(ctx, t.path)
		t.done <- result{doc, err}
	}
}
