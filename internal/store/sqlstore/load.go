package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Load rebuilds a state from what is kept, as of one snapshot. Rows whose owner
// was erased are passed over.
func (w *Workspace) Load(ctx context.Context, s *engine.State) error {
	return w.db.ReadIn(ctx, w.id, func(v *View) error {
		owners, err := v.loadOwners(ctx)
		if err != nil {
			return err
		}
		barred, err := v.barred(ctx)
		if err != nil {
			return err
		}
		s.Bar(barred)
		if err := v.loadRecords(ctx, s, owners); err != nil {
			return fmt.Errorf("load records: %w", err)
		}
		if err := v.loadAccounts(ctx, s, owners); err != nil {
			return fmt.Errorf("load accounts: %w", err)
		}
		if err := v.loadCorrections(ctx, s); err != nil {
			return fmt.Errorf("load corrections: %w", err)
		}
		err = each(ctx, v, func(rows *sql.Rows) error {
			var key sql.RawBytes
			if err := rows.Scan(&key); err != nil {
				return err
			}
			if len(key) != len(domain.Hash{}) {
				return errors.New("an event key has the wrong length")
			}
			return s.RestoreEventKey(domain.Hash(key))
		}, "SELECT event_key FROM event_keys WHERE workspace = ?", w.id)
		if err != nil {
			return fmt.Errorf("load event keys: %w", err)
		}
		return v.replay(ctx, s)
	})
}

