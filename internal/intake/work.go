package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/read"
)

// Work reads imports until the context ends: first what an earlier run left
// half read, and then what comes.
func (d *Desk) Work(ctx context.Context) {
	tick := time.NewTicker(time.Minute) // for what another process handed in
	defer tick.Stop()
	for {
		for _, ws := range d.opt.Workspaces() {
			if err := d.workOff(ctx, ws); err != nil && ctx.Err() == nil {
				d.opt.Log.ErrorContext(ctx, "imports wait, and are tried again", "workspace", ws, "cause", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-tick.C:
		}
	}
}

func (d *Desk) workOff(ctx context.Context, ws domain.WorkspaceID) error {
	list, err := d.opt.Store.Unfinished(ctx, ws, Running, Waiting)
	if err != nil {
		return err
	}
	for _, i := range list {
		if !d.has(ws, i) { // another server took it, into a folder of its own
			continue
		}
		if err := d.read(ctx, ws, i); err != nil {
			return fmt.Errorf("import %s: %w", i.ID, err)
		}
	}
	return nil
}

// has reports whether the bytes that an import keeps lie in this folder.
func (d *Desk) has(ws domain.WorkspaceID, i *Import) bool {
	return !slices.ContainsFunc(i.Files, func(f File) bool {
		if !f.Kept {
			return false
		}
		_, err := d.root.Stat(kept(ws, i.ID, f.ID))
		return err != nil
	})
}

// read reads one import to its end. A stop of the server leaves it running, to
// be taken up again where its last checkpoint stands.
func (d *Desk) read(ctx context.Context, ws domain.WorkspaceID, i *Import) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	r, key := &run{cancel: cancel}, folder(ws, i.ID)
	d.mu.Lock()
	d.running[key] = r
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		delete(d.running, key)
		d.mu.Unlock()
	}()
	i, err := d.change(ctx, ws, i.ID, nil, func(i *Import) error {
		if i.Ended() {
			return ErrState
		}
		if i.StartedAt.IsZero() {
			i.StartedAt = d.opt.Clock().UTC()
		}
		i.State, i.Problem = Running, ""
		return nil
	})
	if errors.Is(err, ErrState) { // cancelled while it waited
		return nil
	}
	if err != nil {
		return err
	}
	parts, err := d.readFiles(inner, ws, i, r)
	d.mu.Lock()
	cancelled := r.cancelled
	d.mu.Unlock()
	if err != nil && ctx.Err() != nil && !cancelled {
		return errors.Join(ctx.Err(), d.root.RemoveAll(path.Join(key, plain)))
	}
	return d.end(ctx, ws, i.ID, parts, err, cancelled)
}

// readFiles makes plain copies, has them read and takes them away. It returns
// what became of them, by name.
func (d *Desk) readFiles(ctx context.Context, ws domain.WorkspaceID, i *Import, r *run) (parts map[string][]Part, err error) {
	dir := path.Join(folder(ws, i.ID), plain)
	defer func() { err = errors.Join(err, d.root.RemoveAll(dir)) }()
	for _, f := range i.Files {
		if f.Kept {
			if err := d.unseal(ws, i, f); err != nil {
				return nil, err
			}
		}
	}
	paths, err := d.opt.List(d.plainDir(ws, i.ID))
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	results, err := d.opt.Run(ctx, ws, paths, func(p ingest.Progress) {
		d.mu.Lock()
		defer d.mu.Unlock()
		_, p.File, _ = d.Label(ws, p.File)
		r.progress = p
	})
	return d.sort(ws, results), err
}

func (d *Desk) unseal(ws domain.WorkspaceID, i *Import, f File) error {
	to := path.Join(folder(ws, i.ID), plain, f.Name)
	if err := d.root.MkdirAll(path.Dir(to), 0o700); err != nil {
		return fmt.Errorf("open a kept file: %w", err)
	}
	in, err := d.root.Open(kept(ws, i.ID, f.ID))
	if err != nil {
		return fmt.Errorf("open a kept file: %w", err)
	}
	defer in.Close()
	out, err := d.root.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open a kept file: %w", err)
	}
	err = d.opt.Sealer.open(out, io.Reader(in), i.Key, i.ID, f.Name)
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("open a kept file: %w", err)
	}
	return d.root.Chtimes(to, f.Modified, f.Modified)
}

