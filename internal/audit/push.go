package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"time"
)

// Pusher brings checkpoints to a place that whoever can change the database
// cannot change. Pushing the same checkpoint twice must be harmless.
type Pusher interface {
	// Name tells one target from another; it is kept.
	Name() string
	Push(ctx context.Context, c Checkpoint) error
}

// Publisher signs checkpoints and brings them out.
type Publisher struct {
	store Store
	to    []Pusher
	log   *slog.Logger
}

// NewPublisher returns a publisher of the logs in store.
func NewPublisher(store Store, log *slog.Logger, to ...Pusher) *Publisher {
	return &Publisher{store: store, to: to, log: log}
}

// Publish signs a log as it stands and pushes the checkpoint to every target
// that does not have it yet. A target that fails does not keep the others from
// theirs; it gets the newest checkpoint at the next call.
func (p *Publisher) Publish(ctx context.Context, l *Log) (Checkpoint, error) {
	c, err := l.Checkpoint(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	var errs []error
	for _, to := range p.to {
		if err := p.push(ctx, l, to, c); err != nil {
			errs = append(errs, fmt.Errorf("push the checkpoint over %d audit entries to %s: %w", c.Size, to.Name(), err))
		}
	}
	return c, errors.Join(errs...)
}

func (p *Publisher) push(ctx context.Context, l *Log, to Pusher, c Checkpoint) error {
	done, err := p.store.Pushed(ctx, l.ws, to.Name())
	if err != nil || done >= c.Size {
		return err
	}
	if err := to.Push(ctx, c); err != nil {
		return err
	}
	return p.store.SetPushed(ctx, l.ws, to.Name(), c.Size)
}

// Run publishes the logs at an interval until ctx ends. A failure is logged and
// tried again at the next turn.
func (p *Publisher) Run(ctx context.Context, every time.Duration, logs ...*Log) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		for _, l := range logs {
			c, err := p.Publish(ctx, l)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				p.log.ErrorContext(ctx, "audit checkpoint not published", "workspace", l.ws, "error", err)
				continue
			}
			p.log.DebugContext(ctx, "audit checkpoint published", "workspace", l.ws, "entries", c.Size)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Folder pushes checkpoints into a folder: one file each, named by log and
// size, readable by its owner only. It should lie on another machine.
type Folder struct{ path string }

// NewFolder returns the pusher into the folder at path, which must exist.
func NewFolder(path string) *Folder { return &Folder{path} }

// Name is the folder's path.
func (f *Folder) Name() string { return "folder " + f.path }

// Push writes the checkpoint's file. Another checkpoint over as many entries of
// the same log is never replaced: two that differ mean that the log has two
// histories, and both are wanted as evidence.
func (f *Folder) Push(_ context.Context, c Checkpoint) error {
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return fmt.Errorf("open the folder for checkpoints: %w", err)
	}
	defer root.Close()
	name := fmt.Sprintf("%s-%012d.checkpoint", url.PathEscape(c.Origin), c.Size)
	there, err := root.ReadFile(name)
	switch {
	case err == nil && bytes.Equal(there, c.Note):
		return nil
	case err == nil:
		return fmt.Errorf("%s holds another checkpoint over as many entries: the log has two histories", name)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read checkpoint: %w", err)
	}
	return writeFile(root, name, c.Note)
}

// writeFile makes a file that is there whole or not at all.
func writeFile(root *os.Root, name string, data []byte) error {
	part := name + ".part"
	file, err := root.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	if err := root.Rename(part, name); err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	return nil
}
