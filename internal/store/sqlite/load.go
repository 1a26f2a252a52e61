package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Load rebuilds a state from what is kept. Rows whose owner was erased are
// passed over.
func (w *Workspace) Load(ctx context.Context, s *engine.State) error {
	owners, err := w.loadOwners(ctx)
	if err != nil {
		return err
	}
	if err := w.loadRecords(ctx, s, owners); err != nil {
		return fmt.Errorf("load records: %w", err)
	}
	if err := w.loadAccounts(ctx, s, owners); err != nil {
		return fmt.Errorf("load accounts: %w", err)
	}
	return w.each(ctx, "SELECT event_key FROM event_keys WHERE workspace = ? ORDER BY event_key", func(rows *sql.Rows) error {
		var key []byte
		if err := rows.Scan(&key); err != nil {
			return err
		}
		if len(key) != len(domain.Hash{}) {
			return errors.New("an event key has the wrong length")
		}
		return s.RestoreEventKey(domain.Hash(key))
	})
}

func (w *Workspace) each(ctx context.Context, query string, fn func(*sql.Rows) error) error {
	rows, err := w.db.sql.QueryContext(ctx, query, w.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (w *Workspace) loadOwners(ctx context.Context) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := w.each(ctx, "SELECT owner_hash, key_sealed FROM data_keys WHERE workspace = ? AND key_sealed IS NOT NULL", func(rows *sql.Rows) error {
		var owner, wrapped []byte
		if err := rows.Scan(&owner, &wrapped); err != nil {
			return err
		}
		key, err := w.keys.Unwrap(owner, wrapped)
		if err != nil {
			return err
		}
		out[string(owner)] = key
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load data keys: %w", err)
	}
	return out, nil
}

func (w *Workspace) loadRecords(ctx context.Context, s *engine.State, owners map[string][]byte) error {
	return w.each(ctx, "SELECT record_hash, owner_hash, gone_at, record_sealed FROM records WHERE workspace = ? ORDER BY record_hash", func(rows *sql.Rows) error {
		var id, owner, sealed []byte
		var gone sql.NullInt64
		if err := rows.Scan(&id, &owner, &gone, &sealed); err != nil {
			return err
		}
		p := &engine.Prepared{}
		if ok, err := w.open(owners[string(owner)], sealed, "record", id, p); err != nil || !ok {
			return err
		}
		s.RestoreRecord(p)
		if gone.Valid {
			s.MarkGone(p.Record.Key, time.Unix(gone.Int64, 0).UTC())
		}
		return nil
	})
}

func (w *Workspace) loadAccounts(ctx context.Context, s *engine.State, owners map[string][]byte) error {
	return w.each(ctx, "SELECT account_hash, owner_hash, account_sealed FROM accounts WHERE workspace = ? ORDER BY account_hash", func(rows *sql.Rows) error {
		var id, owner, sealed []byte
		if err := rows.Scan(&id, &owner, &sealed); err != nil {
			return err
		}
		var a engine.Account
		if ok, err := w.open(owners[string(owner)], sealed, "account", id, &a); err != nil || !ok {
			return err
		}
		s.RestoreAccount(a)
		return nil
	})
}

// open opens and decodes a sealed row; ok is false when its owner was erased.
func (w *Workspace) open(key, sealed []byte, use string, id []byte, v any) (ok bool, err error) {
	if key == nil {
		return false, nil
	}
	plain, err := seal.Open(key, sealed, w.keys.Context(use, id))
	if err != nil {
		return false, err
	}
	return true, wire.UnmarshalStrict(plain, v)
}

// Quarantined is one thing that was set aside, as it is kept.
type Quarantined struct {
	ID int64
	At time.Time
	ingest.SetAside
}

// Quarantine lists what was set aside, oldest first.
func (w *Workspace) Quarantine(ctx context.Context) ([]Quarantined, error) {
	var out []Quarantined
	err := w.each(ctx, "SELECT id, path_hash, path_sealed, line, file_offset, source, reason, detail_sealed, at FROM quarantine WHERE workspace = ? ORDER BY id", func(rows *sql.Rows) error {
		var q Quarantined
		var file, path, sealed []byte
		var at int64
		err := rows.Scan(&q.ID, &file, &path, &q.Line, &q.Offset, &q.Source, &q.Reason, &sealed, &at)
		if err != nil {
			return err
		}
		if path, err = w.keys.OpenOwn(path, "path", file); err != nil {
			return err
		}
		detail, err := w.keys.OpenOwn(sealed, "detail", file)
		if err != nil {
			return err
		}
		q.File, q.Detail, q.At = string(path), string(detail), time.Unix(at, 0).UTC()
		out = append(out, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list quarantine: %w", err)
	}
	return out, nil
}

// Requeue forgets how far the files with something set aside were read, and
// what was set aside of them, so that the next scan reads them again; records
// that were accepted come back as duplicates. It returns the files.
func (w *Workspace) Requeue(ctx context.Context) ([]string, error) {
	list, err := w.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, q := range list {
		files = append(files, q.File)
	}
	slices.Sort(files)
	files = slices.Compact(files)
	err = w.db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM imports WHERE workspace = ? AND path_hash IN (SELECT path_hash FROM quarantine WHERE workspace = ?)", w.id, w.id); err != nil {
			return fmt.Errorf("forget progress: %w", err)
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM quarantine WHERE workspace = ?", w.id); err != nil {
			return fmt.Errorf("empty quarantine: %w", err)
		}
		return nil
	})
	return files, err
}

// SaveReport keeps an evaluation's report, sealed.
func (w *Workspace) SaveReport(ctx context.Context, asOf time.Time, configHash string, report []byte) error {
	sealed, err := w.keys.Own(report, "report", []byte(configHash))
	if err != nil {
		return err
	}
	if _, err := w.db.sql.ExecContext(ctx, "INSERT INTO evaluations (workspace, as_of, config_hash, made_at, report_sealed) VALUES (?, ?, ?, ?, ?)",
		w.id, asOf.UnixMicro(), configHash, w.db.clock().Unix(), sealed); err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	return nil
}