// end notes what became of an import, and destroys what is not needed again.
func (d *Desk) end(ctx context.Context, ws domain.WorkspaceID, id string, parts map[string][]Part, why error, cancelled bool) error {
	ctx = context.WithoutCancel(ctx)
	var gone []string
	_, err := d.change(ctx, ws, id, nil, func(i *Import) error {
		i.EndedAt = d.opt.Clock().UTC()
		switch {
		case cancelled:
			i.State = Cancelled
		case why != nil:
			i.State, i.Problem = Failed, "The files could not be read to their end. What was read stays; the server's log says more under this import's id. They are kept, to be read again."
		default:
			i.State = Done
		}
		gone = nil
		for n := range i.Files {
			f := &i.Files[n]
			if list, read := parts[f.Name]; read {
				f.Parts = list
			}
			again := i.State == Failed || slices.ContainsFunc(f.Parts, func(p Part) bool { return p.Counts.SetAside > 0 })
			if f.Kept && (i.State == Cancelled || !again) {
				f.Kept, gone = false, append(gone, f.ID)
			}
		}
		return nil
	})
	if why != nil && !cancelled {
		d.opt.Log.ErrorContext(ctx, "an import failed", "workspace", ws, "import", id, "cause", why)
	}
	if err != nil {
		return err
	}
	for _, f := range gone {
		if err := d.root.RemoveAll(kept(ws, id, f)); err != nil {
			return fmt.Errorf("destroy a file that was read: %w", err)
		}
	}
	return nil
}

// change changes an import as it stands now: somebody may have been faster.
func (d *Desk) change(ctx context.Context, ws domain.WorkspaceID, id string, e *audit.Entry, do func(*Import) error) (*Import, error) {
	for {
		i, err := d.opt.Store.Import(ctx, ws, id)
		if err != nil {
			return nil, err
		}
		if err := do(i); err != nil {
			return nil, err
		}
		i.Version++
		if err = d.opt.Store.SaveImport(ctx, ws, i, e); !errors.Is(err, ErrStale) {
			return i, err
		}
	}
}

// sort puts results under the names of the files that they are of.
func (d *Desk) sort(ws domain.WorkspaceID, results []ingest.FileResult) map[string][]Part {
	out := map[string][]Part{}
	for _, r := range results {
		outer, member := r.Path, ""
		if o, m, ok := read.Split(r.Path); ok {
			outer, member = o, m
		}
		if _, name, ok := d.Label(ws, filepath.Clean(outer)); ok {
			out[name] = append(out[name], Part{Member: member, Source: r.Source, Shape: r.Shape, Counts: r.Counts, Done: r.Done})
		}
	}
	return out
}

// How long files are kept that were never read, or of which something was set
// aside.
const (
	keepOpen  = 24 * time.Hour
	keepAside = 7 * 24 * time.Hour
)

// Sweep destroys what has waited for too long.
func (d *Desk) Sweep(ctx context.Context, ws domain.WorkspaceID) error {
	return d.drop(ctx, ws, func(i *Import) bool {
		now := d.opt.Clock()
		return i.State == Open && now.Sub(i.At) > keepOpen || i.Ended() && now.Sub(i.EndedAt) > keepAside
	})
}

// DropKept destroys every file that is kept to be read again, because somebody
// of whom it may speak was erased.
func (d *Desk) DropKept(ctx context.Context, ws domain.WorkspaceID) error {
	return d.drop(ctx, ws, (*Import).Ended)
}

func (d *Desk) drop(ctx context.Context, ws domain.WorkspaceID, due func(*Import) bool) error {
	list, err := d.opt.Store.Unfinished(ctx, ws, Open, Kept)
	if err != nil {
		return err
	}
	for _, i := range list {
		if !due(i) || !d.has(ws, i) {
			continue
		}
		_, err := d.change(ctx, ws, i.ID, nil, func(i *Import) error {
			if !due(i) { // somebody wants it read again
				return ErrState
			}
			i.forget()
			if i.State == Open {
				i.State, i.EndedAt = Cancelled, d.opt.Clock().UTC()
			}
			return nil
		})
		if errors.Is(err, ErrState) {
			continue
		}
		if err == nil {
			err = d.root.RemoveAll(folder(ws, i.ID))
		}
		if err != nil {
			return fmt.Errorf("destroy kept files: %w", err)
		}
	}
	return nil
}
