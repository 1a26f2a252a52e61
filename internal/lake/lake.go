// Package lake keeps raw records as Parquet files, by source and day of export. Every record
// that a workspace accepts lands here as it was read, events too, which the database
// keeps only in folded form. A file is written whole, synced and then renamed; it is
// never changed. The person's part of a row is sealed under a key of its owner, so
// that an erasure reaches into every file without writing one.
//
// The files of a workspace stand as
//
//	DIR/WORKSPACE/source=okta/day=2026-11-22/20261123T101500.000000Z-5f3a…-c02e….parquet
//
// which is how engines that read Parquet take folders for columns. The end of a name
// is a keyed hash of the file, checked before it is read. A record may
// stand in two files after a crash; it has the same id in both, and readers of this
// package show it once.
package lake

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

// Keyring holds the keys of one workspace.
type Keyring interface {
	ID() domain.WorkspaceID
	Keys() *seal.Keys
	// LakeKeys returns the keys of owners by name, and makes those that are new. An
	// owner who was erased has none.
	LakeKeys(ctx context.Context, owners []string) (map[string]seal.LakeKey, error)
	// LakeSecrets opens keys by id. One that was destroyed is nil, and one that this
	// workspace never had is missing.
	LakeSecrets(ctx context.Context, ids [][16]byte) (map[[16]byte][]byte, error)
}

// Lake is the folder of one workspace. It is safe for concurrent use, also by
// several processes.
type Lake struct {
	dir   string
	keys  Keyring
	clock func() time.Time
}

// Open returns the lake of a workspace below dir, which it makes when the first
// record comes.
func Open(dir string, keys Keyring, clock func() time.Time) *Lake {
	return &Lake{dir: filepath.Join(dir, url.PathEscape(string(keys.ID()))), keys: keys, clock: clock}
}

// partition is a source and the day of an export, or on which an event came in.
type partition struct {
	source string
	day    string // as in 2026-11-22
}

const dayForm = time.DateOnly

func (l *Lake) folder(p partition) string {
	return filepath.Join(l.dir, "source="+url.PathEscape(p.source), "day="+p.day)
}

// maxRows bounds the rows that wait in memory to be written.
const maxRows = 1 << 17

// Write keeps the records of a journal (see [engine.State.TrackRaw]) and returns
// once they are durable. Records of owners who were erased are left out. Writing
// the same records again makes copies that readers show once.
func (l *Lake) Write(ctx context.Context, journal []byte) error {
	batch := &batch{lake: l}
	err := engine.ReadJournal(journal, func(p *engine.Prepared) error {
		batch.records = append(batch.records, *p)
		if len(batch.records) < maxRows {
			return nil
		}
		return batch.flush(ctx)
	})
	if err != nil {
		return fmt.Errorf("write to the lake: %w", err)
	}
	if err := batch.flush(ctx); err != nil {
		return fmt.Errorf("write to the lake: %w", err)
	}
	return nil
}

// batch is records that are written together.
type batch struct {
	lake    *Lake
	records []engine.Prepared
}

func (b *batch) flush(ctx context.Context) error {
	owners := make([]string, len(b.records))
	for i := range b.records {
		owners[i] = seal.Owner(b.records[i].Record.Refs, b.records[i].Record.Key.String())
	}
	keys, err := b.lake.keys.LakeKeys(ctx, owners)
	if err != nil {
		return err
	}
	rows, sealer := map[partition][]row{}, b.lake.sealer()
	for i := range b.records {
		p := &b.records[i]
		key, ok := keys[owners[i]]
		if !ok {
			continue // erased
		}
		r, err := sealer.row(p, key)
		if err != nil {
			return err
		}
		at := partitionOf(&p.Record)
		rows[at] = append(rows[at], r)
	}
	b.records = b.records[:0]
	return b.lake.writeParts(ctx, rows)
}

// partitionOf puts a record under the day of its export. An export of a year is
// then one file and not 365; within it, rows are sorted by when they happened.
func partitionOf(r *domain.Record) partition {
	return partition{r.Key.Source, r.ObservedAt.UTC().Format(dayForm)}
}

// writeParts writes a file for each partition. Files are moved to their names only
// once all are on disk, as near together as can be.
func (l *Lake) writeParts(ctx context.Context, rows map[partition][]row) error {
	var moves []*part
	done := func(err error) error {
		for _, m := range moves {
			err = errors.Join(err, m.discard())
		}
		return err
	}
	for p, list := range rows {
		if err := ctx.Err(); err != nil {
			return done(err)
		}
		slices.SortStableFunc(list, func(a, b row) int { return cmp.Compare(a.OccurredAt, b.OccurredAt) })
		m, err := l.write(p, list)
		if err != nil {
			return done(err)
		}
		moves = append(moves, m)
	}
	for len(moves) > 0 {
		if err := moves[0].publish(); err != nil {
			return done(err)
		}
		moves = moves[1:]
	}
	return nil
}

// temporary makes the name of a file that is being written, which no other has.
func (l *Lake) temporary() (string, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("name a file: %w", err)
	}
	return "." + l.clock().UTC().Format("20060102T150405.000000Z") + "-" + hex.EncodeToString(b[:]), nil
}

// Part is one file of the lake.
type Part struct {
	Source string
	Day    string // of the export, as in 2026-11-22
	Path   string
	Size   int64 // bytes
}

// Parts lists the files of the lake, by source, day and time of writing.
func (l *Lake) Parts() ([]Part, error) {
	paths, err := filepath.Glob(filepath.Join(escapeGlob(l.dir), "source=*", "day=*", "*"+extension))
	if err != nil {
		return nil, fmt.Errorf("list the lake: %w", err)
	}
	var out []Part
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // merged or dropped meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("list the lake: %w", err)
		}
		day := filepath.Dir(path)
		source, err := url.PathUnescape(filepath.Base(filepath.Dir(day))[len("source="):])
		if err != nil {
			return nil, fmt.Errorf("list the lake: %w", err)
		}
		out = append(out, Part{Source: source, Day: filepath.Base(day)[len("day="):], Path: path, Size: info.Size()})
	}
	slices.SortFunc(out, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Path, b.Path))
	})
	return out, nil
}

// escapeGlob makes a path mean itself in a pattern.
func escapeGlob(path string) string {
	var out []rune
	for _, r := range path {
		if slices.Contains([]rune(`*?[\`), r) {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// DropBefore removes all days of export before one, and returns how many files went.
func (l *Lake) DropBefore(day time.Time) (files int, err error) {
	parts, err := l.Parts()
	if err != nil {
		return 0, err
	}
	for _, p := range parts {
		if p.Day >= day.UTC().Format(dayForm) {
			continue
		}
		if err := os.Remove(p.Path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return files, fmt.Errorf("drop from the lake: %w", err)
		}
		files++
		_ = os.Remove(filepath.Dir(p.Path)) // the folder too, once it is empty
	}
	return files, nil
}