// Size counts records and accounts, up to a limit.
func (w *Workspace) Size(ctx context.Context, limit int) (n int, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		return v.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM records WHERE workspace = ? UNION ALL SELECT 1 FROM accounts WHERE workspace = ? LIMIT ?) AS counted`,
			w.id, w.id, limit).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("count records: %w", err)
	}
	return n, nil
}

// loadOwners returns the data keys of all owners who were not erased.
func (v *View) loadOwners(ctx context.Context) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := onAllCores(ctx, v, func(r sealedRow) ([]byte, error) { return v.Unwrap(r.owner, r.sealed) }, func(key []byte, r sealedRow) { out[string(r.owner)] = key },
		allOf{"data_keys", "owner_hash, owner_hash, NULL, key_sealed", "AND key_sealed IS NOT NULL"})
	if err != nil {
		return nil, fmt.Errorf("load data keys: %w", err)
	}
	return out, nil
}

// sealedRow is a row as it was read, to be opened by a worker.
type sealedRow struct {
	id, owner, sealed []byte
	gone              sql.NullInt64
}

// allOf names the columns of all rows of a workspace in a table.
type allOf struct{ table, columns, condition string }

var (
	allRecords  = allOf{"records", "record_hash, owner_hash, gone_at, record_sealed", ""}
	allAccounts = allOf{"accounts", "account_hash, owner_hash, NULL, account_sealed", ""}
)

func (a allOf) query(db *DB) string {
	return "SELECT " + a.columns + " FROM " + a.table + " " + db.Dialect.InOrder + " WHERE workspace = ? " + a.condition
}

const loadBatch = 256 // rows handed to a worker at once

// openAll reads rows, opens and decodes them on all cores and hands each to keep,
// in no order, one at a time. Rows of erased owners are passed over.
func openAll[T any](ctx context.Context, v *View, owners map[string][]byte, use string, decode func([]byte) (T, error), keep func(*T, sealedRow), of allOf) error {
	open := func(r sealedRow) (*T, error) {
		key := owners[string(r.owner)]
		if key == nil {
			return nil, nil
		}
		value, err := openRow(v, key, r.sealed, use, r.id, decode)
		return &value, err
	}
	return onAllCores(ctx, v, open, func(value *T, r sealedRow) {
		if value != nil {
			keep(value, r)
		}
	}, of)
}

// onAllCores reads rows, has them worked on by all cores and hands what that
// gives to keep, in no order, one at a time.
func onAllCores[T any](ctx context.Context, v *View, work func(sealedRow) (T, error), keep func(T, sealedRow), of allOf) error {
	type worked struct {
		values []T
		rows   []sealedRow
	}
	g, ctx := errgroup.WithContext(ctx)
	batches, results := make(chan []sealedRow), make(chan worked)
	g.Go(func() error {
		defer close(batches)
		return readBatches(ctx, v, batches, of)
	})
	workers, wctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() error {
			for rows := range batches {
				out := worked{make([]T, len(rows)), rows}
				for i, r := range rows {
					var err error
					if out.values[i], err = work(r); err != nil {
						return err
					}
				}
				select {
				case results <- out:
				case <-wctx.Done():
					return wctx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(results)
		return workers.Wait()
	})
	for out := range results {
		for i, value := range out.values {
			keep(value, out.rows[i])
		}
	}
	return g.Wait()
}

func readBatches(ctx context.Context, v *View, batches chan<- []sealedRow, of allOf) error {
	var batch []sealedRow
	send := func() error {
		select {
		case batches <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	err := each(ctx, v, func(rows *sql.Rows) error {
		var r sealedRow
		if err := rows.Scan(&r.id, &r.owner, &r.gone, &r.sealed); err != nil {
			return err
		}
		if batch = append(batch, r); len(batch) < loadBatch {
			return nil
		}
		return send()
	}, of.query(v.store), v.Workspace())
	if err != nil || len(batch) == 0 {
		return err
	}
	return send()
}

func (v *View) loadRecords(ctx context.Context, s *engine.State, owners map[string][]byte) error {
	return openAll(ctx, v, owners, "record", decodeRecord, func(p *engine.Prepared, r sealedRow) {
		s.RestoreRecord(p)
		if r.gone.Valid {
			s.MarkGone(p.Record.Key, time.Unix(r.gone.Int64, 0).UTC())
		}
	}, allRecords)
}

func (v *View) loadAccounts(ctx context.Context, s *engine.State, owners map[string][]byte) error {
	return openAll(ctx, v, owners, "account", decodeAccount, func(a *engine.Account, _ sealedRow) { s.RestoreAccount(*a) },
		allAccounts)
}

// openRow opens and decodes a sealed row.
func openRow[T any](v *View, key, sealed []byte, use string, id []byte, decode func([]byte) (T, error)) (value T, err error) {
	plain, err := seal.Open(key, sealed, v.Context(use, id))
	if err != nil {
		return value, err
	}
	return decode(plain)
}

// Before records and accounts were packed, they were kept as JSON.

func decodeRecord(plain []byte) (p engine.Prepared, err error) {
	if bytes.HasPrefix(plain, []byte("{")) {
		return p, wire.UnmarshalStrict(plain, &p)
	}
	return engine.UnpackPrepared(plain)
}

func decodeAccount(plain []byte) (a engine.Account, err error) {
	if bytes.HasPrefix(plain, []byte("{")) {
		return a, wire.UnmarshalStrict(plain, &a)
	}
	return engine.UnpackAccount(plain)
}

// Quarantined is one thing that was set aside, as it is kept.
type Quarantined struct {
	ID int64
	At time.Time
	ingest.SetAside
}

// Quarantine lists what was set aside, oldest first.
func (w *Workspace) Quarantine(ctx context.Context) (out []Quarantined, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		out, err = v.quarantine(ctx)
		return err
	})
	return out, err
}

func (v *View) quarantine(ctx context.Context) ([]Quarantined, error) {
	return v.quarantined(ctx, "ORDER BY id")
}

func (v *View) quarantined(ctx context.Context, condition string, args ...any) ([]Quarantined, error) {
	var out []Quarantined
	err := each(ctx, v, func(rows *sql.Rows) error {
		var q Quarantined
		var file, path, sealed []byte
		var at int64
		err := rows.Scan(&q.ID, &file, &path, &q.Line, &q.Offset, &q.Source, &q.Reason, &sealed, &at)
		if err != nil {
			return err
		}
		if path, err = v.OpenOwn(path, "path", file); err != nil {
			return err
		}
		detail, err := v.OpenOwn(sealed, "detail", file)
		if err != nil {
			return err
		}
		q.File, q.Detail, q.At = string(path), string(detail), time.Unix(at, 0).UTC()
		out = append(out, q)
		return nil
	}, "SELECT id, path_hash, path_sealed, line, file_offset, source, reason, detail_sealed, at FROM quarantine WHERE workspace = ? "+condition, append([]any{v.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list quarantine: %w", err)
	}
	return out, nil
}

// Requeue forgets how far the files with something set aside were read, and
// what was set aside of them, so that the next scan reads them again; records
// that were accepted come back as duplicates. It returns the files.
func (w *Workspace) Requeue(ctx context.Context) (files []string, err error) {
	err = w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		files, err = u.requeue(ctx, func(string) bool { return true })
		return err
	})
	return files, err
}

func (u *Unit) requeue(ctx context.Context, of func(path string) bool) (files []string, err error) {
	list, err := u.quarantine(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range list {
		if of(q.File) {
			files = append(files, q.File)
		}
	}
	files = unique(files)
	for _, f := range files {
		for _, at := range u.Lookups("path", f) {
			for _, table := range []string{"imports", "quarantine"} {
				if _, err := u.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND path_hash = ?", u.Workspace(), at); err != nil {
					return nil, fmt.Errorf("forget what was read of a file: %w", err)
				}
			}
		}
	}
	return files, nil
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
