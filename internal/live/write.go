package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// A transaction writes records up to a weight, so that nobody waits long for the
// database: sealing and writing so much takes some ten milliseconds. An event is
// a line of the journal; another record is a row with an index entry for each
// of its values, and may need a data key.
const (
	maxGroup     = 512
	eventWeight  = 1
	recordWeight = 8
)

func weight(p *engine.Prepared) int {
	if p.Record.Key.Kind.HighVolume() {
		return eventWeight
	}
	return recordWeight
}

// write is records that wait to become durable.
type write struct {
	records []engine.Prepared
	weight  int
	done    chan error
	status  []engine.Status
}

// pieces cuts records into what fits in a transaction each.
func pieces(records []engine.Prepared) (list []*write) {
	for i := range records {
		n := weight(&records[i])
		if len(list) == 0 || list[len(list)-1].weight+n > maxGroup {
			list = append(list, &write{records: records[i:i], done: make(chan error, 1)})
		}
		x := list[len(list)-1]
		x.records, x.weight = x.records[:len(x.records)+1], x.weight+n
	}
	return list
}

// Add keeps records and returns, once they are durable, what became of each.
// The records may not be changed afterwards. An error, and a context that ends,
// leave open which were kept: adding them again does no harm.
func (w *Workspace) Add(ctx context.Context, records []engine.Prepared) ([]engine.Status, error) {
	list := pieces(records)
	for _, x := range list {
		select {
		case w.writes <- x:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	status := make([]engine.Status, 0, len(records))
	for _, x := range list {
		select {
		case err := <-x.done:
			if err != nil {
				return nil, err
			}
			status = append(status, x.status...)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return status, nil
}

// writeAll writes what is handed in, as much at a time as has gathered, until
// the context ends. What was handed in before is still written.
func (w *Workspace) writeAll(ctx context.Context) {
	for next := w.await(ctx); next != nil; {
		var group []*write
		group, next = w.gather(next)
		w.writeGroup(ctx, group)
		if next == nil {
			next = w.await(ctx)
		}
	}
}

// await returns what is handed in next, or nil when there is no more.
func (w *Workspace) await(ctx context.Context) *write {
	select {
	case x := <-w.writes:
		return x
	case <-ctx.Done():
	}
	select {
	case x := <-w.writes:
		return x
	default:
		return nil
	}
}

// gather takes what waits, up to the weight of a transaction, and returns the
// one that was too much, if any.
func (w *Workspace) gather(first *write) (group []*write, next *write) {
	group, n := []*write{first}, first.weight
	for n < maxGroup {
		select {
		case x := <-w.writes:
			if n += x.weight; n > maxGroup {
				return group, x
			}
			group = append(group, x)
		default:
			return group, nil
		}
	}
	return group, nil
}

func (w *Workspace) writeGroup(ctx context.Context, group []*write) {
	err := w.change(ctx, func(s *engine.State) error {
		for _, x := range group {
			x.status = make([]engine.Status, len(x.records))
			for i := range x.records {
				var err error
				if x.status[i], err = s.Add(&x.records[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, x := range group {
		x.done <- err
	}
}

// change alters the state and makes the change durable before anybody else
// sees it. When that fails, the state is loaded anew: memory never holds what
// the database does not.
func (w *Workspace) change(ctx context.Context, do func(s *engine.State) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx = context.WithoutCancel(ctx) // a change once begun is finished
	if err := w.mend(ctx); err != nil {
		return err
	}
	err := do(w.state)
	if err == nil {
		err = w.opt.Store.Save(ctx, ingest.FileProgress{}, w.state.TakeDelta(), nil)
	}
	if err != nil {
		w.broken = true
		return errors.Join(fmt.Errorf("keep records: %w", err), w.mend(ctx))
	}
	w.state.Rest()
	w.serial++
	w.notify()
	return nil
}

// mend loads the state anew after a failed write.
func (w *Workspace) mend(ctx context.Context) error {
	if !w.broken {
		return nil
	}
	if err := w.load(ctx); err != nil {
		return errors.Join(ErrBroken, err)
	}
	w.broken = false
	return nil
}

// Import runs an importer into the workspace. Each batch is durable, with how
// far its file was read, before the next is read; records from elsewhere may
// come in between.
func (w *Workspace) Import(ctx context.Context, im *ingest.Importer, paths []string, total int64) ([]ingest.FileResult, error) {
	w.mu.Lock()
	err := w.mend(ctx)
	im.State, im.Checkpoint, im.Lock, im.Every = w.state, w.opt.Store, (*importLock)(w), 0
	w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	files, err := im.Run(ctx, paths, total)
	w.mu.Lock()
	if err != nil && ctx.Err() == nil {
		w.broken = true // the batch that failed may be in memory only
		err = errors.Join(err, w.mend(context.WithoutCancel(ctx)))
	}
	w.serial++
	w.mu.Unlock()
	w.notify()
	return files, err
}

// importLock lets an importer hold the state for one batch and its checkpoint.
type importLock Workspace

// Lock takes the state.
func (l *importLock) Lock() { l.mu.Lock() }

// Unlock gives it back. What came in is judged when the whole import is in: half
// of the exports make people look alike whom the other half tells apart.
func (l *importLock) Unlock() {
	l.state.Rest()
	l.serial++
	l.mu.Unlock()
}

// How many accounts are written in one transaction: few, so that nobody waits
// long for the database, but for when everything ends and nobody waits any more.
const (
	foldGroup     = 32
	lastFoldGroup = 1024
)

func (w *Workspace) foldAll(ctx context.Context) {
	tick := time.NewTicker(w.opt.FoldEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := w.Fold(ctx); err != nil && ctx.Err() == nil {
			w.opt.Log.ErrorContext(ctx, "accounts were not written; their events stay in the journal", "cause", err)
		}
	}
}

// Fold writes the accounts that have changed and empties the journal of what is
// in them. It runs by itself, and before anybody is erased.
func (w *Workspace) Fold(ctx context.Context) error { return w.fold(ctx, foldGroup) }

func (w *Workspace) fold(ctx context.Context, size int) error {
	w.folding.Lock()
	defer w.folding.Unlock()
	w.mu.Lock()
	todo := w.state.Unfolded()
	end, err := w.opt.Store.JournalEnd(ctx)
	w.mu.Unlock()
	if err != nil || len(todo) == 0 && end == 0 {
		return err
	}
	for group := range slices.Chunk(todo, size) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.foldSome(ctx, group); err != nil {
			return err
		}
	}
	return w.settle(ctx, end)
}

// lakeBatch is how much of the journal goes to the lake at a time: enough for
// files worth having.
const lakeBatch = 32 << 20 // bytes

// settle removes the journal up to an entry, once what it holds is in the lake. A
// stop in between writes the same records to the lake again.
func (w *Workspace) settle(ctx context.Context, end int64) error {
	if w.opt.Lake != nil {
		var batch []byte
		err := w.opt.Store.Journal(ctx, end, func(records []byte) error {
			if batch = append(batch, records...); len(batch) < lakeBatch {
				return nil
			}
			full := batch
			batch = nil
			return w.opt.Lake.Write(ctx, full)
		})
		if err == nil && len(batch) > 0 {
			err = w.opt.Lake.Write(ctx, batch)
		}
		if err != nil {
			return err
		}
	}
	return w.opt.Store.DropJournal(ctx, end)
}

func (w *Workspace) foldSome(ctx context.Context, accounts []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	if err := w.mend(ctx); err != nil {
		return err
	}
	if err := w.opt.Store.Save(ctx, ingest.FileProgress{}, w.state.TakeFold(accounts), nil); err != nil {
		w.broken = true
		return errors.Join(fmt.Errorf("write accounts: %w", err), w.mend(ctx))
	}
	return nil
}

// Rewrite lets do change what is kept, such as to erase somebody, while nothing
// is written, and loads the state anew. Everything is folded first, so that the
// journal holds nothing of anybody.
func (w *Workspace) Rewrite(ctx context.Context, do func(ctx context.Context) error) error {
	w.rewriting.Lock()
	defer w.rewriting.Unlock()
	if err := w.Fold(ctx); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	if err := w.mend(ctx); err != nil {
		return err
	}
	// What came in since is folded with the state held: it is little.
	if todo := w.state.Unfolded(); len(todo) > 0 {
		end, err := w.opt.Store.JournalEnd(ctx)
		if err == nil {
			err = w.opt.Store.Save(ctx, ingest.FileProgress{}, w.state.TakeFold(todo), nil)
		}
		if err == nil {
			err = w.settle(ctx, end)
		}
		if err != nil {
			w.broken = true
			return errors.Join(fmt.Errorf("write accounts: %w", err), w.mend(ctx))
		}
	}
	err := do(ctx)
	w.broken = true // memory holds what is gone
	err = errors.Join(err, w.mend(ctx))
	w.serial++
	w.notify()
	return err
}
