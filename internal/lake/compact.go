package lake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Small files are merged when a partition holds this many of them. A file is small
// below a size at which readers no longer gain from a larger one.
const (
	mergeFrom = 16
	small     = 64 << 20 // bytes
)

// Compacted counts what [Lake.Compact] did.
type Compacted struct {
	Merged  int // files that became part of another
	Written int // files
	Copies  int // rows left out because they stood twice
	Erased  int // rows left out because their key is gone
}

// Compact merges the small files of each partition that has many, and with all set
// of each that has two. Copies are left out, and rows whose key was destroyed. It may be stopped at any time, and run beside writers and other compactions:
// a file goes only once what it held stands in another.
func (l *Lake) Compact(ctx context.Context, all bool) (done Compacted, err error) {
	parts, err := l.Parts()
	if err != nil {
		return done, err
	}
	var damaged []error
	least := mergeFrom
	if all {
		least = 2
	}
	for _, list := range byPartition(parts) {
		if err := l.sweep(filepath.Dir(list[0].Path)); err != nil {
			return done, err
		}
		var merge []Part
		for _, p := range list {
			if p.Size < small {
				merge = append(merge, p)
			}
		}
		if len(merge) < least {
			continue
		}
		err := l.merge(ctx, merge, &done)
		var bad *DamagedError
		if errors.As(err, &bad) {
			damaged = append(damaged, err) // its day stays as it is
		} else if err != nil {
			return done, err
		}
	}
	return done, errors.Join(damaged...)
}

// merge writes one file of several and removes them. Rows stay sealed.
func (l *Lake) merge(ctx context.Context, parts []Part, done *Compacted) error {
	w, err := l.create(partition{parts[0].Source, parts[0].Day})
	if err != nil {
		return err
	}
	known, next := map[[16]byte]bool{}, *done
	for _, p := range parts {
		err := l.readPart(p.Path, everything, func(rows []row) error {
			kept, err := l.keep(ctx, rows, known, &next)
			if err == nil {
				_, err = w.rows.Write(kept)
			}
			return err
		})
		if errors.Is(err, os.ErrNotExist) {
			return w.abandon() // another compaction is at work here
		}
		if err != nil {
			return errors.Join(fmt.Errorf("merge files of the lake: %w", err), w.abandon())
		}
	}
	merged, err := w.finish()
	if err != nil {
		return err
	}
	if len(known) == 0 {
		err = merged.discard()
	} else {
		err = merged.publish()
		next.Written++
	}
	for _, p := range parts {
		if err != nil {
			return err
		}
		if err = os.Remove(p.Path); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	next.Merged += len(parts)
	*done = next
	return err
}

// keep returns the rows that a merged file holds. A copy of an erased record stays
// unknown, so that known holds what is kept.
func (l *Lake) keep(ctx context.Context, rows []row, known map[[16]byte]bool, c *Compacted) (kept []row, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	secrets, err := l.keys.LakeSecrets(ctx, keyIDs(rows))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		secret, mine := secrets[r.KeyID]
		switch {
		case known[r.RecordID]:
			c.Copies++
		case mine && secret == nil:
			c.Erased++
		default: // also what another database can open
			known[r.RecordID] = true
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// abandonedAfter is when a file without a name is what a killed process left.
const abandonedAfter = 24 * time.Hour

// sweep removes what killed processes left in a folder.
func (l *Lake) sweep(dir string) error {
	left, err := filepath.Glob(filepath.Join(escapeGlob(dir), ".2*"))
	if err != nil {
		return fmt.Errorf("sweep the lake: %w", err)
	}
	for _, path := range left {
		info, err := os.Stat(path)
		if err != nil || l.clock().Sub(info.ModTime()) < abandonedAfter {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sweep the lake: %w", err)
		}
	}
	return nil
}
