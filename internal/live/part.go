package live

import (
	"context"
	"errors"
	"fmt"

	"github.com/daylight-hq/daylight/internal/engine"
)

// Part is what changed of the answer, some milliseconds after the records came.
type Part struct {
	Changed []engine.Standing // sorted by person id
	Gone    []string          // persons of whom nothing is left under that id
	Serial  uint64            // counts what was added before it and is all said by now
	Whole   bool              // everybody was judged: Changed holds them all
}

// keepPart says what changes, after each group of records, until the context
// ends. It runs beside the evaluations of everybody.
func (w *Workspace) keepPart(ctx context.Context) {
	w.notifyPart()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.parts:
		}
		if err := w.part(ctx); err != nil && ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "a part of the answer failed", "cause", err)
		}
	}
}

func (w *Workspace) notifyPart() {
	select {
	case w.parts <- struct{}{}:
	default:
	}
}

// part takes in what changed and hands it on.
func (w *Workspace) part(ctx context.Context) error {
	p, err := w.update(ctx)
	if errors.Is(err, engine.ErrWhole) {
		p, err = w.judgeCurrent(ctx)
	}
	if err != nil {
		return fmt.Errorf("keep the evaluation current: %w", err)
	}
	if err := w.opt.OnPart(ctx, p); err != nil {
		w.mu.Lock()
		w.current = nil // say everything again
		w.mu.Unlock()
		return fmt.Errorf("what follows from a part of the answer: %w", err)
	}
	return nil
}

// update takes in what changed, while nobody writes. It is short: an update
// takes in so much and asks for another.
func (w *Workspace) update(ctx context.Context) (*Part, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == nil || w.followed != w.state {
		return nil, engine.ErrWhole
	}
	up, err := w.current.Update(ctx)
	if err != nil {
		w.current = nil // half taken in
		return nil, err
	}
	if up.More {
		w.notifyPart()
	} else {
		w.said = w.serial
	}
	p := &Part{Gone: up.Gone, Serial: w.said}
	p.add(w.current, up.Changed)
	return p, nil
}

func (p *Part) add(c *engine.Current, ids []string) {
	for _, id := range ids {
		if st, ok := c.Of(id); ok {
			p.Changed = append(p.Changed, st)
		}
	}
}

// judgeCurrent judges everybody on a snapshot, beside running writes.
func (w *Workspace) judgeCurrent(ctx context.Context) (*Part, error) {
	w.mu.Lock()
	state, fork, cfg, serial, nudges := w.state, w.state.Fork(), w.opt.Engine(), w.serial, w.nudges
	w.mu.Unlock()
	c, err := engine.NewCurrent(ctx, fork, cfg)
	if err != nil {
		return nil, err
	}
	p := &Part{Serial: serial, Whole: true}
	p.add(c, c.Persons())
	c.Follow(state)
	w.mu.Lock()
	if w.said = serial; w.nudges == nudges {
		w.current, w.followed = c, state
	}
	w.mu.Unlock()
	w.notifyPart() // for what came meanwhile
	return p, nil
}
