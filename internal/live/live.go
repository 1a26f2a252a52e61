// Package live keeps the answer of one workspace current while records come
// in. Records are acknowledged once they are durable; judging follows in the
// background, on a snapshot, so that it holds nobody up.
package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// Store is where records are kept.
type Store interface {
	ingest.Checkpoint
	Load(ctx context.Context, s *engine.State) error
	// JournalEnd returns the newest entry of the journal in which events stand
	// until their accounts are written, and DropJournal removes entries up to
	// and with one.
	JournalEnd(ctx context.Context) (int64, error)
	DropJournal(ctx context.Context, upTo int64) error
}

// Options are what a workspace needs to run.
type Options struct {
	Store  Store
	Engine func() engine.Config // asked at each evaluation
	Clock  func() time.Time
	Log    *slog.Logger
	// OnAnswer is called with each answer before it is shown, such as to bring
	// cases in line with it. An error is logged, and the answer shown.
	OnAnswer func(ctx context.Context, a *Answer) error
	// OnPart, where set, is called with what changes some milliseconds after
	// records come, and with everybody first and whenever everybody has to be
	// judged again. It keeps a second evaluation in memory for that.
	OnPart func(ctx context.Context, p *Part) error
	// Rest is the least time between the end of one evaluation and the start of
	// the next; records that come meanwhile are judged together. Zero is none.
	Rest time.Duration
	// FoldEvery is how long events stand in the journal at most; zero is a
	// minute.
	FoldEvery time.Duration
}

// Answer is one evaluation. It does not change.
type Answer struct {
	Result *engine.Result
	State  *engine.State // the snapshot that was judged
	Config engine.Config
	Serial uint64 // counts what was added before it
	At     time.Time
	Took   time.Duration
}

// ErrBroken says that the database and memory may differ, because a write
// failed, and that the workspace could not be loaded anew.
var ErrBroken = errors.New("workspace could not be loaded anew after a failed write")

// Workspace is one running workspace. It is safe for concurrent use.
type Workspace struct {
	opt     Options
	writes  chan *write
	changed chan struct{} // holds one token while something waits to be judged
	parts   chan struct{} // the same for parts

	mu       sync.Mutex // of state, serial, broken and current
	state    *engine.State
	current  *engine.Current // nil while everybody is to be judged for it
	followed *engine.State   // the state that current follows
	said     uint64          // serial up to which parts say everything
	nudges   int             // an evaluation begun before the latest is of no use
	serial   uint64
	broken   bool

	folding   sync.Mutex // one at a time
	rewriting sync.Mutex

	answer atomic.Pointer[Answer]
	judged *sync.Cond // broadcast when answer changes
	wait   sync.Mutex // of judged
}

// Open loads a workspace and judges it once.
func Open(ctx context.Context, opt Options) (*Workspace, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	opt.FoldEvery = cmp.Or(opt.FoldEvery, time.Minute)
	w := &Workspace{opt: opt, writes: make(chan *write, maxGroup), changed: make(chan struct{}, 1), parts: make(chan struct{}, 1)}
	w.judged = sync.NewCond(&w.wait)
	if err := w.load(ctx); err != nil {
		return nil, err
	}
	if err := w.evaluate(ctx); err != nil {
		return nil, err
	}
	return w, nil
}

// load fills a fresh state from the store. It is called with mu held, or before
// anybody else can.
func (w *Workspace) load(ctx context.Context) error {
	s := engine.NewState(0)
	s.TrackJournal()
	if err := w.opt.Store.Load(ctx, s); err != nil {
		return errors.Join(fmt.Errorf("load workspace: %w", err), s.Close())
	}
	old := w.state
	w.state = s
	if old != nil {
		return old.Close()
	}
	return nil
}

// Run writes and judges until the context ends. What was handed in before is
// still written.
func (w *Workspace) Run(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() { w.writeAll(ctx) })
	wg.Go(func() { w.judgeAll(ctx) })
	wg.Go(func() { w.foldAll(ctx) })
	if w.opt.OnPart != nil {
		wg.Go(func() { w.keepPart(ctx) })
	}
	wg.Wait()
	if err := w.Fold(context.WithoutCancel(ctx)); err != nil {
		w.opt.Log.ErrorContext(ctx, "events stay in the journal", "cause", err)
	}
}

// Close releases the memory. Call it when Run has returned.
func (w *Workspace) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.Close()
}

// Answer returns the latest evaluation.
func (w *Workspace) Answer() *Answer { return w.answer.Load() }

// Nudge asks for an evaluation although no record came in: the configuration
// changed, or a day has passed.
func (w *Workspace) Nudge() {
	w.mu.Lock()
	w.serial++
	w.nudges++
	w.current = nil
	w.mu.Unlock()
	w.notify()
}

// Settle waits until everything that was added before the call is judged.
func (w *Workspace) Settle(ctx context.Context) (*Answer, error) {
	w.mu.Lock()
	want := w.serial
	w.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		w.wait.Lock()
		defer w.wait.Unlock()
		w.judged.Broadcast()
	})
	defer stop()
	w.wait.Lock()
	defer w.wait.Unlock()
	for w.Answer().Serial < want {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("wait for the evaluation: %w", err)
		}
		w.judged.Wait()
	}
	return w.Answer(), nil
}

func (w *Workspace) notify() {
	w.notifyPart()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (w *Workspace) judgeAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
		}
		if err := w.evaluate(ctx); err != nil && ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "evaluation failed", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(w.opt.Rest):
		}
	}
}

// evaluate judges the state as it stands and shows the answer.
func (w *Workspace) evaluate(ctx context.Context) error {
	start := w.opt.Clock()
	w.mu.Lock()
	a := &Answer{State: w.state.Snapshot(), Serial: w.serial, Config: w.opt.Engine(), At: start}
	w.mu.Unlock()
	res, err := a.State.Evaluate(ctx, a.Config)
	if err != nil {
		return fmt.Errorf("evaluate: %w", err)
	}
	a.Result, a.Took = res, w.opt.Clock().Sub(start)
	for _, e := range res.Errors {
		w.opt.Log.ErrorContext(ctx, "a check broke", "cause", e)
	}
	if w.opt.OnAnswer != nil {
		if err := w.opt.OnAnswer(ctx, a); err != nil && ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "what follows from an evaluation failed", "cause", err)
		}
	}
	w.wait.Lock()
	defer w.wait.Unlock()
	w.answer.Store(a)
	w.judged.Broadcast()
	return nil
}

// Gone notes records that a full export no longer carries.
func (w *Workspace) Gone(ctx context.Context, keys []domain.Key, at time.Time) error {
	return w.change(ctx, func(s *engine.State) error {
		for _, k := range keys {
			s.MarkGone(k, at)
		}
		return nil
	})
}
