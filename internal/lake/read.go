package lake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// Query picks records. A zero value picks all.
type Query struct {
	Source   string
	Kind     domain.Kind
	From, To time.Time // [From, To), by when a record happened
}

// Read counts what a query went through.
type Read struct {
	Records int // given to the caller
	Copies  int // the same record once more, after a crash or an import that was broken off
	Erased  int // of people who were erased: their key is gone
	Foreign int // written under keys that this database never had, or has lost
	Damaged []error
}

// Each calls fn with every record that the query picks, by source and day and
// within a day by file and time. A file that cannot be read, or a row that does not
// open, is counted as damaged and the rest is read.
func (l *Lake) Each(ctx context.Context, q Query, fn func(p *engine.Prepared) error) (read Read, err error) {
	parts, err := l.Parts()
	if err != nil {
		return read, err
	}
	for _, day := range byPartition(q.pick(parts)) {
		if err := l.eachOf(ctx, day, q, &read, fn); err != nil {
			return read, err
		}
	}
	return read, nil
}

// pick leaves out files of other sources.
func (q Query) pick(parts []Part) []Part {
	return slices.DeleteFunc(parts, func(p Part) bool {
		return q.Source != "" && p.Source != q.Source
	})
}

func (q Query) picks(r *row) bool {
	at := timeOf(r.OccurredAt)
	return (q.Kind == "" || r.Kind == string(q.Kind)) && (q.From.IsZero() || !at.Before(q.From)) && (q.To.IsZero() || at.Before(q.To))
}

// within reports whether rows that happened in [least, most] may be picked. Times
// are microseconds.
func (q Query) within(least, most int64) bool {
	return (q.From.IsZero() || !timeOf(most).Before(q.From)) && (q.To.IsZero() || timeOf(least).Before(q.To))
}

// byPartition cuts sorted files into those of one source and day.
func byPartition(parts []Part) (out [][]Part) {
	for i, p := range parts {
		if i == 0 || p.Source != parts[i-1].Source || p.Day != parts[i-1].Day {
			out = append(out, parts[i:i])
		}
		last := &out[len(out)-1]
		*last = (*last)[:len(*last)+1]
	}
	return out
}

// eachOf reads the files of one partition. All copies of a record stand there.
func (l *Lake) eachOf(ctx context.Context, parts []Part, q Query, read *Read, fn func(p *engine.Prepared) error) error {
	known := map[[16]byte]bool{}
	for _, p := range parts {
		err := l.readPart(p.Path, q.within, func(rows []row) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			picked := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !q.picks(&r) })
			return l.openRows(ctx, p.Path, picked, known, read, fn)
		})
		var damaged *DamagedError
		switch {
		case errors.Is(err, os.ErrNotExist):
			// Merged meanwhile: what it held stands in a file that is not listed.
			return fmt.Errorf("read the lake: %w; it is being merged, so try again", err)
		case errors.As(err, &damaged):
			read.Damaged = append(read.Damaged, damaged)
		case err != nil:
			return err
		}
	}
	return nil
}

func (l *Lake) openRows(ctx context.Context, path string, rows []row, known map[[16]byte]bool, read *Read, fn func(p *engine.Prepared) error) error {
	secrets, err := l.keys.LakeSecrets(ctx, keyIDs(rows))
	if err != nil {
		return err
	}
	s := l.sealer()
	for i := range rows {
		r := &rows[i]
		if known[r.RecordID] {
			read.Copies++
			continue
		}
		known[r.RecordID] = true
		secret, ok := secrets[r.KeyID]
		switch {
		case !ok:
			read.Foreign++
			continue
		case secret == nil:
			read.Erased++
			continue
		}
		p, err := s.open(r, secret)
		if err != nil {
			read.Damaged = append(read.Damaged, &DamagedError{path, fmt.Errorf("record %x: %w", r.RecordID, err)})
			continue
		}
		read.Records++
		if err := fn(&p); err != nil {
			return err
		}
	}
	return nil
}

func keyIDs(rows []row) (ids [][16]byte) {
	seen := map[[16]byte]bool{}
	for i := range rows {
		if id := rows[i].KeyID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
