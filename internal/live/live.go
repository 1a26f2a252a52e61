// Package live keeps the answer of one workspace current while records come
// in. Records are acknowledged once they are durable; judging follows in the
// background, for the work of what they touch.
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
	// Size counts records and accounts, up to a limit.
	Size(ctx context.Context, limit int) (int, error)
	// JournalEnd returns the newest entry of the journal in which events stand
	// until their accounts are written; Journal reads entries up to and with one, and
	// DropJournal removes them.
	JournalEnd(ctx context.Context) (int64, error)
	Journal(ctx context.Context, upTo int64, fn func(records []byte) error) error
	DropJournal(ctx context.Context, upTo int64) error
}

// Lake is where records go as they came. Write returns once they are durable.
type Lake interface {
	Write(ctx context.Context, journal []byte) error
}

// Options are what a workspace needs to run.
type Options struct {
	Store  Store
	Lake   Lake                 // nil for none
	Engine func() engine.Config // asked at each evaluation
	Clock  func() time.Time
	Log    *slog.Logger
	// OnAnswer is called with each answer before it is shown, such as to bring
	// cases in line with it. An error is logged, and the answer shown; what it
	// says anew is then handed in again with the next.
	OnAnswer func(ctx context.Context, a *Answer) error
	// Rest is the least time between the end of one evaluation and the start of
	// the next; records that come meanwhile are judged together, and
	// what is too much for one evaluation after a quarter of it. Zero is none.
	Rest time.Duration
	// FoldEvery is how long events stand in the journal at most; zero is a
	// minute.
	FoldEvery time.Duration
	// AtOnce is how many records and accounts a workspace has at most for [Open]
	// to load and judge it. A larger one is loaded and judged when it runs, and has
	// an empty answer until then. Zero is 50,000.
	AtOnce int
}

// ErrBroken says that the database and memory may differ, because a write
// failed, and that the workspace could not be loaded anew.
var ErrBroken = errors.New("workspace could not be loaded anew after a failed write")

// Workspace is one running workspace. It is safe for concurrent use.
type Workspace struct {
	opt     Options
	writes  chan *write
	changed chan struct{} // holds one token while something waits to be judged

	mu       sync.Mutex // of what follows, up to broken
	state    *engine.State
	current  *engine.Current // nil while everybody is to be judged
	followed *engine.State   // the state that current follows
	config   engine.Config   // that current judges by
	round    uint64          // counts judgements of everybody
	said     uint64          // serial up to which everything is judged
	nudges   int             // an evaluation begun before the latest is of no use
	serial   uint64
	broken   bool

	folding   sync.Mutex // one at a time
	rewriting sync.Mutex

	owed   owed        // of the goroutine that judges
	again  atomic.Bool // all is owed
	answer atomic.Pointer[Answer]
	judged *sync.Cond // broadcast when answer changes
	wait   sync.Mutex // of judged
}

// Open loads and judges a workspace, unless it is large; see [Options.AtOnce].
func Open(ctx context.Context, opt Options) (*Workspace, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	opt.FoldEvery, opt.AtOnce = cmp.Or(opt.FoldEvery, time.Minute), cmp.Or(opt.AtOnce, 50_000)
	w := &Workspace{opt: opt, state: engine.NewState(0), writes: make(chan *write, maxGroup), changed: make(chan struct{}, 1)}
	w.judged = sync.NewCond(&w.wait)
	w.answer.Store(&Answer{View: engine.NewView(), Config: opt.Engine()})
	n, err := opt.Store.Size(ctx, opt.AtOnce+1)
	if err != nil {
		return nil, err
	}
	if n > opt.AtOnce {
		w.broken = true // until it runs
		w.notify()
		return w, nil
	}
	if err = w.load(ctx); err == nil {
		_, err = w.judge(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, w.state.Close())
	}
	return w, nil
}

// load fills a fresh state from the store. It is called with mu held, or before
// anybody else can.
func (w *Workspace) load(ctx context.Context) error {
	s := engine.NewState(0)
	s.TrackJournal()
	if w.opt.Lake != nil {
		s.TrackRaw()
	}
	if err := w.opt.Store.Load(ctx, s); err != nil {
		return errors.Join(fmt.Errorf("load workspace: %w", err), s.Close())
	}
	s.Rest()
	old := w.state
	w.state = s
	return old.Close()
}

// comeIn loads what [Open] did not, and reports whether that is done. Whoever
// hands records in meanwhile waits.
func (w *Workspace) comeIn(ctx context.Context) bool {
	for {
		begun := w.opt.Clock()
		w.mu.Lock()
		late, err := w.broken, w.mend(ctx)
		records, accounts, _, events := w.state.Counts()
		w.mu.Unlock()
		if err == nil {
			if late {
				w.opt.Log.InfoContext(ctx, "workspace loaded", "records", records, "accounts", accounts, "events", events, "took", w.opt.Clock().Sub(begun))
			}
			return true
		}
		if ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "workspace could not be loaded, and is tried again", "cause", err)
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(loadAgain):
		}
	}
}

// loadAgain is how long after a failure loading is tried again.
const loadAgain = 5 * time.Second

// Run writes and judges until the context ends. What was handed in before is
// still written.
func (w *Workspace) Run(ctx context.Context) {
	if !w.comeIn(ctx) {
		return
	}
	var wg sync.WaitGroup
	wg.Go(func() { w.writeAll(ctx) })
	wg.Go(func() { w.judgeAll(ctx) })
	wg.Go(func() { w.foldAll(ctx) })
	wg.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFold)
	defer cancel()
	if err := w.fold(last, lastFoldGroup); err != nil {
		w.opt.Log.WarnContext(ctx, "events stay in the journal and are read from there at the next start", "cause", err)
	}
}

// lastFold is how long accounts are written when everything ends. The rest is in
// the journal: nothing is lost, and the next start takes longer.
const lastFold = 10 * time.Second

// Close releases the memory. Call it when Run has returned.
func (w *Workspace) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.Close()
}

// Answer returns the latest answer.
func (w *Workspace) Answer() *Answer { return w.answer.Load() }

// Holders returns the ids of the persons who hold a value, sorted. ok is false
// while everybody is being judged.
func (w *Workspace) Holders(id domain.Identifier) (persons []string, ok bool) {
	if w.Answer().At.IsZero() {
		return nil, false // mu may be held for long, to load
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == nil {
		return nil, false
	}
	return w.current.Holders(id), true
}

// Snapshot returns the records as they stand now. It copies the list of
// accounts, so it is for now and then.
func (w *Workspace) Snapshot() *engine.State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.Snapshot()
}

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
	for a := w.Answer(); a.At.IsZero() || a.Serial < want; a = w.Answer() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("wait for the evaluation: %w", err)
		}
		w.judged.Wait()
	}
	return w.Answer(), nil
}

// Again asks for an answer that is handed on as a whole although nobody is judged
// anew, because what follows from it depends on something else that changed.
func (w *Workspace) Again() {
	w.again.Store(true)
	w.notify()
}

func (w *Workspace) notify() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
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
