package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/engine"
)

// Answer is how everybody stands after one judgement. It does not change.
type Answer struct {
	*engine.View
	// Changes is what is said anew since the answer before. Under Whole it is
	// empty: everybody was judged, and anything may be another.
	Changes engine.Update
	Whole   bool
	Round   uint64 // counts judgements of everybody
	Config  engine.Config
	Serial  uint64    // counts what was added before it and is all judged
	At      time.Time // zero: nobody was judged yet
	Took    time.Duration
}

// retry is how long after a failure what follows from an answer is tried again.
const retry = time.Second

// judgeAll judges whenever something was added, until the context ends.
func (w *Workspace) judgeAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
		}
		more, err := w.judge(ctx)
		if err != nil && ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "evaluation failed, and is tried again", "cause", err)
			time.AfterFunc(retry, w.notify)
		}
		rest := w.opt.Rest
		if more {
			rest /= 4
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
	}
}

// judge takes in what changed, or part of it if more waits, and shows the answer.
func (w *Workspace) judge(ctx context.Context) (more bool, err error) {
	start := w.opt.Clock()
	a, err := w.update(ctx)
	if errors.Is(err, engine.ErrWhole) {
		a, err = w.everybody(ctx)
	}
	if err != nil {
		return false, fmt.Errorf("evaluate: %w", err)
	}
	a.At, a.Took = start, w.opt.Clock().Sub(start)
	for _, e := range a.Changes.Errors {
		w.opt.Log.ErrorContext(ctx, "a check broke", "cause", e)
	}
	w.tell(ctx, a)
	w.wait.Lock()
	defer w.wait.Unlock()
	w.answer.Store(a)
	w.judged.Broadcast()
	return a.Changes.More, nil
}

// tell hands on what changed, with what an earlier failure left unsaid.
func (w *Workspace) tell(ctx context.Context, a *Answer) {
	if w.opt.OnAnswer == nil {
		return
	}
	w.owed.add(a)
	if w.again.Swap(false) {
		w.owed = owed{whole: true}
	}
	told := *a
	told.Whole, told.Changes = w.owed.whole, w.owed.update(a.View)
	if err := w.opt.OnAnswer(ctx, &told); err != nil {
		if ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "what follows from an evaluation failed, and is tried again", "cause", err)
			time.AfterFunc(retry, w.notify)
		}
		return
	}
	w.owed = owed{}
}

// owed is what changed and was not handed on yet.
type owed struct {
	whole          bool
	persons, rings map[string]bool
}

func (o *owed) add(a *Answer) {
	if o.whole = o.whole || a.Whole; o.whole {
		o.persons, o.rings = nil, nil
		return
	}
	if o.persons == nil {
		o.persons, o.rings = map[string]bool{}, map[string]bool{}
	}
	for _, id := range slices.Concat(a.Changes.Changed, a.Changes.Gone) {
		o.persons[id] = true
	}
	for _, id := range a.Changes.Rings {
		o.rings[id] = true
	}
}

func (o *owed) update(v *engine.View) (up engine.Update) {
	for _, id := range slices.Sorted(maps.Keys(o.persons)) {
		if v.Of(id) != nil {
			up.Changed = append(up.Changed, id)
		} else {
			up.Gone = append(up.Gone, id)
		}
	}
	up.Rings = slices.Sorted(maps.Keys(o.rings))
	return up
}

// update judges whom the changes touch, while nobody writes. It is short: one
// update takes in so much, and asks for another.
func (w *Workspace) update(ctx context.Context) (*Answer, error) {
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
		w.notify()
	} else {
		w.said = w.serial
	}
	return &Answer{View: w.current.View(), Changes: up, Round: w.round, Config: w.config, Serial: w.said}, nil
}

// everybody judges everybody on a snapshot, beside running writes.
func (w *Workspace) everybody(ctx context.Context) (*Answer, error) {
	w.mu.Lock()
	w.current = nil // the memory of two is not needed
	w.round++
	round := w.round
	state, fork, cfg, serial, nudges := w.state, w.state.Fork(), w.opt.Engine(), w.serial, w.nudges
	w.mu.Unlock()
	c, err := engine.NewCurrent(ctx, fork, cfg)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	// The fork shares with the state the set of events that were seen.
	a := &Answer{View: c.View(), Whole: true, Round: round, Config: cfg, Serial: serial}
	c.Follow(state)
	if w.said = serial; w.nudges == nudges {
		w.current, w.followed, w.config = c, state, cfg
	}
	w.mu.Unlock()
	w.notify() // for what came meanwhile
	a.Changes.Errors = a.View.Errors()
	return a, nil
}
